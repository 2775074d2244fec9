"""Simplified factors → their matrix product, simplified.

Scalars move in front, also those that are a stretch of the product (the xᵀy of A x xᵀ y); powers
and inverses of one matrix meet; diag(a) v is a ⊙ v; eᵢᵀ A is a row of A.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from grader.calculus.construction import diagonal, flipped, identity, kronecker, zero
from grader.calculus.entries import entry_of
from grader.calculus.numbering import Numbering
from grader.calculus.reading import multiplied, read
from grader.calculus.terms import UNIT, Term
from grader.calculus.writing import built
from grader.language.tree import (
    SCALAR,
    Diagonal,
    DiagonalPart,
    Dimension,
    Expression,
    Filled,
    Hadamard,
    Identity,
    Inverse,
    Kronecker,
    MatrixPower,
    MatrixProduct,
    Number,
    Shape,
    Size,
    Slice,
    Total,
    Trace,
    Transpose,
    Unit,
    Variable,
)


def chained(factors: Iterable[Expression], shape: Shape, table: Numbering) -> Expression:
    """The matrix product of simplified factors; scalars may be among them."""
    term, flat = _without_scalars(factors, table)
    if term.coefficient == 0:
        return zero(shape)
    met = _met(flat, table)
    for stretch in _scalar_stretches(met, shape):
        scalar = scalar_chain(met[slice(*stretch)], table)
        term = multiplied(term, read(scalar, table), table)
    core = _outside_stretches(met, shape)
    if shape != SCALAR:
        if not core:
            node: Expression = identity(shape[0])
        else:
            node = core[0] if len(core) == 1 else MatrixProduct(tuple(core), shape)
        term = multiplied(term, read(node, table), table)
    return built(term, shape, table)


def _without_scalars(
    factors: Iterable[Expression], table: Numbering
) -> tuple[Term, list[Expression]]:
    """What scales the product, and the matrices, products among them taken apart."""
    scale = UNIT
    flat: list[Expression] = []
    for factor in factors:
        if isinstance(factor, Variable | Transpose) and factor.shape != SCALAR:
            flat.append(factor)
            continue
        term = read(factor, table)
        scale = multiplied(scale, Term(term.coefficient, term.scalars, {}), table)
        if factor.shape == SCALAR or term.coefficient == 0:
            continue
        core = built(Term(1, {}, term.entries), factor.shape, table)
        flat.extend(core.factors if isinstance(core, MatrixProduct) else (core,))
    return scale, flat


# ----- stretches that are scalars ----------------------------------------------------------


def _edges_of_one(factors: Sequence[Expression]) -> list[int]:
    """The places between factors (0 is before the first) where the dimension is 1."""
    edges = [factors[0].shape[0], *(factor.shape[1] for factor in factors)]
    return [place for place, edge in enumerate(edges) if edge == 1]


def _scalar_stretches(factors: Sequence[Expression], shape: Shape) -> list[tuple[int, int]]:
    if not factors:
        return []
    places = _edges_of_one(factors)
    return list(pairwise(places))


def _outside_stretches(factors: list[Expression], shape: Shape) -> list[Expression]:
    if not factors:
        return []
    places = _edges_of_one(factors)
    return factors[: places[0]] + factors[places[-1] :] if len(places) > 1 else factors


def scalar_chain(factors: Sequence[Expression], table: Numbering) -> Expression:
    """rᵀ A … c, a number, in the way of writing it that is shortest."""
    first, last = factors[0], factors[-1]
    if len(factors) == 1:
        return first
    if isinstance(first, Filled):
        return totalled(chained(factors[1:], (first.shape[1], 1), table), table)
    if isinstance(last, Filled):
        return totalled(chained(factors[:-1], (1, last.shape[0]), table), table)
    if isinstance(first, Transpose) and isinstance(first.of, Unit):
        rest = chained(factors[1:], (first.shape[1], 1), table)
        return entry_of(rest, first.of.index, 0)
    if isinstance(last, Unit):
        rest = chained(factors[:-1], (1, last.shape[0]), table)
        return entry_of(rest, 0, last.index)
    if len(factors) == 2:
        cancelled = _cancelled_inner(first, last, table)
        if cancelled is not None:
            return cancelled
    forward = MatrixProduct(tuple(factors), SCALAR)
    backwards = tuple(map(table.transposed, reversed(factors)))
    other = MatrixProduct(backwards, SCALAR)
    return other if table.weight(other) < table.weight(forward) else forward


def _cancelled_inner(row: Expression, column: Expression, table: Numbering) -> Expression | None:
    """(a ./ b)ᵀ b = sum(a): an inner product in which factors cancel is a sum of entries."""
    left, right = read(table.transposed(row), table), read(column, table)
    both = multiplied(left, right, table)
    powers = (*left.entries.values(), *right.entries.values())
    if len(both.entries) == len(left.entries | right.entries) or all(k > 0 for k in powers):
        return None
    return totalled(built(both, column.shape, table), table)


def totalled(node: Expression, table: Numbering) -> Expression:
    """The sum of all entries: scalars in front, sum(a ⊙ b) as aᵀ b."""
    term = read(node, table)
    scale = Term(term.coefficient, term.scalars, {})
    if not term.entries:
        sizes = [extent(dimension) for dimension in node.shape]
        for size in sizes:
            scale = multiplied(scale, read(size, table), table)
        return built(scale, SCALAR, table)
    core = built(Term(1, {}, term.entries), node.shape, table)
    match core:
        case Hadamard(factors=(left, right)) if node.shape[1] == 1:
            inner: Expression = chained((table.transposed(left), right), SCALAR, table)
        case Hadamard(factors=(left, right)) if node.shape[0] == 1:
            inner = chained((left, table.transposed(right)), SCALAR, table)
        case Transpose(of=of) | Diagonal(of=of):
            inner = Total(of)
        case MatrixProduct(factors=(*others, Filled(shape=(_, 1)))):
            rest = chained(others, (others[0].shape[0], others[-1].shape[1]), table)
            inner = totalled(rest, table)
        case DiagonalPart(of=of):
            inner = Trace(of)
        case Identity():
            inner = extent(node.shape[0])
        case _:
            inner = core if core.shape == SCALAR else Total(core)
    return built(multiplied(scale, read(inner, table), table), SCALAR, table)


def extent(dimension: Dimension) -> Expression:
    """A dimension as a number."""
    return Number(dimension) if isinstance(dimension, int) else Size(dimension)


# ----- neighbours --------------------------------------------------------------------------


def _met(factors: Iterable[Expression], table: Numbering) -> list[Expression]:
    """The factors, neighbours that have a product of their own kind replaced by it."""
    met: list[Expression] = []
    for factor in factors:
        pending = factor
        while met:
            joined = _joined(met[-1], pending, table)
            if joined is None:
                break
            met.pop()
            pending = joined
        if not isinstance(pending, Identity):
            met.append(pending)
    return met


def _joined(left: Expression, right: Expression, table: Numbering) -> Expression | None:
    """left · right as one factor, or None where it stays a product."""
    shape = (left.shape[0], right.shape[1])
    match left, right:
        case Identity(), _:
            return right
        case _, Identity():
            return left
        case Diagonal(of=a), Diagonal(of=b):
            a, b = as_column(a, table), as_column(b, table)
            return diagonal(entrywise((a, b), table))
        case Diagonal(of=a), _ if right.shape[1] == 1:
            return entrywise((as_column(a, table), right), table)
        case _, Diagonal(of=b) if left.shape[0] == 1:
            return entrywise((left, table.transposed(as_column(b, table))), table)
        case Kronecker(left=a, right=b), Kronecker(left=c, right=d):
            if a.shape[1] == c.shape[0] and b.shape[1] == d.shape[0]:
                return kronecker(_product(a, c, table), _product(b, d, table))
        case Transpose(of=Unit(index=index)), Variable() if shape != SCALAR:
            return Slice(right, index, None, shape)
        case Variable(), Unit(index=index) if shape != SCALAR:
            return Slice(left, None, index, shape)
        case Transpose(of=Variable() as of), Unit(index=index) if shape != SCALAR:
            return Transpose(Slice(of, index, None, flipped(shape)), shape)
        case Transpose(of=Unit(index=index)), Transpose(of=Variable() as of) if shape != SCALAR:
            return Transpose(Slice(of, None, index, flipped(shape)), shape)
        case _:
            pass
    return _joined_powers(left, right, table)


def _joined_powers(left: Expression, right: Expression, table: Numbering) -> Expression | None:
    """Aʲ Aᵏ = Aʲ⁺ᵏ, k negative for an inverse."""
    (base, j), (other, k) = base_and_power(left), base_and_power(right)
    if base.shape[0] != base.shape[1] or not table.is_equal(base, other):
        return None
    return matrix_power(base, j + k)


def base_and_power(node: Expression) -> tuple[Expression, int]:
    """A⁻ᵏ as A and −k; of a transpose the base is transposed."""
    match node:
        case MatrixPower(base=of, exponent=exponent):
            base, power = base_and_power(of)
            return base, power * exponent
        case Inverse(of=of):
            base, power = base_and_power(of)
            return base, -power
        case Transpose(of=Inverse(of=of)):
            base, power = base_and_power(of)
            return Transpose(base, flipped(base.shape)), -power
        case _:
            return node, 1


def matrix_power(base: Expression, exponent: int) -> Expression:
    """Aᵏ as it is usually written; A⁻ᵏ as (A⁻¹)ᵏ, and (Aᵀ)⁻¹ as (A⁻¹)ᵀ."""
    if exponent == 0:
        return identity(base.shape[0])
    if exponent < 0:
        is_transpose = isinstance(base, Transpose)
        of = base.of if isinstance(base, Transpose) else base
        inverse: Expression = Inverse(of, of.shape)
        base = Transpose(inverse, inverse.shape) if is_transpose else inverse
    size = abs(exponent)
    return base if size == 1 else MatrixPower(base, size, base.shape)


def entrywise(factors: Sequence[Expression], table: Numbering) -> Expression:
    """a ⊙ b of simplified factors."""
    term = UNIT
    for factor in factors:
        term = multiplied(term, read(factor, table), table)
    return built(term, factors[0].shape, table)


def as_column(node: Expression, table: Numbering) -> Expression:
    """A row turned into a column."""
    return node if node.shape[1] == 1 else table.transposed(node)


def _product(left: Expression, right: Expression, table: Numbering) -> Expression:
    shape = (left.shape[0], right.shape[1])
    return chained((left, right), shape, table)
