"""A verdict on a formula → the share of the points it earns, and what is said of that.

Each share is set by the exercise (`credit:`) or has the default of exercises/demands.py.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from grader.comparison.key import Key
from grader.comparison.verdict import Outcome, Verdict
from grader.exercises.demands import CREDIT
from grader.exercises.forms import missing_form
from grader.exercises.model import Formula

TO_BE_REVIEWED = "Your tutor looks at it; these points are not lost."
ALL, NONE = Fraction(1), Fraction(0)


class Earned(NamedTuple):
    """A share of the points, and why."""

    share: Fraction
    reason: str


def share_of(question: Formula, name: str) -> Fraction:
    """The share that goes with a name: as the exercise says, else by default."""
    return question.credit.get(name, CREDIT.get(name, NONE))


def earned(question: Formula, answer: str, found: Verdict, key: Key) -> Earned:
    """What an answer earns as a whole."""
    match found.outcome:
        case Outcome.EQUAL:
            missing = missing_form(question, answer, found.tree, key.scope)
            if not missing:
                return Earned(ALL, "Right.")
            share = share_of(question, "form")
            return Earned(share, f"Right, but {missing}{_told(share)}")
        case Outcome.UNDECIDED:
            said = f"It could not be decided whether this is right. {TO_BE_REVIEWED}"
            return Earned(NONE, said)
        case Outcome.DIFFERENT:
            share = share_of(question, found.mistake.name) if found.mistake else NONE
            said = found.mistake.explanation if found.mistake else _difference(found)
            return Earned(share, said + _told(share))


def _told(share: Fraction) -> str:
    return f" This earns {share} of the points." if share else ""


def _difference(found: Verdict) -> str:
    if found.counterexample is not None:
        return "Not the same as the right answer."
    return found.evidence[-1].summary if found.evidence else "Not the same as the right answer."
