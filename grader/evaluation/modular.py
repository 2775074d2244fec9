"""Tree + random residues → its value in a finite field: the exact reading.

A tree over sums, products, quotients and powers is a rational function of the entries of its
variables. Two different ones agree at a random point of a field of p elements with probability at
most degree/p (Schwartz, Zippel). All integers are exact, so agreement is proof up to that bound.

What goes beyond rational functions is given a value that respects its laws:

exp         gᵃ with a taken in the field below (fields.py): exp(a+b) = exp(a)·exp(b) holds by
            construction, and so does everything made of exp. Exponentials of different arguments
            are different powers of g, hence independent unknowns.
sin, cos    the point of the circle group at an angle taken in the field of angles; multiples of
            π are rotations. Angle sums, parity and sin² + cos² = 1 hold by construction.
roots       of the two roots the one that is a square; a point where the radicand is no square
            is drawn again (`Redraw`). Squares are closed under products, so √a·√b = √(ab).
abs, sign   the Legendre symbol as sign. It is multiplicative but knows nothing of sums: each
            pattern of signs occurs among the draws, so agreement in all patterns is proof;
            disagreement is not (|1 + x²| = 1 + x²).
log         of what is made of positive things by products and powers: the sum of the logs. Of
            anything else an opaque residue that depends on the value alone; again agreement is
            proof and disagreement is not.
positive    variables are drawn as exp of a random number, which is then their log.

`Residues` is a point of the evaluator for one field; the same draw gives the values in the other
fields, independently, since residues modulo different primes of one integer are independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import mul
from typing import Any

from grader.evaluation.abstract import shapes
from grader.evaluation.angles import turned
from grader.evaluation.evaluator import (
    RULES,
    Inexpressible,
    Pole,
    Rule,
    Value,
    combined,
    entries,
    mapped,
    matrix_product,
    reshaped,
    total,
    value,
)
from grader.evaluation.fields import TOP, Field
from grader.evaluation.logarithms import (
    logarithm,
    rational_exponent,
    split_exponent,
    terms,
)
from grader.evaluation.positivity import is_nonnegative, is_positive
from grader.evaluation.sampling import Generator, Matrix
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Expression, Shape, size


class Redraw(Exception):
    """The point is of no use (a radicand that is no square); another one may be."""


class Draw:
    """One random point: values of all variables in all fields, and the signs met on the way."""

    __slots__ = ("fixed", "known", "seed", "signs", "sizes", "variables")

    def __init__(
        self,
        variables: Mapping[str, Declaration],
        sizes: dict[str, int],
        seed: int,
        fixed: Mapping[str, Value] | None = None,
    ) -> None:
        self.variables = variables
        self.sizes = sizes
        self.seed = seed
        self.fixed = fixed or {}
        self.known: dict[tuple[int, str], Value] = {}
        self.signs: dict[int, int] = {}

    def numbers(self, field: Field, name: str, count: int) -> list[int]:
        """Random residues that belong to a name."""
        mixed = (self.seed << 8 | field.index) << 8 * len(name) | int.from_bytes(name.encode())
        generator = Generator(mixed)
        return [generator.below(field.prime) for _ in range(count)]

    def free(self, field: Field, name: str, rows: int, columns: int) -> Matrix:
        """A matrix of independent residues."""
        numbers = self.numbers(field, name, rows * columns)
        return [numbers[i * columns : (i + 1) * columns] for i in range(rows)]


class Residues:
    """A point of the evaluator: a draw seen in one field."""

    __slots__ = ("_angles", "_below", "draw", "field", "indices", "prime", "rules", "sizes")

    def __init__(self, field: Field, draw: Draw, indices: dict[str, int] | None = None) -> None:
        self.field = field
        self.prime = field.prime
        self.draw = draw
        self.sizes = draw.sizes
        self.indices: dict[str, int] = {} if indices is None else indices
        self.rules = MODULAR_RULES
        self._below: Residues | None = None
        self._angles: Residues | None = None

    @property
    def below(self) -> Residues:
        """The same draw in the field of exponents; raises Inexpressible below the last one."""
        if self._below is None:
            if self.field.exponents is None:
                raise Inexpressible("exponentials nested too deeply")
            self._below = Residues(self.field.exponents, self.draw, self.indices)
        return self._below

    @property
    def angles(self) -> Residues:
        """The same draw in the field of angles."""
        if self._angles is None:
            if self.field.angles is None:
                raise Inexpressible("angles nested too deeply")
            self._angles = Residues(self.field.angles, self.draw, self.indices)
        return self._angles

    # ----- what the evaluator asks

    def variable(self, name: str, shape: Shape) -> Value:
        """The residues of a declared name, structured as declared."""
        key = (self.field.index, name)
        found = self.draw.known.get(key)
        if found is None:
            found = self.draw.known[key] = self._drawn(name, shape)
        return found

    def _drawn(self, name: str, shape: Shape) -> Value:
        fixed = self.draw.fixed.get(name)
        if fixed is not None:
            return mapped(self.number, fixed)
        declared = self.draw.variables[name]
        rows, columns = size(shape[0], self.sizes), size(shape[1], self.sizes)
        if declared.is_positive:
            matrix = self._positive(name, rows, columns)
        else:
            matrix = self.draw.free(self.field, name, rows, columns)
        if declared.structure in ("symmetric", "positive definite"):
            matrix = [[matrix[min(i, j)][max(i, j)] for j in range(rows)] for i in range(rows)]
        elif declared.structure == "diagonal":
            matrix = [[matrix[i][j] if i == j else 0 for j in range(rows)] for i in range(rows)]
        elif declared.structure == "orthogonal":
            matrix = self._orthogonal(matrix)
        return matrix[0][0] if shape == SCALAR else matrix

    def _positive(self, name: str, rows: int, columns: int) -> Matrix:
        """exp of the residues that are the variable's log; squares in the last field."""
        if self.field.exponents is None:
            free = self.draw.free(self.field, name, rows, columns)
            return [[entry * entry % self.prime for entry in row] for row in free]
        logs = self.draw.free(self.field.exponents, "log " + name, rows, columns)
        return [[self.field.exponential(int(entry)) for entry in row] for row in logs]

    def logs(self, name: str, shape: Shape) -> Value:
        """The log of a positive variable, in this field."""
        key = (self.field.index, "log " + name)
        found = self.draw.known.get(key)
        if found is None:
            rows, columns = size(shape[0], self.sizes), size(shape[1], self.sizes)
            matrix = self.draw.free(self.field, "log " + name, rows, columns)
            found = self.draw.known[key] = matrix[0][0] if shape == SCALAR else matrix
        return found

    def unknown(self, name: str) -> int:
        """A residue that stands for a transcendental constant: π, log 2."""
        key = (self.field.index, name)
        found = self.draw.known.get(key)
        if found is None:
            found = self.draw.known[key] = self.draw.numbers(self.field, name, 1)[0]
        return int(found)

    def coefficients(self, name: str) -> Value:
        """The coefficients of an abstract function, all free."""
        key = (self.field.index, name)
        found = self.draw.known.get(key)
        if found is None:
            declared = self.draw.variables[name[:-2]]
            rows, columns = shapes(declared, self.sizes)[name]
            found = self.draw.known[key] = self.draw.free(self.field, name, rows, columns)
        return found

    def power(self, base: int, exponent: int) -> int:
        """base to a whole power."""
        return pow(base, exponent, self.prime)

    def _orthogonal(self, matrix: Matrix) -> Matrix:
        """(I + S)⁻¹(I − S) (Cayley), its first row turned round in every other draw."""
        side = len(matrix)
        skew = [
            [0 if i == j else matrix[i][j] if i > j else -matrix[j][i] for j in range(side)]
            for i in range(side)
        ]
        plus = [[(i == j) + skew[i][j] for j in range(side)] for i in range(side)]
        minus = [[(i == j) - skew[i][j] for j in range(side)] for i in range(side)]
        inverse = inverted(plus, self)
        product = matrix_product(inverse, minus, self)
        if self.draw.seed & 1:
            product[0] = [-entry for entry in product[0]]
        return list(product)

    def number(self, value: Fraction | int) -> int:
        """A rational as a residue."""
        if isinstance(value, int):
            return value
        below = value.denominator % self.prime
        if below == 0:
            raise Redraw
        return value.numerator * self.field.inverse(below) % self.prime

    def constant(self, name: str) -> int:
        """π."""
        return self.unknown("π")

    def dot(self, left: Sequence[int], right: Sequence[int]) -> int:
        """Σ leftᵢ·rightᵢ."""
        return sum(map(mul, left, right)) % self.prime

    def reduced(self, number: int) -> int:
        """A product modulo the prime."""
        return number % self.prime

    def reciprocals(self, numbers: Sequence[int]) -> list[int]:
        """1/a for each, with one inversion for all of them (Montgomery)."""
        prime = self.prime
        if len(numbers) == 1:
            number = numbers[0] % prime
            if not number:
                raise Pole("division by zero")
            return [self.field.inverse(number)]
        products = [1]
        for number in numbers:
            products.append(products[-1] * number % prime)
        if not products[-1]:
            raise Pole("division by zero")
        inverse = pow(products[-1], -1, prime)
        found = [0] * len(numbers)
        for i in range(len(numbers) - 1, -1, -1):
            found[i] = products[i] * inverse % prime
            inverse = inverse * numbers[i] % prime
        return found

    def pivot(self, column: Sequence[int]) -> int:
        """The first entry that is not zero."""
        for i, entry in enumerate(column):
            if entry % self.prime:
                return i
        raise Pole("singular matrix")

    # ----- signs and roots

    def sign(self, number: int) -> int:
        """The Legendre symbol, noted in the draw: agreement must hold for every pattern."""
        number %= self.prime
        signs = self.draw.signs
        if number in signs:
            return signs[number]
        if self.prime - number in signs:
            return -signs[self.prime - number]
        found = self.field.sign(number)
        if found:
            signs[number] = found
        return found

    def root(self, number: int) -> int:
        """The square root that is a square itself."""
        found = self.field.root(number)
        if found is None:
            raise Redraw
        return found

    def rational_power(self, base: int, exponent: Fraction | int) -> int:
        """base^(a/b); of a base that counts as positive unless b is 1."""
        prime = self.prime
        a, b = exponent.numerator, exponent.denominator
        base %= prime
        if a == 0:
            return 1
        if base == 0:
            if a < 0:
                raise Pole("zero to a negative power")
            return 0
        if b == 1:
            return pow(base, a, prime)
        order = (prime - 1) // 2  # odd, the order of the group of squares
        if self.field.sign(base) != 1:
            raise Redraw
        try:
            return pow(base, a * pow(b, -1, order) % order, prime)
        except ValueError:
            raise Inexpressible("a root of this degree") from None

    def opaque(self, name: str, number: int) -> int:
        """A residue that depends on a number alone and on nothing that could be computed with."""
        number %= self.prime
        mixed = number ^ (self.draw.seed & 0xFFFFFFFF) ^ int.from_bytes(name.encode())
        for constant in (0x9E3779B97F4A7C15F39CC0605CEDC835, 0xD6E8FEB86659FD93CA7E2C1D1B54A32D):
            mixed = mixed * constant % (1 << 192)
            mixed ^= mixed >> 89
        return mixed % self.prime


