"""A function of one number → its derivative, entry by entry.

Sources: Abramowitz & Stegun, ch. 4 (elementary functions); for sigmoid, softplus and relu the
definitions 1/(1 + e⁻ᵘ), log(1 + eᵘ), max(u, 0). At the kinks of abs, sign and relu the value is
that of the symmetric difference: 0, 0, ½.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from grader.calculus.construction import (
    added,
    function,
    hadamard,
    negated,
    power,
    product,
    quotient,
    spread,
    zero,
)
from grader.language.tree import ONE, Expression, Number

TWO = Number(2)
HALF = Number(Fraction(1, 2))


class Elementary(NamedTuple):
    """f' as a formula for the reader and as a function of u."""

    formula: str
    derivative: Callable[[Expression], Expression]


def square(u: Expression) -> Expression:
    """u², entry by entry."""
    return power(u, TWO)


def one_plus(u: Expression) -> Expression:
    """1 + u, entry by entry."""
    return added((spread(ONE, u.shape), u), u.shape)


def one_minus(u: Expression) -> Expression:
    """1 − u, entry by entry."""
    return one_plus(negated(u))


def over_root(u: Expression) -> Expression:
    """1/√u."""
    return quotient(ONE, function("sqrt", u))


def sigmoid_derivative(u: Expression) -> Expression:
    """σ' = σ(1 − σ)."""
    value = function("sigmoid", u)
    return hadamard((value, one_minus(value)))


def secant_derivative(u: Expression) -> Expression:
    """sec' = sec tan."""
    return hadamard((function("sec", u), function("tan", u)))


def cosecant_derivative(u: Expression) -> Expression:
    """csc' = −csc cot."""
    return negated(hadamard((function("csc", u), function("cot", u))))


def relu_derivative(u: Expression) -> Expression:
    """relu' = (1 + sign)/2: 1 above zero, 0 below."""
    return product((HALF, one_plus(function("sign", u))))


ELEMENTARY: dict[str, Elementary] = {
    "exp": Elementary("exp(u)", lambda u: function("exp", u)),
    "log": Elementary("1/u", lambda u: quotient(ONE, u)),
    "sqrt": Elementary("1/(2√u)", lambda u: product((HALF, over_root(u)))),
    "sin": Elementary("cos(u)", lambda u: function("cos", u)),
    "cos": Elementary("−sin(u)", lambda u: negated(function("sin", u))),
    "tan": Elementary("1 + tan(u)²", lambda u: one_plus(square(function("tan", u)))),
    "sec": Elementary("sec(u) tan(u)", secant_derivative),
    "csc": Elementary("−csc(u) cot(u)", cosecant_derivative),
    "cot": Elementary("−(1 + cot(u)²)", lambda u: negated(one_plus(square(function("cot", u))))),
    "asin": Elementary("1/√(1 − u²)", lambda u: over_root(one_minus(square(u)))),
    "acos": Elementary("−1/√(1 − u²)", lambda u: negated(over_root(one_minus(square(u))))),
    "atan": Elementary("1/(1 + u²)", lambda u: quotient(ONE, one_plus(square(u)))),
    "sinh": Elementary("cosh(u)", lambda u: function("cosh", u)),
    "cosh": Elementary("sinh(u)", lambda u: function("sinh", u)),
    "tanh": Elementary("1 − tanh(u)²", lambda u: one_minus(square(function("tanh", u)))),
    "sigmoid": Elementary("σ(u)(1 − σ(u))", sigmoid_derivative),
    "softplus": Elementary("σ(u)", lambda u: function("sigmoid", u)),
    "relu": Elementary("(1 + sign(u))/2", relu_derivative),
    "abs": Elementary("sign(u)", lambda u: function("sign", u)),
    "sign": Elementary("0", lambda u: zero(u.shape)),
}
