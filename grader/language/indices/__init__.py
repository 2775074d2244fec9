"""Indices as written → entries, slices, sums over indices, δ and unit vectors.

Counting starts at the exercise's `index_base` outside and at zero inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.errors import AnswerError, Span
from grader.language.algebra import UNKNOWN, Source, unit_vector
from grader.language.calls import as_dimension
from grader.language.declarations import Scope
from grader.language.indices.ranges import Range, Ranges, size_of_unit
from grader.language.indices.sums import bounds, sum_of_call, within_bounds
from grader.language.tree import (
    SCALAR,
    At,
    Bound,
    Delta,
    Dimension,
    Entry,
    Expression,
    Filled,
    Index,
    IndexedSum,
    Number,
    Slice,
    described,
)
from grader.language.written import (
    BigSum,
    Call,
    Item,
    Literal,
    Place,
    Subscript,
    SumOf,
    Word,
    Written,
)

__all__ = ["Indices"]

Read = Callable[[Written], Expression]

_PART = re.compile(r"\s*(?:(\d{1,9})|([A-Za-z])(?:\s*([+-])\s*(\d{1,3}))?)\s*\Z")


class Indices:
    """The indices of one text, as far as it has been read."""

    __slots__ = ("has_open_unit", "hints", "ranges", "scope", "source", "terms")

    def __init__(self, scope: Scope, source: Source, hints: dict[str, Dimension]) -> None:
        self.scope = scope
        self.source = source
        self.ranges = Ranges(scope, source)
        self.hints = hints  # ranges that a first reading found out
        self.has_open_unit = False
        self.terms = 1  # of the sums that are being read, each inside the other

    # ----- single indices

    def _read(self, node: Written, dimension: Dimension) -> Index:
        """An index as written along a dimension."""
        if isinstance(node, Literal) and isinstance(node.value, int):
            return self.ranges.number(node.value, dimension, node.place)
        name, offset = _name_and_offset(node)
        if not name or not self.ranges.is_index(name):
            shown = node.name if isinstance(node, Word) else self.source.at(node.place)
            raise AnswerError(
                f"`{shown}` is not an index", span=Span(*node.place), hint=_index_hint(node)
            )
        return self.ranges.named(name, offset, dimension, node.place)

    # ----- entries

    def item(self, of: Expression, node: Item) -> Expression:
        """of[i], of[i, j], of[i, :], of[:, j]."""
        return self._entry(of, node.indices, node.of.place, node.place)

    def subscripted(self, of: Expression, node: Subscript) -> Expression:
        """of_i, of_12, of_ij, of_{1,2}."""
        word = node.subscript.strip()
        parts = word.split(",")
        if len(parts) == 1 and 1 not in of.shape and len(word) == 2 and word.isalnum():
            parts = [word[0], word[1]]  # A_12 and A_ij have two indices
        found = [None if p.strip() == ":" else self._written(p, node.place) for p in parts]
        return self._entry(of, tuple(found), node.of.place, node.place)

    def _written(self, part: str, place: Place) -> Written:
        match = _PART.match(part)
        if match is None:
            raise AnswerError(
                f"`{part.strip()}` is not an index",
                span=Span(*place),
                hint="x_1, A_{1,2}, A_ij; a longer index needs brackets: x[10]",
            )
        if match[1]:
            return Literal(int(match[1]), place)
        word = Word(match[2], place)
        if not match[3]:
            return word
        return SumOf(((False, word), (match[3] == "-", Literal(int(match[4]), place))), place)

    def _entry(
        self, of: Expression, indices: tuple[Written | None, ...], inner: Place, place: Place
    ) -> Expression:
        shown = self.source.at(inner)
        if of.shape == SCALAR:
            raise self.source.error(f"{shown} is a scalar: it has no entries", place)
        if len(indices) == 1:
            if indices[0] is None:
                return of
            only = indices[0]
            if 1 not in of.shape and _is_index(only):
                raise self.source.error(
                    f"{shown} is {described(of.shape)}: an entry needs two indices",
                    place,
                    f"{shown}[i,j] is an entry, {shown}[i,:] a row, {shown}[:,j] a column",
                )
            if of.shape[1] == 1 or not _is_index(only):
                return Entry(of, self._read(only, of.shape[0]), 0)
            return Entry(of, 0, self._read(only, of.shape[1]))
        if len(indices) != 2:
            raise AnswerError("at most two indices are read", span=Span(*place))
        return self._of_matrix(of, indices[0], indices[1])

    def _of_matrix(
        self, of: Expression, first: Written | None, second: Written | None
    ) -> Expression:
        """A[i, j], A[i, :], A[:, j]."""
        rows, columns = of.shape
        row = None if first is None else self._read(first, rows)
        column = None if second is None else self._read(second, columns)
        if row is None and column is None:
            return of
        if row is not None and column is not None:
            return Entry(of, row, column)
        shape = (rows, 1) if row is None else (1, columns)
        if shape == SCALAR:
            return Entry(of, row or 0, column or 0)
        return Slice(of, row, column, shape)

    # ----- sums

    def summed(self, node: Call, read: Read) -> Expression:
        """Sum(body, (k, 1, n)), Sum(body, k, 1, n), Sum(body, k)."""
        return self.big_sum(sum_of_call(node), read)

    def big_sum(self, node: BigSum, read: Read) -> Expression:
        """Σ over an index that is bound inside the body."""
        name, known = node.index, self.ranges.known
        if name in self.scope.names:
            raise AnswerError(
                f"`{name}` is a name of this exercise and cannot be an index",
                span=Span(*node.place),
                hint="choose another letter",
            )
        lower, upper = bounds(node, read, self.scope, self.source)
        outer = known.get(name)
        mine = known[name] = Range(lower, upper, is_bound=True)
        terms = self.terms
        self.terms = within_bounds(terms, lower, upper, node.place)
        of = read(node.of)
        self.terms = terms
        self._follow_links(name, mine)
        if outer is None:
            del known[name]
        else:
            known[name] = outer
        if upper is None:
            along = mine.dimension or size_of_unit(of, name)
            upper = self._whole(name, along, node.place)
        return IndexedSum(name, lower or Bound(None, 0), upper, of, of.shape)

    def refuse_sum_without_index(self, of: Expression, node: Call) -> None:
        """sum(x_i): of one number, or over i?"""
        if of.shape == SCALAR:
            index = next(reversed(self.ranges.known))
            inner = self.source.at(node.arguments[0].place)
            raise AnswerError(
                f"`{node.name}({inner})` does not say over which index",
                span=Span(*node.place),
                hint=f"write sum_{index} {inner}, or Sum({inner}, ({index}, 1, n))",
            )

    def _follow_links(self, name: str, mine: Range) -> None:
        """A δ with the index of a sum tells the range of one from the other."""
        ranges = self.ranges
        for left, right, place in ranges.links:
            if name not in (left, right):
                continue
            partner = right if left == name else left
            other = ranges.known.get(partner)
            if other is None:
                continue
            along = mine.runs_over()
            if along is None and other.dimension is not None and mine.upper is None:
                ranges.along(name, mine, other.dimension, 0, place)
            elif along is not None and other.dimension is None and other.upper is None:
                ranges.along(partner, other, along, 0, place)
        ranges.links = [link for link in ranges.links if name not in link[:2]]

    def _whole(self, name: str, dimension: Dimension | None, place: Place) -> Bound:
        """The end of a sum without bounds: that of the dimension it runs over."""
        if dimension is None:
            raise AnswerError(
                f"the range of `{name}` does not follow from its use",
                span=Span(*place),
                hint=f"write Sum(…, ({name}, {self.scope.index_base}, n))",
            )
        return Bound(None, dimension - 1) if isinstance(dimension, int) else Bound(dimension, -1)

    # ----- δ and unit vectors

    def delta(self, arguments: tuple[Written, ...], place: Place) -> Expression:
        """δ(i, j)."""
        left, right = (self._read(argument, UNKNOWN) for argument in arguments)
        return self._delta(left, right, place)

    def delta_of(self, subscript: str, place: Place) -> Expression:
        """δ_ij, δ_{i,j}."""
        parts = subscript.split(",") if "," in subscript else subscript.replace(" ", "")
        if len(parts) != 2:
            raise AnswerError("δ has two indices", span=Span(*place), hint="δ_ij or delta(i, j)")
        left, right = (self._read(self._written(part, place), UNKNOWN) for part in parts)
        return self._delta(left, right, place)

    def _delta(self, left: Index, right: Index, place: Place) -> Expression:
        if isinstance(left, At) and isinstance(right, At):
            if not left.offset and not right.offset:
                self.ranges.links.append((left.name, right.name, place))
        elif isinstance(left, int) and isinstance(right, int):
            return Number(int(left == right))
        return Delta(left, right)

    def unit(self, arguments: tuple[Written, ...], read: Read) -> Expression:
        """unit(i, n)."""
        dimension: Dimension = UNKNOWN
        if len(arguments) == 2:
            dimension = as_dimension(read(arguments[1]), arguments[1].place, self.source)
        self.has_open_unit |= dimension == UNKNOWN
        return unit_vector(self._read(arguments[0], dimension), dimension)

    def unit_of(self, subscript: str, place: Place) -> Expression:
        """e_i; its size is what i runs over, or follows from the context."""
        index = self._read(self._written(subscript, place), UNKNOWN)
        size: Dimension = UNKNOWN
        if isinstance(index, At) and not index.offset:
            size = self.ranges.known[index.name].runs_over() or self.hints.get(index.name, UNKNOWN)
        self.has_open_unit |= size == UNKNOWN
        return unit_vector(index, size)

    def open_ones(self) -> Expression:
        """𝟏 and the 1 of 1ᵀx, a column of ones; its size follows from the context."""
        self.has_open_unit = True
        return Filled(1, (UNKNOWN, 1))


def _is_index(node: Written) -> bool:
    """Whether this looks like an index: 1, i, i + 1."""
    return isinstance(node, Literal) or bool(_name_and_offset(node)[0])


def _index_hint(node: Written) -> str:
    if _is_index(node):
        return "an index is a whole number or a letter that is not a name of the exercise"
    return "[ ] behind something holds an index, a whole number or a letter; ( ) groups"


def _name_and_offset(node: Written) -> tuple[str, int]:
    """i, i + 1, 1 + i; "" where something else stands."""
    if isinstance(node, Word):
        return node.name, 0
    if not isinstance(node, SumOf) or len(node.terms) != 2:
        return "", 0
    (minus, first), (negative, second) = node.terms
    if isinstance(first, Literal) and isinstance(second, Word) and not negative:
        (minus, first), (negative, second) = node.terms[::-1]
    if isinstance(first, Word) and isinstance(second, Literal) and not minus:
        offset = second.value
        if isinstance(offset, int):
            return first.name, -offset if negative else offset
    return "", 0
