"""Answer and key → do they agree in the finite field, for which dimensions, how surely?

**All dimensions.** An expression without inverses is a sum of contractions of indices. Written as
polynomials in the entries, two different ones differ as soon as each dimension is at least the
largest number of indices of that dimension in one term: then every term has a monomial whose
indices are all distinct, and that monomial gives its contraction graph back (terms with the most
indices first). The dimensions are therefore drawn one above that number. A sum over an index that
nothing depends on multiplies by the dimension itself; two expressions whose powers of a
dimension lie in a range of k + 1 exponents are compared at k + 1 values of it. With an inverse or
a determinant this argument fails, and the evidence names the dimensions that were tried.

**Error.** At one draw a wrong agreement has probability at most (degrees of both)/p, p the
smallest prime in use; draws are added until the bound is below 2⁻¹⁰⁰.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations
from math import log2
from typing import NamedTuple

from grader.comparison.verdict import Evidence, Kind
from grader.evaluation.evaluator import Inexpressible, Pole, Value
from grader.evaluation.modular import Draw, Redraw, residues
from grader.evaluation.survey import LARGEST, Survey, survey
from grader.language.declarations import Declaration, Scope
from grader.language.tree import Expression, size

TOP_BITS = 145  # of the smallest prime of the chain
ANGLE_BITS = 115
LEAF_BITS = 44
WANTED = 100  # the error is to be below 2 to minus this
_ATTEMPTS = 6  # draws tried for one choice of dimensions before another choice is made
_MOST_DRAWS = 400


class Agreement(NamedTuple):
    """Whether two trees agree in the field; `is_formal` if disagreement is difference as well."""

    agrees: bool | None  # None: the exact reading cannot say
    is_formal: bool
    evidence: Evidence | None
    sizes: dict[str, int]


class Draws:
    """The draws of one exercise: random points by dimensions, and values of the key at them."""

    __slots__ = ("free", "key", "scope", "seed", "survey", "values", "_workable")

    def __init__(
        self, key: Expression, scope: Scope, seed: int, free: tuple[tuple[str, str | int], ...]
    ) -> None:
        self.key = key
        self.scope = scope
        self.seed = seed
        self.free = free
        self.survey = survey(key)
        self.values: dict[tuple[object, ...], tuple[Draw, Value] | None] = {}
        self._workable: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}

    def at(self, sizes: dict[str, int], number: int) -> tuple[Draw, Value] | None:
        """Draw `number` for these dimensions with the key's value there; None at a pole."""
        where = (*sizes.values(), number)
        if where not in self.values:
            draw = Draw(self.scope.variables, sizes, self.seed * 4096 + number)
            try:
                self.values[where] = (draw, self.value(self.key, draw))
            except (Pole, Redraw):
                self.values[where] = None
        return self.values[where]

    def value(self, tree: Expression, draw: Draw) -> Value:
        """The residues of a tree; of a tree with free indices, those for all their values."""
        if not self.free:
            return residues(tree, draw)
        ranges = [range(size(dimension, draw.sizes)) for _, dimension in self.free]
        found = []
        for places in combinations(*ranges):
            indices = dict(zip((name for name, _ in self.free), places, strict=True))
            found.append(residues(tree, draw, indices))
        return found

    def workable(self, sizes: dict[str, int]) -> dict[str, int]:
        """These dimensions, or larger ones where the key has a value (XᵀX needs n ≥ d)."""
        asked = tuple(sizes.items())
        if asked not in self._workable:
            self._workable[asked] = next(
                (
                    enlarged
                    for enlarged in _enlarged(sizes, self.scope.variables)
                    if any(self.at(enlarged, number) for number in range(3))
                ),
                sizes,
            )
        return self._workable[asked]