def inverted(matrix: Matrix, at: Residues) -> Matrix:
    """The inverse of a matrix of residues."""
    node = t.Inverse(_Given(matrix, (len(matrix), len(matrix))), (len(matrix), len(matrix)))  # type: ignore[arg-type]
    return list(RULES[t.Inverse](node, at))


class _Given(t.Node):
    """A value in the place of a tree."""

    __slots__ = ("shape", "value")

    def __init__(self, value: Value, shape: Shape) -> None:
        self.value = value
        self.shape = shape


# ----- functions ---------------------------------------------------------------------------------


def exponential(of: Expression, at: Residues) -> Value:
    """exp(of): a power of g; terms c·log(u) of the exponent become the factors uᶜ."""
    below = at.below
    rest, powers = split_exponent(of)
    order, raised = below.prime, at.field.exponential
    product: Value = None
    if rest is not None:
        product = mapped(lambda a: raised(a % order), value(rest, below))
    for base, exponent in powers:
        power = mapped(lambda u, c=exponent: at.rational_power(u, c), base(at))
        product = power if product is None else combined(
            lambda a, b: a * b % at.prime, product, power
        )
    return product


def _exp(of: Expression, at: Residues) -> Value:
    return exponential(of, at)


def _sigmoid(of: Expression, at: Residues) -> Value:
    """E/(1 + E)."""
    power = exponential(of, at)
    below = at.reciprocals([1 + entry for entry in entries(power)])
    return combined(lambda a, b: a * b % at.prime, power, reshaped(below, power))


