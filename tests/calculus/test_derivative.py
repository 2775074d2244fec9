"""What a derivative looks like: its text, its shape, its layout, its steps; and what has none."""

from __future__ import annotations

import pytest

from grader.calculus.derivative import derivative
from grader.calculus.derive import derive
from grader.calculus.errors import CalculusError
from grader.errors import AnswerError, GraderError
from grader.language.text import text
from grader.language.tree import SCALAR, Entry, Number, Variable

VARIABLES = {
    "A": "n x n", "S": "n x n symmetric", "X": "n x m", "x": "n", "w": "n", "y": "1 x m",
    "b": "scalar", "s": "scalar", "t": "scalar", "k": "3", "z": "1 x m", "D": "2 x 2",
}  # fmt: skip


def derived(function: str, wrt: str | list[str], task: str = "gradient", **more: int) -> str:
    base = more.get("index_base", 1)
    return text(derive(function, wrt, VARIABLES, task, **more).result, base)


# ----- texts -------------------------------------------------------------------------------

TEXTS = [
    ("x.T*A*x", "x", "gradient", "(A + A.T)*x"),
    ("x.T*A*x", "A", "gradient", "x*x.T"),
    ("x.T*A*x", "x", "hessian", "A + A.T"),
    ("x.T*S*x", "x", "gradient", "2*S*x"),
    ("x.T*S*x", "x", "hessian", "2*S"),
    ("x.T*S.T*x + w.T*S*x", "x", "gradient", "S*(2*x + w)"),
    ("x.T*S.T*w", "S", "gradient", "w*x.T"),
    # a product that several terms share is pulled back once
    ("sum(y.*log(sigmoid(w.T*X)) + (1 - y).*log(1 - sigmoid(w.T*X)))", "w", "gradient",
     "X*(y.T - sigmoid(X.T*w))"),
    ("norm(sigmoid(A*x) - w)^2/2", "x", "gradient",
     "A.T*(sigmoid(A*x).*(sigmoid(A*x) - w).*(1 - sigmoid(A*x)))"),
    # no sum stands inside a sum
    ("norm(x - X*X.T*x)^2/2", "x", "gradient", "x + X*X.T*(X*X.T*x - 2*x)"),
    ("trace(A*S)", "A", "gradient", "S"),
    ("log(det(S))", "S", "gradient", "inv(S)"),
    ("w.T*inv(S)*w", "S", "gradient", "-inv(S)*w*w.T*inv(S)"),
    ("trace(A*X*X.T)", "A", "gradient", "X*X.T"),
    ("log(det(A))", "A", "gradient", "inv(A).T"),
    ("A*x", "x", "jacobian", "A"),
    ("x.T*A", "x", "jacobian", "A.T"),
    ("w.T*X + b", "b", "jacobian", "ones(m)"),
    ("sigmoid(A*x)", "x", "jacobian", "diag(sigmoid(A*x).*(1 - sigmoid(A*x)))*A"),
    ("softmax(x)", "x", "jacobian", "diag(softmax(x)) - softmax(x)*softmax(x).T"),
    ("norm(X.T*w - y.T)^2", "w", "hessian", "2*X*X.T"),
    ("log(1 + exp(-w.T*x))", "w", "gradient", "(sigmoid(w.T*x) - 1)*x"),
    ("1/(1 + exp(-s))", "s", "gradient", "sigmoid(s)*(1 - sigmoid(s))"),
    ("2*s/2", "s", "gradient", "1"),
    ("s + t", "b", "gradient", "0"),
    ("s*t", "x", "gradient", "zeros(n)"),
    ("s*t", "X", "gradient", "zeros(n, m)"),
    ("s*x", "X", "jacobian", "kron(zeros(n, m), ones(1, n))"),
    ("s*t", "x", "hessian", "zeros(n, n)"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "wrt", "task", "expected"), TEXTS)
def test_the_text_of_a_derivative(function, wrt, task, expected):
    assert derived(function, wrt, task) == expected


# ----- entries and lists -------------------------------------------------------------------

ENTRIES = [
    ("-1/m*sum(y.*log(sigmoid(z)) + (1 - y).*log(1 - sigmoid(z)))", "z[i]",
     "(sigmoid(z[i]) - y[i])/m"),
    ("x.T*A*x", "A[1,2]", "x[1]*x[2]"),
    ("x.T*A*x", "A[i,j]", "x[i]*x[j]"),
    ("norm(x)^2", "x[i]", "2*x[i]"),
    ("Sum(x[i]^2, (i, 1, n))", "x[i]", "2*x[i]"),
    ("x[1]*x[2]", "x[1]", "x[2]"),
    ("k[1]^2*k[2]", "k[1]", "2*k[1]*k[2]"),
    ("sum(exp(x))", "x[i]", "exp(x[i])"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "wrt", "expected"), ENTRIES)
def test_a_derivative_by_an_entry(function, wrt, expected):
    assert derived(function, wrt) == expected


def test_entries_count_from_the_index_base():
    assert derived("x.T*A*x", "A[0,1]", index_base=0) == "x[0]*x[1]"


def test_the_jacobian_by_an_entry_is_a_column():
    assert derived("A*x", "A[i,j]", "jacobian") == "x[j]*unit(i, n)"
    assert derived("x", "x[2]", "jacobian") == "unit(2, n)"


