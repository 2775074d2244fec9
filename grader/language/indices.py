"""Indices as written → entries, slices, sums over indices, δ and unit vectors.

An index that nothing binds is free: the expression is then one number for each of its values
(`(a_i - y_i)/m`). Its range follows from where it stands. Counting starts at the exercise's
`index_base` outside and at zero inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from grader.errors import AnswerError, ShapeError, Span
from grader.language.algebra import UNKNOWN, Source, constant
from grader.language.calls import as_dimension
from grader.language.declarations import Scope
from grader.language.tree import (
    SCALAR,
    At,
    Bound,
    Delta,
    Dimension,
    Entry,
    Expression,

    Index,
    IndexedSum,
    IndexNumber,
    Number,

    Slice,
    Unit,

    described,
)
from grader.language.written import (
    BigSum,
    Call,
    Item,
    Listing,
    Literal,
    Place,
    Subscript,
    SumOf,
    Word,
    Written,
)

MAX_INDEX = 24  # of an explicit index along a symbolic dimension: every draw must be as large
_PART = re.compile(r"\s*(?:(\d{1,9})|([A-Za-z])(?:\s*([+-])\s*(\d{1,3}))?)\s*\Z")

Read = Callable[[Written], Expression]

class _Range:
    """What is known of one index: its bounds if they are written, the dimension it runs over."""

    __slots__ = ("dimension", "is_bound", "lower", "upper")

    def __init__(self, lower: Bound | None, upper: Bound | None, *, is_bound: bool) -> None:
        self.lower = lower
        self.upper = upper
        self.is_bound = is_bound
        self.dimension: Dimension | None = None

class Indices:
    """The indices of one text, as far as it has been read."""

    __slots__ = ("links", "needed", "ranges", "scope", "source")

    def __init__(self, scope: Scope, source: Source) -> None:
        self.scope = scope
        self.source = source
        self.ranges: dict[str, _Range] = {}
        self.needed: dict[str, int] = {}
        self.links: list[tuple[str, str, Place]] = []

    # ----- what was learned

    def free(self) -> tuple[tuple[str, Dimension], ...]:
        """The free indices with their ranges, in alphabetical order."""
        for left, right, place in self.links * 2:
            ours, theirs = self.ranges.get(left), self.ranges.get(right)
            if ours is not None and theirs is not None:
                for one, other, name in ((ours, theirs, left), (theirs, ours, right)):
                    if other.dimension is not None:
                        self._along(name, one, other.dimension, 0, place)
        found = []
        for name, known in sorted(self.ranges.items()):
            if known.is_bound:
                continue
            if known.dimension is None:
                raise AnswerError(f"the range of the index `{name}` does not follow from its use")
            found.append((name, known.dimension))
        return tuple(found)

    def smallest(self) -> tuple[tuple[str, int], ...]:
        """How large the symbolic dimensions must be for the explicit indices."""
        return tuple(sorted(self.needed.items()))

    def as_number(self, name: str) -> Expression | None:
        """An index that stands where a number does: the k of k*x[k]."""
        known = self.ranges.get(name)
        if known is None or not known.is_bound:
            return None
        return IndexNumber(At(name), self.scope.index_base)

    # ----- single indices

    def _is_index(self, name: str) -> bool:
        return name in self.ranges or (
            len(name) == 1
            and name.isalpha()
            and name.islower()
            and name not in self.scope.nodes
            and name not in self.scope.dimensions
        )

    def _read(self, node: Written, dimension: Dimension) -> Index:
        """An index as written along a dimension."""
        name, offset = "", 0
        if isinstance(node, Literal) and isinstance(node.value, int):
            return self._number(node.value, dimension, node.place)
        if isinstance(node, Word):
            name = node.name
        elif isinstance(node, SumOf) and len(node.terms) == 2:
            (minus, first), (negative, second) = node.terms
            if isinstance(first, Word) and isinstance(second, Literal) and not minus:
                name = first.name
                offset = -int(second.value) if negative else int(second.value)
        if not name or not self._is_index(name):
            self._refuse(node.place)
        return self._named(name, offset, dimension, node.place)

    def _refuse(self, place: Place) -> NoReturn:
        raise AnswerError(
            f"`{self.source.at(place)}` is not an index", span=Span(*place),
            hint="an index is a whole number or a letter that is not a name of the exercise",
        )  # fmt: skip

    def _number(self, value: int, dimension: Dimension, place: Place) -> int:
        base = self.scope.index_base
        index = value - base
        last = None
        if isinstance(dimension, int):
            last = dimension - 1
        elif dimension != UNKNOWN or index >= MAX_INDEX:
            last = MAX_INDEX - 1
        if index < 0 or (last is not None and index > last):
            limit = "" if last is None else f" to {last + base}"
            raise AnswerError(
                f"the index {value} is out of range", span=Span(*place),
                hint=f"counting starts at {base} here: {base}{limit}",
            )  # fmt: skip
        names = [dimension] if dimension in self.scope.dimensions else []
        if isinstance(dimension, str) and not names:
            names = sorted(self.scope.dimensions)  # type: ignore[assignment]
        for name in names:
            self.needed[str(name)] = max(self.needed.get(str(name), 1), index + 1)
        return index

    def _named(self, name: str, offset: int, dimension: Dimension, place: Place) -> At:
        known = self.ranges.get(name)
        if known is None:
            known = self.ranges[name] = _Range(None, None, is_bound=False)
        if dimension != UNKNOWN:
            self._along(name, known, dimension, offset, place)
        return At(name, offset)

    def _along(
        self, name: str, known: _Range, dimension: Dimension, offset: int, place: Place
    ) -> None:
        """Notes that an index runs along a dimension; refuses where it cannot."""
        upper, lower = known.upper, known.lower
        problem = ""
        if lower is not None and lower.offset + offset < 0:
            problem = f"begins at {self._shown(lower, offset)}"
        elif upper is None:
            if offset:
                problem = "has no bounds, so it cannot be shifted"
            elif known.dimension not in (None, dimension):
                problem = f"runs over {known.dimension} elsewhere"
            known.dimension = dimension
        elif upper.dimension is None:
            reach = upper.offset + offset
            if isinstance(dimension, int):
                problem = f"goes up to {self._shown(upper, offset)}" if reach >= dimension else ""
            else:
                self._number(reach + self.scope.index_base, dimension, place)
        elif upper.dimension != dimension or upper.offset + offset > -1:
            problem = f"goes up to {self._shown(upper, offset)}"
        if problem:
            raise ShapeError(
                f"the index `{name}` {problem}, but {self.source.at(place)} needs an index of "
                f"{self.scope.index_base} … {self._shown(Bound(dimension, -1), 0)}",
                span=Span(*place),
            )

    def _shown(self, bound: Bound, offset: int) -> str:
        total = bound.offset + offset + self.scope.index_base
        if bound.dimension is None:
            return str(total)
        return f"{bound.dimension}{total:+d}" if total else str(bound.dimension)

    # ----- entries

    def item(self, of: Expression, node: Item) -> Expression:
        """of[i], of[i, j], of[i, :], of[:, j]."""
        return self._entry(of, node.indices, node.of.place, node.place)

    def subscripted(self, of: Expression, node: Subscript) -> Expression:
        """of_i, of_12, of_ij, of_{1,2}."""
        word = node.subscript.strip()
        is_vector = 1 in of.shape
        parts = word.split(",")
        if len(parts) == 1 and not is_vector and len(word) == 2 and word.isalnum():
            parts = [word[0], word[1]]  # A_12 and A_ij have two indices
        found = [None if p.strip() == ":" else self._written(p, node.place) for p in parts]
        return self._entry(of, tuple(found), node.of.place, node.place)

    def _written(self, part: str, place: Place) -> Written:
        match = _PART.match(part)
        if match is None:
            raise AnswerError(
                f"`{part.strip()}` is not an index", span=Span(*place),
                hint="x_1, A_{1,2}, A_ij; a longer index needs brackets: x[10]",
            )  # fmt: skip
        if match[1]:
            return Literal(int(match[1]), place)
        word = Word(match[2], place)
        if not match[3]:
            return word
        return SumOf(((False, word), (match[3] == "-", Literal(int(match[4]), place))), place)

    def _entry(
        self, of: Expression, indices: tuple[Written | None, ...], inner: Place, place: Place
    ) -> Expression:
        rows, columns = of.shape
        if of.shape == SCALAR:
            raise self.source.error(
                f"{self.source.at(inner)} is a scalar: it has no entries", place
            )
        if len(indices) == 1:
            if indices[0] is None:
                return of
            if columns == 1:
                return Entry(of, self._read(indices[0], rows), 0)
            if rows == 1:
                return Entry(of, 0, self._read(indices[0], columns))
            raise self.source.error(
                f"{self.source.at(inner)} is {described(of.shape)}: an entry needs two indices",
                place, f"{self.source.at(inner)}[i,j] is an entry, [i,:] a row, [:,j] a column",
            )  # fmt: skip
        if len(indices) != 2:
            raise AnswerError("at most two indices are read", span=Span(*place))
        row = None if indices[0] is None else self._read(indices[0], rows)
        column = None if indices[1] is None else self._read(indices[1], columns)
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
        body, *rest = node.arguments
        if len(rest) == 1 and isinstance(rest[0], Listing):
            rest = list(rest[0].items)
        if not rest or not isinstance(rest[0], Word) or len(rest) not in (1, 3):
            raise AnswerError(
                "this sum has no index", span=Span(*node.place), hint="write Sum(…, (k, 1, n))"
            )
        lower, upper = (rest[1], rest[2]) if len(rest) == 3 else (None, None)
        return self.big_sum(BigSum(rest[0].name, lower, upper, body, node.place), read)

    def big_sum(self, node: BigSum, read: Read) -> Expression:
        """Σ over an index that is bound inside the body."""
        name = node.index
        if name in self.scope.nodes:
            raise AnswerError(
                f"`{name}` is a name of this exercise and cannot be an index",
                span=Span(*node.place), hint="choose another letter",
            )  # fmt: skip
        lower = self._bound(node.lower, read) if node.lower else None
        upper = self._bound(node.upper, read) if node.upper else None
        outer = self.ranges.get(name)
        known = self.ranges[name] = _Range(lower, upper, is_bound=True)
        of = read(node.of)
        for left, right, place in self.links:
            if name in (left, right):
                partner = right if left == name else left
                other = self.ranges.get(partner)
                if other is None:
                    continue
                mine = known.dimension or (upper.dimension if upper else None)
                if mine is None and other.dimension is not None and upper is None:
                    self._along(name, known, other.dimension, 0, place)
                elif mine is not None and other.dimension is None and other.upper is None:
                    self._along(partner, other, mine, 0, place)
        if upper is None and known.dimension is None:
            raise AnswerError(
                f"the range of `{name}` does not follow from its use", span=Span(*node.place),
                hint=f"write Sum(…, ({name}, {self.scope.index_base}, n))",
            )  # fmt: skip
        if outer is None:
            del self.ranges[name]
        else:
            self.ranges[name] = outer
        self.links = [link for link in self.links if name not in link[:2]]
        end = upper
        if end is None:
            whole = known.dimension
            end = Bound(None, whole - 1) if isinstance(whole, int) else Bound(whole, -1)
        return IndexedSum(name, lower or Bound(None, 0), end, of, of.shape)

    def _bound(self, node: Written, read: Read) -> Bound:
        """A bound of a sum: a number, a dimension, or a dimension plus a number."""
        base = self.scope.index_base
        if isinstance(node, Word) and node.name in self.scope.dimensions:
            return Bound(node.name, -base)
        if isinstance(node, SumOf) and len(node.terms) == 2:
            (minus, first), (negative, second) = node.terms
            if isinstance(first, Word) and first.name in self.scope.dimensions and not minus:
                offset = constant(read(second))
                if offset is not None and offset.denominator == 1 and abs(offset) <= MAX_INDEX:
                    return Bound(first.name, (-int(offset) if negative else int(offset)) - base)
        value = constant(read(node)) if not isinstance(node, Word) else None
        if value is None or value.denominator != 1 or not 0 <= value <= MAX_INDEX:
            raise AnswerError(
                f"`{self.source.at(node.place)}` is not a bound of a sum", span=Span(*node.place),
                hint=f"a dimension such as n, or a number up to {MAX_INDEX}",
            )  # fmt: skip
        return Bound(None, int(value) - base)

    # ----- δ and unit vectors

    def delta(self, arguments: tuple[Written, ...], place: Place) -> Expression:
        """δ(i, j)."""
        left, right = (self._read(argument, UNKNOWN) for argument in arguments)
        return self._delta(left, right, place)

    def delta_of(self, subscript: str, place: Place) -> Expression:
        """δ_ij, δ_{i,j}."""
        parts = subscript.split(",") if "," in subscript else list(subscript.strip())
        if len(parts) != 2:
            raise AnswerError("δ has two indices", span=Span(*place), hint="δ_ij or delta(i, j)")
        left, right = (self._read(self._written(part, place), UNKNOWN) for part in parts)
        return self._delta(left, right, place)

    def _delta(self, left: Index, right: Index, place: Place) -> Expression:
        if isinstance(left, At) and isinstance(right, At):
            if not left.offset and not right.offset:
                self.links.append((left.name, right.name, place))
        elif isinstance(left, int) and isinstance(right, int):
            return Number(int(left == right))
        return Delta(left, right)

    def unit(self, arguments: tuple[Written, ...], read: Read) -> Expression:
        """unit(i, n)."""
        dimension: Dimension = UNKNOWN
        if len(arguments) == 2:
            dimension = as_dimension(read(arguments[1]), arguments[1].place, self.source)
        return Unit(self._read(arguments[0], dimension), (dimension, 1))

    def unit_of(self, subscript: str, place: Place) -> Expression:
        """e_i; its size follows from the context."""
        return Unit(self._read(self._written(subscript, place), UNKNOWN), (UNKNOWN, 1))