def _hyperbolic(above: int, below: int) -> Callable[[Expression, Residues], Value]:
    """sinh, cosh: (E ± 1/E)/2; tanh: (E² − 1)/(E² + 1)."""

    def function(of: Expression, at: Residues) -> Value:
        power = exponential(of, at)
        numbers = entries(power)
        squares = [number * number % at.prime for number in numbers]
        if below:  # tanh
            under = at.reciprocals([square + 1 for square in squares])
            found = [(a - 1) * b % at.prime for a, b in zip(squares, under, strict=True)]
        else:
            under = at.reciprocals([2 * number for number in numbers])
            found = [(a + above) * b % at.prime for a, b in zip(squares, under, strict=True)]
        return reshaped(found, power)

    return function


def _trigonometric(name: str) -> Callable[[Expression, Residues], Value]:
    def function(of: Expression, at: Residues) -> Value:
        points = turned(of, at)
        numbers = entries(points)
        sines, cosines = [s for _, s in numbers], [c for c, _ in numbers]
        match name:
            case "sin":
                found = sines
            case "cos":
                found = cosines
            case "sec":
                found = at.reciprocals(cosines)
            case "csc":
                found = at.reciprocals(sines)
            case _:
                above, under = (sines, cosines) if name == "tan" else (cosines, sines)
                inverse = at.reciprocals(under)
                found = [a * b % at.prime for a, b in zip(above, inverse, strict=True)]
        return reshaped(found, points)

    return function


