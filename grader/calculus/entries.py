"""An entry of a tree → the tree of that entry: f(z)ᵢ = f(zᵢ), (x yᵀ)ᵢⱼ = xᵢ yⱼ."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from grader.calculus.construction import added, function, is_zero, power, product, quotient
from grader.calculus.indices import free_indices, fresh, replaced
from grader.language.tree import (
    ONE,
    SCALAR,
    ZERO,
    At,
    Delta,
    Diagonal,
    DiagonalPart,
    Entry,
    Expression,
    Extremum,
    Filled,
    Function,
    Hadamard,
    Identity,
    Index,
    IndexedSum,
    MatrixProduct,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Slice,
    Spread,
    Stack,
    Sum,
    Transpose,
    Unit,
)

Place: TypeAlias = Callable[[Expression], Expression]


def entry_of(node: Expression, row: Index, column: Index) -> Expression:
    """A[i, j], carried as far inside as entries of parts say it."""
    if node.shape == SCALAR:
        return node

    def at(part: Expression) -> Expression:
        return entry_of(part, row, column)

    match node:
        case Sum(terms=terms):
            return added(map(at, terms), SCALAR)
        case Negative(of=of):
            return Negative(at(of), SCALAR)
        case Product(factors=factors) | Hadamard(factors=factors):
            return product(map(at, factors))
        case Quotient(of=of, by=by):
            return quotient(at(of), at(by))
        case Power(base=base, exponent=exponent):
            return power(at(base), at(exponent))
        case Function(name=name, of=of):
            return function(name, at(of))
        case Extremum(name=name, operands=operands):
            return Extremum(name, tuple(map(at, operands)), SCALAR)
        case Transpose(of=of):
            return entry_of(of, column, row)
        case IndexedSum():
            return _entry_of_sum(node, row, column)
        case MatrixProduct(factors=factors) if factors[0].shape[1] == 1:
            rest = factors[1] if len(factors) == 2 else MatrixProduct(
                factors[1:], (1, node.shape[1])
            )  # fmt: skip
            return product((entry_of(factors[0], row, 0), entry_of(rest, 0, column)))
        case MatrixProduct(factors=(factor, Unit(index=index))):
            return entry_of(factor, row, index)
        case _:
            return _entry_of_leaf(node, row, column)


def _entry_of_leaf(node: Expression, row: Index, column: Index) -> Expression:
    match node:
        case Spread(of=of):
            return of
        case Filled(value=value):
            return Number(value)
        case Identity():
            return delta(row, column)
        case Unit(index=index):
            return delta(index, row)
        case Diagonal(of=of):
            same = delta(row, column)
            place = (row, 0) if of.shape[1] == 1 else (0, row)
            return ZERO if is_zero(same) else product((same, entry_of(of, *place)))
        case DiagonalPart(of=of):
            return entry_of(of, row, row)
        case Slice(of=of, row=None, column=int() | At() as at):
            return entry_of(of, row, at)
        case Slice(of=of, row=int() | At() as at, column=None):
            return entry_of(of, at, column)
        case Stack(rows=rows) if isinstance(row, int) and isinstance(column, int):
            return rows[row][column]
        case _:
            return Entry(node, row, column)


def _entry_of_sum(node: IndexedSum, row: Index, column: Index) -> Expression:
    """(Σₖ Aₖ)ᵢⱼ = Σₖ (Aₖ)ᵢⱼ, with another k if i or j bears that name."""
    taken = frozenset(one.name for one in (row, column) if isinstance(one, At))
    index, of = node.index, node.of
    if index in taken:
        index = fresh(taken | free_indices(of))
        of = replaced(of, node.index, At(index))
    return IndexedSum(index, node.lower, node.upper, entry_of(of, row, column), SCALAR)


def delta(left: Index, right: Index) -> Expression:
    """δᵢⱼ, a number where both indices are."""
    if left == right:
        return ONE
    is_known = isinstance(left, int) == isinstance(right, int)
    if is_known and (
        isinstance(left, int) or getattr(left, "name", 0) == getattr(right, "name", 1)
    ):
        return ZERO
    return Delta(left, right)
