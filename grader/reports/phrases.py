"""Phrases that every report for a reader shares: signs, points, what a counterexample says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from grader.reports.fields import (
        CarriedRecord,
        CounterexampleRecord,
        GivenRecord,
        PartRecord,
        Record,
        SheetRecord,
    )


# A sign and a word, so that neither colour nor a font is needed to tell them apart.
SIGNS: Final = {
    "right": "✓",
    "partly right": "◐",
    "wrong": "✗",
    "unreadable": "¿",
    "undecided": "?",
    "missing": "–",
    "grader failure": "!",
}


def points(value: float) -> str:
    """Points without needless decimals.

    >>> points(2), points(1.5), points(1/3)
    ('2', '1.5', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def counted(count: int, noun: str) -> str:
    """`1 student`, `2 students`."""
    return f"{count} {noun}{'s' * (count != 1)}"


def earned(of: PartRecord | SheetRecord | Record) -> str:
    """`1.5 of 3 points`."""
    word = "point" if of["points"] == 1 else "points"
    return f"{points(of['earned'])} of {points(of['points'])} {word}"


def still_open(of: SheetRecord | Record) -> str:
    """`, 2 still open`, or nothing."""
    return f", {points(of['open'])} still open" if of["open"] else ""


def given(found: GivenRecord) -> str:
    """Who marked it by hand, and what the grader had decided where that is overridden."""
    told = f"by {found['tutor']}"
    if found["status"] in ("undecided", "grader failure"):
        return told
    return f"{told}, in place of the grader's: {found['status']}, {points(found['earned'])} points"


def counterexample(found: CounterexampleRecord, quote: str = "") -> str:
    """The point and both values, as a sentence; `quote` goes around formulas.

    >>> found = {"point": {"x": "2"}, "dimensions": {}, "entry": "", "answer": "4"}
    >>> counterexample({**found, "reference": "2"}, "`")
    'at `x = 2` your answer is `4`, the right value is `2`'
    """
    at = [f"{name} = {value}" for name, value in found["point"].items()]
    at += [found["entry"]] * bool(found["entry"])
    where = ", ".join(f"{quote}{each}{quote}" for each in at)
    answer, reference = (f"{quote}{text}{quote}" for text in (found["answer"], found["reference"]))
    values = f"your answer is {answer}, the right value is {reference}"
    return f"at {where} {values}" if where else values


def carried(found: CarriedRecord) -> str:
    """What shows that an answer is right given earlier ones."""
    last = found["evidence"][-1]
    parts = " and ".join(f"`{part}`" for part in found["parts"])
    return f"with your {parts}, {last['kind']}: {last['summary']}"


def evidence(part: PartRecord) -> str:
    """What the verdict rests on: its last evidence, without repeating what was said before it."""
    last = part["evidence"][-1]
    if part["counterexample"]:
        return f"{last['kind']}, by the values above"
    if last["summary"] in part["reason"]:
        return f"{last['kind']}, for the reason above"
    return f"{last['kind']}: {last['summary']}"
