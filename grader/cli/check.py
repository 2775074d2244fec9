"""`grader check PART ANSWER`: one answer marked on the spot."""

from __future__ import annotations

import click

from grader.cli.checking import checked
from grader.cli.options import (
    AnswerCommand,
    exercises_option,
    secret_option,
    seed_option,
    show_work_option,
    student_option,
)
from grader.grading.marking import Marker


@click.command(cls=AnswerCommand)
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
    marker = Marker(seed, shows_work=show_work)
    return checked(part, answer, exercises, marker=marker, student=student, secret=secret)
