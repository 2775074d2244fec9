"""`grader derive`, `replay`, `lint --mutate`, `--show-work`: what they print, exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.cli import run

ROOT = Path(__file__).parents[2]
LEAST_SQUARES = ["norm(A*x - b)^2/2", "--wrt", "x", "-d", "A: m x n", "-d", "x: n", "-d", "b: m"]
NUMBERS = ["-d", "x: scalar", "-d", "y: scalar"]


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (LEAST_SQUARES, "A.T*(A*x - b)"),
        ([*LEAST_SQUARES, "--task", "hessian"], "A.T*A"),
        ([*LEAST_SQUARES, "--latex"], r"A^\top \left(A x - b\right)"),
        (["-x.T*x", "--wrt", "x", "-d", "x: n"], "-2*x"),
        (["x^2*y", "--wrt", "x", "--wrt", "y", *NUMBERS], "[2*x*y, x^2]"),
        (["x^2*y", "--wrt", "x, y", "--task", "hessian", *NUMBERS], "[[2*y, 2*x], [2*x, 0]]"),
        (["sum(exp(x))", "--wrt", "x[i]", "-d", "x: n"], "exp(x[i])"),
        (["x_0*x_1", "--wrt", "x[0]", "-d", "x: 2", "--index-base", "0"], "x[1]"),
    ],
)
def test_derive_prints_the_formula(capsys, arguments, printed):
    assert run(["derive", *arguments]) == 0
    assert capsys.readouterr() == (printed + "\n", "")


def test_derive_tells_its_steps(capsys):
    assert run(["derive", *LEAST_SQUARES, "--steps"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(" 1  matrix product: d(U V) = dU V + U dV (MC ")
    assert lines[1:3] == ["      A*x", "    → A*dx"]
    assert lines[-1] == "A.T*(A*x - b)"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.T*x", "-d", "x: n"], "Missing option '--wrt'"),
        (["x.T*x", "--wrt", " ", "-d", "x: n"], "the derivative by what?"),
        (["x.T*x", "--wrt", "z", "-d", "x: n"], "--wrt: `z` is not a name"),
        (["x.T*x", "--wrt", "x + x", "-d", "x: n"], "`x + x` is not a variable"),
        (["x.T*", "--wrt", "x", "-d", "x: n"], "the function: "),
        (["exp(x)", "--wrt", "x", "-d", "x: n"], "the function is n×1: only a number has a gr"),
        (["x.T*x", "--wrt", "x", "-d", "x n"], "`-d 'x n'` declares nothing"),
        (["x.T*x", "--wrt", "x", "--task", "third", "-d", "x: n"], "Invalid value for '--task'"),
    ],
)
def test_derive_says_what_is_wrong(capsys, arguments, message):
    assert run(["derive", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, message in err) == ("", True)


def test_an_unreadable_function_has_a_caret_under_the_place(capsys):
    run(["derive", "x.T*(x", "--wrt", "x", "-d", "x: n"])
    assert capsys.readouterr().err.splitlines()[1:] == ["    x.T*(x", "        ^"]


def test_replay_confirms_the_report_of_a_student(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    submission = str(ROOT / "submissions" / "zoe.yaml")
    assert run(["grade", submission, "--seed", "3", "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    (report,) = tmp_path.glob("*.json")
    assert run(["replay", str(report)]) == 0
    assert re.fullmatch(r"(\d+) verdicts: \1 confirmed\n", capsys.readouterr().out)
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace('"seed": 3', '"seed": -3'), encoding="utf-8")
    assert run(["replay", str(report)]) == 2
    assert "`seed` is not a number from 0 on" in capsys.readouterr().err
    report.write_text(text.replace('"outcome": "equal"', '"outcome": "different"', 1))
    assert run(["replay", str(report)]) == 1
    report.write_text(text.replace('"kind": "exact"', '"kind": "numeric"', 1))
    assert run(["replay", str(report)]) == 0  # what is recorded as less can be proved
    assert run(["replay", str(tmp_path / "none.json")]) == 2


SHEET = """\
sheet: s
title: T
parts:
  - id: 1
    title: A form
    prompt: Find it.
    variables: {A: n x n, x: n}
    function: x.T*A*x
    wrt: x
    task: gradient
"""


def test_lint_derives_a_key_and_tries_its_slips(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("exercises").mkdir()
    Path("exercises/s.yaml").write_text(SHEET)
    assert run(["lint", "--mutate"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("    ✓ 1  the key is derived: (A + A.T)*x; the derivative for all n")
    assert lines[3].split() == [
        "slips", "rejected", "accepted", "no", "slip", "rewritings", "accepted", "refused",
    ]  # fmt: skip
    assert lines[-1].split() == ["total", "13", "13", "0", "0", "7", "7", "0"]
    for _ in range(2):  # linted, then remembered
        assert run(["check", "s/1", "A*x + A.T*x"]) == 0


def test_the_work_is_shown_on_demand(capsys):
    arguments = ["compare", "x^2 + x", "x^2 - x", "-d", "x: scalar"]
    assert run([*arguments, "--show-work"]) == 1
    assert "  work      yours − reference = 2*x\n" in capsys.readouterr().out
    assert run(arguments) == 1
    assert "work" not in capsys.readouterr().out
