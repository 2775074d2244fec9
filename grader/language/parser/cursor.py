"""A place in a list of tokens: moving on, brackets, and what to say where nothing fits.

The grammar itself is `Parser` in the room's own file; what stands inside a bracket or behind a
function's name is read by its methods, which are named here so that the phrases of the other
files can ask for them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NoReturn

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import MAX_DEPTH
from grader.language.tokens import Token
from grader.language.written import Written

BARS = frozenset(("|", "||"))
CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
ASKS_FOR_IT = "asks for the derivative instead of giving it"

# What transposes in an exponent: A^T, A^{-T}, A^(T), A^{\prime}; A^{+} is the pseudo-inverse.
_TRANSPOSES = (
    (["T"], "T"),
    (["'"], "T"),
    (["-", "T"], "-T"),
    (["{", "T", "}"], "T"),
    (["{", "'", "}"], "T"),
    (["{", "-", "T", "}"], "-T"),
    (["(", "T", ")"], "T"),
    (["(", "-", "T", ")"], "-T"),
    (["dagger"], "+"),
    (["{", "dagger", "}"], "+"),
    (["{", "+", "}"], "+"),
    (["(", "+", ")"], "+"),
)


class Cursor(ABC):
    """A place in a list of tokens; methods read one kind of phrase and move on."""

    __slots__ = ("at", "bars", "depth", "found", "is_retry", "kind", "nests", "scope", "text")

    def __init__(self, text: str, found: list[Token], scope: Scope) -> None:
        self.text = text
        self.found = found
        self.scope = scope
        self.at = 0
        self.kind = found[0][0]
        self.depth = 0
        self.bars = ""  # the innermost open bracket, if it is a bar
        self.is_retry = False  # whether a || was read a second time, as two bars
        self.nests = False  # whether a bar within bars may open others

    # ----- phrases of the grammar

    @abstractmethod
    def sum(self) -> Written:
        """±product ± product …"""

    @abstractmethod
    def product(self) -> Written:
        """power * power / power power …"""

    @abstractmethod
    def power(self) -> Written:
        """base ^ exponent, with what stands behind."""

    @abstractmethod
    def exponent(self) -> Written:
        """A signed number, name or bracket."""

    @abstractmethod
    def atom(self) -> Written:
        """A number, a name, a call, or something in brackets."""

    # ----- moving on

    def advance(self) -> Token:
        """The token that stands here; moves behind it."""
        token = self.found[self.at]
        self.at += 1
        self.kind = self.found[self.at][0]
        return token

    def behind(self) -> int:
        """Where the last token that was read ends in the text."""
        return self.found[self.at - 1][3]

    def next_kind(self) -> str:
        """The kind of the token after this one."""
        return self.found[self.at + 1][0] if self.at + 1 < len(self.found) else "end"

    def enter(self, token: Token) -> None:
        """Goes one level down; whoever enters also leaves."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(
                "there are too many brackets inside brackets",
                (token[2], token[3]),
                f"at most {MAX_DEPTH} levels are read",
            )

    def close(self, opened: Token, closing: str) -> int:
        """Reads the closing bracket; returns where it ends."""
        if self.kind != closing:
            if self.kind == "end":
                wanted = "\\end{pmatrix}" if closing == "endmatrix" else closing
                self.refuse(
                    f"this `{self.text[opened[2] : opened[3]]}` is never closed",
                    (opened[2], opened[3]),
                    _HINTS[">"] if closing == ">" else f"a `{wanted}` is missing",
                )
            self.unexpected(f"`{closing}` to close `{opened[1]}`")
        return self.advance()[3]

    def transpose(self) -> str:
        """The T, -T or + of A^T, A^{-T}, A^(T), A^{+}; "" where something else stands."""
        kinds = [token[0] for token in self.found[self.at : self.at + 4]]
        for pattern, operator in _TRANSPOSES:
            if kinds[: len(pattern)] == pattern:
                for _ in pattern:
                    self.advance()
                return operator
        return ""

    def is_transpose_next(self) -> bool:
        """Whether the ^ that stands here transposes: the second one of X^{-1}^T."""
        kinds = [token[0] for token in self.found[self.at + 1 : self.at + 5]]
        return any(kinds[: len(pattern)] == pattern for pattern, _ in _TRANSPOSES)

    # ----- brackets

    def nested(self) -> Written:
        """A sum inside brackets, where bars outside do not matter."""
        bars, self.bars = self.bars, ""
        tree = self.sum()
        self.bars = bars
        return tree

    def listed(self) -> tuple[Written, ...]:
        """Comma-separated sums up to, not including, the closing bracket."""
        items = [self.nested()]
        while self.kind == "," or self.kind == ";":
            self.advance()
            items.append(self.nested())
        return tuple(items)

    # ----- errors

    def refuse(self, message: str, place: tuple[int, int], hint: str = "") -> NoReturn:
        """Raises the error for a place."""
        raise AnswerError(message, span=Span(*place), hint=hint)

    def unexpected(self, wanted: str = "") -> NoReturn:
        """Raises the error for the token that stands where nothing fits it."""
        kind, value, start, end = self.found[self.at]
        before = self.found[self.at - 1] if self.at else None
        hint = f"expected {wanted}" if wanted else _HINTS.get(kind, "")
        if kind == "end":
            start, end = (before[2], before[3]) if before else (0, len(self.text))
            last = self.text[start:end]
            message = f"something is missing behind `{last}`" if last else "nothing to read"
        elif before and before[0] in (",", ";"):
            message = f"a component is missing before `{value}`"
        elif kind in (")", "]", "}", ">"):
            message = f"`{value}` stands here" if wanted else f"this `{value}` closes nothing"
        elif kind == "=":
            message = "an `=` stands here"
        elif kind == "T":
            message = "`T` is not a name here; it transposes only as A^T or A.T"
        else:
            message = f"`{self.text[start:end]}` does not fit here"
            is_decimal = kind == "," and self.next_kind() == "number"
            if is_decimal and before and before[0] == "number":
                hint = "a decimal has a point: 0.5"
            elif kind in (",", ";") and not hint:
                hint = "a list is written in brackets: [a, b]"
        self.refuse(message, (start, end), hint)


_HINTS = {
    "=": "give the expression alone",
    ":": "give the expression alone",
    "[": "round brackets group: 2(x + y)",
    ">": "<a, b> is an inner product; comparisons are not read",
}
