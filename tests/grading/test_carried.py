"""Follow-through: what a wrong earlier answer earns later, and what it does not."""

from __future__ import annotations

import pytest

from grader.documents.reading import read_document
from grader.exercises.keys import lint
from grader.grading.marking import Marker
from grader.grading.result import GradedStudent
from grader.grading.student import graded_submission
from grader.reports.record import record, to_json
from grader.reports.replay import Result, replay
from grader.submissions import Answer, Submission

SHEET = """
sheet: lin
title: Linear regression
parts:
  - id: gh
    title: by the prediction
    prompt: p
    variables: {h: 1 x m, y: 1 x m}
    function: 1/(2*m)*norm(h - y)^2
    wrt: h
    task: gradient
    reference: 1/m*(h - y)
  - id: gw
    title: by the weights
    prompt: p
    points: 2
    variables: {X: n x m, y: 1 x m, w: n, b: scalar}
    definitions: {h: w.T*X + b}
    uses: {gh: G}
    credit: {carried: 1/2}
    function: 1/(2*m)*norm(w.T*X + b - y)^2
    wrt: w
    task: gradient
    reference: X*G.T
  - id: q
    title: of a quadratic form
    prompt: p
    variables: {A: n x n, x: n}
    function: x.T*A*x
    wrt: x
    task: gradient
    reference: (A + A.T)*x
  - id: H
    title: Hessian, derived from the gradient
    prompt: p
    points: 2
    variables: {A: n x n, x: n}
    uses: {q: g}
    function: g
    wrt: x
    task: jacobian
"""


EXERCISE = lint(read_document(SHEET), "lin.yaml").exercise


def report(**answers):
    """The record of a student with these answers."""
    written = {part: Answer(part, text, 1) for part, text in answers.items()}
    handed_in = Submission("Ada", "lin", written, "ada.yaml")
    graded = graded_submission(EXERCISE, handed_in, Marker(1))
    return record(GradedStudent("Ada", "ada", 1, (graded,)))


def marked(**answers):
    """The record of each part by id; replay confirms them all."""
    found = report(**answers)
    assert {each.result for each in replay(to_json(found))} == {Result.CONFIRMED}
    return {part["id"]: part for part in found["sheets"][0]["parts"]}


@pytest.mark.parametrize(
    ("earlier", "later", "earned"),
    [
        ("h - y", "X*(h - y).T", 1),
        ("1/m*(y - h)", "X*(y - w.T*X - b).T/m", 1),
        ("h/m", "X*h.T/m", 1),
        ("2/m*(h - y)", "2/m*X*X.T*w + 2/m*X*(b - y).T", 1),
        ("h - y", "X*(h - y).T/m", 2),  # right, whatever came before
        ("h - y", "X*G.T", 2),
        ("h - y", "2*X*(h - y).T", 0),  # right neither way
        ("1/m*(h - y)", "X*(h - y).T", 0),  # nothing wrong to go on with
        ("0", "0", 0),
        ("ones(1, m)", "X*ones(m)", 0),  # a constant
        ("h - h + 1", "X*ones(m)", 0),  # in disguise
        ("y", "X*y.T", 0),  # nothing but a name
        ("(h - y).T", "X*(h - y)", 0),  # of the wrong shape
        ("(h - y", "X*(h - y).T", 0),  # unreadable
        ("", "X*(h - y).T", 0),
        ("exp(h - y)", "X*exp(h - y).T", 1),
    ],
)
def test_what_is_right_given_a_wrong_answer(earlier, later, earned):
    found = marked(gh=earlier, gw=later)["gw"]
    assert found["earned"] == earned
    assert (found["carried"] is not None) == (earned == 1)
    assert ("right given your answer to `gh`" in found["reason"]) == (earned == 1)


@pytest.mark.parametrize(
    ("earlier", "later", "earned"),
    [
        ("2*A*x", "2*A", 2),
        ("3*(A + A.T)*x", "3*A + 3*A.T", 2),
        ("2*A*x", "A + A.T", 2),
        ("2*A*x", "3*A", 0),
        ("A*x", "A", 0),  # comes to nothing but a name
        ("x", "I", 0),
        ("ones(n)", "0", 0),
    ],
)
def test_a_later_part_may_be_the_derivative_of_an_earlier_one(earlier, later, earned):
    assert marked(q=earlier, H=later)["H"]["earned"] == earned


def test_a_name_that_is_used_is_not_spelled_out():
    found = marked(gh="h - y", gw="2*X*G.T")["gw"]
    assert found["reading"] == "2*X*G.T"


def test_a_report_whose_carried_key_was_changed_is_not_confirmed():
    found = report(gh="h - y", gw="X*(h - y).T")
    found["sheets"][0]["parts"][1]["carried"]["basis"]["reference"] = "2*X*(h - y).T"
    _, later, *_ = replay(to_json(found))
    assert later.result is Result.DIFFERS
    assert later.why == "the exact reading does not find it right given the earlier answers"


def complaints(uses, **other):
    """What lint says of a sheet whose second part uses something."""
    first = {"variables": "{x: n, c: n}", "reference": "2*x", **other.get("first", {})}
    second = {"variables": "{x: n, c: n}", "reference": "g.T*x", **other.get("second", {})}
    lines = ["sheet: s", "title: t", "parts:"]
    for number, part in enumerate((first, {**second, "uses": uses}, {"reference": "0"})):
        lines.append(f"  - {{id: p{number}, title: t, prompt: p, task: expression,")
        lines.append(", ".join(f"    {key}: {text}" for key, text in part.items()) + "}")
    return lint(read_document("\n".join(lines)), "s.yaml").complaints


@pytest.mark.parametrize(
    ("uses", "other", "complaint"),
    [
        ("{p9: g}", {}, "uses: there is no part `p9` before this one"),
        ("{p1: g}", {}, "uses: `p1` uses itself (a part may use parts before it)"),
        ("{p2: g}", {}, "uses: `p2` stands after `p1` (a part may use parts before it)"),
        ("{p0: x}", {}, "uses: `x` is already a name of this part"),
        ("{p0: 2g}", {}, "uses: `2g` cannot be a name"),
        ("p0", {}, "`uses` is not a table"),
        ("{p0: g}", {"second": {"reference": "x.T*x"}}, "uses: `g` does not occur"),
        ("{p0: g}", {"second": {"variables": "{x: n}"}}, "`p0` is about `c`, which is no name"),
        (
            "{p0: g}",
            {"second": {"variables": "{x: n, c: scalar}"}},
            "uses: `c` is n×1 in `p0`, here a scalar",
        ),
        ("{p0: g}", {"second": {"reference": "g*x"}}, "two columns have no matrix product"),
        (
            "{p0: g}",
            {"first": {"reference": "'c[i]*x[i]'", "entry": "i"}},
            "uses: `p0` asks for one entry",
        ),
    ],
)
def test_lint_says_what_cannot_be_used(uses, other, complaint):
    found = complaints(uses, **other)
    assert any(complaint in each for each in found), found


def test_a_use_that_fits_is_no_complaint():
    assert complaints("{p0: g}") == ()
