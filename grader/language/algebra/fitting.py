"""Sizes that follow from the context: until it tells, the size of an `I` is UNKNOWN."""

from __future__ import annotations

from grader.errors import ShapeError
from grader.language.tree import (
    Dimension,
    Expression,
    Hadamard,
    Identity,
    IndexedSum,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Negative,
    Product,
    Quotient,
    Shape,
    Spread,
    Sum,
    Transpose,
    Unit,
    described,
)

UNKNOWN = "?"


def is_open(tree: Expression) -> bool:
    """Whether a dimension is still unknown."""
    return UNKNOWN in tree.shape


def fitted(tree: Expression, shape: Shape) -> Expression:
    """`tree` with every UNKNOWN dimension taken from `shape` as far as it tells."""
    if UNKNOWN not in tree.shape:
        return tree
    rows = shape[0] if tree.shape[0] == UNKNOWN else tree.shape[0]
    columns = shape[1] if tree.shape[1] == UNKNOWN else tree.shape[1]
    new = (rows, columns)
    if new == tree.shape:
        return tree
    match tree:
        case Identity():
            return _identity(rows, columns)
        case Unit(index, _):
            if isinstance(index, int) and isinstance(rows, int) and index >= rows:
                raise ShapeError(f"a unit vector of {rows} entries has its 1 beyond the last one")
            return Unit(index, new)
        case IndexedSum(index, lower, upper, of, _):
            return IndexedSum(index, lower, upper, fitted(of, new), new)
        case Transpose(of, _):
            return Transpose(fitted(of, (columns, rows)), new)
        case Negative(of, _) | Inverse(of, _):
            return type(tree)(fitted(of, new), new)
        case Spread(of, _):
            return Spread(of, new)
        case Sum(terms, _):
            return Sum(tuple([fitted(term, new) for term in terms]), new)
        case Product(factors, _):
            return Product((*factors[:-1], fitted(factors[-1], new)), new)
        case Hadamard(factors, _):
            return Hadamard(tuple([fitted(factor, new) for factor in factors]), new)
        case Quotient(of, by, _):
            return Quotient(fitted(of, new), by, new)
        case MatrixPower(base, exponent, _):
            return MatrixPower(fitted(base, new), exponent, new)
        case MatrixProduct(factors, _):
            return _product(factors, new)
        case _:
            return tree


def _identity(rows: Dimension, columns: Dimension) -> Expression:
    side = rows if rows != UNKNOWN else columns
    if columns not in (UNKNOWN, side):
        raise ShapeError(
            f"an identity matrix is square: I cannot be {described((rows, columns))}",
            hint="write eye(n) where a matrix of that size is meant",
        )
    return Identity((side, side))


def _product(factors: tuple[Expression, ...], shape: Shape) -> Expression:
    """A chain of matrices: what is known of one tells about its neighbours."""
    found: list[Expression] = []
    rows = shape[0]
    for i, factor in enumerate(factors):
        columns = factors[i + 1].shape[0] if i + 1 < len(factors) else shape[1]
        found.append(fitted(factor, (rows, columns)))
        rows = found[-1].shape[1]
    return MatrixProduct(tuple(found), (found[0].shape[0], found[-1].shape[1]))
