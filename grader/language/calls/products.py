"""Products and sums by name: inner, dot, outer, matmul, hadamard, kron, add."""

from __future__ import annotations

from grader.language.algebra import (
    Source,
    added,
    chained,
    divided,
    elementwise_product,
    inverted,
    kronecker,
    matrix_product,
    multiplied,
    transposed,
)
from grader.language.calls.arguments import Arguments, Rule, is_vector, need, places
from grader.language.tree import SCALAR, Expression, Trace, described
from grader.language.written import Place


def _inner(arguments: Arguments, place: Place, source: Source) -> Expression:
    """⟨a, b⟩: aᵀb of vectors, trace(AᵀB) of matrices."""
    (a, _), (b, where) = arguments
    if a.shape == SCALAR or b.shape == SCALAR:
        return multiplied(a, b, places(arguments), source)
    if is_vector(a) and is_vector(b):
        row = a if a.shape[0] == 1 else transposed(a)
        column = b if b.shape[1] == 1 else transposed(b)
        if row.shape[1] == column.shape[0]:
            return matrix_product((row, column))
    elif a.shape == b.shape:
        return Trace(matrix_product((transposed(a), b)))
    raise source.error(
        f"{source.at(arguments[0][1])} is {described(a.shape)} and {source.at(where)} is "
        f"{described(b.shape)}: an inner product needs equal shapes",
        place,
    )


def _dot(arguments: Arguments, place: Place, source: Source) -> Expression:
    """dot(a, b): of two vectors the inner product, else the matrix product (as NumPy)."""
    (a, _), (b, _) = arguments
    if is_vector(a) and is_vector(b) and (a.shape[1] != b.shape[0] or a.shape[1] == 1):
        return _inner(arguments, place, source)
    return multiplied(a, b, places(arguments), source)


def _outer(arguments: Arguments, place: Place, source: Source) -> Expression:
    """a bᵀ."""
    (a, _), (b, _) = arguments
    need(is_vector(a), arguments, "an outer product is of two vectors", source)
    need(is_vector(b), arguments[1:], "an outer product is of two vectors", source)
    column = a if a.shape[1] == 1 else transposed(a)
    row = b if b.shape[0] == 1 else transposed(b)
    return multiplied(column, row, places(arguments), source)


def _matmul(arguments: Arguments, place: Place, source: Source) -> Expression:
    return chained(arguments, source)


def _hadamard(arguments: Arguments, place: Place, source: Source) -> Expression:
    tree, where = arguments[0]
    for right, behind in arguments[1:]:
        tree = elementwise_product(tree, right, (where, behind), source)
        where = (where[0], behind[1])
    return tree


def _divide(arguments: Arguments, place: Place, source: Source) -> Expression:
    (of, _), (by, _) = arguments
    return divided(of, by, places(arguments), source, elementwise=True)


def _kron(arguments: Arguments, place: Place, source: Source) -> Expression:
    tree = arguments[0][0]
    for right, _ in arguments[1:]:
        tree = kronecker(tree, right, place, source)
    return tree


def _add(arguments: Arguments, place: Place, source: Source) -> Expression:
    return added([(False, of, where) for of, where in arguments], place, source)


def _subtract(arguments: Arguments, place: Place, source: Source) -> Expression:
    (left, at), (right, behind) = arguments
    return added([(False, left, at), (True, right, behind)], place, source)


def _solve(arguments: Arguments, place: Place, source: Source) -> Expression:
    r"""solve(A, b) and A\\b, which is A⁻¹ b; without a square A it would be least squares."""
    by, where = arguments[0]
    is_matrix = by.shape != SCALAR and by.shape[0] == by.shape[1]
    need(is_matrix, arguments, "only a square matrix divides from the left", source)
    return multiplied(inverted(by, where, source), arguments[1][0], places(arguments), source)


RULES: dict[str, Rule] = {
    "inner": _inner,
    "dot": _dot,
    "outer": _outer,
    "matmul": _matmul,
    "hadamard": _hadamard,
    "divide": _divide,
    "kron": _kron,
    "solve": _solve,
    "add": _add,
    "subtract": _subtract,
}
