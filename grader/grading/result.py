"""What became of an answer, a submission, a student. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from grader.comparison.verdict import Verdict


class Status(StrEnum):
    """What became of an answer; of UNDECIDED and FAILURE the points stay open."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    MISSING = "missing"
    FAILURE = "grader failure"

    @property
    def is_open(self) -> bool:
        """Whether a tutor has yet to say what the answer earns."""
        return self in (Status.UNDECIDED, Status.FAILURE)


@dataclass(frozen=True, slots=True)
class GradedPart:
    """One answer with all that is known of it; texts are for the student.

    `excerpt` is the line of an unreadable answer with carets under the place; `failure` is the
    traceback of a failure of ours, for us.
    """

    id: str
    title: str
    status: Status
    points: Fraction
    earned: Fraction = Fraction(0)
    answer: str = ""
    verdict: Verdict | None = None
    reason: str = ""
    hint: str = ""
    excerpt: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class GradedSubmission:
    """A sheet's parts in its order; `problems` are remarks on the file: unknown ids and keys."""

    sheet: str
    title: str
    file: str
    parts: tuple[GradedPart, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GradedStudent:
    """All that one student handed in; `problems` tell of files that could not be marked."""

    student: str
    name: str
    seed: int
    submissions: tuple[GradedSubmission, ...]
    problems: tuple[str, ...] = ()
