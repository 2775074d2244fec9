"""Functions of a vector or a matrix: norm, trace, det, diag, vec, sum, mean, softmax."""

from __future__ import annotations

from grader.language.algebra import Source, constant, inverted, transposed
from grader.language.calls.arguments import Arguments, Rule, is_square, is_vector, need
from grader.language.tree import (
    SCALAR,
    Determinant,
    Diagonal,
    DiagonalPart,
    Dimension,
    Expression,
    Function,
    LogSumExp,
    Norm,
    Number,
    Product,
    Quotient,
    Size,
    Softmax,
    Stack,
    Total,
    Trace,
    Vectorization,
    times,
)
from grader.language.written import Place


def _norm(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    kind: object = 2 if is_vector(of) else "fro"
    if len(arguments) == 2:
        asked = arguments[1][0]
        kind = "fro" if asked is FROBENIUS else constant(asked)
        if kind == "fro" and is_vector(of):
            kind = 2
    if of.shape == SCALAR and kind in (1, 2):
        return Function("abs", of, SCALAR)
    if kind == 2 and not is_vector(of):
        raise source.error(
            f"the 2-norm of the matrix {source.at(where)} has two readings", place,
            "write ‖A‖_F or norm(A, 'fro') for the Frobenius norm; "
            "the spectral norm is not known here",
        )  # fmt: skip
    if kind in (2, "fro"):
        return Norm(of)
    if kind == 1 and is_vector(of):
        return Total(Function("abs", of, of.shape))
    if kind == 1:
        raise source.error(
            f"the 1-norm of the matrix {source.at(where)} has two readings", place,
            "entry by entry it is sum(abs(A)); the induced norm is not known here",
        )  # fmt: skip
    raise source.error(f"`{source.at(place)}` is not a norm known here", place,
                       "norm(x), norm(x, 1), norm(A, 'fro')")  # fmt: skip


# Stands for the 'fro' of norm(A, 'fro'): recognised by identity, never part of a tree.
FROBENIUS = Number(2)


def _transpose(arguments: Arguments, place: Place, source: Source) -> Expression:
    return transposed(arguments[0][0])


def _inverse(arguments: Arguments, place: Place, source: Source) -> Expression:
    return inverted(arguments[0][0], arguments[0][1], source)


def _trace(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    need(is_square(of), arguments, "only a square matrix has a trace", source)
    return of if of.shape == SCALAR else Trace(of)


def _det(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    need(is_square(of), arguments, "only a square matrix has a determinant", source)
    return of if of.shape == SCALAR else Determinant(of)


def _diag(arguments: Arguments, place: Place, source: Source) -> Expression:
    """diag(v) a matrix, diag(A) the diagonal as a column, diag(a, b, c) of scalars."""
    of = arguments[0][0]
    if len(arguments) > 1:
        for part in arguments:
            need(part[0].shape == SCALAR, (part,), "diag(a, b, c) takes numbers", source)
        count = len(arguments)
        of = Stack(tuple((entry,) for entry, _ in arguments), (count, 1))
        return Diagonal(of, (count, count))
    if of.shape == SCALAR:
        return of
    if is_vector(of):
        side = of.shape[0] if of.shape[1] == 1 else of.shape[1]
        return Diagonal(of, (side, side))
    need(is_square(of), arguments, "only a vector or a square matrix has a diag", source)
    return DiagonalPart(of, (of.shape[0], 1))


def _vec(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    if of.shape[1] == 1:
        return of
    return Vectorization(of, (times(*of.shape), 1))


def _sum(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    return of if of.shape == SCALAR else Total(of)


def _mean(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    if of.shape == SCALAR:
        return of
    return Quotient(Total(of), dimension_number(times(*of.shape)), SCALAR)


def dimension_number(dimension: Dimension) -> Expression:
    """A dimension as a number."""
    if isinstance(dimension, int):
        return Number(dimension)
    parts = [Number(int(p)) if p.isdigit() else Size(p) for p in dimension.split("*")]
    return parts[0] if len(parts) == 1 else Product(tuple(parts), SCALAR)


def _softmax(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    need(is_vector(of) and of.shape != SCALAR, arguments,
          "softmax is of a vector (by rows or by columns of a matrix?)", source)  # fmt: skip
    return Softmax(of, of.shape)


def _logsumexp(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    return of if of.shape == SCALAR else LogSumExp(of)


RULES: dict[str, Rule] = {
    "norm": _norm,
    "transpose": _transpose,
    "inverse": _inverse,
    "trace": _trace,
    "det": _det,
    "diag": _diag,
    "vec": _vec,
    "sum": _sum,
    "mean": _mean,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
}
