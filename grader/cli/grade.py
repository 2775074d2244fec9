"""`grader grade PATHS`: a class marked, with its reports and its gradebook."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.cli.options import (
    exercises_option,
    sandbox_option,
    secret_option,
    seed_option,
    show_work_option,
)
from grader.cli.terminal import RIGHT, UNDECIDED, UNUSABLE, WRONG, Progress, painted, say, tell
from grader.errors import UsageError
from grader.exercises.library import load_library
from grader.exercises.model import Exercise, Picture
from grader.files import FileError, make_folder, write_whole
from grader.grading.by_hand import unclaimed, with_marks
from grader.grading.classroom import worked
from grader.grading.marking import Marker
from grader.grading.result import GradedStudent, Status
from grader.grading.student import graded_student
from grader.markbook import FILE, Markbook, load_markbook
from grader.reports.markdown import to_markdown
from grader.reports.phrases import SIGNS, counted
from grader.reports.plain import student_line
from grader.reports.record import picture_file, record, to_json
from grader.reports.table import Row, row, to_csv
from grader.reports.visible import visible
from grader.submissions import HandedIn, find_submissions, sheets_wanted

if TYPE_CHECKING:
    from grader.evaluation.sandbox.levels import Level

GRADEBOOK: Final = "gradebook.csv"
WORTH_A_PROCESS: Final = 16  # students; fewer are marked before another process has started


@dataclass(frozen=True, slots=True)
class Marked:
    """What comes back of a student: a row for the gradebook, and what went wrong with us."""

    row: Row
    line: str
    failures: tuple[str, ...] = ()
    unwritten: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one student after the other is marked and reported; a process has one of its own."""

    sheets: Mapping[str, Exercise]
    marker: Marker
    out: Path
    book: Markbook
    pictures: list[tuple[Picture, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # … as SVG, in the same order

    def __call__(self, handed_in: HandedIn) -> Marked:
        """Mark a student and write both reports."""
        graded = with_marks(graded_student(handed_in, self.sheets, self.marker), self.book)
        found = record(graded)
        parts = [part for submission in graded.submissions for part in submission.parts]
        unwritten = ""
        for ending, text in ((".json", to_json(found)), (".md", to_markdown(found))):
            unwritten = unwritten or _written(self.out / (graded.name + ending), text)
        for submission in graded.submissions:
            for part in submission.parts:
                if part.picture is not None:
                    path = self.out / picture_file(graded.name, submission.sheet, part.id)
                    unwritten = unwritten or _written(path, self.drawn(part.picture, part.title))
        failures = tuple(part.failure for part in parts if part.failure)
        return Marked(row(found), student_line(found), failures, unwritten)

    def drawn(self, picture: Picture, title: str) -> str:
        """The picture as SVG, drawn once for all students."""
        # Imported late: most sheets have no picture, and this needs the calculus.
        from grader.reports.picture import drawn

        if (picture, title) not in self.pictures:
            self.pictures.append((picture, title))
            self.files.append(drawn(picture, title))
        return self.files[self.pictures.index((picture, title))]

    def died(self, handed_in: HandedIn) -> Marked:
        """What is said of a student whose marking ended the process."""
        problem = "the process that marked this student died; the rest went on"
        graded = GradedStudent(handed_in.student, handed_in.name, self.marker.seed, (), (problem,))
        found = record(graded)
        return Marked(row(found), student_line(found), (f"{handed_in.files}: {problem}",))


@dataclass(slots=True)
class Totals:
    """What is known of the class so far."""

    rows: list[Row] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    failures: int = 0
    unwritten: str = ""


@click.command()
@click.argument("paths", nargs=-1)
@exercises_option
@click.option("--out", metavar="DIR", default="reports", show_default=True, help="For the reports.")
@seed_option(None, "Draw the points from this seed; else from a fresh one, which the reports name.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Processes.")
@show_work_option
@sandbox_option
@secret_option
@click.option("--marks", metavar="FILE", help="What tutors gave; else DIR/marks.yaml of --out.")
@click.option("--strict", is_flag=True, help="Exit code 1 if anything is wrong, 3 if undecided.")
def command(
    paths: tuple[str, ...],
    exercises: str,
    out: str,
    seed: int | None,
    jobs: int | None,
    show_work: bool,
    require_sandbox: str | None,
    secret: bytes | None,
    marks: str | None,
    strict: bool,
) -> int:
    """Mark the submissions at PATHS: files, or folders of files (`submissions` if not given).

    Writes a report per student (Markdown and JSON) and the gradebook of the class (CSV).
    """
    level = _sandbox(require_sandbox) if require_sandbox else None
    students = find_submissions(paths or ("submissions",))
    book = load_markbook(marks or str(Path(out) / FILE), must_exist=marks is not None)
    library = load_library(exercises, sheets_wanted(students))
    for complaint in library.complaints:
        tell(f"grader: {complaint}")
    # Fresh: nobody can prepare an answer for points that are not known yet.
    drawn = int.from_bytes(os.urandom(4), "big") if seed is None else seed
    marker = Marker(drawn, shows_work=show_work, sandbox=level, secret=secret)
    desk = Desk(library.sheets, marker, Path(out), book)
    totals = Totals(unwritten=_made(out))
    _mark(students, desk, jobs or _jobs(len(students)), totals)
    totals.unwritten = totals.unwritten or _written(desk.out / GRADEBOOK, to_csv(totals.rows))
    _summarise(totals, out, drawn)
    for problem in unclaimed(book, [(each.student, each.name) for each in students]):
        tell(f"grader: {problem}")
    return _code(totals, has_complaints=bool(library.complaints), strict=strict)


def _sandbox(required: str) -> Level:
    """The level as required; raises UsageError where the sandbox here is weaker."""
    # Imported late: the sandbox is started, which nobody needs who has typed formulas only.
    from grader.evaluation.sandbox.levels import Level, described, is_enough, level
    from grader.evaluation.sandbox.processes import SandboxError
    from grader.evaluation.sandbox.sandbox import layers_in_force

    try:
        wanted, layers = Level(required), layers_in_force()
    except SandboxError as problem:
        raise UsageError(f"there is no sandbox here: {problem}; required is {required}") from None
    if not is_enough(level(layers), wanted):
        raise UsageError(
            f"the sandbox here is {described(layers)}, required is {wanted}",
            hint="`grader doctor` says what is missing",
        )
    return wanted


def _mark(students: Sequence[HandedIn], desk: Desk, jobs: int, totals: Totals) -> None:
    progress = Progress(len(students))
    for marked in worked(students, desk, desk.died, jobs=jobs):
        progress.hide()
        say(marked.line)
        for problem in marked.row.problems:
            say(f"    ! {visible(problem)}")
        for failure in marked.failures:
            tell("grader: a failure of the grader")
            tell(visible(failure, keep="\n"))
        progress.step()
        totals.rows.append(marked.row)
        totals.statuses.update(marked.row.statuses)
        totals.failures += len(marked.failures)
        totals.unwritten = totals.unwritten or marked.unwritten
    progress.hide()


def _summarise(totals: Totals, out: str, seed: int) -> None:
    students = counted(len(totals.rows), "student")
    say("")
    say(f"{students}, {counted(totals.statuses.total(), 'question')}, seed {seed}:")
    for status, sign in SIGNS.items():
        if totals.statuses[status]:
            say(painted(f"{sign} {totals.statuses[status]} {status}"))
    if totals.unwritten:
        tell(f"grader: {totals.unwritten}")
        tell("        the marks above are complete; --out DIR writes the reports elsewhere")
    else:
        say(f"reports and {GRADEBOOK} are in {out}")


def _code(totals: Totals, *, has_complaints: bool, strict: bool) -> int:
    """The exit code; a submission that cannot be read has its result: that it cannot."""
    if totals.unwritten or totals.failures:
        return UNDECIDED
    has_unmarked = any(each.unmarked for each in totals.rows)
    if has_complaints and has_unmarked:
        return UNUSABLE
    if strict:
        right = (Status.RIGHT, Status.UNDECIDED)
        if has_unmarked or totals.statuses.total() > sum(totals.statuses[each] for each in right):
            return WRONG
        if totals.statuses[Status.UNDECIDED]:
            return UNDECIDED
    return RIGHT


def _jobs(students: int) -> int:
    """One process for each processor, as long as there is enough to do."""
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    return max(1, min(processors, students // WORTH_A_PROCESS))


def _made(folder: str) -> str:
    try:
        make_folder(folder)
    except FileError as problem:
        return f"{folder}: {problem}"
    return ""


def _written(path: Path, text: str) -> str:
    """Write a report; what went wrong, or nothing."""
    try:
        write_whole(str(path), text)
    except FileError as problem:
        return f"{path} {problem}"
    return ""
