"""Answers that may be a multiple of the key: which factor, and what shows that it is positive."""

from __future__ import annotations

import pytest

from grader.comparison.directions import direction_verdict
from grader.comparison.key import prepared
from grader.language.declarations import scope

NAMES = {"A": "n x n", "x": "n", "b": "n"}


def verdict(answer, reference="-(A + A.T)*x", names=NAMES, positive=True):
    key = prepared(reference, scope(names))
    return direction_verdict(answer, key, positive=positive, descent=True)


@pytest.mark.parametrize(
    "answer",
    [
        "-(A + A.T)*x",
        "-7*(A + A.T)*x/3",
        "-A*x - A.T*x",
        "-(A + A.T)*x/norm((A + A.T)*x)",
        "-(A + A.T)*x*exp(b.T*x)",
        "-(A + A.T)*x*(1 + (b.T*x)^2)",
        "-(A + A.T)*x*norm(x)",
    ],
)
def test_positive_multiples_are_right(answer):
    found = verdict(answer)
    assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ("(A + A.T)*x", "ascent"),
        ("(A + A.T)*x/norm(x)", "ascent"),
        ("0", "zero"),
        ("-x", "direction"),
        ("-2*A*x", "symmetric-only"),
        ("-(A + A.T)*x*(b.T*x)", "factor"),
        ("-(A + A.T)*x*(b.T*x)^2", "factor"),
        ("x.T*(A + A.T)", "shape"),
    ],
)
def test_other_multiples_and_directions_are_wrong(answer, mistake):
    found = verdict(answer)
    assert (found.outcome, found.mistake.name) == ("different", mistake)
    assert found.counterexample is not None or mistake == "shape"


def test_a_narrower_domain_is_wrong():
    assert verdict("-log(b.T*x)*(A + A.T)*x").outcome == "different"


def test_a_factor_that_only_seems_positive_is_left_to_a_tutor():
    found = verdict("-(A + A.T)*x*(10^30 - x.T*x)")
    assert (found.outcome, found.evidence[-1].kind) == ("undecided", "undecided")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("4*x + 2", "equal"), ("-2*x - 1", "equal"), ("x", "different"), ("0", "different")],
)
def test_any_factor_but_zero(answer, outcome):
    assert verdict(answer, "2*x + 1", {"x": "scalar"}, positive=False).outcome == outcome


def test_abstract_gradients_have_directions():
    names = {"f": "R^n -> R", "x": "n"}
    assert verdict("-3*grad_f(x)", "-grad_f(x)", names).outcome == "equal"
    assert verdict("J_f(x).T", "-grad_f(x)", names).mistake.name == "ascent"
