"""Answer and key → do they agree for every value of the variables from finite sets?

Such variables are free residues at first, and agreement then is proof. Only where that fails (y² =
y holds for y in {0, 1} alone) they are given their values one after the other, all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product as combinations
from math import log2
from typing import NamedTuple

from grader.comparison.draws import Draws
from grader.comparison.forked import forked
from grader.comparison.patterns import Patterns
from grader.comparison.plans import WANTED, Plan, small_bits
from grader.comparison.verdict import Evidence, Kind, tried
from grader.evaluation.cost import BUDGET
from grader.evaluation.entrywise import are_entrywise
from grader.evaluation.evaluator import Inexpressible, Pole, Value
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import Draw, Redraw
from grader.evaluation.radicands import signs_of_roots
from grader.evaluation.residues import orthogonal_names
from grader.evaluation.signs import MANY
from grader.evaluation.survey import survey
from grader.language.declarations import Declaration, Scope
from grader.language.substitution import variables_in
from grader.language.tree import Expression, size

_MOST_CASES = 2000  # draws, or runs
_FOR_SIGNS = 120  # times as many draws for each case where there may be signs
_MOST_DRAWS = 600  # for one case
_MOST_IN_ALL = 8000  # for all, some dozens of them at least
_ATTEMPTS = 48


class _Given(NamedTuple):
    """Dimensions, and every way to give the finite variables their values there."""

    sizes: dict[str, int]
    assignments: list[dict[str, Value]]


def finite_agreement(
    tree: Expression, draws: Draws, smallest: Mapping[str, int]
) -> Evidence | None:
    """Agreement for every value of the variables that come from finite sets; None if there is none.

    At small dimensions, of which there are to be few cases; at as many of them as are needed where
    dimensions stand as numbers (plans.py): k·Σyᵢ is 2·yᵀy at k = 2.
    """
    variables = finite_variables(draws.scope, tree, draws.key)
    if not variables:
        return None
    ours = survey(tree)
    plan = draws.plan(ours, dict(smallest))
    choices = _choices(plan, draws, variables, smallest)
    is_entrywise = are_entrywise((tree, draws.key), draws.scope.variables)
    if is_entrywise:
        choices = [dict.fromkeys(plan.sizes, 1)]
    if not choices:
        return None
    operations = max(draws.cost(one, choices[-1]) for one in (tree, draws.key))
    if operations * 64 > BUDGET:
        return None
    most = min(_MOST_IN_ALL, BUDGET // operations)
    cases = sum(_cases(variables, sizes) for sizes in choices)
    errors = []
    try:
        for sizes in choices:
            given = _Given(sizes, list(assignments_of(variables, sizes)))
            share = len(given.assignments) / cases
            error = _error_at(tree, draws, plan, given, int(share * most) + _ATTEMPTS)
            if error is None:
                return None
            errors.append(error)
    except Inexpressible:
        return None
    error = max(errors)
    if error >= -WANTED:
        return None
    return _evidence(variables, choices, error, is_entrywise=is_entrywise)


def _choices(
    plan: Plan,
    draws: Draws,
    variables: dict[str, Declaration],
    smallest: Mapping[str, int],
) -> list[dict[str, int]]:
    """The dimensions of the plan, brought down to small ones; none if there are too many cases."""
    for least in (3, 2):
        base = draws.workable({name: max(least, smallest.get(name, 1)) for name in plan.sizes})
        choices = [
            {name: base[name] + choice[name] - plan.sizes[name] for name in base}
            for choice in plan.choices
        ]
        if sum(_cases(variables, sizes) for sizes in choices) <= _MOST_CASES:
            return choices
    return []


def _error_at(tree: Expression, draws: Draws, plan: Plan, given: _Given, most: int) -> float | None:
    """log₂ of the chance of error at some dimensions; None where the sides do not agree.

    At most so many draws are made, for all assignments together.
    """
    assignments = given.assignments
    if plan.features.isdisjoint(("sign", "root", "norm")):
        bits = plan.bits - plan.degree
        found = [Patterns(0, MANY, bits) for _ in assignments]
        return _agrees_everywhere(tree, draws, given, found, TOP, most)
    error = _on_all_paths(tree, draws, given, plan.bits - plan.degree, most)
    if error is None and len(assignments) * _FOR_SIGNS <= min(most, _MOST_CASES):
        roots = signs_of_roots((tree, draws.key), draws.scope.variables)
        found = [Patterns(roots.hidden, MANY, small_bits(plan)) for _ in assignments]
        error = _agrees_everywhere(tree, draws, given, found, SMALL, most)
    return error


def _evidence(
    variables: dict[str, Declaration],
    choices: list[dict[str, int]],
    error: float,
    *,
    is_entrywise: bool,
) -> Evidence:
    at = tried(choices) if choices[0] else ""
    if is_entrywise:
        at = f"every entry, for all {', '.join(choices[0])}"
    count = sum(_cases(variables, sizes) for sizes in choices)
    return Evidence(
        Kind.EXACT,
        f"equal for every allowed value of {', '.join(variables)}"
        + (f" at {at}" if at else "")
        + f": exact evaluation in a finite field, {count} cases (chance of error below "
        f"2^-{int(-error)})",
        dimensions=tuple(tuple(sizes.items()) for sizes in choices),
        every_dimension=is_entrywise,
        log2_error=error,
    )


def _on_all_paths(
    tree: Expression, draws: Draws, given: _Given, bits: float, most: int
) -> float | None:
    """The same for every way through signs and roots (forked.py), for each assignment."""
    sizes, assignments = given
    variables, first = draws.scope.variables, draws.seed * 4096
    count, flips = len(assignments), 1 << len(orthogonal_names(variables))

    def drawn(fixed: dict[str, Value], turned: int) -> Callable[[int], Draw]:
        return lambda number: Draw(variables, sizes, first + number, fixed, flips=turned)

    kinds = [drawn(fixed, turned) for fixed in assignments for turned in range(flips)]
    found = forked(tree, draws.key, draws.value, kinds, bits - log2(count * flips), most)
    return None if found is None else found.error + log2(count)


def _agrees_everywhere(
    tree: Expression, draws: Draws, given: _Given, found: list[Patterns], field: Field, most: int
) -> float | None:
    """log₂ of the chance of error, where both sides agree for each assignment; else None.

    Each is drawn until the signs that it meets are enough (patterns.py), so many cases together.
    """
    sizes, assignments = given
    count, flips = len(assignments), len(orthogonal_names(draws.scope.variables))
    wanted = -WANTED - log2(count)
    missing = set(range(count))
    for number in range(min(count * _MOST_DRAWS, most)):
        again, case = divmod(number, count)
        if case not in missing:
            continue
        fixed, seed = assignments[case], draws.seed * 4096 + number
        draw = Draw(draws.scope.variables, sizes, seed, fixed, flips=again)
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


def finite_variables(within: Scope, *trees: Expression) -> dict[str, Declaration]:
    """The variables of the trees that come from finite sets."""
    found = {
        name: declared
        for name, declared in within.variables.items()
        if declared.domain == "set" or declared.structure == "one-hot"
    }
    used = frozenset().union(*map(variables_in, trees)) if found else frozenset()
    return {name: declared for name, declared in found.items() if name in used}


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
