"""The commands: what they print where, and their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import run
from grader.cli.terminal import painted
from grader.grading import formula

SHEET = """\
sheet: s
title: T
parts:
  - id: {id}
    title: A form
    prompt: Find the gradient of $x^T A x$.
    points: 2
    variables: {{A: n x n, x: n}}
    function: x.T*A*x
    wrt: x
    task: gradient
    reference: {key}
"""
VARIABLES = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The folder that the command is called in: an exercise `s/3c`, two submissions."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercises").mkdir()
    (tmp_path / "submissions").mkdir()
    exercise(tmp_path / "exercises" / "s.yaml")
    submit(tmp_path, "alice", "(A + A.T)*x")
    submit(tmp_path, "bo", "2*A*x")
    return tmp_path


def exercise(path, id="3c", key="(A + A.T)*x"):  # noqa: A002
    path.write_text(SHEET.format(id=id, key=key))


def submit(folder, name, answer):
    text = f"student: {name.title()}\nsheet: s\nanswers:\n  3c: {answer}\n"
    (folder / "submissions" / f"{name}.yaml").write_text(text)


def process(*arguments, **more):
    """The command in a process of its own."""
    variables = {**VARIABLES, **more.pop("env", {})}
    command = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(
        command, env=variables, capture_output=True, text=True, timeout=60, **more
    )


@pytest.mark.parametrize(
    ("answer", "code", "first"),
    [
        ("A*x + A.T*x", 0, "✓ right  2 of 2 points"),
        ("2*A*x", 1, "✗ wrong  0 of 2 points"),
        ("-2*A*x", 1, "✗ wrong  0 of 2 points"),
        ("A*x +", 1, "¿ unreadable  0 of 2 points"),
        ("", 1, "– missing  0 of 2 points"),
    ],
)
@pytest.mark.parametrize("part", ["s/3c", "3c"])
def test_check_marks_an_answer(here, capsys, part, answer, code, first):
    assert run(["check", part, answer]) == code
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == first
    assert err == ""


def test_check_shows_the_reading_first_and_then_the_evidence(here, capsys):
    run(["check", "3c", "A x + A'x"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  read as   A*x + A.T*x   (n×1)"
    assert lines[-1].startswith("  evidence  ")


def test_check_reads_a_long_answer_from_standard_input(here):
    found = process("check", "3c", "-", input="A*x\n+ A.T*x\n")
    assert (found.returncode, found.stdout.splitlines()[0]) == (0, "✓ right  2 of 2 points")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["2*x", "x + x", "-d", "x: n"], 0),
        (["2*x", "x", "-d", "x: n"], 1),
        (["-x", "x", "-d", "x: n"], 1),
        (["-tanh(x)", "-tanh(x)", "-d", "x: n"], 0),  # holds -h
        (["-diag(x)", "-diag(x)", "-dx: n"], 0),
        (["-d*x", "-d*x", "-d", "x: n", "-d", "d: scalar"], 0),
        (["--x", "x", "--declare=x: n", "--seed=3"], 0),
        (["-d", "h: n", "--", "-h", "-h"], 0),
        (["sqrt(x^2)", "abs(x)", "-d", "x: scalar"], 0),
        (["A[0,1]", "A_01", "-d", "A: 2 x 2", "--index-base", "0"], 0),
        (["2*x", "x +", "-d", "x: n"], 2),
        (["2*x", "x", "-d", "x n"], 2),
        (["2*x", "x", "-d", "x: n by"], 2),
        (["2*x", "x", "-d", "x: n", "-d", "x: m"], 2),
        (["2*x"], 2),
    ],
)
def test_compare_needs_no_exercise(tmp_path, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    assert run(["compare", *arguments]) == code


def test_show_gives_the_question_and_not_the_answer(here, capsys):
    assert run(["show", "3c"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "s/3c  A form  (2 points)",
        "",
        "Find the gradient of $x^T A x$.",
        "",
        "asked      the gradient by x",
        "variables  A: n x n",
        "           x: n",
        "indices    from 1",
    ]


def test_lint_reports_each_key(here, capsys):
    assert run(["lint"]) == 0
    first, key = capsys.readouterr().out.splitlines()
    assert first == "✓ exercises/s.yaml: 1 key"
    assert key.startswith("    ✓ 3c  the derivative for all n: proved by exact tangents")


def test_lint_takes_a_folder(here, capsys):
    assert run(["lint", "exercises"]) == 0
    in_folder = capsys.readouterr().out
    assert run(["lint"]) == 0
    assert capsys.readouterr().out == in_folder


def test_lint_complains_with_places_and_looks_at_every_file(here, capsys):
    exercise(here / "bad.yaml", key="2*A*x")
    (here / "broken.yaml").write_text("sheet: [")
    assert run(["lint", "bad.yaml", "broken.yaml", "missing.yaml", "exercises/s.yaml"]) == 1
    out = capsys.readouterr().out
    assert "bad.yaml:12:16: the reference is not the gradient: at A = " in out
    assert "broken.yaml:2:1: broken YAML" in out
    assert "missing.yaml:1:1: cannot be read: no such file or directory" in out
    assert "✓ exercises/s.yaml: 1 key" in out


def test_version(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("grader 0.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: grader"),
        (["chek"], "there is no command `chek`: did you mean `check`?"),
        (["check"], "Missing argument 'PART'"),
        (["check", "3c"], "Missing argument 'ANSWER'"),
        (["check", "3d", "x"], "no part `3d` (there is `3c`)"),
        (["check", "t/3c", "x"], "no sheet `t` (there is `s`)"),
        (["check", "3c", "x", "--exercises", "none"], "none: cannot be read: No such file"),
        (["check", "3c", "x", "--seed", "x"], "Invalid value for '--seed'"),
        (["check", "3c", "-x", "--seed"], "Option '--seed' requires an argument"),
        (["check", "3c", "-tanh(x)", "--sed", "1"], "unexpected extra arguments (--sed 1)"),
        (["check", "3c", "\udcff"], "the answer is not UTF-8"),
        (["grade", "none"], "none: there is no such file"),
        (["grade", "--jobs", "0"], "Invalid value for '--jobs'"),
        (["show", "3d"], "no part `3d` (there is `3c`)"),
    ],
)
def test_bad_usage_says_what_would_work(here, capsys, arguments, message):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert "Traceback" not in err
    assert out == ""


def test_the_exercises_can_be_named_by_the_environment(here, monkeypatch):
    (here / "exercises").rename(here / "elsewhere")
    monkeypatch.setenv("GRADER_EXERCISES", "elsewhere")
    assert run(["check", "3c", "(A + A.T)*x"]) == 0


def test_grade_prints_a_line_per_student_and_writes_all_reports(here, capsys):
    assert run(["grade", "--seed", "7"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "Alice: 2 of 2  s ✓",
        "Bo: 0 of 2  s ✗",
        "",
        "2 students, 2 questions, seed 7:",
        "✓ 1 right",
        "✗ 1 wrong",
        "reports and gradebook.csv are in reports",
    ]
    assert err == ""
    assert sorted(path.name for path in Path("reports").iterdir()) == [
        "alice.json", "alice.md", "bo.json", "bo.md", "gradebook.csv",
    ]  # fmt: skip
    assert json.loads(Path("reports/bo.json").read_text())["seed"] == 7


def test_the_same_seed_gives_the_same_reports_with_any_number_of_jobs(here):
    for name in "cdefgh":
        submit(here, name, f"{ord(name)}*A*x")
    for out, jobs in (("one", "1"), ("again", "1"), ("three", "3")):
        assert run(["grade", "--seed", "7", "--out", out, "--jobs", jobs]) == 0
    for report in Path("one").iterdir():
        same = {Path(out, report.name).read_bytes() for out in ("one", "again", "three")}
        assert len(same) == 1


def test_without_a_seed_each_run_draws_points_nobody_knows(here):
    seeds = set()
    for out in ("one", "two"):
        run(["grade", "--out", out])
        seeds.add(json.loads(Path(out, "bo.json").read_text())["seed"])
    assert len(seeds) == 2


@pytest.mark.parametrize(
    ("answers", "strict", "code"),
    [
        (["(A + A.T)*x"], True, 0),
        (["(A + A.T)*x", "2*A*x"], False, 0),
        (["(A + A.T)*x", "2*A*x"], True, 1),
        (["(A + A.T)*x", "'a'b"], False, 0),
        (["(A + A.T)*x", "'a'b"], True, 1),
        (["(A + A.T)*x", "A*x +"], True, 1),
    ],
)
def test_grade_leaves_with_0_once_everybody_has_a_result(here, answers, strict, code):
    for path in (here / "submissions").iterdir():
        path.unlink()
    for number, answer in enumerate(answers):
        submit(here, f"n{number}", answer)
    assert run(["grade", *["--strict"] * strict]) == code


def test_a_sheet_that_fails_lint_is_not_used_for_marking(here, capsys):
    exercise(here / "exercises" / "s.yaml", key="2*A*x")
    (here / "exercises" / "t.yaml").write_text(SHEET.format(id="3c", key="(A + A.T)*x").replace(
        "sheet: s", "sheet: t"
    ))  # fmt: skip
    submit(here, "bo", "A*x")
    text = (here / "submissions" / "bo.yaml").read_text().replace("sheet: s", "sheet: t")
    (here / "submissions" / "bo.yaml").write_text(text)
    assert run(["grade"]) == 2
    out, err = capsys.readouterr()
    assert "grader: exercises/s.yaml:12:16: the reference is not the gradient" in err
    assert out.splitlines()[0] == "Alice: not marked"
    assert "Bo: 0 of 2  t ✗" in out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_failure_of_ours_is_loud_and_the_marking_goes_on(here, monkeypatch, capfd, jobs):
    def fails(part, question, answer, reference):
        if answer.startswith("2"):
            raise ZeroDivisionError("our bug")
        return graded(part, question, answer, reference)

    graded = formula.graded
    monkeypatch.setattr(formula, "graded", fails)
    assert run(["grade", "--jobs", jobs]) == 3
    out, err = capfd.readouterr()
    assert "Alice: 2 of 2  s ✓" in out
    assert "Bo: 0 of 2, 2 still open  s !" in out
    assert "ZeroDivisionError: our bug" in err
    assert "our bug" not in Path("reports/bo.md").read_text() + Path("reports/bo.json").read_text()
    assert run(["check", "3c", "2*x"]) == 3


def test_a_process_that_dies_costs_one_student_his_mark(here, monkeypatch, capfd):
    def dies(part, question, answer, reference):
        if answer.startswith("2"):
            os._exit(9)
        return graded(part, question, answer, reference)

    graded = formula.graded
    monkeypatch.setattr(formula, "graded", dies)
    assert run(["grade", "--jobs", "2"]) == 3
    out, err = capfd.readouterr()
    assert "Alice: 2 of 2  s ✓" in out
    assert "Bo: not marked" in out
    assert "submissions/bo.yaml" in err


def test_a_closed_pipe_does_not_stop_the_marking(here):
    shell = f"{sys.executable} -m grader grade | head -1; wait; ls reports | wc -l"
    found = subprocess.run(shell, shell=True, env=VARIABLES, capture_output=True, text=True)
    assert found.stderr == ""
    assert found.stdout.split("\n")[0] == "Alice: 2 of 2  s ✓"
    assert Path("reports/gradebook.csv").exists()


def test_an_interrupt_is_quiet(here):
    # A run in the background ignores interrupts, and its children would inherit that.
    program = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Interrupted:
    def read(self, size):
        signal.raise_signal(signal.SIGINT)
class Terminal:
    buffer = Interrupted()
    isatty = staticmethod(lambda: False)
sys.stdin = Terminal()
sys.argv = ["grader", "check", "3c", "-"]
runpy.run_module("grader", None, "__main__")
"""
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, env=VARIABLES, capture_output=True, text=True, check=False)
    assert found.stderr == "\ngrader: interrupted\n"
    assert found.returncode == 130


