"""Documents → Exercise, or every complaint with its place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.documents.reading import read_document
from grader.errors import ExerciseError
from grader.exercises.loading import exercise
from grader.exercises.model import Erratum, Layout, Task

PART = """\
  - id: 3c
    title: A form
    prompt: Find it.
    variables: {A: n x n, x: n}
    function: x.T*A*x
    wrt: x
    task: gradient
    reference: (A + A.T)*x
"""
SHEET = f"sheet: s\ntitle: T\nparts:\n{PART}"


def complaints(text):
    with pytest.raises(ExerciseError) as caught:
        exercise(read_document(text), "s.yaml")
    return list(caught.value.complaints)


def test_a_part_has_defaults_for_what_is_left_out():
    found = exercise(read_document(SHEET), "s.yaml")
    assert (found.sheet, found.title, found.index_base, found.file) == ("s", "T", 1, "s.yaml")
    part = found.part("3c")
    assert (part.points, part.erratum, part.source) == (1, None, "")
    question = part.question
    assert (question.task, question.layout) == (Task.GRADIENT, Layout.DEFAULT)
    assert (question.wrt, question.entry, question.credit) == (("x",), "", {})
    assert question.variables == {"A": "n x n", "x": "n"}
    assert found.part("3d") is None


def test_everything_that_can_be_said_is_kept():
    text = SHEET.replace("wrt: x", "wrt: [x, A]").replace("sheet: s", "sheet: s\nindex_base: 0")
    text += (
        "    points: 1.5\n    definitions: {h: A*x}\n    entry: i\n    layout: row\n"
        "    credit: {transposed: 1/2}\n    source: p. 3\n"
        "    erratum: {printed: 2 A x, problem: asymmetric}\n"
    )
    found = exercise(read_document(text), "s.yaml")
    part, question = found.parts[0], found.parts[0].question
    assert (found.index_base, part.points, part.source) == (0, Fraction(3, 2), "p. 3")
    assert part.erratum == Erratum("2 A x", "asymmetric")
    assert (question.wrt, question.entry, question.layout) == (("x", "A"), "i", Layout.ROW)
    assert question.definitions == {"h": "A*x"}
    assert question.credit == {"transposed": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("sheet: s", "shet: s", "1:1: `sheet` is missing"),
        ("sheet: s", "shet: s", "1:1: unknown key `shet` (did you mean `sheet`?)"),
        ("sheet: s", "sheet: s\nsheet: t", "2:1: the key `sheet` stands here a second time"),
        ("sheet: s", "sheet: a/b", "1:8: `sheet: a/b` (letters and digits, then also `-`, `_`,"
         " `.` and `+`)"),
        ("title: T", "title:", "2:7: `title` is empty"),
        ("title: T", "title: T\nindex_base: 2", "3:13: `index_base: 2` (there is `0`, `1`)"),
        ("parts:\n", "parts: x\nx:\n", "3:8: `parts` is not a list (write `parts:` and"
         " `- id: …` below)"),
        ("  - id: 3c", "  - 3c\n  - id: 3c", "4:5: a part is a table of keys (write `- id: …`)"),
        ("    title: A form", "    kind: formla", "5:11: unknown kind `formla`"
         " (did you mean `formula`?)"),
        ("    title: A form\n", "", "4:5: `title` is missing"),
        ("reference: (A", "refrence: (A", "11:5: unknown key `refrence`"
         " (did you mean `reference`?)"),
        ("task: gradient\n    reference: (A + A.T)*x", "task: expression",
         "4:5: `reference` is missing"),
        ("gradient", "gradiant", "10:11: `task: gradiant` (did you mean `gradient`?)"),
        ("wrt: x", "wrt: [x, y]", "9:14: `y` is not one of the variables"
         " (there is `A`, `x`)"),
        ("    wrt: x\n", "", "4:5: `wrt` is missing: the derivative by what?"),
        ("    function: x.T*A*x\n", "", "4:5: `function` is missing"),
        ("function: x.T", "function: *x #", "8:15: `*x` is a YAML alias (write the text out)"),
        ("wrt: x", "wrt: x\n    points: -1", "10:13: `points: -1` is not a number"
         " (write 2, 0.5 or 1/2)"),
        ("wrt: x", "wrt: x\n    points: 1e-8", "10:13: `points: 1e-8` is not a number"
         " (write 2, 0.5 or 1/2)"),
        ("wrt: x", "wrt: x\n    points: 1/0", "10:13: `points: 1/0` is not a number"
         " (write 2, 0.5 or 1/2)"),
        ("wrt: x", "wrt: x\n    layout: rows", "10:13: `layout: rows` (did you mean `row`?)"),
        ("wrt: x", "wrt: x\n    credit: {sign: 1}", "10:20: unknown mistake `sign`"
         " (there is `transposed`, `carried`, `form`, `entries`, `ascent`)"),
        ("wrt: x", "wrt: x\n    credit: {transposed: 2}", "10:26: `transposed: 2` is more than"
         " the whole (at most 1)"),
        ("wrt: x", "wrt: x\n    erratum: x", "10:14: `erratum` is not a table"
         " (write `printed:` and `problem:` below)"),
        ("{A: n x n,", "{A: n x n, A: n,", "7:27: the key `A` stands here a second time"),
        ("variables: {A: n x n, x: n}", "variables: [A, x]", "7:16: `variables` is not a table"
         " (write `variables: {name: text}`)"),
    ],
)  # fmt: skip
def test_a_complaint_says_where_and_what_would_work(old, new, complaint):
    assert old in SHEET
    assert f"s.yaml:{complaint}" in complaints(SHEET.replace(old, new))


def test_all_complaints_of_a_file_come_at_once_and_in_order():
    text = SHEET.replace("title: T", "titel: T").replace("task: g", "task: G") + PART
    assert [complaint.split(":")[1] for complaint in complaints(text)] == ["1", "2", "10"]


def test_a_repeated_id_is_refused():
    assert complaints(SHEET + PART) == ["s.yaml:12:5: the id `3c` stands here a second time"]


def test_a_sheet_is_a_table_with_parts():
    assert complaints("[a]") == ["s.yaml:1:1: not a table of keys"]
    assert "s.yaml:3:8: `parts` is empty" in complaints("sheet: s\ntitle: T\nparts: []")
