"""Inverses and determinants, judged by NumPy; rows that have to change places among them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from grader.evaluation.elimination import determinant, inverse
from grader.evaluation.evaluator import Pole, value
from grader.evaluation.ranges import Ranges
from grader.evaluation.rational import Exact
from grader.evaluation.real import Floats
from grader.language.declarations import scope
from grader.language.shapes import meaning

MATRICES = [
    [[5]],
    [[0, 1], [1, 0]],
    [[0, 2, 0], [0, 0, 3], [5, 0, 0]],
    [[0, 0, 1, 2], [0, 3, 0, 1], [4, 0, 0, 1], [1, 1, 1, 1]],
    [[1, 2, 3], [2, 4, 1], [1, 0, 1]],
    [[0, 0, 0, 0, 1], [0, 0, 0, 1, 7], [0, 0, 1, 0, 0], [2, 1, 0, 0, 0], [1, 0, 0, 0, 0]],
]
SINGULAR = [[[0]], [[1, 2], [2, 4]], [[0, 1, 1], [0, 2, 1], [0, 3, 1]]]
ARITHMETICS = [Exact, Floats, Ranges]


@pytest.mark.parametrize("rows", MATRICES)
@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_inverse_and_determinant(rows, arithmetic):
    at = arithmetic({}, {})
    numbers = [[at.number(Fraction(entry)) for entry in row] for row in rows]
    found = [[_middle(entry) for entry in row] for row in inverse(numbers, at)]
    assert np.allclose(found, np.linalg.inv(np.array(rows, float)))
    assert _middle(determinant(numbers, at)) == pytest.approx(np.linalg.det(rows))


@pytest.mark.parametrize("rows", SINGULAR)
def test_what_is_singular_has_no_inverse(rows):
    at = Exact({}, {})
    assert determinant(rows, at) == 0
    with pytest.raises(Pole):
        inverse(rows, at)


def _middle(number):
    return float(getattr(number, "middle", number))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("softmax(x)", [[0.0], [1.0], [0.0]]),
        ("sum(softmax(x))", 1.0),
        ("logsumexp(x)", 5e6),
        ("logsumexp(x - x)/log(3)", 1.0),
    ],
)
def test_floats_of_softmax_do_not_overflow(text, expected):
    names = scope({"x": "n"})
    at = Floats({"x": [[-3], [5_000_000], [1000]]}, {"n": 3})
    assert value(meaning(text, names).tree, at) == expected
