"""A key at random points → does it agree with the differences of the function?

Central differences in 50 digits: (f(x + h eⱼ) − f(x − h eⱼ)) / 2h is wrong by the order of h²: with
h = 10⁻¹⁵ some 30 digits are right, far more than the tolerance asks for. A Hessian takes
(f(+,+) − f(+,−) − f(−,+) + f(−,−)) / 4h² with h = 10⁻¹⁰.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from grader.evaluation.evaluator import EvaluationError, Value, value
from grader.evaluation.real import Digits, Floats
from grader.evaluation.sampling import Generator, Matrix, Rational, decimal, point, whole
from grader.exercises.model import Layout, Task
from grader.language.declarations import Scope
from grader.language.shapes import Meaning
from grader.language.tree import Expression, size

POINTS: Final = 6
TRIES: Final = 60  # points drawn before we say that the function has hardly any value
STEP: Final = Fraction(1, 10**15)  # one over a whole number, as the next
SECOND_STEP: Final = Fraction(1, 10**10)
TOLERANCE: Final = Fraction(1, 10**12)  # relative to the larger of both values and 1

Values: TypeAlias = dict[str, Matrix | Rational]
Rows: TypeAlias = list[list[Any]]
Step: TypeAlias = tuple[int, Fraction]  # so much, in one entry of what is differentiated by
Stepped: TypeAlias = Callable[..., list[Any]]


class Differentiated(NamedTuple):
    """What a key is the derivative of: `function` by `wrt`, as `task` and `layout` say."""

    function: Expression
    wrt: tuple[str, ...]
    task: Task
    layout: Layout
    entry: tuple[str, ...]  # free indices of the one entry that is asked for


class Findings(NamedTuple):
    """At how many points the key agrees, and where it does not: a sentence, else empty."""

    points: int
    disagreement: str


def findings(of: Differentiated, reference: Meaning, within: Scope, seed: int) -> Findings:
    """Compare the key with differences at random points, small whole numbers first."""
    generator = Generator(seed)
    agreed = 0
    for attempt in range(TRIES):
        sizes = sizes_of(within, dict(reference.smallest), attempt)
        draw = whole(generator, 3) if attempt < TRIES // 3 else decimal(generator)
        at = point(within.variables, sizes, draw, generator)
        digits = Digits(at, sizes)
        try:
            expected = laid_out(_derivative(of, digits, at), of.task, of.layout)
            for where, right, found in _pairs(of, reference, digits, at, expected):
                if not _is_close(right, found):
                    told = f"{where}it is {_shown(found)}, the differences give {_shown(right)}"
                    return Findings(agreed, f"{told} at {_point(at)}")
        except EvaluationError:
            continue  # a pole, or outside the domain: this point says nothing
        agreed += 1
        if agreed == POINTS:
            break
    return Findings(agreed, "")


def has_values(function: Expression, reference: Meaning, within: Scope, seed: int) -> bool:
    """Whether both have values at some random points: a proof speaks of formulas alone."""
    generator = Generator(seed)
    found = 0
    for attempt in range(TRIES):
        sizes = sizes_of(within, dict(reference.smallest), attempt)
        at = Floats(point(within.variables, sizes, decimal(generator), generator), sizes)
        try:
            value(function, at)
            at.indices = dict.fromkeys((name for name, _ in reference.free), 0)
            value(reference.tree, at)
        except (EvaluationError, ArithmeticError):
            continue
        found += 1
        if found == POINTS:
            return True
    return False


# ----- the derivative ------------------------------------------------------------------------


def _derivative(of: Differentiated, digits: Digits, at: Values) -> Rows:
    """What the key should be, as rows, in the layout of its task."""

    def f(*steps: Step) -> list[Any]:
        moved = at
        for place, step in steps:
            moved = _moved(moved, of.wrt, place, step)
        return _column(_value(of.function, digits, moved))

    places = range(sum(len(_column(at[name])) for name in of.wrt))
    match of.task:
        case Task.EXPRESSION | Task.DESCENT | Task.TAYLOR | Task.MINIMISER:
            return _rows(_value(of.function, digits, at))
        case Task.HESSIAN:
            return [[_second(f, i, j) for j in places] for i in places]
        case Task.JACOBIAN:
            return _transposed([_first(f, j) for j in places])
        case Task.GRADIENT:
            numbers = [_first(f, j)[0] for j in places]
            height = len(_rows(at[of.wrt[0]])) if len(of.wrt) == 1 else len(numbers)
            return _transposed([numbers[i : i + height] for i in range(0, len(numbers), height)])


def _value(tree: Expression, digits: Digits, at: Values) -> Value:
    """The value at another point of the same sizes: mpmath takes long to make a new context."""
    digits.values, digits.converted = at, {}
    return value(tree, digits)


def _first(f: Stepped, place: int) -> list[Any]:
    """∂f/∂xⱼ of every output."""
    ahead, behind = f((place, STEP)), f((place, -STEP))
    return [
        (a - b) / 2 / STEP.numerator * STEP.denominator for a, b in zip(ahead, behind, strict=True)
    ]


def _second(f: Stepped, i: int, j: int) -> Any:
    """∂²f/∂xᵢ∂xⱼ of the only output."""
    h = SECOND_STEP
    signs = list(product((1, -1), repeat=2))
    terms = [a * b * f((i, a * h), (j, b * h))[0] for a, b in signs]
    return sum(terms[1:], terms[0]) * h.denominator**2 / 4


def _moved(at: Values, wrt: tuple[str, ...], place: int, step: Fraction) -> Values:
    """The point with one entry moved; entries are counted as vec counts, column by column."""
    for name in wrt:
        rows = [list(row) for row in _rows(at[name])]
        if place < len(rows) * len(rows[0]):
            column, row = divmod(place, len(rows))
            rows[row][column] += step
            return {**at, name: rows if isinstance(at[name], list) else rows[0][0]}
        place -= len(rows) * len(rows[0])
    raise IndexError(place)


def laid_out(rows: Rows, task: Task, layout: Layout) -> Rows:
    """Rows in the usual layout of a task → those of the layout that is asked for."""
    match layout:
        case Layout.ROW:
            return [_column(rows)]
        case Layout.COLUMN:
            return [[number] for number in _column(rows)]
        case Layout.NUMERATOR if task is Task.GRADIENT:
            return _transposed(rows)
        case Layout.DENOMINATOR if task is Task.JACOBIAN:
            return _transposed(rows)
    return rows


# ----- the comparison ------------------------------------------------------------------------


def _pairs(
    of: Differentiated, reference: Meaning, digits: Digits, at: Values, expected: Rows
) -> Iterator[tuple[str, Any, Any]]:
    """Each entry: which it is, what it should be, what the key says."""
    if not of.entry:
        found = _rows(_value(reference.tree, digits, at))
        for i, j in product(range(len(expected)), range(len(expected[0]))):
            where = f"in row {i + 1}, column {j + 1} " if len(_column(expected)) > 1 else ""
            yield where, expected[i][j], found[i][j]
        return
    ranges = [range(size(dict(reference.free)[name], digits.sizes)) for name in of.entry]
    for indices in product(*ranges):
        digits.indices = dict(zip(of.entry, indices, strict=True))
        right = (
            expected[indices[0]][indices[1]] if len(indices) == 2 else _column(expected)[indices[0]]
        )
        where = ", ".join(f"{name} = {i + 1}" for name, i in digits.indices.items())
        yield f"for {where} ", right, _value(reference.tree, digits, at)


def _is_close(right: Any, found: Any) -> bool:
    scale = max(abs(right), abs(found), 1)
    return bool(abs(right - found) * TOLERANCE.denominator <= scale)


def sizes_of(within: Scope, smallest: Mapping[str, int], attempt: int) -> dict[str, int]:
    """Small sizes, all different, in another order each time; large enough for every assumption."""
    names = sorted(within.dimensions)
    sizes = {
        name: max(2 + (number + attempt) % len(names), smallest.get(name, 1))
        for number, name in enumerate(names)
    }
    for declared in within.variables.values():
        rows, columns = declared.shape
        if declared.structure == "full rank" and isinstance(rows, str) and rows in sizes:
            sizes[rows] = max(sizes[rows], size(columns, sizes))
    return sizes


# ----- values as rows ------------------------------------------------------------------------


def _rows(of: Any) -> Rows:
    return of if isinstance(of, list) else [[of]]


def _transposed(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _column(of: Any) -> list[Any]:
    """All entries, column by column."""
    return [entry for column in zip(*_rows(of), strict=True) for entry in column]


def _shown(number: Any) -> str:
    return f"{float(number):.6g}"


def _point(at: Values) -> str:
    def text(of: Any) -> str:
        if isinstance(of, list):
            return "[" + ", ".join(text(entry) for entry in of) + "]"
        return str(of)

    return ", ".join(f"{name} = {text(value)}" for name, value in at.items())
