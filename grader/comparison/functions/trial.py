"""A student's code + cases → what each call gave, from a fresh process.

The comparison takes place here, far from the student's code: the shape first, then whether the
numbers are numbers, then how far they are from the value, entry by entry.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import chain
from typing import NamedTuple

from grader.comparison.functions.cases import Case
from grader.comparison.functions.fit import fits
from grader.comparison.functions.forms import arguments
from grader.comparison.functions.verdict import Asked
from grader.evaluation.sandbox.frames import Content, content
from grader.evaluation.sandbox.limits import Limits
from grader.evaluation.sandbox.sandbox import Job, Loaded, Reply, Sandbox, Value
from grader.evaluation.sandbox.source import Problem
from grader.language.declarations import Declaration

ARITHMETIC = ("ZeroDivisionError", "OverflowError", "FloatingPointError", "LinAlgError")


class Finding(Enum):
    """What a call gave, from the best to the worst; ODD is a soft case that overflowed."""

    RIGHT = "right"
    ODD = "odd"
    APART = "apart"
    SHAPE = "shape"
    BROKEN = "broken"


class Called(NamedTuple):
    """One call with what came back."""

    case: Case
    finding: Finding
    reply: Reply


class Trial(NamedTuple):
    """All calls of one worker, up to the first that broke."""

    form: str
    calls: tuple[Called, ...]
    problem: Problem | None  # why there is no function, or why the worker is of no more use
    layers: tuple[str, ...]
    printed: str
    loaded: Loaded

    @property
    def worst(self) -> Called | None:
        """The wrong call that a reader grasps first: the example, else the smallest; or None."""
        wrong = [call for call in self.calls if call.finding not in (Finding.RIGHT, Finding.ODD)]
        return min(
            wrong, key=lambda call: (not call.case.is_visible, call.case.extent), default=None
        )

    @property
    def progress(self) -> int:
        """How far it got: values that are numbers in the right shape count most."""
        if self.problem is not None and not self.calls:
            return 0
        found = self.worst
        steps = {Finding.BROKEN: 1, Finding.SHAPE: 2, Finding.APART: 3}
        return 4 if found is None else steps[found.finding]


class Questions:
    """Cases as they are sent, put into bytes once for all students."""

    def __init__(self, variables: Mapping[str, Declaration]) -> None:
        self.variables = dict(variables)
        self.known: dict[tuple[int, str], tuple[Case, Content]] = {}  # a case keeps its identity

    def of(self, case: Case, form: str) -> Content:
        """The arguments of a case in a form."""
        found = self.known.get((id(case), form))
        if found is None:
            found = case, content(arguments(case, form, self.variables))
            self.known[id(case), form] = found
        return found[1]


class Bench(NamedTuple):
    """What all trials of one student's code share."""

    sandbox: Sandbox
    asked: Asked
    job: Job
    limits: Limits
    questions: Questions

    def trial(self, cases: Sequence[Case], form: str) -> Trial:
        """Call the function in a fresh worker, case by case, until it breaks.

        The first call stands alone, for what is printed there; the others are sent together.
        """
        calls: list[Called] = []
        printed = ""
        asked = [self.questions.of(case, form) for case in cases]
        with self.sandbox.worker(self.job, self.limits) as worker:
            if worker.problem is None:
                replies = chain(worker.calls(asked[:1]), worker.calls(asked[1:]))
                for case, reply in zip(cases, replies, strict=False):
                    calls.append(Called(case, finding(reply, case), reply))
                    if len(calls) == 1:  # later prints would tell of inputs that are not shown
                        printed = worker.printed
                    if calls[-1].finding is Finding.BROKEN:
                        break
            problem, layers, loaded = worker.problem, worker.layers, worker.loaded
            printed = printed if calls else worker.printed
        return Trial(form, tuple(calls), problem, layers, printed, loaded)


def finding(reply: Reply, case: Case) -> Finding:
    """What a reply says of a case."""
    if isinstance(reply, Problem):
        is_odd = case.is_lone or (case.is_soft and reply.what in ARITHMETIC)
        is_odd = is_odd and reply.word == "raised"
        return Finding.ODD if is_odd else Finding.BROKEN
    if not fits(reply.shape, case.sides):
        return Finding.SHAPE
    return Finding.RIGHT if is_close(reply, case) else _apart(reply, case)


def is_close(reply: Value, case: Case) -> bool:
    """Whether every entry is within the tolerance (what is not a number is not)."""
    return all(
        abs(ours - theirs) <= case.tolerance
        for ours, theirs in zip(reply.numbers, case.value, strict=True)
    )


def is_same(reply: Reply, other: Reply, case: Case) -> bool:
    """Whether two replies for a case are the same value, up to its tolerance."""
    if not isinstance(reply, Value) or not isinstance(other, Value):
        return False
    return reply.shape == other.shape and all(
        ours == theirs or abs(ours - theirs) <= case.tolerance or str(ours) == str(theirs) == "nan"
        for ours, theirs in zip(reply.numbers, other.numbers, strict=True)
    )


def _apart(reply: Value, case: Case) -> Finding:
    """Too far away; at a soft case that is only odd where the finite entries are right."""
    if not case.is_soft or all(map(math.isfinite, reply.numbers)):
        return Finding.APART
    finite = all(
        abs(ours - theirs) <= case.tolerance
        for ours, theirs in zip(reply.numbers, case.value, strict=True)
        if math.isfinite(ours)
    )
    return Finding.ODD if finite else Finding.APART
