"""What earns a part of the points: a form, an entry, a task, a layout, a slip."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from grader.documents.reading import read_document
from grader.exercises.demands import ALIASES, CREDIT, TAYLOR_CREDIT, WORDS
from grader.exercises.keys import lint
from grader.grading.marking import Marker
from grader.grading.result import GradedStudent, GradedSubmission, Status
from grader.reports.record import record, to_json
from grader.reports.replay import replay

QUADRATIC = """\
    variables: {x: scalar, y: scalar}
    function: exp(x)*y + x^2*y^2
    wrt: [x, y]
"""
PARTS = {
    "taylor": f"""{QUADRATIC}
    task: taylor
    order: 2
    at: [1, 2]
    credit: {{no-half: 1/4}}""",
    "list": f"{QUADRATIC}    task: gradient",
    "whole": f"{QUADRATIC}    task: gradient\n    credit: {{entries: 0}}",
    "at": f"{QUADRATIC}    task: gradient\n    at: {{x: 0, y: 3}}",
    "form": """\
    variables: {a: scalar, b: scalar}
    task: expression
    reference: a^2 + 2*a*b + b^2
    form: expanded
    credit: {form: 1/4}""",
    "names": """\
    variables: {x: n, z: scalar}
    definitions: {h: 'norm(x)^2'}
    task: expression
    reference: z*norm(x)^2
    form: {uses: [z], without: [h]}""",
    "tasks": """\
    variables: {X: n x n, w: n}
    function: w.T*X*w
    wrt: w
    tasks: {gradient: 3, hessian: 1}
    reference: {gradient: (X + X.T)*w, hessian: X + X.T}""",
    "layout": """\
    variables: {X: n x n, w: n}
    function: w.T*X*w
    wrt: w
    task: gradient
    credit: {layout: 1/2}""",
    "minimum": """\
    variables: {x: scalar, a: scalar positive}
    function: exp(x) - a*x
    wrt: x
    task: minimiser""",
}


@pytest.fixture(scope="module")
def exercise():
    parts = "".join(
        f"  - id: {name}\n    title: T\n    prompt: P\n    points: 4\n{text}\n"
        for name, text in PARTS.items()
    )
    report = lint(read_document(f"sheet: s\ntitle: S\nparts:\n{parts}"), "s.yaml")
    assert report.complaints == ()
    return report.exercise


def marked(exercise, name, answer):
    return Marker(3).part(exercise, exercise.part(name), answer)


RIGHT = (
    "2*e + 4 + (2*e + 8)*(x - 1) + (e + 4)*(y - 2)"
    " + 1/2*((2*e + 8)*(x - 1)^2 + 2*(e + 8)*(x - 1)*(y - 2) + 2*(y - 2)^2)"
)
LINEAR = "2*e + 4 + (2*e + 8)*(x - 1) + (e + 4)*(y - 2)"
SECOND = "((2*e + 8)*(x - 1)^2 + 2*(e + 8)*(x - 1)*(y - 2) + 2*(y - 2)^2)"


@pytest.mark.parametrize(
    ("answer", "mistake", "earned"),
    [
        (RIGHT, None, 4),
        (f"{LINEAR} + {SECOND}", "no-half", 1),
        (f"{LINEAR} + {SECOND}/4", "half-twice", 0),
        (LINEAR, "lower-order", 0),
        ("2*e + 4", "lower-order", 0),
        ("exp(x)*y + x^2*y^2", "higher-order", 0),
        (f"{RIGHT} + (x - 1)^3", "higher-order", 0),
        (RIGHT.removeprefix("2*e + 4 + "), "no-constant", 0),
        (f"2*e + 4 + {SECOND}/2", "no-linear", 0),
        (RIGHT.replace("(x - 1)", "x").replace("(y - 2)", "y"), "unshifted", 0),
        ("y + x*y", "wrong-point", 0),
        (f"{LINEAR} + 1/2*((2*e + 8)*(x - 1)^2 + 2*(y - 2)^2)", "mixed-term", 0),
        (f"{LINEAR} + 1/2*((2*e + 8)*(x - 1)^2 + (e + 8)*(x - 1)*(y - 2) + 2*(y - 2)^2)",
         "mixed-term", 0),
        ("0", "zero", 0),
    ],
)  # fmt: skip
def test_the_slips_of_a_taylor_polynomial(exercise, answer, mistake, earned):
    found = marked(exercise, "taylor", answer)
    named = found.verdict.mistake.name if found.verdict.mistake else None
    assert (named, found.earned) == (mistake, earned), found.reason


@pytest.mark.parametrize(
    ("name", "answer", "earned", "statuses"),
    [
        ("list", "[exp(x)*y + 2*x*y^2, exp(x) + 2*x^2*y]", 4, ""),
        ("list", "[exp(x)*y + 2*x*y^2, exp(x)]", 2, "✓✗"),
        ("list", "[exp(x)*y, exp(x)]", 0, ""),
        ("list", "-[exp(x)*y + 2*x*y^2, exp(x) + 2*x^2*y]", 0, ""),
        ("whole", "[exp(x)*y + 2*x*y^2, exp(x)]", 0, ""),
        ("at", "[3, 1]", 4, ""),
        ("at", "[exp(x)*y + 2*x*y^2, exp(x) + 2*x^2*y]", 0, ""),
        ("at", "[3, 2]", 2, "✓✗"),
        ("tasks", "(X + X.T)*w; X + X.T", 4, "✓✓"),
        ("tasks", "(X + X.T)*w\n2*X", 3, "✓✗"),
        ("tasks", "hessian: X + X.T\ngradient: 2*X*w", 1, "✗✓"),
        ("tasks", "hess = X' + X", 1, "–✓"),
        ("tasks", "(X + X.T)*w; X*(", 3, "✓¿"),
        ("form", "(a + b)^2", 1, ""),
        ("form", "b^2 + a^2 + b*a + a*b", 4, ""),
        ("form", "(a + b)^3", 0, ""),
        ("names", "z*h", 2, ""),
        ("names", "norm(x)^2 z", 4, ""),
        ("layout", "w.T*(X + X.T)", 2, ""),
    ],
)
def test_parts_of_the_points(exercise, name, answer, earned, statuses):
    signs = {"right": "✓", "wrong": "✗", "missing": "–", "unreadable": "¿"}
    found = marked(exercise, name, answer)
    assert found.earned == earned, found.reason
    assert "".join(signs[item.status] for item in found.items) == statuses
    assert sum((item.earned for item in found.items), Fraction(0)) in (0, found.earned)


def test_what_is_not_in_form_is_named(exercise):
    found = marked(exercise, "form", "(a + b)^2")
    assert found.status is Status.PARTLY
    assert "`(a + b)^2` is a power of a sum" in found.reason
    assert found.reason.endswith("This earns 1/4 of the points.")
    assert "`h` occurs" in marked(exercise, "names", "z*h").reason


def test_every_share_is_documented():
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    names = (*CREDIT, *TAYLOR_CREDIT, *ALIASES, *WORDS)
    assert [name for name in names if f"{name}`" not in readme] == []


def test_too_many_answers_are_unreadable_not_wrong(exercise):
    found = marked(exercise, "tasks", "1; 2; 3")
    assert (found.status, found.hint) == (
        Status.UNREADABLE, "name each: gradient: …; hessian: …",
    )  # fmt: skip


def test_a_minimiser_needs_no_key(exercise):
    assert exercise.part("minimum").question.reference == ""
    assert marked(exercise, "minimum", "log(a)").status is Status.RIGHT
    assert marked(exercise, "minimum", "a").status is Status.WRONG


def test_every_verdict_is_repeated_from_the_record(exercise):
    answers = [
        ("taylor", LINEAR), ("list", "[exp(x)*y + 2*x*y^2, exp(x)]"), ("form", "(a + b)^2"),
        ("tasks", "(X + X.T)*w; 2*X"), ("at", "[3, 1]"), ("names", "z*h"),
    ]  # fmt: skip
    parts = tuple(marked(exercise, *pair) for pair in answers)
    student = GradedStudent("A", "a", 3, (GradedSubmission("s", "S", "a.yaml", parts),))
    assert {each.result.value for each in replay(to_json(record(student)))} == {"confirmed"}
