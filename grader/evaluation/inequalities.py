"""Strict and weak linear inequalities over the rationals → can they hold together?

Fourier and Motzkin: to get rid of an unknown, every inequality that bounds it from below is added
to every one that bounds it from above. What is left without unknowns holds or does not. All
numbers are exact, so "no" is a proof.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

_MOST = 120  # inequalities at a time

Unknown: TypeAlias = Hashable
Rational: TypeAlias = Fraction | int


class Inequality(NamedTuple):
    """Σ coefficient·unknown + constant ≥ 0, or > 0 if strict."""

    coefficients: Mapping[Unknown, Rational]
    constant: Rational
    is_strict: bool


def are_contradictory(inequalities: Iterable[Inequality]) -> bool:
    """Whether they surely cannot hold together; False also where that takes too long to say."""
    left = list(inequalities)
    while True:
        unknowns = {name for one in left for name in one.coefficients}
        plain = [one for one in left if not one.coefficients]
        if any(one.constant < 0 or (one.is_strict and one.constant == 0) for one in plain):
            return True
        left = [one for one in left if one.coefficients]
        if not unknowns or len(left) > _MOST:
            return False
        name = min(unknowns, key=lambda one: (_pairs(left, one), repr(one)))
        left = _without(left, name)


def _pairs(left: list[Inequality], name: Unknown) -> int:
    above = sum(one.coefficients.get(name, 0) > 0 for one in left)
    below = sum(one.coefficients.get(name, 0) < 0 for one in left)
    return above * below - above - below


def _without(left: list[Inequality], name: Unknown) -> list[Inequality]:
    """What follows for the other unknowns."""
    kept = [one for one in left if name not in one.coefficients]
    lower = [one for one in left if one.coefficients.get(name, 0) > 0]
    upper = [one for one in left if one.coefficients.get(name, 0) < 0]
    found: dict[tuple[object, ...], Inequality] = {}
    for one in kept + [_added(a, b, name) for a in lower for b in upper]:
        scaled = _scaled(one)
        key = (frozenset(scaled.coefficients.items()), scaled.constant)
        if key not in found or scaled.is_strict:
            found[key] = scaled
    return list(found.values())


def _added(a: Inequality, b: Inequality, name: Unknown) -> Inequality:
    """The positive combination in which the unknown cancels."""
    times, other = -b.coefficients[name], a.coefficients[name]
    coefficients: dict[Unknown, Rational] = {}
    for one, factor in ((a, times), (b, other)):
        for key, number in one.coefficients.items():
            coefficients[key] = coefficients.get(key, 0) + factor * number
    return Inequality(
        {key: number for key, number in coefficients.items() if number},
        times * a.constant + other * b.constant,
        a.is_strict or b.is_strict,
    )


def _scaled(one: Inequality) -> Inequality:
    """The same with a largest coefficient of 1, so that equal ones are seen to be equal."""
    largest = max((max(number, -number) for number in one.coefficients.values()), default=0)
    if largest in (0, 1):
        return one
    return Inequality(
        {key: Fraction(number) / largest for key, number in one.coefficients.items()},
        Fraction(one.constant) / largest,
        one.is_strict,
    )
