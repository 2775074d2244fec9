"""Two trees → their product, told apart by shapes: scaling, matrix product, ⊙, ⊗.

What comes out is in normal form: products flat, scalars in front of the matrix that they scale,
and a stretch of a matrix product that is a scalar (the xᵀx of y xᵀ x) taken out as one.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import ShapeError
from grader.language.algebra.fitting import UNKNOWN, fitted
from grader.language.algebra.source import Source
from grader.language.dimensions import extent
from grader.language.functions import MAX_ENTRIES
from grader.language.tree import (
    SCALAR,
    Dimension,
    Expression,
    Hadamard,
    Kronecker,
    MatrixProduct,
    Product,
    Shape,
    described,
    times,
)
from grader.language.written import Place


def product(factors: Sequence[Expression], shape: Shape) -> Expression:
    """Scalars and at most one matrix, in normal form: flat, the matrix last."""
    chain = _Chain()
    for factor in factors:
        chain.push(factor)
    return chain.tree(shape)


def matrix_product(factors: Sequence[Expression]) -> Expression:
    """Matrices that fit one after the other, in normal form."""
    return product(factors, (factors[0].shape[0], factors[-1].shape[1]))


def multiplied(
    left: Expression, right: Expression, places: tuple[Place, Place], source: Source
) -> Expression:
    """left · right: scaling if either is a scalar, else the matrix product."""
    return chained(((left, places[0]), (right, places[1])), source)


def chained(factors: Sequence[tuple[Expression, Place]], source: Source) -> Expression:
    """a b c …, from the left."""
    tree, place = factors[0]
    if len(factors) == 1:
        return tree
    chain = _Chain()
    chain.push(tree)
    for right, where in factors[1:]:
        matrices = chain.matrices
        if matrices and matrices[-1].shape[1] != right.shape[0] and right.shape != SCALAR:
            if right.shape != (UNKNOWN, 1) or chain.columns() != 1:  # x e_1: two columns
                right = chain.fit(right)
            if right.shape != SCALAR and chain.columns() not in (None, right.shape[0]):
                raise _no_product(chain.shape(), right.shape, (place, where), source)
        chain.push(right)
        place = (place[0], where[1])
    return chain.tree(chain.shape())


class _Chain:
    """A product as far as it has been read; each factor is looked at once, however many."""

    __slots__ = ("matrices", "narrow", "scalars")

    def __init__(self) -> None:
        self.scalars: list[Expression] = []
        self.matrices: list[Expression] = []  # what is left of the matrix product
        self.narrow = -1  # the first of `matrices` with one row, or behind one with one column

    def push(self, tree: Expression) -> None:
        """One more factor; matrices fit to those before."""
        kind = type(tree)
        if kind is Product:
            for factor in tree.factors:  # type: ignore[union-attr]
                self.push(factor)
        elif tree.shape == SCALAR:
            self.scalars.append(tree)
        elif kind is MatrixProduct:
            for factor in tree.factors:  # type: ignore[union-attr]
                self.push_matrix(factor)
        else:
            self.push_matrix(tree)

    def push_matrix(self, tree: Expression) -> None:
        """One more matrix; a stretch from one row to one column is a scalar."""
        matrices = self.matrices
        matrices.append(tree)
        if tree.shape[1] == 1:
            if self.narrow >= 0:
                stretch = matrices[self.narrow :]
                del matrices[self.narrow :]
                self.scalars.append(MatrixProduct(tuple(stretch), SCALAR))
            else:
                self.narrow = len(matrices)
        elif tree.shape[0] == 1 and self.narrow < 0:
            self.narrow = len(matrices) - 1
        if not matrices:
            self.narrow = -1

    def columns(self) -> Dimension | None:
        """The columns of the matrices so far; None where there are only scalars."""
        return self.matrices[-1].shape[1] if self.matrices else None

    def shape(self) -> Shape:
        """The shape of the product so far."""
        matrices = self.matrices
        return (matrices[0].shape[0], matrices[-1].shape[1]) if matrices else SCALAR

    def fit(self, right: Expression) -> Expression:
        """Takes unknown sizes from the neighbour, to the left or to the right."""
        if self.columns() != UNKNOWN:
            return fitted(right, (self.matrices[-1].shape[1], UNKNOWN))
        for _ in range(len(self.matrices)):  # once, or more often where I is a 1×1
            if self.columns() != UNKNOWN:
                break
            whole = MatrixProduct(tuple(self.matrices), self.shape())
            known = fitted(whole, (UNKNOWN, right.shape[0]))
            assert isinstance(known, MatrixProduct | Product)
            self.matrices, self.narrow = [], -1
            for factor in known.factors:
                self.push(factor)
        return right

    def tree(self, shape: Shape) -> Expression:
        """The product: scalars in front of the matrix that they scale."""
        factors, matrices = self.scalars, self.matrices
        if matrices:
            is_alone = len(matrices) == 1
            inner = (matrices[0].shape[0], matrices[-1].shape[1])
            factors.append(matrices[0] if is_alone else MatrixProduct(tuple(matrices), inner))
        return factors[0] if len(factors) == 1 else Product(tuple(factors), shape)


def _no_product(one: Shape, two: Shape, places: tuple[Place, Place], source: Source) -> ShapeError:
    a, b = source.at(places[0]), source.at(places[1])
    place = (places[0][0], places[1][1])
    inner = f"{source.behind(a, '.T')}*{source.factor(b)}"
    outer = f"{source.factor(a)}*{source.behind(b, '.T')}"
    for side, vectors, scalar, matrix in ((1, "columns", inner, outer), (0, "rows", outer, inner)):
        if one[side] == two[side] == 1:
            hint = f"`{matrix}` is a matrix"
            return source.error(
                f"{a} is {described(one)} and {b} is {described(two)}: "
                f"two {vectors} have no matrix product",
                place,
                f"`{scalar}` is a scalar, {hint}" if one == two else hint,
            )
    if one[0] == two[0]:
        hint = f"did you mean `{inner}`?"
    elif one[1] == two[1]:
        hint = f"did you mean `{outer}`?"
    elif one[0] == two[1]:
        hint = f"did you mean `{source.factor(b)}*{source.factor(a)}`?"
    else:
        hint = "the columns of the left factor must be as many as the rows of the right one"
    return source.error(f"`{a}*{b}` multiplies {described(one)} by {described(two)}", place, hint)


# ----- entry by entry, and ⊗ ---------------------------------------------------------------------


def elementwise_product(
    left: Expression, right: Expression, places: tuple[Place, Place], source: Source
) -> Expression:
    """left ⊙ right."""
    if left.shape == SCALAR or right.shape == SCALAR:
        return multiplied(left, right, places, source)
    left, right = fitted(left, right.shape), fitted(right, left.shape)
    if left.shape != right.shape:
        a, b = source.at(places[0]), source.at(places[1])
        raise source.error(
            f"{a} is {described(left.shape)} and {b} is {described(right.shape)}: "
            "a product entry by entry needs equal shapes",
            (places[0][0], places[1][1]),
        )
    scalars: list[Expression] = []
    flat: list[Expression] = []
    for factor in (left, right):
        if isinstance(factor, Product):
            scalars += factor.factors[:-1]
            factor = factor.factors[-1]
        flat += factor.factors if isinstance(factor, Hadamard) else (factor,)
    return product([*scalars, Hadamard(tuple(flat), left.shape)], left.shape)


def kronecker(left: Expression, right: Expression, place: Place, source: Source) -> Expression:
    """left ⊗ right."""
    if left.shape == SCALAR:
        return product((left, right), right.shape)
    if right.shape == SCALAR:
        return product((right, left), left.shape)
    (a, b), (c, d) = left.shape, right.shape
    shape = (times(a, c), times(b, d))
    if extent(shape) > MAX_ENTRIES:
        raise source.error(
            f"{source.at(place)} is {described(shape)}, which is too large",
            place,
            f"products ⊗ of up to {MAX_ENTRIES:,} entries are read",
        )
    return Kronecker(left, right, shape)
