"""Answer and key at one real point: are they apart, close, or has just one of them a value?

The same rational point serves every arithmetic. Floats choose; exact fractions, or enclosures of
50 and then more digits, decide. What is computed of the key serves all answers (spots.py).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from itertools import product as combinations
from time import process_time
from typing import Any, NamedTuple

from grader.comparison.places import Place
from grader.comparison.spots import KeyAtPlaces, Spot
from grader.evaluation.cost import LIMIT, cost
from grader.evaluation.evaluator import (
    EvaluationError,
    OutOfDomain,
    Pole,
    TooLarge,
    entries,
    value,
)
from grader.evaluation.ranges import Ranges
from grader.evaluation.rational import Exact
from grader.evaluation.real import Digits, Floats
from grader.evaluation.survey import survey
from grader.language.substitution import functions_in, variables_in
from grader.language.tree import Expression, size

_CLEAR = 1e-9  # a relative difference of floats that is worth confirming
PRECISIONS = (50, 150, 400, 1000)
FINE = (350, 1000)  # where signs that no draw changes are looked at
ENOUGH = 25  # digits to which sides must agree that floats had apart
FINEST = 300  # digits to which sides must agree at the last of them: a float tells no more
_SLOWER = 20  # times that enclosures are slower than residues or floats


class Finding(Enum):
    """What floats say of a place."""

    APART = "apart"
    CLOSE = "close"
    DOMAIN = "domain"  # one side is out of its domain
    UNDEFINED = "undefined"


class Values(NamedTuple):
    """The entries of both sides, exact or as the middles of enclosures that are disjoint."""

    answer: list[Any]
    key: list[Any]


class Sides:
    """An answer and its key, evaluated together."""

    __slots__ = (
        "_costs", "_degree", "_findings", "_names", "answer", "free", "is_suspect", "key", "known",
        "scope",
    )  # fmt: skip

    def __init__(self, answer: Expression, known: KeyAtPlaces, *, is_suspect: bool = True) -> None:
        self.answer = answer
        self.known = known
        self.key = known.key
        self.scope = known.scope
        self.free = known.free
        self.is_suspect = is_suspect  # it may cost much to compute
        self._costs: dict[tuple[int, ...], int] = {}
        self._degree = 0  # log₂ of the degrees of both, once it is asked for
        self._findings: dict[Spot, Finding] = {}
        self._names: frozenset[str] = frozenset()

    def value(self, tree: Expression, at: Any) -> list[Any]:
        """All entries of a tree, for all values of the free indices."""
        if not self.free:
            return entries(value(tree, at))
        found = []
        for where in combinations(*(range(size(d, at.sizes)) for _, d in self.free)):
            at.indices = dict(zip((name for name, _ in self.free), where, strict=True))
            found += entries(value(tree, at))
        at.indices = {}
        return found

    @property
    def names(self) -> frozenset[str]:
        """The names of the variables and functions in both trees."""
        if not self._names:
            self._names = self.known.names | variables_in(self.answer) | functions_in(self.answer)
        return self._names

    def is_affordable(self, place: Place, times: int = 1) -> bool:
        """Whether both values can be had in reasonable time."""
        if self.known.until is not None and process_time() > self.known.until:
            return False
        return not self.is_suspect or self.operations(place) * times <= LIMIT

    def operations(self, place: Place) -> int:
        """For the values of both sides there, about."""
        sizes = tuple(place.sizes.values())
        if sizes not in self._costs:
            operations = cost(self.answer, place.sizes) + cost(self.key, place.sizes)
            for _, dimension in self.free:
                operations *= size(dimension, place.sizes)
            self._costs[sizes] = operations
        return self._costs[sizes]

    def _has_short_fractions(self, place: Place) -> bool:
        """Whether exact values are not too long: A⁵⁷ has entries of hundreds of digits."""
        if not self.is_suspect:
            return True
        if not self._degree:
            self._degree = max(
                1, (survey(self.answer).weight * survey(self.key).weight).bit_length()
            )
        return self.is_affordable(place, self._degree)

    # ----- floats

    def finding(self, spot: Spot) -> Finding:
        """What floats say; it is remembered, as are the key's."""
        found = self._findings.get(spot)
        if found is None:
            place = spot.place
            if not self.is_affordable(place, 4):
                return Finding.UNDEFINED
            if spot.floats is None:
                spot.floats = self._floats(self.key, place)
            found = self._compared(self._floats(self.answer, place), spot.floats, place)
            self._findings[spot] = found
        return found

    def _floats(self, tree: Expression, place: Place) -> Any:
        """The entries in floats, or the class of what was raised."""
        try:
            return self.value(tree, Floats(place.values, place.sizes))
        except EvaluationError as error:
            return OutOfDomain if _is_undefined(error, place) else EvaluationError

    def _compared(self, ours: Any, theirs: Any, place: Place) -> Finding:
        if ours is EvaluationError or theirs is EvaluationError:
            return self._with_digits(place)
        if ours is OutOfDomain or theirs is OutOfDomain:
            return Finding.UNDEFINED if ours is theirs else Finding.DOMAIN
        for a, b in zip(ours, theirs, strict=True):
            largest = max(abs(a), abs(b))
            if not largest < 1e300:  # also not a number
                return Finding.APART if largest == largest else Finding.UNDEFINED
            if abs(a - b) > _CLEAR * largest:
                return Finding.APART
        return Finding.CLOSE

    def _with_digits(self, place: Place) -> Finding:
        """Where floats give up (too large a number) the digits may not."""
        if not place.is_generic or not self.is_affordable(place, _SLOWER):
            return Finding.UNDEFINED
        found: list[list[Any] | None] = []
        for tree in (self.answer, self.key):
            try:
                found.append(self.value(tree, Digits(place.values, place.sizes, PRECISIONS[0])))
            except EvaluationError as error:
                if not _is_undefined(error, place):
                    return Finding.UNDEFINED
                found.append(None)
        ours, theirs = found
        if ours is None or theirs is None:
            return Finding.UNDEFINED if ours is theirs else Finding.DOMAIN
        are_close = all(
            abs(a - b) <= _narrow(PRECISIONS[0], FINEST) * max(abs(a), abs(b))
            for a, b in zip(ours, theirs, strict=True)
        )
        return Finding.CLOSE if are_close else Finding.APART

    # ----- proof

    def difference(
        self,
        spot: Spot,
        precisions: tuple[int, ...],
        *,
        insist: bool = True,
        digits: int = FINEST,
    ) -> Values | bool:
        """The values if they are proved to differ; else whether they agree closely.

        Where both values are rational, they decide. Otherwise ranges or enclosures do: disjoint
        ones prove a difference, overlapping ones agree to as many digits as they are narrow: so
        many are wanted, or almost as many as are computed with. Who does not insist is content
        with the first precision at which they do.
        """
        place = spot.place
        if not self.is_affordable(place, 4):
            return False
        exact: list[Any] = []
        if self._has_short_fractions(place):
            if spot.exact is None:
                spot.exact = self._in(Exact, self.key, place)
            exact = spot.exact and self._in(Exact, self.answer, place)
        if exact:
            assert spot.exact is not None
            return True if exact == spot.exact else Values(exact, spot.exact)
        if spot.ranges is None:
            spot.ranges = self._in(Ranges, self.key, place)
        ranges = spot.ranges and self._in(Ranges, self.answer, place)
        pairs = zip(ranges, spot.ranges, strict=False)  # one of them may be unknown
        if any(a.high < b.low or b.high < a.low for a, b in pairs):
            return Values(*([number.middle for number in one] for one in (ranges, spot.ranges)))
        return self.is_affordable(place, _SLOWER) and self._enclosed(
            spot, precisions, insist, digits
        )

    def _in(self, arithmetic: Callable[..., Any], tree: Expression, place: Place) -> list[Any]:
        """The entries in an arithmetic; none where it cannot say them."""
        try:
            return self.value(tree, arithmetic(place.values, place.sizes))
        except EvaluationError:
            return []

    def _enclosed(
        self, spot: Spot, precisions: tuple[int, ...], insist: bool, wanted: int
    ) -> Values | bool:
        agreed = False
        for digits in precisions:
            try:
                theirs = self._key_enclosed(spot, digits)
                ours = self._with_enclosures(self.answer, spot.place, digits)
            except TooLarge:
                break
            except EvaluationError:
                continue  # with more digits a zero may be excluded
            if any(a.b < b.a or b.b < a.a for a, b in zip(ours, theirs, strict=True)):
                return Values(*([number.mid for number in side] for side in (ours, theirs)))
            agreed = all(
                max(a.delta, b.delta) <= max(1, abs(a).b, abs(b).b) * _narrow(digits, wanted)
                for a, b in zip(ours, theirs, strict=True)
            )
            if agreed and not insist:
                break
        return agreed

    def _key_enclosed(self, spot: Spot, digits: int) -> list[Any]:
        """The key's entries, remembered; raises EvaluationError."""
        found = spot.enclosed.get(digits)
        if found is None:
            try:
                found = self._with_enclosures(self.key, spot.place, digits)
            except EvaluationError as error:
                found = error
            spot.enclosed[digits] = found
        if isinstance(found, EvaluationError):
            raise found.with_traceback(None)  # it is raised once and again
        return found

    def _with_enclosures(self, tree: Expression, place: Place, digits: int) -> list[Any]:
        from grader.evaluation.intervals import Enclosures  # mpmath: 40 ms, only where needed

        return self.value(tree, Enclosures(place.values, place.sizes, digits))

    def has_pole(self, tree: Expression, place: Place) -> bool:
        """Whether a tree divides by zero here, or inverts a singular matrix, by fractions."""
        try:
            self.value(tree, Exact(place.values, place.sizes))
        except Pole:
            return True
        except EvaluationError:
            return place.is_generic and self._has_no_value(tree, place)
        return False

    def _has_no_value(self, tree: Expression, place: Place) -> bool:
        try:
            return self.surely(tree, place) is None
        except EvaluationError:
            return False

    def has_value_after_all(self, spot: Spot) -> bool:
        """Whether the one side that floats found without a value (1 − sigmoid(40) is 0) has one."""
        if not (isinstance(spot.floats, list) or spot.floats is OutOfDomain):
            return False
        try:
            if isinstance(spot.floats, list):
                return self.surely(self.answer, spot.place) is not None
            return self.surely_key(spot) is not None
        except EvaluationError:
            return False

    def surely(self, tree: Expression, place: Place) -> list[Any] | None:
        """The entries, None where it is certain that there are none; raises EvaluationError.

        Fractions where they do, else enclosures: 1 − sigmoid(600) is no zero, however it rounds.
        """
        try:
            return self.value(tree, Exact(place.values, place.sizes))
        except EvaluationError as error:
            if _is_undefined(error, place):
                return None
        from grader.evaluation.intervals import Enclosures  # mpmath: 40 ms, only where needed

        try:
            found = self.value(tree, Enclosures(place.values, place.sizes, PRECISIONS[0]))
        except EvaluationError as error:
            if _is_undefined(error, place):
                return None
            raise
        return [number.mid for number in found]

    def surely_key(self, spot: Spot) -> list[Any] | None:
        """The same of the key, remembered for the next answer."""
        if spot.sure is None:
            try:
                spot.sure = (self.surely(self.key, spot.place), None)
            except EvaluationError as error:
                spot.sure = (None, error)
        found, problem = spot.sure
        if problem is not None:
            raise problem.with_traceback(None)  # it is raised once and again
        return found


def _is_undefined(error: EvaluationError, place: Place) -> bool:
    """Whether the tree has no value here and close by.

    A pole is exceptional among the reals; at a generic point it means that there is a pole at an
    allowed value of a variable from a finite set (log(y·p) at y = 0), or everywhere.
    """
    return isinstance(error, OutOfDomain) or (place.is_generic and isinstance(error, Pole))


def _narrow(digits: int, wanted: int) -> float:
    return float(f"1e-{min(digits - 10, wanted)}")
