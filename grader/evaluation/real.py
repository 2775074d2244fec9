"""Rational point → values over the reals: floats, or as many digits as wanted.

`Floats` is quick and rounds; `Digits` computes with mpmath to a chosen number of digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ClassVar

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
from grader.evaluation.rational import RealPoint, sign
from grader.evaluation.sampling import Matrix, Rational
from grader.language.tree import LogSumExp, Shape, Softmax


def _softmax(node: Softmax, at: Floats) -> Value:
    """exp(z − max z), over the sum of all: no number is too large."""
    of = value(node.of, at)
    highest = max(entries(of))
    powers = mapped(lambda entry: math.exp(entry - highest), of)
    over = 1.0 / sum(entries(powers))
    return mapped(lambda entry: entry * over, powers)


def _log_sum_exp(node: LogSumExp, at: Floats) -> float:
    of = entries(value(node.of, at))
    highest: float = max(of)
    return highest + math.log(sum(math.exp(entry - highest) for entry in of))


class Floats(RealPoint):
    """The same point in double precision."""

    __slots__ = ("converted",)
    rules: ClassVar[dict[type, Rule]] = {
        **RealPoint.rules,
        Softmax: _softmax,
        LogSumExp: _log_sum_exp,
    }

    def __init__(self, values: dict[str, Matrix | Rational], sizes: dict[str, int]) -> None:
        super().__init__(values, sizes)
        self.converted: dict[str, Value] = {}

    def variable(self, name: str, shape: Shape) -> Value:
        """The value of a declared name, rounded."""
        found = self.converted.get(name)
        if found is None:
            found = self.converted[name] = mapped(float, self.values[name])
        return found

    def number(self, value: Rational) -> float:
        """A rational, rounded."""
        try:
            return float(value)
        except OverflowError:
            raise Inexpressible("a number too large") from None

    def constant(self, name: str) -> float:
        """π."""
        return math.pi

    def reciprocals(self, numbers: Sequence[Any]) -> list[Any]:
        """1/a for each."""
        if not all(numbers):
            raise Pole("division by zero")
        return [1.0 / number for number in numbers]

    def pivot(self, column: Sequence[Any]) -> int:
        """The largest entry."""
        sizes = [abs(entry) for entry in column]
        best = max(sizes)
        if not best > 0:
            raise Pole("singular matrix")
        return sizes.index(best)

    def power(self, base: float, exponent: float) -> float:
        """base^exponent."""
        if base < 0 and exponent % 1:
            raise OutOfDomain("a root of a negative number")
        if base == 0 and exponent < 0:
            raise Pole("zero to a negative power")
        try:
            return float(base**exponent)
        except (OverflowError, TypeError):  # the latter from a complex number: exponent is nan
            raise Inexpressible("a number too large") from None

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """All functions."""
        return _FLOATS


def _finite(function: Callable[[float], float]) -> Callable[[float], float]:
    """A function of floats whose overflow is our limit, not the student's."""

    def finite(number: float) -> float:
        try:
            return function(number)
        except OverflowError:
            raise Inexpressible("a number too large") from None
        except ValueError:
            raise OutOfDomain(function.__name__) from None

    return finite


def _float_log(number: float) -> float:
    if number == 0:
        raise Pole("log of zero")
    return math.log(number)


def _over(function: Callable[[float], float]) -> Callable[[float], float]:
    def reciprocal(number: float) -> float:
        below = function(number)
        if below == 0:
            raise Pole("division by zero")
        return 1 / below

    return reciprocal


def _float_sigmoid(number: float) -> float:
    if number >= 0:
        return 1 / (1 + math.exp(-number))
    power = math.exp(number)
    return power / (1 + power)


