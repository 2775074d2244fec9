"""What waits for a tutor, and the marks that a tutor gives: from the command to the report."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml

from grader.cli import run
from grader.lock import locked
from grader.markbook import load_markbook

SHEET = """
sheet: norms
title: Norms
parts:
  - {id: f, title: F, prompt: P, points: 2, variables: {x: n}, task: expression, reference: 2*x}
  - id: why
    kind: manual
    title: Why
    prompt: Say why.
    points: 2
    files: [svg]
    rubric:
      - {criterion: direction, points: 1, text: outwards}
      - {criterion: length, points: 1}
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_TUTOR", "Ines")
    for name in ("exercises", "submissions"):
        (tmp_path / name).mkdir()
    (tmp_path / "exercises/norms.yaml").write_text(SHEET, encoding="utf-8")
    hand_in(tmp_path, "Outwards.")
    return tmp_path


def hand_in(course, why, f="3*x"):
    answers = {"student": "Ada Novak", "sheet": "norms", "answers": {"f": f, "why": why}}
    (course / "submissions/ada.yaml").write_text(yaml.safe_dump(answers), encoding="utf-8")


def graded(course, part="why", *options):
    assert run(["grade", "--seed", "7", *options]) == 0
    (sheet,) = json.loads((course / "reports/ada.json").read_text("utf-8"))["sheets"]
    found = {each["id"]: each for each in sheet["parts"]}
    return {**found[part], "problems": sheet["problems"]}


def queue(capsys, *arguments):
    capsys.readouterr()
    code = run(["queue", *arguments])
    out, err = capsys.readouterr()
    return code, out + err


def test_a_part_waits_until_every_criterion_is_marked(course, capsys):
    assert graded(course)["is_open"]
    code, said = queue(capsys)
    assert code == 0
    assert "? Ada Novak  norms/why  Why  (2 points)\n    Outwards.\n" in said
    assert "rubric    direction (1): outwards\n            length (1)\n" in said
    assert "outwards" not in (course / "reports/ada.md").read_text("utf-8")  # that is the key
    code, said = queue(capsys, "--give", "ada", "norms/why", "1", "--criterion", "direction")
    assert (code, "still open: length" in said) == (0, True)
    assert "direction (1 of 1)" in queue(capsys)[1]
    assert graded(course)["is_open"]
    queue(capsys, "--give", "Ada Novak", "norms/why", "1/2", "--criterion", "length")
    assert queue(capsys)[1] == "nothing waits for a tutor\n"
    found = graded(course)
    assert (found["status"], found["earned"], found["given"]["tutor"]) == (
        "partly right",
        1.5,
        "Ines",
    )
    assert [item["earned"] for item in found["items"]] == [1, 0.5]


def test_a_mark_survives_marking_again_but_not_another_answer(course, capsys):
    graded(course)
    queue(capsys, "--give", "ada", "norms/why", "2", "--comment", "Well said")
    assert graded(course)["earned"] == 2
    assert "Well said" in (course / "reports/ada.md").read_text("utf-8")
    hand_in(course, "Inwards.")
    found = graded(course)
    assert found["is_open"]
    assert (
        "why: the answer changed since this mark by Ines, which is not applied"
        in found["problems"][0]
    )
    assert "old mark  by Ines: the answer changed since" in queue(capsys)[1]
    hand_in(course, "Outwards.  ")  # spaces at the end are no change
    assert graded(course)["earned"] == 2


def test_a_decided_part_may_be_overridden_and_that_is_shown(course, capsys):
    graded(course)
    queue(capsys, "--give", "ada", "norms/f", "1", "--comment", "half the way", "--tutor", "Bo")
    found = graded(course, "f")
    assert (found["status"], found["earned"], found["given"]) == (
        "partly right", 1,
        {"tutor": "Bo", "comment": "half the way", "status": "wrong", "earned": 0},
    )  # fmt: skip
    page = (course / "reports/ada.md").read_text("utf-8")
    assert (
        "- Marked: by Bo, in place of the grader's: wrong, 0 points\n- Reason: half the way" in page
    )
    assert run(["replay", "reports/ada.json"]) == 0  # what we found is still what we find


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bob", "norms/why", "1"], "no report of `bob`"),
        (
            ["ada", "norms/wy", "1"],
            "no answer to `norms/wy` in the report of Ada Novak (did you mean",
        ),
        (["ada", "norms/why", "3"], "3 points are more than the 2 there are"),
        (["ada", "norms/why", "-1"], "`-1` is not a number of points"),
        (["ada", "norms/why", "1", "--criterion", "depth"], "there is no criterion `depth`"),
        (["ada", "norms/f", "1", "--criterion", "depth"], "there is no criterion `depth`"),
        (["ada", "norms/why", "2", "--criterion", "length"], "more than the 1 there are"),
    ],
)
def test_a_mark_that_cannot_be_given_is_not_written(course, capsys, arguments, message):
    graded(course)
    code, said = queue(capsys, "--give", *arguments)
    assert (code, message in said) == (2, True), said
    assert not (course / "reports/marks.yaml").exists()


