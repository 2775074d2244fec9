"""Sums over an index as written → their bounds, counted from zero."""

from __future__ import annotations

from collections.abc import Callable

from grader.errors import AnswerError, Span
from grader.language.algebra import Source, constant
from grader.language.declarations import Scope
from grader.language.functions import MAX_ENTRIES
from grader.language.indices.ranges import MAX_INDEX
from grader.language.tree import Bound, Expression
from grader.language.written import BigSum, Call, Listing, Literal, Place, SumOf, Word, Written

Read = Callable[[Written], Expression]

_TYPICAL = 4  # terms of a sum over a symbolic dimension


def sum_of_call(node: Call) -> BigSum:
    """Sum(body, (k, 1, n)), Sum(body, k, 1, n), Sum(body, k) as sum_k body."""
    body, *rest = node.arguments
    while len(rest) > 1 and all(isinstance(bounds, Listing) for bounds in rest):
        inner = (body, rest.pop())  # (i, 1, n), (j, 1, n)
        body = sum_of_call(Call(node.name, inner, node.spelled, node.place))
    if len(rest) == 1 and isinstance(rest[0], Listing):
        rest = list(rest[0].items)
    if not rest or not isinstance(rest[0], Word) or len(rest) not in (1, 3):
        raise AnswerError(
            "this sum has no index", span=Span(*node.place), hint="write Sum(…, (k, 1, n))"
        )
    lower, upper = (rest[1], rest[2]) if len(rest) == 3 else (None, None)
    return BigSum(rest[0].name, lower, upper, body, node.place)


def bounds(
    node: BigSum, read: Read, scope: Scope, source: Source
) -> tuple[Bound | None, Bound | None]:
    """The lower and the upper bound, as far as they are written."""
    lower = _bound(node.lower, read, scope, source) if node.lower is not None else None
    upper = _bound(node.upper, read, scope, source) if node.upper is not None else None
    return lower, upper


def within_bounds(terms: int, lower: Bound | None, upper: Bound | None, place: Place) -> int:
    """How many terms a sum inside others has, all taken together; refuses too many."""
    count = _TYPICAL
    if upper is not None and upper.dimension is None:
        count = max(1, upper.offset + 1 - (lower.offset if lower else 0))
    terms *= count
    if terms > MAX_ENTRIES:
        raise AnswerError(
            "there are too many sums inside each other",
            span=Span(*place),
            hint=f"up to {MAX_ENTRIES:,} terms are read, {_TYPICAL} taken for each n",
        )
    return terms


def _bound(node: Written, read: Read, scope: Scope, source: Source) -> Bound:
    """A bound of a sum: a number, a dimension, or a dimension plus a number."""
    base = scope.index_base
    if isinstance(node, Word) and node.name in scope.dimensions:
        return Bound(node.name, -base)
    if isinstance(node, SumOf) and len(node.terms) == 2:
        (minus, first), (negative, second) = node.terms
        if isinstance(first, Word) and first.name in scope.dimensions and not minus:
            offset = second.value if isinstance(second, Literal) else None
            if isinstance(offset, int) and offset <= MAX_INDEX:
                return Bound(first.name, (-offset if negative else offset) - base)
    value = None if isinstance(node, Word) else constant(read(node))
    if value is None or value.denominator != 1 or not 0 <= value <= MAX_INDEX:
        raise AnswerError(
            f"`{source.at(node.place)}` is not a bound of a sum",
            span=Span(*node.place),
            hint=f"a dimension such as n, or a number up to {MAX_INDEX}",
        )
    return Bound(None, int(value) - base)
