"""Rational point → ranges of floats that surely hold the real values: a quick proof of difference.

Two disjoint ranges prove that two values differ. Where ranges overlap, enclosures of many digits
decide (intervals.py), at a hundred times the price. Why a range holds the value:

- Sums, products and quotients of floats are the nearest floats (IEEE 754), so the next one
  outwards is beyond the true result, also where that underflows. What is exact stays so: a sum
  whose rounding error is zero (s − a = b and s − b = a: the one of these differences that takes
  away the larger number has no rounding, Dekker), a product of whole numbers below 2⁵³.
- Functions are widened by eight units in the last place and by 10⁻³²⁰, far more than the C
  libraries err (one or two units each; of sigmoid and softplus, made of three steps, four). Between
  the ends a monotone function stays between its values there; sin and cos change no faster than
  their argument. Only at 0 and 1 is a value of 0 exact; elsewhere it is an underflow.
- A number beyond the largest float ends the calculation (`Inexpressible`). A domain is said to be
  left (`OutOfDomain`, `Pole`) where every number of the range is outside it, never for one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from math import inf, nextafter

from grader.evaluation.evaluator import Inexpressible, OutOfDomain, Pole, Value, mapped
from grader.evaluation.rational import RealPoint
from grader.evaluation.sampling import Matrix, Rational
from grader.language.tree import Shape

_EXACT = float(1 << 53)  # whole numbers below are floats
_ULPS = 8 * 2.0**-52
_TINY = 1e-320  # two thousand of the smallest floats


class Range:
    """All real numbers from `low` to `high`."""

    __slots__ = ("high", "low")

    def __init__(self, low: float, high: float) -> None:
        if not -inf < low <= high < inf:  # also what is no number
            raise Inexpressible("a number too large")
        self.low = low
        self.high = high

    def __add__(self, other: Range | int) -> Range:
        if isinstance(other, int):  # the 0 that `sum` starts with
            other = Range(other, other)
        return Range(_down_sum(self.low, other.low), _up_sum(self.high, other.high))

    __radd__ = __add__

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        a, b, c, d = self.low, self.high, other.low, other.high
        products = (a * c,) if a == b and c == d else (a * c, a * d, b * c, b * d)
        low, high = min(products), max(products)
        if low == high and abs(low) < _EXACT and _are_whole(a, b, c, d):
            return Range(low, high)
        return Range(nextafter(low, -inf), nextafter(high, inf))

    def has_zero(self) -> bool:
        """Whether 0 cannot be excluded."""
        return not (self.low > 0 or self.high < 0)

    @property
    def middle(self) -> float:
        """A number inside."""
        return self.low if self.low == self.high else self.low / 2 + self.high / 2


def _down_sum(a: float, b: float) -> float:
    total = a + b
    return total if total - a == b and total - b == a else nextafter(total, -inf)


def _up_sum(a: float, b: float) -> float:
    total = a + b
    return total if total - a == b and total - b == a else nextafter(total, inf)


def _are_whole(*numbers: float) -> bool:
    return all(float(number).is_integer() for number in numbers)


def around(low: float, high: float) -> Range:
    """From low to high, widened by what a function may have been rounded."""
    return Range(low - abs(low) * _ULPS - _TINY, high + abs(high) * _ULPS + _TINY)


class Ranges(RealPoint):
    """A point of the evaluator whose numbers are ranges."""

    __slots__ = ("converted",)

    def __init__(self, values: dict[str, Matrix | Rational], sizes: dict[str, int]) -> None:
        super().__init__(values, sizes)
        self.converted: dict[str, Value] = {}

    def variable(self, name: str, shape: Shape) -> Value:
        """The value of a declared name."""
        found = self.converted.get(name)
        if found is None:
            found = self.converted[name] = mapped(self.number, self.values[name])
        return found

    def number(self, value: Rational) -> Range:
        """The range around a rational."""
        try:
            number = float(value)
        except OverflowError:
            raise Inexpressible("a number too large") from None
        if number == value:
            return Range(number, number)
        return Range(nextafter(number, -inf), nextafter(number, inf))

    def constant(self, name: str) -> Range:
        """π."""
        return Range(nextafter(math.pi, 0), nextafter(math.pi, 4))

    def reciprocals(self, numbers: Sequence[Range]) -> list[Range]:
        """1/a for each; raises Inexpressible where 0 cannot be excluded, Pole where it is 0."""
        return [_reciprocal(number) for number in numbers]

    def pivot(self, column: Sequence[Range]) -> int:
        """The entry that is farthest from 0; raises Inexpressible where all may be 0."""
        sizes = [
            0.0 if entry.has_zero() else min(abs(entry.low), abs(entry.high)) for entry in column
        ]
        best = max(sizes)
        if not best > 0:
            raise Inexpressible("zero cannot be excluded")
        return sizes.index(best)

    def power(self, base: Range, exponent: Range) -> Range:
        """base^exponent: the C library's for whole exponents, else exp(exponent · log base)."""
        if exponent.low == exponent.high and exponent.low.is_integer():
            return _whole_power(base, exponent.low)
        if base.low == 0 == base.high and exponent.low > 0:
            return base
        if base.high < 0 and math.ceil(exponent.low) <= exponent.high:
            raise Inexpressible("a whole exponent cannot be excluded")
        return _FUNCTIONS["exp"](exponent * _log(base))

    @property
    def functions(self) -> dict[str, Callable[..., Range]]:
        """All functions."""
        return _FUNCTIONS


