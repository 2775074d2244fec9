"""Signs and roots: what holds on every way through them is proved, what fails on one is not."""

from __future__ import annotations

import pytest

from grader import compare

X = {"x": "scalar", "y": "scalar", "z": "scalar"}
D = {"x": "scalar", "d": "scalar positive"}
P = {"p": "scalar in (0, 1)", "q": "scalar in (0, 1)", "x": "scalar"}
V = {"x": "n", "y": "n", "A": "n x n", "Q": "n x n orthogonal", "S": "n x n positive definite"}
L = {"A": "n x n invertible", "B": "n x n invertible"}

EQUAL = [
    ("max(|x + y|, |x - y|)", "|x| + |y|", X),
    ("max(x, y) + min(x, y)", "x + y", X),
    ("max(x, y)*min(x, y)", "x*y", X),
    ("max(x, max(y, z))", "max(max(x, y), z)", X),
    ("min(x, max(x, y))", "x", X),
    ("max(x + z, y + z)", "max(x, y) + z", X),
    ("max(2*x, 2*y)", "2*max(x, y)", X),
    ("max(-x, -y)", "-min(x, y)", X),
    ("relu(x) - relu(-x)", "x", X),
    ("relu(relu(x) - 1)", "relu(x - 1)", X),
    ("relu(x + 1) - relu(x - 1) - 1", "max(-1, min(1, x))", X),
    ("min(1, max(-1, x))", "(|x + 1| - |x - 1|)/2", X),
    ("||x| - 1|", "max(|x| - 1, 1 - |x|)", X),
    ("|x^2 + 1|", "x^2 + 1", X),
    ("|exp(x)*y|", "exp(x)*|y|", X),
    ("sign(x*y)", "sign(x)*sign(y)", X),
    ("sign(x)*x", "|x|", X),
    ("sqrt(x^2)*sqrt(y^2)", "|x*y|", X),
    ("max(x*y, -x*y)", "|x|*|y|", X),
    ("relu(x)*relu(y) + relu(-x)*relu(-y)", "relu(x*y)", X),
    ("|x|*sqrt(1 + y^2/x^2)", "sqrt(x^2 + y^2)", X),
    ("sqrt(4*x^2*y^2)", "2*|x|*|y|", X),
    ("(x^4)^(1/4)", "|x|", X),
    ("exp(|x|) + exp(-|x|)", "exp(x) + exp(-x)", X),
    (
        "max(x, y)^2",
        "max(x*max(x, y), y*max(x, y))",
        {"x": "scalar positive", "y": "scalar positive"},
    ),
    ("min(|x|, d)*sign(x)", "max(-d, min(d, x))", D),
    ("x - max(-d, min(d, x))", "relu(x - d) - relu(-x - d)", D),
    ("max(d, -d)", "d", D),
    ("max(0, 1 - p)", "1 - p", P),
    ("|p - q - 1|", "1 + q - p", P),
    ("max(p - 2, min(p, 1))", "p", P),
    ("relu(sigmoid(x) - 1)", "0", P),
    ("norm(Q*x)", "norm(x)", V),
    ("sqrt((x.T*x)*(x.T*S*x))", "norm(x)*sqrt(x.T*S*x)", V),
    ("max(x, y) + min(x, y)", "x + y", V),
    ("sum(relu(x)) - sum(relu(-x))", "sum(x)", V),
    ("|det(inv(A))|", "1/|det(A)|", L),
    ("sign(det(A*B))", "sign(det(A))*sign(det(B))", L),
]
# Each agrees on some of the ways, or at all small points.
DIFFERENT = [
    ("max(|x + y|, |x - y|)", "|x + y|", X),
    ("max(x, y) + min(x, y)", "x + z", X),
    ("relu(x) - relu(-x)", "|x|", X),
    ("relu(x + 1) - relu(x - 1)", "max(-1, min(1, x))", X),
    ("x + relu(x - 100)", "x", X),
    ("max(x, -7)", "x", X),
    ("|x^2 - 1|", "x^2 - 1", X),
    ("|x^2 - x - 1|", "x^2 - x - 1", X),
    ("|x| + |y|", "|x + y|", X),
    ("sign(x + y)", "sign(x) + sign(y)", X),
    ("sqrt(x^2)", "x", X),
    ("sqrt(x*y)^2", "|x|*|y|", X),
    ("relu(x)*relu(y)", "relu(x*y)", X),
    ("relu(x*y)*relu(z)", "relu(x*y*z)", X),
    ("sqrt(x^2)*sqrt(y^2)", "x*y", X),
    ("x*sqrt(1 + y^2/x^2)", "sqrt(x^2 + y^2)", X),
    ("sqrt(x*y)", "sqrt(x)*sqrt(y)", X),
    ("(x^4)^(1/4)", "x", X),
    ("exp(|x|)", "exp(x)", X),
    ("max(0, 1 - 2*p)", "1 - 2*p", P),
    ("|p - q|", "p - q", P),
    ("max(p, 1/4)", "p", P),
    ("relu(sigmoid(x) - 1/2)", "0", P),
    ("max(-d, min(d, x))", "min(|x|, d)", D),
    ("relu(x - d) - relu(-x + d)", "relu(x - d) - relu(-x - d)", D),
    ("max(x, y)", "x", V),
    ("sum(relu(x))", "relu(sum(x))", V),
    ("norm(A*x)", "norm(x)", V),
    ("sign(det(A + B))", "sign(det(A))", L),
    ("|det(A)|", "det(A)", L),
    ("sign(x - x)", "1", X),
    ("|x - x| + 1", "2", X),
]


@pytest.mark.parametrize(("answer", "reference", "variables"), EQUAL)
def test_what_holds_for_all_signs_is_proved(answer, reference, variables):
    for one, other in ((answer, reference), (reference, answer)):
        found = compare(one, other, variables)
        assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")
        assert found.evidence[-1].log2_error < -100


@pytest.mark.parametrize(("answer", "reference", "variables"), DIFFERENT)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_fails_for_some_signs_is_refuted(answer, reference, variables, seed):
    for one, other in ((answer, reference), (reference, answer)):
        assert compare(one, other, variables, seed=seed).outcome == "different"


@pytest.mark.parametrize("seed", range(10))
def test_the_proof_does_not_depend_on_the_seed(seed):
    for answer, reference, variables in EQUAL[:12]:
        assert compare(answer, reference, variables, seed=seed).outcome == "equal"
