"""`grader check PART ANSWER`: one answer marked on the spot."""

from __future__ import annotations

import click

from grader.cli.options import (
    MINUS_IS_AN_ANSWER,
    exercises_option,
    secret_option,
    seed_option,
    show_work_option,
    student_option,
    typed_answer,
)
from grader.cli.terminal import RIGHT, UNDECIDED, WRONG, painted, say, tell
from grader.exercises.library import asked_part
from grader.exercises.model import Exercise, Part
from grader.grading.marking import Marker
from grader.grading.result import GradedPart, Status
from grader.reports.plain import part_lines
from grader.reports.record import part_record
from grader.reports.visible import visible


@click.command(context_settings=MINUS_IS_AN_ANSWER)
@click.argument("part")
@click.argument("answer")
@exercises_option
@seed_option(0, "Draw the points from this seed.")
@show_work_option
@student_option
@secret_option
def command(part: str, answer: str, exercises: str, seed: int, show_work: bool,
    student: str | None, secret: bytes | None,
) -> int:  # fmt: skip
    """Mark ANSWER to PART, which is SHEET/ID or an ID that only one sheet has.

    An ANSWER of `-` is read from standard input; a file NAME.py or NAME.ipynb is run in the
    sandbox, where the part takes a Python function. Exit code: 0 right, 1 not, 3 undecided.
    """
    exercise, found = asked_part(exercises, part, student, secret)
    marker = Marker(seed, shows_work=show_work)
    text = typed_answer(answer)
    if found.python is not None:
        # Imported late: for a typed formula this is not needed.
        from grader.grading.code import given_code

        code = given_code(text, found.id, found.python.asked)
        if code is not None:
            return _shown(marker.function(exercise, found, code))
    return shown_mark(exercise, found, text, marker)


def shown_mark(exercise: Exercise, part: Part, answer: str, marker: Marker) -> int:
    """Mark an answer, print what is known of it, and say it as an exit code."""
    return _shown(marker.part(exercise, part, answer))


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
