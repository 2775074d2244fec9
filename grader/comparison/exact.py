"""Answer and key → do they agree in the finite field, for which dimensions, how surely?

At one draw a wrong agreement has probability at most (degrees of both)/p, p the smallest prime in
use; draws are added until the bound is below 2⁻¹⁰⁰. plans.py says which dimensions are drawn.
"""

from __future__ import annotations

from typing import NamedTuple

from grader.comparison.draws import Draws
from grader.comparison.forked import forked
from grader.comparison.patterns import Patterns
from grader.comparison.places import with_full_rank
from grader.comparison.plans import WANTED, Plan, small_bits, with_degree_doubled
from grader.comparison.verdict import Evidence, exact_evidence
from grader.evaluation.cost import BUDGET, LIMIT, is_suspect
from grader.evaluation.entrywise import are_entrywise
from grader.evaluation.evaluator import Inexpressible, Pole
from grader.evaluation.fields import SMALL
from grader.evaluation.modular import Draw, Redraw
from grader.evaluation.radicands import NO_SIGNS, signs_of_roots
from grader.evaluation.signs import sign_degree
from grader.evaluation.survey import survey
from grader.language.tree import Expression

_SMALLEST = 2  # sizes where signs must occur in every pattern
_SMALLER = (8, 6, 5)  # sizes where those that would prove it for all cost too much
_HEAVY = 14  # log₂ of a degree, and dimensions, that a look at smaller ones may spare
_LARGE, _SIDE = 6, 3
_MOST_DRAWS = 4000  # where signs count; half of them and more are made in vain
_MOST_IN_VAIN = 300  # of them, before the first at which both sides have a value
_OVERHEAD = 2000  # operations that a draw takes at least
_SMALL = 3  # times that an operation takes longer where the dimensions are small
_FEWEST = 2  # dimensions, whatever they cost
_RUNS = 32  # at each of the dimensions, where there are signs
_MOST_NOWHERE = 8  # dimensions at which it is asked whether there is a value at all
_ATTEMPTS = 6  # draws tried for one that is wanted


class Agreement(NamedTuple):
    """Whether two trees agree in the field; `is_formal` if disagreement is difference as well."""

    agrees: bool | None  # None: the exact reading cannot say
    is_formal: bool
    features: frozenset[str]
    evidence: Evidence | None
    sizes: dict[str, int]  # the dimensions of the draws, or of the draw that disagrees
    is_costly: bool = False  # too much to be computed
    is_suspect: bool = False  # … perhaps, for other dimensions
    is_fixed: bool = False  # there are signs that no draw changes: of √3 − 1, of 37
    is_nowhere: bool = False  # for these dimensions the key has values, and the tree has none


class _Run(NamedTuple):
    """What a run of draws found: how many agreed, and log₂ of the chance of error."""

    agreed: int
    error: float
    differs_at: dict[str, int] | None = None
    is_complete: bool = True  # all dimensions that were planned had a value
    is_free: bool = True  # the signs that were seen are independent
    nowhere: dict[str, int] | None = None  # dimensions for which the tree alone has no value
    choices: tuple[dict[str, int], ...] = ()  # the dimensions at which there was agreement


# ----- agreement ---------------------------------------------------------------------------------


def agreement(tree: Expression, draws: Draws, smallest: dict[str, int]) -> Agreement:
    """Compares a tree with the key; `smallest` are sizes that explicit indices need."""
    ours = survey(tree)
    plan = draws.plan(ours, smallest)
    if not is_suspect(ours.weight + draws.survey.weight, plan.features):
        return _agreement(tree, draws, plan, smallest)
    affordable = _affordable(tree, draws, plan, smallest)
    if affordable is None:
        nothing = Agreement(None, False, plan.features, None, plan.sizes)
        return nothing._replace(is_costly=True, is_suspect=True)
    return _agreement(tree, draws, affordable, smallest)._replace(is_suspect=True)


def _affordable(
    tree: Expression, draws: Draws, plan: Plan, smallest: dict[str, int]
) -> Plan | None:
    """The plan, or one with smaller dimensions, that costs little enough.

    Sizes stay far above those of the 2×2 and 3×3 matrices that have identities of their own.
    """
    for side in (None, *_SMALLER):
        if side is not None:
            choices = _reduced(draws, plan, smallest, side)
            plan = plan._replace(sizes=choices[0], choices=choices, for_all=False)
        operations = max(draws.cost(one, plan.choices[-1]) for one in (tree, draws.key))
        if operations <= LIMIT and operations * len(plan.choices) * plan.wanted <= BUDGET:
            return plan
    return None


