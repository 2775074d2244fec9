"""Rational point → enclosures: intervals that surely hold the real values, to so many digits.

Two disjoint enclosures prove that two values differ, whatever was lost by cancellation on the
way. Computed with mpmath's interval context; what it lacks is monotone and made from its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import mpmath
from mpmath.ctx_iv import MPIntervalContext

from grader.evaluation.evaluator import (
    Inexpressible,
    OutOfDomain,
    Pole,
    TooLarge,
    Value,
    mapped,
)
from grader.evaluation.rational import RealPoint
from grader.evaluation.sampling import Matrix, Rational
from grader.language.tree import Shape

_LARGEST = 10**7  # exp of more has millions of digits


class Enclosures(RealPoint):
    """A point of the evaluator whose numbers are intervals."""

    __slots__ = ("_functions", "context", "converted", "digits")

    def __init__(
        self, values: dict[str, Matrix | Rational], sizes: dict[str, int], digits: int = 50
    ) -> None:
        super().__init__(values, sizes)
        self.context, self._functions = _arithmetic(digits)
        self.digits = digits
        self.converted: dict[str, Value] = {}

    def variable(self, name: str, shape: Shape) -> Value:
        """The value of a declared name."""
        found = self.converted.get(name)
        if found is None:
            found = self.converted[name] = mapped(self.number, self.values[name])
        return found

    def number(self, value: Rational) -> Any:
        """The interval around a rational."""
        return self.context.mpf(value.numerator) / value.denominator

    def constant(self, name: str) -> Any:
        """π."""
        return self.context.pi

    def reciprocals(self, numbers: Sequence[Any]) -> list[Any]:
        """1/a for each; raises Inexpressible where 0 cannot be excluded, Pole where it is 0."""
        for number in numbers:
            _refuse_zero(number)
        if any(0 in number for number in numbers):
            raise Inexpressible("zero cannot be excluded")
        return [1 / number for number in numbers]

    def pivot(self, column: Sequence[Any]) -> int:
        """The entry that is farthest from 0; raises Inexpressible where all may be 0."""
        sizes = [0 if 0 in entry else abs(entry).a for entry in column]
        best = max(sizes)
        if not best > 0:
            raise Inexpressible("zero cannot be excluded")
        return sizes.index(best)

    def power(self, base: Any, exponent: Any) -> Any:
        """base^exponent: repeated products for whole exponents, else exp(exponent · log base)."""
        if exponent.delta == 0 and exponent.mid == int(exponent.mid):
            whole = int(exponent.mid)
            if abs(whole) > 4096:
                raise TooLarge("a large power")
            if whole < 0 and 0 in base:
                _refuse_zero(base)
                raise Inexpressible("zero cannot be excluded")
            return base**whole
        return self._functions["exp"](exponent * self._functions["log"](base))

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """All functions."""
        return self._functions


@lru_cache(maxsize=16)  # a context takes longer to make than most values
def _arithmetic(digits: int) -> tuple[Any, dict[str, Callable[..., Any]]]:
    """The intervals of so many digits, and all functions of them."""
    context = MPIntervalContext()
    context.dps = digits
    return context, _Functions(context, digits).table()


class _Functions:
    """Functions of intervals; what mpmath lacks is made from its ends."""

    __slots__ = ("context", "digits")

    def __init__(self, context: Any, digits: int) -> None:
        self.context = context
        self.digits = digits

    def table(self) -> dict[str, Callable[..., Any]]:
        """All functions by name."""
        context, exp = self.context, self.exp
        return {
            "exp": exp,
            "log": self.above_zero(context.log, closed=False),
            "sqrt": self.above_zero(context.sqrt, closed=True),
            "sin": context.sin,
            "cos": context.cos,
            "tan": lambda x: context.sin(x) * self.over(context.cos)(x),
            "sec": self.over(context.cos),
            "csc": self.over(context.sin),
            "cot": lambda x: context.cos(x) * self.over(context.sin)(x),
            "asin": self.monotone(mpmath.asin, 1),
            "acos": self.monotone(mpmath.acos, 1),
            "atan": self.monotone(mpmath.atan, None),
            "sinh": lambda x: (exp(x) - exp(-x)) / 2,
            "cosh": lambda x: (exp(x) + exp(-x)) / 2,
            "tanh": lambda x: 1 - 2 / (exp(2 * x) + 1),
            "sigmoid": lambda x: 1 / (1 + exp(-x)),
            "softplus": lambda x: context.log(1 + exp(x)),
            "relu": lambda x: context.mpf([max(x.a, 0), max(x.b, 0)]),
            "abs": abs,
            "sign": self.sign,
            "max": self.extremum(max),
            "min": self.extremum(min),
        }

    def exp(self, number: Any) -> Any:
        """exp, of what has no millions of digits."""
        if abs(number).b > _LARGEST:
            raise TooLarge("a number too large")
        return self.context.exp(number)

    def above_zero(self, function: Callable[[Any], Any], *, closed: bool) -> Callable[[Any], Any]:
        """A function defined above zero (closed: at zero as well)."""

        def checked(number: Any) -> Any:
            if number.b < 0:
                raise OutOfDomain("a negative number")
            if number.a < 0 or (number.a == 0 and not closed):
                _refuse_zero(number)
                raise Inexpressible("zero cannot be excluded")
            return function(number)

        return checked

    def over(self, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """1/function."""

        def reciprocal(number: Any) -> Any:
            below = function(number)
            if 0 in below:
                _refuse_zero(below)
                raise Inexpressible("zero cannot be excluded")
            return 1 / below

        return reciprocal

    def monotone(self, function: Callable[[Any], Any], domain: int | None) -> Callable[[Any], Any]:
        """From the values at both ends, widened by more than their rounding."""

        def enclosed(number: Any) -> Any:
            with mpmath.workdps(self.digits):
                ends = [mpmath.mpf(number.a), mpmath.mpf(number.b)]
                if domain is not None and (ends[0] > domain or ends[1] < -domain):
                    raise OutOfDomain("outside [-1, 1]")
                if domain is not None and any(abs(end) > domain for end in ends):
                    raise Inexpressible("at the end of the domain")
                low, high = sorted(function(end) for end in ends)
                margin = mpmath.mpf(10) ** (5 - self.digits)  # far more than a rounding
                return self.context.mpf([low - margin, high + margin])

        return enclosed

    def sign(self, number: Any) -> Any:
        """1 or −1 of what is surely not zero."""
        if number.a > 0 or number.b < 0:
            return self.context.mpf(1 if number.a > 0 else -1)
        raise Inexpressible("zero cannot be excluded")

    def extremum(self, choose: Callable[..., Any]) -> Callable[[Any, Any], Any]:
        """max or min, end by end."""
        return lambda a, b: self.context.mpf([choose(a.a, b.a), choose(a.b, b.b)])


def _refuse_zero(number: Any) -> None:
    """Raises Pole for an interval that is exactly 0, which rounding does not make."""
    if number.a == 0 == number.b:
        raise Pole("zero")
