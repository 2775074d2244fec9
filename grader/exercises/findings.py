"""What was found out about a key; how a key that is wrong is told to its author. Plain data."""

from __future__ import annotations

from typing import NamedTuple

from grader.comparison.verdict import Counterexample, Outcome, Verdict


class Finding(NamedTuple):
    """What was found out about a key: a sentence, and what is wrong with it if it is not sound.

    `blamed` is the key of the text to blame.
    """

    evidence: str
    problem: str = ""
    hint: str = ""
    blamed: str = "reference"


def refused(asking: str, verdict: Verdict, formula: str) -> Finding:
    """A key that is wrong: where it is, and the right one."""
    where = f": {told(verdict.counterexample)}" if verdict.counterexample else ""
    if verdict.outcome is Outcome.UNDECIDED:
        return Finding("undecided", f"nobody can tell whether the reference is the {asking}")
    if not where and verdict.evidence:
        where = f": {verdict.evidence[-1].summary}"
    hint = f"the {asking} is {formula}" if formula else ""
    return Finding("wrong", f"the reference is not the {asking}{where}", hint)


def told(found: Counterexample) -> str:
    """The counterexample in the author's words.

    >>> told(Counterexample((("x", "1"),), (), "2", "3"))
    'at x = 1 it is 2, right is 3'
    """
    at = [f"{name} = {value}" for name, value in found.point]
    at += [found.entry] * bool(found.entry)
    where = f"at {', '.join(at)} " if at else ""
    return f"{where}it is {found.answer}, right is {found.reference}"
