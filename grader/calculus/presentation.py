"""A simplified tree → the same tree as one would write it down.

The simplified form is made for finding equal parts: transposes at the leaves, 1 − σ(u) for
σ(−u). From the root down, this goes back to what is shorter: (A B + C)ᵀ, σ(−u).
"""

from __future__ import annotations

from functools import reduce

from grader.calculus.construction import (
    flipped,
    function,
)
from grader.calculus.numbering import Numbering
from grader.calculus.parts import LEAVES, mapped
from grader.calculus.writing import opposite
from grader.language.tree import (
    ONE,
    SCALAR,
    Dimension,
    Expression,
    Extremum,
    Filled,
    Function,
    Hadamard,
    Identity,
    Kronecker,
    Negative,
    Power,
    Product,
    Quotient,
    Softmax,
    Spread,
    Sum,
    Transpose,
    times,
)


def presented(node: Expression, table: Numbering) -> Expression:
    """The tree as one would write it down."""
    if isinstance(node, Identity | Filled):
        return with_plain_dimensions(node)
    if type(node) in LEAVES:
        return node
    node = _with_transpose_outside(node, table)
    if isinstance(node, Sum):
        node = _with_transpose_last(node, table)
    if isinstance(node, Product | Hadamard):
        node = _with_opposite_sigmoid(node, table)
    return mapped(node, lambda part: presented(part, table))


def _with_transpose_outside(node: Expression, table: Numbering) -> Expression:
    """(A B + C)ᵀ for Bᵀ Aᵀ + Cᵀ, where that is shorter."""
    if node.shape == SCALAR:
        return node
    if isinstance(node, Function) and isinstance(node.of, Transpose):
        outside = function(node.name, node.of.of)
        return Transpose(outside, node.shape)
    if isinstance(node, Transpose) and isinstance(node.of, Softmax):
        inside = Softmax(table.transposed(node.of.of), node.shape)
        return inside if table.weight(inside) < table.weight(node) else node
    if not isinstance(node, Sum | Hadamard | Function | Quotient | Power | Extremum):
        return node
    other = table.transposed(node)
    if 1 + table.weight(other) >= table.weight(node):
        return node
    return Transpose(other, flipped(other.shape))


def with_plain_dimensions(node: Identity | Filled) -> Expression:
    """I ⊗ I for the identity of m·n rows: a size that is a product cannot be typed."""
    rows, columns = (_factors(dimension) for dimension in node.shape)
    if len(rows) == len(columns) == 1:
        return node
    if isinstance(node, Identity):
        blocks: list[Expression] = [Identity((row, row)) for row in rows]
        return reduce(_kronecker, blocks)
    count = max(len(rows), len(columns))
    padded = [side + [1] * (count - len(side)) for side in (rows, columns)]
    first, *others = zip(*padded, strict=True)
    blocks = [Filled(node.value, first), *(Filled(1, one) for one in others)]
    return reduce(_kronecker, blocks)


def _factors(dimension: Dimension) -> list[Dimension]:
    if isinstance(dimension, int):
        return [dimension]
    return [int(part) if part.isdigit() else part for part in dimension.split("*")]


def _kronecker(left: Expression, right: Expression) -> Expression:
    shape = (times(left.shape[0], right.shape[0]), times(left.shape[1], right.shape[1]))
    return Kronecker(left, right, shape)


def _with_transpose_last(node: Sum, table: Numbering) -> Sum:
    """A + Aᵀ for Aᵀ + A."""
    match node.terms:
        case (Transpose(of=of) as first, second) if table.is_equal(of, second):
            return Sum((second, first), node.shape)
        case _:
            return node


def _with_opposite_sigmoid(node: Product | Hadamard, table: Numbering) -> Expression:
    """σ(−u) for a factor 1 − σ(u), unless σ(u) stands beside it: σ(u) (1 − σ(u))."""
    kind: type[Product] | type[Hadamard] = type(node)
    factors = tuple(_opposite_sigmoid(one, node.factors, table) for one in node.factors)
    return kind(factors, node.shape)


def _opposite_sigmoid(
    node: Expression, others: tuple[Expression, ...], table: Numbering
) -> Expression:
    sigmoid = _subtracted_from_one(node)
    if sigmoid is None or any(table.is_equal(sigmoid, one) for one in others):
        return node
    return function("sigmoid", opposite(sigmoid.of))


def _subtracted_from_one(node: Expression) -> Function | None:
    """σ(u), if the node is 1 − σ(u)."""
    match node:
        case Sum(terms=(one, Negative(of=Function(name="sigmoid") as sigmoid))):
            number = one.of if isinstance(one, Spread) else one
            return sigmoid if number == ONE else None
        case _:
            return None
