"""`grader queue [PATHS]`: what waits for a tutor; with --give, a mark into the file of marks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from grader.cli.terminal import RIGHT, UNUSABLE, painted, say, tell
from grader.errors import GraderError, MarksError, UsageError
from grader.exercises.fields import nearest
from grader.files import FileError, read_text
from grader.lock import locked
from grader.markbook import FILE, Mark, Markbook, as_points, load_markbook, save, with_mark
from grader.reports.phrases import points
from grader.reports.queue import LONGEST, Entry, entries, queue_lines

DEFAULT: Final = "reports"


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--marks", "marks_file", metavar="FILE", help="The file of marks.")
@click.option(
    "--give", nargs=3, metavar="STUDENT SHEET/PART POINTS", help="Give a mark for an answer."
)
@click.option("--criterion", metavar="NAME", help="… for one criterion of the rubric.")
@click.option("--comment", metavar="TEXT", default="", help="… with a word to the student.")
@click.option("--tutor", metavar="NAME", envvar="GRADER_TUTOR", show_envvar=True,
              help="Who gives the mark (else who is logged in).")  # fmt: skip
def command(
    paths: tuple[str, ...],
    marks_file: str | None,
    give: tuple[str, str, str] | None,
    criterion: str | None,
    comment: str,
    tutor: str | None,
) -> int:
    """List what waits for a tutor in the reports at PATHS (the folder `reports` if not given).

    Marks are kept in `marks.yaml` in the folder of the reports, or in --marks FILE; `grader grade`
    merges them. A mark holds for the answer that it was given for.
    """
    folders = paths or (DEFAULT,)
    file = marks_file or str(_folder(folders[0]) / FILE)
    book = load_markbook(file, must_exist=marks_file is not None and give is None)
    found, problems = _entries(folders, book)
    for problem in problems:
        tell(f"grader: {problem}")
    if give is not None:
        said = (criterion or "", comment, tutor or _logged_in())
        try:
            with locked(file):  # what others gave meanwhile is read again
                return _give(load_markbook(file, must_exist=False), found, give, said)
        except FileError as problem:
            raise MarksError(f"{file} {problem}") from None
    for line in queue_lines(found):
        say(painted(line))
    return UNUSABLE if problems else RIGHT


def _folder(path: str) -> Path:
    return Path(path) if Path(path).is_dir() else Path(path).parent


def _entries(paths: tuple[str, ...], book: Markbook) -> tuple[list[Entry], list[str]]:
    """The answers of all reports, and what is wrong with files that are none."""
    found: list[Entry] = []
    problems = []
    for path in _reports(paths):
        try:
            found += entries(read_text(str(path), LONGEST), book)
        except (FileError, GraderError) as problem:
            problems.append(f"{path}: {problem}")
    return found, problems


def _reports(paths: tuple[str, ...]) -> Iterator[Path]:
    """The reports at the paths; raises UsageError where there is none."""
    for name in paths:
        path = Path(name)
        if not os.path.lexists(path):
            raise UsageError(f"{name}: there is no such file", hint="`grader grade` makes reports")
        inside = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"{name}: no report (*.json)", hint="`grader grade` makes reports")
        yield from inside


# ----- giving a mark -----------------------------------------------------------------------------


def _give(
    book: Markbook, found: list[Entry], give: tuple[str, str, str], said: tuple[str, str, str]
) -> int:
    student, part, word = give
    criterion, comment, tutor = said
    entry = _chosen(found, student, part)
    value = as_points(word.strip())
    if value is None:
        raise UsageError(f"`{word}` is not a number of points", hint="write 2, 0.5 or 1/2")
    old = next((mark for mark in book.marks.values() if mark.part == entry.part
                and mark.student in (entry.student, entry.name)), None)  # fmt: skip
    holds = old is not None and old.answer == entry.digest
    comment = comment or (old.comment if old is not None and holds else "")
    names = {each.name: each.points for each in entry.rubric}
    most = names.get(criterion, entry.points) if criterion else entry.points
    if criterion and criterion not in names:
        hint = nearest(criterion, tuple(names)) or "this answer has no rubric"
        raise UsageError(f"there is no criterion `{criterion}`", hint=hint)
    if value > most:
        raise UsageError(f"{value} points are more than the {points(most)} there are")
    criteria = {}
    if criterion:
        before = old.criteria if old is not None and holds else {}
        criteria = {**before, criterion: value}
    mark = Mark(
        old.student if old is not None else entry.student, entry.part, entry.digest, tutor,
        None if criterion else value, criteria, comment,
    )  # fmt: skip
    save(with_mark(book, mark))
    what = f"{entry.part} ({criterion})" if criterion else entry.part
    say(f"{entry.student}: {value} of {points(most)} for {what}, by {tutor}; {book.file} has it")
    left = [name for name in names if criteria and name not in criteria]
    say(f"still open: {', '.join(left)}" if left else "`grader grade` merges it")
    return RIGHT


def _chosen(found: list[Entry], student: str, part: str) -> Entry:
    """The one answer that is meant; raises UsageError."""
    mine = [each for each in found if student in (each.student, each.name)]
    if not mine:
        mine = [each for each in found if each.student.casefold() == student.casefold()]
    if not mine:
        hint = nearest(student, tuple(dict.fromkeys(each.student for each in found)))
        raise UsageError(f"no report of `{student}`", hint=hint)
    chosen = [each for each in mine if part == each.part]
    if not chosen:
        hint = nearest(part, tuple(each.part for each in mine))
        raise UsageError(f"no answer to `{part}` in the report of {mine[0].student}", hint=hint)
    return chosen[0]


def _logged_in() -> str:
    """Who types this; raises UsageError where nobody can tell."""
    import getpass  # imported late: only giving a mark needs it

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("who gives the mark?", hint="--tutor NAME") from None
