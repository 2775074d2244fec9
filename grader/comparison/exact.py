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
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import Draw, Redraw, residues
from grader.evaluation.radicands import hidden_signs
from grader.evaluation.survey import LARGEST, Survey, survey
from grader.language.declarations import Declaration, Scope
from grader.language.tree import Expression, size

WANTED = 100  # the error is to be below 2 to minus this
_BITS = {"top": 145, "angle": 115, "leaf": 44, "small": 58}  # of the smallest prime in use
_ATTEMPTS = 6  # draws tried for one choice of dimensions before another choice is made
_MOST_DRAWS = 300
_DOMAINS = frozenset(("root", "logarithm", "opaque"))


class Agreement(NamedTuple):
    """Whether two trees agree in the field; `is_formal` if disagreement is difference as well.

    `has_domain` tells that a function with a domain of its own occurs (log, roots, asin).
    """

    agrees: bool | None  # None: the exact reading cannot say
    is_formal: bool
    has_domain: bool
    evidence: Evidence | None
    sizes: dict[str, int]  # the dimensions of the draws, or of the draw that disagrees


class Plan(NamedTuple):
    """How to compare with a key: which dimensions, how many draws at each; made once."""

    sizes: dict[str, int]
    choices: list[dict[str, int]]
    features: frozenset[str]
    is_formal: bool
    wanted: int
    bits: int
    for_all: bool


class _Run(NamedTuple):
    """What a run of draws found: how many agreed, and log₂ of the chance of error."""

    agreed: int
    error: float
    differs_at: dict[str, int] | None = None


class Draws:
    """The draws of one exercise: random points by dimensions, and values of the key at them."""

    __slots__ = ("_plans", "_workable", "free", "key", "scope", "seed", "survey", "values")

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
        self._plans: dict[tuple[object, ...], Plan] = {}

    def at(
        self, sizes: dict[str, int], number: int, field: Field = TOP
    ) -> tuple[Draw, Value] | None:
        """Draw `number` for these dimensions with the key's value there; None at a pole."""
        where = (*sizes.values(), number, field.index)
        if where not in self.values:
            draw = Draw(self.scope.variables, sizes, self.seed * 4096 + number)
            try:
                self.values[where] = (draw, self.value(self.key, draw, field))
            except (Pole, Redraw):
                self.values[where] = None
        return self.values[where]

    def value(self, tree: Expression, draw: Draw, field: Field = TOP) -> Value:
        """The residues of a tree; of a tree with free indices, those for all their values."""
        if not self.free:
            return residues(tree, draw, None, field)
        ranges = [range(size(dimension, draw.sizes)) for _, dimension in self.free]
        found = []
        for places in combinations(*ranges):
            indices = dict(zip((name for name, _ in self.free), places, strict=True))
            found.append(residues(tree, draw, indices, field))
        return found

    def plan(self, ours: Survey, smallest: dict[str, int]) -> Plan:
        """How to compare a tree with this survey; answers of one kind share a plan."""
        kind = (
            ours.features,
            ours.weight.bit_length(),
            tuple(ours.indices.items()),
            tuple(ours.powers.items()),
            tuple(smallest.items()),
        )
        found = self._plans.get(kind)
        if found is None:
            found = self._plans[kind] = _planned(self, ours, smallest)
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
    ours = survey(tree)
    plan = draws.plan(ours, smallest)
    hidden = 0
    if "root" in plan.features:
        hidden = hidden_signs((tree, draws.key), draws.scope.variables)
    degree = log2(ours.weight + draws.survey.weight)
    try:
        if hidden or "sign" in plan.features:
            run = _with_signs(tree, draws, plan, smallest, hidden, degree)
        else:
            run = _compared(tree, draws, plan, degree)
    except Inexpressible:
        run = None
    has_domain = not _DOMAINS.isdisjoint(plan.features)
    if run is None:
        return Agreement(None, False, has_domain, None, plan.sizes)
    if run.differs_at is not None:
        return Agreement(False, plan.is_formal, has_domain, None, run.differs_at)
    evidence = _evidence(plan.sizes, plan.for_all and not hidden, run)
    return Agreement(True, plan.is_formal, has_domain, evidence, plan.sizes)


