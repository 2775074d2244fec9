"""Python answers from the submission to the marks: found, read, marked."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from grader.cli import run
from grader.errors import ExerciseError
from grader.exercises.library import load_exercise
from grader.grading.code import CodeError, beside, cells, given_code, is_file_name
from grader.grading.marking import Marker
from grader.grading.student import graded_student
from grader.submissions import find_submissions

SHEET = """\
sheet: s
title: Sheet
parts:
  - id: a
    title: Gradient
    prompt: Gradient?
    points: 4
    variables: {A: n x n, x: n}
    function: x.T*A*x
    wrt: x
    task: gradient
    credit: {transposed: 1/2}
    python: grad(A, x)
"""
RIGHT = "def grad(A, x):\n    return (A + A.T) @ x\n"
WRONG = "def grad(A, x):\n    return 2 * A @ x\n"


@pytest.fixture
def marked(tmp_path):
    """Writes a sheet and files; the first part of the student, marked."""

    def mark(answers, extra="", names=None, **files):
        sheet = tmp_path / "s.yaml"
        sheet.write_text(SHEET + extra, encoding="utf-8")
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        listed = f"files: {json.dumps(names)}\n" if names is not None else ""
        (folder / "ada.yaml").write_text(f"student: Ada\nsheet: s\n{listed}answers:{answers}\n")
        for name, text in files.items():
            (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
        (handed_in,) = find_submissions([str(folder)])
        graded = graded_student(handed_in, {"s": load_exercise(str(sheet))}, Marker(7))
        return graded.submissions[0].parts[0]

    return mark


@pytest.mark.parametrize(
    ("answers", "names", "files", "status", "reason"),
    [
        (" {}", None, {"ada__py": RIGHT}, "right", "Right."),
        (" {}", None, {"ada__PY": RIGHT}, "right", "Right."),
        (" {}", ["ada.py"], {"ada__py": RIGHT + "\0"}, "unreadable",
         "`ada.py` is no text in UTF-8"),
        ("\n  a: |\n    def gard(A, x):\n        return x", None, {}, "unreadable",
         "There is no function `grad`."),
        (" {}", None, {"other__py": RIGHT}, "right", "Right."),
        (" {}", None, {"other__py": WRONG}, "wrong", "Not the right values."),
        (" {}", ["hw.py"], {"hw__py": RIGHT, "ada__py": WRONG}, "right", "Right."),
        (" {}", ["a.py", "b.py"], {"a__py": "x = 1", "b__py": RIGHT}, "right", "Right."),
        (" {}", ["a.py", "b.py"], {"a__py": RIGHT, "b__py": RIGHT}, "unreadable",
         "`grad` is defined in `a.py` and in `b.py`."),
        (" {}", ["a.py"], {"a__py": RIGHT.replace("grad", "grade")}, "unreadable",
         "There is no function `grad`."),
        (" {}", ["a.py"], {"a__py": "def other(): pass"}, "missing", "No answer."),
        (" {}", ["a.py"], {}, "unreadable", "`a.py` cannot be read: no such file or directory"),
        ("\n  a: hw.py", None, {"hw__py": RIGHT}, "right", "Right."),
        ("\n  a: |\n    def grad(A, x):\n        return (A + A.T) @ x", None, {}, "right",
         "Right."),
        ("\n  a: (A + A.T)*x", None, {"ada__py": WRONG}, "right", "Right."),
        ("\n  a: grad = (A + A.T)*x", None, {"ada__py": WRONG}, "right", "Right."),
        ("\n  a: 'grad = lambda A, x: (A + A.T) @ x'", None, {}, "right", "Right."),
        ("\n  a: 2*A*x", None, {"ada__py": RIGHT}, "wrong", "Right only if A is symmetric"),
        ("\n  a: {function: hw.py}", None, {"hw__py": RIGHT}, "right", "Right."),
        ("\n  a: ../in/hw.py", None, {"hw__py": RIGHT}, "unreadable",
         "`../in/hw.py` does not lie in the folder of the submission"),
        ("\n  a: /etc/x.py", None, {}, "unreadable",
         "`/etc/x.py` does not lie in the folder of the submission"),
        (" {}", None, {"ada__py": "def grad(A, x):\n    return ((A + A.T) @ x)[None]"},
         "partly right", "Right, but transposed"),
        (" {}", None, {}, "missing", "No answer."),
    ],
)  # fmt: skip
def test_a_function_is_found_and_marked(marked, answers, names, files, status, reason):
    found = marked(answers, names=names, **files)
    assert (found.status, found.reason[: len(reason)]) == (status, reason)
    assert found.earned == found.points * {"right": 1, "partly right": found.points / 8}.get(
        status, 0
    )
    is_run = found.answer.startswith("grad(A, x) in ")
    assert bool(found.sandbox) is is_run


def test_a_file_without_the_function_is_named(marked):
    found = marked(" {}", names=["a.py"], a__py="def other(): pass")
    assert found.hint == "`grad(A, x)` is not defined in `a.py`"


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are texts elsewhere")
def test_a_name_that_is_no_text_is_no_failure(marked, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode(b"\xff\xfe.py")).write_text(RIGHT)
    found = marked(" {}")
    assert (found.status, found.failure) == ("right", "")


def test_a_file_of_somebody_else_is_not_looked_into(marked, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bob.yaml").write_text("student: Bob\nsheet: other\nanswers: {}\n")
    (tmp_path / "s.yaml").write_text(SHEET)
    (tmp_path / "in" / "bob.py").write_text(RIGHT)
    (tmp_path / "in" / "ada.yaml").write_text("student: Ada\nsheet: s\nanswers: {}\n")
    ada = find_submissions([str(tmp_path / "in")])[0]
    sheets = {"s": load_exercise(str(tmp_path / "s.yaml"))}
    (part,) = graded_student(ada, sheets, Marker(7)).submissions[0].parts
    assert part.status == "missing"


@pytest.mark.parametrize(
    ("answers", "files", "status", "earned", "items"),
    [
        ("\n  a: (A + A.T)*x", {"ada__py": RIGHT}, "right", 4, ["right", "right"]),
        ("\n  a: (A + A.T)*x", {"ada__py": WRONG}, "partly right", 3, ["right", "wrong"]),
        ("\n  a: 2*A*x", {"ada__py": RIGHT}, "partly right", 1, ["wrong", "right"]),
        ("\n  a: (A + A.T)*x", {}, "partly right", 3, ["right", "missing"]),
        ("\n  a: {formula: 2*A*x, function: hw.py}", {"hw__py": WRONG}, "wrong", 0,
         ["wrong", "wrong"]),
        (" {}", {}, "missing", 0, ["missing", "missing"]),
    ],
)  # fmt: skip
def test_both_ways_are_marked_each_by_itself(marked, answers, files, status, earned, items):
    extra = "    answer_by: both\n    function_share: 1/4\n"
    found = marked(answers, extra, **files)
    assert (found.status, found.earned) == (status, earned)
    assert [(item.id, str(item.status)) for item in found.items] == list(
        zip(("formula", "function"), items, strict=True)
    )
    assert [item.points for item in found.items] == [3, 1]


def test_a_part_that_asks_for_a_function_takes_no_formula(marked):
    found = marked("\n  a: (A + A.T)*x", "    answer_by: function\n")
    assert (found.status, found.earned) == ("unreadable", 0)
    assert found.reason == "This part asks for a Python function, not for a formula."
    assert found.hint == "write the name of the file that defines `grad(A, x)`"


def test_code_that_is_given_and_modules_are_there(marked):
    extra = "    setup: |\n      def both(A):\n          return A + A.T\n    modules: [colorsys]\n"
    text = "import colorsys\ndef grad(A, x):\n    return both(A) @ x\n"
    assert marked(" {}", extra, ada__py=text).status == "right"
    found = marked(" {}", ada__py=text)
    assert (found.status, found.reason) == (
        "unreadable", "The module `colorsys` is not there (line 1 of ada.py).",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        ("    python: grad(A, y)\n", "`y` is not a name"),
        ("    python: grad A x\n", "`python: grad A x` (write `grad_w(X, y, w)`)"),
        ("    python: grad(x, x)\n", "each parameter once, and at least one"),
        ("    python: grad()\n", "each parameter once, and at least one"),
        ("    python: grad(x)\n    answer_by: code\n", "`answer_by: code`"),
        ("    python: grad(x)\n    seconds: 1/2\n", "`seconds` is not a whole number from 1 to 60"),
        ("    python: grad(x)\n    modules: ['os; x']\n", "`os; x` is not the name of a module"),
        ("    python: grad(x)\n    function_share: 2\n", "`function_share` is more than 1"),
        ("    setup: x = 1\n", "`setup` without `python`"),
    ],
)
def test_an_author_is_told_what_is_wrong(tmp_path, extra, complaint):
    sheet = tmp_path / "s.yaml"
    sheet.write_text(SHEET.replace("    python: grad(A, x)\n", extra))
    with pytest.raises(ExerciseError) as raised:
        load_exercise(str(sheet))
    assert any(complaint in each for each in raised.value.complaints), raised.value.complaints


# ----- files and notebooks -----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_not_followed(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "secret.py").write_text(RIGHT)
    (tmp_path / "mine" / "a.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "mine" / "folder").symlink_to(tmp_path)
    for name in ("a.py", "folder/secret.py"):
        with pytest.raises(CodeError, match="is a link"):
            beside(str(tmp_path / "mine"), name, "a")


@pytest.mark.parametrize(
    "name",
    ["../a.py", "/a.py", "x/../../a.py", "..\\a.py", "C:/a.py", "x//a.py", "./../a.py", "a\0.py"],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(CodeError, match="does not lie in the folder"):
        beside(str(tmp_path), name, "a")


def test_a_folder_or_a_pipe_is_no_file(tmp_path):
    (tmp_path / "a.py").mkdir()
    with pytest.raises(CodeError, match="is a folder, not a file"):
        beside(str(tmp_path), "a.py", "a")


def notebook(*found, **more):
    return json.dumps({"cells": list(found), "nbformat": 4, **more}).encode()


def cell(source, kind="code", **metadata):
    return {"cell_type": kind, "source": source, "metadata": metadata}


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (notebook(cell("x = 1"), cell("# text", "markdown"), cell(["y = 2\n", "z = 3"])),
         {"cell 1": "x = 1", "cell 3": "y = 2\nz = 3"}),
        (notebook(cell("import os", tags=["setup"]), cell("x = 1"), cell("y = 2", tags=["a"])),
         {"cell 1": "import os", "cell 3": "y = 2"}),
        (notebook(cell("%matplotlib inline\n!ls\nx = 5 % 3\nx?\n  %time y")),
         {"cell 1": "pass\npass\nx = 5 % 3\npass\n  pass"}),
        (notebook(cell("%%time\nx = 1"), cell("%%bash\nrm -rf x")), {"cell 1": "\nx = 1"}),
        (notebook({"cell_type": "code"}, 3, None, cell(7), cell([1, "x"]), cell("y", tags=7)),
         {"cell 5": "x", "cell 6": "y"}),
        (b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}',
         {"cell 1": "x = 1"}),
        (notebook(), {}),
    ],
)  # fmt: skip
def test_the_code_of_a_notebook(content, texts):
    found = cells(content, "a.ipynb", "a")
    assert {name: text.decode() for name, text in found} == texts


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"3", b"null", b'{"cells": 3}', b"\xff", b"[" * 100_000, b'{"cells": {}}',
        b'{"worksheets": []}', b'{"worksheets": [3]}', b"NaN",
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_said_to_be_none(content):
    with pytest.raises(CodeError, match="is not a notebook"):
        cells(content, "a.ipynb", "a")


def test_a_notebook_of_very_much_code_is_refused():
    with pytest.raises(CodeError, match="has more code than"):
        cells(notebook(*[cell("x")] * 1001), "a.ipynb", "a")
    with pytest.raises(CodeError, match="has more code than"):
        cells(notebook(cell("x" * 1_000_001)), "a.ipynb", "a")


def test_a_formula_is_not_taken_for_code():
    formulas = ("A*x", "f(x)", "2f = x", "x.py*A", "", "f", "lambda*x", "lambda x + y",
                "f = lambda", "default(x)", "from x", "import", "f: x")  # fmt: skip
    for text in formulas:
        assert given_code(text, "a") is None or is_file_name(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("def f(x): return x", "def f(x): return x"),
        ("import numpy as np\ndef g(x):\n  return x", "import numpy as np\ndef g(x):\n  return x"),
        ("f = lambda x: x", "f = lambda x: x"),
        ("lambda A, x: A @ x", "lambda A, x: A @ x"),
        ("```python\ndef f(x):\n    return x\n```", "def f(x):\n    return x"),
        ("from numpy import *\nf = dot", "from numpy import *\nf = dot"),
    ],
)  # fmt: skip
def test_code_is_known_by_how_a_line_begins(text, code):
    assert given_code(text, "a").texts == (("answer.py", code.encode()),)


# ----- commands ----------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with the sheet and a file of code, in which the test stands."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "s.yaml").write_text(SHEET)
    (tmp_path / "hw.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("check s/a hw.py", 0, "sandbox   "),
        ("check s/a wrong.py", 1, "the right value is ["),
        ("check s/a none.py", 2, "`none.py` cannot be read"),
        ("check s/a (A+A.T)*x", 0, "exact"),
        ("show s/a", 0, "python     grad(A, x)"),
        ("doctor", None, "sandbox: "),
    ],
)
def test_a_student_checks_a_function(course, capsys, arguments, code, said):
    found = run(arguments.split(" "))
    out, err = capsys.readouterr()
    assert said in out + err
    assert code in (None, found)


@pytest.mark.parametrize(
    ("by", "answer", "code", "said"),
    [
        ("both", "(A+A.T)*x", 0, "3 of 3 points"),
        ("both", "hw.py", 0, "1 of 1 point"),
        ("function", "(A+A.T)*x", 1, "This part asks for a Python function, not for a formula."),
        ("function", "hw.py", 0, "4 of 4 points"),
        ("formula", "(A+A.T)*x", 0, "4 of 4 points"),
        ("formula", "hw.py", 1, "unreadable"),
    ],
)
def test_an_answer_is_checked_for_what_it_may_earn(course, capsys, by, answer, code, said):
    extra = f"    answer_by: {by}\n    function_share: 1/4\n"
    Path("exercises/s.yaml").write_text(SHEET + extra)
    assert run(["check", "s/a", answer]) == code
    assert said in "".join(capsys.readouterr())


def test_below_the_level_that_is_required_no_class_is_marked(course, capsys, monkeypatch):
    from grader.evaluation.sandbox import sandbox

    Path("ada.yaml").write_text("student: Ada\nsheet: s\nanswers: {a: hw.py}\n")
    monkeypatch.setattr(sandbox, "layers_in_force", lambda: ("limits",))
    assert run(["grade", "ada.yaml", "--require-sandbox", "confined"]) == 2
    assert "the sandbox here is limits (limits), required is confined" in capsys.readouterr().err
    assert not Path("reports").exists()
    assert run(["grade", "ada.yaml", "--require-sandbox", "process"]) == 0
    assert "Ada: 4 of 4" in capsys.readouterr().out


def _refused(*_, **__):
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("name", ["Popen", "mkdtemp"])
def test_where_no_process_can_be_started_that_is_said_without_a_traceback(
    course, capsys, monkeypatch, name
):
    from grader.evaluation.sandbox import processes, sandbox

    where = processes.subprocess if name == "Popen" else processes.tempfile
    monkeypatch.setattr(where, name, _refused)
    monkeypatch.setattr(sandbox, "_KEPT", {})
    assert run(["check", "s/a", "hw.py"]) == 3
    out, err = capsys.readouterr()
    assert "Python functions cannot be run here. Your tutor looks at it" in out
    assert "no process can be started: Operation not permitted" in err
    assert "Traceback" not in out + err
    Path("ada.yaml").write_text("student: Ada\nsheet: s\nanswers: {a: hw.py}\n")
    assert run(["grade", "ada.yaml", "--require-sandbox", "process"]) == 2
    assert "there is no sandbox here: no process can be started" in capsys.readouterr().err
    assert run(["doctor"]) is not None
    assert "sandbox: none, student code cannot be run" in capsys.readouterr().out
