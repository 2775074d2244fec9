"""Answer and key → do they agree for every value of the variables from finite sets?

Such variables are free residues at first, and agreement then is proof. Only where that fails (y² =
y holds for y in {0, 1} alone) they are given their values one after the other, all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations

from grader.comparison.exact import Draws
from grader.comparison.verdict import Evidence, Kind
from grader.evaluation.cost import BUDGET
from grader.evaluation.evaluator import Inexpressible, Pole, Value
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import Draw, Redraw
from grader.evaluation.residues import orthogonal_names
from grader.evaluation.survey import survey
from grader.language.declarations import Declaration, Scope
from grader.language.tree import Expression, size

_MOST_CASES = 512
_WITHOUT_SIGNS = 8  # … where none is met: sign(y) is known once y is
_FOR_SIGNS = 120  # draws for each case where signs are hidden


def finite_agreement(tree: Expression, draws: Draws, sizes: dict[str, int]) -> Evidence | None:
    """Agreement for every value of the variables that come from finite sets; None if there is none.

    The dimensions are those of the free draws, brought down until there are few enough cases.
    """
    try:
        return _finite_agreement(tree, draws, sizes)
    except Inexpressible:
        return None


def _finite_agreement(tree: Expression, draws: Draws, sizes: dict[str, int]) -> Evidence | None:
    variables = finite_variables(draws.scope)
    if not variables:
        return None
    features = survey(tree).features | draws.survey.features
    has_roots = not features.isdisjoint(("root", "norm"))
    repeats = 1 if features.isdisjoint(("sign", "root", "norm")) else _FOR_SIGNS
    small = affordable(variables, sizes, 2000 // repeats)
    if small is None or draws.cost(tree, small) * repeats * 64 > BUDGET:
        return None
    field = SMALL if repeats > 1 else TOP
    flips = 1 << len(orthogonal_names(draws.scope.variables))
    assignments = list(assignments_of(variables, small))
    if not _agrees_everywhere(
        tree, draws, small, assignments, repeats * flips, field, has_roots or flips > 1
    ):
        return None
    tried = ", ".join(f"{name} = {number}" for name, number in small.items())
    return Evidence(
        Kind.EXACT,
        f"equal for every allowed value of {', '.join(variables)}"
        + (f" at {tried}" if tried else "")
        + f": exact evaluation in a finite field, {len(assignments)} cases",
        dimensions=(tuple(small.items()),),
    )


def finite_variables(within: Scope) -> dict[str, Declaration]:
    """The variables that come from finite sets."""
    return {
        name: declared
        for name, declared in within.variables.items()
        if declared.domain == "set" or declared.structure == "one-hot"
    }


def _agrees_everywhere(
    tree: Expression,
    draws: Draws,
    sizes: dict[str, int],
    assignments: list[dict[str, Value]],
    repeats: int,
    field: Field,
    has_hidden: bool,
) -> bool:
    """Whether both sides agree for each assignment at least once, and never differ."""
    count = len(assignments)
    missing = set(range(count))
    plain: dict[int, int] = {}  # how often an assignment agreed without a sign that is unknown
    for number, fixed in enumerate(assignments * repeats):
        if plain.get(number % count, 0) >= _WITHOUT_SIGNS:
            continue
        seed = draws.seed * 4096 + number
        draw = Draw(draws.scope.variables, sizes, seed, fixed, flips=number // count)
        try:
            right = draws.value(draws.key, draw, field)
        except Pole:
            missing.discard(number % count)  # nothing is asked for where the key has no value
            continue
        except Redraw:
            continue
        try:
            if draws.value(tree, draw, field) != right:
                return False
        except Pole:
            return False
        except Redraw:
            continue
        missing.discard(number % count)
        if not draw.signs and not has_hidden:
            plain[number % count] = plain.get(number % count, 0) + 1
    return not missing


def affordable(
    variables: dict[str, Declaration], sizes: dict[str, int], most: int
) -> dict[str, int] | None:
    """The sizes, the largest made smaller until there are few cases; None if that fails."""
    most = min(most, _MOST_CASES)
    small = dict(sizes)
    while _cases(variables, small) > most:
        name = max(small, key=lambda one: small[one], default="")
        if not name or small[name] <= 2:
            return None
        small[name] -= 1
    return small


def _cases(variables: dict[str, Declaration], sizes: dict[str, int]) -> int:
    count = 1
    for declared in variables.values():
        rows, columns = (size(side, sizes) for side in declared.shape)
        if declared.structure == "one-hot":
            count *= rows * columns
        elif rows * columns * (len(declared.values) - 1) > 64:
            return 1 << 64
        else:
            count *= len(declared.values) ** (rows * columns)
    return count


def assignments_of(
    variables: dict[str, Declaration], sizes: dict[str, int]
) -> Iterator[dict[str, Value]]:
    """Every way to give the finite variables their values."""
    per_variable: list[list[Value]] = []
    for declared in variables.values():
        rows, columns = (size(side, sizes) for side in declared.shape)
        count = rows * columns
        if declared.structure == "one-hot":
            cells = [tuple(int(i == place) for i in range(count)) for place in range(count)]
        else:
            cells = list(combinations(declared.values, repeat=count))  # type: ignore[arg-type]
        if declared.shape == (1, 1):
            per_variable.append([cell[0] for cell in cells])
            continue
        per_variable.append(
            [[list(cell[i * columns : (i + 1) * columns]) for i in range(rows)] for cell in cells]
        )
    for values in combinations(*per_variable):
        yield dict(zip(variables, values, strict=True))
