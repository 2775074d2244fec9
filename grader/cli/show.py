"""`grader show PART`: a question as a student may see it, without its answer."""

from __future__ import annotations

import click

from grader.cli.options import exercises_option
from grader.cli.terminal import RIGHT, say
from grader.exercises.library import find_part
from grader.reports.question import question_lines


@click.command()
@click.argument("part")
@exercises_option
def command(part: str, exercises: str) -> int:
    """Show PART, which is SHEET/ID or an ID that only one sheet has."""
    for line in question_lines(*find_part(exercises, part)):
        say(line)
    return RIGHT
