"""`grader lint [FILES]`: are the exercise files and their keys right?"""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import exercises_option
from grader.cli.terminal import RIGHT, WRONG, painted, say, tell
from grader.errors import ExerciseError
from grader.exercises.library import clashes, exercise_files, lint_file
from grader.exercises.model import Exercise, LintReport
from grader.reports.lint import lint_lines, table_lines


@click.command()
@click.argument("files", nargs=-1)
@exercises_option
@click.option("--table", is_flag=True, help="Print a table of all questions and their keys.")
@click.option("--mutate", is_flag=True, help="Try typical slips and rewritings of each key.")
def command(files: tuple[str, ...], exercises: str, table: bool, mutate: bool) -> int:
    """Check exercise FILES, or all in a folder; if not given, in that of the exercises.

    --mutate makes typical slips of each key, which must be rejected, and writes it in other ways,
    which must be accepted.

    Exit code: 0 all may be used for marking, 1 not.
    """
    files = tuple(
        one
        for file in files or (exercises,)
        for one in (exercise_files(file) if Path(file).is_dir() or not files else (file,))
    )
    if table:
        return _table(files)
    code = RIGHT
    linted: list[Exercise] = []
    sound: list[Exercise] = []
    for file in files:
        report = _report(file)
        linted.append(report.exercise)
        for line in lint_lines(report):
            say(painted(line))
        if report.complaints:
            code = WRONG
        else:
            sound.append(report.exercise)
    for complaint in clashes(linted):
        say(complaint)
        code = WRONG
    return max(code, _mutated(sound)) if mutate else code


def _mutated(sound: list[Exercise]) -> int:
    """What becomes of slips and rewritings of the keys."""
    # Late: who does not ask for slips does not wait for what makes them.
    from grader.exercises.mutation import mutations
    from grader.reports.mutation import mutation_lines

    say()
    found = [each for exercise in sound for each in mutations(exercise)]
    for line in mutation_lines(found):
        say(painted(line))
    return WRONG if any(each.passed or each.refused for each in found) else RIGHT


def _table(files: tuple[str, ...]) -> int:
    """A row for each question; complaints go beside it."""
    reports = [_report(file) for file in files]
    for line in table_lines(reports):
        say(line)
    for report in reports:
        for complaint in report.complaints:
            tell(f"grader: {complaint}")
    return WRONG if any(report.complaints for report in reports) else RIGHT


def _report(file: str) -> LintReport:
    try:
        return lint_file(file)
    except ExerciseError as problem:
        return LintReport(Exercise("", "", "", 1, (), file), (), problem.complaints)
