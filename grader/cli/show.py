"""`grader show PART`: a question as a student may see it, without its answer."""

from __future__ import annotations

import click

from grader.cli.options import exercises_option, secret_option, student_option
from grader.cli.terminal import RIGHT, say
from grader.errors import UsageError
from grader.exercises.library import asked_part, find_part
from grader.exercises.model import Exercise, Formula, Part
from grader.files import FileError, write_whole
from grader.reports.question import question_lines


@click.command()
@click.argument("part")
@exercises_option
@student_option
@secret_option
@click.option("--picture", metavar="FILE", help="Draw the picture of PART into this SVG file.")
def command(
    part: str, exercises: str, student: str | None, secret: bytes | None, picture: str | None
) -> int:
    """Show PART, which is SHEET/ID or an ID that only one sheet has.

    Of a question that differs from student to student it shows the variant of --student, else the
    first one.
    """
    if student is None:
        exercise, found = find_part(exercises, part)
    else:
        exercise, found = asked_part(exercises, part, student, secret)
    if picture is not None:
        _draw(found, part, picture)
        return RIGHT
    for line in question_lines(exercise, found, _example(exercise, found)):
        say(line)
    if found.choose and student is None:
        say("           --student NAME shows a student's own")
    return RIGHT


def _example(exercise: Exercise, part: Part) -> str:
    """A call of the function that is asked for, with its value; empty where none is."""
    if part.python is None or not isinstance(part.question, Formula):
        return ""
    # Imported late: most questions ask for no function.
    from grader.comparison.functions.cases import example
    from grader.comparison.functions.forms import shown
    from grader.exercises.judgement import key_of

    asked = part.python.asked
    case = example(key_of(part.question, exercise.index_base, 0), asked.parameters)
    return shown(asked.name, case) if case else ""


def _draw(part: Part, name: str, file: str) -> None:
    """Write the picture of a part; raises UsageError where it has none, or the file cannot be."""
    if part.picture is None:
        raise UsageError(f"`{name}` has no picture", hint="an exercise asks for one by `picture:`")
    # Imported late: a question is shown without the calculus.
    from grader.reports.picture import drawn

    try:
        write_whole(file, drawn(part.picture, part.title))
    except FileError as problem:
        raise UsageError(f"{file}: {problem}") from None
    say(f"the picture is in {file}")