def _agreement(tree: Expression, draws: Draws, plan: Plan, smallest: dict[str, int]) -> Agreement:
    features = plan.features
    roots = NO_SIGNS
    if not features.isdisjoint(("root", "norm")):
        roots = signs_of_roots((tree, draws.key), draws.scope.variables)
        if roots.hidden and roots.square and draws.are_independent(roots.square, plan.sizes):
            roots = roots._replace(hidden=0)
        plan = with_degree_doubled(plan, len(roots.square or ()))
    has_signs = "sign" in features or roots.are_shown or roots.hidden > 0
    is_entrywise = False
    try:
        if has_signs:
            is_entrywise = are_entrywise((tree, draws.key), draws.scope.variables)
            small = _reduced(draws, plan, smallest, _SMALLEST)
            if is_entrywise:
                small = [dict.fromkeys(plan.sizes, 1)]
            small, most = _within_budget(tree, draws, small)
            run = _on_all_paths(tree, draws, plan, small, most) or _with_signs(
                tree, draws, plan, small, roots.hidden, most
            )
        else:
            run = _apart_at_less(tree, draws, plan, smallest) or _compared(tree, draws, plan)
        if has_signs or (run is not None and run.nowhere):
            run = _nowhere(tree, draws, plan, smallest, run)
    except Inexpressible:
        run = None
    if run is None:
        return Agreement(None, False, features, None, plan.sizes)
    if run.differs_at is not None:
        return Agreement(False, plan.is_formal, features, None, run.differs_at)
    if run.nowhere is not None:
        return Agreement(False, False, features, None, run.nowhere, is_nowhere=True)
    if run.error > -WANTED:  # the degree is too large for our primes
        return Agreement(None, False, features, None, plan.sizes)
    for_all = is_entrywise or (plan.for_all and not has_signs and run.is_complete)
    evidence = exact_evidence(run.choices, run.error, run.agreed, for_all=for_all)
    is_fixed = roots.has_constants or not run.is_free or "long number" in features
    return Agreement(True, plan.is_formal, features, evidence, plan.sizes, is_fixed=is_fixed)


