"""What is equal in another form: by simpler functions, after exp, squared, with free roots.

Each identity has its neighbours that hold for some points, or for some signs, alone.
"""

from __future__ import annotations

import pytest

from grader import compare
from grader.evaluation.squares import are_independent
from grader.language.declarations import scope
from grader.language.shapes import meaning

NUMBERS = {"x": "scalar", "y": "scalar", "z": "scalar", "p": "scalar in (0, 1)"}
MATRICES = {"X": "n x n invertible", "S": "n x n positive definite", "v": "n", "w": "n"}


@pytest.mark.parametrize(
    ("answer", "reference", "variables"),
    [
        ("tan(atan(x))", "x", NUMBERS),
        ("1/cos(atan(x))", "sqrt(1 + x^2)", NUMBERS),
        ("4*atan(1)*x", "pi*x", NUMBERS),
        ("acos(-1/2)*x", "2*pi/3*x", NUMBERS),
        ("4*(4*atan(1/5) - atan(1/239))*x", "pi*x", NUMBERS),
        ("(atan(1/2) + atan(1/3))*x", "pi/4*x", NUMBERS),
        ("atan(x) + atan(1/x)", "pi/2*sign(x)", NUMBERS),
        ("max(max(x, y), z)", "max(z, max(y, x))", NUMBERS),
        ("abs(p - 1)", "1 - p", NUMBERS),
        ("sqrt(1 - tanh(x)^2)", "1/cosh(x)", NUMBERS),
        ("log(x*x)", "2*log(abs(x))", NUMBERS),
        ("log(10^x)/log(10)", "x", NUMBERS),
        ("log(abs(x - 1)) + log(abs(x + 1))", "log(abs(x^2 - 1))", NUMBERS),
        ("y + log(1 + exp(x - y))", "log(exp(x) + exp(y))", NUMBERS),
        ("log(det(X.T*X))", "2*log(abs(det(X)))", MATRICES),
        ("2*log(sqrt(det(X.T*X)))", "log(det(X.T*X))", MATRICES),
        ("log(det(S)^2)/2", "log(det(S))", MATRICES),
        ("abs(v.T*S*v)", "v.T*S*v", MATRICES),
        ("logsumexp(v - x) + x", "logsumexp(v)", {**NUMBERS, **MATRICES}),
        ("logsumexp(v) - v", "-log(softmax(v))", MATRICES),
        ("-2*sum(log(abs(w - v)))", "-sum(log((v - w).^2))", MATRICES),
        ("sqrt(x^2 - 3*x + 2)", "sqrt((1 - x)*(2 - x))", NUMBERS),
        ("1/sqrt(1 + x^2)", "sqrt(1 + x^2)/(1 + x^2)", NUMBERS),
        ("sqrt(exp(2*x) + 2*exp(x) + 1)", "exp(x) + 1", NUMBERS),
        ("sqrt(1 - x)*sqrt(1 + x)", "sqrt(1 - x^2)", NUMBERS),
    ],
)
def test_an_identity_is_proved(answer, reference, variables):
    found = compare(answer, reference, variables)
    assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("log(x^2)", "2*log(x)"),
        ("log(x + 1) - log(x)", "log((x + 1)/x)"),
        ("log(abs(x))", "log(abs(x) + 10^-20)"),
        ("log(x^2)/2", "log(abs(x)) + 10^-30"),
        ("tan(atan(x))", "x + 10^-30"),
        ("sin(asin(x))", "x"),
        ("(atan(1/2) + atan(1/3))*x", "5*pi/4*x"),
        ("(atan(2) + atan(3))*x", "-pi/4*x"),
        ("4*(4*atan(1/5) - atan(1/238))*x", "pi*x"),
        ("atan(x) + atan(1/x)", "pi/2"),
        ("max(max(x, y), z)", "max(x, min(y, z))"),
        ("sqrt(1 - tanh(x)^2)", "-1/cosh(x)"),
        ("sqrt(x*y)*sqrt(x*z)", "x*sqrt(y*z)"),
        ("sqrt(x^3 + x^2)", "x*sqrt(x + 1)"),
        ("sqrt(x^2 + 2*x + 1)", "x + 1"),
        ("sqrt(exp(2*x) - 2*exp(x) + 1)", "exp(x) - 1"),
        ("sqrt(x - 1)*sqrt(x + 1)", "sqrt(x^2 - 1)"),
        ("sqrt(3 - 2*sqrt(2))*x", "(1 - sqrt(2))*x"),
        ("sqrt(x)^2", "x"),
    ],
)
def test_what_holds_for_some_points_alone_is_different(answer, reference):
    assert compare(answer, reference, NUMBERS).outcome == "different"


@pytest.mark.parametrize(
    ("radicands", "is_independent"),
    [
        (["x"], True),
        (["1 + x^2", "1 - x^2"], True),
        (["(1 - x)*(2 - x)", "x^2 - 3*x + 2"], True),  # one polynomial
        (["x*y", "y*z"], True),
        (["x*y", "y*z", "x*z"], False),
        (["x^2"], False),
        (["2*x^2*y^2"], False),
        (["x^3 + x^2"], True),  # alone; its factor x² comes to nothing but a sign of the root
        (["x^3 + x^2", "x + 1"], False),
        (["x", "4*x"], False),  # √(4x) is 2√x up to the sign that 2 has in the field
        (["1 + exp(x)"], True),
        (["exp(2*x) - 2*exp(x) + 1"], False),  # two exponentials are not told apart
        (["exp(x)^2 - 2*exp(x) + 1"], False),
        (["1/x"], False),
        (["sqrt(x) + y"], False),
        (["sin(x)"], False),
        (["x^20 + 1"], False),  # of too high a degree to tell
    ],
)
def test_radicands_are_independent_unless_a_product_is_a_square(radicands, is_independent):
    within = scope(NUMBERS)
    trees = [meaning(text, within).tree for text in radicands]
    for seed in range(5):
        assert are_independent(trees, within.variables, {}, seed) is is_independent
