"""Function + variables + formula → is the formula the derivative? Proved by tangents over residues.

The slope of the function along a random direction is computed exactly (tangents.py) and compared
with what the formula says of that direction: ⟨∇f, D⟩, uᵀ J d, uᵀ H v. Both are linear in each
direction; where the formula is not the derivative they differ, but for one direction in as many
as the field has numbers. One value settles all entries at once. The calculus on trees has no part
in it.

What is done is bounded beforehand: operations for one value times the number of values. Where that
is too much, the dimensions are made smaller, and where it still is, nothing is said.
"""

from __future__ import annotations

from math import log2
from typing import NamedTuple

from grader.comparison.draws import Draws
from grader.comparison.finite import affordable, assignments_of, finite_variables
from grader.comparison.forked import forked
from grader.comparison.patterns import MOST_DRAWS, Patterns
from grader.comparison.plans import WANTED, Plan, small_bits, with_degree_doubled
from grader.comparison.slopes import Asked as Asked
from grader.comparison.slopes import Rows as Rows
from grader.comparison.slopes import Slopes, without_roots
from grader.comparison.verdict import Evidence, Kind
from grader.evaluation.cost import LIMIT
from grader.evaluation.evaluator import Inexpressible, Pole, Value
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import Draw, Redraw
from grader.evaluation.radicands import Signs, signs_of_roots
from grader.evaluation.signs import MANY
from grader.evaluation.survey import survey
from grader.language.declarations import Declaration, Scope
from grader.language.shapes import Meaning
from grader.language.substitution import variables_in
from grader.language.tree import ZERO, Expression

_TANGENT = 2  # log₂ of 4: a tangent triples the degree at most, and directions add two to that
_SLOWER = 8  # times that a value with tangents is slower
_MOST_VALUES = 64  # assignments, each of which costs a value and its derivatives
_BUDGET = 4_000_000  # operations for one way to a proof, of which there are a few
_SMALLER = (8, 6, 5, 4, 3)  # sizes where those that would prove it for all cost too much
_SMALLEST = (3, 2)  # sizes where there are signs
_MOST_SIZES = 6  # dimensions at each of which all ways are gone
_SMALL = 3  # times that an operation takes longer where the dimensions are small
_OVERHEAD = 2000  # operations that a draw takes at least


class Proof(NamedTuple):
    """What the tangents say: True proved, False refuted in the field, None not expressible."""

    holds: bool | None
    evidence: Evidence | None = None
    is_formal: bool = True  # what differs in the field differs; signs of residues know no sums


class _Case(NamedTuple):
    """What is to be proved, and where it is drawn."""

    slopes: Slopes
    draws: Draws
    plan: Plan
    hidden: int = 0

    def operations(self, choices: list[dict[str, int]]) -> int:
        """What one draw costs, at the largest of some dimensions."""
        function, reference = self.slopes.function, self.slopes.reference
        draws, sizes = self.draws, choices[-1]
        return _OVERHEAD + _SLOWER * draws.cost(function, sizes) + draws.cost(reference, sizes)

    def reduced(self, side: int, smallest: dict[str, int]) -> _Case:
        """The same at smaller dimensions with the same differences."""
        plan = self.plan
        small = self.draws.workable({name: max(side, smallest.get(name, 1)) for name in plan.sizes})
        choices = [
            {name: small[name] + choice[name] - plan.sizes[name] for name in small}
            for choice in plan.choices
        ]
        return self._replace(plan=plan._replace(sizes=small, choices=choices, for_all=False))


def proved(asked: Asked, reference: Meaning, within: Scope, seed: int = 0) -> Proof:
    """Whether the reference is the derivative, by tangents over residues."""
    asked = asked._replace(function=without_roots(asked.function))
    within = occurring(within, asked, reference)
    draws = Draws(reference.tree, within, seed, reference.free)
    smallest = dict(reference.smallest)
    plan = draws.plan(survey(asked.function), smallest)
    roots = signs_of_roots((asked.function, reference.tree), within.variables)
    plan = with_degree_doubled(plan, _TANGENT + len(roots.square or ()))
    case = _Case(Slopes(asked, reference, within), draws, plan, roots.hidden)
    has_signs = roots.are_shown or "sign" in plan.features or not _is_settled(case, roots)
    try:
        found = _with_signs(case, smallest) if has_signs else _without_signs(case, smallest)
        if found is not None and found[1].differs:
            if has_signs:
                return Proof(False, is_formal=False)
            evidence = _by_values(found[0], asked, within)
            return Proof(False) if evidence is None else Proof(True, evidence)
    except Inexpressible:
        return Proof(None)
    if found is None:
        return Proof(None)
    case, run = found
    error = run.error(plan.degree, plan.bits)
    if error > -WANTED:  # the degree is too large for our primes
        return Proof(None)
    for_all = case.plan.for_all and not has_signs
    return Proof(True, _evidence(case.plan, run.agreed, error, for_all=for_all))


def occurring(within: Scope, asked: Asked, reference: Meaning) -> Scope:
    """The scope without variables of which nothing is said: an orthogonal one doubles the draws."""
    used = variables_in(asked.function) | variables_in(reference.tree)
    used |= within.abstract | frozenset(asked.wrt)
    kept = {name: one for name, one in within.variables.items() if name in used}
    return within._replace(variables=kept)


def _is_settled(case: _Case, roots: Signs) -> bool:
    """Whether no root hides a sign; the radicands of the slope are those of the function."""
    if not roots.hidden:
        return True
    sizes = case.plan.sizes
    if not roots.square or case.operations([sizes]) > LIMIT:
        return False
    return case.draws.are_independent(roots.square, sizes)


