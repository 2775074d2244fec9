"""Answers and submissions → marks; a failure of ours costs nobody points and stops nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.exercises.model import Exercise, Formula, Layout, Part, Task
from grader.grading import formula
from grader.grading.marking import Marker
from grader.grading.result import Status
from grader.grading.student import graded_student
from grader.submissions import HandedIn


def part(id, reference="(A + A.T)*x", points=2, credit=()):  # noqa: A002
    question = Formula(
        {"A": "n x n", "x": "n"}, {}, "x.T*A*x", ("x",), Task.GRADIENT, "", reference,
        Layout.DEFAULT, dict(credit),
    )  # fmt: skip
    return Part(id, f"Part {id}", "p", Fraction(points), "", None, question)


SHEET = Exercise("s", "T", "", 1, (part("1"), part("2", credit={"transposed": Fraction(1, 2)})))


def marked(answer, number=0):
    return Marker(7).part(SHEET, SHEET.parts[number], answer)


@pytest.mark.parametrize(
    ("answer", "status", "earned"),
    [
        ("A*x + A.T*x", Status.RIGHT, 2),
        ("2*A*x", Status.WRONG, 0),
        ("x.T*(A + A.T)", Status.WRONG, 0),
        ("(A + A.T)*x*1.000001", Status.WRONG, 0),
        ("A*x +", Status.UNREADABLE, 0),
        ("A*y", Status.UNREADABLE, 0),
        ("x*A", Status.UNREADABLE, 0),
        ("", Status.MISSING, 0),
        (" \n\t", Status.MISSING, 0),
    ],
)
def test_an_answer_gets_a_status_and_points(answer, status, earned):
    found = marked(answer)
    assert (found.status, found.earned, found.points) == (status, earned, 2)
    assert found.reason


def test_an_unreadable_answer_says_where_and_why():
    found = marked("A*x + A.T*")
    assert found.excerpt.split("\n")[0] == "A*x + A.T*"
    assert "^" in found.excerpt.split("\n")[1]
    assert found.verdict is None


def test_a_wrong_answer_brings_its_evidence():
    found = marked("2*A*x")
    assert found.verdict.evidence[-1].kind == "refuted"
    assert found.verdict.counterexample is not None


def test_right_but_transposed_earns_what_the_exercise_gives():
    found = marked("x.T*(A + A.T)", 1)
    assert (found.status, found.earned) == (Status.PARTLY, 1)
    assert found.reason.endswith("This earns 1/2 of the points.")


def test_a_key_is_made_ready_once(monkeypatch):
    made = []
    key = formula.key
    monkeypatch.setattr(formula, "key", lambda *of: made.append(1) or key(*of))
    marker = Marker(7)
    for answer in ("A*x", "x", "2*A*x"):
        marker.part(SHEET, SHEET.parts[0], answer)
    assert len(made) == 1


@pytest.mark.parametrize("where", ["key", "graded"])
def test_a_failure_of_ours_is_neither_wrong_nor_silent(monkeypatch, where):
    def fails(*_):
        raise ZeroDivisionError("our bug")

    monkeypatch.setattr(formula, where, fails)
    found = marked("A*x")
    assert (found.status, found.status.is_open) == (Status.FAILURE, True)
    assert "not lost" in found.reason
    assert "our bug" not in found.reason
    assert found.failure.startswith("s/1: 'A*x'\nTraceback")
    assert "ZeroDivisionError: our bug" in found.failure


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_wish_to_stop_is_no_failure(monkeypatch, stop):
    def stops(*_):
        raise stop

    monkeypatch.setattr(formula, "graded", stops)
    with pytest.raises(stop):
        marked("A*x")


@pytest.fixture
def student(tmp_path, monkeypatch):
    """Marks the files that it is given as texts."""
    monkeypatch.chdir(tmp_path)

    def graded(*texts):
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yaml").write_text(text)
        files = tuple(f"{number}.yaml" for number in range(len(texts)))
        return graded_student(HandedIn("Alice", "alice", files), {"s": SHEET}, Marker(7))

    return graded


def test_each_part_of_the_sheet_has_its_line(student):
    (found,) = student("sheet: s\nanswers:\n  2: (A + A.T)*x\n").submissions
    assert [(each.id, each.status) for each in found.parts] == [
        ("1", Status.MISSING),
        ("2", Status.RIGHT),
    ]


def test_an_unknown_id_is_told_with_the_nearest(student):
    (found,) = student("sheet: s\nanswers: {3: x, 2: x}\n").submissions
    assert found.problems == ("0.yaml:2: the sheet has no part `3` (there is `1`, `2`)",)


def test_an_answer_given_twice_is_unreadable_and_the_rest_counts(student):
    (found,) = student("sheet: s\nanswers:\n  1: x\n  1: A*x\n  2: (A + A.T)*x\n").submissions
    assert [each.status for each in found.parts] == [Status.UNREADABLE, Status.RIGHT]
    assert found.parts[0].reason == "answered twice, in lines 3 and 4: keep one of them"


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["sheet: t\nanswers: {}"], "0.yaml: there is no usable exercise sheet `t` (there is `s`)"),
        (["sheet: [\n"], "0.yaml:2:1: broken YAML"),
        (["sheet: s\nanswers: {}"] * 2, "0.yaml, 1.yaml: the sheet `s` is handed in 2 times"),
    ],
)
def test_a_file_that_cannot_be_marked_is_a_problem(student, texts, problem):
    found = student(*texts)
    assert found.submissions == ()
    assert found.problems[0].startswith(problem)


def test_a_bad_file_costs_only_itself(student):
    found = student("sheet: [\n", "sheet: s\nanswers: {1: (A + A.T)*x}")
    assert len(found.problems) == 1
    assert found.submissions[0].parts[0].status is Status.RIGHT
