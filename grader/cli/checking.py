"""`grader check`, apart from its options: a part and an answer → lines and an exit code."""

from __future__ import annotations

from typing import Final

from grader.cli.terminal import RIGHT, UNDECIDED, WRONG, painted, say, tell
from grader.cli.typed import typed_answer
from grader.exercises.library import asked_part
from grader.exercises.model import AnswerBy, Exercise, Part, Python
from grader.grading.marking import Marker
from grader.grading.result import GradedPart, Status
from grader.reports.plain import part_lines
from grader.reports.record import part_record
from grader.reports.visible import visible

# One of them stands in all code, in its file's name or around it (grading/code.py).
SIGNS_OF_CODE: Final = ("def", "lambda", "import", ".py", ".ipynb", "```")


def checked(
    part: str,
    answer: str,
    exercises: str,
    *,
    marker: Marker | None = None,
    student: str | None = None,
    secret: bytes | None = None,
) -> int:
    """Mark an answer to a part of a folder of exercises; the exit code."""
    exercise, found = asked_part(exercises, part, student, secret)
    marker = marker or Marker(0)
    text = typed_answer(answer)
    if found.python is not None and _may_be_code(text, found.python):
        return _shown(_either(exercise, found, found.python, text, marker))
    return shown_mark(exercise, found, text, marker)


def shown_mark(exercise: Exercise, part: Part, answer: str, marker: Marker) -> int:
    """Mark an answer, print what is known of it, and say it as an exit code."""
    return _shown(marker.part(exercise, part, answer))


def _may_be_code(text: str, python: Python) -> bool:
    """Whether it is worth looking closer: what is asked for is code, or there is a sign of it."""
    is_asked = python.answer_by in (AnswerBy.FUNCTION, AnswerBy.BOTH)
    return is_asked or any(sign in text.lower() for sign in SIGNS_OF_CODE)


def _either(
    exercise: Exercise, part: Part, python: Python, text: str, marker: Marker
) -> GradedPart:
    """A formula, code or the name of a file: for its share, where both are asked for."""
    # Imported late: for a part that no function may answer this is not needed.
    from grader.grading.code import NO_FORMULA, asks_for, given_code

    code = None if python.answer_by is AnswerBy.FORMULA else given_code(text, part.id)
    if python.answer_by is AnswerBy.BOTH:
        share = python.function_share if code else 1 - python.function_share
        part = part._replace(points=part.points * share)
    if code is not None:
        return marker.function(exercise, part, code)
    if text.strip() and python.answer_by is AnswerBy.FUNCTION:
        return GradedPart(
            part.id, part.title, Status.UNREADABLE, part.points, answer=text, reason=NO_FORMULA,
            hint=asks_for(python.asked),
        )  # fmt: skip
    return marker.part(exercise, part, text)


def _shown(graded: GradedPart) -> int:
    if graded.failure:
        tell(visible(graded.failure, keep="\n"))
    for line in part_lines(part_record(graded)):
        say(painted(line))
    return _code(graded)


def _code(graded: GradedPart) -> int:
    if graded.status is Status.RIGHT:
        return RIGHT
    return UNDECIDED if graded.status.is_open else WRONG
