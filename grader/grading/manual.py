"""One answer to a part that a tutor marks → GradedPart, open, its criteria as items."""

from __future__ import annotations

from grader.exercises.model import Manual, Part
from grader.grading.result import NONE, GradedPart, Status

WAITING = "Your tutor marks this by hand; these points are not lost."


def graded(part: Part, question: Manual, answer: str) -> GradedPart:
    """The answer as it waits for a tutor, with the rubric."""
    items = tuple(
        GradedPart(
            each.name,
            "",
            Status.UNDECIDED,
            each.points,
            NONE,
            reason="Not marked yet.",
            rubric=each.text,
        )
        for each in question.rubric
    )
    return GradedPart(
        part.id, part.title, Status.UNDECIDED, part.points, answer=answer, reason=WAITING,
        items=items,
    )  # fmt: skip
