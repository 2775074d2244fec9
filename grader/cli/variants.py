"""`grader variants SHEET --students FILE`: which variant of each question each student has."""

from __future__ import annotations

import click

from grader.cli.options import exercises_option, secret_option
from grader.cli.terminal import RIGHT, say
from grader.errors import UsageError
from grader.exercises.choices import shown
from grader.exercises.library import find_sheet
from grader.exercises.variation import sheet_of
from grader.files import FileError, read_text
from grader.reports.visible import one_line, visible

LONGEST = 10_000_000  # bytes of a list of students


@click.command()
@click.argument("sheet")
@click.option("--students", metavar="FILE", help="The names of the students, one on each line.")
@click.option(
    "--student", "named", metavar="NAME", multiple=True, help="A student; may be given again."
)
@exercises_option
@secret_option
def command(
    sheet: str, students: str | None, named: tuple[str, ...], exercises: str, secret: bytes | None
) -> int:
    """List the variants of SHEET: a line for each student and question, with tabs between.

    A line of the list of students that begins with # is left out.
    """
    exercise = find_sheet(exercises, sheet)
    if not any(part.choose for part in exercise.parts):
        raise UsageError(f"the questions of `{sheet}` are the same for all students")
    names = [*named, *(_listed(students) if students else ())]
    if not names:
        raise UsageError("whose variants?", hint="give --students FILE or --student NAME")
    for name in names:
        for part in sheet_of(exercise, name, secret).parts:
            if part.choose:
                say(f"{one_line(name)}\t{part.id}\t{visible(shown(part.variant))}")
    return RIGHT


def _listed(file: str) -> list[str]:
    try:
        lines = read_text(file, LONGEST).splitlines()
    except FileError as problem:
        raise UsageError(f"--students {file}: {problem}") from None
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
