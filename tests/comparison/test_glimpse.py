"""What differs in sign or domain shows at whole numbers; and no remark is true by accident only.

Judged by Python's floats at the point that is shown.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from grader import compare
from grader.comparison.draws import Draws
from grader.comparison.glimpse import glimpsed
from grader.comparison.sides import Sides
from grader.comparison.spots import KeyAtPlaces
from grader.language.declarations import scope
from grader.language.shapes import meaning

X = {"x": "scalar"}
XY = {"x": "scalar", "y": "scalar"}
A = {"A": "n x n", "x": "n"}

# Answer, reference, and where the answer has a value.
OTHER_DOMAINS = [
    ("sqrt(x)^2", "x", X, lambda x: x >= 0),
    ("(x^(1/4))^4", "(x^4)^(1/4)", X, lambda x: x >= 0),
    ("(x^3)^(1/3)", "(x^4)^(1/4)", X, lambda x: x >= 0),
    ("2*log(-x - 20)", "log((x + 20)^2)", X, lambda x: x < -20),
    ("sin(asin(x))", "x", X, lambda x: abs(x) <= 1),
    ("sqrt(x)*sqrt(y)*sqrt(x*y)", "abs(x*y)", XY, lambda x, y: x >= 0 and y >= 0),
    ("log(x) + log(y)", "log(x*y)", XY, lambda x, y: x > 0 and y > 0),
    ("sqrt(x - 1)*sqrt(x - 2)", "sqrt((x - 1)*(x - 2))", X, lambda x: x >= 2),
]


@pytest.mark.parametrize(("answer", "reference", "names", "is_defined"), OTHER_DOMAINS)
def test_a_difference_of_domains_is_shown_at_whole_numbers(answer, reference, names, is_defined):
    verdict = compare(answer, reference, names)
    assert verdict.outcome == "different"
    shown = verdict.counterexample
    assert shown is not None
    at = [Fraction(text) for _, text in shown.point]
    assert all(number.denominator == 1 for number in at)
    assert (shown.answer != "not defined") is is_defined(*map(float, at))
    assert shown.reference != "not defined"


# What holds where x > 0 or x < 0 alone, and a remark that would be wrong.
SIGNS = [
    ("abs(x)", "x", X),
    ("relu(x)", "x", X),
    ("-abs(x)", "x", X),
    ("x*abs(x)", "x^2", X),
    ("max(x, y)", "x", XY),
    ("1", "sign(x)", X),
    ("x*y", "abs(x*y)", XY),
]


@pytest.mark.parametrize(("answer", "reference", "names"), SIGNS)
@pytest.mark.parametrize("seed", range(3))
def test_no_remark_holds_for_some_signs_only(answer, reference, names, seed):
    verdict = compare(answer, reference, names, seed=seed)
    assert verdict.outcome == "different"
    assert verdict.mistake is None


REMARKS = [
    ("-abs(x)", "abs(x)", X, "sign"),
    ("2*relu(x)", "relu(x)", X, "factor"),
    ("0*x", "relu(x)", X, "zero"),
    ("x^3", "x^3 - abs(x)", X, "missing-term"),
    ("-x/norm(x)", "x/norm(x)", A, "sign"),
    ("norm(A.T*x)", "norm(A*x)", A, "symmetric-only"),
    ("norm(A*A.T*x)*x", "norm(A.T*A*x)*x", A, "symmetric-only"),
    ("Q.T*x", "Q*x", {"Q": "n x n orthogonal", "x": "n"}, "transposed-argument"),
    ("2*A*x", "(A + A.T)*x", A, "symmetric-only"),
    ("A*x*(1 + (n-1)*(n-2)*(n-3))", "A*x", A, None),  # the same for small n
    ("trace(A)*A - (trace(A)^2 - trace(A*A))/2*eye(n)", "A*A", A, None),  # for n = 2
]


@pytest.mark.parametrize(("answer", "reference", "names", "name"), REMARKS)
def test_remarks_that_hold_for_all_signs_and_dimensions(answer, reference, names, name):
    verdict = compare(answer, reference, names)
    assert verdict.outcome == "different"
    assert (verdict.mistake and verdict.mistake.name) == name


RIGHT = [
    ("sqrt(x^2)", "abs(x)", X),
    ("x*sign(x)", "abs(x)", X),
    ("log(x^2)/2", "log(abs(x))", X),
    ("norm(A*x)^2/norm(A*x)", "norm(A*x)", A),
    ("sin(pi*x)", "-sin(-pi*x)", X),
]


@pytest.mark.parametrize(("answer", "reference", "names"), RIGHT)
def test_what_is_right_shows_no_difference(answer, reference, names):
    assert _glimpse(answer, reference, names) is None
    assert compare(answer, reference, names).outcome == "equal"


def test_values_that_cancel_in_floats_show_no_difference():
    assert 1e8 * (math.sqrt(1e16 + 1) - 1e8) != 0.5  # as floats have it
    answer = "sqrt(x^2 + 10^16) - 10^8"
    reference = "x^2/(sqrt(x^2 + 10^16) + 10^8)"
    assert _glimpse(answer, reference, X) is None


def _glimpse(answer, reference, names):
    within = scope(names)
    key = meaning(reference, within).tree
    draws = Draws(key, within, 0, ())
    places = KeyAtPlaces(key, within, 0, ())
    return glimpsed(Sides(meaning(answer, within).tree, places), draws, {})


@pytest.mark.parametrize("reference", ["x", "abs(x)", "sqrt(x)", "1/x", "x*y"])
@pytest.mark.parametrize(
    "answer", ["1/sqrt(-1)", "x/sqrt(-2)", "sqrt(-1)", "1/log(-1)", "x/sqrt(y - y - 1)"]
)
def test_what_has_a_value_nowhere_is_different(answer, reference):
    assert compare(answer, reference, XY).outcome == "different"
