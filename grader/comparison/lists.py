r"""An answer of another shape → the error that says so, if it may have been meant otherwise.

`[a, b]^T`, `[a b; c d]`, `<a, b>` and components on lines of their own are ways to write lists
by hand. Here they are read as a row, products and an inner product. Where that gives the shape
asked for there is nothing to ask. Where it does not, the author may have meant the list; and the
norm by `|x|`, which is read entry by entry.
"""

from __future__ import annotations

import re
from itertools import pairwise

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.parser import parsed
from grader.language.tree import SCALAR, Shape
from grader.language.written import Call, Factor, Listing, Postfix, ProductOf, SumOf, Written

# `a b`, `a -b` and `a(b)` with a gap between them, but not `a - b`.
_GAP = re.compile(r"[\w)\]}'.]\s+(?:-(?=\S))?[\w(\[\\]")
_LIST = "write `[a, b]` for the column of a and b, `[[a, b], [c, d]]` for a matrix"


def refuse_other_readings(text: str, scope: Scope, found: Shape, asked: Shape) -> None:
    """Raises AnswerError where a text of one shape may have been meant as a list of another."""
    written = parsed(text, scope)
    if found == (asked[1], asked[0]):
        _refuse_transposed(written, text)
    if asked == SCALAR:
        _refuse_bars(written, text)
    if found == SCALAR:
        _refuse_angle(written, text)
        _refuse_lines(written, text)
    _refuse_gaps(written, text)


def _refuse_transposed(written: Written, text: str) -> None:
    """(a, b)^T, where who has typed it saw a row before the ^T."""
    for node in _nodes(written):
        if not isinstance(node, Postfix) or node.operator != "T":
            continue
        of, (start, end) = node.of, node.place
        is_array = False  # of NumPy, whose .T leaves a list of numbers as it is
        if isinstance(of, Call) and of.spelled in ("array", "asarray"):
            of, is_array = of.arguments[0], True
        if isinstance(of, Listing) and not any(isinstance(item, Listing) for item in of.items):
            shown = text[slice(*of.place)]
            is_plain = ";" not in shown and not shown.startswith("\\begin")
            if is_plain and (is_array or not text[:end].endswith(".T")):
                raise AnswerError(
                    f"`{_short(text[start:end])}` has two readings: "
                    "a row, because a list is a column, or the column",
                    span=Span(start, end),
                    hint="write `[a, b]` for the column of a and b, `[[a, b]]` for the row",
                )


def _refuse_bars(written: Written, text: str) -> None:
    """|x - y|^2 of vectors, where a number is asked for."""
    for node in _nodes(written):
        if isinstance(node, Call) and node.spelled == "|…|":
            raise AnswerError(
                f"`{_short(text[slice(*node.place)])}` is read entry by entry, as absolute values",
                span=Span(*node.place),
                hint="write ‖x‖ for the norm of a vector",
            )


def _refuse_angle(written: Written, text: str) -> None:
    """⟨a, b⟩ of two numbers."""
    if isinstance(written, Call) and written.spelled == "⟨…⟩":
        raise AnswerError(
            f"`{_short(text[slice(*written.place)])}` is read as an inner product, a number",
            span=Span(*written.place),
            hint=_LIST,
        )


def _refuse_lines(written: Written, text: str) -> None:
    """Components on lines of their own, which are read as a product or a sum."""
    parts: list[Written] = []
    if isinstance(written, ProductOf):
        parts = [factor.of for factor in written.factors]
    elif isinstance(written, SumOf):
        parts = [term for _, term in written.terms]
    for left, right in pairwise(parts):
        between = text[left.place[1] : right.place[0]]
        if "\n" in between:
            raise AnswerError(
                "the lines of this answer are read as one formula, a number",
                span=Span(left.place[1] + between.index("\n"), right.place[1]),
                hint=_LIST,
            )
    for part in parts:
        if text[part.place[0]] not in "([{":
            _refuse_lines(part, text)


def _refuse_gaps(written: Written, text: str) -> None:
    """[a b] and [a b; c d], where gaps may separate entries."""
    lists = [
        place
        for node in _nodes(written)
        for place in [node.place]
        if isinstance(node, Listing) and text[place[0]] == "["
    ]
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[":  # one that holds a single thing is only a bracket
        lists.append((start, text.find("]", start) + 1 or len(text)))
    for place in lists:
        shown = text[slice(*place)]
        if "," not in shown and _GAP.search(shown) is not None:
            raise AnswerError(
                f"the gaps in `{_short(shown)}` are read as products",
                span=Span(*place),
                hint=_LIST,
            )


def _nodes(written: Written) -> list[Written]:
    """A tree and all that stands in it."""
    found: list[Written] = []
    pending: list[object] = [written]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending += part
        elif isinstance(part, Written | Factor):
            if isinstance(part, Written):
                found.append(part)
            pending += [getattr(part, name) for name in part.__slots__]
    return found


def _short(shown: str) -> str:
    shown = " ".join(shown.split())
    return shown if len(shown) <= 48 else shown[:47] + "…"