def _enlarged(
    sizes: dict[str, int], variables: dict[str, Declaration]
) -> Iterator[dict[str, int]]:
    """The dimensions as asked, enlarged where a declaration wants it, then one by one."""
    base = dict(sizes)
    for declared in variables.values():
        rows, columns = declared.shape
        if declared.structure == "full rank" and isinstance(rows, str):
            least = columns if isinstance(columns, int) else base.get(columns, 1)
            base[rows] = max(base.get(rows, 1), least)
    yield base
    for name in base:
        yield base | {name: base[name] + 3}
    for name in base:
        yield {other: count + 3 * (other != name) for other, count in base.items()}


def agreement(tree: Expression, draws: Draws, smallest: dict[str, int]) -> Agreement:
    """Compares a tree with the key; `smallest` are sizes that explicit indices need."""
    ours, theirs = survey(tree), draws.survey
    features = ours.features | theirs.features
    is_formal = not features & {"sign", "root", "logarithm", "opaque"}
    sizes = _sizes(ours, theirs, draws.scope, smallest)
    if "root" in features:
        sizes = {name: max(2, smallest.get(name, 1)) for name in sizes}
    sizes = draws.workable(sizes)
    try:
        count = _compared(tree, draws, sizes, ours, features)
    except Inexpressible:
        return Agreement(None, False, None, sizes)
    if count is None:
        return Agreement(None, False, None, sizes)
    if not count:
        return Agreement(False, is_formal, None, sizes)
    bits = _bits(features)
    error = (log2(ours.weight + theirs.weight) - bits) * (1 if bits > WANTED else count)
    for_all = not features & {"inverse", "partial sum"} and "root" not in features
    return Agreement(True, is_formal, _evidence(draws.scope, sizes, for_all, error, count), sizes)


def _bits(features: frozenset[str]) -> int:
    if "angle" in features:
        return ANGLE_BITS if "exponential" not in features else LEAF_BITS
    return TOP_BITS


def _sizes(
    ours: Survey, theirs: Survey, scope: Scope, smallest: dict[str, int]
) -> dict[str, int]:
    sizes = {}
    for name in sorted(scope.dimensions):
        count = max(ours.indices.get(name, 0), theirs.indices.get(name, 0))
        sizes[name] = max(2, smallest.get(name, 1), min(count + 1, LARGEST))
    return sizes


def _choices(
    sizes: dict[str, int], ours: Survey, theirs: Survey, features: frozenset[str]
) -> Iterator[dict[str, int]]:
    """The dimensions to compare at: as many values of each as its powers need."""
    spans = []
    for name in sizes:
        low, high = ours.powers.get(name, (0, 0))
        lower, higher = theirs.powers.get(name, (0, 0))
        span = min(6, max(high, higher) - min(low, lower))
        if features & {"inverse", "partial sum"}:
            span = max(span, 1)
        spans.append(range(span + 1))
    for steps in combinations(*spans):
        yield {name: sizes[name] + step for name, step in zip(sizes, steps, strict=True)}


def _compared(
    tree: Expression, draws: Draws, sizes: dict[str, int], ours: Survey, features: frozenset[str]
) -> int | None:
    """How many draws agreed, 0 at the first that did not, None where none had a value."""
    wanted = 1 if _bits(features) > WANTED else 4
    if any(one.structure == "orthogonal" for one in draws.scope.variables.values()):
        wanted = max(wanted, 2)
    agreed = 0
    for choice in _choices(sizes, ours, draws.survey, features):
        found = 0
        number = 0
        while found < wanted:
            if number > _ATTEMPTS * wanted + 64 * ("root" in features):
                break
            pair = draws.at(choice, number)
            number += 1
            if pair is None:
                continue
            draw, value = pair
            try:
                if draws.value(tree, draw) != value:
                    return 0
            except (Pole, Redraw):
                continue
            found += 1
        if found < wanted:
            if choice == sizes:
                return None
            continue
        agreed += found
    if "sign" in features:
        return _all_signs(tree, draws, sizes, agreed)
    return agreed


