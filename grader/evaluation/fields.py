"""The finite fields of the exact reading, and how they hang together.

Four primes p₀ … p₃ with pₖ₊₁ = 2pₖ + 1 (a Cunningham chain). The squares modulo pₖ₊₁ form a group
of prime order pₖ, so for a generator g the map a ↦ gᵃ turns sums modulo pₖ into products modulo
pₖ₊₁: that is `exp` (Gonnet's signatures). A nested exp goes down one prime more.

Each pₖ is M·2ᵏ·r − 1 with M = 8·3·5·7·11·13·17·19·23 and r a prime. So

- pₖ is 3 mod 4: −1 is no square, and of ±a exactly one is (the "positive" one);
- 2, 3, 5, … 23 are squares, so that positive rationals count as positive;
- the circle x² + y² = 1 modulo pₖ is a cyclic group of order M·2ᵏ·r. Its subgroup of order r
  serves sin and cos: the angle is taken modulo r. What is left holds a rotation for each multiple
  of π/(4M·2ᵏ/8), so these are exact too: cos(t − π/2) = sin t.

Angles are residues modulo r, and r has fields of its own below it: s | r − 1 for an exp inside an
angle, t | r + 1 for an angle inside an angle.

`TOP` is the chain for one draw that proves; `SMALL` is a chain of the same form with primes of
half the length, for expressions with signs and roots, which need many draws anyhow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

TURNS = 8 * 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23
_R = 62540229359505991730528087677510103
_S = 34920497540119
_T = 26189322048163
_SMALL_R = 564114443

Circle: TypeAlias = tuple[int, int]  # (cos, sin)

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23)
_WINDOW = 6  # bits of an exponent taken at a time
_MASK = (1 << _WINDOW) - 1


class Field:
    """The integers modulo a prime, with the fields that exponents and angles live in."""

    __slots__ = (
        "_circle", "_inverses", "_powers", "_rotation", "angles", "exponents", "index", "prime",
    )  # fmt: skip

    def __init__(
        self, index: int, prime: int, exponents: Field | None, angles: Field | None
    ) -> None:
        self.index = index  # tells fields apart when numbers are drawn for them
        self.prime = prime
        self.exponents = exponents
        self.angles = angles
        self._powers: list[list[int]] = []
        self._circle: list[list[Circle]] = []
        self._rotation: Circle | None = None
        self._inverses: dict[int, int] = {}

    def inverse(self, number: int) -> int:
        """1/number; small numbers are remembered."""
        found = self._inverses.get(number)
        if found is None:
            found = pow(number, -1, self.prime)
            if number < 1000:
                self._inverses[number] = found
        return found

    def exponential(self, exponent: int) -> int:
        """gᵃ for an exponent modulo the field of exponents; g generates its group."""
        prime = self.prime
        if not self._powers:
            assert self.exponents is not None
            order = self.exponents.prime
            # 4 is the square of 2; raised to the cofactor, 2 generates the subgroup of that order.
            base = pow(2, (prime - 1) // order, prime)
            self._powers = list(_table(base, order, lambda a, b: a * b % prime, 1))
        product = 1
        for row in self._powers:
            product = product * row[exponent & _MASK] % prime
            exponent >>= _WINDOW
        return product

    def circle(self, angle: int) -> Circle:
        """(cos a, sin a) for an angle modulo the field of angles."""
        if not self._circle:
            assert self.angles is not None
            order = self.angles.prime
            base = self._raised(self._point(2), (self.prime + 1) // order)
            self._circle = list(_table(base, order, self._turned, (1, 0)))
        product = (1, 0)
        for row in self._circle:
            product = self._turned(product, row[angle & _MASK])
            angle >>= _WINDOW
        return product

    def rotation(self, numerator: int, denominator: int) -> Circle | None:
        """(cos, sin) of π·numerator/denominator, or None where this field has no such angle."""
        assert self.angles is not None
        order = (self.prime + 1) // self.angles.prime
        if order % (2 * denominator):
            return None
        if self._rotation is None:
            self._rotation = self._first_rotation(order)
        return self._raised(self._rotation, order // (2 * denominator) * numerator % order)

    def _first_rotation(self, order: int) -> Circle:
        """A generator of the rotations whose values at the usual angles have the right signs.

        cos π/4 = √2/2, cos π/6 = √3/2 and cos π/5 = (1 + √5)/4 need the square roots that are
        squares themselves; each generator is as good as the next for everything else.
        """
        assert self.angles is not None
        seed = 2
        while True:
            seed += 1
            root = self._raised(self._point(seed), self.angles.prime)
            if any(self._raised(root, order // q) == (1, 0) for q in _PRIMES):
                continue
            signs = [
                self.sign(coordinate)
                for denominator in (4, 6)
                if order % (2 * denominator) == 0
                for coordinate in self._raised(root, order // (2 * denominator))
            ]
            if order % 10 == 0:
                signs.append(self.sign(4 * self._raised(root, order // 10)[0] - 1))
            if all(sign == 1 for sign in signs) and self._raised(root, order // 4) == (0, 1):
                return root

    def _point(self, parameter: int) -> Circle:
        """A rational point of the circle."""
        p = self.prime
        below = pow(1 + parameter * parameter, -1, p)
        return ((1 - parameter * parameter) * below % p, 2 * parameter * below % p)

    def _turned(self, a: Circle, b: Circle) -> Circle:
        """The sum of two angles."""
        p = self.prime
        return ((a[0] * b[0] - a[1] * b[1]) % p, (a[0] * b[1] + a[1] * b[0]) % p)

    def _raised(self, point: Circle, times: int) -> Circle:
        product = (1, 0)
        while times:
            if times & 1:
                product = self._turned(product, point)
            point = self._turned(point, point)
            times >>= 1
        return product

    def sign(self, number: int) -> int:
        """The Legendre symbol: 1 for squares, −1 for the rest, 0 for 0."""
        number %= self.prime
        if number == 0:
            return 0
        return 1 if pow(number, (self.prime - 1) // 2, self.prime) == 1 else -1

    def root(self, number: int) -> int | None:
        """The square root that is itself a square, or None where there is none."""
        root = pow(number, (self.prime + 1) // 4, self.prime)
        return root if root * root % self.prime == number % self.prime else None


def _table(base, order, times, one) -> Iterator[list]:  # type: ignore[no-untyped-def, type-arg]
    """Rows of base^(j·64ⁱ), j = 0 … 63: a power is then one product per six bits."""
    for _ in range(0, order.bit_length(), _WINDOW):
        row = [one]
        for _ in range((1 << _WINDOW) - 1):
            row.append(times(row[-1], base))
        yield row
        base = times(row[-1], base)


def _chain(index: int, r: int, angles: Field) -> Field:
    field: Field | None = None
    for k in range(4):
        field = Field(index + k, TURNS * r * 2**k - 1, field, angles)
    assert field is not None
    return field


TOP = _chain(3, _R, Field(0, _R, Field(1, _S, None, None), Field(2, _T, None, None)))
SMALL = _chain(8, _SMALL_R, Field(7, _SMALL_R, None, None))
