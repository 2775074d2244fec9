"""Trees → the degree of their difference in the signs that it asks for.

A value with abs, sign, relu or max in it is a polynomial in signs s with s² = 1, each at most
once in a term. Of degree d it is nonzero for at least one pattern of the signs in 2ᵈ, if it is
not zero for all of them: so few random patterns suffice for |x₁| + … + |x₉| (d = 1), and not for
relu(x₁)·…·relu(x₉) (d = 9).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from grader.evaluation.radicands import split_square
from grader.language import tree as t
from grader.language.tree import Expression

MANY = 99  # more than anybody will try


class Degree(NamedTuple):
    """Of an entry of a part."""

    above: int  # most signs in a term
    below: int  # the same of the denominator
    signs: int  # signs that it depends on at all


NONE = Degree(0, 0, 0)


def sign_degree(left: Expression, right: Expression) -> int:
    """The degree of left − right, over the common denominator."""
    one, other = _degree(left), _degree(right)
    return min(MANY, max(one.above + other.below, other.above + one.below))


def _degree(node: Any) -> Degree:
    match node:
        case t.Function(name, of, _):
            return _of_function(name, of)
        case t.Extremum(_, operands, _):
            return _decided(len(operands) - 1, _sum([_degree(operand) for operand in operands]))
        case t.Sum(terms, _):
            return _sum([_degree(term) for term in terms])
        case t.Product(factors, _) | t.Hadamard(factors, _):
            return _product([_degree(factor) for factor in factors])
        case t.MatrixProduct(factors, _):
            return _contracted(_product([_degree(factor) for factor in factors]))
        case t.Kronecker(left, right, _):
            return _product([_degree(left), _degree(right)])
        case t.Quotient(of, by, _):
            above, below = _degree(of), _degree(by)
            return _product([above, Degree(below.below, below.above, below.signs)])
        case t.Power(base, t.Number(exponent), _):
            return _of_power(base, exponent)
        case t.Power(base, exponent, _):
            return _any(_sum([_degree(base), _degree(exponent)]))
        case t.Total(of) | t.Trace(of) | t.IndexedSum(_, _, _, of, _):
            return _contracted(_degree(of))
        case t.Inverse(of, _) | t.Determinant(of) | t.MatrixPower(of, _, _) | t.Norm(of):
            return _any(_contracted(_degree(of)))
        case t.Softmax(of, _) | t.LogSumExp(of) | t.Abstract(_, _, of, _):
            return _any(_contracted(_degree(of)))
        case t.Stack(rows, _):
            return _sum([_degree(entry) for row in rows for entry in row])
        case _:
            inner = getattr(node, "of", None)
            return NONE if inner is None else _degree(inner)


def _of_function(name: str, of: Expression) -> Degree:
    inner = _degree(of)
    if name in ("abs", "sign", "relu"):
        return _decided(1, inner)
    if name == "sqrt":
        return _decided(len(split_square(of)[0]), inner)
    return _any(inner)


def _of_power(base: Expression, exponent: Any) -> Degree:
    inner = _degree(base)
    if exponent.denominator != 1:
        return _decided(len(split_square(base)[0]), inner)
    times = abs(int(exponent))
    above, below = (min(inner.signs, times * one) for one in (inner.above, inner.below))
    return Degree(above, below, inner.signs) if exponent > 0 else Degree(below, above, inner.signs)


def _sum(parts: list[Degree]) -> Degree:
    below = sum(part.below for part in parts)
    above = max((part.above + below - part.below for part in parts), default=0)
    return Degree(above, below, min(MANY, sum(part.signs for part in parts)))


def _product(parts: list[Degree]) -> Degree:
    above, below, count = (sum(part[k] for part in parts) for k in range(3))
    return Degree(min(above, count), min(below, count), min(MANY, count))


def _contracted(part: Degree) -> Degree:
    """A sum over entries depends on the signs of all of them."""
    if part.below:
        return Degree(MANY, MANY, MANY)
    return part._replace(signs=MANY if part.signs else 0)


def _any(part: Degree) -> Degree:
    """Any function of some signs is a polynomial in all of them."""
    return Degree(part.signs, 0, part.signs)


def _decided(signs: int, inner: Degree) -> Degree:
    """What is decided by more signs, whose arguments depend on those inside."""
    count = min(MANY, inner.signs + signs)
    return Degree(count if inner.signs else signs, 0, count)
