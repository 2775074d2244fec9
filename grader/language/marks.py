"""The marks that a formula is set with: data, and how marks are put side by side.

One mark:                      Letter Word Operator Numeral Sign
side by side:                  Row
above, around or below others: Fraction Script Root Fence Limits Grid

They are plain classes for the reason that the nodes of tree.py are.
"""

from __future__ import annotations

from fractions import Fraction as Rational
from itertools import pairwise
from typing import Final, TypeAlias

from grader.language.functions import GREEK_NAMES
from grader.language.tree import Dimension


class Letter:
    """A name of one letter, set in italics: x, σ."""

    __slots__ = ("character",)

    def __init__(self, character: str) -> None:
        self.character: Final = character


class Word:
    """A name of several letters, set upright."""

    __slots__ = ("characters",)

    def __init__(self, characters: str) -> None:
        self.characters: Final = characters


class Operator:
    """The name of a function, set upright: sin, tr."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Numeral:
    """Digits; 𝟏 and 𝟎 are the matrices of ones and zeros."""

    __slots__ = ("digits",)

    def __init__(self, digits: str) -> None:
        self.digits: Final = digits


class Sign:
    """A character between or beside others: +, −, ⊙, or one that only shows as a space."""

    __slots__ = ("character",)

    def __init__(self, character: str) -> None:
        self.character: Final = character


class Row:
    """Marks side by side; close together in indices and behind a function's name."""

    __slots__ = ("is_tight", "marks")

    def __init__(self, marks: tuple[Mark, ...], is_tight: bool = False) -> None:
        self.marks: Final = marks
        self.is_tight: Final = is_tight


class Fraction:
    """One above the other, a line between."""

    __slots__ = ("above", "below")

    def __init__(self, above: Mark, below: Mark) -> None:
        self.above: Final = above
        self.below: Final = below


class Script:
    """A mark with something small to its lower or upper right."""

    __slots__ = ("lower", "of", "upper")

    def __init__(self, of: Mark, lower: Mark | None, upper: Mark | None) -> None:
        self.of: Final = of
        self.lower: Final = lower
        self.upper: Final = upper


class Root:
    """Under the sign of the square root."""

    __slots__ = ("of",)

    def __init__(self, of: Mark) -> None:
        self.of: Final = of


class Fence:
    """Between brackets as tall as what is inside: `(`, `|` or `‖`."""

    __slots__ = ("inside", "side")

    def __init__(self, side: str, inside: Mark) -> None:
        self.side: Final = side
        self.inside: Final = inside


class Limits:
    """The big Σ, what is below and above it, and what is summed."""

    __slots__ = ("lower", "of", "upper")

    def __init__(self, lower: Mark, upper: Mark, of: Mark) -> None:
        self.lower: Final = lower
        self.upper: Final = upper
        self.of: Final = of


class Grid:
    """Rows and columns in round brackets."""

    __slots__ = ("rows",)

    def __init__(self, rows: tuple[tuple[Mark, ...], ...]) -> None:
        self.rows: Final = rows


Mark: TypeAlias = (
    Letter | Word | Operator | Numeral | Sign
    | Row | Fraction | Script | Root | Fence | Limits | Grid
)  # fmt: skip

# Signs that show as less than a character; each way of spelling decides how wide they are.
TIMES: Final = Sign("\u2062")  # between factors: x y
SPACED_TIMES: Final = Sign("\u2009")  # between factors of several letters: loss weight
NAMED_TIMES: Final = Sign("\u200a")  # before a function's name: x sin(y)
APPLIED: Final = Sign("\u2061")  # between a function's name and its argument
UNSEEN: Final = (TIMES, SPACED_TIMES, NAMED_TIMES, APPLIED)
PLUS, MINUS, DOT, COMMA = Sign("+"), Sign("−"), Sign("⋅"), Sign(",")
TOP: Final = Sign("⊤")
PRIME: Final = Sign("′")


# ----- names -------------------------------------------------------------------------------


def named(name: str) -> Mark:
    """A name: one letter, Latin or Greek, else a word; digits and what follows `_` go below."""
    stem, *below = name.split("_")
    letters = stem.rstrip("0123456789")
    if letters != stem:
        stem, below = letters, [stem[len(letters) :], *below]
    if not stem or "" in below:
        return Word(name)
    mark = letter_or_word(stem)
    lower = [Numeral(one) if one.isdigit() else letter_or_word(one) for one in below]
    return Script(mark, joined(lower, COMMA, is_tight=True), None) if lower else mark


