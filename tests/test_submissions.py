"""Submission files → the text of each answer; one bad file or answer never costs another."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents.reading import read_document
from grader.documents.tree import verbatim
from grader.errors import SubmissionError, UsageError
from grader.submissions import HandedIn, find_submissions, foreign_file, read_submission

HEAD = "student: Alice\nsheet: s\n"


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Writes files below a folder that the test then stands in; a name ending in / is a folder."""
    monkeypatch.chdir(tmp_path)

    def write(**files):
        for name, text in files.items():
            path = tmp_path / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def test_answers_are_taken_as_typed(written):
    written(a=HEAD + "answers:\n  1: 1e-8\n  no: no\n  3a: [a, b]\n  4: >-\n    x\n    + y\n  5:\n")
    submission = read_submission("a.yaml")
    assert (submission.student, submission.sheet, submission.file) == ("Alice", "s", "a.yaml")
    assert {answer.part: answer.text for answer in submission.answers.values()} == {
        "1": "1e-8", "no": "no", "3a": "[a, b]", "4": "x + y", "5": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml:1:1: an empty file"),
        ("x", "a.yaml:1:1: not a submission (it has `student`, `sheet`, `answers`)"),
        (b"student: \xff", "a.yaml:1:10: not UTF-8: the byte 0xff (save the file as UTF-8)"),
        (b"sheet: s\n\0", "a.yaml:2:1: a NUL byte: this is not a text file"
         " (save the file as UTF-8 text)"),
        ("student: A\nanswers: {}", "a.yaml:1:1: `sheet` is missing"
         " (write `sheet:` and the sheet's name)"),
        ("sheet: s\nanswers:\n\t1: x", "a.yaml:3:1: broken YAML: the text cannot go on like this"
         " (lines are indented by blanks, not by tabs)"),
        ("sheet: s\u2028b\u2028[: @", "a.yaml:3:1: broken YAML: the text cannot go on like this"
         " (a text with quotes, a colon or a leading * & ! | > % @ goes on a line of its own after"
         " `>-`)"),
        ("sheet: s\n", "a.yaml:1:1: `answers` is missing (write `answers:`, then each id)"),
        ("sheet: s\nsheet: t\nanswers: {}", "a.yaml:2:1: `sheet` stands here a second time"),
        ("sheet: s\nanswers: [a]", "a.yaml:2:10: `answers` is not a table"
         " (write `3c: (A + A.T)*x` below)"),
        ("sheet: *s\nanswers: {}", "a.yaml:1:8: `sheet`: `*s` is a YAML alias"
         " (write the text out)"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_with_its_place(written, text, message):
    written(a=text)
    with pytest.raises(SubmissionError) as caught:
        read_submission("a.yaml")
    assert str(caught.value) == message


def test_broken_yaml_is_told_with_what_would_work(written):
    written(a=HEAD + "answers:\n  3c: '(A + A')*x'\n")
    with pytest.raises(SubmissionError, match=r"^a.yaml:4:15: broken YAML.*after `>-`"):
        read_submission("a.yaml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("*a", "`*a` is a YAML alias in line 4: write the text out"),
        ("\n    - a", "a list with dashes in place of a text in line 5: "
         "write components as [a, b, c]"),
        ("x\n  3a: y", "answered twice, in lines 4 and 5: keep one of them"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_told_and_the_others_count(written, text, problem):
    written(a=f"{HEAD}answers:\n  3a: {text}\n  3b: A\n")
    answers = read_submission("a.yaml").answers
    assert answers["3a"].problem == problem
    assert (answers["3b"].text, answers["3b"].problem) == ("A", "")


def test_an_unknown_key_is_a_note(written):
    written(a=HEAD + "anwsers: {}\nanswers:\n")
    assert read_submission("a.yaml").notes == (
        "a.yaml:3:1: `anwsers` is not read (a submission has `student`, `sheet`, `answers`)",
    )


def test_ten_megabytes_are_refused_unread(written):
    written(a=HEAD + "answers:\n  3a: " + "x" * 10_000_000)
    with pytest.raises(SubmissionError, match="longer than 1,000,000 bytes"):
        read_submission("a.yaml")


def test_files_belong_to_the_student_they_name(written):
    written(
        **{
            "all/alice": "student: Alice",
            "all/bo/s": "student: Bo",
            "all/bo/t": "student: Bo",
            "all/carl/s": "sheet: s",
            "all/carl/t": "sheet: t",
            "all/zz": "student:  Alice ",
            "all/.hidden": "student: Eve",
        }
    )
    assert find_submissions(["all", "all/alice.yaml"]) == (
        HandedIn("Alice", "alice", ("all/alice.yaml", "all/zz.yaml")),
        HandedIn("Bo", "bo", ("all/bo/s.yaml", "all/bo/t.yaml")),
        HandedIn("carl", "carl", ("all/carl/s.yaml", "all/carl/t.yaml")),
    )


def test_two_students_never_share_a_report(written):
    written(**{"x/a": "student: A", "y/a": "student: B", "y/A-2": "student: C"})
    assert [each.name for each in find_submissions(["x", "y"])] == ["a", "A-2", "a-3"]


def test_a_file_that_cannot_be_read_is_a_student_of_its_own(written, tmp_path):
    written(a="student: A", b=b"\xff")
    (tmp_path / "c.yaml").symlink_to("c.yaml")
    (tmp_path / "d.yaml").mkdir()
    assert [each.student for each in find_submissions(["."])] == ["A", "b", "c", "d"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing", "missing: there is no such file (give files or folders)"),
        ("empty", "no submission in empty (a submission is a file *.yaml)"),
    ],
)
def test_paths_without_submissions_are_bad_usage(written, tmp_path, path, message):
    written()
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        find_submissions([path])
    assert str(caught.value) == message


TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60
)


@given(TYPED)
def test_any_text_in_quotes_comes_back(text):
    table = read_document(f"answers:\n  3a: {json.dumps(text, ensure_ascii=False)}\n")
    assert verbatim(table.entries[0][1].entries[0][1]).value == text


@given(st.text(string.ascii_letters + string.digits + "+-*/^.()'=<> ", max_size=40))
def test_a_plain_formula_comes_back(text):
    formula = "x" + text.strip()  # in front, a quotation mark would mean something else
    table = read_document(f"3a: {formula}\n")
    assert verbatim(table.entries[0][1]).value == formula


@given(st.lists(st.text("abcxyz+-*^() ", min_size=1, max_size=10), max_size=5))
def test_a_list_in_brackets_comes_back(items):
    text = f"[{', '.join(f'x{item.strip()}' for item in items)}]"
    assert verbatim(read_document(f"3a: {text}\n").entries[0][1]).value == text


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("ben.svg", True), ("ben-plot.svg", True), ("ben_2.png", True), ("Ben 3.png", True),
        ("ben/plot.svg", True), ("./ben/plot.svg", True), ("ben\\plot.svg", True),
        ("benjamin.svg", False), ("ada.svg", False), ("plot.svg", False), ("ada/plot.svg", False),
        ("ben2.svg", False), ("ben-two.svg", False), ("ben-two/x.svg", False), ("be.svg", False),
    ],
)  # fmt: skip
def test_in_a_shared_folder_a_file_is_whose_name_it_bears(written, name, is_own):
    for student in ("ada", "ben", "ben-two", "benjamin"):
        written(**{student: f"student: {student}\nsheet: s\nanswers:\n"})
    told = foreign_file(read_submission("ben.yaml"), name)
    assert (told == "") == is_own
    assert is_own or f"`{name}` may be somebody else's" in told


def test_in_a_folder_of_ones_own_every_file_is_ones_own(written):
    written(**{"ben/a": "student: Ben\nsheet: a\nanswers:\n"})
    written(**{"ben/b": "student: Ben\nsheet: b\nanswers:\n", "ben/marks": "marks: []\n"})
    assert foreign_file(read_submission("ben/b.yaml"), "plot.svg") == ""


@pytest.mark.parametrize("text", ["marks:\n  - student: A\n", "", "# none yet\nmarks: []\n"])
def test_marks_of_tutors_are_no_submission(written, text):
    written(**{"in/ada": HEAD + "answers:\n", "in/marks": text, "in/ben/marks": text})
    assert [each.name for each in find_submissions(["in"])] == ["ada"]


def test_a_student_may_be_called_marks(written):
    written(**{"in/marks": "student: Marks\nsheet: s\nanswers:\n"})
    assert [each.student for each in find_submissions(["in"])] == ["Marks"]
