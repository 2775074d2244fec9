"""Draws that agree, with the signs they met → is that enough for a proof?

Where abs, sign, max or roots occur, two values are different polynomials for each pattern of the
signs. The signs of independent arguments are independent at a random draw; multiplicative
relations between arguments (x, y and xy) are relations between signs, and the same ones over the
reals (but for numbers that are no squares modulo the prime: the ladder looks at real points too).
A root hides one sign at most, √(x²) = ±x, which is not seen.

So with r independent signs that are seen, and h hidden ones, a wrong agreement fails at one draw
in 2^(r + h) at least, and at one in 2ᵈ if the difference is of degree d in signs without relations
(signs.py): n draws leave a chance of (1 − 2⁻ᵈ)ⁿ. If all patterns of few signs have occurred, a
few draws for each are enough; where there are relations, once there have been so many draws that
none of these is by accident.
"""

from __future__ import annotations

from math import log2

from grader.comparison.plans import WANTED

MOST_SIGNS = 4  # 1,074 draws
MOST_DRAWS = 1200


class Patterns:
    """The patterns of signs that occurred at one choice of dimensions, all in agreement."""

    __slots__ = ("_basis", "_first", "agreed", "asked", "bits", "degree", "error", "hidden", "seen")

    def __init__(self, hidden: int, degree: int, bits: float) -> None:
        self.hidden = hidden  # signs that are not seen
        self.degree = degree  # of the difference, in the signs that are
        self.bits = bits  # a wrong agreement at one draw has probability 2 to minus this
        self.agreed = 0
        self.asked = 0
        self.error = 0.0  # log₂ of the chance that all this is by accident
        self.seen: dict[int, int] = {}
        self._first = 0
        self._basis: list[int] = []

    def is_enough_with(self, signs: tuple[int, ...]) -> bool:
        """Counts a draw, and tells whether that is enough."""
        pattern = sum(1 << k for k, sign in enumerate(signs) if sign < 0)
        if not self.agreed:
            self._first = pattern
        self.agreed += 1
        self.asked = max(self.asked, len(signs))
        if pattern not in self.seen:
            self._add(pattern ^ self._first)
        self.seen[pattern] = self.seen.get(pattern, 0) + 1
        self.error = self._error()
        return self.error < -WANTED

    def _add(self, vector: int) -> None:
        """Gaussian elimination over two elements."""
        for one in self._basis:
            vector = min(vector, vector ^ one)
        if vector:
            self._basis.append(vector)

    def _error(self) -> float:
        asked, hidden, rank = self.asked, self.hidden, len(self._basis)
        if not hidden and len(self.seen) == 1 << asked:
            # Given a pattern, a draw agrees wrongly with probability 2^(asked − bits) at most.
            return asked - min(self.seen.values()) * (self.bits - asked)
        if not hidden and not self.is_free and len(self.seen) == 1 << rank:
            # That there is no further pattern: else one of 2^asked relations held at all draws.
            unseen = asked + 1 - self.agreed
            return max(unseen, asked - min(self.seen.values()) * (self.bits - asked))
        signs = rank + hidden
        if self.is_free and not hidden:
            signs = min(signs, self.degree)
        if signs > MOST_SIGNS or (not self.is_free and self.agreed < WANTED + asked):
            return 0.0  # in the latter case there may be more patterns than have been seen
        if not signs:
            return -self.agreed * self.bits
        return max(self.agreed * log2(1 - 0.5**signs), -self.agreed * self.bits)

    @property
    def is_free(self) -> bool:
        """Whether the signs that were seen are independent of each other."""
        return len(self._basis) == self.asked

    @property
    def is_hopeless(self) -> bool:
        """Whether there are too many signs for random draws."""
        signs = len(self._basis) + self.hidden
        if self.is_free and not self.hidden:
            signs = min(signs, self.degree)
        return self.agreed > 2 * WANTED and signs > MOST_SIGNS + 2
