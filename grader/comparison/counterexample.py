"""Answer and key → a point over the reals where they differ: small, round, and checked.

A point where either side has no value is set aside; points where just one side is defined are
remembered, because a difference of domains is a difference, unless it is one of single points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product as combinations
from typing import Any, NamedTuple, TypeAlias

from grader.comparison.places import Place, moved
from grader.comparison.sides import ENOUGH, FINE, PRECISIONS, Finding, Sides, Values
from grader.comparison.spots import Spot
from grader.comparison.verdict import Counterexample
from grader.comparison.wording import rows_of, text_of_function, text_of_value, texts_of_pair
from grader.evaluation.evaluator import EvaluationError, entries
from grader.evaluation.sampling import Generator, Matrix, Rational, magnitude
from grader.language.tree import size

NOT_DEFINED = "not defined"
_PATIENCE = 2  # places looked at before residues are asked for which dimensions the sides differ
_TRIES = 10  # rounder numbers that are tried
_MUCH = 2000  # operations for one look that takes long
_CLOSE_CALLS = 10  # places looked at again with more digits


class Hunt(NamedTuple):
    """What the hunt found: a counterexample or a difference of domains, or points that agree."""

    counterexample: Counterexample | None
    domain: Counterexample | None
    agreed: int  # generic points at which both sides agree to `digits`
    digits: int = 0


def hunt(
    sides: Sides,
    smallest: Mapping[str, int],
    telling: dict[str, int],
    *,
    insist: bool,
    differ: Callable[[dict[str, int]], bool | None] = lambda sizes: None,
) -> Hunt:
    """Looks for a point where the sides differ; `telling` are sizes at which residues do.

    Where the exact reading knows that they do, it insists with more digits; `differ` tells for
    which other sizes it knows so.
    """
    domain: Counterexample | None = None
    doubtful: list[Spot] = []
    for spot in _in_turn(sides, smallest, telling, differ):
        place = spot.place
        found = sides.finding(spot)
        if found is Finding.UNDEFINED:
            continue
        if found is Finding.DOMAIN:
            domain = domain or domain_difference(sides, spot)
            continue
        if found is Finding.APART:
            # At a simple point both sides may be 0, as sin(πx) is at whole numbers: there fractions
            # or ranges tell them apart, or another point does.
            values = sides.difference(spot, PRECISIONS[:2] if place.is_generic else ())
            if isinstance(values, Values):
                return Hunt(_simplified(sides, place, values), None, 0)
        doubtful.append(spot)
    if domain is not None:
        return Hunt(None, domain, 0)
    return _closer(sides, doubtful, insist)


def _in_turn(
    sides: Sides,
    smallest: Mapping[str, int],
    telling: dict[str, int],
    differ: Callable[[dict[str, int]], bool | None],
) -> Iterator[Spot]:
    """The spots, but for dimensions at which nothing differs: small matrices have identities.

    Then the telling dimensions are the smallest at which something does.
    """
    found: dict[tuple[int, ...], bool | None] = {}

    def is_told(sizes: dict[str, int]) -> bool | None:
        asked = tuple(sizes.values())
        if asked not in found:
            found[asked] = differ(sizes)
        return found[asked]

    for number, spot in enumerate(sides.known.first(smallest)):
        if number < _PATIENCE or is_told(spot.place.sizes) is not False:
            yield spot
    if found and not any(found.values()):
        for side in range(2, max(telling.values(), default=2)):
            reduced = {name: max(side, smallest.get(name, 1)) for name in telling}
            if is_told(reduced):
                telling = reduced
                break
    for spot in sides.known.later(smallest, telling):
        if is_told(spot.place.sizes) is not False:
            yield spot


def checked(
    sides: Sides, smallest: Mapping[str, int], telling: dict[str, int], points: int, closely: int
) -> Hunt:
    """Whether sides that agree in the finite field agree at real points, and have one domain.

    A finite field does not know that 37 is positive, nor where a log is defined. So many points
    are looked at with floats, some of them `closely`, with many digits.
    """
    seen = 0
    for spot in sides.known.spots(smallest, telling):
        place = spot.place
        if not place.is_generic:
            continue
        found = sides.finding(spot)
        if found is Finding.DOMAIN:
            domain = domain_difference(sides, spot)
            if domain is not None:
                return Hunt(None, domain, seen)
        elif found is Finding.APART or (found is Finding.CLOSE and seen < closely):
            if found is Finding.CLOSE:
                values = sides.difference(spot, FINE, insist=False)
            else:
                values = sides.difference(spot, PRECISIONS, insist=False, digits=ENOUGH)
            if isinstance(values, Values):
                rounder = hunt(sides, smallest, telling, insist=False)
                is_found = rounder.counterexample or rounder.domain
                return rounder if is_found else Hunt(_shown(sides, place, values), None, 0)
            seen += values
        else:
            seen += found is Finding.CLOSE
        if seen >= points:
            break
    return Hunt(None, None, seen)


def defined_nowhere(
    sides: Sides, smallest: Mapping[str, int], sizes: dict[str, int]
) -> Counterexample | None:
    """A point of these dimensions where the key has a value and the answer has a pole.

    For answers that the finite field found to have one everywhere; the roundest point will do.
    """
    places = [spot.place for spot in sides.known.spots(smallest, sizes)]
    for place in places:
        if place.sizes != sizes or not sides.is_affordable(place, 4):
            continue
        try:
            theirs = sides.surely(sides.key, place)
        except EvaluationError:
            continue
        if theirs is not None and sides.has_pole(sides.answer, place):
            shown = text_of_value(theirs, sides.key, place.sizes)
            return described_at(sides, place, NOT_DEFINED, shown)
    return None


def _closer(sides: Sides, doubtful: list[Spot], insist: bool) -> Hunt:
    """Close calls again, with 50 digits and more."""
    generic = [spot for spot in doubtful if spot.place.is_generic] or doubtful
    agreed = 0
    half = _CLOSE_CALLS // 2
    for spot in (*generic[:half], *generic[half:][-half:]):  # the widest scales come last
        found = sides.difference(spot, PRECISIONS if insist else PRECISIONS[:2])
        if isinstance(found, Values):
            return Hunt(_shown(sides, spot.place, found), None, 0)
        agreed += found
    return Hunt(None, None, agreed, PRECISIONS[0] - 10)


def domain_difference(sides: Sides, spot: Spot) -> Counterexample | None:
    """One side has a value here and the other is out of its domain, and so it is close by."""
    place = spot.place
    if sides.has_value_after_all(spot):
        return None
    found = _domain_at(sides, place)
    if found is None or (found[0] is None) == (found[1] is None):
        return None
    if not place.is_generic:
        generator = Generator(sides.known.seed)
        for _ in range(2):
            near = _domain_at(sides, moved(place, sides.scope.variables, generator))
            if near is None or [side is None for side in near] != [side is None for side in found]:
                return None
    ours, theirs = (
        NOT_DEFINED if side is None else text_of_value(side, tree, place.sizes)
        for side, tree in zip(found, (sides.answer, sides.key), strict=True)
    )
    return described_at(sides, place, ours, theirs)


def _domain_at(sides: Sides, place: Place) -> list[list[Any] | None] | None:
    """Both values, None for one out of its domain; None where that cannot be said."""
    try:
        return [sides.surely(tree, place) for tree in (sides.answer, sides.key)]
    except EvaluationError:
        return None


# ----- making it simple --------------------------------------------------------------------------


def _simplified(sides: Sides, place: Place, values: Values) -> Counterexample:
    """Tries a rounder number for each entry in turn, and keeps what still shows the difference."""
    used = sides.names
    if place.is_generic or len(used) > 6:
        return _shown(sides, place, values)
    best, tries = place, 0
    for name in [name for name in place.values if name in used]:
        declared = sides.scope.variables.get(name)
        if declared is None or declared.structure or declared.domain in ("set", "interval"):
            continue
        large = _large_cells(best.values[name])
        # All at once where a look takes long.
        together = len(large) > 1 and sides.operations(place) > _MUCH
        for cells in [large] if together else [[cell] for cell in large]:
            for number in (0, 1):
                if declared.domain in ("positive", "nonzero") and number == 0:
                    continue
                if tries >= _TRIES:
                    break
                tries += 1
                other = best._replace(values=_replaced(best.values, name, cells, number))
                if sides.finding(Spot(other)) is Finding.APART:
                    best = other
                    break
    if best is not place:
        rounder = sides.difference(Spot(best), PRECISIONS[:1])
        if isinstance(rounder, Values):
            return _shown(sides, best, rounder)
    return _shown(sides, place, values)


_Cell: TypeAlias = tuple[int, int]


def _large_cells(of: Matrix | Rational) -> list[_Cell]:
    """Where there is more than 1; a number is at (0, 0)."""
    rows = of if isinstance(of, list) else [[of]]
    return [
        (i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if magnitude(entry) > 1
    ]


def _replaced(
    values: dict[str, Matrix | Rational], name: str, cells: list[_Cell], number: int
) -> dict[str, Matrix | Rational]:
    old = values[name]
    if not isinstance(old, list):
        return values | {name: number}
    rows = [list(row) for row in old]
    for i, j in cells:
        rows[i][j] = number
    return values | {name: rows}


# ----- showing it --------------------------------------------------------------------------------


def _shown(sides: Sides, place: Place, values: Values) -> Counterexample:
    entry = ""
    ours, theirs = values
    if sides.free:
        k = next(i for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b)
        where = list(combinations(*(range(size(d, place.sizes)) for _, d in sides.free)))
        width = len(ours) // len(where)
        base = sides.scope.index_base
        entry = ", ".join(
            f"{name} = {index + base}"
            for (name, _), index in zip(sides.free, where[k // width], strict=True)
        )
        block = slice(k - k % width, k - k % width + width)
        ours, theirs = ours[block], theirs[block]
    return described_at(sides, place, *texts_of_pair((ours, theirs), sides.key, place.sizes), entry)


def described_at(
    sides: Sides, place: Place, ours: str, theirs: str, entry: str = ""
) -> Counterexample:
    """The counterexample at a place, both values given as text."""
    used = sides.names
    shown = []
    for name, declared in sides.scope.variables.items():
        if name not in used:
            continue
        if declared.arguments:
            upper, lower = place.values[f"{name} C"], place.values[f"{name} B"]
            assert isinstance(upper, list)
            assert isinstance(lower, list)
            inputs = "t" if len(lower[0]) == 2 else "x"
            shown.append((f"{name}({inputs})", text_of_function(upper, lower)))
        else:
            of = place.values[name]
            shown.append((name, text_of_value(entries(of), None, place.sizes, rows_of(of))))
    return Counterexample(tuple(shown), tuple(place.sizes.items()), ours, theirs, entry)
