"""Tree → a text that is the same for trees which differ in their spelling only.

Many answers are the key in another spelling: once it is read, `3x²y²z` is `3*y^2*x^2*z`, and
`X*(1/(1+exp(-Xᵀw)) - yᵀ)/m` is `(1/m)*X*(sigmoid(wᵀX) - y)ᵀ`. Who finds that need not compute.

Two trees of one shape and one spelling have the same value and the same domain everywhere, since
every rule keeps both:

    order       terms of a sum, scalars, what is multiplied entry by entry, in the order of texts
    transposes  at the leaves: (AB)ᵀ = BᵀAᵀ; xᵀy and yᵀx are one number
    signs       in front: X(h − y) = −X(y − h)
    products    number · scalars / scalars · matrices; whole powers of a scalar written out
    sigmoid     1/(1 + exp(−u)) and exp(u)/(1 + exp(u))

Nothing is cancelled (x/x has a domain), no brackets are multiplied out, and 1/(1/x), which has
none at 0, is not x. What has no rule is spelled by its kind and its parts, in their order.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

from grader.language import tree as t
from grader.language.tree import SCALAR, Expression, Node, Shape

Coefficient: TypeAlias = Fraction | int

_LONGEST = 64  # letters of a whole power that is written out
_LARGE = 1 << 64  # a number of which no power is written out


def _shown(number: Coefficient) -> str:
    """A number in base 16, which has no largest one."""
    if type(number) is int:
        return f"{number:x}"
    return (
        f"{number.numerator:x}/{number.denominator:x}"
        if number.denominator > 1
        else f"{number.numerator:x}"
    )


def spelling(tree: Expression) -> str:
    """The text, in as many steps as the tree has nodes, up to a factor of two."""
    return _Speller().spelled(tree, turned=False)


class _Parts:
    """A product as far as it has been gathered: number · above / below · matrices."""

    __slots__ = ("above", "below", "matrices")

    def __init__(self) -> None:
        self.above: list[str] = []
        self.below: list[str] = []
        self.matrices: list[str] = []

    def text(self) -> str:
        """All of it but the number; scalars sorted, matrices in their order."""
        above, below = self.above, self.below
        if len(above) > 1:
            above.sort()
        found = "*".join(above + self.matrices)
        if below:
            below.sort()
            found += "/" + "/".join(below)
        return found


class _Speller:
    """Spells one tree; remembers scalars such as xᵀy, which are met from both ends."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[int, tuple[str, Coefficient]] = {}

    def spelled(self, node: Expression, turned: bool) -> str:
        """A node, or its transpose, as one factor of what it stands in."""
        parts = _Parts()
        number = self.gather(node, turned, parts)
        rest = parts.text()
        if number == 1 and not parts.below and len(parts.above) + len(parts.matrices) == 1:
            return rest
        return f"[{_shown(number)}:{rest}]"

    def gather(self, node: Expression, turned: bool, parts: _Parts) -> Coefficient:
        """Adds the factors of a node to the parts and gives its number."""
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node, turned, parts)
        self.place(node.shape, self.plain(node, turned), parts)
        return 1

    def place(self, shape: Shape, text: str, parts: _Parts) -> None:
        """One more factor."""
        (parts.above if shape == SCALAR else parts.matrices).append(text)

    def plain(self, node: Any, turned: bool) -> str:
        """What has no rule: its kind and its parts, in their order."""
        inner = ",".join(self.field(getattr(node, name)) for name in node.__match_args__)
        mark = "'" if turned and node.shape != SCALAR else ""
        return f"{type(node).__name__}({inner}){mark}"

    def field(self, value: Any) -> str:
        """A part of a node: a node, a row of parts, or a number, a name, a shape."""
        if isinstance(value, Node):
            return self.spelled(value, False)  # type: ignore[arg-type]
        if type(value) is tuple and value and isinstance(value[0], Node | tuple):
            return f"({','.join(map(self.field, value))})"
        return repr(value)

    # ----- leaves

    def number(self, node: t.Number, turned: bool, parts: _Parts) -> Coefficient:
        """2."""
        return node.value

    def variable(self, node: t.Variable, turned: bool, parts: _Parts) -> Coefficient:
        """x."""
        if node.shape == SCALAR:
            parts.above.append(node.name)
        else:
            parts.matrices.append(node.name + "'" if turned else node.name)
        return 1

    def size(self, node: t.Size, turned: bool, parts: _Parts) -> Coefficient:
        """The m of 1/m."""
        parts.above.append(f"#{node.dimension}")
        return 1

    def filled(self, node: t.Filled, turned: bool, parts: _Parts) -> Coefficient:
        """A number times the matrix of ones."""
        parts.matrices.append(_ones(node.shape, turned))
        return node.value

    # ----- sums

    def sum_of(self, node: t.Sum, turned: bool, parts: _Parts) -> Coefficient:
        """Terms in the order of their texts, the first of them positive."""
        terms: list[tuple[str, Coefficient]] = []
        self.terms(node, turned, 1, terms)
        terms.sort()
        sign = -1 if terms[0][1] < 0 else 1
        inner = "+".join([f"{_shown(sign * number)}:{rest}" for rest, number in terms])
        self.place(node.shape, f"({inner})", parts)
        return sign

    def terms(
        self, node: t.Sum, turned: bool, sign: int, found: list[tuple[str, Coefficient]]
    ) -> None:
        """The terms of a sum and of the sums in it: rest and number."""
        for term in node.terms:
            times = sign
            while type(term) is t.Negative:
                term, times = term.of, -times
            if type(term) is t.Sum:
                self.terms(term, turned, times, found)
                continue
            parts = _Parts()
            number = times * self.gather(term, turned, parts)
            found.append((parts.text(), number))

    def spread(self, node: t.Spread, turned: bool, parts: _Parts) -> Coefficient:
        """A scalar times the matrix of ones."""
        parts.matrices.append(_ones(node.shape, turned))
        return self.gather(node.of, False, parts)

    def negative(self, node: t.Negative, turned: bool, parts: _Parts) -> Coefficient:
        """−a."""
        return -self.gather(node.of, turned, parts)

    # ----- products

    def product(self, node: t.Product, turned: bool, parts: _Parts) -> Coefficient:
        """Scalars, and at most one matrix."""
        number: Coefficient = 1
        for factor in node.factors:
            number *= self.gather(factor, turned, parts)
        return number

    def matrix_product(self, node: t.MatrixProduct, turned: bool, parts: _Parts) -> Coefficient:
        """Matrices in their order; a scalar such as xᵀy begins with the lesser end."""
        factors = node.factors
        if node.shape == SCALAR:
            found = self.known.get(id(node))
            if found is None:
                turned = self.spelled(factors[-1], True) < self.spelled(factors[0], False)
                inner = _Parts()
                number = self.in_order(factors, turned, inner)
                found = self.known[id(node)] = f"[{inner.text()}]", number
            parts.above.append(found[0])
            return found[1]
        return self.in_order(factors, turned, parts)

    def in_order(self, factors: tuple[Expression, ...], turned: bool, parts: _Parts) -> Coefficient:
        """The factors from the first on, or the transposed ones from the last on."""
        number: Coefficient = 1
        for factor in reversed(factors) if turned else factors:
            number *= self.gather(factor, turned, parts)
        return number

    def hadamard(self, node: t.Hadamard, turned: bool, parts: _Parts) -> Coefficient:
        """Factors in the order of their texts."""
        inner = sorted([self.spelled(factor, turned) for factor in node.factors])
        parts.matrices.append(f"({'.*'.join(inner)})")
        return 1

    def transpose(self, node: t.Transpose, turned: bool, parts: _Parts) -> Coefficient:
        """Aᵀ."""
        return self.gather(node.of, not turned, parts)

    def inverse(self, node: t.Inverse, turned: bool, parts: _Parts) -> Coefficient:
        """(Aᵀ)⁻¹ = (A⁻¹)ᵀ."""
        parts.matrices.append(f"inv({self.spelled(node.of, turned)})")
        return 1

    # ----- quotients, powers, functions

    def quotient(self, node: t.Quotient, turned: bool, parts: _Parts) -> Coefficient:
        """a/b: the factors of a scalar b below, unless b has a denominator itself."""
        sigmoid = self.sigmoid(node, turned)
        if sigmoid:
            self.place(node.shape, sigmoid, parts)
            return 1
        if node.by.shape != SCALAR:
            of, by = self.spelled(node.of, turned), self.spelled(node.by, turned)
            parts.matrices.append(f"({of}./{by})")
            return 1
        under = _Parts()
        number = self.gather(node.by, False, under)
        if under.below or not number:
            number, under.above = 1, [f"[{_shown(number)}:{under.text()}]"]
        parts.below += under.above
        above = self.gather(node.of, turned, parts)
        return above if number == 1 else Fraction(above) / number

    def sigmoid(self, node: t.Quotient, turned: bool) -> str:
        """1/(1 + exp(−u)) or exp(u)/(1 + exp(u)), else nothing."""
        by = node.by
        if type(by) is not t.Sum or len(by.terms) != 2:
            return ""
        for one, power in (by.terms, by.terms[::-1]):
            if type(one) is t.Spread:
                one = one.of
            is_one = type(one) is t.Number and one.value == 1
            if not is_one or type(power) is not t.Function or power.name != "exp":
                continue
            of = node.of
            if type(of) is t.Number and of.value == 1:
                return f"sigmoid({self.signed(power.of, turned, -1)})"
            if of == power:
                return f"sigmoid({self.signed(power.of, turned, 1)})"
        return ""

    def signed(self, node: Expression, turned: bool, sign: int) -> str:
        """The argument of a function, or its negative."""
        parts = _Parts()
        number = sign * self.gather(node, turned, parts)
        return f"{_shown(number)}:{parts.text()}"

    def power(self, node: t.Power, turned: bool, parts: _Parts) -> Coefficient:
        """a^k of a scalar, written out where k is whole and the text short."""
        base, exponent = node.base, node.exponent
        if base.shape == SCALAR and type(exponent) is t.Number:
            times = exponent.value
            if type(times) is int and 0 < abs(times) <= _LONGEST:
                return self.whole_power(base, times, parts)
        text = f"({self.spelled(base, turned)}^{self.spelled(exponent, turned)})"
        self.place(node.shape, text, parts)
        return 1

    def whole_power(self, base: Expression, times: int, parts: _Parts) -> Coefficient:
        """The factors of the base so many times, above or below."""
        inner = _Parts()
        number = self.gather(base, False, inner)
        is_long = sum(map(len, inner.above + inner.below)) * abs(times) > _LONGEST
        is_large = max(abs(number.numerator), number.denominator) > _LARGE
        if is_long or is_large or (times < 0 and (inner.below or not number)):
            parts.above.append(f"([{_shown(number)}:{inner.text()}]^{times})")
            return 1
        (parts.above if times > 0 else parts.below).extend(inner.above * abs(times))
        parts.below += inner.below * abs(times)
        return number**times if times > 0 else Fraction(1) / number**-times

    def function(self, node: t.Function, turned: bool, parts: _Parts) -> Coefficient:
        """f(a), entry by entry."""
        self.place(node.shape, f"{node.name}({self.signed(node.of, turned, 1)})", parts)
        return 1


def _ones(shape: Shape, turned: bool) -> str:
    """The matrix of ones."""
    rows, columns = reversed(shape) if turned else shape
    return f"1@{rows},{columns}"


_RULES: dict[type, Callable[[_Speller, Any, bool, _Parts], Coefficient]] = {
    t.Number: _Speller.number,
    t.Variable: _Speller.variable,
    t.Size: _Speller.size,
    t.Filled: _Speller.filled,
    t.Sum: _Speller.sum_of,
    t.Spread: _Speller.spread,
    t.Negative: _Speller.negative,
    t.Product: _Speller.product,
    t.MatrixProduct: _Speller.matrix_product,
    t.Hadamard: _Speller.hadamard,
    t.Transpose: _Speller.transpose,
    t.Inverse: _Speller.inverse,
    t.Quotient: _Speller.quotient,
    t.Power: _Speller.power,
    t.Function: _Speller.function,
}
