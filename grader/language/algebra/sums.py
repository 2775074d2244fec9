"""Terms → their sum, or the ShapeError that says which two do not fit."""

from __future__ import annotations

from collections.abc import Sequence

from grader.language.algebra.fitting import UNKNOWN, fitted
from grader.language.algebra.source import Source
from grader.language.tree import (
    SCALAR,
    Expression,
    Filled,
    Negative,
    Number,
    Shape,
    Spread,
    Sum,
    described,
)
from grader.language.written import Place


def added(
    terms: Sequence[tuple[bool, Expression, Place]], place: Place, source: Source
) -> Expression:
    """The sum of (is it subtracted, term, place); a scalar is added to every entry."""
    shape = _common_shape(terms, place, source)
    flat: list[Expression] = []
    for negative, term, _ in terms:
        if term.shape != shape:
            term = _spread(term, shape, source) if term.shape == SCALAR else fitted(term, shape)
        flat.append(Negative(term, term.shape) if negative else term)
    return flat[0] if len(flat) == 1 else Sum(tuple(flat), shape)


def _common_shape(
    terms: Sequence[tuple[bool, Expression, Place]], place: Place, source: Source
) -> Shape:
    """The shape of all terms but the scalars."""
    shape, first = SCALAR, place
    for _, term, where in terms:
        other = term.shape
        if other in (SCALAR, shape):
            continue
        if shape == SCALAR:
            shape, first = other, where
            continue
        rows = other[0] if shape[0] == UNKNOWN else shape[0]
        columns = other[1] if shape[1] == UNKNOWN else shape[1]
        if other[0] not in (UNKNOWN, rows) or other[1] not in (UNKNOWN, columns):
            left, right = source.at(first), source.at(where)
            is_transposed = other == (shape[1], shape[0])
            raise source.error(
                f"{left} is {described(shape)} and {right} is {described(other)}: "
                "a sum needs equal shapes",
                where,
                f"did you mean `{source.behind(right, '.T')}`?" if is_transposed else "",
            )
        shape, first = (rows, columns), where
    return shape


def _spread(term: Expression, shape: Shape, source: Source) -> Expression:
    """A scalar beside matrices: at every entry, which is remarked on where a square one stands."""
    if isinstance(term, Number) and term.value == 0:
        return Filled(0, shape)
    if shape[0] == shape[1]:
        value = f"{term.value}" if isinstance(term, Number) else ""
        note = (
            f"{value or 'a scalar'} is added to every entry of the matrix; "
            f"{value or 's'}*I would add to the diagonal only"
        )
        if note not in source.notes:
            source.notes.append(note)
    return Spread(term, shape)
