"""The arguments of a call as trees, and what rules ask of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from grader.language.algebra import Source
from grader.language.tree import Expression, described
from grader.language.written import Place

Arguments: TypeAlias = tuple[tuple[Expression, Place], ...]
Rule: TypeAlias = Callable[[Arguments, Place, Source], Expression]


def places(arguments: Arguments) -> tuple[Place, Place]:
    """Where the first two arguments stand."""
    return (arguments[0][1], arguments[1][1])


def need(condition: bool, arguments: Arguments, what: str, source: Source) -> None:
    """Raises the ShapeError that says what the first argument would have to be."""
    if not condition:
        of, place = arguments[0]
        raise source.error(f"{source.at(place)} is {described(of.shape)}: {what}", place)


def is_vector(tree: Expression) -> bool:
    """Whether this is a row or a column."""
    return 1 in tree.shape


def is_square(tree: Expression) -> bool:
    """Whether this is a square matrix."""
    return tree.shape[0] == tree.shape[1]
