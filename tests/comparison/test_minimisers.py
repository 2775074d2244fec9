"""A minimiser is put into gradient and Hessian: a key is not needed, and is not believed either."""

from __future__ import annotations

import pytest

from grader.comparison.key import prepared
from grader.comparison.minimisers import minimiser_judged, problem
from grader.language.declarations import scope
from grader.language.shapes import meaning

LEAST_SQUARES = {"X": "n x d full rank", "y": "n", "w": "d"}


def verdict(names, function, wrt, answer, reference=""):
    within = scope(names)
    of = problem(meaning(function, within).tree, tuple(wrt.split()), within)
    key = prepared(reference, within, shape=of.shape) if reference else None
    return minimiser_judged(meaning(answer, within, shape=of.shape), of, key)


@pytest.mark.parametrize("reference", ["", "inv(X.T*X)*X.T*y"])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("inv(X.T*X)*X.T*y", "equal"),
        ("pinv(X)*y", "equal"),
        ("X^+ y", "equal"),
        ("(2*X.T*X)^-1*(2*X.T*y)", "equal"),
        ("inv(X.T*X)*X.T*y*1.000001", "different"),
        ("X.T*y", "different"),
        ("w", "different"),
        ("0", "different"),
        ("y.T*X*inv(X.T*X)", "different"),
    ],
)
def test_least_squares(answer, outcome, reference):
    found = verdict(LEAST_SQUARES, "norm(y - X*w)^2", "w", answer, reference)
    assert found.outcome == outcome
    if outcome == "equal":
        assert "positive definite" in found.evidence[-1].summary
        assert found.notes == ("Condition used: `X: n x d full rank`.",)


@pytest.mark.parametrize(
    ("names", "function", "wrt", "answer", "mistake"),
    [
        (LEAST_SQUARES, "-norm(y - X*w)^2", "w", "inv(X.T*X)*X.T*y", "maximiser"),
        ({"x": "scalar", "y": "scalar"}, "x^2 - y^2", "x y", "[0, 0]", "saddle"),
        ({"x": "scalar"}, "x^3 - 3*x", "x", "-1", "maximiser"),
        ({"x": "scalar"}, "cos(x)", "x", "0", "maximiser"),
        ({"x": "scalar"}, "x^2", "x", "1", "not-stationary"),
    ],
)
def test_what_is_no_minimum_is_refused_with_the_reason(names, function, wrt, answer, mistake):
    found = verdict(names, function, wrt, answer)
    assert (found.outcome, found.mistake.name) == ("different", mistake)


def test_a_wrong_key_does_not_make_a_maximum_right():
    found = verdict({"x": "scalar"}, "x^3 - 3*x", "x", "-1", "-1")
    assert (found.outcome, found.mistake.name) == ("different", "maximiser")


def test_another_minimum_than_that_of_the_key_is_left_to_a_tutor():
    function = "(x^2 - 1)^2"
    assert verdict({"x": "scalar"}, function, "x", "1", "-1").outcome == "undecided"


@pytest.mark.parametrize(
    ("names", "function", "answer"),
    [
        ({"X": "n x d", "y": "n", "w": "d"}, "norm(y - X*w)^2", "inv(X.T*X)*X.T*y"),
        ({"w": "scalar"}, "w^4", "0"),
    ],
)
def test_a_hessian_that_may_be_singular_decides_nothing(names, function, answer):
    assert verdict(names, function, "w", answer).outcome == "undecided"


def test_irrational_hessians_are_enclosed():
    names = {"x": "scalar", "a": "scalar positive"}
    assert verdict(names, "exp(x) - a*x", "x", "log(a)").outcome == "equal"