def _within_budget(
    tree: Expression, draws: Draws, choices: list[dict[str, int]]
) -> tuple[list[dict[str, int]], int]:
    """As many of the dimensions as can be afforded, and how many draws."""
    total, operations = 0, 1
    for count, sizes in enumerate(choices):
        here = _OVERHEAD + _SMALL * max(draws.cost(one, sizes) for one in (tree, draws.key))
        total += here
        if count >= _FEWEST and total * _RUNS > BUDGET:
            return choices[:count], min(_MOST_DRAWS, BUDGET // operations)
        operations = max(operations, here)
    return choices, min(_MOST_DRAWS, BUDGET // operations)


def _apart_at_less(
    tree: Expression, draws: Draws, plan: Plan, smallest: dict[str, int]
) -> _Run | None:
    """A difference at small dimensions, where a draw at those that would prove it costs much."""
    if plan.degree < _HEAVY or max(plan.sizes.values(), default=0) < _LARGE:
        return None
    sizes = _reduced(draws, plan, smallest, _SIDE)[0]
    pair = draws.at(sizes, 0)
    if pair is None:
        return None
    try:
        value = draws.value(tree, pair[0])
    except (Pole, Redraw):
        return None
    if value == pair[1]:
        return None
    draws.differing = tree, pair[0], value
    return _Run(0, 0.0, sizes)


def _compared(tree: Expression, draws: Draws, plan: Plan) -> _Run | None:
    """Draws for every choice of dimensions; None where the key or the tree has no value."""
    wanted, agreed = plan.wanted, 0
    nowhere: dict[str, int] | None = None
    patterns = 1 << plan.flips
    attempts = _ATTEMPTS * wanted + 64 * ("root" in plan.features or "norm" in plan.features)
    is_complete = True
    tried: list[dict[str, int]] = []
    for choice in plan.choices:
        missing = [wanted] * patterns
        for number in range(attempts * patterns):
            if not missing[number % patterns]:
                continue
            pair = draws.at(choice, number)
            if pair is None:
                continue
            draw, value = pair
            try:
                ours = draws.value(tree, draw)
            except (Pole, Redraw):
                continue
            if ours != value:
                draws.differing = tree, draw, ours
                return _Run(0, 0.0, choice)
            agreed += 1
            missing[number % patterns] -= 1
            if not any(missing):
                break
        if any(missing):
            if all(left == wanted for left in missing) and is_nowhere(tree, draws, choice):
                nowhere = nowhere or choice
            elif choice == plan.sizes:
                return None
            is_complete = False
        else:
            tried.append(choice)
    error = (plan.degree - plan.bits) * wanted
    return _Run(agreed, error, None, is_complete, nowhere=nowhere, choices=tuple(tried))


def _on_all_paths(
    tree: Expression, draws: Draws, plan: Plan, choices: list[dict[str, int]], most: int
) -> _Run | None:
    """Agreement on every way through the signs and roots (forked.py); None if there is none."""
    drawn = [draws.drawn(choice, flips) for choice in choices for flips in range(1 << plan.flips)]
    found = forked(tree, draws.key, draws.value, drawn, plan.bits - plan.degree, most)
    return None if found is None else _Run(found.agreed, found.error, choices=tuple(choices))


def _with_signs(
    tree: Expression,
    draws: Draws,
    plan: Plan,
    choices: list[dict[str, int]],
    hidden: int,
    most: int,
) -> _Run | None:
    """Draws in smaller fields, until all signs have occurred; None if too many (patterns.py)."""
    degree = sign_degree(tree, draws.key) + plan.flips
    found = [Patterns(hidden, degree, small_bits(plan)) for _ in choices]
    missing = set(range(len(choices)))
    for number in range(most):
        again, place = divmod(number, len(choices))
        if place not in missing:
            continue
        flips = again % (1 << plan.flips)
        pair = draws.at(choices[place], number, SMALL, flips)
        if number > _MOST_IN_VAIN and not any(one.agreed for one in found):
            return None  # there is a value nowhere, or hardly anywhere
        if pair is None:
            continue
        (draw, value), of_key = pair, len(pair[0].signs)
        try:
            if draws.value(tree, draw, SMALL) != value:
                return _Run(0, 0.0, choices[place])
            signs = _signs(draw, flips, plan.flips)
        except (Pole, Redraw):
            continue
        finally:
            _forget(draw, of_key)
        if found[place].is_enough_with(signs):
            missing.discard(place)
        elif found[place].is_hopeless:
            return None
        if not missing:
            return _run_of(found, choices)
    return None


def _signs(draw: Draw, flips: int, count: int) -> tuple[int, ...]:
    """All that a draw met, those of the determinants of orthogonal matrices first."""
    return (*(-1 if flips >> k & 1 else 1 for k in range(count)), *draw.signs.values())


def _run_of(found: list[Patterns], choices: list[dict[str, int]]) -> _Run:
    agreed, error = sum(one.agreed for one in found), max(one.error for one in found)
    is_free = all(one.is_free for one in found)
    return _Run(agreed, error, is_free=is_free, choices=tuple(choices))


def _nowhere(
    tree: Expression, draws: Draws, plan: Plan, smallest: dict[str, int], run: _Run | None
) -> _Run | None:
    """The run, unless there are small dimensions for which the tree alone has no value."""
    if run is not None and run.differs_at is not None:
        return run
    if plan.features.isdisjoint(("inverse", "quotient")):
        return run
    for small in _reduced(draws, plan, smallest, _SMALLEST)[:_MOST_NOWHERE]:
        if is_nowhere(tree, draws, small):
            return _Run(0, 0.0, nowhere=small)
    return run


def is_nowhere(tree: Expression, draws: Draws, sizes: dict[str, int]) -> bool:
    """Whether a tree has a pole at every draw at which the key has a value: X Xᵀ for n > d."""
    if with_full_rank(sizes, draws.scope.variables) != sizes:
        return False  # nobody declared matrices of these shapes
    poles = 0
    for number in range(_ATTEMPTS * 4):
        pair = draws.at(sizes, number)
        if pair is None:
            continue
        try:
            draws.value(tree, pair[0])
            return False
        except Pole:
            poles += 1
        except Redraw:
            continue
        if poles == _ATTEMPTS:
            return True
    return False


def _reduced(draws: Draws, plan: Plan, smallest: dict[str, int], side: int) -> list[dict[str, int]]:
    """The choices of a plan with the same differences between dimensions, from `side` on."""
    small = draws.workable({name: max(side, smallest.get(name, 1)) for name in plan.sizes})
    return [
        {name: small[name] + choice[name] - plan.sizes[name] for name in small}
        for choice in plan.choices
    ]


def _forget(draw: Draw, count: int) -> None:
    """Leaves the first signs of a draw, those of the key."""
    while len(draw.signs) > count:
        draw.signs.popitem()
