"""Matrices given by their size: eye(n), ones(n, m), zeros(n); dimensions as typed."""

from __future__ import annotations

from grader.errors import AnswerError, Span
from grader.language.algebra import Source, constant
from grader.language.calls.arguments import Arguments, Rule
from grader.language.functions import MAX_SIZE
from grader.language.tree import (
    ONE,
    SCALAR,
    Dimension,
    Expression,
    Filled,
    Identity,
    Number,
    Product,
    Size,
    Stack,
    times,
)
from grader.language.written import Place


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


def _filled(value: int) -> Rule:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        shape = _sized(arguments, source)
        return Number(value) if shape == SCALAR else Filled(value, shape)

    return rule


def _eye(arguments: Arguments, place: Place, source: Source) -> Expression:
    rows = _sized(arguments[:1], source)[0]
    if len(arguments) == 2 and as_dimension(*arguments[1], source) != rows:
        raise source.error("an identity matrix is square", place, "write eye(n)")
    return ONE if rows == 1 else Identity((rows, rows))


RULES: dict[str, Rule] = {
    "eye": _eye,
    "ones": _filled(1),
    "zeros": _filled(0),
}
