"""Records of a folder → what waits for a tutor, as lines: the answer, its rubric, its digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from grader.errors import GraderError
from grader.markbook import Mark, Markbook, digest
from grader.reports.phrases import counted, points
from grader.reports.record import FORMAT
from grader.reports.visible import one_line, visible

LONGEST: Final = 64_000_000  # bytes of a report
LINES: Final = 40  # of an answer


class ReportError(GraderError):
    """A report that cannot be read: not JSON, another format, or something missing."""


class Criterion(NamedTuple):
    """A row of the rubric, and what a tutor gave for it so far."""

    name: str
    text: str
    points: float
    given: Fraction | None


class Entry(NamedTuple):
    """One answer of a report; `is_open` if it waits for a tutor."""

    student: str
    name: str
    part: str
    title: str
    status: str
    is_open: bool
    points: float
    answer: str
    reason: str
    rubric: tuple[Criterion, ...]
    stale: Mark | None  # a mark for another answer than this one

    @property
    def digest(self) -> str:
        """The short name of the answer."""
        return digest(self.answer)


def entries(text: str, book: Markbook) -> Iterator[Entry]:
    """The answers of one report, as they are with the marks given since; raises ReportError."""
    record = _loaded(text)
    try:
        student, name = str(record["student"]), str(record["name"])
        marks = book.of(student, name)
        for sheet in record["sheets"]:
            for part in sheet["parts"]:
                at = f"{sheet['sheet']}/{part['id']}"
                yield _entry(student, name, at, part, marks.get(at))
    except (KeyError, TypeError, AttributeError) as problem:
        raise ReportError(f"not a report of this grader: {problem}") from None


def _entry(student: str, name: str, at: str, part: Mapping[str, Any], mark: Mark | None) -> Entry:
    answer = str(part["answer"])
    holds = mark is not None and mark.answer == digest(answer)
    criteria = mark.criteria if mark is not None and holds else {}
    rubric = tuple(
        Criterion(item["id"], item["rubric"], item["points"], criteria.get(item["id"]))
        for item in part["items"]
        if not item["answer"] and item["points"]
    )
    is_open = bool(part["is_open"])
    if mark is not None and holds:
        is_decided = mark.points is not None or all(each.given is not None for each in rubric)
        is_open = is_open and not is_decided
    given = part.get("given")
    if given is not None and not holds:  # marked when the report was made, and no longer
        is_open = is_open or given["status"] in ("undecided", "grader failure")
    return Entry(
        student, name, at, str(part["title"]), str(part["status"]), is_open, part["points"],
        answer, str(part["reason"]), rubric, None if holds else mark,
    )  # fmt: skip


def _loaded(text: str) -> Mapping[str, Any]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise ReportError("not a report: this is no JSON") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ReportError(f"not a report of this grader, or not of format {FORMAT}")
    return record


def queue_lines(found: Iterable[Entry]) -> Iterator[str]:
    """What waits, one after the other, and how much it is in all."""
    count, total = 0, 0.0
    for entry in found:
        if entry.is_open:
            count += 1
            total += entry.points
            yield from _entry_lines(entry)
            yield ""
    if count:
        yield f"{counted(count, 'answer')} to be marked, {points(total)} points"
    else:
        yield "nothing waits for a tutor"


def _entry_lines(entry: Entry) -> Iterator[str]:
    most = points(entry.points)
    word = "point" if entry.points == 1 else "points"
    yield f"? {one_line(entry.student)}  {entry.part}  {one_line(entry.title)}  ({most} {word})"
    lines = visible(entry.answer.strip("\n"), keep="\n").split("\n")
    for line in lines[:LINES]:
        yield f"    {line}".rstrip()
    if len(lines) > LINES:
        yield f"    … {len(lines) - LINES} more lines"
    yield f"  reason    {visible(entry.reason)}"
    for number, each in enumerate(entry.rubric):
        head = "rubric" if not number else ""
        given = f"{points(float(each.given))} of " if each.given is not None else ""
        said = f": {visible(each.text)}" if each.text else ""
        yield f"  {head:<9} {one_line(each.name)} ({given}{points(each.points)}){said}"
    if entry.stale is not None:
        when = "the answer changed since" if entry.stale.answer else "it does not say for which"
        yield f"  old mark  by {one_line(entry.stale.tutor)}: {when}"
    yield f"  answer    {entry.digest}"
