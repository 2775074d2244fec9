"""A matrix of known rank → its pseudo-inverse, as the formula that holds for that rank.

    all columns independent   A⁺ = (AᵀA)⁻¹Aᵀ
    all rows independent      A⁺ = Aᵀ(AAᵀ)⁻¹
    invertible                A⁺ = A⁻¹

(Golub & Van Loan, Matrix Computations, 5.5.2.) The rank is what declarations and the form of the
matrix say. Of any other matrix the pseudo-inverse has no formula: a tutor looks.
"""

from __future__ import annotations

from grader.errors import Span, UnsettledError
from grader.language.algebra import Source, divided, matrix_product, transposed
from grader.language.declarations import Scope
from grader.language.tree import (
    ONE,
    SCALAR,
    Expression,
    Identity,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Negative,
    Number,
    Product,
    Quotient,
    Transpose,
    Variable,
)
from grader.language.written import Place

COLUMNS, ROWS, INVERTIBLE = "columns", "rows", "invertible"
_TURNED = {COLUMNS: ROWS, ROWS: COLUMNS}
_SQUARE = ("invertible", "positive definite", "orthogonal")


def pseudo_inverse(tree: Expression, place: Place, within: Scope, source: Source) -> Expression:
    """A⁺; raises UnsettledError where nothing says which rank A has."""
    if tree.shape == SCALAR:
        return divided(ONE, tree, (place, place), source)
    known = rank(tree, within)
    side = tree.shape
    turned = transposed(tree)
    if known == INVERTIBLE:
        return Inverse(tree, side)
    if known == COLUMNS:
        square = MatrixProduct((turned, tree), (side[1], side[1]))
        return matrix_product((Inverse(square, square.shape), turned))
    if known == ROWS:
        square = MatrixProduct((tree, turned), (side[0], side[0]))
        return matrix_product((turned, Inverse(square, square.shape)))
    shown = source.at(place)
    raise UnsettledError(
        f"the pseudo-inverse of `{shown}` depends on the rank of `{shown}`, which is not given",
        span=Span(*place),
        hint="it can be judged where a matrix is known to have full rank",
    )


def rank(tree: Expression, within: Scope) -> str:
    """Which of columns and rows are surely independent, both: invertible; empty if unknown."""
    match tree:
        case Variable(name):
            structure = within.variables[name].structure if name in within.variables else ""
            if structure == "full rank":
                return INVERTIBLE if tree.shape[0] == tree.shape[1] else COLUMNS
            return INVERTIBLE if structure in _SQUARE else ""
        case Transpose(of):
            found = rank(of, within)
            return _TURNED.get(found, found)
        case Negative(of) | MatrixPower(of):
            return rank(of, within)
        case Product((Number(number), of)) if number:
            return rank(of, within)
        case Quotient(of, Number()):
            return rank(of, within)
        case Inverse() | Identity():
            return INVERTIBLE
        case MatrixProduct((first, second)) if transposed(first) == second:
            return INVERTIBLE if rank(second, within) in (COLUMNS, INVERTIBLE) else ""
        case MatrixProduct(factors):
            ranks = {rank(factor, within) for factor in factors}
            return ranks.pop() if len(ranks) == 1 else ""
        case _:
            return ""
