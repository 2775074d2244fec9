"""Keys against functions: tangents prove, calculus gives the counterexample and the formula."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader import check_key, compare, derive
from grader.comparison.derivatives import derivative_shape
from grader.comparison.proofs import Asked, proved
from grader.errors import AnswerError, UsageError
from grader.language.declarations import scope
from grader.language.shapes import meaning

FORM = {"A": "n x n", "x": "n"}
ROOTS = {"A": "m x n", "x": "n", "b": "m"}
LOGISTIC = {"X": "n x m", "y": "1 x m", "w": "n", "b": "scalar"}
LOSS = "-1/m*sum(y.*log(sigmoid(w.T*X + b)) + (1 - y).*log(1 - sigmoid(w.T*X + b)))"
THREE = dict.fromkeys("xyz", "scalar")
LABELS = {"x": "n", "y": "n in {-1, 1}"}

RIGHT = [
    ("x.T*A*x", "x", "(A + A.T)*x", FORM, "gradient"),
    ("x.T*A*x", "A", "x*x.T", FORM, "gradient"),
    ("x.T*A*x", "x", "A + A.T", FORM, "hessian"),
    ("norm(A*x - b)^2", "x", "2*A.T*(A*x - b)", ROOTS, "gradient"),
    ("norm(A*x - b)^4", "x", "4*norm(A*x - b)^2*A.T*(A*x - b)", ROOTS, "gradient"),
    ("norm(A*x - b)", "x", "A.T*(A*x - b)/norm(A*x - b)", ROOTS, "gradient"),
    ("exp(A*x)", "x", "diag(exp(A*x))*A", ROOTS, "jacobian"),
    (LOSS, "w", "X*(sigmoid(w.T*X + b) - y).T/m", LOGISTIC, "gradient"),
    ("sum(abs(x))", "x", "sign(x)", FORM, "gradient"),
    ("max(x, y)", ["x", "y"], "[(1 + sign(x - y))/2, (1 - sign(x - y))/2]", THREE, "gradient"),
    ("x^2*y + sin(z)", ["x", "y", "z"], "[2*x*y, x^2, cos(z)]", THREE, "gradient"),
    ("x*y*z", ["x", "y", "z"], "[[0, z, y], [z, 0, x], [y, x, 0]]", THREE, "hessian"),
    ("logsumexp(x)", "x", "softmax(x)", FORM, "gradient"),
    ("logsumexp(x)", "x", "diag(softmax(x)) - softmax(x)*softmax(x).T", FORM, "hessian"),
    ("log(det(A))", "A", "inv(A).T", {"A": "n x n invertible"}, "gradient"),
    ("trace(inv(A))", "A", "-(inv(A)*inv(A)).T", {"A": "n x n invertible"}, "gradient"),
    ("trace(A^20)", "A", "20*(A.T)^19", FORM, "gradient"),
    ("x.T*x*(y.T*y)", "x", "2*n*x", LABELS, "gradient"),
    ("max(x, y)^2", "x", "max(x, y)*(1 + sign(x - y))", THREE, "gradient"),
    ("min(x, y, z)", "y", "(1 + sign(x - y))*(1 + sign(z - min(x, y)))/4", THREE, "gradient"),
    ("x.T*A^30*x", "x", "(A^30 + A.T^30)*x", FORM, "gradient"),
]
WRONG = [
    ("x.T*A*x", "x", "2*A*x", FORM, "gradient"),
    ("x.T*A*x", "A", "x.T*x*eye(n)", FORM, "gradient"),
    ("norm(A*x - b)^2", "x", "A.T*(A*x - b)", ROOTS, "gradient"),
    (LOSS, "w", "X*(sigmoid(w.T*X + b) - y).T", LOGISTIC, "gradient"),
    ("sum(abs(x))", "x", "ones(n)", FORM, "gradient"),
    ("max(x, y)", ["x", "y"], "[1, 0]", THREE, "gradient"),
    ("logsumexp(x)", "x", "exp(x)", FORM, "gradient"),
    ("log(det(A))", "A", "inv(A)", {"A": "n x n invertible"}, "gradient"),
    ("max(x, y)^2", "x", "max(x, y)*(1 - sign(x - y))", THREE, "gradient"),
    # Right for one size, of which others know nothing.
    *(("x.T*x*(y.T*y)", "x", f"{number}*x", LABELS, "gradient") for number in (4, 6, 8)),
    # Wrong in one entry, of which the others know nothing.
    ("x.T*A*x", "x", "(A + A.T)*x + x[1]/10^6*unit(2, n)", FORM, "gradient"),
    ("exp(A*x)", "x", "diag(exp(A*x))*A + unit(1, m)*unit(2, n).T", ROOTS, "jacobian"),
    ("x*y*z", ["x", "y", "z"], "[[0, z, y], [z, 0, x], [y, x, 1]]", THREE, "hessian"),
    ("x*y*z", ["x", "y", "z"], "[[0, z, y], [z + 1, 0, x], [y, x, 0]]", THREE, "hessian"),
    ("trace(A^20)", "A", "20*A^19", FORM, "gradient"),
]


@pytest.mark.parametrize(("function", "wrt", "reference", "variables", "task"), RIGHT)
def test_a_right_key_is_proved(function, wrt, reference, variables, task):
    found = check_key(function, wrt, reference, variables, task)
    assert found.outcome == "equal"
    assert found.evidence[-1].kind == "exact"
    assert "exact tangents" in found.evidence[-1].summary


@pytest.mark.parametrize(
    ("function", "wrt", "reference", "variables", "task"),
    [case for case in RIGHT if "sign" not in case[2]],
)
def test_the_chance_of_error_is_below_what_is_asked(function, wrt, reference, variables, task):
    (evidence,) = check_key(function, wrt, reference, variables, task).evidence
    assert evidence.log2_error < -100


@pytest.mark.parametrize(("function", "wrt", "reference", "variables", "task"), WRONG)
def test_a_wrong_key_gets_a_point_and_the_right_formula(function, wrt, reference, variables, task):
    found = check_key(function, wrt, reference, variables, task)
    assert found.outcome == "different"
    assert found.counterexample is not None
    right = found.evidence[0].summary.removeprefix(f"the {task} is ")
    assert right == derive(function, wrt, variables, task)
    assert check_key(function, wrt, right, variables, task).outcome == "equal"


@pytest.mark.parametrize(("function", "wrt", "reference", "variables", "task"), WRONG)
def test_tangents_alone_refute_what_is_wrong(function, wrt, reference, variables, task):
    within = scope(variables)
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    tree = meaning(function, within).tree
    shape = derivative_shape(tree, names, task, within)
    known = meaning(reference, within, shape=shape)
    assert proved(Asked(tree, names, task), known, within).holds is False


@pytest.mark.parametrize("seed", range(20))
def test_the_proof_does_not_depend_on_the_seed(seed):
    assert check_key("x.T*A*x", "x", "(A + A.T)*x", FORM, seed=seed).outcome == "equal"
    assert check_key("x.T*A*x", "x", "2*A*x", FORM, seed=seed).outcome == "different"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("A*x", "x", "A", FORM), UsageError, "the function is n×1: only a scalar has a gradient"),
        (("x.T*x", "y", "x", FORM), UsageError, "`y` is not a variable"),
        (("x.T*x", ["x", "A"], "x", FORM), UsageError, "a list of variables must be of scalars"),
        (("x.T*x", [], "x", FORM), UsageError, "the derivative by what?"),
        (("x.T*x", "x", "x", FORM, "slope"), UsageError, "there is no task `slope`"),
        (("x.T*", "x", "x", FORM), AnswerError, "something is missing"),
    ],
)
def test_what_cannot_be_asked(arguments, error, message):
    with pytest.raises(error) as problem:
        check_key(*arguments)
    assert problem.value.message.startswith(message)


def test_a_key_of_another_shape_is_different():
    found = check_key("x.T*A*x", "x", "x.T*(A + A.T)", FORM)
    assert found.outcome == "different"
    assert found.evidence[0].summary == "the reference is 1×n, the gradient is n×1"


def test_importing_the_package_does_not_import_the_calculus():
    program = (
        "import sys, grader\n"
        "assert not any(name.startswith('grader.calculus') for name in sys.modules)\n"
        "assert grader.derive('x^2', 'x', {'x': 'scalar'}) == '2*x'\n"
        "assert not hasattr(grader, 'integrate')"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(
    ("function", "reference", "outcome"),
    [
        ("(1 - y*x)^2", "2*x - 2*y", "equal"),
        ("(1 - y*x)^2", "2*x + 2*y", "different"),
        ("y^3*x", "y", "equal"),
        ("y^3*x", "y^2", "different"),
        ("sum((1 - l.*(X*w)).^2)", "2*X.T*(X*w - l)", "equal"),
        ("sum((1 - l.*(X*w)).^2)", "2*X.T*(X*w - 1)", "different"),
    ],
)
def test_what_holds_for_the_allowed_values_alone_is_proved_by_tangents(
    function, reference, outcome
):
    wrt = "w" if "w" in function else "x"
    variables = {
        "x": "scalar",
        "y": "scalar in {-1, 1}",
        "X": "n x d",
        "w": "d",
        "l": "n in {-1, 1}",
    }
    found = check_key(function, wrt, reference, variables)
    assert found.outcome == outcome
    if outcome == "equal":
        assert "tangents" in found.evidence[-1].summary
        assert found.evidence[-1].log2_error < -100


@pytest.mark.parametrize("seed", [-1, -7, -(2**70), 2**80])
def test_any_whole_number_is_a_seed(seed):
    names = {"A": "n x n", "x": "n"}
    assert compare("(A + A')x", "A*x + A.T*x", names, seed=seed).outcome == "equal"
    assert compare("(A - A')x", "A*x + A.T*x", names, seed=seed).outcome == "different"


def test_nested_maxima_take_no_longer_than_their_depth():
    function = "max(" * 30 + "x" + ", y)" * 30
    assert check_key(function, "x", derive(function, "x", THREE), THREE).outcome == "equal"