_FLOATS: dict[str, Callable[..., Any]] = {
    **{
        name: _finite(getattr(math, name))
        for name in "exp sqrt sin cos tan asin acos atan sinh cosh tanh".split()
    },
    "log": _finite(_float_log),
    "sec": _finite(_over(math.cos)),
    "csc": _finite(_over(math.sin)),
    "cot": _finite(_over(math.tan)),
    "sigmoid": _finite(_float_sigmoid),
    "softplus": _finite(lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x)))),
    "relu": lambda number: max(number, 0.0),
    "abs": abs,
    "sign": sign,
    "max": max,
    "min": min,
}


class Digits(RealPoint):
    """The same point in mpmath numbers of so many digits."""

    __slots__ = ("_functions", "context", "converted")

    def __init__(
        self, values: dict[str, Matrix | Rational], sizes: dict[str, int], digits: int = 50
    ) -> None:
        super().__init__(values, sizes)
        self.context, self._functions = _arithmetic(digits)
        self.converted: dict[str, Value] = {}

    def variable(self, name: str, shape: Shape) -> Value:
        """The value of a declared name."""
        found = self.converted.get(name)
        if found is None:
            found = self.converted[name] = mapped(self.number, self.values[name])
        return found

    def number(self, value: Rational) -> Any:
        """A rational, rounded."""
        return self.context.mpf(value.numerator) / value.denominator

    def constant(self, name: str) -> Any:
        """π."""
        return +self.context.pi

    def reciprocals(self, numbers: Sequence[Any]) -> list[Any]:
        """1/a for each."""
        if not all(numbers):
            raise Pole("division by zero")
        return [1 / number for number in numbers]

    def pivot(self, column: Sequence[Any]) -> int:
        """The largest entry."""
        sizes = [abs(entry) for entry in column]
        best = max(sizes)
        if not best > 0:
            raise Pole("singular matrix")
        return sizes.index(best)

    def power(self, base: Any, exponent: Any) -> Any:
        """base^exponent."""
        if base < 0 and not self.context.isint(exponent):
            raise OutOfDomain("a root of a negative number")
        if base == 0 and exponent < 0:
            raise Pole("zero to a negative power")
        if abs(exponent) > 10**7:
            raise Inexpressible("a number too large")
        return base**exponent

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """All functions."""
        return self._functions


@lru_cache(maxsize=16)  # a context takes longer to make than most values
def _arithmetic(digits: int) -> tuple[Any, dict[str, Callable[..., Any]]]:
    """The numbers of so many digits, and all functions of them."""
    import mpmath  # 40 ms that only a close call has to pay

    context = mpmath.mp.clone()
    context.dps = digits
    return context, _digit_functions(context)


def _digit_functions(context: Any) -> dict[str, Callable[..., Any]]:
    def real(function: Callable[[Any], Any], limit: int = 10**7) -> Callable[[Any], Any]:
        def checked(number: Any) -> Any:
            if abs(number) > limit:
                raise Inexpressible("a number too large")
            try:
                result = function(number)
            except ZeroDivisionError:
                raise Pole("division by zero") from None
            if isinstance(result, context.mpc):
                raise OutOfDomain("not a real number")
            return result

        return checked

    def log(number: Any) -> Any:
        if number <= 0:
            raise Pole("log of zero") if number == 0 else OutOfDomain("log of a negative number")
        return context.log(number)

    growing = "exp sinh cosh tanh".split()  # exp of more than the limit has millions of digits
    others = "sin cos tan sec csc cot asin acos atan".split()
    return {
        **{name: real(getattr(context, name)) for name in growing},
        **{name: real(getattr(context, name), 10**40) for name in others},
        "log": log,
        "sqrt": lambda number: real(context.sqrt)(number) if abs(number) < 10**7 else (
            context.sqrt(number) if number >= 0 else real(context.sqrt)(-1)
        ),
        "sigmoid": real(lambda x: 1 / (1 + context.exp(-x))),
        "softplus": real(lambda x: context.log1p(context.exp(x)) if x < 10**5 else x),
        "relu": lambda number: max(number, context.zero),
        "abs": abs,
        "sign": context.sign,
        "max": max,
        "min": min,
    }  # fmt: skip
