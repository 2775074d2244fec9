"""Component lists as written → matrices: [a, b], [[a, b], [c, d]], Matrix(2, 2, [a, b, c, d])."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from grader.errors import AnswerError, Span
from grader.language.algebra import Source
from grader.language.tree import SCALAR, Expression, Stack, described
from grader.language.written import Call, Listing, Literal, Place, ProductOf, Written

Read = Callable[[Written], Expression]


def matrix(node: Call, read: Read, source: Source) -> Expression:
    """Matrix([[a, b], [c, d]]), Matrix([a, b]), Matrix(2, 2, [a, b, c, d])."""
    first, *rest = node.arguments
    if not rest:
        return listing(first, read, source) if isinstance(first, Listing) else read(first)
    entries = node.arguments[-1]
    if len(node.arguments) == 3 and isinstance(entries, Listing):
        rows, width = (_count(argument) for argument in node.arguments[:2])
        if rows and width and rows * width == len(entries.items):
            items = entries.items
            cut = [items[at : at + width] for at in range(0, len(items), width)]
            inner = tuple([Listing(tuple(row), node.place) for row in cut])
            return listing(Listing(inner, node.place), read, source)
    raise AnswerError(
        "this matrix cannot be read",
        span=Span(*node.place),
        hint="write [[a, b], [c, d]] row by row",
    )


def _count(node: Written) -> int:
    is_whole = isinstance(node, Literal) and isinstance(node.value, int)
    return int(node.value) if isinstance(node, Literal) and is_whole else 0


def listing(node: Listing, read: Read, source: Source) -> Expression:
    """[a, b] a column; [[a, b], [c, d]] a matrix, row by row; [A x] as (A x)."""
    if len(node.items) == 1 and not isinstance(node.items[0], Listing):
        return _alone(node.items[0], read, source)
    rows = [item.items for item in node.items if isinstance(item, Listing)]
    if len(rows) != len(node.items):
        rows = [(item,) for item in node.items]
    width = len(rows[0])
    found = []
    for row in rows:
        if len(row) != width:
            _uneven(width, len(row), row[-1].place)
        found.append(tuple([_component(entry, read, source) for entry in row]))
    if len(found) == width == 1:
        return found[0][0]
    return Stack(tuple(found), (len(found), width))


def _alone(node: Written, read: Read, source: Source) -> Expression:
    """[a + b] groups as (a + b) does; [a b c] may be meant as a list."""
    tree = read(node)
    if tree.shape == SCALAR and isinstance(node, ProductOf):
        parts = [factor.of.place for factor in node.factors]
        ends, starts = [end for _, end in parts[:-1]], [start for start, _ in parts[1:]]
        if all(source.text[a:b].isspace() for a, b in zip(ends, starts, strict=True)):
            listed = ", ".join([source.at(place) for place in parts])
            raise AnswerError(
                f"`{source.at(node.place)}` in square brackets has two readings",
                span=Span(*node.place),
                hint=f"write `[{listed}]` for a list, `({source.at(node.place)})` for the product",
            )
    return tree


def _uneven(first: int, other: int, place: Place) -> NoReturn:
    raise AnswerError(
        f"the rows have {first} and {other} entries",
        span=Span(*place),
        hint="every row needs as many",
    )


def _component(node: Written, read: Read, source: Source) -> Expression:
    tree = read(node)
    if tree.shape != SCALAR:
        raise source.error(
            f"{source.at(node.place)} is {described(tree.shape)}: a component is a number",
            node.place,
            "a list holds the components one by one",
        )
    return tree
