"""Answer and key → a point over the reals where they differ: small, round, and checked.

Points are rational and the same for every arithmetic. Floats choose; exact fractions, or 50 and
then more digits, decide. A point where either side has no value is set aside; points where just
one side is defined are remembered, because a difference of domains is a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product as combinations
from typing import Any, NamedTuple

from grader.comparison.verdict import Counterexample
from grader.evaluation.evaluator import EvaluationError, OutOfDomain, Value, entries, value
from grader.evaluation.real import Digits, Exact, Floats
from grader.evaluation.sampling import Generator, Matrix, Rational, decimal, point, whole
from grader.language.declarations import Scope
from grader.language.tree import SCALAR, Expression, size

Points = dict[str, Matrix | Rational]
Free = tuple[tuple[str, "str | int"], ...]

_CLEAR = 1e-7  # a relative difference of floats that is worth confirming
_PRECISIONS = (50, 150, 1000)
_UNDEFINED = "undefined"


class Place(NamedTuple):
    """A point with its dimensions."""

    values: Points
    sizes: dict[str, int]
    is_generic: bool


class Sides:
    """Both trees, evaluated together at points of the real arithmetics."""

    __slots__ = ("answer", "free", "key", "scope")

    def __init__(self, answer: Expression, key: Expression, scope: Scope, free: Free) -> None:
        self.answer = answer
        self.key = key
        self.scope = scope
        self.free = free

    def value(self, tree: Expression, at: Any) -> list[Any]:
        """All entries of a tree, for all values of the free indices."""
        if not self.free:
            return entries(value(tree, at))
        found = []
        for places in combinations(*(range(size(d, at.sizes)) for _, d in self.free)):
            at.indices = dict(zip((name for name, _ in self.free), places, strict=True))
            found += entries(value(tree, at))
        at.indices = {}
        return found


def places(
    scope: Scope, smallest: dict[str, int], seed: int, telling: dict[str, int]
) -> Iterator[Place]:
    """Points from the simplest to the wildest: whole numbers, decimals, other sizes and scales."""
    generator = Generator(seed + 77)
    two = {name: max(2, smallest.get(name, 1)) for name in sorted(scope.dimensions)}
    for declared in scope.variables.values():
        rows, columns = declared.shape
        if declared.structure == "full rank" and isinstance(rows, str):
            two[rows] = max(two[rows], columns if isinstance(columns, int) else two[columns])
    unequal = {name: number + i for i, (name, number) in enumerate(reversed(two.items()))}
    larger = {name: number + 1 for name, number in two.items()}
    for pattern in _PATTERNS:
        yield Place(point(scope.variables, two, _cycle(pattern), generator), two, False)
    for sizes, reach, count in ((two, 2, 3), (unequal, 3, 4), (larger, 3, 2), (telling, 3, 2)):
        for _ in range(count):
            yield Place(
                point(scope.variables, sizes, whole(generator, reach), generator), sizes, False
            )
    scales = (Fraction(1), Fraction(1), Fraction(1), Fraction(1, 10), Fraction(5), Fraction(30),
              Fraction(1, 1000))  # fmt: skip
    for scale in scales:
        for sizes in (unequal, telling):
            draw = decimal(generator, scale)
            yield Place(point(scope.variables, sizes, draw, generator), sizes, True)


# Entries in turn, so that neighbours differ; the first patterns are the easiest to check by hand.
_PATTERNS = ((1, 2, 0, 1, 3), (2, 1, 1, 0, -1, 3), (1, -1, 2, 3, -2), (3, 1, -2, 2, 5, -1, 4))


def _cycle(pattern: tuple[int, ...]) -> Callable[[], Rational]:
    state = [-1]

    def draw() -> Rational:
        state[0] += 1
        return pattern[state[0] % len(pattern)]

    return draw


class Hunt(NamedTuple):
    """What the hunt found: a counterexample or a difference of domains, or points that agree."""

    counterexample: Counterexample | None
    domain: Counterexample | None
    agreed: int  # generic points at which both sides agree to `digits`
    digits: int


def hunt(
    sides: Sides,
    smallest: dict[str, int],
    seed: int,
    telling: dict[str, int],
    *,
    is_different: bool | None,
) -> Hunt:
    """Looks for a point where the sides differ; `telling` are sizes at which residues do.

    `is_different` tells what the exact reading knows: True makes the search insist on it with
    more digits, False only looks for a difference of domains.
    """
    domain: Counterexample | None = None
    seen = 0
    doubtful: list[Place] = []
    for place in places(sides.scope, smallest, seed, telling):
        if is_different is False and not place.is_generic:
            continue
        found = _floats(sides, place)
        if found == _UNDEFINED:
            continue
        if found == "domain":
            domain = domain or _domain_difference(sides, place)
            if domain is not None and is_different is False:
                return Hunt(None, domain, 0, 0)
            continue
        seen += 1
        if is_different is False:
            if seen >= 8:
                break
            continue
        if found == "close":
            doubtful.append(place)
            continue
        shown = _confirmed(sides, place, _PRECISIONS[:2])
        if isinstance(shown, Counterexample):
            return Hunt(_simplified(sides, place, shown), None, 0, 0)
        doubtful.append(place)
    if domain is not None or is_different is False:
        return Hunt(None, domain, 0, 0)
    return _closer(sides, doubtful, is_different is True)


def _closer(sides: Sides, doubtful: list[Place], insist: bool) -> Hunt:
    """Close calls again, with 50 digits and more."""
    generic = [place for place in doubtful if place.is_generic] or doubtful
    agreed = 0
    for place in generic[:10]:
        found = _confirmed(sides, place, _PRECISIONS if insist else _PRECISIONS[:2])
        if isinstance(found, Counterexample):
            return Hunt(found, None, 0, 0)
        agreed += found
    return Hunt(None, None, agreed, _PRECISIONS[0] - 10)


def _floats(sides: Sides, place: Place) -> str:
    """`close`, `apart`, `domain` (one side is out of its domain) or `undefined`."""
    found: list[Any] = []
    for tree in (sides.answer, sides.key):
        try:
            found.append(sides.value(tree, Floats(place.values, place.sizes)))
        except OutOfDomain:
            found.append(None)
        except EvaluationError:
            return _exactly(sides, place)
    if found[0] is None or found[1] is None:
        return _UNDEFINED if found[0] is found[1] else "domain"
    for a, b in zip(*found, strict=True):
        size = max(abs(a), abs(b))
        if not size < 1e300:  # also not a number
            return "apart" if size == size else _UNDEFINED
        if abs(a - b) > _CLEAR * size:
            return "apart"
    return "close"


def _exactly(sides: Sides, place: Place) -> str:
    """Where floats give up (too large a number) the digits may not."""
    if not place.is_generic:
        return _UNDEFINED
    try:
        for tree in (sides.answer, sides.key):
            sides.value(tree, Digits(place.values, place.sizes, 50))
    except EvaluationError:
        return _UNDEFINED
    return "apart"


def _confirmed(
    sides: Sides, place: Place, precisions: tuple[int, ...]
) -> Counterexample | bool:
    """The counterexample if the sides are proved to differ here; else whether they agree closely.

    Where both values are rational, they decide. Otherwise enclosures do: disjoint ones prove a
    difference, overlapping ones agree to as many digits as they are narrow.
    """
    try:
        exact = [
            sides.value(tree, Exact(place.values, place.sizes))
            for tree in (sides.answer, sides.key)
        ]
        return True if exact[0] == exact[1] else _shown(sides, place, exact[0], exact[1])
    except EvaluationError:
        pass
    from grader.evaluation.intervals import Enclosures  # mpmath: 40 ms only where it is needed

    agreed = False
    for digits in precisions:
        try:
            ours, theirs = (
                sides.value(tree, Enclosures(place.values, place.sizes, digits))
                for tree in (sides.answer, sides.key)
            )
        except EvaluationError:
            return agreed
        if any(a.b < b.a or b.b < a.a for a, b in zip(ours, theirs, strict=True)):
            middles = [[number.mid for number in side] for side in (ours, theirs)]
            return _shown(sides, place, middles[0], middles[1])
        agreed = all(
            max(a.delta, b.delta) <= max(1, abs(a).b, abs(b).b) * _narrow(digits)
            for a, b in zip(ours, theirs, strict=True)
        )
    return agreed


def _narrow(digits: int) -> float:
    return float(f"1e-{min(digits - 10, 300)}")


def _domain_difference(sides: Sides, place: Place) -> Counterexample | None:
    """One side has a value here and the other is out of its domain, also with 50 digits."""
    found: list[list[Any] | None] = []
    for tree in (sides.answer, sides.key):
        try:
            found.append(sides.value(tree, Digits(place.values, place.sizes, 50)))
        except OutOfDomain:
            found.append(None)
        except EvaluationError:
            return None
    if (found[0] is None) == (found[1] is None):
        return None
    ours, theirs = (
        "not defined" if side is None else text_of_value(side, tree, place.sizes)
        for side, tree in zip(found, (sides.answer, sides.key), strict=True)
    )
    return _described(sides, place, ours, theirs)


# ----- making it simple --------------------------------------------------------------------------


def _simplified(sides: Sides, place: Place, shown: Counterexample) -> Counterexample:
    """Tries a rounder number for each entry in turn, and keeps what still shows the difference."""
    if place.is_generic or len(shown.point) > 6:
        return shown
    best, tries = place, 0
    for name in place.values:
        declared = sides.scope.variables.get(name)
        if declared is None or declared.structure or declared.domain in ("set", "interval"):
            continue
        for cell in _cells(best.values[name]):
            for number in (0, 1):
                if declared.domain in ("positive", "nonzero") and number == 0:
                    continue
                if abs(_entry(best.values[name], cell)) <= number or tries >= 24:
                    continue
                tries += 1
                other = best._replace(values=_replaced(best.values, name, cell, number))
                if _floats(sides, other) == "apart":
                    best = other
                    break
    if best is place:
        return shown
    rounder = _confirmed(sides, best, _PRECISIONS[:1])
    return rounder if isinstance(rounder, Counterexample) else shown


def _cells(of: Matrix | Rational) -> list[tuple[int, int] | None]:
    if not isinstance(of, list):
        return [None]
    return [(i, j) for i in range(len(of)) for j in range(len(of[0]))]


def _entry(of: Matrix | Rational, cell: tuple[int, int] | None) -> Rational:
    if cell is None or not isinstance(of, list):
        return of  # type: ignore[return-value]
    return of[cell[0]][cell[1]]


def _replaced(
    values: Points, name: str, cell: tuple[int, int] | None, number: int
) -> Points:
    old = values[name]
    if cell is None or not isinstance(old, list):
        return values | {name: number}
    rows = [list(row) for row in old]
    rows[cell[0]][cell[1]] = number
    return values | {name: rows}


# ----- showing it --------------------------------------------------------------------------------


def _shown(
    sides: Sides, place: Place, ours: list[Any], theirs: list[Any]
) -> Counterexample:
    entry = ""
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
    return _described(
        sides, place, text_of_value(ours, sides.answer, place.sizes),
        text_of_value(theirs, sides.key, place.sizes), entry,
    )  # fmt: skip


def _described(
    sides: Sides, place: Place, ours: str, theirs: str, entry: str = ""
) -> Counterexample:
    used = variables_of(sides.answer) | variables_of(sides.key)
    shown = tuple(
        (name, text_of_value(entries(of), None, place.sizes, rows_of(of)))
        for name, of in place.values.items()
        if name in used
    )
    return Counterexample(shown, tuple(place.sizes.items()), ours, theirs, entry)


def variables_of(tree: object) -> set[str]:
    """The names of the variables in a tree."""
    found: set[str] = set()
    pending = [tree]
    while pending:
        node = pending.pop()
        if type(node) is tuple:
            pending += node
        elif hasattr(node, "__match_args__"):
            if type(node).__name__ == "Variable":
                found.add(node.name)  # type: ignore[attr-defined]
            else:
                pending += [getattr(node, name) for name in node.__match_args__]
    return found


def rows_of(of: Value) -> tuple[int, int]:
    """The sides of a value."""
    return (len(of), len(of[0])) if isinstance(of, list) else (1, 1)


def text_of_value(
    numbers: list[Any],
    tree: Expression | None,
    sizes: dict[str, int],
    sides: tuple[int, int] | None = None,
) -> str:
    """Numbers as a person writes them: 3/2, (1, 2), [[1, 0], [2, 1]]; long ones rounded."""
    if sides is None:
        shape = tree.shape if tree is not None else SCALAR
        sides = (size(shape[0], sizes), size(shape[1], sizes))
    texts = [text_of_number(number) for number in numbers]
    rows, columns = sides
    if rows == columns == 1:
        return texts[0]
    if columns == 1:
        return f"({', '.join(texts)})"
    lines = [", ".join(texts[i : i + columns]) for i in range(0, len(texts), columns)]
    return "[" + ", ".join(f"[{line}]" for line in lines) + "]"


def text_of_number(number: Any) -> str:
    """A rational as it is if short, else six significant digits."""
    if isinstance(number, int | Fraction):
        shown = str(number)
        if len(shown) <= 12:
            return shown
        if isinstance(number, Fraction) and number.denominator in (10, 100, 1000):
            return format(float(number), "g")
        try:
            return "≈ " + format(float(number), ".6g")
        except OverflowError:
            return f"≈ 10^{len(str(abs(int(number)))) - 1}"
    if number == 0:
        return "0"
    try:
        shown = format(float(number), ".6g")
    except OverflowError:
        shown = "inf"
    if shown in ("inf", "-inf", "0"):
        return "≈ " + str(number)[:12]
    return "≈ " + shown