def _sqrt(of: Expression, at: Residues) -> Value:
    return mapped(at.root, value(of, at))


def _abs(of: Expression, at: Residues) -> Value:
    found = value(of, at)
    if is_nonnegative(of, at.draw.variables):
        return found
    return mapped(lambda number: number * at.sign(number), found)


def _sign(of: Expression, at: Residues) -> Value:
    found = value(of, at)
    if is_positive(of, at.draw.variables):
        return mapped(lambda number: 1, found)
    return mapped(at.sign, found)


def _relu(of: Expression, at: Residues) -> Value:
    found = value(of, at)
    if is_nonnegative(of, at.draw.variables):
        return found
    return mapped(lambda number: number if at.sign(number) > 0 else 0, found)


def _softplus(of: Expression, at: Residues) -> Value:
    one = t.ONE if of.shape == SCALAR else t.Filled(1, of.shape)
    return logarithm(t.Sum((one, t.Function("exp", of, of.shape)), of.shape), at)


def _odd(name: str) -> Callable[[Expression, Residues], Value]:
    """asin, atan: opaque, with f(−a) = −f(a)."""

    def one(number: int, at: Residues) -> int:
        number %= at.prime
        mirrored = at.prime - number if number else 0
        if number == mirrored:
            return 0
        if number < mirrored:
            return at.opaque(name, number)
        return -at.opaque(name, mirrored)

    def function(of: Expression, at: Residues) -> Value:
        return mapped(lambda number: one(number, at), value(of, at))

    return function


def _acos(of: Expression, at: Residues) -> Value:
    """π/2 − asin."""
    quarter = at.unknown("π") * at.field.inverse(2)
    return mapped(lambda number: quarter - number, FUNCTIONS["asin"](of, at))


