"""What a student is told of a derivation, and what remains open."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.exercises.model import Derivation, Exercise, Part
from grader.grading.marking import Marker
from grader.grading.result import Status
from grader.reports.proofs import judged_again
from grader.reports.record import part_record


def graded(typed, start="∇_x (a^T x)", goal="a", **fields):
    given = {
        "variables": {"a": "n", "x": "n", "A": "n x n"}, "definitions": {}, "functions": {},
        "start": start, "goal": goal, "wrt": "", "min_steps": 2, "per_step": None, "credit": {},
        "reference": "",
    }  # fmt: skip
    question = Derivation(**given | fields)
    part = Part("p", "T", "P", Fraction(3), "", None, question)
    return Marker(7).part(Exercise("s", "T", "", 1, (part,)), part, typed)


def test_a_right_derivation_earns_all_points_step_by_step():
    found = graded("∇_x (a^T x) = Σ_j a_j e_j  # linearity\n= a")
    assert (found.status, found.earned, found.reason) == (Status.RIGHT, 3, "Right.")
    assert [(item.id, item.title, item.earned) for item in found.items] == [
        ("step 1", "", 0),
        ("step 2", "(linearity)", Fraction(3, 2)),
        ("step 3", "", Fraction(3, 2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "status", "earned", "reason"),
    [
        ("a", Status.WRONG, 0, "This states the goal without a step to it."),
        ("∇_x (a^T x) = a", Status.PARTLY, Fraction(3, 2),
         "1 step of the 2 that this proof needs. This earns 1/2 of the points."),
        ("∇_x (a^T x) = x = a", Status.PARTLY, Fraction(3, 2),
         "Step 2 is the first that is wrong; 1 step of the 2 that this proof needs."
         " This earns 1/2 of the points."),
        ("∇_x (a^T x) = y", Status.UNREADABLE, 0,
         "1 step could not be read; no step of this is new and right."),
        ("y\n" * 10_000, Status.UNREADABLE, 0, "the derivation has 10,000 steps"),
        ("# nothing", Status.UNREADABLE, 0, "there is no step in this"),
        ("∇_x (a^T x)" + " = x = 2 x = 3 x" * 9, Status.WRONG, 0,
         "Step 2 is the first that is wrong; the 19 steps behind so many wrong ones were not "
         "judged; no step of this is new and right."),
    ],
)  # fmt: skip
def test_what_a_student_is_told(typed, status, earned, reason):
    found = graded(typed)
    assert (found.status, found.earned, found.reason) == (status, earned, reason)


def test_a_step_that_cannot_be_read_has_its_place_and_costs_no_other():
    found = graded("∇_x (a^T x) = a_j e_j) = Σ_j a_j e_j = a")
    assert [item.status for item in found.items] == [
        Status.RIGHT, Status.UNREADABLE, Status.RIGHT, Status.RIGHT,
    ]  # fmt: skip
    assert found.items[1].excerpt == "a_j e_j)\n       ^"
    assert found.earned == 2


def test_what_cannot_be_worked_out_is_open():
    found = graded("∇_x (a^T x) = ∂/∂x det(x*x^T)*a = a")
    assert (found.status, found.earned, found.status.is_open) == (Status.UNDECIDED, 0, True)
    assert "could not be worked out" in found.items[1].reason


@pytest.mark.parametrize(
    "typed",
    ["∇_x (a^T x) = Σ_j a_j e_j = a", "∇_x (a^T x) = x = a", "a", "∇_x (a^T x) = y", "= a + "],
)
def test_a_derivation_is_judged_again_from_its_record(typed):
    found = part_record(graded(typed, credit={"jump": Fraction(1, 3)}, per_step=Fraction(1, 2)))
    assert judged_again(found).is_same
    assert not judged_again({**found, "status": "right", "earned": 2.5}).is_same