def letter_or_word(characters: str) -> Mark:
    """x, λ for lambda, or a word."""
    character = GREEK_NAMES.get(characters, characters)
    return Letter(character) if len(character) == 1 else Word(character)


# ----- numbers and sizes -------------------------------------------------------------------


def number(value: Rational | int) -> Mark:
    """2, −2, or one over the other."""
    if value < 0:
        return negative(number(-value))
    above, below = value.numerator, value.denominator
    return Numeral(str(above)) if below == 1 else Fraction(number(above), number(below))


def slashed(value: Rational | int) -> Mark:
    """A number as an exponent: 1/2 on one line."""
    if value < 0:
        return negative(slashed(-value))
    if value.denominator == 1:
        return number(value)
    return Row((number(value.numerator), Sign("/"), number(value.denominator)), is_tight=True)


def dimension(size: Dimension) -> Mark:
    """n, 3, or 2 m n."""
    parts = [size] if isinstance(size, int) else size.split("*")
    return side_by_side([
        Numeral(str(one)) if isinstance(one, int) or one.isdigit() else named(one) for one in parts
    ])  # fmt: skip


def shifted(mark: Mark, offset: int, *, is_tight: bool = True) -> Mark:
    """n, n+1, n−1."""
    if not offset:
        return mark
    return Row((mark, PLUS if offset > 0 else MINUS, number(abs(offset))), is_tight)


# ----- side by side ------------------------------------------------------------------------


def negative(mark: Mark) -> Mark:
    """−a."""
    return Row((MINUS, mark), is_tight=True)


def call(name: Mark, inside: Mark) -> Mark:
    """A function's name and its argument in brackets."""
    return Row((name, APPLIED, Fence("(", inside)), is_tight=True)


def side_by_side(marks: list[Mark]) -> Mark:
    """Factors with what keeps them apart: nothing, a space, or a dot before a number."""
    row = marks[:1]
    for left, right in pairwise(marks):
        row += between(left, right), right
    return row[0] if len(row) == 1 else Row(tuple(row))


def between(left: Mark, right: Mark) -> Sign:
    """What keeps two factors apart."""
    while isinstance(left, Row):
        left = left.marks[-1]
    while isinstance(right, Row | Script):
        right = right.marks[0] if isinstance(right, Row) else right.of
    match left, right:
        case (_, Numeral(digits=digits)) if digits.isascii():
            return DOT
        case (Numeral(digits=digits), Fraction()) if digits.isascii():
            return DOT
        case (Word(), _) | (_, Word()):
            return SPACED_TIMES
        case (_, Operator()):
            return NAMED_TIMES
        case _:
            return TIMES


def joined(marks: list[Mark], sign: Sign, *, is_tight: bool = False) -> Mark:
    """Marks with the same sign between each two."""
    row = marks[:1]
    for mark in marks[1:]:
        row += sign, mark
    return row[0] if len(row) == 1 else Row(tuple(row), is_tight)


# ----- inside marks ------------------------------------------------------------------------


def parts(mark: Mark) -> tuple[Mark, ...]:
    """The marks that a mark is made of."""
    match mark:
        case Row():
            return mark.marks
        case Fraction():
            return (mark.above, mark.below)
        case Script():
            return tuple([one for one in (mark.of, mark.lower, mark.upper) if one is not None])
        case Root():
            return (mark.of,)
        case Fence():
            return (mark.inside,)
        case Limits():
            return (mark.lower, mark.upper, mark.of)
        case Grid():
            return tuple([entry for row in mark.rows for entry in row])
        case _:
            return ()


def inside_out(mark: Mark) -> list[Mark]:
    """All parts of a mark, each before what it is a part of."""
    found = []
    rest = [mark]
    while rest:
        found.append(rest.pop())
        rest += parts(found[-1])
    return found[::-1]


def is_short(mark: Mark, most: int) -> bool:
    """Whether a formula has at most so many marks that show, none of them tall."""
    rest, count = [mark], 0
    while rest and count <= most:
        one = rest.pop()
        if isinstance(one, Limits | Grid):
            return False
        rest += parts(one)
        count += isinstance(one, Root | Fence) or (not parts(one) and one not in UNSEEN)
    return count <= most