def _planned(draws: Draws, ours: Survey, smallest: dict[str, int]) -> Plan:
    theirs = draws.survey
    features = ours.features | theirs.features
    declared = draws.scope.variables.values()
    is_formal = features.isdisjoint(("sign", "root", "logarithm", "opaque")) and not any(
        one.domain in ("set", "integer") or one.structure == "one-hot" for one in declared
    )
    bits = _BITS["top"]
    if "angle" in features:
        bits = _BITS["leaf" if "exponential" in features else "angle"]
    wanted = 1 if bits - log2(ours.weight + theirs.weight) > WANTED else 4
    if any(one.structure == "orthogonal" for one in declared):
        wanted = max(wanted, 2)
    sizes = draws.workable(_sizes(ours, theirs, draws.scope, smallest))
    choices = list(_choices(sizes, ours, theirs, features))
    for_all = features.isdisjoint(("inverse", "partial sum", "sign"))
    return Plan(sizes, choices, features, is_formal, wanted, bits, for_all)


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


def _compared(tree: Expression, draws: Draws, plan: Plan, degree: float) -> _Run | None:
    """Draws for every choice of dimensions; None where the key or the tree has no value."""
    wanted, total = plan.wanted, 0
    for choice in plan.choices:
        found = 0
        for number in range(_ATTEMPTS * wanted + 64 * ("root" in plan.features)):
            pair = draws.at(choice, number)
            if pair is None:
                continue
            draw, value = pair
            try:
                if draws.value(tree, draw) != value:
                    return _Run(0, 0.0, choice)
            except (Pole, Redraw):
                continue
            found += 1
            if found == wanted:
                break
        if found < wanted and choice == plan.sizes:
            return None
        total += found
    return _Run(total, (degree - plan.bits) * (wanted if wanted == 4 else 1))


def _with_signs(
    tree: Expression,
    draws: Draws,
    plan: Plan,
    smallest: dict[str, int],
    hidden: int,
    degree: float,
) -> _Run | None:
    """Many draws in smaller fields, until the signs on which the values depend have all occurred.

    Signs that are asked for (abs, sign, max) are seen: with k of them there are at most 2ᵏ
    patterns, and each has to occur twice. A root hides one sign at most, which is not seen: a
    draw misses a wrong pattern of h hidden signs with probability 1 − 2⁻ʰ, so that n draws leave
    (1 − 2⁻ʰ)ⁿ. (Signs that depend on each other by products make fewer patterns; then the same
    count of draws as for hidden ones is made.)
    """
    small = draws.workable({name: max(2, smallest.get(name, 1)) for name in plan.sizes})
    steps = [{name: size - plan.sizes[name] for name, size in choice.items()}
             for choice in plan.choices]  # fmt: skip
    choices = [{name: small[name] + step[name] for name in small} for step in steps]
    seen: dict[tuple[int, ...], int] = {}
    agreed = asked = 0
    for number in range(_MOST_DRAWS * 4):
        sizes = choices[number % len(choices)]
        pair = draws.at(sizes, number, SMALL)
        if pair is None:
            continue
        draw, value = pair
        try:
            if draws.value(tree, draw, SMALL) != value:
                return _Run(0, 0.0, sizes)
        except (Pole, Redraw):
            continue
        agreed += 1
        pattern = tuple(draw.signs.values())
        asked = max(asked, len(pattern))
        seen[pattern] = seen.get(pattern, 0) + 1
        if agreed < 2 * len(choices):
            continue
        if not hidden and len(seen) == 1 << asked and min(seen.values()) > 1:
            return _Run(agreed, 2 * (degree - _BITS["small"]))
        if not hidden and not asked:
            continue
        chance = agreed * log2(1 - 0.5 ** min(hidden + asked, 12))
        if chance < -WANTED or agreed >= _MOST_DRAWS:
            return _Run(agreed, max(chance, 2 * (degree - _BITS["small"])))
    return None


def _evidence(sizes: dict[str, int], for_all: bool, run: _Run) -> Evidence:
    named = tuple(sizes.items())
    if not sizes:
        where = "equal everywhere"
    elif for_all:
        where = f"equal for all {', '.join(sizes)}"
    else:
        where = "equal (tried " + ", ".join(f"{name} = {count}" for name, count in named) + ")"
    return Evidence(
        Kind.EXACT,
        f"{where}: proved by exact evaluation in a finite field (chance of error below "
        f"2^-{int(-run.error)}, {run.agreed} draw{'s' * (run.agreed > 1)})",
        dimensions=(named,),
        every_dimension=for_all,
        log2_error=run.error,
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
    features = survey(tree).features | draws.survey.features
    repeats = 120 if features & {"sign", "root"} else 1
    if repeats * len(assignments) > 2000:
        return None
    for number, fixed in enumerate(assignments * repeats):
        draw = Draw(draws.scope.variables, small, draws.seed * 4096 + number, fixed)
        field = SMALL if repeats > 1 else TOP
        try:
            if draws.value(tree, draw, field) != draws.value(draws.key, draw, field):
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