class _Run(NamedTuple):
    """How many draws agreed."""

    agreed: int
    differs: bool = False
    repeats: int = 1
    chance: float | None = None  # log₂ of the chance of error, where there are signs

    def error(self, degree: float, bits: int) -> float:
        """log₂ of the bound on the chance of error."""
        return self.repeats * (degree - bits) if self.chance is None else self.chance


def _without_signs(case: _Case, smallest: dict[str, int]) -> tuple[_Case, _Run] | None:
    """As many draws as the error needs, at the dimensions that say most of those that we afford."""
    for side in (None, *_SMALLER):
        one = case if side is None else case.reduced(side, smallest)
        plan = one.plan
        runs = len(plan.choices) * (plan.wanted << plan.flips)
        if one.operations(plan.choices) * runs <= _BUDGET:
            run = _drawn(one)
            return None if run is None else (one, run)
    return None


def _drawn(case: _Case) -> _Run | None:
    """As many draws at each choice of dimensions as the error needs; None without a value."""
    plan = case.plan
    agreed, wanted = 0, plan.wanted << plan.flips  # draw by draw, the determinants change signs
    for choice in plan.choices:
        found = 0
        for number in range(8 * wanted + 64 * bool(plan.features & {"root", "norm"})):
            agrees = _agrees(case, _draw(case, choice, number), TOP)
            if agrees is False:
                return _Run(0, differs=True)
            found += agrees is True
            if found == wanted:
                break
        if found < wanted and choice == plan.sizes:
            return None
        agreed += found
    return _Run(agreed, repeats=plan.wanted)


def _with_signs(case: _Case, smallest: dict[str, int]) -> tuple[_Case, _Run] | None:
    """Every way through signs and roots (forked.py), or many draws; None where nothing is shown."""
    plan = case.plan
    case = case._replace(plan=plan._replace(choices=plan.choices[:_MOST_SIZES]))
    for side in _SMALLEST:
        one = case.reduced(side, smallest)
        if one.plan == case.plan and side != _SMALLEST[0]:
            break  # without dimensions it is the same
        run = _on_all_paths(one)
        if run is not None:
            return one, run
    most = _BUDGET // (_SMALL * one.operations(one.plan.choices))
    run = _by_patterns(one, min(most, 4 * MOST_DRAWS))
    return None if run is None else (one, run)


def _on_all_paths(case: _Case) -> _Run | None:
    """Agreement on every way through the signs and roots; None if there is none."""
    draws, plan = case.draws, case.plan
    kinds = [draws.drawn(choice, flips) for choice in plan.choices for flips in _flips(plan)]
    most = _BUDGET // (_SMALL * case.operations(plan.choices))
    reference = case.slopes.reference

    def value_of(tree: Expression, draw: Draw) -> Value:
        return case.slopes.gap(draw, TOP) if tree is reference else 0

    found = forked(ZERO, reference, value_of, kinds, plan.bits - plan.degree, most)
    return None if found is None else _Run(found.agreed, chance=found.error)


def _flips(plan: Plan) -> range:
    return range(1 << plan.flips)


def _by_patterns(case: _Case, most: int) -> _Run | None:
    """Many draws in the small field, as exact.py does it; None where it takes too many."""
    plan = case.plan
    found = [Patterns(case.hidden, MANY, small_bits(plan)) for _ in plan.choices]
    missing = set(range(len(found)))
    for number in range(most):
        place = number % len(found)
        if place not in missing:
            continue
        draw = _draw(case, plan.choices[place], number)
        agrees = _agrees(case, draw, SMALL)
        if agrees is False:
            return _Run(0, differs=True)
        if agrees is None:
            continue
        if found[place].is_enough_with(tuple(draw.signs.values())):
            missing.discard(place)
        elif found[place].is_hopeless:
            return None
        if not missing:
            chance = max(one.error for one in found)
            return _Run(sum(one.agreed for one in found), chance=chance)
    return None


def _by_values(case: _Case, asked: Asked, within: Scope) -> Evidence | None:
    """Tangents and reference for every value of the variables from finite sets: y² is 1 there.

    None where there are none, or where they differ or are too many.
    """
    draws, plan = case.draws, case.plan
    variables = finite_variables(within, asked.function, case.slopes.reference)
    if not variables or variables.keys() & set(asked.wrt):
        return None
    choices = _small_choices(variables, plan)
    if any(affordable(variables, sizes, 8 * _MOST_VALUES) != sizes for sizes in choices):
        return None
    cases = [(sizes, fixed) for sizes in choices for fixed in assignments_of(variables, sizes)]
    if not 0 < len(cases) <= 8 * _MOST_VALUES:
        return None
    repeats = plan.wanted << plan.flips
    if case.operations(choices) * len(cases) * repeats > 2 * _BUDGET:
        return None
    for number, (sizes, fixed) in enumerate(cases * repeats):
        draw = Draw(
            draws.scope.variables, sizes, draws.seed * 4096 + number, fixed, number // len(cases)
        )
        if not _agrees(case, draw, TOP):
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


def _draw(case: _Case, sizes: dict[str, int], number: int) -> Draw:
    return case.draws.drawn(sizes, number)(number)


def _agrees(case: _Case, draw: Draw, field: Field) -> bool | None:
    """Whether tangents and reference agree at a draw; None where one of them has no value."""
    try:
        return case.slopes.gap(draw, field) == 0
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
