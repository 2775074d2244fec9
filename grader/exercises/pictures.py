"""The field `picture:` of a part → Picture: what is drawn beside it.

picture:
  function: x^2/4 + y^2/9   # else that of the part, which must be of two numbers
  wrt: [x, y]
  window: [-4, 4, -4, 4]    # left, right, bottom, top
  points: [[1, 1], [2, 0]]  # where gradient arrows start
  at: [1, 1]                # around which it is approximated
  levels: [1, 2, 3]         # else round ones
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from grader.documents.tree import Listing, Node, Table, Text
from grader.exercises.fields import Fields
from grader.exercises.model import Formula, Picture, Question
from grader.language.declarations import declaration
from grader.language.tree import SCALAR

KEYS: Final = ("variables", "function", "wrt", "window", "points", "at", "levels")
NUMBER: Final = re.compile(r"[-+−]?\d{1,6}(?:[./]\d{1,6})?\Z", re.ASCII)
MOST_POINTS: Final = 12
MOST_LEVELS: Final = 24


def picture(fields: Fields, question: Question) -> Picture | None:
    """The picture of a part; whatever does not fit is complained of."""
    node = fields.node("picture")
    if node is None:
        return None
    if not isinstance(node, Table):
        fields.complain(node, "`picture` is not a table", "write `picture: {window: …}`")
        return None
    before = len(fields.complaints)
    inner = Fields(node, KEYS, fields.complaints)
    formula = question if isinstance(question, Formula) else None
    wrt = tuple(text.value.strip() for text in inner.texts("wrt")) or (
        formula.wrt if formula else ()
    )
    declared = {name: text.value for name, text in inner.table("variables").items()}
    if not declared:
        declared = {name: formula.variables.get(name, "scalar") if formula else "scalar"
                    for name in wrt}  # fmt: skip
    function = inner.text("function") or (formula.function if formula else "")
    if not function or len(wrt) != 2 or any(_is_no_number(name, declared) for name in wrt):
        message = "a picture is of a function of two numbers"
        inner.complain(None, message, "write `function: x^2 + y^2` and `wrt: [x, y]`")
    window = _numbers(inner, "window", inner.node("window"), 4)
    if len(window) == 4 and not (window[0] < window[1] and window[2] < window[3]):
        inner.complain(inner.node("window"), "the window is empty", "left, right, bottom, top")
    points = _points(inner)
    at = _numbers(inner, "at", inner.node("at"), 2) if inner.node("at") else ()
    levels = inner.node("levels")
    found = _numbers(inner, "levels", levels, None) if levels else ()
    if len(fields.complaints) > before:
        return None
    return Picture(
        declared, function, wrt, (window[0], window[1], window[2], window[3]), points,
        (at[0], at[1]) if at else None, found, node.line, node.column,
    )  # fmt: skip


def _is_no_number(name: str, declared: dict[str, str]) -> bool:
    return name not in declared or declaration(name, declared[name]).shape != SCALAR


def _points(fields: Fields) -> tuple[tuple[Fraction, Fraction], ...]:
    node = fields.node("points")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        fields.complain(node, "`points` is not a list", "write `points: [[1, 1], [2, 0]]`")
        return ()
    if len(node.items) > MOST_POINTS:
        fields.complain(node, f"{len(node.items)} points", f"at most {MOST_POINTS}")
    pairs = [_numbers(fields, "points", item, 2) for item in node.items]
    return tuple((pair[0], pair[1]) for pair in pairs if pair)


def _numbers(
    fields: Fields, key: str, node: Node | None, count: int | None
) -> tuple[Fraction, ...]:
    """A list of numbers, or a point as a text, `(1, 1)`; `count` of them, if that is given."""
    texts = [fields.as_text(item) for item in node.items] if isinstance(node, Listing) else []
    words = [text.value.strip() for text in texts if text is not None]
    if isinstance(node, Text) and node.value.strip()[:1] in "([":
        words = [word.strip() for word in node.value.strip()[1:-1].split(",")]
    wanted = f"{count} numbers" if count else f"1 to {MOST_LEVELS} numbers"
    fits = len(words) == count if count else 0 < len(words) <= MOST_LEVELS
    if not fits or not all(NUMBER.match(word) and not word.endswith("/0") for word in words):
        said = "is missing" if node is None else f"is not a list of {wanted}"
        example = ", ".join(["-3", "3", "-2", "2"][: count or 4])
        fields.complain(node, f"`{key}` {said}", f"write `{key}: [{example}]`")
        return ()
    return tuple(Fraction(word.replace("−", "-")) for word in words)
