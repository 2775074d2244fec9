"""Lint: every text is readable, every key has the right shape and is the derivative it claims."""

from __future__ import annotations

import pytest

from grader.documents.reading import read_document
from grader.exercises.keys import lint

SHEET = """\
sheet: s
title: T
parts:
  - id: 1
    title: A form
    prompt: Find it.
"""


def report(*lines):
    text = SHEET + "".join(f"    {line}\n" for line in lines)
    return lint(read_document(text), "s.yaml")


def asked(variables, function, wrt, reference, task="gradient", *more):
    return report(
        f"variables: {{{variables}}}", f"function: {function}", f"wrt: {wrt}", f"task: {task}",
        f"reference: {reference}", *more,
    )  # fmt: skip


FORM = ("A: n x n, x: n", "x.T*A*x")


@pytest.mark.parametrize(
    ("variables", "function", "wrt", "task", "reference", "more"),
    [
        (*FORM, "x", "gradient", "(A + A.T)*x", ""),
        (*FORM, "A", "gradient", "x*x.T", ""),
        (*FORM, "x", "hessian", "A + A.T", ""),
        (*FORM, "x", "jacobian", "x.T*(A + A.T)", ""),
        (*FORM, "x", "gradient", "x.T*(A + A.T)", "layout: row"),
        (*FORM, "x", "gradient", "x.T*(A + A.T)", "layout: numerator"),
        (*FORM, "x", "jacobian", "(A + A.T)*x", "layout: denominator"),
        (*FORM, "x", "gradient", "(A[i,:] + A[:,i].T)*x", "entry: i"),
        ("A: n x m, x: m", "A*x", "x", "jacobian", "A", ""),
        ("A: n x m, x: m", "A*x", "x", "jacobian", "A[i,j]", 'entry: "i, j"'),
        ("A: n x m, x: 1 x n", "x*A", "x", "jacobian", "A.T", ""),
        ("x: scalar, y: scalar", "x*sin(y)", "[x, y]", "gradient", "[sin(y), x*cos(y)]", ""),
        ("x: scalar, y: scalar", "x^2*y", "[x, y]", "hessian", "[[2*y, 2*x], [2*x, 0]]", ""),
        ("x: n positive", "sum(log(x))", "x", "gradient", "1./x", ""),
        ("x: n", "norm(x)^2", "x", "hessian", "2*I", ""),
        ("X: n x d full rank, y: n", "norm(y - X*inv(X.T*X)*X.T*y)^2", "y", "gradient",
         "2*(y - X*inv(X.T*X)*X.T*y)", ""),
        ("x: scalar", "x^3", "x", "gradient", "3*x^2", ""),
        ("X: n x m", "trace(X.T*X)", "X", "gradient", "2*X", ""),
        ("X: 2 x 3", "A", "X", "gradient", "2*X", "definitions: {A: sum(X.*X)}"),
    ],
)  # fmt: skip
def test_a_right_key_agrees_with_the_differences(variables, function, wrt, task, reference, more):
    function = f"'{function}'" if "[" in function else function
    found = asked(variables, function, wrt, f"'{reference}'", task, *([more] if more else []))
    assert found.complaints == ()
    assert [(key.part, key.is_sound, key.evidence) for key in found.keys] == [
        ("1", True, "agrees with differences of the function at 6 points, in 50 digits")
    ]


@pytest.mark.parametrize(
    ("variables", "function", "wrt", "task", "reference", "complaint"),
    [
        (*FORM, "x", "gradient", "2*A*x", "11:16: the reference is not the gradient: in row "),
        (*FORM, "x", "gradient", "(A + A.T)*x*1.000001", "11:16: the reference is not the grad"),
        (*FORM, "x", "gradient", "x.T*(A + A.T)", "11:16: the reference is 1×n, the gradient is"),
        (*FORM, "x", "hessian", "(A + A.T)*x", "11:16: the reference is n×1, the hessian is n×n"),
        (*FORM, "x", "gradient", "(A + B.T)*x", "11:21: reference: "),
        (*FORM, "x", "gradient", "A*x + x.T*A", "11:"),
        ("A: n x m, x: m", "A*x", "x", "gradient", "A",
         "8:15: the function is n×1: only a scalar has a gradient"),
        ("A: n by, x: n", "x", "x", "gradient", "x", "7:20: "),
        ("A: n x n, x: n", "x.T*A*", "x", "gradient", "x", "8:"),
        (*FORM, "x", "gradient", "(A[i,:] + A[:,i].T)*x",
         "11:16: `i` is free (add `entry: i`)"),
        ("x: scalar", "log(-x^2 - 1)", "x", "gradient", "2*x/(x^2 + 1)",
         "8:15: the function or the reference has a value at 0 points only"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_told_at_its_place(variables, function, wrt, task, reference, complaint):
    found = asked(variables, function, wrt, reference, task)
    assert found.complaints[0].startswith(f"s.yaml:{complaint}")
    assert [key.is_sound for key in found.keys] == [False]


def test_the_misprint_of_sheet_001_is_refused():
    u = "x^2*y^3*z"
    found = asked(
        "x: scalar, y: scalar, z: scalar",
        f"1/2*x^2 + y*z - ln(1 + exp({u}))",
        "[x, y, z]",
        f"[x - 2*x*y^3*z/(1 + exp({u})), z - 3*y^2*x^2*z/(1 + exp({u})),"
        f" y - x^2*y^3/(1 + exp({u}))]",
    )
    (complaint,) = found.complaints
    assert "the reference is not the gradient: in row 1, column 1 it is" in complaint


def test_a_wrong_key_names_its_point():
    (complaint,) = asked("x: scalar", "x^2", "x", "x^2").complaints
    assert complaint.endswith("it is 1, the differences give 2 at x = 1")


@pytest.mark.parametrize(
    ("reference", "complaints"),
    [
        ("x^2 - 1", 0),
        ("x^2 + 1", 1),
        ("x", 1),
    ],
)
def test_an_expression_is_compared_with_its_function(reference, complaints):
    found = report(
        "variables: {x: scalar}", "function: (x - 1)*(x + 1)", "task: expression",
        f"reference: {reference}",
    )  # fmt: skip
    assert len(found.complaints) == complaints


def test_an_expression_without_function_is_only_read():
    found = report("variables: {x: n}", "task: expression", "reference: 2*x")
    assert found.complaints == ()
    assert found.keys[0].evidence == "an expression: there is no function to check it against"


def test_complaints_of_loading_and_of_keys_come_together():
    found = asked("x: scalar", "x^2", "x", "x", "gradient", "pionts: 3")
    assert found.complaints == ("s.yaml:12:5: unknown key `pionts` (did you mean `points`?)",)
