"""The record: everything of a student as plain data with a format version."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from grader.comparison.verdict import (
    Counterexample,
    Evidence,
    Kind,
    Mistake,
    Outcome,
    Verdict,
)
from grader.grading.result import GradedPart, GradedStudent, GradedSubmission, Status
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.reports.plain import part_lines, student_line
from grader.reports.record import number, part_record, record, to_json
from grader.reports.table import cells, row, to_csv

VERDICT = Verdict(
    Outcome.DIFFERENT,
    (Evidence(Kind.REFUTED, "at a point", dimensions=((("n", 2),),)),),
    meaning("2 x", scope({"x": "n"})).tree,
    counterexample=Counterexample((("x", "(1, 2)"),), (("n", 2),), "(2, 4)", "(1, 2)"),
    mistake=Mistake("factor", "twice the right answer"),
    notes=("a note",),
)


def part(status=Status.WRONG, points=2, earned=0, **more):
    if "verdict" in more:
        more |= {"reading": VERDICT.reading, "shape": VERDICT.shape}
    return GradedPart("1", "One", status, Fraction(points), Fraction(earned), "2 x", **more)


def student(*parts, name="Alice", problems=()):
    submissions = (GradedSubmission("s", "T", "a.yaml", parts, ("a remark",)),) if parts else ()
    return GradedStudent(name, "alice", 7, submissions, problems)


def test_a_verdict_is_told_in_full():
    found = part_record(part(verdict=VERDICT, reason="why"))
    assert found["evidence"][0]["dimensions"] == [{"n": 2}]
    assert found["counterexample"] == {
        "point": {"x": "(1, 2)"}, "dimensions": {"n": 2}, "entry": "", "answer": "(2, 4)",
        "reference": "(1, 2)",
    }  # fmt: skip
    assert found["mistake"] == {"name": "factor", "explanation": "twice the right answer"}
    assert (found["reading"], found["shape"], found["outcome"]) == ("2*x", "n×1", "different")


def test_points_add_up_exactly_and_open_ones_apart():
    third = Fraction(1, 3)
    graded = student(
        part(Status.PARTLY, 1, third), part(Status.PARTLY, 1, third),
        part(Status.PARTLY, 1, third), part(Status.UNDECIDED, 2), part(Status.FAILURE, 3),
    )  # fmt: skip
    found = record(graded)
    assert (found["points"], found["earned"], found["open"]) == (8, 1, 5)
    assert found["sheets"][0]["open"] == 5


def test_the_json_has_a_format_and_survives_any_text():
    text = to_json(record(student(part(verdict=VERDICT), name='李 "\u202e\x00\ud800')))
    found = json.loads(text.encode("utf-8", "backslashreplace"))
    assert (found["format"], found["seed"], found["student"]) == (1, 7, '李 "\u202e\x00\ud800')


def test_no_traceback_reaches_a_report():
    assert "secret" not in to_json(record(student(part(Status.FAILURE, failure="secret"))))


@pytest.mark.parametrize(("value", "shown"), [("2", "2"), ("3/2", "1.5"), ("0", "0")])
def test_whole_points_are_whole_numbers(value, shown):
    assert str(number(Fraction(value))) == shown


def test_lines_for_a_terminal():
    assert part_lines(part_record(part(verdict=VERDICT, reason="why\x1b[2J"))) == [
        "✗ wrong  0 of 2 points",
        "  read as   2*x   (n×1)",
        "  note      a note",
        "  reason    why\\x1b[2J",
        "  see       at x = (1, 2) your answer is (2, 4), the right value is (1, 2)",
        "  evidence  refuted, by the values above",
    ]
    unreadable = part(Status.UNREADABLE, reason="why", hint="what", excerpt="2 x\n  ^")
    assert part_lines(part_record(unreadable)) == [
        "¿ unreadable  0 of 2 points",
        "",
        "    2 x",
        "      ^",
        "  reason    why",
        "  hint      what",
    ]


def test_what_was_judged_on_its_own_within_an_answer():
    steps = (
        GradedPart("step 1", "", Status.RIGHT, Fraction(1), Fraction(1), "x + x", reading="x + x"),
        GradedPart("step 2", "", Status.WRONG, Fraction(1), answer="3*x", reason="why"),
    )
    found = part_record(part(Status.PARTLY, 2, 1, items=steps))
    assert [item["status"] for item in found["items"]] == ["right", "wrong"]
    assert part_lines(found)[2:] == [
        "  ✓ right  1 of 1 point  step 1: x + x",
        "  ✗ wrong  0 of 1 point  step 2: 3*x",
        "    reason    why",
    ]
    assert json.loads(to_json(record(student(part(items=steps)))))


def test_a_line_for_a_student():
    graded = student(part(Status.RIGHT, 2, 2), part(Status.UNDECIDED))
    assert student_line(record(graded)) == "Alice: 2 of 4, 2 still open  s ✓?"
    assert student_line(record(student(name="E\nve"))) == "E ve: not marked"


def test_the_gradebook_has_a_column_per_sheet_and_a_row_per_student():
    rows = [
        row(record(student(part(Status.RIGHT, 2, 2), part(Status.MISSING, 1)))),
        row(record(student(name="Bo", problems=("broken, twice",)))),
    ]
    assert to_csv(rows).splitlines() == [
        "student,report,s,earned,points,open,right,partly right,wrong,unreadable,undecided,missing,"
        "grader failure,problems",
        "Alice,alice,2,2,3,0,1,0,0,0,0,1,0,a remark",
        'Bo,alice,,,,,0,0,0,0,0,0,0,"broken, twice"',
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "\\x09=1"),
        ("\r=1", "\\x0d=1"),
        ("a\nb", "a\\x0ab"),
        ("李", "李"),
        ("2", "2"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text, cell):
    assert cells([text]) == [cell]
