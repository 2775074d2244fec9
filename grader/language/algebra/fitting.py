"""Sizes that follow from the context: until it tells, the size of an `I` is UNKNOWN."""

from __future__ import annotations

from grader.errors import ShapeError
from grader.language.tree import (
    ONE,
    SCALAR,
    Dimension,
    Expression,
    Filled,
    Hadamard,
    Identity,
    Index,
    IndexedSum,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Negative,
    Node,
    Number,
    Power,
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


def is_open_inside(tree: Expression) -> bool:
    """Whether a dimension of any part is still unknown, as in e_1ᵀ e_1."""
    pending: list[object] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, Node):
            if UNKNOWN in part.shape:
                return True
            pending += [getattr(part, name) for name in part.__match_args__]
        elif type(part) is tuple:
            pending += part
    return False


def transposed(tree: Expression) -> Expression:
    """treeᵀ; a scalar is its own."""
    if tree.shape == SCALAR:
        return tree
    if isinstance(tree, Transpose):
        return tree.of
    return Transpose(tree, (tree.shape[1], tree.shape[0]))


def fitted(tree: Expression, shape: Shape) -> Expression:
    """`tree` with every UNKNOWN dimension taken from `shape` as far as it tells.

    Raises ShapeError where it cannot have that shape, as an identity matrix no more rows than
    columns.
    """
    new = known_of(tree.shape, shape)
    if new == tree.shape:
        return tree
    found = _fitted(tree, new)
    if UNKNOWN not in found.shape and found.shape != known_of(new, found.shape):
        raise ShapeError(f"what is {described(found.shape)} here cannot be {described(new)}")
    return found


def _fitted(tree: Expression, new: Shape) -> Expression:
    match tree:
        case Identity():
            return _identity(*new)
        case Unit(index, _):
            return unit_vector(index, new[0])
        case Spread(of, _):
            return of if new == SCALAR else Spread(of, new)
        case Filled(value, _):
            return _filled(value, new)
        case Sum(terms, _):
            return Sum(*_together(terms, new))
        case Product(factors, _):
            last = fitted(factors[-1], new)
            return Product((*factors[:-1], last), last.shape)
        case Hadamard(factors, _):
            found, shape = _together(factors, new)
            return Product(found, SCALAR) if shape == SCALAR else Hadamard(found, shape)
        case MatrixProduct(factors, _):
            return _product(factors, new)
        case _:
            return _of_one_part(tree, new)


def known_of(shape: Shape, other: Shape) -> Shape:
    """A shape with what is UNKNOWN of it taken from another."""
    if UNKNOWN not in shape:
        return shape
    return (
        other[0] if shape[0] == UNKNOWN else shape[0],
        other[1] if shape[1] == UNKNOWN else shape[1],
    )


def _of_one_part(tree: Expression, new: Shape) -> Expression:
    """Nodes that have the shape of a part of theirs."""
    match tree:
        case Transpose(of, _):
            part = fitted(of, (new[1], new[0]))
            return transposed(part)
        case Negative(of, _):
            part = fitted(of, new)
            return Negative(part, part.shape)
        case Inverse(of, _):
            part = fitted(of, new)
            is_number = part.shape == SCALAR  # I⁻¹ as a 1×1
            return Quotient(ONE, part, SCALAR) if is_number else Inverse(part, part.shape)
        case IndexedSum(index, lower, upper, of, _):
            part = fitted(of, new)
            return IndexedSum(index, lower, upper, part, part.shape)
        case Quotient(of, by, _):
            part = fitted(of, new)
            return Quotient(part, by, part.shape)
        case MatrixPower(base, exponent, _):
            part = fitted(base, new)
            if part.shape == SCALAR:
                return Power(part, Number(exponent), SCALAR)
            return MatrixPower(part, exponent, part.shape)
        case _:
            return tree


def _identity(rows: Dimension, columns: Dimension) -> Expression:
    side = rows if rows != UNKNOWN else columns
    if columns not in (UNKNOWN, side):
        raise ShapeError(
            f"an identity matrix is square: I cannot be {described((rows, columns))}",
            hint="write eye(n) where a matrix of that size is meant",
        )
    return ONE if side == 1 else Identity((side, side))


def unit_vector(index: Index, rows: Dimension) -> Expression:
    """eᵢ, as long as its neighbours are; of length 1 nobody would write it."""
    if rows == 1:
        raise ShapeError(
            "a unit vector stands where only a number fits",
            hint="write unit(i, n) for the i-th one of n entries",
        )
    if isinstance(index, int) and isinstance(rows, int) and index >= rows:
        raise ShapeError(f"a unit vector of {rows} entries has its 1 beyond the last one")
    return Unit(index, (rows, 1))


def _filled(value: int, shape: Shape) -> Expression:
    """𝟏 as long as its neighbours are; of length 1 nobody would write it."""
    if shape[0] == 1:
        raise ShapeError("𝟏 stands where only a number fits", hint="write 1, or ones(n)")
    return Filled(value, shape)


def _together(parts: tuple[Expression, ...], shape: Shape) -> tuple[tuple[Expression, ...], Shape]:
    """Parts of one shape tell about each other: of I + I with n columns both are n×n."""
    found = [fitted(part, shape) for part in parts]
    for part in found:
        shape = known_of(shape, part.shape)
    return tuple([fitted(part, shape) for part in found]), shape


def _product(factors: tuple[Expression, ...], shape: Shape) -> Expression:
    """A chain of matrices: what is known of one tells about its neighbours."""
    found = list(factors)
    columns = shape[1]
    for i in reversed(range(len(found))):
        found[i] = fitted(found[i], (UNKNOWN, columns))
        columns = found[i].shape[0]
    rows = shape[0]
    for i in range(len(found)):
        found[i] = fitted(found[i], (rows, UNKNOWN))
        rows = found[i].shape[1]
    whole = (found[0].shape[0], found[-1].shape[1])
    if all(factor.shape == SCALAR for factor in found):  # I·I as a 1×1
        return Product(tuple(found), SCALAR)
    return MatrixProduct(tuple(found), whole)
