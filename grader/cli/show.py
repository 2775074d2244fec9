"""`grader show PART`: a question as a student may see it, without its answer."""

from __future__ import annotations

import click

from grader.cli.options import exercises_option, secret_option, student_option
from grader.cli.terminal import RIGHT, say
from grader.exercises.library import asked_part, find_part
from grader.reports.question import question_lines


@click.command()
@click.argument("part")
@exercises_option
@student_option
@secret_option
def command(part: str, exercises: str, student: str | None, secret: bytes | None) -> int:
    """Show PART, which is SHEET/ID or an ID that only one sheet has.

    Of a question that differs from student to student it shows the variant of --student, else the
    first one.
    """
    if student is None:
        exercise, found = find_part(exercises, part)
    else:
        exercise, found = asked_part(exercises, part, student, secret)
    for line in question_lines(exercise, found):
        say(line)
    if found.choose and student is None:
        say("           --student NAME shows a student's own")
    return RIGHT
