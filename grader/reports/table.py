"""One row a student → the CSV gradebook of the class.

A row is taken from the record and small: it is all of a student that is kept until the end.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from grader.reports.phrases import SIGNS, points
from grader.reports.visible import visible

if TYPE_CHECKING:
    from grader.reports.fields import Record


class Row(NamedTuple):
    """A student's line of the gradebook; `sheets` are (sheet, points earned) pairs."""

    student: str
    name: str
    sheets: tuple[tuple[str, str], ...]
    earned: float
    points: float
    open: float
    statuses: dict[str, int]
    problems: tuple[str, ...]
    unmarked: int  # files that got no mark


def row(found: Record) -> Row:
    """The row of a record."""
    parts = [part for sheet in found["sheets"] for part in sheet["parts"]]
    problems = [problem for sheet in found["sheets"] for problem in sheet["problems"]]
    return Row(
        student=found["student"],
        name=found["name"],
        sheets=tuple((sheet["sheet"], points(sheet["earned"])) for sheet in found["sheets"]),
        earned=found["earned"],
        points=found["points"],
        open=found["open"],
        statuses=dict(Counter(part["status"] for part in parts)),
        problems=(*found["problems"], *problems),
        unmarked=len(found["problems"]),
    )


def to_csv(rows: Sequence[Row]) -> str:
    """The gradebook: a column a sheet that anybody handed in, then totals, counts and problems."""
    sheets = sorted({sheet for each in rows for sheet, _ in each.sheets})
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    header = ("student", "report", *sheets, "earned", "points", "open", *SIGNS, "problems")
    writer.writerow(cells(header))
    for each in rows:
        earned = dict(each.sheets)
        writer.writerow(
            cells(
                (
                    each.student,
                    each.name,
                    *(earned.get(sheet, "") for sheet in sheets),
                    *_totals(each),
                    *(str(each.statuses.get(status, 0)) for status in SIGNS),
                    "; ".join(each.problems),
                )
            )
        )
    return file.getvalue()


def _totals(of: Row) -> tuple[str, ...]:
    """Points earned, possible and open; empty cells, not zeros, where nothing was marked."""
    return tuple(map(points, (of.earned, of.points, of.open))) if of.sheets else ("", "", "")


_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def cells(texts: Iterable[str]) -> list[str]:
    """Texts as cells that no spreadsheet takes for a formula, also behind a space or full-width.

    >>> cells(["=1+1", "-x", "2", " @x", "＝1"])
    ["'=1+1", "'-x", '2', "' @x", "'＝1"]
    """
    shown = [visible(text) for text in texts]
    return [f"'{text}" if text.lstrip().startswith(_FORMULAS) else text for text in shown]
