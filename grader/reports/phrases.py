"""Phrases that every report for a reader shares: signs, points, what a counterexample says."""

from __future__ import annotations

from typing import Final

from grader.reports.record import CounterexampleRecord, PartRecord, Record, SheetRecord

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


def counterexample(found: CounterexampleRecord) -> str:
    """The point and both values, as a sentence."""
    at = [f"{name} = {value}" for name, value in found["point"].items()]
    where = ", ".join(at + [found["entry"]] * bool(found["entry"]))
    values = f"your answer is {found['answer']}, the right value is {found['reference']}"
    return f"at {where} {values}" if where else values


def evidence(part: PartRecord) -> str:
    """What the verdict rests on: its last evidence."""
    return f"{part['evidence'][-1]['kind']}: {part['evidence'][-1]['summary']}"
