"""The bank of derivatives: enough of them, each proved, and a file that costs nothing unused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from grader.cli import run
from grader.exercises import library
from grader.exercises.library import lint_file
from grader.reports.lint import table_lines
from grader.submissions import HandedIn, sheets_wanted

PAGE = """\
# What is asked, and what each key rests on

A row for each question of the exercise files, as `grader lint --table` prints them.

"""
ROOT = Path(__file__).parents[2]
FILE = ROOT / "exercises" / "matrix-cookbook.yaml"


@pytest.fixture(scope="module")
def reports():
    """What lint says of all files, by the name of the sheet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        found = [lint_file(file) for file in library.exercise_files("exercises")]
    return {report.exercise.sheet: report for report in found}


def test_every_key_of_the_bank_is_proved(reports):
    report = reports["matrix-cookbook"]
    assert report.complaints == ()
    assert len(report.keys) >= 60
    assert [key.part for key in report.keys if "proved by exact tangents" not in key.evidence] == []


def test_the_page_lists_every_question_with_its_evidence(request, reports):
    page = ROOT / "exercises" / "README.md"
    text = PAGE + "\n".join(table_lines(list(reports.values()))) + "\n"
    if request.config.getoption("--regenerate"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text


def test_lint_prints_the_table(tmp_path, capsys):
    file = tmp_path / "s.yaml"
    file.write_text(
        "sheet: s\ntitle: t\nparts:\n  - {id: a, title: A sum, prompt: p, variables: {x: n},\n"
        "      function: sum(x)^2, wrt: x, task: gradient, reference: 2*sum(x)*ones(n)}\n",
        encoding="utf-8",
    )
    assert run(["lint", "--table", str(file)]) == 0
    *_, row = capsys.readouterr().out.splitlines()
    assert row == (
        "| s | a | A sum | gradient | the derivative for all n: proved by exact tangents"
        " in a finite field; so says calculus, too |"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("2*sum", "sum"), encoding="utf-8")
    assert run(["lint", "--table", str(file)]) == 1
    assert "the reference is not the gradient" in capsys.readouterr().err


def test_there_are_gradients_jacobians_and_hessians_each_with_answers_to_test():
    parts = yaml.safe_load(FILE.read_text(encoding="utf-8"))["parts"]
    tasks = Counter(part["task"] for part in parts)
    assert tasks.keys() == {"gradient", "jacobian", "hessian"}
    assert min(tasks.values()) >= 6
    assert [part["id"] for part in parts if not part.get("rejects")] == []
    assert [part["id"] for part in parts if part["prompt"].count("$") % 2] == []


@pytest.fixture
def loaded(monkeypatch):
    """The names of the exercise files that are loaded."""
    found = []
    original = library.load_exercise

    def remembering(path):
        found.append(Path(path).stem)
        return original(path)

    monkeypatch.setattr(library, "load_exercise", remembering)
    monkeypatch.chdir(ROOT)
    return found


def test_a_sheet_that_nobody_hands_in_is_not_loaded(loaded, tmp_path):
    assert run(["grade", "submissions/alice.yaml", "--out", str(tmp_path)]) == 0
    assert loaded == ["optml-01"]


def test_a_part_is_looked_for_where_its_id_stands(loaded, capsys):
    assert run(["check", "linreg.dh-db", "ones(m)"]) == 0
    assert loaded == ["computing-gradients"]
    assert "right" in capsys.readouterr().out


def test_for_a_sheet_that_is_not_there_all_are_looked_at(tmp_path, capsys):
    for name, sheet in (("one", "first"), ("two", "second")):
        text = f"title: t\nsheet: {sheet}\nparts:\n  - {{id: a, title: t, prompt: p, points: 1,\n"
        text += "      task: expression, reference: 1}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "ada.yaml").write_text("sheet: secnd\nanswers: {a: 1}\n", encoding="utf-8")
    folders = ["--exercises", str(tmp_path), "--out", str(tmp_path / "out")]
    assert run(["grade", str(tmp_path / "s"), *folders]) == 0
    assert "no usable exercise sheet `secnd` (did you mean `second`?)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "sheets"),
    [
        ("student: Ada\nsheet: s\nanswers:\n", {"s"}),
        ("{student: Ada, sheet: 's-1', answers: {}}", {"s-1"}),
        ('"sheet" : "s"\n', {"s"}),
        ("sheet: s\nanswers: {a: 'sheet: t'}\n", {"s", "t"}),
        ("answers: {}\n", set()),
    ],
)
def test_the_sheet_of_a_submission_is_seen_at_first_sight(tmp_path, text, sheets):
    file = tmp_path / "ada.yaml"
    file.write_text(text, encoding="utf-8")
    assert sheets_wanted([HandedIn("Ada", "ada", (str(file), "nowhere.yaml"))]) == sheets
