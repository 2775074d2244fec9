"""Key + parameters → the inputs that a function is called with, each with its value and tolerance.

The inputs honour the declarations; what is sent are doubles, and the value is computed from these
very doubles with forty digits. The tolerance follows from the conditioning: inputs that are off by
a rounding of single precision move the value, and eight times as far as that, plus sixteen
roundings of the value itself, is still right. Where this is more than 3·10⁻⁵ of the value the case
says too little and another is drawn, so that a factor of 1.0001 is always seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

from grader.comparison.key import Key
from grader.comparison.places import PATTERNS, cycle, smallest_sizes
from grader.evaluation.cost import LIMIT, cost
from grader.evaluation.evaluator import EvaluationError, entries, mapped, value
from grader.evaluation.real import Digits, Floats
from grader.evaluation.sampling import Generator, Matrix, Rational, decimal, point, whole

ROUNDING: Final = 2.0**-23  # of single precision, relative
SHARP: Final = 3e-5  # the largest tolerance, relative to the value, that tells 1.0001 from 1
ROUGH: Final = 1e-3  # … where shapes are unusual, and XᵀX in single precision is far off
DIGITS: Final = 40
GENERIC: Final = 5  # cases of random decimals
ENOUGH: Final = 3  # sharp generic cases for a verdict that a function is right
TRIES: Final = 4  # draws for each such case
BY_HAND: Final = ((1, 2, 0, 3, 1, -1, 2), (2, 1, 1, 3, 1, 4, 1, 2))  # entries of the example
MANY: Final = 7  # entries of the longest vectors, and a few more
FAINTEST: Final = 1e-6  # a value that is smaller than that, for large inputs, is all rounding
NEARBY: Final = Fraction(1, 10**9)  # a step that must not move the value at a special point

FIXED: Final = frozenset(("set", "integer", "interval", "one-hot", "orthogonal", "diagonal"))

Points: TypeAlias = dict[str, Matrix | Rational]


class Case(NamedTuple):
    """One call: the inputs, the value row by row, and how far from it is still right.

    A `soft` case lies far out: code may overflow there where the formula it stands for is right,
    so that only a finite value that is wrong counts. Where all dimensions are 1 a `lone` case
    forgives code that stops, not code that is wrong. `columns` and `rows` are the inputs declared
    as such, whatever their length here.
    """

    name: str
    sizes: dict[str, int]
    inputs: dict[str, Any]  # by parameter: a number, or rows; of floats
    value: list[float]
    sides: tuple[int, int]
    tolerance: float
    is_visible: bool = False
    is_soft: bool = False
    is_lone: bool = False
    columns: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()

    @property
    def scale(self) -> float:
        """The largest entry of the value."""
        return max(map(abs, self.value))

    @property
    def extent(self) -> int:
        """How many numbers a reader has to look at."""
        return sum(len(of) * len(of[0]) if isinstance(of, list) else 1
                   for of in self.inputs.values())  # fmt: skip


class Drawn(NamedTuple):
    """All cases, the simplest first; whether they are sharp enough to call a function right."""

    cases: tuple[Case, ...]
    are_enough: bool


def example(key: Key, parameters: tuple[str, ...]) -> Case | None:
    """The case that students are shown, the same for every seed."""
    fixed = Generator(77)
    draws = [cycle(pattern) for pattern in (*BY_HAND, *PATTERNS)] + [decimal(fixed)] * TRIES
    maker = _Maker(key, parameters)
    return maker.first("the example", _sizes(key)[0], draws, fixed, is_visible=True)


def drawn(key: Key, parameters: tuple[str, ...]) -> Drawn:
    """The cases for a key and the names of a function's parameters; the same for the same seed."""
    maker = _Maker(key, parameters)
    generator = Generator(key.seed + 177)
    (_, *others), (one, equal, many) = _sizes(key), _unusual(key)
    cases = [example(key, parameters)]
    for sizes in others[:2]:
        draws = [whole(generator, reach) for reach in (3, 3, 5)]
        cases.append(maker.first("small whole numbers", sizes, draws, generator))
    if one:
        draws = [whole(generator, 5) for _ in range(TRIES)]
        lone = maker.first("all dimensions 1", one, draws, generator, is_lone=True, is_rough=True)
        cases.append(lone)
        for name, sizes in (("equal dimensions", equal), ("more entries", many)):
            draws = [decimal(generator)] * TRIES
            cases.append(maker.first(name, sizes, draws, generator, is_rough=True))
    for number in range(GENERIC):
        draws = [decimal(generator)] * TRIES
        sizes = others[number % len(others)]
        cases.append(maker.first("decimals", sizes, draws, generator, is_sharp=True))
    sharp = sum(case is not None for case in cases[-GENERIC:])
    if sharp < ENOUGH:  # nothing sharp is to be had: a difference still shows
        cases.append(maker.first("decimals", others[0], [decimal(generator)] * TRIES, generator))
    for name, draw in (("ones", lambda: 1), ("zeros", lambda: 0)):
        cases.append(maker.first(name, others[1], [draw], generator))
    for name, scale in (("small", Fraction(1, 100)), ("large", Fraction(30))):
        draws = [decimal(generator, scale)] * TRIES
        is_soft = name == "large"
        cases.append(maker.first(f"{name} numbers", others[2], draws, generator, is_soft=is_soft))
    return Drawn(tuple(case for case in cases if case is not None), sharp >= ENOUGH)