def test_marks_by_hand_are_checked(course, capsys):
    entry = "  - {student: Ada Novak, part: norms/why, tutor: I, points: 1}\n"
    marks = course / "m.yaml"
    marks.write_text("marks:\n" + entry, encoding="utf-8")
    found = graded(course, "why", "--marks", "m.yaml")
    assert found["is_open"]
    assert "does not say for which answer it is, and is not applied" in found["problems"][0]
    marks.write_text(
        "marks:\n" + entry.replace("Ada", "Adda").replace("why", "y"), encoding="utf-8"
    )
    capsys.readouterr()
    graded(course, "why", "--marks", "m.yaml")
    assert "m.yaml:2: there is no student `Adda Novak`" in capsys.readouterr().err
    marks.write_text("marks: 3", encoding="utf-8")
    assert run(["grade", "--marks", "m.yaml"]) == 2
    assert "m.yaml:1:8: `marks` is not a list" in capsys.readouterr().err
    assert run(["grade", "--marks", "none.yaml"]) == 2


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ({"file": "a.svg"}, "undecided", "[file a.svg, 6 bytes, sha256 "),
        ({"text": "See:", "files": ["a.svg"]}, "undecided", "See:\n[file a.svg"),
        ({"file": "b.svg"}, "unreadable", "`b.svg` cannot be read"),
        ({"file": "../m.svg"}, "unreadable", "a file must lie beside the submission"),
        ({"file": "/etc/passwd"}, "unreadable", "a file must lie beside the submission"),
        ({"file": "ada.yaml"}, "unreadable", "not one of the files this part takes: svg"),
        ({"files": ["a.svg", "a.svg"]}, "unreadable", "this part takes at most 1"),
        ({"picture": "a.svg"}, "unreadable", "`picture` in line"),
        ([1, 2], "unreadable", "a list with dashes"),
    ],
)
def test_a_file_may_be_handed_in(course, answer, status, told):
    (course / "submissions/a.svg").write_text("<svg/>", encoding="utf-8")
    (course / "m.svg").write_text("<svg/>", encoding="utf-8")
    hand_in(course, answer)
    found = graded(course)
    assert found["status"] == status
    assert told in found["answer"] + found["reason"]


def test_a_mark_is_for_the_file_that_was_handed_in(course, capsys):
    (course / "submissions/a.svg").write_text("<svg/>", encoding="utf-8")
    hand_in(course, {"file": "a.svg"})
    graded(course)
    queue(capsys, "--give", "ada", "norms/why", "2")
    assert graded(course)["earned"] == 2
    (course / "submissions/a.svg").write_text("<svg />", encoding="utf-8")
    assert graded(course)["is_open"]


def test_what_is_no_report_is_said(course, capsys):
    assert queue(capsys)[0] == 2  # nothing was marked yet
    graded(course)
    (course / "reports/x.json").write_text("{}", encoding="utf-8")
    code, said = queue(capsys)
    assert (code, "reports/x.json: not a report" in said, "norms/why" in said) == (2, True, True)


GIVE = """
import sys
from grader.cli import run
sys.exit(run(["queue", "--give", "ada", sys.argv[1], "1", "--tutor", sys.argv[2]]))
"""


def test_tutors_who_give_marks_at_once_lose_none(course):
    """Twelve processes, each with a mark of its own, in a sheet of twelve parts."""
    parts = "".join(
        f"  - {{id: p{k}, kind: manual, title: P, prompt: P, points: 2}}\n" for k in range(12)
    )
    (course / "exercises/norms.yaml").write_text(
        f"sheet: norms\ntitle: Norms\nparts:\n{parts}", encoding="utf-8"
    )
    answers = {"student": "Ada", "sheet": "norms", "answers": {f"p{k}": "so" for k in range(12)}}
    (course / "submissions/ada.yaml").write_text(yaml.safe_dump(answers), encoding="utf-8")
    assert run(["grade", "--seed", "7"]) == 0
    tutors = [
        subprocess.Popen([sys.executable, "-c", GIVE, f"norms/p{k}", f"T{k}"]) for k in range(12)
    ]
    assert [tutor.wait() for tutor in tutors] == [0] * 12
    marks = load_markbook("reports/marks.yaml", must_exist=True).marks
    assert {mark.part: mark.tutor for mark in marks.values()} == {
        f"norms/p{k}": f"T{k}" for k in range(12)
    }


def test_a_file_of_marks_that_somebody_holds_is_left_alone(course, capsys, monkeypatch):
    monkeypatch.setattr("grader.lock.SECONDS", 0.0)
    graded(course)
    with locked("reports/marks.yaml"):
        code, said = queue(capsys, "--give", "ada", "norms/why", "1")
    assert code != 0
    assert "is being changed by somebody else" in said
    assert queue(capsys, "--give", "ada", "norms/why", "1")[0] == 0  # the lock was given back


def test_the_points_that_are_open_are_those_a_tutor_has_yet_to_give(course, capsys):
    graded(course)
    queue(capsys, "--give", "ada", "norms/why", "1/2", "--criterion", "direction")
    assert graded(course)["earned"] == 0.5
    totals = json.loads((course / "reports/ada.json").read_text("utf-8"))
    assert (totals["earned"], totals["open"]) == (0.5, 1)


def test_marks_that_lie_among_the_submissions_are_none(course, capsys):
    graded(course)
    queue(capsys, "--marks", "submissions/marks.yaml", "--give", "ada", "norms/why", "1")
    assert run(["grade", "--seed", "7", "--marks", "submissions/marks.yaml"]) == 0
    said = capsys.readouterr()
    assert "Ada Novak: 1 of 4" in said.out
    assert "marks" not in said.out.replace("not marked", "")
