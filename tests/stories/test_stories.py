"""The program on exercises/ and submissions/, compared with tests/golden/.

`pytest tests/stories --regenerate` writes the golden files anew; then read the difference.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from grader.cli import run

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SUBMISSIONS = sorted({path.stem for path in (ROOT / "submissions").iterdir()})

COMMANDS = {
    "lint": "lint",
    "show": "show optml-01/4a",
    "check-right": "check optml-01/3c '(A+A.T)*x'",
    "check-wrong": "check optml-01/3c '2*A*x'",
    "check-unreadable": "check linreg.grad-w '1/m*X*(w.T*X + b - y)'",
    "compare": "compare '2X\\'(X w - y)' '2*X.T*(X*w - y)' -d 'X: n x d' -d 'y: n' -d 'w: d'",
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The folder of reports on all samples, with what was printed."""
    out = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        lines: list[str] = []
        patch.setattr("grader.cli.grade.say", lambda text="": lines.append(text))
        assert run(["grade", "--seed", "7", "--out", str(out)]) == 0
    printed = "\n".join(lines).replace(str(out), "reports") + "\n"
    (out / "printed.txt").write_text(printed, encoding="utf-8")
    return out


def compared(request, name, text):
    """The text is the golden one, or becomes it."""
    golden = GOLDEN / name
    if request.config.getoption("--regenerate"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(f"{name}.md" for name in SUBMISSIONS), "gradebook.csv",
                                  "printed.txt", "zoe.json"])  # fmt: skip
def test_the_samples_get_the_golden_reports(request, reports, name):
    text = (reports / name).read_text(encoding="utf-8")
    text = re.sub(r"Sandbox: .*", "Sandbox: …", text)  # as strict as the system here allows
    text = re.sub(r'"grader": "[\d.]+"|gradient-grader [\d.]+', "gradient-grader", text)
    compared(request, f"reports/{name}", text)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_the_golden_lines(request, monkeypatch, capsys, name):
    monkeypatch.chdir(ROOT)
    code = run(shlex.split(COMMANDS[name].replace("\\'", "'\"'\"'")))
    out, err = capsys.readouterr()
    text = f"$ grader {COMMANDS[name]}\n{out}{err}exit code {code}\n"
    compared(request, f"commands/{name}.txt", text)


def test_there_is_no_golden_file_too_many():
    reports = {path.name for path in (GOLDEN / "reports").iterdir()}
    assert reports == {f"{name}.md" for name in SUBMISSIONS} | {
        "gradebook.csv", "printed.txt", "zoe.json",
    }  # fmt: skip
    assert {path.stem for path in (GOLDEN / "commands").iterdir()} == set(COMMANDS)
