"""The text being read: what stands at a place, for messages, and remarks on the reading."""

from __future__ import annotations

from grader.errors import ShapeError, Span
from grader.language.written import Place

WIDEST = 48  # characters of an answer that a message quotes
SHORTENED = "…"


class Source:
    """A text, and the remarks that reading it gave rise to."""

    __slots__ = ("notes", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.notes: list[str] = []

    def at(self, place: Place) -> str:
        """The student's own words at a place, shortened."""
        start, end = place
        shown = " ".join(self.text[start : min(end, start + 8 * WIDEST)].split())
        return shown if len(shown) <= WIDEST else shown[: WIDEST - 1] + SHORTENED

    def error(self, message: str, place: Place, hint: str = "") -> ShapeError:
        """A ShapeError at a place; a hint that would quote a shortened text is left out."""
        if SHORTENED in hint:
            hint = ""
        return ShapeError(message, span=Span(*place), hint=hint)


def behind(text: str, what: str) -> str:
    """A quoted part of an answer with something behind it: A.T, (A + B).T."""
    return f"{text if is_closed(text) else f'({text})'}{what}"


def as_factor(text: str) -> str:
    """A quoted part of an answer as a factor: in brackets where it is a sum."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in "+-−":
            return f"({text})"
    return text


def in_brackets(text: str) -> str:
    """A quoted part of an answer as the argument of a function: (A + B), (A)."""
    return text if text[:1] == "(" and is_closed(text) else f"({text})"


def is_closed(text: str) -> bool:
    """Whether a quoted part of an answer takes an exponent as it stands: A, W_out, (A + B)."""
    if text.replace("_", "").isalnum():
        return True
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return character == ")" and position == len(text) - 1
    return False
