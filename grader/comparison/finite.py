"""Answer and key → do they agree for every value of the variables from finite sets?

Such variables are free residues at first, and agreement then is proof. Only where that fails (y² =
y holds for y in {0, 1} alone) they are given their values one after the other, all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations
from math import log2

from grader.comparison.exact import Draws
from grader.comparison.patterns import Patterns
from grader.comparison.plans import WANTED, small_bits
from grader.comparison.verdict import Evidence, Kind
from grader.evaluation.cost import BUDGET
from grader.evaluation.evaluator import Inexpressible, Pole, Value
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import Draw, Redraw
from grader.evaluation.radicands import NO_SIGNS, signs_of_roots
from grader.evaluation.residues import orthogonal_names
from grader.evaluation.signs import MANY
from grader.evaluation.survey import survey
from grader.language.declarations import Declaration, Scope
from grader.language.tree import Expression, size

_MOST_CASES = 2000
_FOR_SIGNS = 120  # times as many draws for each case where there may be signs
_MOST_DRAWS = 600  # for one case


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
    ours = survey(tree)
    features = ours.features | draws.survey.features
    has_signs = not features.isdisjoint(("sign", "root", "norm"))
    small = affordable(variables, sizes, _MOST_CASES // (_FOR_SIGNS if has_signs else 1))
    repeats = _FOR_SIGNS if has_signs else 1
    if small is None or draws.cost(tree, small) * repeats * 64 > BUDGET:
        return None
    plan = draws.plan(ours, {})
    roots = signs_of_roots((tree, draws.key), draws.scope.variables) if has_signs else NO_SIGNS
    bits = small_bits(plan) if has_signs else plan.bits - plan.degree
    assignments = list(assignments_of(variables, small))
    found = [Patterns(roots.hidden, MANY, bits) for _ in assignments]
    error = _agrees_everywhere(tree, draws, small, assignments, found, SMALL if has_signs else TOP)
    if error is None:
        return None
    tried = ", ".join(f"{name} = {number}" for name, number in small.items())
    return Evidence(
        Kind.EXACT,
        f"equal for every allowed value of {', '.join(variables)}"
        + (f" at {tried}" if tried else "")
        + f": exact evaluation in a finite field, {len(assignments)} cases (chance of error below "
        f"2^-{int(-error)})",
        dimensions=(tuple(small.items()),),
        log2_error=error,
    )


def _agrees_everywhere(
    tree: Expression,
    draws: Draws,
    sizes: dict[str, int],
    assignments: list[dict[str, Value]],
    found: list[Patterns],
    field: Field,
) -> float | None:
    """log₂ of the chance of error, where both sides agree for each assignment; else None.

    Each is drawn until the signs that it meets are enough (patterns.py), so many cases together.
    """
    count, flips = len(assignments), len(orthogonal_names(draws.scope.variables))
    wanted = -WANTED - log2(count)
    missing = set(range(count))
    for number, fixed in enumerate(assignments * _MOST_DRAWS):
        again, case = divmod(number, count)
        if case not in missing:
            continue
        draw = Draw(draws.scope.variables, sizes, draws.seed * 4096 + number, fixed, flips=again)
        try:
            agrees = _agrees(tree, draws, draw, field)
        except Redraw:
            continue
        if agrees is None:
            missing.discard(case)
            continue
        if not agrees:
            return None
        turns = [-1 if again >> k & 1 else 1 for k in range(flips)]
        found[case].is_enough_with((*turns, *draw.signs.values()))
        if found[case].error < wanted:
            missing.discard(case)
        if not missing:
            break
    errors = [one.error for one in found if one.agreed]
    return None if missing or not errors else max(errors) + log2(count)


def _agrees(tree: Expression, draws: Draws, draw: Draw, field: Field) -> bool | None:
    """Whether both sides agree at a draw; None where nothing is asked for: the key has no value."""
    try:
        right = draws.value(draws.key, draw, field)
    except Pole:
        return None
    try:
        return bool(draws.value(tree, draw, field) == right)
    except Pole:
        return False


def finite_variables(within: Scope) -> dict[str, Declaration]:
    """The variables that come from finite sets."""
    return {
        name: declared
        for name, declared in within.variables.items()
        if declared.domain == "set" or declared.structure == "one-hot"
    }


def affordable(
    variables: dict[str, Declaration], sizes: dict[str, int], most: int
) -> dict[str, int] | None:
    """The sizes, the largest made smaller until there are few cases; None if that fails."""
    most = min(most, 512)
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
