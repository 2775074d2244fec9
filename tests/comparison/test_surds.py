"""Roots of numbers: written otherwise they are proved equal, their conjugates are not."""

from __future__ import annotations

import pytest

from grader import compare

X = {"x": "scalar", "y": "scalar", "s": "scalar positive"}

EQUAL = [
    ("sqrt(2 + sqrt(3))/2*x", "cos(pi/12)*x"),
    ("sqrt(2 - sqrt(3))/2*x", "sin(pi/12)*x"),
    ("sqrt(3 - 2*sqrt(2))*x", "(sqrt(2) - 1)*x"),
    ("sqrt(11 + 6*sqrt(2))*x", "(3 + sqrt(2))*x"),
    ("sqrt(7 - 4*sqrt(3))", "2 - sqrt(3)"),
    ("sqrt(8 - 2*sqrt(15))", "sqrt(5) - sqrt(3)"),
    ("sqrt(1/2 + sqrt(3)/4)", "cos(pi/12)"),
    ("sqrt(2*pi)*s", "sqrt(2*s^2*pi)"),
    ("sqrt(2*pi*s^2)", "s*sqrt(2)*sqrt(pi)"),
    ("sqrt(pi)^2", "pi"),
    ("exp(log(x^2 + y^2)/2 + y)", "exp(y)*sqrt(x^2 + y^2)"),
    ("exp(log(x^2)/2)", "|x|"),
    ("(x^2)^(3/2)", "|x|^3"),
]
DIFFERENT = [
    ("sqrt(2 - sqrt(3))/2*x", "cos(pi/12)*x"),
    ("sqrt(3 - 2*sqrt(2))*x", "(1 - sqrt(2))*x"),
    ("sqrt(11 + 5*sqrt(2))*x", "(3 + sqrt(2))*x"),
    ("sqrt(7 + 4*sqrt(3))", "2 - sqrt(3)"),
    ("sqrt(8 - 2*sqrt(15))", "sqrt(3) - sqrt(5)"),
    ("sqrt(3 - 4*sqrt(2))", "sqrt(2) - 1"),
    ("sqrt(2*pi)", "sqrt(2)*pi"),
    ("sqrt(x^2*pi)", "x*sqrt(pi)"),
    ("exp(log(x^2)/2)", "x"),
    ("exp(log(x)/2)", "sqrt(|x|)"),
    ("(x^2)^(3/2)", "x^3"),
    ("((sqrt(108) + 10)^(1/3) + (sqrt(108) - 10)^(1/3))*x", "2*x"),
]


@pytest.mark.parametrize(("answer", "reference"), EQUAL)
def test_a_number_written_with_other_roots_is_the_same(answer, reference):
    for one, other in ((answer, reference), (reference, answer)):
        found = compare(one, other, X)
        assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")


@pytest.mark.parametrize(("answer", "reference"), DIFFERENT)
def test_a_conjugate_is_another_number(answer, reference):
    for one, other in ((answer, reference), (reference, answer)):
        assert compare(one, other, X).outcome == "different"
