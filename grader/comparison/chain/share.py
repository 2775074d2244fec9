"""A judgement → the share of the points that the derivation earns, and why.

Every right step that is new earns its part; a wrong or unreadable one earns none of the whole. A
proof with too few steps earns as many parts as it has steps, or what the exercise says of a jump.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from grader.comparison.chain.judgement import Ending, Judgement, Standing

# What is earned in spite of a fault, as a share of what would be earned without it.
CREDIT: Final[Mapping[str, Fraction]] = {
    "start": Fraction(1, 2),  # it does not begin with what is asked
    "end": Fraction(1, 2),  # it does not reach the goal
    "form": Fraction(3, 4),  # what it reaches is equal to the goal, but not in its form
    "repeated": Fraction(0),  # the goal alone, without work
}
JUMP: Final = "jump"  # too few steps, all right: by default as many parts as there are steps
NAMES: Final = (*CREDIT, JUMP)


class Rules(NamedTuple):
    """What the exercise says: how many steps, what each earns, what is earned in spite of faults.

    `per_step` is a share of the points; by default the points are spread over the steps.
    """

    min_steps: int
    per_step: Fraction | None
    credit: Mapping[str, Fraction]

    def of(self, fault: str) -> Fraction:
        """The share that is left in spite of a fault."""
        return self.credit.get(fault, CREDIT[fault])


class Share(NamedTuple):
    """The share of all points, of one step that is work, and what took something away."""

    share: Fraction
    step: Fraction
    told: tuple[str, ...] = ()


def share_of(found: Judgement, rules: Rules) -> Share:
    """What a derivation earns."""
    work = found.work
    bad = found.count(Standing.WRONG, Standing.UNREADABLE)
    told: list[str] = []
    if not work:
        return _without_work(found, rules)
    if rules.per_step is not None:
        each = min(rules.per_step, Fraction(1, work))
        share = min(Fraction(1), each * work)
        if bad:
            share = max(Fraction(0), min(share, 1 - rules.per_step * bad))
    else:
        each = Fraction(1, max(rules.min_steps, work + bad))
        share = each * work
    if work < rules.min_steps:
        idle = f" ({_steps(found.idle)} more with nothing new)" if found.idle else ""
        told.append(f"{_steps(work)} of the {rules.min_steps} that this proof needs{idle}")
    if not bad:
        if work >= rules.min_steps:
            share, each = Fraction(1), Fraction(1, work)
        elif JUMP in rules.credit:
            share = rules.credit[JUMP]
            each = share / work
    for fault, why in _faults(found):
        left = rules.of(fault)
        share, each = share * left, each * left
        told.append(f"{why} ({left} of the points)")
    return Share(share, share / work if share < each * work else each, tuple(told))


def _without_work(found: Judgement, rules: Rules) -> Share:
    """A text in which nothing is shown."""
    if found.is_goal_alone or found.end is not Ending.MISSING:
        share = rules.of("repeated")
        return Share(share, Fraction(0), ("this states the goal without a step to it",))
    return Share(Fraction(0), Fraction(0), ("no step of this is new and right",))


def _faults(found: Judgement) -> list[tuple[str, str]]:
    faults = []
    if found.start is not Ending.AS_ASKED:
        faults.append(("start", "it does not begin with what is asked"))
    if found.end is Ending.MISSING:
        faults.append(("end", "it does not reach the goal"))
    elif found.end is Ending.ENTRY:
        faults.append(("form", "it ends with an entry of the goal, not with the whole"))
    elif found.end is Ending.OTHER_FORM:
        faults.append(("form", "it ends with what equals the goal, but not in the form asked for"))
    return faults


def _steps(count: int) -> str:
    return f"{count} step{'s' * (count != 1)}"
