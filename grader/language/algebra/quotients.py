"""Two trees → their quotient: by a scalar, or entry by entry where that is the only reading."""

from __future__ import annotations

from fractions import Fraction

from grader.errors import AnswerError, ShapeError, Span
from grader.language.algebra.constants import constant, has_zero_value, simplest
from grader.language.algebra.fitting import fitted
from grader.language.algebra.source import Source
from grader.language.tree import (
    ONE,
    SCALAR,
    Expression,
    Filled,
    Function,
    Hadamard,
    Inverse,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
    Spread,
    Sum,
    described,
)
from grader.language.written import Place


def is_elementwise(tree: Expression) -> bool:
    """Whether a matrix is written as a function taken entry by entry: 1 + exp(-z), tanh(z)^2."""
    match tree:
        case Function() | Power():
            return True
        case Negative(of, _):
            return is_elementwise(of)
        case Sum(terms, _):
            return any(is_elementwise(term) for term in terms) and all(
                isinstance(term, Spread | Filled) or is_elementwise(term) for term in terms
            )
        case Product(factors, _) | Hadamard(factors, _):
            return any(is_elementwise(f) for f in factors if f.shape != SCALAR)
        case Quotient(of, by, _):
            return by.shape != SCALAR or is_elementwise(of)
        case _:
            return False


def divided(
    of: Expression,
    by: Expression,
    places: tuple[Place, Place],
    source: Source,
    *,
    elementwise: bool = False,
) -> Expression:
    """of / by: by a scalar, or entry by entry where that is the only reading."""
    if isinstance(of, Number) and isinstance(by, Number) and by.value:
        return Number(simplest(Fraction(of.value) / by.value))
    if has_zero_value(by) or constant(by) == 0:
        raise AnswerError("this divides by zero", span=Span(*places[1]))
    if by.shape == SCALAR:
        return Quotient(of, by, of.shape)
    is_square = by.shape[0] == by.shape[1]
    if of.shape == SCALAR:
        if elementwise or is_elementwise(by) or (not is_square and 1 in by.shape):
            return Quotient(of, by, by.shape)
    else:
        of, by = fitted(of, by.shape), fitted(by, of.shape)
        if of.shape == by.shape and (elementwise or not is_square or is_elementwise(by)):
            return Quotient(of, by, by.shape)
    raise _no_quotient(of.shape, by.shape, places, source, elementwise)


def _no_quotient(
    one: Shape, two: Shape, places: tuple[Place, Place], source: Source, elementwise: bool
) -> ShapeError:
    a, b = source.at(places[0]), source.at(places[1])
    place = (places[0][0], places[1][1])
    if elementwise:
        return source.error(
            f"{a} is {described(one)} and {b} is {described(two)}: "
            "a quotient entry by entry needs equal shapes",
            place,
        )
    is_square = two[0] == two[1]
    inverse = f"inv{source.argument(b)}"
    if one not in (SCALAR, two) and two[1] == one[0]:
        inverse = f"{inverse}*{source.factor(a)}"
    elif a != "1":
        inverse = f"{source.factor(a)}*{inverse}"
    entries = f"{source.behind(a, '')}./{source.behind(b, '')}"
    if is_square and one in (SCALAR, two):
        return source.error(
            f"`{a}/{b}` divides by a matrix",
            place,
            f"write `{inverse}` for the inverse, `{entries}` for a quotient entry by entry",
        )
    if is_square:
        fits = two[0] in one
        hint = f"write `{inverse}` for the inverse" if fits else ""
    else:
        hint = "a quotient is by a number, or entry by entry of equal shapes"
    return source.error(f"`{a}/{b}` divides {described(one)} by {described(two)}", place, hint)


def inverted(tree: Expression, place: Place, source: Source) -> Expression:
    """tree⁻¹; of a scalar the reciprocal."""
    if tree.shape == SCALAR:
        return divided(ONE, tree, (place, place), source)
    if tree.shape[0] != tree.shape[1]:
        raise source.error(
            f"{source.at(place)} is {described(tree.shape)}: only a square matrix has an inverse",
            place,
        )
    return Inverse(tree, tree.shape)
