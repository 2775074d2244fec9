"""Systems of inequalities: no is a proof, and random points judge it."""

from __future__ import annotations

import random

import pytest

from grader.evaluation.inequalities import Inequality, are_contradictory


def above(constant=0, *, is_strict=True, **coefficients):
    return Inequality(coefficients, constant, is_strict)


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ([], False),
        ([above(-1)], True),
        ([above(0)], True),
        ([above(0, is_strict=False)], False),
        ([above(x=1), above(x=-1)], True),
        ([above(x=1, is_strict=False), above(x=-1, is_strict=False)], False),
        ([above(x=1), above(x=-1, is_strict=False)], True),
        ([above(x=1, y=1), above(x=1, y=-1), above(x=-1)], True),
        ([above(x=1, y=1), above(x=-1, y=1), above(y=-1, constant=1)], False),
        ([above(x=1), above(y=1), above(x=-1, y=-1, constant=1)], False),
        ([above(x=1, constant=-1), above(y=1, constant=-1), above(x=-1, y=-1, constant=2)], True),
        ([above(x=2, y=-1), above(y=3, z=-1), above(z=1, x=-6)], True),
        ([above(x=2, y=-1), above(y=3, z=-1), above(z=1, x=-5)], False),
    ],
)
def test_whether_they_contradict_each_other(system, expected):
    assert are_contradictory(system) is expected


@pytest.mark.parametrize("seed", range(30))
def test_what_holds_at_a_point_is_no_contradiction(seed):
    rng = random.Random(seed)
    point = {name: rng.randint(-5, 5) for name in "wxyz"}
    system = []
    for _ in range(9):
        coefficients = {name: rng.randint(-3, 3) or 1 for name in rng.sample("wxyz", 3)}
        there = sum(number * point[name] for name, number in coefficients.items())
        system.append(Inequality(coefficients, rng.randint(0, 2) + 1 - there, True))
    assert not are_contradictory(system)
