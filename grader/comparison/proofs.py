"""Function + variables + formula → is the formula the derivative? Proved by tangents over residues.

The slope of the function along a random direction is computed exactly (tangents.py) and compared
with what the formula says of that direction: ⟨∇f, D⟩, uᵀ J d, uᵀ H v. Both are linear in each
direction; where the formula is not the derivative they differ, but for one direction in as many
as the field has numbers. One value settles all entries at once. The calculus on trees has no part
in it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product as combinations
from math import log2
from typing import Any, NamedTuple, TypeAlias

from grader.calculus.derivative import Task
from grader.calculus.parts import mapped
from grader.comparison.draws import Draws
from grader.comparison.finite import affordable, assignments_of, finite_variables
from grader.comparison.patterns import MOST_DRAWS, Patterns
from grader.comparison.plans import WANTED, Plan, small_bits, with_degree_doubled
from grader.comparison.verdict import Evidence, Kind
from grader.evaluation.cost import LIMIT
from grader.evaluation.evaluator import Inexpressible, Pole, Value, entries, value
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import MODULAR_RULES
from grader.evaluation.radicands import signs_of_roots
from grader.evaluation.residues import Draw, Redraw, Residues
from grader.evaluation.signs import MANY
from grader.evaluation.survey import survey
from grader.evaluation.tangents import Tangents
from grader.language.declarations import Declaration, Scope
from grader.language.shapes import Meaning
from grader.language.tree import SCALAR, Expression, Hadamard, Norm, Number, Power, Total, size

_TANGENT = 2  # log₂ of 4: a tangent triples the degree at most, and directions add two to that
_SLOWER = 8  # times that a value with tangents is slower
_MOST_VALUES = 64  # assignments, each of which costs a value and its derivatives

Rows: TypeAlias = list[list[Any]]


class Asked(NamedTuple):
    """A derivative that is asked for: of what, by what, laid out how.

    `entry` are the free indices of the one entry that is asked for; `laid_out` turns the rows of
    the usual layout into those of another.
    """

    function: Expression
    wrt: tuple[str, ...]
    task: Task
    entry: tuple[str, ...] = ()
    laid_out: Callable[[Rows], Rows] = lambda rows: rows


class Proof(NamedTuple):
    """What the tangents say: True proved, False refuted in the field, None not expressible."""

    holds: bool | None
    evidence: Evidence | None = None


def proved(asked: Asked, reference: Meaning, within: Scope, seed: int = 0) -> Proof:
    """Whether the reference is the derivative, by tangents over residues."""
    asked = asked._replace(function=_without_roots(asked.function))
    draws = Draws(reference.tree, within, seed, reference.free)
    ours = survey(asked.function)
    plan = with_degree_doubled(draws.plan(ours, dict(reference.smallest)), _TANGENT)
    if _SLOWER * draws.cost(asked.function, plan.sizes) > LIMIT:
        return Proof(None)
    roots = signs_of_roots((asked.function, reference.tree), within.variables)
    hidden = roots.hidden
    has_signs = roots.are_shown or "sign" in plan.features
    try:
        if hidden or has_signs:
            run = _with_signs(asked, reference, draws, plan, hidden)
        else:
            run = _drawn(asked, reference, draws, plan)
    except Inexpressible:
        return Proof(None)
    if run is not None and run.differs:
        evidence = None if hidden or has_signs else _by_values(asked, reference, draws, plan)
        return Proof(False) if evidence is None else Proof(True, evidence)
    if run is None:
        return Proof(None)
    error = run.error(plan.degree, plan.bits)
    if error > -WANTED:  # the degree is too large for our primes
        return Proof(None)
    for_all = plan.for_all and not hidden and not has_signs
    return Proof(True, _evidence(plan, run.agreed, error, for_all=for_all))


def _without_roots(tree: Expression) -> Expression:
    """‖u‖ᵏ as (Σ uᵢ²)^(k/2) for even k: the same number, and no root to be taken."""
    match tree:
        case Power(Norm(of), Number(exponent)) if exponent > 0 and exponent % 2 == 0:
            inner = _without_roots(of)
            square = inner if inner.shape == SCALAR else Total(Hadamard((inner, inner), of.shape))
            half = exponent if inner.shape == SCALAR else exponent // 2
            return square if half == 1 else Power(square, Number(half), SCALAR)
    return mapped(tree, _without_roots)


class _Run(NamedTuple):
    """How many draws agreed."""

    agreed: int
    differs: bool = False
    repeats: int = 1
    chance: float | None = None  # log₂ of the chance of error, where there are signs

    def error(self, degree: float, bits: int) -> float:
        """log₂ of the bound on the chance of error."""
        return self.repeats * (degree - bits) if self.chance is None else self.chance


def _drawn(asked: Asked, reference: Meaning, draws: Draws, plan: Plan) -> _Run | None:
    """As many draws at each choice of dimensions as the error needs; None without a value."""
    agreed, wanted = 0, plan.wanted << plan.flips  # draw by draw, the determinants change signs
    for choice in plan.choices:
        found = 0
        for number in range(8 * wanted + 64 * bool(plan.features & {"root", "norm"})):
            agrees = _agrees(asked, reference, draws, choice, number, TOP)
            if agrees is False:
                return _Run(0, differs=True)
            found += agrees is True
            if found == wanted:
                break
        if found < wanted and choice == plan.sizes:
            return None
        agreed += found
    return _Run(agreed, repeats=plan.wanted)


def _with_signs(
    asked: Asked, reference: Meaning, draws: Draws, plan: Plan, hidden: int
) -> _Run | None:
    """Many draws in the small field, as exact.py does it; None where it takes too many."""
    found = [Patterns(hidden, MANY, small_bits(plan)) for _ in plan.choices]
    missing = set(range(len(found)))
    for number in range(4 * MOST_DRAWS):
        place = number % len(found)
        if place not in missing:
            continue
        agrees = _agrees(asked, reference, draws, plan.choices[place], number, SMALL)
        if agrees is False:
            return _Run(0, differs=True)
        if agrees is None:
            continue
        pair = draws.at(plan.choices[place], number, SMALL)
        assert pair is not None
        if found[place].is_enough_with(tuple(pair[0].signs.values())):
            missing.discard(place)
        elif found[place].is_hopeless:
            return None
        if not missing:
            chance = max(one.error for one in found)
            return _Run(sum(one.agreed for one in found), chance=chance)
    return None


def _by_values(asked: Asked, reference: Meaning, draws: Draws, plan: Plan) -> Evidence | None:
    """Tangents and reference for every value of the variables from finite sets: y² is 1 there.

    None where there are none, or where they differ or are too many.
    """
    variables = finite_variables(draws.scope, asked.function, reference.tree)
    if not variables or variables.keys() & set(asked.wrt):
        return None
    choices = _small_choices(variables, plan)
    cases = [(sizes, fixed) for sizes in choices for fixed in assignments_of(variables, sizes)]
    if not 0 < len(cases) <= 8 * _MOST_VALUES:
        return None
    repeats = plan.wanted << plan.flips
    for number, (sizes, fixed) in enumerate(cases * repeats):
        draw = Draw(
            draws.scope.variables, sizes, draws.seed * 4096 + number, fixed, number // len(cases)
        )
        try:
            found = draws.value(reference.tree, draw)
            if not _is_derivative(found, asked, reference, draws.scope, draw, TOP):
                return None
        except (Pole, Redraw, Inexpressible):
            return None
    where = "; ".join(
        ", ".join(f"{name} = {count}" for name, count in sizes.items()) for sizes in choices
    )
    error = plan.wanted * (plan.degree - plan.bits) + log2(len(cases))
    summary = (
        f"the derivative for every allowed value of {', '.join(variables)}"
        + (f" at {where}" if where else "")
        + f": proved by exact tangents in a finite field (chance of error below "
        f"2^-{int(-error)}, {len(cases)} cases)"
    )
    dimensions = tuple(tuple(sizes.items()) for sizes in choices)
    return Evidence(Kind.EXACT, summary, dimensions, log2_error=error)


def _small_choices(variables: dict[str, Declaration], plan: Plan) -> list[dict[str, int]]:
    """Small dimensions at which to try all values; none if there are too many.

    Two more than the powers of the dimensions need: yᵀy is a dimension, too, where y² = 1.
    """
    base = affordable(variables, plan.sizes, _MOST_VALUES)
    if base is None:
        return []
    small = [
        {name: base[name] + choice[name] - plan.sizes[name] for name in base}
        for choice in plan.choices
    ]
    last = small[-1]
    return small + [{name: last[name] + more for name in last} for more in (1, 2) if last]


def _agrees(
    asked: Asked,
    reference: Meaning,
    draws: Draws,
    sizes: dict[str, int],
    number: int,
    field: Field,
) -> bool | None:
    """Whether tangents and reference agree at a draw; None where one of them has no value."""
    pair = draws.at(sizes, number, field)
    if pair is None:
        return None
    draw, found = pair
    try:
        return _is_derivative(found, asked, reference, draws.scope, draw, field)
    except (Pole, Redraw):
        return None


def _evidence(plan: Plan, agreed: int, error: float, *, for_all: bool) -> Evidence:
    named = ", ".join(plan.sizes)
    where = f"for all {named}" if named and for_all else "everywhere"
    if named and not for_all:
        where = "at " + ", ".join(f"{name} = {count}" for name, count in plan.sizes.items())
    summary = (
        f"the derivative {where}: proved by exact tangents in a finite field "
        f"(chance of error below 2^-{int(-error)}, {agreed} draw{'s' * (agreed > 1)})"
    )
    dimensions = (tuple(plan.sizes.items()),)
    return Evidence(Kind.EXACT, summary, dimensions, for_all, log2_error=error)


def _is_derivative(
    found: Value, asked: Asked, reference: Meaning, within: Scope, draw: Draw, field: Field
) -> bool:
    """Whether the residues of the reference give the slope along random directions."""
    slope, weights = _slope(asked, within, draw, field)
    if asked.entry:
        numbers = found if isinstance(found, list) else [found]
        expected = _of_entries(weights, asked, reference, draw.sizes)
    else:
        numbers = entries(found)
        expected = entries(asked.laid_out(weights))
    total = sum(weight * number for weight, number in zip(expected, numbers, strict=True))
    return bool((slope - total) % field.prime == 0)


def _slope(asked: Asked, within: Scope, draw: Draw, field: Field) -> tuple[Any, Rows]:
    """The slope along random directions, and what each entry of the derivative adds to it."""
    point = Residues(field, draw, MODULAR_RULES, {})
    first = _direction("along", asked.wrt, within, draw, field)
    inputs = [number for name in asked.wrt for number in column(first[name])]
    if asked.task == "hessian":
        second = _direction("and along", asked.wrt, within, draw, field)
        others = [number for name in asked.wrt for number in column(second[name])]
        moving = Tangents(Tangents(point, first), second)
        slope = value(asked.function, moving).slope.slope
        return slope, [[one * other for other in others] for one in inputs]
    slopes = [number.slope for number in column(value(asked.function, Tangents(point, first)))]
    if asked.task == "jacobian":
        outputs = draw.numbers(field, "across", len(slopes))
        slope = sum(weight * number for weight, number in zip(outputs, slopes, strict=True))
        return slope, [[output * number for number in inputs] for output in outputs]
    height = len(inputs)
    if len(asked.wrt) == 1:
        height = size(within.variables[asked.wrt[0]].shape[0], draw.sizes)
    columns = [inputs[i : i + height] for i in range(0, len(inputs), height)]
    return slopes[0], transposed_rows(columns)


def _direction(
    label: str, wrt: tuple[str, ...], within: Scope, draw: Draw, field: Field
) -> dict[str, Value]:
    """Random residues for all entries of what is differentiated by."""
    found: dict[str, Value] = {}
    for name in wrt:
        shape = within.variables[name].shape
        rows, columns = (size(side, draw.sizes) for side in shape)
        matrix = draw.free(field, f"{label} {name}", rows, columns)
        found[name] = matrix[0][0] if shape == SCALAR else matrix
    return found


def _of_entries(
    weights: Rows, asked: Asked, reference: Meaning, sizes: dict[str, int]
) -> list[Any]:
    """The weights in the order of the values of the free indices: alphabetical."""
    if len(asked.entry) == 1:
        return column(weights)
    ranges = dict(reference.free)
    order = sorted(asked.entry)
    places = [
        dict(zip(order, where, strict=True))
        for where in combinations(*(range(size(ranges[name], sizes)) for name in order))
    ]
    row, along = asked.entry
    return [weights[place[row]][place[along]] for place in places]


def column(of: Value) -> list[Any]:
    """All entries, column by column."""
    rows = of if isinstance(of, list) else [[of]]
    return [entry for one in zip(*rows, strict=True) for entry in one]


def transposed_rows(rows: Rows) -> Rows:
    """Rows as columns."""
    return [list(one) for one in zip(*rows, strict=True)]
