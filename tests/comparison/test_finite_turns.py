"""Every value of a finite set, and both kinds of orthogonal matrix, are looked at, at any seed."""

from __future__ import annotations

import pytest

from grader import compare
from grader.evaluation.sampling import Generator, InTurn

SIGN = {"y": "scalar in {0, 1}", "z": "scalar in {-1, 1}", "x": "n"}
MANY = {"y": f"scalar in {{{', '.join(map(str, range(13)))}}}", "x": "scalar"}
UNDEFINED = [
    ("x*y^2/y", "x*y", {"y": "scalar in {0, 1}", "x": "scalar"}),
    ("x*y/(1-y)*(1-y)", "x*y", {"y": "scalar in {0, 1}", "x": "scalar"}),
    ("x*(z-1)/(z-1)", "x", SIGN),
    ("x*(y+z)/(y+z)", "x", SIGN),
    ("x.*y.^2./y", "x.*y", {"x": "n", "y": "n in {0, 1}"}),
    ("x*y/(6-y)*(6-y)", "x*y", MANY),
    ("x*y/(12-y)*(12-y)", "x*y", MANY),
    ("x/(1-y[2])*(1-y[2])", "x", {"x": "k", "y": "k one-hot"}),
    ("det(Q)*x", "x", {"Q": "n x n orthogonal", "x": "n"}),
    ("det(Q)*det(P)*x", "x", {"Q": "n x n orthogonal", "P": "n x n orthogonal", "x": "n"}),
    ("det(Q)*x", "det(P)*x", {"Q": "n x n orthogonal", "P": "n x n orthogonal", "x": "n"}),
]


@pytest.mark.parametrize(("answer", "reference", "variables"), UNDEFINED)
def test_what_fails_for_one_value_is_seen_at_any_seed(answer, reference, variables):
    outcomes = {compare(answer, reference, variables, seed=seed).outcome for seed in range(12)}
    assert outcomes == {"different"}


def test_the_value_that_is_left_out_does_not_matter():
    assert compare("x*y/(13-y)*(13-y)", "x*y", MANY).outcome == "equal"


@pytest.mark.parametrize("count", [2, 3, 5])
def test_neighbours_have_all_values_and_all_pairs(count):
    rows = []
    for turn in range(count * count):
        choose = InTurn(turn, Generator(1))
        rows.append([choose(count) for _ in range(count + 1)])
    for first in range(count + 1):
        assert {row[first] for row in rows} == set(range(count))
        for second in range(first):
            assert len({(row[first], row[second]) for row in rows}) == count * count
    assert {row[0] for row in rows[:count]} == set(range(count))
