"""The tree as written: what the parser makes of a text before anybody asks for shapes.

Some dozen kinds of node, each with the place where it stands. `a*b` is a product of two things here;
whether it scales or multiplies matrices is found out in shapes.py.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, TypeAlias

Place: TypeAlias = tuple[int, int]  # start and end in the text, as errors.Span


class Literal(NamedTuple):
    """A number: 2, 0.5, 1e-8."""

    value: Fraction | int
    place: Place


class Word(NamedTuple):
    """A name: a variable, a dimension, an index, π, I."""

    name: str
    place: Place


class SumOf(NamedTuple):
    """Terms with their signs: (is it subtracted, term)."""

    terms: tuple[tuple[bool, Written], ...]
    place: Place


class Factor(NamedTuple):
    """One factor of a product with the operator before it ("" for the first one).

    `run` holds what follows a quotient without an operator: the b c of `1/a b c`.
    """

    operator: str
    of: Written
    run: tuple[Written, ...]


class ProductOf(NamedTuple):
    """Factors from left to right."""

    factors: tuple[Factor, ...]
    place: Place


class PowerOf(NamedTuple):
    """base ^ exponent; operator `^` or `.^`."""

    base: Written
    exponent: Written
    operator: str
    place: Place


class Postfix(NamedTuple):
    """Something behind its operand: T (transpose), -T, I (inverse)."""

    operator: str
    of: Written
    place: Place


class Call(NamedTuple):
    """A function with its arguments; `name` is canonical, `spelled` as typed."""

    name: str
    arguments: tuple[Written, ...]
    spelled: str
    place: Place


class Item(NamedTuple):
    """of[i, j]; None is a colon."""

    of: Written
    indices: tuple[Written | None, ...]
    place: Place


class Subscript(NamedTuple):
    """of_i, of_12, of_{1,2}: the subscript as text, its meaning depends on the shape."""

    of: Written
    subscript: str
    place: Place


class Listing(NamedTuple):
    """[a, b], (a, b) or a matrix environment."""

    items: tuple[Written, ...]
    place: Place


class BigSum(NamedTuple):
    """sum_k body, or with bounds."""

    index: str
    lower: Written | None
    upper: Written | None
    of: Written
    place: Place


class Text(NamedTuple):
    """A quoted word, as 'fro'."""

    value: str
    place: Place


class Applied(NamedTuple):
    """An abstract function or a derivative of it; kind "", J, H, grad or D, order by primes."""

    name: str
    kind: str
    primes: int
    arguments: tuple[Written, ...]
    place: Place


class Partial(NamedTuple):
    """∂_i f(…): the derivative by the i-th number that f takes."""

    of: Applied
    component: str
    place: Place


Written: TypeAlias = (
    Literal
    | Word
    | SumOf
    | ProductOf
    | PowerOf
    | Postfix
    | Call
    | Item
    | Subscript
    | Listing
    | BigSum
    | Text
    | Applied
    | Partial
)
