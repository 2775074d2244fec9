"""Variables from finite sets: what holds for every value is proved, at dimensions that tell."""

from __future__ import annotations

import pytest

from grader import compare

Y = {"y": "scalar in {0, 1}", "p": "scalar in (0, 1)", "x": "scalar", "s": "scalar in {-1, 1}"}
V = {"y": "n in {0, 1}", "p": "n in (0, 1)", "s": "n in {-1, 1}", "z": "n"}
H = {"y": "k one-hot", "q": "k positive", "z": "k"}
X = {"X": "n x m", "y": "1 x m in {0, 1}", "w": "n", "b": "scalar"}
LOSS = "y*log(p) + (1 - y)*log(1 - p)"

EQUAL = [
    ("log(y*p + (1 - y)*(1 - p))", LOSS, Y),
    ("log(|y + p - 1|)", LOSS, Y),
    ("log(p^y*(1 - p)^(1 - y))", LOSS, Y),
    ("-log(y*sigmoid(x) + (1 - y)*(1 - sigmoid(x)))", "log(1 + exp(x)) - y*x", Y),
    ("relu(1 - s*x)", "(1 + s)/2*relu(1 - x) + (1 - s)/2*relu(1 + x)", Y),
    ("log(1 + exp(-s*x))", "(1 + s)/2*log(1 + exp(-x)) + (1 - s)/2*log(1 + exp(x))", Y),
    ("|s*x|", "|x|", Y),
    ("p^y", "y*p + 1 - y", Y),
    ("log(y.*p + (1 - y).*(1 - p))", "y.*log(p) + (1 - y).*log(1 - p)", V),
    ("sqrt(y).*z", "y.*z", V),
    ("max(y, 1 - y)", "ones(n)", V),
    ("log(sum(y.*q))", "y.T*log(q)", H),
    ("log(y.T*exp(z))", "y.T*z", H),
    ("logsumexp(z) - y.T*z", "-log(y.T*softmax(z))", H),
    ("logsumexp(z) - y.T*z", "-sum(y.*log(softmax(z)))", H),
    ("norm(y - ones(k)/k)^2*k", "k - 1", H),
    ("(1/m)*X*(sigmoid(w.T*X + b) - sign(y)).T", "(1/m)*X*(sigmoid(w.T*X + b) - y).T", X),
]
DIFFERENT = [
    ("log(y*(1 - p) + (1 - y)*p)", LOSS, Y),
    ("log(|y - p|)", LOSS, Y),
    ("log(p^y*(1 - p)^y)", LOSS, Y),
    ("-log(y*sigmoid(x) + (1 - y)*sigmoid(x))", "log(1 + exp(x)) - y*x", Y),
    ("relu(1 + s*x)", "(1 + s)/2*relu(1 - x) + (1 - s)/2*relu(1 + x)", Y),
    ("s*x", "|x|", Y),
    ("p^y", "p", Y),
    ("x*exp(log(x))*y", "x^2*y^2", Y),
    ("sqrt(s)*x", "s*x", Y),
    ("log(sum(y)*sum(q))", "y.T*log(q)", H),
    ("2*y.T*y", "k*sum(y)", {"y": "k in {0, 1}"}),
    ("3*y.T*y", "k*sum(y)", {"y": "k in {0, 1}"}),
    ("2*norm(y - ones(k)/k)^2", "k - 1", H),
    ("3*norm(y - ones(k)/k)^2", "k - 1", H),
    ("(1/2)*X*(sigmoid(w.T*X + b) - sign(y)).T", "(1/m)*X*(sigmoid(w.T*X + b) - y).T", X),
    ("(1/3)*X*(sigmoid(w.T*X + b) - sign(y)).T", "(1/m)*X*(sigmoid(w.T*X + b) - y).T", X),
]


@pytest.mark.parametrize(("answer", "reference", "variables"), EQUAL)
def test_what_holds_for_every_value_is_proved(answer, reference, variables):
    for one, other in ((answer, reference), (reference, answer)):
        found = compare(one, other, variables)
        assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")
        assert found.evidence[-1].log2_error < -100


@pytest.mark.parametrize(("answer", "reference", "variables"), DIFFERENT)
@pytest.mark.parametrize("seed", [0, 1])
def test_what_fails_for_some_values_is_refuted(answer, reference, variables, seed):
    for one, other in ((answer, reference), (reference, answer)):
        assert compare(one, other, variables, seed=seed).outcome == "different"
