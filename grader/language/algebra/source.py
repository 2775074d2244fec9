"""The text being read: what stands at a place, for messages, and remarks on the reading."""

from __future__ import annotations

from collections.abc import Container

from grader.errors import ShapeError, Span
from grader.language.written import Place

WIDEST = 48  # characters of an answer that a message quotes
SHORTENED = "…"
_TRANSPOSED = (".T", "^T", "'", "ᵀ")


class Source:
    """A text, the names declared for it, and the remarks that reading it gave rise to."""

    __slots__ = ("names", "notes", "text")

    def __init__(self, text: str, names: Container[str] = ()) -> None:
        self.text = text
        self.names = names
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

    # ----- quoted parts in hints

    def behind(self, text: str, what: str) -> str:
        """A quoted part with something behind it: A.T, (A + B).T; of A.T it is A."""
        if what == ".T":
            for mark in _TRANSPOSED:
                rest = text.removesuffix(mark)
                if rest != text and self.is_closed(rest):
                    return rest
        return f"{text if self.is_closed(text) else f'({text})'}{what}"

    def factor(self, text: str) -> str:
        """A quoted part as a factor: in brackets where it is a sum or a power that ends it."""
        depth = 0
        for character in text:
            depth += (character in "([{") - (character in ")]}")
            if depth == 0 and character in "+-−":
                return f"({text})"
        return text

    def argument(self, text: str) -> str:
        """A quoted part as the argument of a function: (A + B), (A)."""
        return text if text[:1] == "(" and self.is_closed(text) else f"({text})"

    def is_closed(self, text: str) -> bool:
        """Whether a quoted part is one thing: A, W_out, 12, (A + B)."""
        if len(text) == 1 or text in self.names or text.isdecimal():
            return True
        if text[1:2] == "_" and text[2:].isalnum():  # e_1, 1_n
            return True
        depth = 0
        for position, character in enumerate(text):
            depth += (character in "([{") - (character in ")]}")
            if depth == 0:
                return character == ")" and position == len(text) - 1
        return False
