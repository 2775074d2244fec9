"""Declarations → real points from the simplest to the wildest: where a counterexample is sought.

Zeros and ones come first, then small whole numbers, because that is what a person can check; then
decimals of several scales, at which nothing special is expected to happen (`is_generic`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from grader.evaluation.abstract import simple_coefficients
from grader.evaluation.sampling import FEW, Generator, Matrix, Rational, decimal, point, whole
from grader.language.declarations import Declaration, Scope

Points: TypeAlias = dict[str, Matrix | Rational]

# Entries in turn, so that neighbours differ; the first patterns are the easiest to check by hand.
PATTERNS = (
    (1, 0, 1), (0, 1, 1), (1,), (1, 2, 0, 1, 3), (2, 1, 1, 0, -1, 3), (1, -1, 2, 3, -2),
    (3, 1, -2, 2, 5, -1, 4),
)  # fmt: skip
_SCALES = (
    Fraction(1), Fraction(30), Fraction(1, 10), Fraction(5), Fraction(300), Fraction(1, 1000),
    Fraction(1), Fraction(10**4), Fraction(10**7),
)  # fmt: skip
# Which of the numbers change their signs: those with this bit in their place from 1 on, −1 for
# all. Every number changes with −1, every product of two of the first seven with 1, 2 or 4.
_MASKS = (-1, 1, -1, 2, -1, 2, 4, 1, -1)

_ONE_HOT = 3  # places of the one of a one-hot vector that are looked at

# Of numbers that no decimal multiple of makes whole: sin(10⁶πx) is 0 at every short decimal.
_PRIMES = (907, 911, 919, 929, 937, 941, 947, 953, 967, 971, 977, 983, 991, 997)


class Place(NamedTuple):
    """A point with its dimensions."""

    values: Points
    sizes: dict[str, int]
    is_generic: bool


def places(
    scope: Scope, smallest: Mapping[str, int], seed: int, telling: dict[str, int]
) -> Iterator[Place]:
    """The points in order; `telling` are sizes at which residues differ."""
    two = smallest_sizes(scope, smallest)
    generator = Generator(seed + 77)
    yield from first_places(scope, two, generator)
    yield from later_places(scope, two, generator, telling)


def first_places(scope: Scope, two: dict[str, int], generator: Generator) -> Iterator[Place]:
    """Whole numbers at the smallest sizes and somewhat larger ones."""
    variables = scope.variables
    unequal = _unequal(scope, two)
    larger = {name: number + 1 for name, number in two.items()}
    for number, pattern in enumerate(PATTERNS):
        values = point(variables, two, cycle(pattern), generator, number)
        for declared in variables.values():
            if declared.arguments:
                values |= simple_coefficients(declared, two, number)
        yield Place(values, two, False)
    for sizes, reach, count in ((two, 2, 2), (unequal, 3, 4), (larger, 3, 2)):
        for turn in range(count):
            values = point(variables, sizes, whole(generator, reach), generator, turn)
            yield Place(values, sizes, False)


def later_places(
    scope: Scope, two: dict[str, int], generator: Generator, telling: dict[str, int]
) -> Iterator[Place]:
    """Whole numbers at the telling sizes, then decimals of all scales."""
    variables = scope.variables
    unequal = _unequal(scope, two)
    for turn in range(2):
        yield Place(point(variables, telling, whole(generator, 3), generator, turn), telling, False)
    for turn, (scale, mask) in enumerate(zip(_SCALES, _MASKS, strict=True)):
        least = 1000 if scale > 1000 else 1  # beyond what is large surely
        again = Generator(0)
        again.state = generator.state
        # The same numbers with other signs: a log that is lost below −20, or where xy < 0, shows
        # at every seed.
        draw = decimal(generator, scale, least=least)
        yield Place(point(variables, unequal, draw, generator, turn), unequal, True)
        draw = _turned(decimal(again, scale, least=least), mask)
        yield Place(point(variables, telling, draw, again, turn + 1), telling, True)
    for turn, digits in enumerate((1000, 5000)):
        below = Fraction(digits, _PRIMES[generator.among(0, len(_PRIMES) - 1)])
        values = point(variables, two, decimal(generator, below), generator, turn)
        yield Place(values, two, True)
    # Where there are more values to choose from than places so far, each has its turn all the same.
    for turn in range(len(_SCALES), min(most_values(variables), FEW)):
        yield Place(point(variables, two, decimal(generator), generator, turn), two, True)


def most_values(variables: Mapping[str, Declaration]) -> int:
    """From how many values an entry of a variable is chosen at most; 0 if they are all free."""
    return max((_values_of(declared) for declared in variables.values()), default=0)


def _values_of(declared: Declaration) -> int:
    if declared.domain == "set":
        return len(declared.values)
    return _ONE_HOT if declared.structure == "one-hot" else 0


def _unequal(scope: Scope, two: dict[str, int]) -> dict[str, int]:
    found = {name: number + i for i, (name, number) in enumerate(reversed(two.items()))}
    return dict(sorted(with_full_rank(found, scope.variables, more=1).items()))


def _turned(draw: Callable[[], Rational], mask: int) -> Callable[[], Rational]:
    """The numbers of a draw, some with the other sign."""
    place = [0]

    def turned() -> Rational:
        place[0] += 1
        number = draw()
        return -number if mask < 0 or place[0] & mask else number

    return turned


def smallest_sizes(scope: Scope, smallest: Mapping[str, int]) -> dict[str, int]:
    """All dimensions 2, or as large as indices and assumptions need."""
    two = {name: max(2, smallest.get(name, 1)) for name in sorted(scope.dimensions)}
    return with_full_rank(two, scope.variables)


def with_full_rank(
    sizes: Mapping[str, int], variables: Mapping[str, Declaration], *, more: int = 0
) -> dict[str, int]:
    """The dimensions, with as many rows as each matrix of full rank needs, or so many more."""
    found = dict(sizes)
    for declared in variables.values():
        rows, columns = declared.shape
        if declared.structure == "full rank" and isinstance(rows, str):
            least = columns if isinstance(columns, int) else found.get(columns, 1)
            found[rows] = max(found.get(rows, 1), least + more)
    return found


def cycle(pattern: tuple[int, ...]) -> Callable[[], Rational]:
    """The numbers of a pattern over and over."""
    state = [-1]

    def draw() -> Rational:
        state[0] += 1
        return pattern[state[0] % len(pattern)]

    return draw


def moved(place: Place, variables: Mapping[str, Declaration], generator: Generator) -> Place:
    """A point close by, nothing special any more where the declarations leave room."""
    values = dict(place.values)
    for name, old in place.values.items():
        declared = variables.get(name)
        if declared is None or declared.structure or declared.domain in ("integer", "set"):
            continue
        if declared.domain == "interval":
            continue

        def shifted(number: Rational) -> Rational:
            return number + Fraction(generator.among(1, 999), 100_000)

        if isinstance(old, list):
            values[name] = [[shifted(entry) for entry in row] for row in old]
        else:
            values[name] = shifted(old)
    return Place(values, place.sizes, True)


def enlarged(sizes: dict[str, int], variables: dict[str, Declaration]) -> Iterator[dict[str, int]]:
    """The dimensions as asked, enlarged where a declaration wants it, then one by one."""
    base = with_full_rank(sizes, variables)
    yield base
    for name in base:
        yield base | {name: base[name] + 3}
    for name in base:
        yield {other: count + 3 * (other != name) for other, count in base.items()}
