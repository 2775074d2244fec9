"""What is known of each index: its bounds if they are written, else the dimension it runs over.

An index that nothing binds is free: the expression is then one number for each of its values
(`(a_i - y_i)/m`). Its range follows from where it stands.
"""

from __future__ import annotations

from grader.errors import AnswerError, ShapeError, Span
from grader.language.algebra import UNKNOWN, Source
from grader.language.declarations import Scope
from grader.language.tree import At, Bound, Dimension, Expression, IndexNumber, Node, Unit
from grader.language.written import Place

MAX_INDEX = 24  # of an explicit index along a symbolic dimension: every draw must be as large


class Range:
    """What is known of one index."""

    __slots__ = ("dimension", "is_bound", "lower", "upper")

    def __init__(self, lower: Bound | None, upper: Bound | None, *, is_bound: bool) -> None:
        self.lower = lower
        self.upper = upper
        self.is_bound = is_bound
        self.dimension: Dimension | None = None

    def runs_over(self) -> Dimension | None:
        """The dimension that the index runs over, as far as it is known."""
        return self.dimension or (self.upper.dimension if self.upper else None)


class Ranges:
    """The ranges of the indices of one text, as far as it has been read."""

    __slots__ = ("known", "learned", "links", "needed", "scope", "source")

    def __init__(self, scope: Scope, source: Source) -> None:
        self.scope = scope
        self.source = source
        self.known: dict[str, Range] = {}
        self.needed: dict[str, int] = {}
        self.links: list[tuple[str, str, Place]] = []  # pairs that a δ sets equal
        self.learned: dict[str, Dimension] = {}  # what was ever found out, sums included

    def free(self, tree: Expression) -> tuple[tuple[str, Dimension], ...]:
        """The free indices of a tree with their ranges, in alphabetical order."""
        for left, right, place in self.links * 2:
            ours, theirs = self.known.get(left), self.known.get(right)
            if ours is not None and theirs is not None:
                for one, other, name in ((ours, theirs, left), (theirs, ours, right)):
                    if other.dimension is not None:
                        self.along(name, one, other.dimension, 0, place)
        found = []
        for name, known in sorted(self.known.items()):
            dimension = known.dimension or size_of_unit(tree, name)
            if dimension is None:
                raise AnswerError(
                    f"the range of the index `{name}` does not follow from its use",
                    hint="an index takes its range from what it stands at, as the i of x_i",
                )
            found.append((name, dimension))
        return tuple(found)

    def smallest(self) -> tuple[tuple[str, int], ...]:
        """How large the symbolic dimensions must be for the explicit indices."""
        return tuple(sorted(self.needed.items()))

    def as_number(self, name: str) -> Expression | None:
        """An index that stands where a number does: the k of k*x[k]."""
        known = self.known.get(name)
        if known is None or not known.is_bound:
            return None
        return IndexNumber(At(name), self.scope.index_base)

    def is_index(self, name: str) -> bool:
        """Whether a name may be an index: it is one, or a small letter that is nothing else."""
        return name in self.known or (
            len(name) == 1
            and name.isalpha()
            and name.islower()
            and name not in self.scope.names
            and name not in self.scope.dimensions
        )

    # ----- single indices

    def number(self, value: int, dimension: Dimension, place: Place) -> int:
        """An explicit index along a dimension, counted from zero."""
        base = self.scope.index_base
        index = value - base
        last = None
        if isinstance(dimension, int):
            last = dimension - 1
        elif dimension != UNKNOWN or index >= MAX_INDEX:
            last = MAX_INDEX - 1
        if index < 0 or (last is not None and index > last):
            limit = "" if last is None else f": {base} to {last + base}"
            raise AnswerError(
                f"the index {value} is out of range",
                span=Span(*place),
                hint=f"counting starts at {base} here{limit}",
            )
        if isinstance(dimension, str):
            is_simple = dimension in self.scope.dimensions
            for name in (dimension,) if is_simple else sorted(self.scope.dimensions):
                self.needed[name] = max(self.needed.get(name, 1), index + 1)
        return index

    def named(self, name: str, offset: int, dimension: Dimension, place: Place) -> At:
        """An index by name, shifted by an offset, along a dimension."""
        known = self.known.get(name)
        if known is None:
            known = self.known[name] = Range(None, None, is_bound=False)
        if dimension != UNKNOWN:
            self.along(name, known, dimension, offset, place)
        elif offset and known.upper is None:
            self.refuse(name, "has no bounds, so it cannot be shifted", dimension, place)
        return At(name, offset)

    def along(
        self, name: str, known: Range, dimension: Dimension, offset: int, place: Place
    ) -> None:
        """Notes that an index runs along a dimension; refuses where it cannot."""
        upper, lower = known.upper, known.lower
        problem = ""
        if lower is not None and lower.offset + offset < 0:
            problem = f"begins at {self.shown(lower, offset)}"
        elif upper is None:
            if offset:
                problem = "has no bounds, so it cannot be shifted"
            elif known.dimension not in (None, dimension):
                problem = f"runs over {known.dimension} elsewhere"
            known.dimension = dimension
        elif upper.dimension is None:
            reach = upper.offset + offset
            if not isinstance(dimension, int):
                self.number(reach + self.scope.index_base, dimension, place)
            elif reach >= dimension:
                problem = f"goes up to {self.shown(upper, offset)}"
        elif upper.dimension != dimension or upper.offset + offset > -1:
            problem = f"goes up to {self.shown(upper, offset)}"
        if problem:
            self.refuse(name, problem, dimension, place)
        self.learned[name] = dimension

    def refuse(self, name: str, problem: str, dimension: Dimension, place: Place) -> None:
        """Raises the error for an index that does not fit where it stands."""
        needs = ""
        if dimension != UNKNOWN:
            last = self.shown(Bound(dimension, -1), 0)
            needs = f", but {self.source.at(place)} needs an index of "
            needs += f"{self.scope.index_base} … {last}"
        raise ShapeError(f"the index `{name}` {problem}{needs}", span=Span(*place))

    def shown(self, bound: Bound, offset: int) -> str:
        """An end of a range as it is counted outside."""
        total = bound.offset + offset + self.scope.index_base
        if bound.dimension is None or isinstance(bound.dimension, int):
            return str(total + (bound.dimension or 0))
        return f"{bound.dimension}{total:+d}" if total else str(bound.dimension)


def size_of_unit(tree: Expression, name: str) -> Dimension | None:
    """The size of the unit vector e_name in a tree: what its index runs over."""
    pending: list[object] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, Unit):
            if part.index == At(name) and part.shape[0] != UNKNOWN:
                return part.shape[0]
        elif isinstance(part, Node):
            pending += [getattr(part, field) for field in part.__match_args__]
        elif type(part) is tuple:
            pending += part
    return None
