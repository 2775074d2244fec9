"""Answer and key → a difference that very few real points show, before anything is proved.

Where signs and roots are, residues take many draws to disagree, and they never see a domain: that
√x·√x has no value at −2, or that |x| is not x, a look at three points tells at once.
"""

from __future__ import annotations

from grader.comparison.counterexample import Hunt, domain_difference, hunt
from grader.comparison.draws import Draws
from grader.comparison.exact import Agreement, is_nowhere
from grader.comparison.sides import Finding, Sides, Values
from grader.comparison.spots import Spot
from grader.evaluation.cost import is_suspect
from grader.evaluation.evaluator import Inexpressible
from grader.evaluation.survey import survey

_SIDE = 3


def glimpsed(sides: Sides, draws: Draws, smallest: dict[str, int]) -> tuple[Agreement, Hunt] | None:
    """What the hunt finds, if a look at very few points shows that it finds something.

    Not for trees whose residues disagree at the first draw, nor for those that cost much.
    """
    ours = survey(sides.answer)
    plan = draws.plan(ours, smallest)
    if plan.is_formal or is_suspect(ours.weight + draws.survey.weight, plan.features):
        return None
    sizes = small_sizes(draws, plan.sizes, smallest)
    sides.is_suspect = False
    if not any(_are_apart(sides, spot) for spot in sides.known.few(smallest, sizes)):
        return None
    hunted = hunt(sides, smallest, sizes, insist=False)
    may_be_nowhere = not plan.features.isdisjoint(("inverse", "quotient"))
    if hunted.counterexample is None and may_be_nowhere and _is_nowhere(sides, draws, sizes):
        return None  # more can be said than where it is not defined
    return Agreement(False, False, plan.features, None, sizes), hunted


def _is_nowhere(sides: Sides, draws: Draws, sizes: dict[str, int]) -> bool:
    try:
        return is_nowhere(sides.answer, draws, sizes)
    except Inexpressible:  # √−1, of which the field may know a value
        return False


def small_sizes(draws: Draws, sizes: dict[str, int], smallest: dict[str, int]) -> dict[str, int]:
    """Dimensions brought down: what residues do not know of, signs and domains, shows there too."""
    small = {name: max(min(count, _SIDE), smallest.get(name, 1)) for name, count in sizes.items()}
    return draws.workable(small)


def _are_apart(sides: Sides, spot: Spot) -> bool:
    """Whether the sides surely differ there."""
    found = sides.finding(spot)
    if found is Finding.APART:
        return isinstance(sides.difference(spot, ()), Values)
    return found is Finding.DOMAIN and domain_difference(sides, spot) is not None
