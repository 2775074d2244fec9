"""One rule a kind of node for what is done to one matrix: diag, vec, traces, norms, entries.

Each takes a node whose parts are simplified, and gives an equal one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.calculus.chains import as_column, chained, entrywise, extent, totalled
from grader.calculus.construction import (
    flipped,
    function,
    identity,
    is_zero,
    number,
    ones,
    product,
    spread,
    zero,
)
from grader.calculus.entries import delta, entry_of
from grader.calculus.numbering import Numbering
from grader.calculus.reading import multiplied, read
from grader.calculus.terms import Term, magnitude
from grader.calculus.writing import built
from grader.language.tree import (
    ONE,
    SCALAR,
    ZERO,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Entry,
    Expression,
    Filled,
    Function,
    Hadamard,
    Identity,
    Kronecker,
    MatrixProduct,
    Negative,
    Norm,
    Slice,
    Softmax,
    Spread,
    Stack,
    Sum,
    Trace,
    Transpose,
    Vectorization,
)


def _linear(node: Any, table: Numbering, apply: Callable[[Expression], Expression]) -> Expression:
    """L(s A) = s L(A): scalars in front of a linear operation."""
    term = read(node.of, table)
    if term.coefficient == 0:
        return zero(node.shape)
    inner = apply(built(Term(1, {}, term.entries), node.of.shape, table))
    scale = Term(term.coefficient, term.scalars, {})
    return built(multiplied(scale, read(inner, table), table), node.shape, table)


def transpose_rule(node: Transpose, table: Numbering) -> Expression:
    """Carried down to the leaves."""
    return table.transposed(node.of)


def diagonal_rule(node: Diagonal, table: Numbering) -> Expression:
    """diag(1) = I, diag(vᵀ) = diag(v)."""

    def apply(v: Expression) -> Expression:
        if isinstance(v, Filled):
            return identity(node.shape[0])
        other = table.transposed(v)
        return Diagonal(other if table.weight(other) < table.weight(v) else v, node.shape)

    return _linear(node, table, apply)


def diagonal_part_rule(node: DiagonalPart, table: Numbering) -> Expression:
    """diag(I) = 1, diag(diag(v)) = v, diag(a bᵀ) = a ⊙ b."""

    def apply(A: Expression) -> Expression:
        match A:
            case Identity() | Filled():
                return ones(node.shape)
            case Diagonal(of=of):
                return as_column(of, table)
            case Transpose(of=of):
                return DiagonalPart(of, node.shape)
            case MatrixProduct(factors=(a, b)) if a.shape[1] == 1:
                return entrywise((a, table.transposed(b)), table)
            case _:
                return DiagonalPart(A, node.shape)

    return _linear(node, table, apply)


def vectorization_rule(node: Vectorization, table: Numbering) -> Expression:
    """vec of a column is itself, of a row its transpose."""

    def apply(A: Expression) -> Expression:
        if A.shape[1] == 1:
            return A
        if A.shape[0] == 1:
            return table.transposed(A)
        return ones(node.shape) if isinstance(A, Filled) else Vectorization(A, node.shape)

    return _linear(node, table, apply)


def trace_rule(node: Trace, table: Numbering) -> Expression:
    """tr(I) = n, tr(Aᵀ) = tr(A), tr(a bᵀ) = bᵀ a, tr(diag(v)) = sum(v), tr(A ⊗ B) = tr A tr B."""

    def apply(A: Expression) -> Expression:
        match A:
            case Identity() | Filled():
                return extent(A.shape[0])
            case Diagonal(of=of):
                return totalled(of, table)
            case Transpose(of=of):
                return Trace(of)
            case MatrixProduct(factors=factors) if any(one.shape[1] == 1 for one in factors):
                cut = 1 + next(i for i, one in enumerate(factors) if one.shape[1] == 1)
                return chained((*factors[cut:], *factors[:cut]), SCALAR, table)
            case Kronecker(left=left, right=right) if left.shape[0] == left.shape[1]:
                return product((Trace(left), Trace(right)))
            case _:
                return Trace(A)

    return _linear(node, table, apply)


def norm_rule(node: Norm, table: Numbering) -> Expression:
    """‖c v‖ = |c| ‖v‖ for a number c, ‖vᵀ‖ = ‖v‖."""
    term = read(node.of, table)
    if term.coefficient == 0:
        return ZERO
    core = built(Term(1, term.scalars, term.entries), node.of.shape, table)
    other = table.transposed(core)
    core = other if table.weight(other) < table.weight(core) else core
    if core.shape == SCALAR:
        return product((number(magnitude(term.coefficient)), function("abs", core)))
    size = Term(magnitude(term.coefficient), {}, {})
    return built(multiplied(size, read(Norm(core), table), table), SCALAR, table)


def determinant_rule(node: Determinant, table: Numbering) -> Expression:
    """det(Aᵀ) = det(A), det(I) = 1."""
    of = node.of.of if isinstance(node.of, Transpose) else node.of
    return ONE if isinstance(of, Identity) else Determinant(of)


# ----- entries and components --------------------------------------------------------------


def entry_rule(node: Entry, table: Numbering) -> Expression:
    """Carried inside."""
    return entry_of(node.of, node.row, node.column)


def slice_rule(node: Slice, table: Numbering) -> Expression:
    """A row of a product is the row of its first factor times the rest; of a transpose a column."""
    of, row, column = node.of, node.row, node.column
    match of:
        case Transpose(of=inner):
            return table.transposed(Slice(inner, column, row, flipped(node.shape)))
        case Sum() | Negative() | Hadamard() | Function() | Spread() | Filled():
            return _slice_inside(of, node)
        case MatrixProduct(factors=factors) if row is not None:
            first = Slice(factors[0], row, None, (1, factors[0].shape[1]))
            return MatrixProduct((first, *factors[1:]), node.shape)
        case MatrixProduct(factors=factors):
            last = Slice(factors[-1], None, column, (factors[-1].shape[0], 1))
            return MatrixProduct((*factors[:-1], last), node.shape)
        case _:
            return node


def _slice_inside(
    of: Sum | Negative | Hadamard | Function | Spread | Filled, node: Slice
) -> Expression:
    def at(part: Expression) -> Expression:
        return Slice(part, node.row, node.column, node.shape)

    match of:
        case Sum(terms=terms):
            return Sum(tuple(map(at, terms)), node.shape)
        case Negative(of=inner):
            return Negative(at(inner), node.shape)
        case Hadamard(factors=factors):
            return Hadamard(tuple(map(at, factors)), node.shape)
        case Function(name=name, of=inner):
            return Function(name, at(inner), node.shape)
        case Spread(of=inner):
            return spread(inner, node.shape)
        case Filled(value=value):
            return Filled(value, node.shape)


def stack_rule(node: Stack, table: Numbering) -> Expression:
    """Nothing but zeros is a zero matrix."""
    return zero(node.shape) if all(is_zero(one) for row in node.rows for one in row) else node


def softmax_rule(node: Softmax, table: Numbering) -> Expression:
    """softmax(zᵀ) = softmax(z)ᵀ, of columns."""
    if node.shape[1] == 1:
        return node
    column = flipped(node.shape)
    return Transpose(Softmax(table.transposed(node.of), column), node.shape)


def delta_rule(node: Delta, table: Numbering) -> Expression:
    """δᵢᵢ = 1."""
    return delta(node.left, node.right)
