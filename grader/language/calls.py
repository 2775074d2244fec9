"""A function's canonical name + its arguments as trees → the tree of the call."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from grader.errors import AnswerError, Span
from grader.language.algebra import (
    Source,
    added,
    chained,
    constant,
    divided,
    elementwise_product,
    inverted,
    is_open,
    matrix_product,
    multiplied,
    raised,
    transposed,
)
from grader.language.functions import ELEMENTWISE, MAX_SIZE
from grader.language.tree import (
    ONE,
    SCALAR,
    Determinant,
    Diagonal,
    DiagonalPart,
    Dimension,
    Expression,
    Extremum,
    Filled,
    Function,
    Identity,
    Kronecker,
    LogSumExp,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Size,
    Softmax,
    Spread,
    Stack,
    Total,
    Trace,
    Vectorization,
    described,
    times,
)
from grader.language.written import Place

Arguments: TypeAlias = tuple[tuple[Expression, Place], ...]


def called(name: str, arguments: Arguments, place: Place, source: Source) -> Expression:
    """The tree of name(arguments); raises ShapeError where the arguments do not fit."""
    of, where = arguments[0]
    if is_open(of) and name not in ("transpose", "inverse", "matmul"):
        raise source.error(
            f"the size of `{source.at(where)}` does not follow from the context", where,
            "write eye(n) for an identity matrix of a known size",
        )  # fmt: skip
    if name in ELEMENTWISE and len(arguments) == 1:
        return Function(name, of, of.shape)
    rule = _RULES.get(name)
    if rule is None:
        raise AnswerError(f"`{name}` cannot be used like this", span=Span(*place))
    return rule(arguments, place, source)


def _places(arguments: Arguments) -> tuple[Place, Place]:
    return (arguments[0][1], arguments[1][1])


def _need(condition: bool, arguments: Arguments, what: str, source: Source) -> None:
    if not condition:
        of, place = arguments[0]
        raise source.error(f"{source.at(place)} is {described(of.shape)}: {what}", place)


def _is_vector(tree: Expression) -> bool:
    return 1 in tree.shape


def _is_square(tree: Expression) -> bool:
    return tree.shape[0] == tree.shape[1]


# ----- of one number -----------------------------------------------------------------------------


def _log(arguments: Arguments, place: Place, source: Source) -> Expression:
    """log(x, b) = log x / log b."""
    of, base = arguments[0][0], arguments[1][0]
    _need(base.shape == SCALAR, arguments[1:], "the base of a logarithm is a number", source)
    above = Function("log", of, of.shape)
    return Quotient(above, Function("log", base, SCALAR), of.shape)


def _log_of_base(base: int) -> Callable[[Arguments, Place, Source], Expression]:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        return _log((arguments[0], (Number(base), place)), place, source)

    return rule


def _log1p(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    inner = added(((False, ONE, where), (False, of, where)), place, source)
    return Function("log", inner, of.shape)


def _expm1(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    power = Function("exp", of, of.shape)
    return added(((False, power, where), (True, ONE, where)), place, source)


def _root(arguments: Arguments, place: Place, source: Source) -> Expression:
    """root(x, n): of an odd n also of negative numbers, sign(x)·|x|^(1/n)."""
    of = arguments[0][0]
    degree = constant(arguments[1][0])
    if degree is None or degree.denominator != 1 or not 1 <= degree <= MAX_SIZE:
        raise AnswerError(
            f"`{source.at(arguments[1][1])}` is not the degree of a root",
            span=Span(*arguments[1][1]), hint="root(x, 3) is the third root",
        )  # fmt: skip
    if degree == 1:
        return of
    if degree == 2:
        return Function("sqrt", of, of.shape)
    exponent = Number(Fraction(1, int(degree)))
    if degree % 2 == 0:
        return Power(of, exponent, of.shape)
    size = Power(Function("abs", of, of.shape), exponent, of.shape)
    sign = Function("sign", of, of.shape)
    if of.shape == SCALAR:
        return Product((sign, size), SCALAR)
    return elementwise_product(sign, size, (place, place), source)


def _power(arguments: Arguments, place: Place, source: Source) -> Expression:
    (base, _), (exponent, _) = arguments
    return raised(base, exponent, _places(arguments), source, elementwise=base.shape != SCALAR)


def _square(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    return raised(of, Number(2), (where, where), source, elementwise=of.shape != SCALAR)


def _reciprocal(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    return divided(ONE, of, (where, where), source, elementwise=True)


def _extremum(name: str) -> Callable[[Arguments, Place, Source], Expression]:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        """max(a, b), entry by entry; a number is compared with every entry."""
        shape = next((of.shape for of, _ in arguments if of.shape != SCALAR), SCALAR)
        operands = []
        for of, where in arguments:
            if of.shape not in (SCALAR, shape):
                raise source.error(
                    f"{source.at(where)} is {described(of.shape)}, not {described(shape)}", where,
                    f"{name} compares entry by entry",
                )  # fmt: skip
            operands.append(of if of.shape == shape else Spread(of, shape))
        return Extremum(name, tuple(operands), shape)

    return rule


# ----- of vectors and matrices -------------------------------------------------------------------


def _norm(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    kind: object = 2 if _is_vector(of) else "fro"
    if len(arguments) == 2:
        asked = arguments[1][0]
        kind = "fro" if asked is FROBENIUS else constant(asked)
        if kind == "fro" and _is_vector(of):
            kind = 2
    if of.shape == SCALAR and kind in (1, 2):
        return Function("abs", of, SCALAR)
    if kind == 2 and not _is_vector(of):
        raise source.error(
            f"the 2-norm of the matrix {source.at(where)} has two readings", place,
            "write ‖A‖_F or norm(A, 'fro') for the Frobenius norm; "
            "the spectral norm is not known here",
        )  # fmt: skip
    if kind in (2, "fro"):
        return Norm(of)
    if kind == 1 and _is_vector(of):
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


def _inner(arguments: Arguments, place: Place, source: Source) -> Expression:
    """⟨a, b⟩: aᵀb of vectors, trace(AᵀB) of matrices."""
    (a, _), (b, where) = arguments
    if a.shape == SCALAR or b.shape == SCALAR:
        return multiplied(a, b, _places(arguments), source)
    if _is_vector(a) and _is_vector(b):
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
    if _is_vector(a) and _is_vector(b) and (a.shape[1] != b.shape[0] or a.shape[1] == 1):
        return _inner(arguments, place, source)
    return multiplied(a, b, _places(arguments), source)


def _outer(arguments: Arguments, place: Place, source: Source) -> Expression:
    """a bᵀ."""
    (a, _), (b, _) = arguments
    _need(_is_vector(a), arguments, "an outer product is of two vectors", source)
    _need(_is_vector(b), arguments[1:], "an outer product is of two vectors", source)
    column = a if a.shape[1] == 1 else transposed(a)
    row = b if b.shape[0] == 1 else transposed(b)
    return multiplied(column, row, _places(arguments), source)


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
    return divided(of, by, _places(arguments), source, elementwise=True)


def _transpose(arguments: Arguments, place: Place, source: Source) -> Expression:
    return transposed(arguments[0][0])


def _inverse(arguments: Arguments, place: Place, source: Source) -> Expression:
    return inverted(arguments[0][0], arguments[0][1], source)


def _trace(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    _need(_is_square(of), arguments, "only a square matrix has a trace", source)
    return of if of.shape == SCALAR else Trace(of)


def _det(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    _need(_is_square(of), arguments, "only a square matrix has a determinant", source)
    return of if of.shape == SCALAR else Determinant(of)


def _diag(arguments: Arguments, place: Place, source: Source) -> Expression:
    """diag(v) a matrix, diag(A) the diagonal as a column, diag(a, b, c) of scalars."""
    of, where = arguments[0]
    if len(arguments) > 1:
        for part in arguments:
            _need(part[0].shape == SCALAR, (part,), "diag(a, b, c) takes numbers", source)
        count = len(arguments)
        of = Stack(tuple((entry,) for entry, _ in arguments), (count, 1))
        return Diagonal(of, (count, count))
    if of.shape == SCALAR:
        return of
    if _is_vector(of):
        side = of.shape[0] if of.shape[1] == 1 else of.shape[1]
        return Diagonal(of, (side, side))
    _need(_is_square(of), arguments, "only a vector or a square matrix has a diag", source)
    return DiagonalPart(of, (of.shape[0], 1))


def _vec(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    if of.shape[1] == 1:
        return of
    return Vectorization(of, (times(*of.shape), 1))


def _kron(arguments: Arguments, place: Place, source: Source) -> Expression:
    tree = arguments[0][0]
    for right, _ in arguments[1:]:
        tree = kronecker(tree, right)
    return tree


def kronecker(left: Expression, right: Expression) -> Expression:
    """left ⊗ right."""
    if left.shape == SCALAR or right.shape == SCALAR:
        shape = right.shape if left.shape == SCALAR else left.shape
        return Product((left, right) if left.shape == SCALAR else (right, left), shape)
    (a, b), (c, d) = left.shape, right.shape
    return Kronecker(left, right, (times(a, c), times(b, d)))


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
    _need(_is_vector(of) and of.shape != SCALAR, arguments,
          "softmax is of a vector (by rows or by columns of a matrix?)", source)  # fmt: skip
    return Softmax(of, of.shape)


def _logsumexp(arguments: Arguments, place: Place, source: Source) -> Expression:
    of = arguments[0][0]
    return of if of.shape == SCALAR else LogSumExp(of)


# ----- constants ---------------------------------------------------------------------------------


def as_dimension(tree: Expression, place: Place, source: Source) -> Dimension:
    """A dimension written as a number or a name."""
    if isinstance(tree, Size):
        return tree.dimension
    if isinstance(tree, Product):
        dimension: Dimension = 1
        for factor in tree.factors:
            dimension = times(dimension, as_dimension(factor, place, source))
        return dimension
    value = constant(tree)
    if value is None or value.denominator != 1 or value < 1:
        raise AnswerError(
            f"`{source.at(place)}` is not a dimension", span=Span(*place),
            hint="a dimension is a whole number or a name such as n",
        )  # fmt: skip
    if value > MAX_SIZE:
        raise AnswerError(
            f"a dimension of {source.at(place)} is too large", span=Span(*place),
            hint=f"explicit sizes go up to {MAX_SIZE}",
        )  # fmt: skip
    return int(value)


def _sized(arguments: Arguments, source: Source) -> tuple[Dimension, Dimension]:
    of, where = arguments[0]
    if isinstance(of, Stack) and len(arguments) == 1:  # np.ones((n, m))
        rows = [row[0] for row in of.rows]
        found = [as_dimension(entry, where, source) for entry in rows]
    else:
        found = [as_dimension(entry, at, source) for entry, at in arguments]
    return (found[0], found[1] if len(found) > 1 else 1)


def _filled(value: int) -> Callable[[Arguments, Place, Source], Expression]:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        shape = _sized(arguments, source)
        return Number(value) if shape == SCALAR else Filled(value, shape)

    return rule


def _eye(arguments: Arguments, place: Place, source: Source) -> Expression:
    rows = _sized(arguments[:1], source)[0]
    if len(arguments) == 2 and as_dimension(*arguments[1], source) != rows:
        raise source.error("an identity matrix is square", place, "write eye(n)")
    return ONE if rows == 1 else Identity((rows, rows))


_RULES: dict[str, Callable[[Arguments, Place, Source], Expression]] = {
    "log": _log,
    "log10": _log_of_base(10),
    "log2": _log_of_base(2),
    "log1p": _log1p,
    "expm1": _expm1,
    "root": _root,
    "power": _power,
    "square": _square,
    "reciprocal": _reciprocal,
    "max": _extremum("max"),
    "min": _extremum("min"),
    "norm": _norm,
    "inner": _inner,
    "dot": _dot,
    "outer": _outer,
    "matmul": _matmul,
    "hadamard": _hadamard,
    "divide": _divide,
    "transpose": _transpose,
    "inverse": _inverse,
    "trace": _trace,
    "det": _det,
    "diag": _diag,
    "vec": _vec,
    "kron": _kron,
    "sum": _sum,
    "mean": _mean,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "eye": _eye,
    "ones": _filled(1),
    "zeros": _filled(0),
}
