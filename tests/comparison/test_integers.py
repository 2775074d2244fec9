"""Integer variables: what holds for every remainder is proved, what fails for one is not."""

from __future__ import annotations

import pytest

from grader import compare

K = {"k": "scalar integer", "j": "scalar integer", "x": "scalar", "v": "n"}

EQUAL = [
    ("tan(pi*k)", "sin(pi*k)"),
    ("sin(2*pi*k)", "0"),
    ("cos(x - 2*pi*k)", "cos(x)"),
    ("cos(v + 2*pi*k)", "cos(v)"),
    ("(-1)^k*cos(x)", "cos(x + pi*k)"),
    ("cos(3*pi*k)", "(-1)^k"),
    ("(-x)^(2*k)", "|x|^(2*k)"),
    ("(-x)^(2*k + 1)", "-x^(2*k + 1)"),
    ("(-x)^k", "(-1)^k*x^k"),
    ("(-2)^k", "(-1)^k*2^k"),
    ("(-1)^(k*(k + 1))", "1"),
    ("(-1)^(k^2)", "(-1)^(-k)"),
    ("(-1)^(k + j)", "cos(pi*k)*cos(pi*j)"),
    ("sin(pi*k/2)^2", "(1 - (-1)^k)/2"),
    ("sin(x + pi*k/2)*sin(x - pi*k/2)", "sin(x)^2 - (1 - (-1)^k)/2"),
    ("sin(pi*(2*k + 1)/2)", "(-1)^k"),
]
DIFFERENT = [
    ("cos(pi*k)", "1"),
    ("(-1)^k", "1"),
    ("(-1)^(k/2)", "1"),
    ("sin(x + pi*k)", "sin(x)"),
    ("sin(pi*k/2)", "0"),
    ("sin(pi*k/3)", "0"),
    ("(-x)^k", "x^k"),
    ("x^(2*k)", "x^(2*k + 1)"),
    ("|x|^k", "x^k"),
    ("cos(2*pi*k*x)", "1"),
    ("cos(2*k)", "1"),
    ("exp(2*pi*k)", "1"),
    ("(-1)^(k*j)", "(-1)^(k + j)"),
    ("(-1)^(k*(k + 1)/2)", "1"),
    ("cos(2*pi*k)", "cos(2*pi*k) + sin(pi*j/2)"),
]


@pytest.mark.parametrize(("answer", "reference"), EQUAL)
def test_what_holds_for_every_remainder_is_proved(answer, reference):
    for one, other in ((answer, reference), (reference, answer)):
        found = compare(one, other, K)
        assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")
        assert found.evidence[-1].log2_error < -100


@pytest.mark.parametrize(("answer", "reference"), DIFFERENT)
@pytest.mark.parametrize("seed", [0, 1])
def test_what_fails_for_some_integers_is_refuted(answer, reference, seed):
    for one, other in ((answer, reference), (reference, answer)):
        assert compare(one, other, K, seed=seed).outcome == "different"


def test_what_is_no_integer_is_not_taken_for_one():
    real = {"k": "scalar", "x": "scalar"}
    assert compare("cos(x - 2*pi*k)", "cos(x)", real).outcome == "different"
    assert compare("sin(pi*k)", "0", real).outcome == "different"