def _whole_power(base: Range, exponent: float) -> Range:
    if exponent < 0:
        return _whole_power(_reciprocal(base), -exponent)
    try:
        ends = sorted((base.low**exponent, base.high**exponent))
    except OverflowError:
        raise Inexpressible("a number too large") from None
    low = 0.0 if exponent % 2 == 0 and base.has_zero() and exponent else ends[0]
    if base.low == base.high and low == ends[1] and abs(low) < _EXACT and base.low.is_integer():
        whole = float(int(base.low) ** int(exponent))  # no matter how the C library rounds
        return Range(whole, whole)
    return around(low, ends[1])


def _reciprocal(number: Range) -> Range:
    if number.has_zero():
        if number.low == 0 == number.high:
            raise Pole("division by zero")
        raise Inexpressible("zero cannot be excluded")
    return Range(nextafter(1 / number.high, -inf), nextafter(1 / number.low, inf))


def _increasing(
    function: Callable[[float], float], low: float = -inf, high: float = inf
) -> Callable[[Range], Range]:
    """From the values at both ends; of a function defined between low and high."""

    def enclosed(number: Range) -> Range:
        if number.high < low or number.low > high:
            raise OutOfDomain(function.__name__)
        if number.low < low or number.high > high:
            raise Inexpressible("at the end of the domain")
        try:
            ends = function(number.low), function(number.high)
        except (OverflowError, ValueError):
            raise Inexpressible("a number too large") from None
        if number.low == number.high in (0, 1) and not ends[0]:
            return Range(0.0, 0.0)  # sqrt 0, log 1 …; elsewhere 0 is an underflow
        return around(*ends)

    return enclosed


def _log(number: Range) -> Range:
    if number.high < 0:
        raise OutOfDomain("log of a negative number")
    if number.low <= 0:
        if number.low == 0 == number.high:
            raise Pole("log of zero")
        raise Inexpressible("zero cannot be excluded")
    return _LOG(number)


def _wave(function: Callable[[float], float]) -> Callable[[Range], Range]:
    """sin, cos: they change no faster than their argument."""

    def enclosed(number: Range) -> Range:
        middle = number.middle
        if not abs(middle) < 1e15:
            raise Inexpressible("a number too large")
        value = around(function(middle), function(middle))
        if number.low == number.high:
            return value
        # The middle is itself rounded: of two neighbours it is one, and far from the other.
        reach = max(_up_sum(number.high, -middle), _up_sum(middle, -number.low))
        low, high = _down_sum(value.low, -reach), _up_sum(value.high, reach)
        return Range(max(-1.0, low), min(1.0, high))

    return enclosed


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _abs(number: Range) -> Range:
    if not number.has_zero():
        return number if number.low > 0 else -number
    return Range(0.0, max(-number.low, number.high))


def _sign(number: Range) -> Range:
    if number.low == 0 == number.high:
        return Range(0.0, 0.0)
    if number.has_zero():
        raise Inexpressible("zero cannot be excluded")
    return Range(1.0, 1.0) if number.low > 0 else Range(-1.0, -1.0)


def _cosh(number: Range) -> Range:
    return _COSH(_abs(number))


_LOG, _COSH = _increasing(math.log), _increasing(math.cosh)
_SIN, _COS = _wave(math.sin), _wave(math.cos)
_DECREASING_ACOS = _increasing(lambda number: -math.acos(number), -1.0, 1.0)

_FUNCTIONS: dict[str, Callable[..., Range]] = {
    "exp": _increasing(math.exp),
    "log": _log,
    "sqrt": _increasing(math.sqrt, 0.0),
    "sin": _SIN,
    "cos": _COS,
    "tan": lambda x: _SIN(x) * _reciprocal(_COS(x)),
    "sec": lambda x: _reciprocal(_COS(x)),
    "csc": lambda x: _reciprocal(_SIN(x)),
    "cot": lambda x: _COS(x) * _reciprocal(_SIN(x)),
    "asin": _increasing(math.asin, -1.0, 1.0),
    "acos": lambda x: -_DECREASING_ACOS(x),
    "atan": _increasing(math.atan),
    "sinh": _increasing(math.sinh),
    "cosh": _cosh,
    "tanh": _increasing(math.tanh),
    "sigmoid": _increasing(_sigmoid),
    "softplus": _increasing(_softplus),
    "relu": lambda x: Range(max(x.low, 0.0), max(x.high, 0.0)),
    "abs": _abs,
    "sign": _sign,
    "max": lambda a, b: Range(max(a.low, b.low), max(a.high, b.high)),
    "min": lambda a, b: Range(min(a.low, b.low), min(a.high, b.high)),
}
