"""Rational point → exact values as fractions, wherever the value is rational.

Where it is not (√2, exp 1), or would be a number of very many digits, Inexpressible is raised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import mul
from typing import Any, ClassVar

from grader.evaluation.abstract import applied
from grader.evaluation.evaluator import (
    Inexpressible,
    OutOfDomain,
    Pole,
    Rule,
    Value,
    entries,
    mapped,
    value,
)
from grader.evaluation.rules import RULES
from grader.evaluation.sampling import Matrix, Rational
from grader.language.tree import Abstract, Shape

MAX_BITS = 20_000  # of a numerator or denominator: beyond that other arithmetics are quicker


def _abstract(node: Abstract, at: RealPoint) -> Value:
    """What it is at some arguments is remembered: it stands in many terms, and for each entry."""
    inputs = entries(value(node.of, at))
    asked = (node.name, node.order, node.shape, *inputs)
    found = at.applied.get(asked)
    if found is None:
        found = at.applied[asked] = applied(node, inputs, at)
    return found


class RealPoint:
    """A rational point of the evaluator, in whichever arithmetic."""

    __slots__ = ("applied", "indices", "sizes", "values")
    rules: ClassVar[dict[type, Rule]] = {**RULES, Abstract: _abstract}

    def __init__(self, values: dict[str, Matrix | Rational], sizes: dict[str, int]) -> None:
        self.values = values
        self.sizes = sizes
        self.indices: dict[str, int] = {}
        self.applied: dict[tuple[object, ...], Value] = {}  # abstract functions to arguments

    def number(self, value: Rational) -> Any:
        """A rational is itself."""
        return value

    def coefficients(self, name: str) -> Value:
        """The coefficients of an abstract function."""
        return mapped(self.number, self.values[name])

    def dot(self, left: Sequence[Any], right: Sequence[Any]) -> Any:
        """Σ leftᵢ·rightᵢ."""
        return sum(map(mul, left, right))

    def reduced(self, number: Any) -> Any:
        """Nothing to do."""
        return number


class Exact(RealPoint):
    """A point whose numbers are rational."""

    __slots__ = ()

    def variable(self, name: str, shape: Shape) -> Value:
        """The value of a declared name."""
        return self.values[name]

    def constant(self, name: str) -> Rational:
        """π is no rational."""
        raise Inexpressible(name)

    def dot(self, left: Sequence[Any], right: Sequence[Any]) -> Any:
        """Σ leftᵢ·rightᵢ."""
        return self.reduced(sum(map(mul, left, right)))

    def reduced(self, number: Any) -> Any:
        """The number itself; raises Inexpressible if it has become too long."""
        if number.numerator.bit_length() + number.denominator.bit_length() > MAX_BITS:
            raise Inexpressible("a number of very many digits")
        return number

    def reciprocals(self, numbers: Sequence[Any]) -> list[Any]:
        """1/a for each."""
        if not all(numbers):
            raise Pole("division by zero")
        return [Fraction(1) / number for number in numbers]

    def pivot(self, column: Sequence[Any]) -> int:
        """The first entry that is not zero."""
        for i, entry in enumerate(column):
            if entry:
                return i
        raise Pole("singular matrix")

    def power(self, base: Rational, exponent: Rational) -> Rational:
        """base^exponent where that is rational."""
        if exponent == 0:
            return 1
        if base == 0:
            if exponent < 0:
                raise Pole("zero to a negative power")
            return 0
        if exponent.denominator == 1:
            return _whole_power(base, int(exponent))
        if base < 0:
            raise OutOfDomain("a root of a negative number")
        above, below = (
            _whole_root(part, exponent.denominator) for part in (base.numerator, base.denominator)
        )
        return _whole_power(Fraction(above, below), exponent.numerator)

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions as far as their values are rational."""
        return _EXACT


def _whole_power(base: Rational, exponent: int) -> Rational:
    longest = max(base.numerator.bit_length(), base.denominator.bit_length())
    if longest * abs(exponent) > MAX_BITS and longest > 1:
        raise Inexpressible("a number of very many digits")
    return Fraction(base) ** exponent if exponent < 0 else base**exponent


def _whole_root(number: int, degree: int) -> int:
    """The whole root of a whole number; raises Inexpressible where there is none."""
    if degree > 8 or number.bit_length() > 1000:
        raise Inexpressible("a root")
    root = math.isqrt(number) if degree == 2 else round(number ** (1 / degree))
    if root**degree != number:
        raise Inexpressible("an irrational root")
    return root


def _only(argument: Rational, result: Rational) -> Callable[[Rational], Rational]:
    def function(number: Rational) -> Rational:
        if number != argument:
            raise Inexpressible("an irrational value")
        return result

    return function


def _irrational(number: Rational) -> Rational:
    raise Inexpressible("an irrational value")


def _exact_log(number: Rational) -> Rational:
    if number <= 0:
        raise Pole("log of zero") if number == 0 else OutOfDomain("log of a negative number")
    return _only(1, 0)(number)


def _exact_sqrt(number: Rational) -> Rational:
    if number < 0:
        raise OutOfDomain("root of a negative number")
    value = Fraction(number)
    root = Fraction(_whole_root(value.numerator, 2), _whole_root(value.denominator, 2))
    return root.numerator if root.denominator == 1 else root


def _exact_cosecant(number: Rational) -> Rational:
    if number == 0:
        raise Pole("division by sin 0")
    return _irrational(number)


def sign(number: Any) -> int:
    """−1, 0 or 1."""
    return int(number > 0) - int(number < 0)


def _limited(function: Callable[[Rational], Rational]) -> Callable[[Rational], Rational]:
    """A function defined on [−1, 1]."""

    def limited(number: Rational) -> Rational:
        if not -1 <= number <= 1:
            raise OutOfDomain("outside [-1, 1]")
        return function(number)

    return limited


_EXACT: dict[str, Callable[..., Any]] = {
    "exp": _only(0, 1),
    "log": _exact_log,
    "sqrt": _exact_sqrt,
    "sin": _only(0, 0),
    "cos": _only(0, 1),
    "tan": _only(0, 0),
    "sec": _only(0, 1),
    "csc": _exact_cosecant,
    "cot": _exact_cosecant,
    "asin": _limited(_only(0, 0)),
    "acos": _limited(_only(1, 0)),
    "atan": _only(0, 0),
    "sinh": _only(0, 0),
    "cosh": _only(0, 1),
    "tanh": _only(0, 0),
    "sigmoid": _only(0, Fraction(1, 2)),
    "softplus": _irrational,
    "relu": lambda number: max(number, 0),
    "abs": abs,
    "sign": sign,
    "max": max,
    "min": min,
}