def test_a_list_of_numbers_gives_a_column_in_its_order():
    assert derived("s^2*t", ["s", "t"]) == "[2*s*t, s^2]"
    assert derived("s^2*t", ["t", "s"]) == "[s^2, 2*s*t]"
    assert derived("s^2*t", ["t"]) == "s^2"


def test_the_jacobian_by_a_list_has_a_column_for_each_number():
    assert derived("s^2*t", ["s", "t"], "jacobian") == "[[2*s*t, s^2]]"
    assert derived("[s*t, s + b]", ["s", "t"], "jacobian") == "[[t, s], [1, 0]]"
    assert derived("s*x + t*w", ["s", "t"], "jacobian") == "x*unit(1, 2).T + w*unit(2, 2).T"


def test_the_hessian_by_a_list_is_a_matrix_of_numbers():
    assert derived("s^2*t", ["s", "t"], "hessian") == "[[2*t, 2*s], [2*s, 0]]"


def test_a_list_may_hold_entries():
    assert derived("k[1]*k[3]", ["k[1]", "k[3]"]) == "[k[3], k[1]]"


def test_few_entries_are_written_out():
    assert derived("D[1,1]*D[2,2]", "D") == "[[D[2,2], 0], [0, D[1,1]]]"


# ----- meaning -----------------------------------------------------------------------------


def test_a_symmetric_matrix_has_independent_entries():
    assert derived("x.T*S.T*w", "S") == "w*x.T"
    assert derived("x.T*S*w", "S") == "x*w.T"


def test_a_number_by_a_number_is_a_number():
    found = derive("s^2", "s", VARIABLES).result
    assert found.shape == SCALAR


def test_a_name_that_looks_like_a_differential_is_no_obstacle():
    names = {"x": "n", "dx": "n", "ddx": "n"}
    assert text(derive("dx.T*x + ddx.T*dx", "dx", names).result) == "x + ddx"
    assert text(derive("dx.T*x", "x", names).result) == "dx"


# ----- steps -------------------------------------------------------------------------------


def test_steps_name_their_rules_and_show_before_and_after():
    found = derive("norm(A*x - w)^2/2", "x", VARIABLES)
    assert [(step.rule, text(step.before), text(step.after)) for step in found.steps] == [
        ("matrix product", "A*x", "A*dx"),
        ("sum", "A*x - w", "A*dx"),
        ("norm to a power", "norm(A*x - w)^2", "2*(x.T*A.T - w.T)*A*dx"),
        ("quotient", "norm(A*x - w)^2/2", "2*(x.T*A.T - w.T)*A*dx/2"),
        ("identification", "2*(x.T*A.T - w.T)*A*dx/2", "A.T*(A*x - w)"),
    ]
    assert "Magnus" in found.steps[-1].formula


def test_what_is_identified_is_then_simplified():
    steps = derive("x.T*A*x", "x", VARIABLES).steps
    assert (steps[-1].rule, text(steps[-1].after)) == ("simplification", "(A + A.T)*x")
    assert text(steps[-1].before) == "A*x + A.T*x"


def test_the_last_step_ends_at_the_result():
    for function, wrt, task, _ in TEXTS:
        found = derive(function, wrt, VARIABLES, task)
        assert found.steps[-1].after == found.result


def test_a_sum_over_indices_is_first_brought_to_matrix_form():
    found = derive("Sum(x[i]^2, (i, 1, n))", "x", VARIABLES)
    assert found.steps[0].rule == "matrix form"


# ----- what has no derivative --------------------------------------------------------------

REFUSED = [
    ("A*x", "x", "gradient", "the function is n×1: only a number has a gradient"),
    ("A*x", "x", "hessian", "the function is n×1: only a number has a hessian"),
    ("s*norm(x)^2", ["s", "x"], "gradient", "x is n×1: a list holds numbers"),
    ("s", "2*s", "gradient", "`2*s` is not a variable"),
    ("s/(t - t)", "s", "gradient", "the function divides by zero"),
    ("det(x*w.T)", "x", "gradient",
     "the determinant of a product of columns and rows has no matrix rule"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "wrt", "task", "message"), REFUSED)
def test_what_has_no_derivative_says_why(function, wrt, task, message):
    with pytest.raises(CalculusError) as caught:
        derive(function, wrt, VARIABLES, task)
    assert caught.value.message == message
    assert isinstance(caught.value, GraderError)


def test_an_entry_must_be_one_of_a_variable():
    with pytest.raises(CalculusError, match="must be one of a variable"):
        derivative(Number(1), Entry(Number(2), 0, 0), "gradient")


def test_an_unknown_name_is_the_readers_error():
    with pytest.raises(AnswerError, match="`unknown` is not a name of this exercise"):
        derive("s", "unknown", VARIABLES)


def test_a_variable_that_does_not_occur_gives_zeros():
    found = derivative(Number(3), Variable("x", ("n", 1)), "gradient")
    assert text(found.result) == "zeros(n)"


TOO_LONG = [
    ("*".join(f"(s + {number})" for number in range(200)), "s", "gradient"),
    ("*".join(f"(x.T*A*x + {number})" for number in range(60)), "x", "hessian"),
    ("sigmoid(" * 50 + "s" + ")" * 50, "s", "hessian"),
    ("^".join("s" * 40), "s", "hessian"),
]


@pytest.mark.parametrize(("function", "wrt", "task"), TOO_LONG)
def test_what_nobody_could_read_is_refused(function, wrt, task):
    with pytest.raises(CalculusError, match="too long to be written"):
        derive(function, wrt, {"s": "scalar", "x": "n", "A": "n x n"}, task)
