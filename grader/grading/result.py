"""What became of an answer, a submission, a student. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from grader.comparison.functions.verdict import FunctionVerdict
from grader.comparison.verdict import Verdict
from grader.exercises.model import Derivation, Picture


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


NONE: Final = Fraction(0)


class Basis(NamedTuple):
    """All that a verdict depends on beside the answer: with it, the verdict can be repeated.

    `reference` is the key as it was understood: it reads the same in whatever layout was asked.
    """

    reference: str
    variables: Mapping[str, str]
    definitions: Mapping[str, str]
    index_base: int
    entry: str  # the free indices of the one entry that is asked for
    seed: int
    up_to: str = ""  # `factor` or `positive factor`: an answer may be a multiple
    form: str = ""  # what is asked of the form, where an equal answer may earn a part only


class Carried(NamedTuple):
    """Why a wrong answer is right given others: the parts they belong to, the verdict on it.

    `basis` is that of the verdict: its reference is the key with the student's own answers.
    """

    parts: tuple[str, ...]
    verdict: Verdict
    basis: Basis


class Proof(NamedTuple):
    """All that the verdicts on a derivation depend on beside its text."""

    question: Derivation
    index_base: int
    seed: int


class Given(NamedTuple):
    """What a tutor gave by hand, and what the part was before that."""

    tutor: str
    comment: str
    status: Status
    earned: Fraction


class GradedPart(NamedTuple):
    """One answer with all that is known of it; texts are for the student.

    `excerpt` is the line of an unreadable answer with carets under the place; `failure` is the
    traceback of a failure of ours, for us. `items` are what was judged on its own within the
    answer: the steps of a derivation, the entries of a list, the criteria of a rubric. Their ids
    say which (`step 3`), their points are shares of the part's, or 0 where they earn nothing
    by themselves.
    """

    id: str
    title: str
    status: Status
    points: Fraction
    earned: Fraction = NONE
    answer: str = ""
    reading: str = ""
    shape: str = ""
    verdict: Verdict | FunctionVerdict | None = None
    reason: str = ""
    hint: str = ""
    excerpt: str = ""
    failure: str = ""
    basis: Basis | None = None
    work: str = ""  # the difference to the key in components, if it was asked for
    items: tuple[GradedPart, ...] = ()
    sandbox: str = ""  # of a Python function: the level in force, with its layers
    carried: Carried | None = None
    variant: str = ""  # the values that were chosen for this student
    proof: Proof | None = None  # what a derivation was judged by
    given: Given | None = None  # by a tutor; the points above are then the tutor's
    rubric: str = ""  # what a criterion looks for: for the tutor, not for the student
    picture: Picture | None = None  # drawn beside the answer

    @property
    def open(self) -> Fraction:
        """The points that a tutor has yet to give: of tasks and criteria only those left."""
        if not self.status.is_open:
            return NONE
        settled = (item.points - item.open for item in self.items)
        return self.points - sum(settled, NONE)


class GradedSubmission(NamedTuple):
    """A sheet's parts in its order; `problems` are remarks on the file: unknown ids and keys."""

    sheet: str
    title: str
    file: str
    parts: tuple[GradedPart, ...]
    problems: tuple[str, ...] = ()


class GradedStudent(NamedTuple):
    """All that one student handed in; `problems` tell of files that could not be marked."""

    student: str
    name: str
    seed: int
    submissions: tuple[GradedSubmission, ...]
    problems: tuple[str, ...] = ()
