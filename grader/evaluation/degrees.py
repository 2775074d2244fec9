"""A rational function as a tree → a bound on its degree, numerator and denominator together.

The weight of a survey lets every entry have a denominator of its own, so that a sum over twelve
entries may have twelve. What is made by sums, products, quotients and inverses has less: all
entries of a matrix over one denominator, which a contraction leaves as it is. A²⁰⁰ is of degree
200, not of 200·12¹⁹⁹, and A⁻²⁰⁰ = adj(A)²⁰⁰/det(A)²⁰⁰.

The denominator is a product of powers; sums take the larger power of each factor that both have.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, TypeAlias

from grader.evaluation.tallies import extent
from grader.language import tree as t
from grader.language.tree import SCALAR, Node

# Features of a survey that a rational function of the entries may have.
OF_RATIONAL: Final = frozenset(
    ("partial sum", "products of dimensions", "long number", "quotient", "inverse")
)

# What is divided by → its degree as a polynomial, and its power.
_Factors: TypeAlias = dict[Node, tuple[int, int]]


class _Fraction(NamedTuple):
    """The degree of the numerators of all entries, and the denominator that they share."""

    above: int
    below: _Factors

    @property
    def under(self) -> int:
        """The degree of the denominator."""
        return sum(degree * power for degree, power in self.below.values())


def rational_degree(tree: Node) -> int | None:
    """The degree of a tree whose survey has no other features; None for abstract functions."""
    found = _fraction(tree)
    return None if found is None else found.above + found.under


def _fraction(tree: Node) -> _Fraction | None:
    match tree:
        case t.Variable():
            return _Fraction(1, {})
        case t.Power(base, t.Number(exponent), _) if exponent.denominator == 1:
            of = _fraction(base)
            if exponent < 0:
                of = of and _reciprocal(of, base)
            return of and _repeated(of, abs(int(exponent)))
        case t.MatrixPower(base, exponent, _):
            of = _fraction(base)
            return of and _repeated(of, exponent)
        case t.Quotient(above, below, _):
            of, by = _fraction(above), _fraction(below)
            return of and by and _product((of, _reciprocal(by, below)))
        case t.Inverse(of=inner):
            of = _fraction(inner)
            return of and _inverse(of, inner)
        case t.Determinant(of=inner):
            of = _fraction(inner)
            return of and _repeated(of, extent(inner.shape[0]))
        case t.Power() | t.Abstract():
            return None
        case _:
            return _of_parts(tree)


def _of_parts(tree: Node) -> _Fraction | None:
    """Of a product the sum of the degrees, else everything over one denominator."""
    found = []
    for part in _parts(tree):
        one = _fraction(part)
        if one is None:
            return None
        found.append(one)
    if isinstance(tree, t.Product | t.Hadamard | t.MatrixProduct | t.Kronecker):
        return _product(found)
    return _over_one(found)


def _product(factors: Iterable[_Fraction]) -> _Fraction:
    above, below = 0, dict[Node, tuple[int, int]]()
    for factor in factors:
        above += factor.above
        for node, (degree, power) in factor.below.items():
            below[node] = (degree, power + below.get(node, (0, 0))[1])
    return _Fraction(above, below)


def _over_one(parts: list[_Fraction]) -> _Fraction:
    below: _Factors = {}
    for part in parts:
        for node, (degree, power) in part.below.items():
            below[node] = (degree, max(power, below.get(node, (0, 0))[1]))
    under = _Fraction(0, below).under
    return _Fraction(max((part.above + under - part.under for part in parts), default=0), below)


def _repeated(of: _Fraction, times: int) -> _Fraction:
    below = {node: (degree, power * times) for node, (degree, power) in of.below.items()}
    return _Fraction(of.above * times, below)


def _reciprocal(of: _Fraction, node: Node) -> _Fraction:
    """1/node entry by entry, over the product of all numerators."""
    count = 1 if node.shape == SCALAR else extent(node.shape[0]) * extent(node.shape[1])
    return _Fraction(of.under + of.above * (count - 1), {node: (of.above * count, 1)})


def _inverse(of: _Fraction, node: Node) -> _Fraction:
    """(N/d)⁻¹ = d·adj(N)/det(N)."""
    side = extent(node.shape[0])
    return _Fraction(of.under + of.above * (side - 1), {node: (of.above * side, 1)})


def _parts(node: Node) -> list[Node]:
    pending: list[Any] = [getattr(node, name) for name in node.__match_args__]
    found: list[Node] = []
    while pending:
        part = pending.pop()
        if isinstance(part, Node):
            found.append(part)
        elif type(part) is tuple:
            pending += part
    return found
