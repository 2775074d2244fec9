"""Two trees → the power: of a scalar, of a square matrix, or entry by entry."""

from __future__ import annotations

from grader.errors import AnswerError, ShapeError, Span
from grader.language.algebra.constants import constant, is_euler, rounded
from grader.language.algebra.quotients import is_elementwise
from grader.language.algebra.source import Source
from grader.language.functions import MAX_EXPONENT
from grader.language.tree import (
    SCALAR,
    Expression,
    Function,
    Identity,
    Inverse,
    MatrixPower,
    Number,
    Power,
    Spread,
    described,
)
from grader.language.written import Place

LARGEST_DENOMINATOR = 10**12  # of an exponent


def raised(
    base: Expression,
    exponent: Expression,
    places: tuple[Place, Place],
    source: Source,
    *,
    elementwise: bool = False,
) -> Expression:
    """base ^ exponent: of a scalar, of a square matrix, or entry by entry."""
    number = _bounded(exponent, places[1], source)
    if is_euler(base) and not elementwise:
        return _exponential(exponent, places, source)
    exponent = number
    if base.shape == SCALAR and exponent.shape == SCALAR:
        if isinstance(exponent, Number) and exponent.value < 0 and constant(base) == 0:
            raise AnswerError("this divides by zero", span=Span(*places[0]))
        return Power(base, exponent, SCALAR)
    if elementwise or base.shape == SCALAR:
        return _elementwise_power(base, exponent, places, source, elementwise)
    k = source.at(places[1])
    if exponent.shape != SCALAR:
        raise source.error(
            f"the exponent {k} is {described(exponent.shape)}", places[1], "an exponent is a number"
        )
    is_square = base.shape[0] == base.shape[1]
    if is_elementwise(base) and not is_square:
        return Power(base, exponent, base.shape)
    if is_elementwise(base) or not is_square:
        raise _no_power(base, exponent, places, source)
    whole = exponent.value if isinstance(exponent, Number) else None
    if not isinstance(whole, int):
        raise source.error(
            f"a matrix has no power {k}",
            places[1],
            "a whole number, -1 for the inverse, T for the transpose",
        )
    return matrix_power(base, whole)


def _bounded(exponent: Expression, place: Place, source: Source) -> Expression:
    """An exponent, as a number where it is one; beyond the bound it is refused."""
    if isinstance(exponent, Number) and isinstance(exponent.value, int):
        if abs(exponent.value) <= MAX_EXPONENT:
            return exponent
    else:
        value = constant(exponent)
        if value is None:
            if _is_moderate(exponent):
                return exponent
        elif -MAX_EXPONENT <= value <= MAX_EXPONENT and value.denominator <= LARGEST_DENOMINATOR:
            return Number(value)
    raise AnswerError(
        f"the exponent `{source.at(place)}` is too large",
        span=Span(*place),
        hint=f"exponents up to {MAX_EXPONENT} are read",
    )


def _is_moderate(exponent: Expression) -> bool:
    """False where an exponent made of numbers alone is beyond the bound."""
    try:
        return abs(rounded(exponent) or 0.0) <= MAX_EXPONENT
    except (OverflowError, ZeroDivisionError):
        return False


def _exponential(exponent: Expression, places: tuple[Place, Place], source: Source) -> Expression:
    """e^z, entry by entry."""
    if exponent.shape[0] == exponent.shape[1] != 1 and not is_elementwise(exponent):
        k = source.at(places[1])
        raise source.error(
            f"`{source.at(places[0])}^{k}` has a matrix as exponent",
            (places[0][0], places[1][1]),
            f"`exp({k})` is taken entry by entry; the matrix exponential is not known here",
        )
    return Function("exp", exponent, exponent.shape)


def _no_power(
    base: Expression, exponent: Expression, places: tuple[Place, Place], source: Source
) -> ShapeError:
    """Of tanh(A)^2 with a square A, and of A^2 where A is not square."""
    a, k = source.at(places[0]), source.at(places[1])
    if isinstance(exponent, Number):  # x² is answered with x.^2
        k = str(exponent.value) if source.is_closed(str(exponent.value)) else f"({exponent.value})"
    place = (places[0][0], places[1][1])
    if base.shape[0] == base.shape[1]:
        return source.error(
            f"`{a}^{k}` has two readings",
            place,
            f"write `({a}).^{k}` entry by entry, or `{a}*{a}` for the matrix product",
        )
    is_square_of_column = base.shape[1] == 1 and k == "2"
    norm = f", `{source.behind(a, '.T')}*{source.factor(a)}` for the square of the norm"
    return source.error(
        f"{a} is {described(base.shape)}: it has no power",
        place,
        f"write `{source.behind(a, '')}.^{k}` entry by entry"
        + (norm if is_square_of_column else ""),
    )


def _elementwise_power(
    base: Expression,
    exponent: Expression,
    places: tuple[Place, Place],
    source: Source,
    elementwise: bool,
) -> Expression:
    if base.shape == SCALAR and exponent.shape != SCALAR:
        if 1 not in exponent.shape and not elementwise and not is_elementwise(exponent):
            raise source.error(
                f"the exponent {source.at(places[1])} is a matrix",
                places[1],
                "write `.^` for a power entry by entry",
            )
        return Power(Spread(base, exponent.shape), exponent, exponent.shape)
    if exponent.shape not in (SCALAR, base.shape):
        raise source.error(
            f"{source.at(places[0])} is {described(base.shape)} and {source.at(places[1])} is "
            f"{described(exponent.shape)}: a power entry by entry needs equal shapes",
            (places[0][0], places[1][1]),
        )
    return Power(base, exponent, base.shape)


def matrix_power(base: Expression, exponent: int) -> Expression:
    """Aᵏ for a whole k."""
    if exponent == 1:
        return base
    if exponent == 0:
        return Identity(base.shape)
    power = base
    if abs(exponent) > 1:
        power = MatrixPower(base, abs(exponent), base.shape)
    return Inverse(power, base.shape) if exponent < 0 else power