FUNCTIONS: dict[str, Callable[[Expression, Residues], Value]] = {
    "exp": _exp,
    "log": logarithm,
    "sqrt": _sqrt,
    **{name: _trigonometric(name) for name in "sin cos tan sec csc cot".split()},
    "asin": _odd("asin"),
    "acos": _acos,
    "atan": _odd("atan"),
    "sinh": _hyperbolic(-1, 0),
    "cosh": _hyperbolic(1, 0),
    "tanh": _hyperbolic(-1, 1),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": _relu,
    "abs": _abs,
    "sign": _sign,
}


def _function(node: t.Function, at: Residues) -> Value:
    return FUNCTIONS[node.name](node.of, at)


def _power(node: t.Power, at: Residues) -> Value:
    """A rational exponent directly; any other as base^c · exp(rest · log base)."""
    exponent = rational_exponent(node.exponent, at)
    if exponent is not None:
        base = value(node.base, at)
        if exponent.denominator == 1 and exponent > 0:
            prime, whole = at.prime, int(exponent)
            return mapped(lambda number: pow(number, whole, prime), base)
        return mapped(lambda number: at.rational_power(number, exponent), base)
    log = t.Function("log", node.base, node.base.shape)
    plain, rest = Fraction(0), []
    for factor, term in terms(node.exponent):
        if isinstance(term, t.Number):
            plain += factor * term.value
        else:
            rest.append(t.Product((t.Number(factor), term), term.shape))
    exponent_left = rest[0] if len(rest) == 1 else t.Sum(tuple(rest), node.exponent.shape)
    product: Expression
    if exponent_left.shape != SCALAR and node.base.shape != SCALAR:
        product = t.Hadamard((exponent_left, log), node.shape)
    else:
        product = t.Product((exponent_left, log), node.shape)
    power = exponential(product, at)
    if plain:
        known = mapped(lambda u: at.rational_power(u, plain), value(node.base, at))
        power = combined(lambda a, b: a * b % at.prime, known, power)
    return power


def _norm(node: t.Norm, at: Residues) -> Value:
    numbers = entries(value(node.of, at))
    return at.root(at.dot(numbers, numbers))


def _softmax(node: t.Softmax, at: Residues) -> Value:
    powers = exponential(node.of, at)
    over = at.reciprocals([total(entries(powers))])[0]
    return mapped(lambda entry: entry * over % at.prime, powers)


def _log_sum_exp(node: t.LogSumExp, at: Residues) -> Value:
    power = t.Function("exp", node.of, node.of.shape)
    return logarithm(t.Total(power), at)


def _extremum(node: t.Extremum, at: Residues) -> Value:
    """max(a, b) = (a + b + |a − b|)/2."""
    half = at.field.inverse(2)
    side = 1 if node.name == "max" else -1

    def chosen(a: int, b: int) -> int:
        difference = a - b
        return (a + b + side * difference * at.sign(difference)) * half % at.prime

    best = value(node.operands[0], at)
    for operand in node.operands[1:]:
        best = combined(chosen, best, value(operand, at))
    return best


def _given(node: _Given, at: Residues) -> Value:
    return node.value


MODULAR_RULES: dict[type, Rule] = {
    **RULES,
    t.Function: _function,
    t.Power: _power,
    t.Norm: _norm,
    t.Softmax: _softmax,
    t.LogSumExp: _log_sum_exp,
    t.Extremum: _extremum,
    _Given: _given,
}


def residues(
    tree: Expression, draw: Draw, indices: dict[str, int] | None = None, field: Field = TOP
) -> Value:
    """The value of a tree in a field, every entry reduced.

    Raises Pole or Redraw where another draw may do, Inexpressible where none will.
    """
    at = Residues(field, draw, indices)
    found = MODULAR_RULES[type(tree)](tree, at)
    prime = at.prime
    if type(found) is list:
        return [[entry % prime for entry in row] for row in found]
    return found % prime
