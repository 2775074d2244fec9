"""Declarations + generator → points over the rationals that honour every assumption.

One rational point serves all the real arithmetics: exact fractions, floats and 50 digits see
the very same numbers. Small whole numbers come first, because that is what a person can check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from operator import mul
from typing import TypeAlias

from grader.evaluation.abstract import shapes
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, size

Rational: TypeAlias = Fraction | int
Matrix: TypeAlias = list[list[Rational]]


class Generator:
    """Random whole numbers, the same on every machine (splitmix64, Steele et al. 2014).

    Written out because a verdict must be repeatable from its seed for ever, and because
    importing `random` would cost a cold start more than all the numbers it needs.
    """

    __slots__ = ("state",)

    def __init__(self, seed: int) -> None:
        self.state = seed & 0xFFFFFFFFFFFFFFFF
        seed >>= 64
        while seed not in (0, -1):  # longer seeds count in full, negative ones end in -1
            self.state = self.bits64() ^ (seed & 0xFFFFFFFFFFFFFFFF)
            seed >>= 64

    def bits64(self) -> int:
        """64 random bits."""
        self.state = z = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, limit: int) -> int:
        """A number from 0 to limit − 1; 64 bits more than needed make it even enough."""
        number = self.bits64()
        for _ in range((limit - 1).bit_length() + 63 >> 6):
            number = number << 64 | self.bits64()
        return number % limit

    def among(self, first: int, last: int) -> int:
        """A number from first to last, both included."""
        return first + self.bits64() % (last - first + 1)

    def choice(self, count: int) -> int:
        """A number from 0 to count − 1, not quite as even as `below`."""
        return self.among(0, count - 1)


Draw: TypeAlias = Callable[[], Rational]
Choose: TypeAlias = Callable[[int], int]


def whole(generator: Generator, reach: int) -> Draw:
    """Whole numbers from −reach to reach."""
    return lambda: generator.among(-reach, reach)


def decimal(generator: Generator, scale: Rational = 1, *, least: int = 1) -> Draw:
    """Numbers of both signs with three digits, about as large as `scale`, never zero.

    None is smaller than `least` thousandths of the scale.
    """

    def draw() -> Rational:
        number = generator.among(least, 2999)
        return scale * Fraction(number if generator.bits64() & 1 else -number, 1000)

    return draw


FEW = 64  # values that are taken in turn


class InTurn:
    """Choices from a few, by the number of the point: the values come up one after the other.

    Of n values, n neighbouring points have them all, and n² have every pair of values of two of
    the first n + 1 choices (a Latin square). What is chosen later is random, or from many.
    """

    __slots__ = ("generator", "place", "turn")

    def __init__(self, turn: int, generator: Generator) -> None:
        self.turn = turn
        self.generator = generator
        self.place = -1

    def __call__(self, count: int) -> int:
        """A number below `count`."""
        self.place += 1
        if self.place > count or count > FEW:
            return self.generator.among(0, count - 1)
        again = self.turn // count
        return (again if self.place == count else self.turn + self.place * again) % count


def point(
    variables: Mapping[str, Declaration],
    sizes: dict[str, int],
    draw: Draw,
    generator: Generator,
    turn: int | None = None,
) -> dict[str, Matrix | Rational]:
    """A value for each variable (a number, or rows) from `draw`, made to fit its declaration.

    Where there are few values to choose from, they are taken in turn, if it is said whose turn it
    is; else the choice is random.
    """
    found: dict[str, Matrix | Rational] = {}
    choose = generator.choice if turn is None else InTurn(turn, generator)
    for name, declared in variables.items():
        if declared.arguments:
            for part, (rows, columns) in shapes(declared, sizes).items():
                found[part] = [[generator.among(-2, 2) for _ in range(columns)]
                               for _ in range(rows)]  # fmt: skip
            continue
        rows, columns = (size(side, sizes) for side in declared.shape)
        matrix = structured(declared, rows, columns, draw, choose)
        found[name] = matrix[0][0] if declared.shape == SCALAR else matrix
    return found


def structured(
    declared: Declaration, rows: int, columns: int, draw: Draw, choose: Choose
) -> Matrix:
    """A matrix that has the declared structure, its entries in the declared domain."""
    if declared.structure == "one-hot":
        place = choose(rows * columns)
        return [[int(i * columns + j == place) for j in range(columns)] for i in range(rows)]
    if declared.structure == "orthogonal":
        return orthogonal(rows, draw, choose)
    matrix = [[fitting(declared, draw, choose) for _ in range(columns)] for _ in range(rows)]
    match declared.structure:
        case "diagonal":
            return [[matrix[i][j] if i == j else 0 for j in range(rows)] for i in range(rows)]
        case "symmetric":
            return [[matrix[min(i, j)][max(i, j)] for j in range(rows)] for i in range(rows)]
        case "positive definite":
            return _gram(matrix)
        case _:
            return matrix


def _gram(matrix: Matrix) -> Matrix:
    """A·Aᵀ + I, over the common denominator: fractions would take ten times as long."""
    below = lcm(*(entry.denominator for row in matrix for entry in row))
    whole = [[int(entry * below) for entry in row] for row in matrix]
    square = below * below
    found: Matrix = []
    for i, row in enumerate(whole):
        sums = [sum(map(mul, row, other)) + square * (i == j) for j, other in enumerate(whole)]
        found.append(sums if square == 1 else [Fraction(one, square) for one in sums])
    return found


def fitting(declared: Declaration, draw: Draw, choose: Choose) -> Rational:
    """One entry in the declared domain."""
    number = draw()
    match declared.domain:
        case "positive":
            return magnitude(number) or 1
        case "nonnegative":
            return magnitude(number)
        case "nonzero":
            return number or 1
        case "integer":
            return round(number)
        case "set":
            return declared.values[choose(len(declared.values))]
        case "interval":
            low, high = declared.values
            if number == 0:
                return (low + high) / 2
            return low + (high - low) * magnitude(number) / (1 + magnitude(number))
        case _:
            return number


def magnitude(number: Rational) -> Rational:
    """|number|."""
    return -number if number < 0 else number


def orthogonal(side: int, draw: Draw, choose: Choose) -> Matrix:
    """(I + S)⁻¹(I − S) of a skew S (Cayley), times −1 on a row if that is chosen from two ways.

    Without the sign only rotations would be drawn, and det(Q) = 1 would seem to hold.
    """
    skew = [[Fraction(0)] * side for _ in range(side)]
    for i in range(side):
        for j in range(i):
            skew[i][j] = Fraction(draw())
            skew[j][i] = -skew[i][j]
    left: Matrix = [[skew[i][j] + (i == j) for j in range(side)] for i in range(side)]
    right: Matrix = [[(i == j) - skew[i][j] for j in range(side)] for i in range(side)]
    matrix = solved(left, right)
    if choose(2):
        matrix[0] = [-entry for entry in matrix[0]]
    return [[entry.numerator if Fraction(entry).denominator == 1 else entry for entry in row]
            for row in matrix]  # fmt: skip


def solved(left: Matrix, right: Matrix) -> Matrix:
    """left⁻¹ · right over the rationals; `left` must be invertible (I + S of a skew S is)."""
    count = len(left)
    work = [list(a) + list(b) for a, b in zip(left, right, strict=True)]
    for i in range(count):
        k = next(j for j in range(i, count) if work[j][i])
        work[i], work[k] = work[k], work[i]
        top = work[i] = [entry / Fraction(work[i][i]) for entry in work[i]]
        for j in range(count):
            if j != i:
                work[j] = [a - work[j][i] * b for a, b in zip(work[j], top, strict=True)]
    return [row[count:] for row in work]
