"""Trees that differ in the order of terms and factors are alike; others are not."""

from __future__ import annotations

import pytest

from grader import compare
from grader.comparison.alike import are_alike
from grader.comparison.ladder import prepared, verdict
from grader.language.declarations import scope
from grader.language.shapes import meaning

VARIABLES = {
    "A": "n x n", "B": "n x n", "x": "n", "y": "n", "s": "scalar", "t": "scalar",
    "f": "R^n -> R^n",
}  # fmt: skip
ALIKE = [
    ("s + t", "t + s"),
    ("s*t*x", "t s x"),
    ("x.*y.*exp(x)", "exp(x) .* y .* x"),
    ("s*A*x + t*B*y", "t*B*y + A*x*s"),
    ("[s*t, t + 1]", "[s*t, t + 1]"),
    ("(1 + s*t)/(t + s)", "(s t + 1)/(s + t)"),
    ("sum(x.*y)", "sum(y.*x)"),
    ("2^(s*t)", "2^(t*s)"),
    ("f(x + y)", "f(y + x)"),
    ("x[1]*x[2]", "x[2]*x[1]"),
]
NOT_ALIKE = [
    ("s - t", "t - s"),
    ("A*B", "B*A"),
    ("s/t", "t/s"),
    ("s^t", "t^s"),
    ("s + s", "s + t"),
    ("s*s*t", "s*t*t"),
    ("x", "y"),
    ("x[1]", "x[2]"),
    ("A*x", "A.T*x"),
    ("[s, t]", "[t, s]"),
    ("x.*y", "x*y.T"),
    ("exp(s)", "sin(s)"),
    ("f(x)", "f(y)"),
    ("kron(A, B)", "kron(B, A)"),
    ("max(s, 1)", "max(s, 2)"),
    ("s + t + 1", "s + t"),
]


def trees(left: str, right: str):
    return [meaning(text, scope(VARIABLES)).tree for text in (left, right)]


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_what_differs_in_order_only_is_alike_and_equal(left, right):
    assert are_alike(*trees(left, right))
    assert are_alike(*trees(right, left))
    assert compare(left, right, VARIABLES).outcome == "equal"


@pytest.mark.parametrize(("left", "right"), NOT_ALIKE)
def test_anything_else_is_not(left, right):
    assert not are_alike(*trees(left, right))
    assert not are_alike(*trees(right, left))


def test_what_is_alike_has_the_evidence_that_the_key_has_against_itself():
    key = prepared("x*s + y*t", scope(VARIABLES))
    alike, rewritten = (verdict(answer, key) for answer in ("t*y + s*x", "s*(x + y) + (t - s)*y"))
    assert alike.evidence[-1] == key.evidence
    assert rewritten.evidence[-1].kind == key.evidence.kind == "exact"
    assert key.evidence.log2_error < -100
