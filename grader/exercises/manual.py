"""The fields of a part that a tutor marks → Manual."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from grader.documents.tree import Listing, Table
from grader.exercises.fields import Fields
from grader.exercises.model import Criterion, Manual

KEYS: Final = ("rubric", "files", "most_files")
CRITERION_KEYS: Final = ("criterion", "points", "text")
MOST_FILES: Final = 8


def question(fields: Fields) -> Manual:
    """What the part asks; whatever does not fit is complained of in `fields`."""
    points = fields.number("points", Fraction(1))
    rubric = _rubric(fields, points)
    total = sum((each.points for each in rubric), Fraction(0))
    if rubric and total != points:
        fields.complain(
            fields.node("rubric"),
            f"the points of the rubric are {total} in all, those of the part {points}",
            "make them equal",
        )
    return Manual(rubric, _endings(fields), _most_files(fields))


def _rubric(fields: Fields, points: Fraction) -> tuple[Criterion, ...]:
    """The criteria; without any the part itself is the only one."""
    node = fields.node("rubric")
    if node is None:
        return (Criterion("answer", points, ""),)
    if not isinstance(node, Listing) or not node.items:
        hint = "write `- criterion: …`, with `points:` and `text:` below"
        fields.complain(node, "`rubric` is not a list of criteria", hint)
        return ()
    found: dict[str, Criterion] = {}
    for item in node.items:
        if not isinstance(item, Table):
            fields.complain(item, "a criterion is a table of keys", "write `- criterion: …`")
            continue
        inner = Fields(item, CRITERION_KEYS, fields.complaints)
        name = inner.text("criterion", required=True)
        if name in found:
            inner.complain(item, f"the criterion `{name}` stands here a second time")
        found[name] = Criterion(name, inner.number("points", Fraction(1)), inner.text("text"))
    return tuple(found.values())


def _endings(fields: Fields) -> tuple[str, ...]:
    found = []
    for text in fields.texts("files"):
        ending = text.value.strip().lower().removeprefix(".")
        if not ending.isalnum():
            fields.complain(text, f"`{text.value}` is not the ending of a file", "as in png, pdf")
        found.append(ending)
    return tuple(found)


def _most_files(fields: Fields) -> int:
    written = fields.written("most_files")
    if written is None:
        return 1
    word = written.value.strip()
    if not word.isdecimal() or not 1 <= int(word[:3]) <= MOST_FILES:
        fields.complain(written, f"`most_files: {word}`", f"a number from 1 to {MOST_FILES}")
        return 1
    return int(word)