def test_a_terminal_without_our_signs_shows_escapes(here):
    found = process("check", "3c", "2*A*x", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert found.returncode == 1
    assert found.stdout.startswith("\\u2717 wrong")


def test_an_answer_is_utf_8_even_where_the_locale_says_ascii(here):
    ascii_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    found = process("check", "3c", "(A + Aᵀ)x", env=ascii_locale)
    assert (found.returncode, found.stderr) == (0, "")
    found = process("compare", "λx", "λ*x", "-d", "λ: scalar", "-d", "x: n", env=ascii_locale)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("is_terminal", "no_colour", "is_coloured"),
    [(True, "", True), (True, "1", False), (False, "", False)],
)
def test_colour_only_on_a_terminal_that_wants_it(monkeypatch, is_terminal, no_colour, is_coloured):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    monkeypatch.setenv("NO_COLOR", no_colour)
    assert ("\x1b" in painted("✗ wrong")) is is_coloured
    assert "✗" in painted("✗ wrong")
    assert "wrong" in painted("✗ wrong")


ANSWERS = ("A*x + A.T*x", "x", "A*(", "", " ", "A*x + B", "1e999", "x\n")


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("part", ["3c", "s/3c", "s/9", "t/3c", ""])
def test_a_check_without_options_says_what_click_would_have_it_say(here, capsys, part, answer):
    found = run(["check", part, answer]), *capsys.readouterr()
    assert found == (run(["check", "--seed", "0", part, answer]), *capsys.readouterr())


