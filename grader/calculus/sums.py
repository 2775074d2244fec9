"""Σ over an index → matrix form, where the terms allow it: Σᵢ aᵢ bᵢ is aᵀ b, Σᵢ sᵢ eᵢ is s.

The key is `vectorized_over`: the column whose i-th entry is a given number that depends on i.
What has no such column (i used as a number, an offset i + 1, a range that leaves entries out)
stays an indexed sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.calculus.chains import extent
from grader.calculus.construction import (
    added,
    diagonal,
    function,
    hadamard,
    identity,
    is_zero,
    matrix_product,
    negated,
    power,
    product,
    quotient,
    spread,
    summed,
    transposed,
    zero,
)
from grader.calculus.indices import free_indices, replaced
from grader.calculus.numbering import Numbering
from grader.calculus.reading import read
from grader.calculus.terms import Powers, Term
from grader.calculus.writing import built
from grader.language.tree import (
    SCALAR,
    At,
    Delta,
    DiagonalPart,
    Dimension,
    Entry,
    Expression,
    Extremum,
    Function,
    IndexedSum,
    MatrixProduct,
    Negative,
    Power,
    Product,
    Quotient,
    Slice,
    Sum,
    Transpose,
    Unit,
)


def summed_up(node: IndexedSum, table: Numbering) -> Expression:
    """The sum with what does not depend on the index in front, in matrix form if it has one."""
    if is_zero(node.of):
        return zero(node.shape)
    term = read(node.of, table)
    outer, inner = _split(term, node.index, table)
    if inner.entries and outer.entries:
        return node  # ⊙ of a part that depends on the index with one that does not
    if node.shape != SCALAR and outer.entries:
        scalar = _sum_of_numbers(node, built(inner, SCALAR, table))
        return product((scalar, built(outer, node.shape, table)))
    of = built(inner, node.shape, table)
    result = (
        _sum_of_numbers(node, of) if of.shape == SCALAR else _sum_of_matrices(node, inner, table)
    )
    return product((built(outer, SCALAR, table), result))


def _split(term: Term, index: str, table: Numbering) -> tuple[Term, Term]:
    """What does not depend on the index, and what does."""

    def part(powers: Powers, depends: bool) -> Powers:
        return {
            atom: k
            for atom, k in powers.items()
            if (index in free_indices(table.nodes[atom])) is depends
        }

    outer = Term(term.coefficient, part(term.scalars, False), part(term.entries, False))
    return outer, Term(1, part(term.scalars, True), part(term.entries, True))


def _around(node: IndexedSum, of: Expression) -> Expression:
    return IndexedSum(node.index, node.lower, node.upper, of, of.shape)


def range_of(node: IndexedSum) -> Dimension | None:
    """The dimension whose indices the sum runs through, if it runs through them all."""
    lower, upper = node.lower, node.upper
    if lower.dimension is not None or lower.offset != 0:
        return None
    if isinstance(upper.dimension, str):
        return upper.dimension if upper.offset == -1 else None
    return (upper.dimension or 0) + upper.offset + 1


def _sum_of_numbers(node: IndexedSum, of: Expression) -> Expression:
    """Σᵢ of a number: as many times the number, or the sum of a column."""
    dimension = range_of(node)
    if dimension is None:
        return _around(node, of)
    if node.index not in free_indices(of):
        return product((extent(dimension), of))
    contracted = _contracted(of, node.index)
    if contracted is not None:
        return contracted
    column = vectorized_over(of, node.index, dimension)
    return _around(node, of) if column is None else summed(column)


def _contracted(of: Expression, index: str) -> Expression | None:
    """Σᵢ δᵢⱼ f(i) = f(j)."""
    factors = of.factors if isinstance(of, Product) else (of,)
    for place, factor in enumerate(factors):
        if isinstance(factor, Delta):
            for one, other in ((factor.left, factor.right), (factor.right, factor.left)):
                is_place = isinstance(other, int) or other.offset == 0
                if one == At(index) and is_place:
                    rest = product((*factors[:place], *factors[place + 1 :]))
                    return replaced(rest, index, other)
    return None


# ----- matrices ----------------------------------------------------------------------------


def _sum_of_matrices(node: IndexedSum, inner: Term, table: Numbering) -> Expression:
    """Σᵢ sᵢ A eᵢ B = A s B, Σᵢ sᵢ A eᵢ eᵢᵀ B = A diag(s) B; a column A[:, i] counts as A eᵢ."""
    of = built(inner, node.shape, table)
    dimension = range_of(node)
    if dimension is None or len(inner.entries) != 1:
        return _around(node, of)
    if node.index not in free_indices(of):
        return product((extent(dimension), of))
    scalar = built(Term(inner.coefficient, inner.scalars, {}), SCALAR, table)
    weights = vectorized_over(scalar, node.index, dimension)
    ((atom, exponent),) = inner.entries.items()
    chain = table.nodes[atom]
    if weights is None or exponent != 1:
        return _around(node, of)
    factors = chain.factors if isinstance(chain, MatrixProduct) else (chain,)
    result = _chain_summed(factors, weights, node.index, dimension)
    return _around(node, of) if result is None else result


def _chain_summed(
    factors: Sequence[Expression], weights: Expression, index: str, dimension: Dimension
) -> Expression | None:
    places = [i for i, factor in enumerate(factors) if index in free_indices(factor)]
    if not places or len(places) > 2:
        return None
    first = places[0]
    before, after = factors[:first], factors[places[-1] + 1 :]
    columns = columns_through(factors[first], index, dimension)
    if len(places) == 2 and places[1] == first + 1:
        rows = columns_through(transposed(factors[first + 1]), index, dimension)
        if columns is None or rows is None:
            return None
        return matrix_product((*before, columns, diagonal(weights), transposed(rows), *after))
    if len(places) == 2:
        return None
    if columns is not None:
        return matrix_product((*before, columns, weights, *after))
    rows = columns_through(transposed(factors[first]), index, dimension)
    if rows is None:
        return None
    return matrix_product((*before, transposed(weights), transposed(rows), *after))


def columns_through(node: Expression, index: str, dimension: Dimension) -> Expression | None:
    """The matrix whose i-th column is the node: I for eᵢ, A for A[:, i], Aᵀ for A[i, :]ᵀ."""
    at = At(index)
    match node:
        case Unit(index=place) if place == at and node.shape[0] == dimension:
            return identity(dimension)
        case Slice(of=of, row=None, column=place) if place == at and of.shape[1] == dimension:
            return None if index in free_indices(of) else of
        case Transpose(of=Slice(of=of, row=place, column=None)) if place == at:
            is_whole = of.shape[0] == dimension and index not in free_indices(of)
            return transposed(of) if is_whole else None
        case _:
            return None


# ----- numbers -----------------------------------------------------------------------------


def vectorized_over(node: Expression, index: str, dimension: Dimension) -> Expression | None:
    """The column whose i-th entry is the node, None if there is no way to write it."""
    shape = (dimension, 1)
    if index not in free_indices(node):
        return spread(node, shape)
    match node:
        case Entry():
            return _vectorized_entry(node, index, dimension)
        case Delta(left=left, right=right):
            other = right if left == At(index) else left if right == At(index) else None
            return None if other is None or other == At(index) else Unit(other, shape)
        case MatrixProduct(factors=factors):
            return _vectorized_chain(factors, index, dimension)
        case Sum(terms=operands) | Product(factors=operands) | Extremum(operands=operands):
            found = [vectorized_over(one, index, dimension) for one in operands]
            columns = [one for one in found if one is not None]
            return None if len(columns) < len(found) else _entrywise(node, columns)
        case Negative(of=of):
            column = vectorized_over(of, index, dimension)
            return None if column is None else negated(column)
        case Function(name=name, of=of):
            column = vectorized_over(of, index, dimension)
            return None if column is None else function(name, column)
        case Quotient(of=left, by=right) | Power(base=left, exponent=right):
            return _vectorized_pair(node, left, right, index, dimension)
        case _:
            return None


def _entrywise(node: Sum | Product | Extremum, columns: list[Expression]) -> Expression:
    match node:
        case Sum():
            return added(columns, columns[0].shape)
        case Product():
            return hadamard(columns)
        case Extremum(name=name):
            return Extremum(name, tuple(columns), columns[0].shape)


def _vectorized_pair(
    node: Expression, left: Expression, right: Expression, index: str, dimension: Dimension
) -> Expression | None:
    above = vectorized_over(left, index, dimension)
    if above is None:
        return None
    below: Expression | None = right
    if index in free_indices(right):
        below = vectorized_over(right, index, dimension)
    if below is None:
        return None
    return power(above, below) if isinstance(node, Power) else quotient(above, below)


def _vectorized_entry(node: Entry, index: str, dimension: Dimension) -> Expression | None:
    at, of, row, column = At(index), node.of, node.row, node.column
    if index in free_indices(of):
        return None
    if row == at and column == at:
        is_whole = of.shape == (dimension, dimension)
        return DiagonalPart(of, (dimension, 1)) if is_whole else None
    if row == at and of.shape[0] == dimension:
        if isinstance(column, At) and column.name == index:
            return None
        return of if of.shape[1] == 1 else Slice(of, None, column, (dimension, 1))
    if column == at and of.shape[1] == dimension:
        if isinstance(row, At) and row.name == index:
            return None
        chosen = of if of.shape[0] == 1 else Slice(of, row, None, (1, dimension))
        return transposed(chosen)
    return None


def _vectorized_chain(
    factors: Sequence[Expression], index: str, dimension: Dimension
) -> Expression | None:
    """A[i, :] v is the i-th entry of A v, and uᵀ A[:, i] that of Aᵀ u."""
    places = [i for i, factor in enumerate(factors) if index in free_indices(factor)]
    if places == [0]:
        rows = columns_through(transposed(factors[0]), index, dimension)
        return None if rows is None else matrix_product((transposed(rows), *factors[1:]))
    if places == [len(factors) - 1]:
        columns = columns_through(factors[-1], index, dimension)
        return None if columns is None else transposed(matrix_product((*factors[:-1], columns)))
    return None
