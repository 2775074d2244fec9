"""A polynomial as a tree → a bound on its degree.

The weight of a survey counts what a common denominator would cost: a sum over 12 indices of
fractions may have twelve denominators. A polynomial has none, and its degree is no larger for
being summed, so that A²⁰⁰ is of degree 200 and not of 200·12¹⁹⁹.
"""

from __future__ import annotations

from typing import Any, Final

from grader.language import tree as t
from grader.language.tree import Node

# Features of a survey that a polynomial in the entries may have.
OF_POLYNOMIALS: Final = frozenset(("partial sum", "products of dimensions", "long number"))


def polynomial_degree(tree: Node) -> int | None:
    """The degree of a tree whose survey has no other features; None where it is no polynomial."""
    match tree:
        case t.Variable():
            return 1
        case t.Power(base, t.Number(exponent), _) if exponent.denominator == 1 and exponent >= 0:
            return _times(polynomial_degree(base), int(exponent))
        case t.MatrixPower(base, exponent, _) if exponent >= 0:
            return _times(polynomial_degree(base), exponent)
        case t.Quotient(of, t.Number(), _):
            return polynomial_degree(of)
        case t.Power() | t.MatrixPower() | t.Quotient() | t.Abstract():
            return None
        case _:
            return _of_parts(tree)


def _of_parts(tree: Node) -> int | None:
    """Of a product the sum, else the largest."""
    found = [polynomial_degree(part) for part in _parts(tree)]
    known = [degree for degree in found if degree is not None]
    if len(known) < len(found):
        return None
    if isinstance(tree, t.Product | t.Hadamard | t.MatrixProduct | t.Kronecker):
        return sum(known)
    return max(known, default=0)


def _times(degree: int | None, factor: int) -> int | None:
    return None if degree is None else degree * factor


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
