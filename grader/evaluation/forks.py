"""One run through two trees → which sign every argument of abs, sign, relu, max and root takes.

The exact reading knows no order: where abs(u) is met, a run decides whether u counts as positive,
and the next run decides otherwise, until all ways through the trees have been gone (forked.py).
On each way both sides are rational functions, of the variables and of the roots that were met.

Not everything is free to decide. A number that is, up to a small rational factor, a product of
powers of those met before has the sign that follows; a radicand that is a product of their even
powers has the root that follows: √(x²y²) is |x||y|, √(1 + y²/x²) is √(x² + y²)/|x|. Such a relation
between residues is one between functions (by chance it holds with probability 2^(17 − 145) times
a degree), so it holds over the reals as well, wherever the roots are defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from grader.evaluation.fields import Field
from grader.language.tree import Expression

MOST_FORKS = 8  # in one run
CHANCE = 17  # bits that looking for relations costs
_SMALL = 12  # numerators and denominators of factors that are recognised
_MOST_PRODUCTS = 140
_REACH = (2, 1)  # exponents of the first number, and of the others


class TooManyForks(Exception):
    """There are more ways through the trees than anybody will go."""


class Asked(NamedTuple):
    """What has a sign: entry `entry` of a tree, or of the difference of two."""

    left: Expression
    right: Expression | None
    entry: int
    indices: Mapping[str, int]


class Path:
    """The decisions of one run; those not yet made are for the positive sign."""

    __slots__ = ("_known", "_relations", "asked", "decisions", "roots", "taken")

    def __init__(self, decisions: tuple[int, ...], relations: Relations) -> None:
        self.decisions = decisions
        self._relations = relations
        self.taken: list[int] = []
        self.asked: list[tuple[Asked, int]] = []  # with the sign that was taken
        self.roots = 0  # how many of the decisions are between two roots
        self._known: dict[int, _Known] = {}

    def sign(self, field: Field, number: int, asked: Asked) -> int:
        """The sign that a residue takes on this run; that of 0 is 0."""
        if not number:
            return 0
        found = self._of(field).sign(number)
        if found is None:
            found = self._decided()
            self._of(field).learn(found * number)
        self._note(asked, found)
        return found

    def _note(self, asked: Asked, sign: int) -> None:
        self.asked.append((asked._replace(indices=dict(asked.indices)), sign))

    def root(self, field: Field, number: int, degree: int, asked: Asked) -> int | None:
        """Square root after square root, as often as the degree is even; None if there is none.

        The way is then one of points at which that root is defined. Only the last root may be
        chosen: √(−√u) is not to be had in the field.
        """
        if not number:
            return 0
        self._note(asked, 1)
        known = self._of(field)
        while degree % 2 == 0:
            degree //= 2
            found = known.root(number)
            if found is None:
                found = field.root(number)
                if found is None:
                    return None
                if degree % 2 == 0:
                    raise TooManyForks
                found = found * self._decided() % field.prime
                self.roots += 1
                known.learn(found)
                known.roots[number] = found
            number = found
        return number

    def _of(self, field: Field) -> _Known:
        found = self._known.get(field.index)
        if found is None:
            found = self._known[field.index] = _Known(field, self._relations)
        return found

    def _decided(self) -> int:
        number = len(self.taken)
        if number >= MOST_FORKS:
            raise TooManyForks
        found = self.decisions[number] if number < len(self.decisions) else 1
        self.taken.append(found)
        return found


class _Known:
    """The residues of one field that count as positive on a path."""

    __slots__ = ("_bases", "_field", "_relations", "_turns", "roots", "signs")

    def __init__(self, field: Field, relations: Relations) -> None:
        self._field = field
        self._relations = relations
        self._bases: tuple[int, ...] = ()  # each the smaller of a number and its negative
        self._turns: list[int] = []  # −1 where that is the negative of the positive number
        self.signs: dict[int, int] = {}
        self.roots: dict[int, int] = {}

    def sign(self, number: int) -> int | None:
        """The sign that follows from what is known."""
        found = self.signs.get(number)
        if found is None:
            relation = self._relations.of_sign(self._field, self._bases, number)
            if relation is not None:
                found = self.signs[number] = relation[0] * self._turned(relation[1])
        return found

    def root(self, number: int) -> int | None:
        """The positive root that follows from what is known."""
        found = self.roots.get(number)
        if found is None:
            relation = self._relations.of_root(self._field, self._bases, number)
            if relation is not None:
                found = relation[0] * self._turned(relation[1]) % self._field.prime
                self.roots[number] = found
        return found

    def _turned(self, exponents: tuple[int, ...]) -> int:
        found = 1
        for turn, exponent in zip(self._turns, exponents, strict=True):
            if exponent % 2:
                found *= turn
        return found

    def learn(self, number: int) -> None:
        """Takes a residue as positive."""
        prime = self._field.prime
        number %= prime
        other = prime - number
        self.signs[number] = 1
        self.signs[other] = -1
        self._bases += (min(number, other),)
        self._turns.append(1 if number < other else -1)


_Products: TypeAlias = list[tuple[tuple[int, ...], int, int]]  # exponents, product, reciprocal
_Relation: TypeAlias = tuple[int, tuple[int, ...]]


class Relations:
    """Which residues of one draw are products of powers of others; the same on every path."""

    __slots__ = ("_products", "_roots", "_signs")

    def __init__(self) -> None:
        self._products: dict[tuple[int, tuple[int, ...]], _Products] = {}
        self._signs: dict[tuple[int, tuple[int, ...], int], _Relation | None] = {}
        self._roots: dict[tuple[int, tuple[int, ...], int], _Relation | None] = {}

    def of_sign(self, field: Field, bases: tuple[int, ...], number: int) -> _Relation | None:
        """±1 and exponents for which it is that, times something positive, times the powers."""
        asked = (field.index, bases, number)
        if asked not in self._signs:
            self._signs[asked] = self._sign(field, bases, number)
        return self._signs[asked]

    def _sign(self, field: Field, bases: tuple[int, ...], number: int) -> _Relation | None:
        prime, small = field.prime, _small_rationals(field)
        for exponents, _, over in self._of(field, bases):
            factor = small.get(number * over % prime)
            if factor is not None:
                return 1 if factor > 0 else -1, exponents
        return None

    def of_root(self, field: Field, bases: tuple[int, ...], number: int) -> _Relation | None:
        """A root as the product of powers and the root of a rational, and the exponents."""
        asked = (field.index, bases, number)
        if asked not in self._roots:
            self._roots[asked] = self._root(field, bases, number)
        return self._roots[asked]

    def _root(self, field: Field, bases: tuple[int, ...], number: int) -> _Relation | None:
        prime, small = field.prime, _small_rationals(field)
        for exponents, product, over in self._of(field, bases):
            square = number * (over * over % prime) % prime
            factor = small.get(square)
            if factor is not None and factor > 0:
                root = field.root(square)  # of a rational the one that is a square
                if root is not None:
                    return root * product % prime, exponents
        return None

    def _of(self, field: Field, bases: tuple[int, ...]) -> _Products:
        found = self._products.get((field.index, bases))
        if found is None:
            found = self._products[field.index, bases] = self._multiplied(field, bases)
        return found

    def _multiplied(self, field: Field, bases: tuple[int, ...]) -> _Products:
        if not bases:
            return [((), 1, 1)]
        before = self._of(field, bases[:-1])
        reach = _REACH[min(len(bases), len(_REACH)) - 1]
        if len(before) * (2 * reach + 1) > _MOST_PRODUCTS:
            return [((*exponents, 0), a, b) for exponents, a, b in before]
        prime, number = field.prime, bases[-1]
        over = field.inverse(number)
        powers = [(k, pow(number, k, prime), pow(over, k, prime)) for k in range(reach + 1)]
        powers += [(-k, below, above) for k, above, below in powers[1:]]
        return [
            ((*exponents, k), a * c % prime, b * d % prime)
            for k, c, d in powers
            for exponents, a, b in before
        ]


@lru_cache(maxsize=16)
def _small_rationals(field: Field) -> dict[int, Fraction]:
    """Residues → the rationals with small numerator and denominator."""
    found: dict[int, Fraction] = {}
    for below in range(1, _SMALL + 1):
        over = field.inverse(below)
        for above in range(1, _SMALL + 1):
            number = Fraction(above, below)
            found[above * over % field.prime] = number
            found[-above * over % field.prime] = -number
    return found
