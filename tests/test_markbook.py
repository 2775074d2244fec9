"""The file of marks: what is read, what is complained of, and that it is changed with care."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader import files
from grader.errors import MarksError
from grader.markbook import Mark, digest, load_markbook, markbook, no_marks, save, with_mark

ENTRY = """marks:
  # looked at on Monday
  - student: Ada
    part: norms/why
    answer: 0123456789ab
    tutor: Ines
    points: 1/2
    comment: 'Why: 1:30?'
"""
MARK = Mark("Ada", "norms/why", "0123456789ab", "Ines", Fraction(1, 2), {}, "Why: 1:30?")


def plain(book):
    return [mark._replace(line=0, last_line=0) for mark in book.marks.values()]


def test_an_entry_is_read():
    book = markbook(ENTRY, "marks.yaml")
    assert plain(book) == [MARK]
    assert book.of("Ada", "ada").keys() == book.of("A. L.", "Ada").keys() == {"norms/why"}


@pytest.mark.parametrize("text", ["", "marks:\n", "marks: []\n", "\n# nothing yet\n\n"])
def test_a_file_may_hold_no_mark(text):
    assert plain(markbook(text, "marks.yaml")) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- a", "1:1: not a table of marks"),
        ("mark: []", "1:1: unknown key `mark`"),
        ("marks: 3", "1:8: `marks` is not a list"),
        ("marks: [x]", "1:9: not a mark"),
        ("marks:\n  - part: s/1\n    tutor: I\n    points: 1", "2:5: `student` is missing"),
        (
            ENTRY.replace("points: 1/2", "points: -1"),
            "7:13: `points: -1` is not a number of points",
        ),
        (ENTRY.replace("points: 1/2", "points: 1/0"), "7:13: `points: 1/0` is not a number"),
        (ENTRY.replace("points: 1/2", "points: 1e9"), "7:13: `points: 1e9` is not a number"),
        (ENTRY.replace("    points: 1/2\n", ""), "3:5: a mark has either `points` or `criteria`"),
        (ENTRY.replace("norms/why", "why"), "4:11: `part: why` does not say of which sheet"),
        (ENTRY.replace("tutor: Ines", "tutor: Ines\n    tutor: Bo"), "7:5: the key `tutor`"),
        (ENTRY.replace("tutor", "grader"), "6:5: unknown key `grader`"),
        (ENTRY + ENTRY.partition("Monday\n")[2], "9:5: a second mark for Ada, norms/why"),
        (ENTRY.replace("points: 1/2", "criteria: 3"), "7:15: `criteria` is not a table"),
        ("marks:\n  - [", "broken YAML"),
    ],
)
def test_what_does_not_fit_is_complained_of_at_its_place(text, complaint):
    with pytest.raises(MarksError) as caught:
        markbook(text, "marks.yaml")
    assert any(complaint in each for each in caught.value.complaints), caught.value.complaints
    assert all(each.startswith("marks.yaml:") for each in caught.value.complaints)


def test_a_large_class_has_a_large_file():
    entries = ENTRY.partition("Monday\n")[2]
    many = "".join(entries.replace("Ada", f"Student {number}") for number in range(2_000))
    assert len(markbook("marks:\n" + many, "marks.yaml").marks) == 2_000


@pytest.mark.parametrize(
    "mark",
    [
        MARK,
        MARK._replace(student='O\'Brien, "Erin": #1', comment="two\nlines\té"),
        MARK._replace(points=None, criteria={"a b": Fraction(1), "c: d": Fraction(1, 3)}),
        MARK._replace(points=Fraction(0), comment=""),
    ],
)
def test_an_entry_that_is_written_is_read_again(mark):
    book = with_mark(no_marks("marks.yaml"), mark)
    assert plain(book) == plain(markbook(book.text, "marks.yaml")) == [mark]


def test_what_people_wrote_stays_where_it_is():
    other = MARK._replace(part="norms/proof")
    more = ENTRY + "  # and this one\n" + "".join(
        line + "\n" for line in ENTRY.replace("why", "proof").splitlines()[2:]
    )  # fmt: skip
    changed = with_mark(markbook(more, "marks.yaml"), MARK._replace(points=Fraction(1)))
    assert plain(changed) == [MARK._replace(points=Fraction(1)), other]
    assert changed.text.count("# looked at on Monday") == changed.text.count("# and this one") == 1
    added = with_mark(changed, MARK._replace(student="Bo"))
    assert added.text.startswith(changed.text)
    assert len(added.marks) == 3


def test_a_list_in_brackets_is_not_torn_apart():
    flow = 'marks: [{student: Ada, part: s/1, answer: "1", tutor: I, points: 1}]\n'
    with pytest.raises(MarksError, match="list with dashes"):
        with_mark(markbook(flow, "marks.yaml"), MARK)


def test_a_digest_is_that_of_the_text():
    assert digest("a\n b ") == digest("a\n b\n") != digest("a\nb")
    assert len(digest("\udc80")) == 12


def test_marks_are_on_the_disk_before_they_are_in_place(tmp_path, monkeypatch):
    events = []
    replace = files.os.replace
    monkeypatch.setattr(files.os, "fsync", lambda descriptor: events.append("fsync"))
    monkeypatch.setattr(
        files.os, "replace", lambda a, b: (events.append(str(b)[-10:]), replace(a, b))
    )
    path = tmp_path / "marks.yaml"
    save(with_mark(no_marks(str(path)), MARK))
    assert events[-3:] == ["fsync", "marks.yaml", "fsync"]
    assert plain(load_markbook(str(path), must_exist=True)) == [MARK]
    assert [each.name for each in tmp_path.iterdir()] == ["marks.yaml"]


def test_a_file_that_is_not_there_is_empty_or_missing(tmp_path):
    assert load_markbook(str(tmp_path / "marks.yaml"), must_exist=False).marks == {}
    with pytest.raises(MarksError, match="cannot be used"):
        load_markbook(str(tmp_path / "marks.yaml"), must_exist=True)
