"""Declarations + seed → a random point of the finite fields, and that point seen in one field.

A `Draw` holds the values of all variables in all fields: independent ones, since residues modulo
different primes of one integer are independent. `Residues` is the point of the evaluator for one
field; `below` is the same draw in the field of exponents, `angles` in that of angles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from operator import mul

from grader.evaluation.abstract import shapes
from grader.evaluation.draw import Draw as Draw
from grader.evaluation.draw import Redraw as Redraw
from grader.evaluation.elimination import inverse
from grader.evaluation.evaluator import (
    Inexpressible,
    Pole,
    Rule,
    Value,
    entries,
    mapped,
    reshaped,
)
from grader.evaluation.fields import Circle, Field
from grader.evaluation.forks import Asked
from grader.evaluation.radicands import is_plain_number
from grader.evaluation.rules import matrix_product
from grader.evaluation.sampling import Matrix
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Expression, Shape, size


class Residues:
    """A point of the evaluator: a draw seen in one field."""

    __slots__ = ("_angles", "_below", "draw", "field", "indices", "prime", "rules", "sizes")

    def __init__(
        self, field: Field, draw: Draw, rules: dict[type, Rule], indices: dict[str, int]
    ) -> None:
        self.field = field
        self.prime = field.prime
        self.draw = draw
        self.sizes = draw.sizes
        self.rules = rules
        self.indices = indices
        self._below: Residues | None = None
        self._angles: Residues | None = None

    @property
    def below(self) -> Residues:
        """The same draw in the field of exponents; raises Inexpressible below the last one."""
        if self._below is None:
            if self.field.exponents is None:
                raise Inexpressible("exponentials nested too deeply")
            self._below = Residues(self.field.exponents, self.draw, self.rules, self.indices)
        return self._below

    @property
    def angles(self) -> Residues:
        """The same draw in the field of angles."""
        if self._angles is None:
            if self.field.angles is None:
                raise Inexpressible("angles nested too deeply")
            self._angles = Residues(self.field.angles, self.draw, self.rules, self.indices)
        return self._angles

    # ----- variables

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
            matrix = self._orthogonal(name, matrix)
        return matrix[0][0] if shape == SCALAR else matrix

    def _positive(self, name: str, rows: int, columns: int) -> Matrix:
        """exp of the residues that are the variable's log; squares in the last field."""
        if self.field.exponents is None:
            free = self.draw.free(self.field, name, rows, columns)
            return [[entry * entry % self.prime for entry in row] for row in free]
        logs = self.draw.free(self.field.exponents, "log " + name, rows, columns)
        found: Matrix = [[self.exponential(int(entry)) for entry in row] for row in logs]
        if self.draw.fixed:
            self.note_logs(found, self.draw.free(self.field, "log " + name, rows, columns))
        return found

    def note_logs(self, powers: Value, exponents: Value) -> None:
        """Remembers the exponents of powers of e."""
        known, field = self.draw.powers, self.field.index
        for power, exponent in zip(entries(powers), entries(exponents), strict=True):
            if power % self.prime and (field, power % self.prime) not in known:
                known[field, power % self.prime] = exponent % self.prime
                known[field, self.field.inverse(power % self.prime)] = -exponent % self.prime

    def _orthogonal(self, name: str, matrix: Matrix) -> Matrix:
        """(I + S)⁻¹(I − S) (Cayley), its first row turned round if the draw says so.

        These are all orthogonal matrices, up to exceptions of measure zero.
        """
        side = len(matrix)
        skew = [
            [0 if i == j else matrix[i][j] if i > j else -matrix[j][i] for j in range(side)]
            for i in range(side)
        ]
        plus = [[(i == j) + skew[i][j] for j in range(side)] for i in range(side)]
        minus = [[(i == j) - skew[i][j] for j in range(side)] for i in range(side)]
        product: Matrix = matrix_product(inverse(plus, self), minus, self)
        place = orthogonal_names(self.draw.variables).index(name)
        if self.draw.flips >> place & 1:
            product[0] = [-entry for entry in product[0]]
        return product

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

    # ----- numbers

    def number(self, value: Fraction | int) -> int:
        """A rational as a residue."""
        if isinstance(value, int):
            return value
        below = value.denominator % self.prime
        if below == 0:
            raise Redraw
        return value.numerator * self.field.inverse(below) % self.prime

    def constant(self, name: str) -> int:
        """π, as the square of an unknown: it is positive, and has a root."""
        return self.unknown("√π") ** 2 % self.prime

    def power(self, base: int, exponent: int) -> int:
        """base to a whole power."""
        return pow(base, exponent, self.prime)

    def dot(self, left: Sequence[int], right: Sequence[int]) -> int:
        """Σ leftᵢ·rightᵢ."""
        total: int = sum(map(mul, left, right))
        return total % self.prime

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
        inverse_of_rest = pow(products[-1], -1, prime)
        found = [0] * len(numbers)
        for i in range(len(numbers) - 1, -1, -1):
            found[i] = products[i] * inverse_of_rest % prime
            inverse_of_rest = inverse_of_rest * numbers[i] % prime
        return found

    def pivot(self, column: Sequence[int]) -> int:
        """The first entry that is not zero."""
        for i, entry in enumerate(column):
            if entry % self.prime:
                return i
        raise Pole("singular matrix")

    # ----- exponentials, angles, roots, signs

    def exponential(self, exponent: int) -> int:
        """exp of a number of the field of exponents."""
        exponents = self.field.exponents
        assert exponents is not None
        return self.field.exponential(exponent * self.draw.unit(exponents) % exponents.prime)

    def circle(self, angle: int) -> Circle:
        """(cos, sin) of a number of the field of angles."""
        angles = self.field.angles
        assert angles is not None
        return self.field.circle(angle * self.draw.unit(angles) % angles.prime)

    def signs(self, of: Value, left: Expression, right: Expression | None = None) -> Value:
        """The signs of the entries of a value, which is that of `left`, or of left − right."""
        path = self.draw.path
        if path is None:
            return mapped(self.sign, of)
        found = [
            path.sign(self.field, number % self.prime, Asked(left, right, k, self.indices))
            for k, number in enumerate(entries(of))
        ]
        return reshaped(found, of)

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

    def roots(self, of: Value, tree: Expression, *, is_settled: bool) -> Value:
        """The roots of the entries of a value, the value of a tree: on a path those it takes.

        Where that is settled, because the tree is a number, or made of positive things by
        products and powers, it is the one that is a square.
        """
        path = self.draw.path
        if path is None or is_settled:
            return mapped(partial(self._only_root, tree), of)
        found = [self._chosen(number, tree, k, 2) for k, number in enumerate(entries(of))]
        return reshaped(found, of)

    def _only_root(self, tree: Expression, number: int) -> int:
        found = self.field.root(number)
        if found is None:
            raise self._no_root(tree)
        return found

    def _no_root(self, tree: Expression) -> Exception:
        """Another draw may do, unless the tree is the same number at each."""
        return Inexpressible("the root of a number") if is_plain_number(tree) else Redraw()

    def root(self, number: int) -> int:
        """The square root that is a square itself."""
        found = self.field.root(number)
        if found is None:
            raise Redraw
        return found

    def _chosen(self, number: int, tree: Expression, entry: int, degree: int) -> int:
        """The 2ᵏ-th root that the path takes, 2ᵏ the largest such divisor of the degree."""
        path = self.draw.path
        assert path is not None
        asked = Asked(tree, None, entry, self.indices)
        root = path.root(self.field, number % self.prime, degree, asked)
        if root is None:
            raise Redraw
        return root

    def rational_powers(
        self, of: Value, exponent: Fraction | int, tree: Expression, *, is_settled: bool
    ) -> Value:
        """base^(a/b) for the entries of a value, the value of a tree.

        An odd root is the only one. Where it is not settled which of two an even one is, the path
        chooses.
        """
        if self.draw.path is None or is_settled or exponent.denominator % 2:
            try:
                return mapped(lambda number: self.rational_power(number, exponent), of)
            except Redraw:
                raise self._no_root(tree) from None
        found = []
        for k, number in enumerate(entries(of)):
            turn = 1
            if number % self.prime:
                root = self._chosen(number, tree, k, exponent.denominator)
                turn = self.field.sign(root)  # to an odd power, so that it stays
            found.append(turn * self.rational_power(number, exponent) % self.prime)
        return reshaped(found, of)

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


def orthogonal_names(variables: Mapping[str, Declaration]) -> list[str]:
    """The orthogonal matrices: each counts with both signs of its determinant."""
    return [name for name, one in variables.items() if one.structure == "orthogonal"]
