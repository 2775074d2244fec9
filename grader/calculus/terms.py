"""Term: what one summand is as a product; a number, times powers of atoms.

A sum is a list of terms. Sums, matrix products and functions inside a term are atoms, known by
their number. Everything that is commutative (products of scalars, ⊙, quotients and powers)
becomes addition of exponents here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple, TypeAlias

Rational: TypeAlias = int | Fraction
Powers: TypeAlias = dict[int, Rational]  # number of an atom: its exponent


class Term(NamedTuple):
    """coefficient · Π scalars ⊙ Π entries; of a matrix without entries, the same everywhere."""

    coefficient: Rational
    scalars: Powers
    entries: Powers


UNIT = Term(1, {}, {})
NOTHING = Term(0, {}, {})


def whole(value: Rational) -> Rational:
    """A whole Fraction as an int: its arithmetic is ten times as fast."""
    return value if type(value) is int or value.denominator != 1 else value.numerator


def key(term: Term) -> tuple[tuple[tuple[int, Rational], ...], ...]:
    """The term without its coefficient: what like terms have in common; also their order."""
    return (_sorted(term.scalars), _sorted(term.entries))


def _sorted(powers: Powers) -> tuple[tuple[int, Rational], ...]:
    return tuple(sorted(powers.items()) if len(powers) > 1 else powers.items())


def scaled(term: Term, by: Rational) -> Term:
    """The term times a number."""
    if by == 1:
        return term
    return Term(whole(term.coefficient * by), term.scalars, term.entries)


def content(terms: Iterable[Term]) -> Rational:
    """The greatest positive number that leaves whole coefficients without common divisor."""
    above, below = 0, 1
    for term in terms:
        above = gcd(above, term.coefficient.numerator)
        below = lcm(below, term.coefficient.denominator)
    if below == 1:
        return above or 1
    return whole(Fraction(above, below)) if above else 1


def is_led_by_minus(terms: Sequence[Term]) -> bool:
    """Whether the term that appeared first of all has a minus: of ±u one is the canonical."""
    return min(terms, key=key).coefficient < 0


def magnitude(value: Rational) -> Rational:
    """The absolute value."""
    return -value if value < 0 else value
