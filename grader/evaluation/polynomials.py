"""Tree + sizes → its entries as polynomials with rational coefficients, in what cannot be expanded.

An unknown is an entry of a variable, or a function of a polynomial (exp(x + y), 1/(1 + x²)). Of
each is known what the declarations and the functions say of its range: positive, between 0 and 1.
With that the signs a run has decided on (forks.py) are inequalities between monomials, and if
these contradict each other, so do the signs. Monomials count as independent of each other here,
which makes fewer contradictions, never more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from grader.evaluation.evaluator import Inexpressible, Value, combined, entries, mapped, value
from grader.evaluation.forks import Asked
from grader.evaluation.inequalities import Inequality, are_contradictory
from grader.evaluation.rational import RealPoint
from grader.evaluation.sampling import magnitude
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Shape, size

_MOST_TERMS = 60
_MOST_POWER = 8

Rational: TypeAlias = Fraction | int
Unknown: TypeAlias = tuple[Any, ...]  # ("x", 0, 0), ("exp", polynomial)
Monomial: TypeAlias = tuple[tuple[Unknown, int], ...]
Bound: TypeAlias = tuple[Rational, bool]  # a number, and whether it is never reached
Range: TypeAlias = tuple[Bound | None, Bound | None]


class Polynomial:
    """Σ coefficient · monomial; equal ones have equal `terms`."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Monomial, Rational]) -> None:
        if len(terms) > _MOST_TERMS:
            raise Inexpressible("a polynomial of very many terms")
        self.terms = terms

    def __add__(self, other: Polynomial | int) -> Polynomial:
        if isinstance(other, int):  # the 0 that `sum` starts with
            other = constant(other)
        found = dict(self.terms)
        for monomial, number in other.terms.items():
            total = found.get(monomial, 0) + number
            if total:
                found[monomial] = total
            else:
                del found[monomial]
        return Polynomial(found)

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        return Polynomial({monomial: -number for monomial, number in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > 4 * _MOST_TERMS:
            raise Inexpressible("a polynomial of very many terms")
        found: dict[Monomial, Rational] = {}
        for one, a in self.terms.items():
            for two, b in other.terms.items():
                product = _times(one, two)
                found[product] = found.get(product, 0) + a * b
        return Polynomial({monomial: number for monomial, number in found.items() if number})

    @property
    def number(self) -> Rational | None:
        """Its value where that is a rational number."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def key(self) -> tuple[tuple[Monomial, Rational], ...]:
        """What two equal ones have in common."""
        if len(self.terms) == 1:
            return tuple(self.terms.items())
        return tuple(sorted(self.terms.items(), key=repr))


def constant(number: Rational) -> Polynomial:
    """A rational number."""
    return Polynomial({(): number} if number else {})


def _unknown(name: Unknown) -> Polynomial:
    return Polynomial({((name, 1),): 1})


def _times(one: Monomial, two: Monomial) -> Monomial:
    if not one or not two:
        return one or two
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
        if powers[name] > _MOST_POWER:
            raise Inexpressible("a high power")
    return tuple(sorted(powers.items(), key=repr))


class Polynomials(RealPoint):
    """A point of the evaluator whose numbers are polynomials; `signs` are those decided on."""

    __slots__ = ("decided", "functions", "ranges", "signs", "variables")

    def __init__(
        self,
        variables: Mapping[str, Declaration],
        sizes: dict[str, int],
        fixed: Mapping[str, Value],
    ) -> None:
        super().__init__(dict(fixed), sizes)
        self.variables = variables
        self.signs: dict[object, int] = {}
        self.decided: dict[Unknown, int] = {}  # the signs of unknowns among them
        self.ranges: dict[Unknown, Range] = {}
        self.functions: dict[str, Callable[..., Polynomial]] = {
            **{name: partial(self.function, name, ends=ends) for name, ends in _RANGES.items()},
            "abs": self._abs,
            "sign": self._sign,
            "relu": lambda of: self._max(of, constant(0)),
            "max": self._max,
            "min": lambda a, b: -self._max(-a, -b),
        }

    def variable(self, name: str, shape: Shape) -> Value:
        """One unknown for each entry of a declared name."""
        if name in self.values:
            return mapped(constant, self.values[name])
        declared = self.variables[name]
        rows, columns = size(shape[0], self.sizes), size(shape[1], self.sizes)
        if declared.structure not in ("", "invertible", "full rank", "one-hot", "symmetric"):
            raise Inexpressible("entries that depend on each other")

        def entry(i: int, j: int) -> Polynomial:
            place = (min(i, j), max(i, j)) if declared.structure == "symmetric" else (i, j)
            unknown = (name, *place)
            self.ranges[unknown] = _declared(declared)
            return _unknown(unknown)

        if shape == SCALAR:
            return entry(0, 0)
        return [[entry(i, j) for j in range(columns)] for i in range(rows)]

    def number(self, value: Rational) -> Polynomial:
        """A rational."""
        return constant(value)

    def constant(self, name: str) -> Polynomial:
        """π."""
        self.ranges[name,] = ((3, True), (4, True))
        return _unknown((name,))

    def coefficients(self, name: str) -> Value:
        """An abstract function may be any."""
        raise Inexpressible(name)

    def dot(self, left: Sequence[Polynomial], right: Sequence[Polynomial]) -> Polynomial:
        """Σ leftᵢ·rightᵢ."""
        return sum((a * b for a, b in zip(left, right, strict=True)), constant(0))

    def reciprocals(self, numbers: Sequence[Polynomial]) -> list[Polynomial]:
        """1/a for each."""
        return [self._reciprocal(one) for one in numbers]

    def _reciprocal(self, of: Polynomial) -> Polynomial:
        number = of.number
        if number == 0:
            raise Inexpressible("division by zero")
        if number is not None:
            return constant(Fraction(1) / number)
        return self.function("1/", of, self._reciprocal_range(of))

    def _reciprocal_range(self, of: Polynomial) -> Range:
        return ((0, True), None) if self._is_positive(of) else (None, None)

    def _is_positive(self, of: Polynomial) -> bool:
        return all(
            number > 0 and self.lower_bound(monomial) is not None
            for monomial, number in of.terms.items()
        )

    def pivot(self, column: Sequence[Polynomial]) -> int:
        """No elimination: an inverse is of no use here."""
        raise Inexpressible("an inverse")

    def power(self, base: Polynomial, exponent: Polynomial) -> Polynomial:
        """base^exponent: a product, or an unknown that is positive where it has a value."""
        number = exponent.number
        if number is not None and number.denominator == 1 and magnitude(number) <= _MOST_POWER:
            found = constant(1)
            for _ in range(abs(int(number))):
                found = found * base
            return self._reciprocal(found) if number < 0 else found
        name = ("^", base.key, exponent.key)
        known = number is not None and number.denominator != 1
        self.ranges[name] = ((0, False) if known else None, None)
        return _unknown(name)

    def function(self, name: str, of: Polynomial, ends: Range) -> Polynomial:
        """A function as an unknown, with its range."""
        unknown = (name, of.key)
        self.ranges[unknown] = ends
        return _unknown(unknown)

    def sign(self, of: Polynomial) -> int:
        """The sign decided on, or that of a rational number; raises Inexpressible."""
        number = of.number
        if number is not None:
            return (number > 0) - (number < 0)
        found = self.signs.get(of.key)
        if found is None:
            raise Inexpressible("a sign that was not asked for")
        return found

    def _abs(self, of: Polynomial) -> Polynomial:
        try:
            return of if self.sign(of) >= 0 else -of
        except Inexpressible:
            return self.function("abs", of, ((0, False), None))

    def _sign(self, of: Polynomial) -> Polynomial:
        try:
            return constant(self.sign(of))
        except Inexpressible:
            return self.function("sign", of, ((-1, False), (1, False)))

    def _max(self, a: Polynomial, b: Polynomial) -> Polynomial:
        try:
            return a if self.sign(a - b) >= 0 else b
        except Inexpressible:
            return self.function("max", a - b, ((0, False), None)) + b

    # ----- ranges

    def lower_bound(self, monomial: Monomial) -> bool | None:
        """Whether a monomial is above 0 (True), not below (False), or neither is known."""
        is_strict = True
        for name, power in monomial:
            low, _ = self.ranges[name]
            if low is not None and low[0] >= 0:
                is_strict = is_strict and (low[1] or low[0] > 0)
            elif power % 2 == 0:
                is_strict = False
            else:
                return None
        return is_strict

    def _sign_by_factors(self, monomial: Monomial) -> int:
        """±1 where the signs of all factors are known, else 0: x·y < 0 for x > 0, y < 0."""
        found = 1
        for name, power in monomial:
            low, _ = self.ranges[name]
            if power % 2 and (low is None or low[0] < 0):
                found *= self.decided.get(name, 0)
        return found

    def known(self, monomials: Iterable[Monomial]) -> list[Inequality]:
        """What is known of monomials."""
        found = []
        for monomial in monomials:
            if not monomial:
                continue
            is_strict = self.lower_bound(monomial)
            if is_strict is not None:
                found.append(Inequality({monomial: 1}, 0, is_strict))
            elif sign := self._sign_by_factors(monomial):
                found.append(Inequality({monomial: sign}, 0, False))
            if len(monomial) == 1 and monomial[0][1] == 1:
                low, high = self.ranges[monomial[0][0]]
                if low is not None:
                    found.append(Inequality({monomial: 1}, -low[0], low[1]))
                if high is not None:
                    found.append(Inequality({monomial: -1}, high[0], high[1]))
        return found


def _declared(declared: Declaration) -> Range:
    if declared.structure == "one-hot":
        return (0, False), (1, False)
    if declared.domain in ("interval", "set"):
        is_open = declared.domain == "interval"
        return (min(declared.values), is_open), (max(declared.values), is_open)
    if declared.domain in ("positive", "nonnegative"):
        return (0, declared.domain == "positive"), None
    return None, None


_REAL: tuple[None, None] = (None, None)
_RANGES: Mapping[str, Range] = {
    "exp": ((0, True), None),
    "cosh": ((1, False), None),
    "sigmoid": ((0, True), (1, True)),
    "softplus": ((0, True), None),
    "sqrt": ((0, False), None),
    "tanh": ((-1, True), (1, True)),
    "sin": ((-1, False), (1, False)),
    "cos": ((-1, False), (1, False)),
    "acos": ((0, False), (4, True)),
    "asin": ((-2, True), (2, True)),
    "atan": ((-2, True), (2, True)),
    **dict.fromkeys(("log", "tan", "sec", "csc", "cot", "sinh"), _REAL),
}


# ----- the signs of a run ------------------------------------------------------------------------


def is_impossible(
    asked: Sequence[tuple[Asked, int]],
    variables: Mapping[str, Declaration],
    sizes: dict[str, int],
    fixed: Mapping[str, Value],
) -> bool:
    """Whether the signs that a run took surely contradict each other over the reals.

    Only at points where none of the arguments is 0: the others are of measure zero.
    """
    at = Polynomials(variables, sizes, fixed)
    decided: list[Polynomial] = []
    for one, sign in asked:
        try:
            of = _entry(one, at)
        except Inexpressible:
            continue  # one sign that tells nothing
        signed = of if sign > 0 else -of
        decided.append(_without_positive_factor(signed, at))
        at.signs[of.key] = sign
        _note_unknown(of, sign, at)
        at.signs[(-of).key] = -sign
    monomials = {monomial for one in decided for monomial in one.terms}
    return are_contradictory(
        [
            *at.known(monomials),
            *(
                Inequality(
                    {monomial: number for monomial, number in one.terms.items() if monomial},
                    one.terms.get((), 0),
                    True,
                )
                for one in decided
            ),
        ]
    )


def _note_unknown(of: Polynomial, sign: int, at: Polynomials) -> None:
    """Where c·u has that sign, u has it or the other."""
    if len(of.terms) == 1:
        ((monomial, number),) = of.terms.items()
        if len(monomial) == 1 and monomial[0][1] % 2 == 1:
            at.decided[monomial[0][0]] = sign if number > 0 else -sign


def _entry(asked: Asked, at: Polynomials) -> Polynomial:
    at.indices = dict(asked.indices)
    found = value(asked.left, at)
    if asked.right is not None:
        found = combined(lambda a, b: a - b, found, value(asked.right, at))
    polynomial: Polynomial = entries(found)[asked.entry]
    return polynomial


def _without_positive_factor(of: Polynomial, at: Polynomials) -> Polynomial:
    """Divided by what is positive in every monomial: exp(x)·y > 0 is y > 0.

    Even powers are positive as well, where the whole is not zero.
    """
    if not of.terms:
        return of
    shared: dict[Unknown, int] | None = None
    for monomial in of.terms:
        powers = dict(monomial)
        before = powers if shared is None else shared
        shared = {name: min(power, powers.get(name, 0)) for name, power in before.items()}
    divided: dict[Unknown, int] = {}
    for name, power in (shared or {}).items():
        is_known = at.lower_bound(((name, 1),)) is not None
        divided[name] = power if is_known else power - power % 2
    return Polynomial(
        {
            tuple((name, power - divided.get(name, 0)) for name, power in monomial
                  if power > divided.get(name, 0)): number
            for monomial, number in of.terms.items()
        }
    )  # fmt: skip