def test_check_imports_nothing_heavy(here):
    process("check", "3c", "x")  # the cache is warm now
    code = (
        "import sys; from grader.cli import run; run(['check', 's/3c', 'A*x + A.T*x']);"
        "print({'yaml', 'click', 'numpy', 'sympy', 'mpmath', 'random', 'hashlib', 'pathlib',"
        " 'subprocess', 'multiprocessing', 'difflib', 'csv', 'asyncio'} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], env=VARIABLES, capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines()[-1] == "set()"


def test_a_terminal_gets_a_bar_that_makes_way_for_the_lines(here, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    submit(here, "carl", "A*x")
    assert run(["grade"]) == 0
    bar = capsys.readouterr().err
    assert "1 of 3" in bar
    assert "2 of 3" in bar
    assert bar.endswith("\r\x1b[K")


def test_what_a_student_writes_cannot_command_the_terminal(here, capsys):
    text = 'student: "E\\e[2Jve"\nsheet: "\\e[31ms"\nanswers: {"\\e[0m3c": "\\e]0;x"}\n'
    (here / "submissions" / "eve.yaml").write_text(text)
    (here / "submissions" / "eva.yaml").write_text(text.replace("\\e[31ms", "s"))
    assert run(["grade"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    for report in ("eva.md", "gradebook.csv"):
        assert "\x1b" not in Path("reports", report).read_text()
