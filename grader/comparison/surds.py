"""√(a + b√c) → √p ± √q, where that works out; exp(c·log u + v) → uᶜ·exp(v).

The exact reading takes of two roots the one that is a square, which need not be the one that the
same number has when it is written with other roots. Both identities hold wherever a side has a
value: p, q = (a ± √(a² − b²c))/2, and (√p ± √q)² = a ± √(4pq) = a ± √(b²c).
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TypeAlias

from grader.evaluation.terms import terms
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression

_LONGEST = 128  # bits

Surd: TypeAlias = tuple[Fraction, Fraction, Fraction]  # a + b√c


def without_nesting(of: Expression) -> Expression | None:
    """√of as a sum of two roots of rational numbers; None where it is none."""
    known = _surd(of)
    if known is None:
        return None
    a, b, c = known
    rest = _root(a * a - b * b * c)
    if not b or rest is None or a <= 0:
        return None
    roots = [
        t.Function("sqrt", t.Number(number), SCALAR) for number in ((a + rest) / 2, (a - rest) / 2)
    ]
    second: Expression = roots[1] if b > 0 else t.Negative(roots[1], SCALAR)
    return t.Sum((roots[0], second), SCALAR)


def _surd(of: Expression) -> Surd | None:
    """A number a + b√c with rational a, b, c > 0; None where it is none, or a plain one."""
    a = b = c = Fraction(0)
    for factor, term in terms(of):
        plain, inside = _term(term)
        if plain is None:
            return None
        if inside is None:
            a += factor * plain
            continue
        if c not in (0, inside):
            return None
        b, c = b + factor * plain, inside
    is_short = all(
        max(abs(one.numerator), one.denominator).bit_length() < _LONGEST for one in (a, b, c)
    )
    return (a, b, c) if c > 0 and is_short else None


def _term(term: Expression) -> tuple[Fraction | None, Fraction | None]:
    """A rational factor, and what is under the root; (None, None) of anything else."""
    match term:
        case t.Number(value):
            return Fraction(value), None
        case t.Function("sqrt", t.Number(value), _):
            return Fraction(1), Fraction(value)
        case t.Power(t.Number(value), t.Number(exponent), _) if exponent == Fraction(1, 2):
            return Fraction(1), Fraction(value)
        case t.Quotient(of, t.Number(value), _) if value:
            plain, inside = _term(of)
            return (None if plain is None else plain / value), inside
        case t.Product(factors, _):
            known, root = Fraction(1), None
            for factor in factors:
                plain, inside = _term(factor)
                if plain is None or (root is not None and inside is not None):
                    return None, None
                known, root = known * plain, inside if root is None else root
            return known, root
        case _:
            return None, None


def _root(number: Fraction) -> Fraction | None:
    """The rational root of a rational number."""
    if number < 0:
        return None
    above, below = isqrt(number.numerator), isqrt(number.denominator)
    found = Fraction(above, below)
    return found if found * found == number else None


def exponential_of_logs(of: Expression) -> Expression | None:
    """exp of a scalar with terms c·log u, c a fraction, as powers of u; None if there are none."""
    powers: list[Expression] = []
    rest: list[Expression] = []
    for factor, term in terms(of):
        if isinstance(term, t.Function) and term.name == "log" and factor.denominator != 1:
            powers.append(t.Power(term.of, t.Number(factor), SCALAR))
        else:
            rest.append(t.Product((t.Number(factor), term), SCALAR))
    if not powers:
        return None
    if rest:
        exponent = rest[0] if len(rest) == 1 else t.Sum(tuple(rest), SCALAR)
        powers.append(t.Function("exp", exponent, SCALAR))
    return powers[0] if len(powers) == 1 else t.Product(tuple(powers), SCALAR)
