"""Trees that differ in their spelling only are spelled the same; others are not."""

from __future__ import annotations

import pytest

from grader import compare
from grader.comparison.key import prepared
from grader.comparison.ladder import verdict
from grader.comparison.spelling import _Speller, spelling
from grader.language.declarations import scope
from grader.language.nodes import nodes_of
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
    ("(A*B*x).T", "x.T*B.T*A.T"),
    ("x.T*A*y", "y.T*A.T*x"),
    ("x.T*A*y*x", "x*(y.T*A.T*x)"),
    ("A*(x - y)", "-A*(y - x)"),
    ("s - (t - 1)", "1 + s - t"),
    ("(s - t)^2", "(t - s)^2"),
    ("(s - t)^3*x", "-x*(t - s)^3"),
    ("s/(2*t)", "0.5*s/t"),
    ("s/t/t", "s*t^-2"),
    ("s/t^2", "s*t^-1/t"),
    ("(2*s)^3", "8*s*s*s"),
    ("-x.T*y", "y.T*(-x)"),
    ("inv(A).T*x", "inv(A.T)*x"),
    ("1/(1 + exp(-s*t))", "sigmoid(t*s)"),
    ("exp(s)/(1 + exp(s))", "sigmoid(s)"),
    ("exp(-s)/(exp(-s) + 1)", "1/(1 + exp(s))"),
    ("(1/(1 + exp(-A*x)) - y).T", "(sigmoid(x.T*A.T) - y.T)"),
    ("A*(1/(1 + exp(-A.T*x - s)) - y)/n", "1/n*A*(sigmoid(x.T*A + s) - y.T).T"),
    ("sin(x.T*y)*x.T*A", "(A.T*x).T*sin(y.T*x)"),
    ("ones(n)*ones(1, n)", "ones(1, n).T*ones(n).T"),
    ("(x./exp(y)).T", "x.T./exp(y.T)"),
    ("(x + s)", "s + x"),
    ("norm(s*x)*t", "t*norm(x*s)"),
    ("1/(1/s)", "1/(1/s)"),
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
    ("s/s", "1"),
    ("1/(1/s)", "s"),
    ("s - s", "0"),
    ("0*log(s)", "0"),
    ("A*B", "B.T*A.T"),
    ("x.T*A*x", "x.T*B*x"),
    ("x.T*A*y", "y.T*A*x"),
    ("(A*B).T", "A.T*B.T"),
    ("(s - t)^2", "-(t - s)^2"),
    ("(s - t)^3", "(t - s)^3"),
    ("1/(1 + exp(s))", "sigmoid(s)"),
    ("1/(2 + exp(-s))", "sigmoid(s)"),
    ("2/(1 + exp(-s))", "sigmoid(s)"),
    ("exp(t)/(1 + exp(s))", "sigmoid(s)"),
    ("sqrt(s)^2", "s"),
    ("s^(1/2)", "s^2"),
    ("(s^(1/2))^2", "s"),
    ("s/(t/s)", "s*s/t"),
    ("inv(A*B)", "inv(B*A)"),
    ("x + 1", "x + ones(n)*2"),
    ("x*s/t", "x*t/s"),
    ("(s + t)*(s - t)", "(s + t)*(t + s)"),
    ("s*t^2", "s^2*t"),
    ("sin(-s)", "sin(s)"),
    ("sin(s - t)", "sin(t - s)"),
    ("x.*y + x", "x.*x + y"),
    ("x./y", "y./x"),
    ("A.^2", "A^2"),
    ("trace(A)", "det(A)"),
    ("f(-x)", "f(x)"),
]


def spellings(left: str, right: str):
    return [spelling(meaning(text, scope(VARIABLES)).tree) for text in (left, right)]


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_what_differs_in_spelling_only_is_spelled_the_same_and_equal(left, right):
    one, other = spellings(left, right)
    assert one == other
    assert compare(left, right, VARIABLES).outcome == "equal"


@pytest.mark.parametrize(("left", "right"), NOT_ALIKE)
def test_anything_else_is_not(left, right):
    one, other = spellings(left, right)
    assert one != other


DEEP = [
    "1/(" * 12 + "s" + ")" * 12,
    "1/(1 + exp(-" * 8 + "s" + "))" * 8,
    "x.T*sin(x*" * 12 + "s" + ")" * 12,
    "(x.T*A*(x*" * 12 + "s" + "))" * 12,
    "(" * 5 + "s*t" + "^8)" * 5,
    "(" * 5 + "1/s" + "^-8)" * 5,
    "((((2^8)^8)^8)^8)^8*s",
]


@pytest.mark.parametrize("text", DEEP)
def test_a_spelling_takes_few_steps_and_is_short(text, monkeypatch):
    tree = meaning(text, scope(VARIABLES)).tree
    steps, gather = [], _Speller.gather

    def counted(self, node, turned, parts):
        steps.append(node)
        return gather(self, node, turned, parts)

    monkeypatch.setattr(_Speller, "gather", counted)
    assert len(spelling(tree)) < 40 * len(text) + 500
    assert len(steps) < 8 * len(list(nodes_of(tree)))


def test_what_is_alike_has_the_evidence_that_the_key_has_against_itself():
    key = prepared("x*s + y*t", scope(VARIABLES))
    alike, rewritten = (verdict(answer, key) for answer in ("t*y + s*x", "s*(x + y) + (t - s)*y"))
    assert alike.evidence[-1] == key.evidence
    assert rewritten.evidence[-1].kind == key.evidence.kind == "exact"
    assert key.evidence.log2_error < -100
