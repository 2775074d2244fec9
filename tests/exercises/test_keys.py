"""Lint: every text is readable, every key has the right shape and is the derivative it claims."""

from __future__ import annotations

import pytest

from grader.comparison.key import prepared
from grader.comparison.ladder import compare, verdict
from grader.documents.reading import read_document
from grader.exercises.keys import lint
from grader.language.declarations import scope

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
def test_a_right_key_is_proved_twice(variables, function, wrt, task, reference, more):
    function = f"'{function}'" if "[" in function else function
    found = asked(variables, function, wrt, f"'{reference}'", task, *([more] if more else []))
    assert found.complaints == ()
    (key,) = found.keys
    assert (key.part, key.is_sound) == ("1", True)
    assert "proved by exact tangents in a finite field (chance of error below 2^-1" in key.evidence
    assert key.evidence.endswith("; so says calculus, too")


@pytest.mark.parametrize(
    ("variables", "function", "wrt", "task", "reference", "complaint"),
    [
        (*FORM, "x", "gradient", "2*A*x", "11:16: the reference is not the gradient: at "),
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


def test_the_misprint_of_sheet_001_is_refused_and_the_right_formula_offered():
    u = "x^2*y^3*z"
    found = asked(
        "x: scalar, y: scalar, z: scalar",
        f"1/2*x^2 + y*z - ln(1 + exp({u}))",
        "[x, y, z]",
        f"[x - 2*x*y^3*z/(1 + exp({u})), z - 3*y^2*x^2*z/(1 + exp({u})),"
        f" y - x^2*y^3/(1 + exp({u}))]",
    )
    (complaint,) = found.complaints
    assert "11:16: the reference is not the gradient: at x = 1, y = 1, z = 1 it is " in complaint
    right = complaint.partition("(the gradient is ")[2][:-1]
    key = (
        f"[x - 2*x*y^3*z/(1 + exp(-{u})), z - 3*x^2*y^2*z/(1 + exp(-{u})),"
        f" y - x^2*y^3/(1 + exp(-{u}))]"
    )
    scalars = dict.fromkeys("xyz", "scalar")
    assert compare(right, key, scalars).outcome == "equal"


def test_a_wrong_key_names_its_point_and_the_right_formula():
    (complaint,) = asked("x: scalar", "x^2", "x", "x^2").complaints
    assert complaint.endswith(": at x = 1 it is 1, right is 2 (the gradient is 2*x)")


@pytest.mark.parametrize(
    ("variables", "function", "wrt", "reference", "evidence"),
    [
        ("x: n", "sum(abs(x))", "x", "sign(x)", "proved by exact tangents"),
        ("x: n", "norm(x)", "x", "x/norm(x)", "proved by exact tangents"),
        ("x: scalar", "abs(x)*x", "x", "2*abs(x)", "proved by exact tangents"),
        ("x: scalar", "max(x, 0)", "x", "(1 + sign(x))/2", "proved by exact tangents"),
        ("x: scalar", "asin(x)", "x", "1/sqrt(1 - x^2)", "proved by exact tangents"),
        ("x: scalar positive", "x^x", "x", "x^x*(1 + log(x))", ""),
    ],
)
def test_signs_and_roots_are_sound_one_way_or_the_other(
    variables, function, wrt, reference, evidence
):
    found = asked(variables, function, wrt, reference)
    assert (found.complaints, found.keys[0].is_sound) == ((), True)
    assert evidence in found.keys[0].evidence


@pytest.mark.parametrize(
    ("variables", "function", "wrt", "task", "more", "key"),
    [
        ("A: m x n, x: n, b: m", "norm(A*x - b)^2/2", "x", "gradient", "", "A.T*(A*x - b)"),
        (*FORM, "x", "gradient", "", "(A + A.T)*x"),
        (*FORM, "x", "hessian", "", "A + A.T"),
        (*FORM, "A", "gradient", "", "x*x.T"),
        (*FORM, "x", "gradient", "layout: row", "x.T*(A + A.T)"),
        (*FORM, "x", "jacobian", "layout: denominator", "(A + A.T)*x"),
        ("x: n", "sum(exp(x))", "x", "gradient", "entry: i", "exp(x[i])"),
        ("A: n x m, x: m", "A*x", "x", "jacobian", 'entry: "i, j"', "A[i,j]"),
    ],
)
def test_a_key_that_is_left_out_is_derived(variables, function, wrt, task, more, key):
    found = report(
        f"variables: {{{variables}}}", f"function: {function}", f"wrt: {wrt}", f"task: {task}",
        *([more] if more else []),
    )  # fmt: skip
    assert found.complaints == ()
    (part,) = found.exercise.parts
    assert found.keys[0].derived == part.question.reference
    shapes = dict(pair.split(": ") for pair in variables.split(", "))
    assert compare(part.question.reference, key, shapes).outcome == "equal"


def test_a_key_that_cannot_be_derived_is_asked_for():
    found = report("variables: {x: scalar}", "function: log(-x^2 - 1)", "wrt: x", "task: gradient")
    assert found.complaints[0].startswith("s.yaml:8:15: the function or the reference has a value")


@pytest.mark.parametrize(
    ("listed", "complaint"),
    [
        ('accepts: [A*x + A.T*x, "A\'x + Ax"]', ""),
        ("rejects: [2*A*x, A*, 'x.T*(A + A.T)']", ""),
        ("accepts: 2*A*x", "12:14: accepts: `2*A*x` is different: at "),
        ("accepts: [A*x + A.T*x, A*x + ]", "12:32: accepts: something is missing behind `+`"),
        ("rejects: [2*A*x, (A + A.T)*x]", "12:22: rejects: `(A + A.T)*x` is equal for all n: "),
    ],
)
def test_the_answers_that_an_author_lists_are_tested(listed, complaint):
    found = asked(*FORM, "x", "(A + A.T)*x", "gradient", listed)
    if complaint:
        assert found.complaints[0].startswith(f"s.yaml:{complaint}")
        assert not found.keys[0].is_sound
    else:
        assert found.complaints == ()
        assert found.keys[0].evidence.endswith(" answers tested")


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


@pytest.mark.parametrize("answer", ["A*x", "-(A + A.T)*x", "(A + A.T)*x + x", "(A.T + A)*x"])
def test_who_wants_the_outcome_alone_gets_the_same_outcome(answer):
    within = scope({"A": "n x n", "x": "n"})
    named, plain = prepared("(A + A.T)*x", within), prepared("(A + A.T)*x", within)
    plain.names_mistakes = False
    with_mistake, alone = verdict(answer, named), verdict(answer, plain)
    assert alone == with_mistake._replace(mistake=None)
