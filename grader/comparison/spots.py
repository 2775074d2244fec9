"""A key → the places in order, each with what is known of the key there: it serves all answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from grader.comparison.places import Place, first_places, later_places, smallest_sizes
from grader.evaluation.evaluator import EvaluationError
from grader.evaluation.sampling import Generator
from grader.language.declarations import Scope
from grader.language.substitution import functions_in, variables_in
from grader.language.tree import Dimension, Expression

_TELLTALE = slice(3, 5)  # of the places, where few are looked at: 1, 2, 0, 1, 3 and 2, 1, 1, 0, −1


class Spot:
    """A place, with what is known of the key there; None until somebody asks."""

    __slots__ = ("enclosed", "exact", "floats", "place", "ranges", "sure")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.floats: Any = None  # a list of numbers, or what the evaluation raised
        self.exact: list[Any] | None = None  # the entries, or nothing where they are not rational
        self.ranges: list[Any] | None = None
        self.enclosed: dict[int, list[Any] | EvaluationError] = {}  # by the number of digits
        # What `Sides.surely` returned, or the error that it raised.
        self.sure: tuple[list[Any] | None, EvaluationError | None] | None = None


class _Spots:
    """The spots of some places in order, made when they are first asked for."""

    __slots__ = ("coming", "known")

    def __init__(self, coming: Iterator[Place]) -> None:
        self.coming = coming
        self.known: list[Spot] = []

    def __iter__(self) -> Iterator[Spot]:
        number = 0
        while True:
            if number == len(self.known):
                place = next(self.coming, None)
                if place is None:
                    return
                self.known.append(Spot(place))
            yield self.known[number]
            number += 1


class KeyAtPlaces:
    """A key at real points; what was computed for one answer serves the next."""

    __slots__ = ("_first", "_later", "free", "key", "names", "scope", "seed", "until")

    def __init__(
        self, key: Expression, scope: Scope, seed: int, free: tuple[tuple[str, Dimension], ...]
    ) -> None:
        self.key = key
        self.scope = scope
        self.seed = seed
        self.free = free
        self.names = variables_in(key) | functions_in(key)
        self.until: float | None = None  # of this process's time: later nothing is computed
        self._first: dict[tuple[int, ...], tuple[_Spots, Generator]] = {}
        self._later: dict[tuple[int, ...], _Spots] = {}

    def spots(self, smallest: Mapping[str, int], telling: dict[str, int]) -> Iterator[Spot]:
        """The places in order."""
        yield from self.first(smallest)
        yield from self.later(smallest, telling)

    def first(self, smallest: Mapping[str, int]) -> Iterator[Spot]:
        """Those of whole numbers and small dimensions, the same whatever is telling."""
        return iter(self._simple(smallest_sizes(self.scope, smallest))[0])

    def later(self, smallest: Mapping[str, int], telling: dict[str, int]) -> Iterator[Spot]:
        """Those of the telling dimensions, and of decimals."""
        return iter(self._decimal(smallest_sizes(self.scope, smallest), telling))

    def few(self, smallest: Mapping[str, int], telling: dict[str, int]) -> Iterator[Spot]:
        """Some of them that tell much: small whole numbers, then decimals with either sign."""
        yield from islice(self.first(smallest), _TELLTALE.start, _TELLTALE.stop)
        decimal = (spot for spot in self.later(smallest, telling) if spot.place.is_generic)
        yield from islice(decimal, 2)

    def _simple(self, two: dict[str, int]) -> tuple[_Spots, Generator]:
        asked = tuple(two.values())
        if asked not in self._first:
            generator = Generator(self.seed + 77)
            spots = _Spots(first_places(self.scope, two, generator))
            self._first[asked] = spots, generator
        return self._first[asked]

    def _decimal(self, two: dict[str, int], telling: dict[str, int]) -> _Spots:
        asked = (*two.values(), *telling.values())
        if asked not in self._later:
            simple, generator = self._simple(two)
            for _ in simple:
                pass  # all the numbers before have been drawn
            own = Generator(0)
            own.state = generator.state
            self._later[asked] = _Spots(later_places(self.scope, two, own, telling))
        return self._later[asked]
