"""Matrices written out as components: their products and sums, component by component."""

from __future__ import annotations

from itertools import pairwise

from grader.calculus.construction import added, product
from grader.calculus.entries import entry_of
from grader.calculus.parts import parts
from grader.language.tree import (
    SCALAR,
    Expression,
    Filled,
    Identity,
    MatrixProduct,
    Negative,
    Product,
    Quotient,
    Spread,
    Stack,
    Sum,
    Transpose,
    Unit,
)

MOST_ENTRIES = 16


def product_of_stacks(left: Stack, right: Stack) -> Expression:
    """Rows times columns; of a row and a column the number."""
    columns = tuple(zip(*right.rows, strict=True))
    rows = tuple(
        tuple(
            added([product(pair) for pair in zip(row, column, strict=True)], SCALAR)
            for column in columns
        )
        for row in left.rows
    )
    shape = (left.shape[0], right.shape[1])
    return rows[0][0] if shape == SCALAR else Stack(rows, shape)


def joined(node: Expression) -> Expression | None:
    """A product or sum of written out matrices as one of them; None if it is no such thing."""
    match node:
        case MatrixProduct(factors=factors):
            for place, (left, right) in enumerate(pairwise(factors)):
                if isinstance(left, Stack) and isinstance(right, Stack):
                    both = product_of_stacks(left, right)
                    rest = (*factors[:place], both, *factors[place + 2 :])
                    return both if len(rest) == 1 else MatrixProduct(rest, node.shape)
            return None
        case Sum(terms=terms, shape=(int(), int())) if node.shape != SCALAR:
            is_explicit = any(_has_stack(one) for one in terms) and all(map(_is_explicit, terms))
            return written_out(node) if is_explicit else None
        case _:
            return None


def _has_stack(node: Expression) -> bool:
    return isinstance(node, Stack) or any(map(_has_stack, parts(node)))


def _is_explicit(node: Expression) -> bool:
    match node:
        case Negative(of=of) | Transpose(of=of) | Product(factors=(*_, of)):
            return _is_explicit(of)
        case Quotient(of=of, by=by) if by.shape == SCALAR:
            return _is_explicit(of)
        case _:
            return isinstance(node, Stack | Filled | Spread | Unit | Identity)


def written_out(tree: Expression) -> Expression:
    """A matrix of few entries as the list of them; any other tree as it is."""
    rows, columns = tree.shape
    if not isinstance(rows, int) or not isinstance(columns, int):
        return tree
    if not 1 < rows * columns <= MOST_ENTRIES:
        return tree
    grid = (tuple(entry_of(tree, i, j) for j in range(columns)) for i in range(rows))
    return Stack(tuple(grid), tree.shape)


def has_unit_vectors(tree: Expression) -> bool:
    """Whether a unit vector of a given number stands in a tree."""
    if isinstance(tree, Unit):
        return isinstance(tree.index, int)
    return any(map(has_unit_vectors, parts(tree)))