def _all_signs(tree: Expression, draws: Draws, sizes: dict[str, int], agreed: int) -> int | None:
    """Draws until every pattern of signs has occurred, or so often that one cannot be missing.

    With k arguments of unknown sign there are at most 2ᵏ patterns, all equally likely unless the
    arguments are related by products; then fewer occur, and 70·2ᵏ draws miss one of them with
    probability below 2⁻¹⁰⁰.
    """
    patterns: set[tuple[int, ...]] = set()
    number, unknown = 0, 0
    while number < _MOST_DRAWS:
        pair = draws.at(sizes, number)
        number += 1
        if pair is None:
            continue
        draw, value = pair
        try:
            if draws.value(tree, draw) != value:
                return 0
        except (Pole, Redraw):
            continue
        agreed += 1
        pattern = tuple(draw.signs.values())
        patterns.add(pattern)
        unknown = max(unknown, len(pattern))
        if len(patterns) >= 1 << unknown or number >= 70 << unknown:
            return agreed
    return None


def _evidence(
    scope: Scope, sizes: dict[str, int], for_all: bool, error: float, count: int
) -> Evidence:
    named = tuple(sizes.items())
    symbolic = ", ".join(sizes)
    if not sizes:
        where = "equal everywhere"
    elif for_all:
        where = f"equal for all {symbolic}"
    else:
        tried = ", ".join(f"{name} = {number}" for name, number in named)
        where = f"equal for {tried} and one more"
    power = int(-error)
    return Evidence(
        Kind.EXACT,
        f"{where}: proved by exact evaluation in a finite field "
        f"(chance of error below 2^-{power}, {count} draw{'s' * (count > 1)})",
        dimensions=(named,),
        every_dimension=for_all,
        log2_error=error,
    )


def finite_agreement(tree: Expression, draws: Draws, sizes: dict[str, int]) -> Evidence | None:
    """Agreement for every value of the variables that come from finite sets; None if there is none.

    Only used where the free residues of such variables did not agree (y² = y for y in {0, 1}).
    """
    variables = {
        name: declared
        for name, declared in draws.scope.variables.items()
        if declared.domain == "set" or declared.structure == "one-hot"
    }
    if not variables:
        return None
    small = {name: min(number, 3) for name, number in sizes.items()}
    assignments = list(_assignments(variables, small))
    if not 0 < len(assignments) <= 512:
        return None
    for number, fixed in enumerate(assignments):
        draw = Draw(draws.scope.variables, small, draws.seed * 4096 + number, fixed)
        try:
            if draws.value(tree, draw) != draws.value(draws.key, draw):
                return None
        except (Pole, Redraw):
            continue
        except Inexpressible:
            return None
    tried = ", ".join(f"{name} = {number}" for name, number in small.items())
    names = ", ".join(variables)
    return Evidence(
        Kind.EXACT,
        f"equal for every allowed value of {names}"
        + (f" at {tried}" if tried else "")
        + f": exact evaluation in a finite field, {len(assignments)} cases",
        dimensions=(tuple(small.items()),),
    )


def _assignments(
    variables: dict[str, Declaration], sizes: dict[str, int]
) -> Iterator[dict[str, Value]]:
    """Every way to give the finite variables their values, as long as there are few."""
    per_variable = []
    total = 1
    for declared in variables.values():
        rows, columns = (size(side, sizes) for side in declared.shape)
        cells = rows * columns
        if declared.structure == "one-hot":
            rows_of = [tuple(int(i == place) for i in range(cells)) for place in range(cells)]
        else:
            total *= len(declared.values) ** cells
            if total > 512:
                return
            rows_of = list(combinations(declared.values, repeat=cells))  # type: ignore[arg-type]
        is_scalar = declared.shape == (1, 1)
        per_variable.append(
            [
                cell[0] if is_scalar else [list(cell[i * columns : (i + 1) * columns])
                                           for i in range(rows)]
                for cell in rows_of
            ]
        )
    for values in combinations(*per_variable):
        yield dict(zip(variables, values, strict=True))