def can_be_told(key: Key, parameters: tuple[str, ...]) -> bool:
    """Whether enough sharp cases can be drawn; no more of them than it takes to say so."""
    maker, generator = _Maker(key, parameters), Generator(key.seed + 177)
    others, sharp = _sizes(key)[1:], 0
    for number in range(GENERIC):
        draws = [decimal(generator)] * TRIES
        sizes = others[number % len(others)]
        case = maker.first("decimals", sizes, draws, generator, is_sharp=True)
        sharp += case is not None
        if sharp == ENOUGH:
            return True
    return False


def _sizes(key: Key) -> list[dict[str, int]]:
    """Dimensions, no two of a choice equal where that can be: the first are for the example."""
    two = smallest_sizes(key.scope, dict(key.meaning.smallest))
    names = list(two)
    count = len(names)
    rising = {name: two[name] + i for i, name in enumerate(names)}
    falling = {name: two[name] + count - 1 - i for i, name in enumerate(names)}
    turned = {name: two[name] + 1 + (i + 1) % max(count, 1) for i, name in enumerate(names)}
    wide = {name: two[name] + (4 if i % 2 else 1) + i // 2 for i, name in enumerate(names)}
    return [key.draws.workable(each) for each in (falling, rising, turned, wide)]


def _unusual(key: Key) -> list[dict[str, int]]:
    """All dimensions 1, or as few as they can be; all equal; many. Empty where there are none."""
    two = smallest_sizes(key.scope, dict(key.meaning.smallest))
    least = {name: max(1, dict(key.meaning.smallest).get(name, 1)) for name in two}
    equal = dict.fromkeys(two, max(two.values(), default=2) + 1)
    many = {name: max(size, MANY + i) for i, (name, size) in enumerate(two.items())}
    return [key.draws.workable(each) for each in (least, equal, many)]


class _Maker:
    """Makes cases for one key."""

    def __init__(self, key: Key, parameters: tuple[str, ...]) -> None:
        self.tree = key.meaning.tree
        self.variables = key.scope.variables
        self.definitions = key.scope.definitions
        self.parameters = parameters
        self.generator = Generator(377)
        known = {name: each.shape for name, each in self.variables.items()}
        known |= {name: each.shape for name, each in self.definitions.items()}
        self.columns = frozenset(name for name, (_, right) in known.items() if right == 1)
        self.rows = frozenset(
            name for name, (down, right) in known.items() if down == 1 and right != 1
        )

    def first(
        self,
        name: str,
        sizes: dict[str, int],
        draws: list[Callable[[], Rational]],
        generator: Generator,
        **kind: bool,
    ) -> Case | None:
        """The first of several draws at which a case can be made."""
        for draw in draws:
            case = self.case(name, sizes, point(self.variables, sizes, draw, generator), **kind)
            if case is not None:
                return case
        return None

    def case(
        self,
        name: str,
        sizes: dict[str, int],
        values: Points,
        *,
        is_visible: bool = False,
        is_soft: bool = False,
        is_sharp: bool = False,
        is_lone: bool = False,
        is_rough: bool = False,
    ) -> Case | None:
        """The case at a point; None where there is no value, or none that tells anything."""
        if cost(self.tree, sizes) > LIMIT:
            return None
        as_sent = {name: mapped(_doubled, of) for name, of in values.items()}
        try:
            exact = value(self.tree, Digits(as_sent, sizes, DIGITS))
            found = [float(number) for number in entries(exact)]
            spread = self._spread(as_sent, sizes, found)
            steady = is_sharp or self._is_steady(as_sent, sizes, found)
            inputs = {each: self._input(each, as_sent, sizes) for each in self.parameters}
        except (EvaluationError, OverflowError):
            return None
        scale = max(map(abs, found))
        tolerance = 8 * spread + 16 * ROUNDING * scale
        is_faint = name == "large numbers" and scale < FAINTEST
        if is_faint or not steady or not all(map(math.isfinite, (scale, tolerance))):
            return None
        if scale == 0:
            tolerance = max(tolerance, 1e-6)
        elif tolerance > SHARP * scale and not is_visible and (is_sharp or name != "decimals"):
            return None
        if is_rough:  # there to see what is wrong altogether, for a matrix that is square
            tolerance = max(tolerance, ROUGH * scale)
        sides = (len(exact), len(exact[0])) if isinstance(exact, list) else (1, 1)
        return Case(
            name, sizes, inputs, found, sides, tolerance, is_visible, is_soft, is_lone,
            self.columns, self.rows,
        )  # fmt: skip

    def _input(self, name: str, values: Points, sizes: dict[str, int]) -> Any:
        if name in sizes:
            return sizes[name]
        if name in self.definitions:
            return mapped(float, value(self.definitions[name], Digits(values, sizes, DIGITS)))
        return mapped(float, values[name])

    def _spread(self, values: Points, sizes: dict[str, int], found: list[float]) -> float:
        """How far the value moves when each input is off by a rounding of single precision."""
        widest = 0.0
        for _ in range(4):
            moved = self._moved(values, lambda number, sign: number * (1 + sign * ROUNDING))
            floats = [float(number) for number in self._floats(moved, sizes)]
            widest = max(widest, *(abs(a - b) for a, b in zip(floats, found, strict=True)))
        return widest

    def _is_steady(self, values: Points, sizes: dict[str, int], found: list[float]) -> bool:
        """Whether the value is about the same close by: no kink, no pole, no end of a domain."""
        scale = 1 + max(map(abs, found))
        for _ in range(3):
            moved = self._moved(values, lambda number, sign: number + sign * NEARBY)
            floats = self._floats(moved, sizes)
            if any(abs(a - b) > 1e-5 * scale for a, b in zip(floats, found, strict=True)):
                return False
        return True

    def _floats(self, values: Points, sizes: dict[str, int]) -> list[float]:
        return entries(value(self.tree, Floats(values, sizes)))

    def _moved(self, values: Points, step: Callable[[Any, int], Any]) -> Points:
        """Every input a little off, except those that can only be what they are."""
        moved: Points = {}
        for name, of in values.items():
            declared = self.variables.get(name)
            if declared is None or FIXED & {declared.domain, declared.structure}:
                moved[name] = of
            else:
                signs = self._signs()
                moved[name] = mapped(lambda number: step(number, next(signs)), of)  # noqa: B023
        return moved

    def _signs(self) -> Iterator[int]:
        while True:
            yield 1 if self.generator.bits64() & 1 else -1


def _doubled(number: Rational) -> Fraction:
    """The double that is sent, as the rational that it is."""
    return Fraction(float(number))
