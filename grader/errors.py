"""Everything a person can get wrong, and where: spans in, messages out.

    GraderError                shown to a person as it stands
    ├── AnswerError            by the student, in the text of an answer
    │   ├── ShapeError         … the shapes do not fit
    │   └── UnsettledError     … nobody's mistake: the grader cannot say, a tutor can
    ├── DeclarationError       by the author, in a declaration such as `A: n x n`
    ├── ExerciseError          by the author, in an exercise file
    ├── SubmissionError        by the student, in a submission file
    ├── MarksError             by the tutor, in a file of marks
    └── UsageError             by whoever typed the command

Anything else that is raised is our own bug and stays loud.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class Span(NamedTuple):
    """Where something stands in a text: offsets in characters, end excluded."""

    start: int
    end: int


NOWHERE = Span(0, 0)


class GraderError(Exception):
    """A problem a person can fix; shown to that person as it stands."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class AnswerError(GraderError):
    """An answer that cannot be read: no verdict, no cost, a caret under the place."""

    def __init__(self, message: str, *, span: Span = NOWHERE, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.span = span


class ShapeError(AnswerError):
    """An answer whose parts do not fit together, said in the student's own terms."""


class UnsettledError(AnswerError):
    """An answer that means something, which cannot be computed here: a tutor looks at it."""


class DeclarationError(GraderError):
    """A declaration of a variable that cannot be read."""


class ExerciseError(GraderError):
    """An exercise file that cannot be used; `complaints` are `file:line:column: what`."""

    def __init__(self, message: str, *, complaints: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.complaints = complaints or (message,)


class SubmissionError(GraderError):
    """A submission file that cannot be read."""


class MarksError(GraderError):
    """A file of marks that cannot be used; `complaints` are `file:line:column: what`."""

    def __init__(self, message: str, *, complaints: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.complaints = complaints or (message,)


class UsageError(GraderError):
    """A command that cannot be carried out as it was typed."""


WIDEST = 76  # columns of the excerpt around a caret: fits a terminal with its margin


def pointed(text: str, span: Span) -> str:
    """The line of `text` that holds `span`, with carets under it; two lines.

    Control characters are shown as `·` and a long line is cut around the place, so that
    the carets stand where the eye expects them.
    """
    start = min(max(span.start, 0), len(text))
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    line = text[begin : end if end >= 0 else len(text)]
    left = max(0, min(start - begin - WIDEST // 2, len(line) - WIDEST))
    shown = "".join(c if c.isprintable() else "·" for c in line[left : left + WIDEST])
    column = start - begin - left
    marked = shown[column : column + max(1, span.end - start)]
    column, width = _columns(shown[:column]), max(1, _columns(marked))
    if marked and not _columns(marked[0]):  # an accent stands above the letter before it
        column = max(0, column - 1)
    return f"{shown}\n{' ' * column}{'^' * width}"


def _columns(text: str) -> int:
    """How wide a terminal shows a text: full-width letters take two columns, accents none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
