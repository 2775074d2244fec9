"""The README, run: every command prints what is shown, every file is used, every fact is true.

The commands run in the order of the page, some need what another wrote. In what they are shown to
print, `…` stands for anything: within a line, or alone for any number of lines. The
exit code is 0 unless a comment behind the command says otherwise. The two commands that make an
environment are run by `.ci/run`, which reads them here; from the first, the marking is run below.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from grader import compare
from grader.cli import terminal
from grader.cli.options import LEVELS
from grader.comparison.key import JUDGE_SECONDS
from grader.comparison.verdict import Kind
from grader.evaluation.sandbox.levels import Level

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPT = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

MARK = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/grader grade"
TEST = (
    "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]'"
    " && .venv/bin/python -m pytest -q -n auto"
)


class Shown(NamedTuple):
    """A command as it is typed in the README, and what it is said to print."""

    command: str
    code: int
    output: str


def shown_commands():
    for kind, block in BLOCKS:
        if kind == "console":
            for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                line, _, output = text.partition("\n")
                command, _, comment = line.partition("  # exit code ")
                yield Shown(command, int(comment or 0), output)


def files():
    """The files that are shown: name → content."""
    for kind, block in BLOCKS:
        if kind == "yaml":
            name = block.partition("\n")[0].removeprefix("# ")
            yield name, block


def workflow_commands():
    (block,) = [block for name, block in files() if name.startswith(".github/")]
    (job,) = yaml.safe_load(block)["jobs"].values()
    return [step["run"] for step in job["steps"] if "run" in step]


SHOWN = tuple(shown_commands())
GRADER = tuple(each for each in SHOWN if each.command.startswith("grader "))


def furnished(folder):
    """The folder with the sheets and the samples."""
    for name in ("exercises", "submissions"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def with_files(tmp_path_factory):
    """A folder as the reader has it, with the files that are shown."""
    folder = furnished(tmp_path_factory.mktemp("readme"))
    for name, content in files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def ran(arguments, folder):
    """A command's exit code and all it prints."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=folder, env=variables, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout


def is_as_shown(printed, shown):
    lines = [re.escape(line).replace("…", ".*") + "\n" for line in shown.splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if line == ".*\n" else line for line in lines)
    return re.fullmatch(pattern, printed) is not None


def test_students_may_type_what_the_first_lines_show():
    names = {"A": "m x n", "x": "n", "b": "m", "X": "n x m", "w": "m", "y": "n", "h": "1 x m"}
    variables = {
        "(A+A.T)*x": {"A": "n x n", "x": "n"},
        "2X'(Xw-y)": names,
        r"\frac{1}{m} X (h-y)^T": {"X": "n x m", "h": "1 x m", "y": "1 x m"},
        "½‖Ax-b‖²": names,
    }
    assert re.findall("`([^`]+)`", README.partition("On a machine")[0]) == list(variables)
    assert {str(compare(each, each, variables[each]).outcome) for each in variables} == {"equal"}


def test_two_commands_make_an_environment_and_ci_runs_them():
    assert [each.command for each in SHOWN if "venv" in each.command] == [MARK, TEST]
    assert r"s/^\$ \(python3 -m venv .*\)/\1/p" in SCRIPT
    assert os.access(ROOT / ".ci" / "run", os.X_OK) or sys.platform == "win32"


def test_the_first_command_marks_the_samples(tmp_path):
    (first,) = [each for each in SHOWN if each.command == MARK]
    arguments = shlex.split(MARK.rpartition(".venv/bin/grader")[2])
    code, printed = ran(arguments, furnished(tmp_path))
    assert code == 0
    assert is_as_shown(printed, first.output), printed


def test_the_commands_print_what_is_shown_and_those_in_the_text_work(with_files):
    """In their order, by one process: some need what those before them wrote."""
    for shown in GRADER:
        code, printed = ran(shlex.split(shown.command)[1:], with_files)
        assert is_as_shown(printed, shown.output), (shown.command, printed)
        assert code == shown.code, shown.command
    for command in re.findall(r"`grader (\w[^`…]*)`", README):
        assert ran(shlex.split(command), with_files)[0] == 0, command


def test_every_command_is_known_to_these_tests():
    assert {each for each in SHOWN if each not in GRADER} == {
        each for each in SHOWN if each.command in (MARK, TEST)
    }
    assert {kind for kind, _ in BLOCKS} == {"console", "python", "yaml"}
    assert [each for each in workflow_commands() if not each.startswith("grader ")] == [
        "pip install -q ."
    ]


def test_the_reports_are_where_the_text_says(with_files):
    ran(shlex.split("grade submissions/ada.yaml --seed 7 --out marks"), with_files)
    assert {path.name for path in (with_files / "marks").iterdir()} >= {
        "ada.md", "ada.json", "gradebook.csv",
    }  # fmt: skip
    assert all(f"`{name}`" in README for name in ("ada.md", "ada.json", "gradebook.csv"))


@pytest.mark.parametrize("command", [each for each in workflow_commands() if "grader" in each])
def test_the_workflow_passes(with_files, command):
    assert ran(shlex.split(command)[1:], with_files)[0] == 0


def first_column(heading):
    """The first cells of the table whose head begins like this."""
    (table,) = re.findall(rf"^\| {heading} \|.*\n\|.*\n((?:\|.*\n)+)", README, re.MULTILINE)
    return [line.split("|")[1].strip().strip("`") for line in table.splitlines()]


def test_the_kinds_of_evidence_are_these():
    assert first_column("evidence") == [str(kind) for kind in Kind]


def test_the_exit_codes_are_these():
    codes = [terminal.RIGHT, terminal.WRONG, terminal.UNUSABLE, terminal.UNDECIDED]
    assert first_column("exit code") == [str(code) for code in codes]


def test_the_tests_are_where_they_are_said_to_be():
    folders = [each for each in first_column("held by") if "<" not in each]
    assert [each for each in folders if not (ROOT / each).is_dir()] == []


def test_ci_runs_every_command_of_the_developers():
    commands = first_column("command")
    assert commands[0] == ".ci/run"
    assert [each for each in commands[1:] if each not in SCRIPT + TEST] == []


def test_the_corpus_is_as_large_as_said():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests/corpus").glob("*.yaml")]
    references = sum(len(re.findall(r"^- id:", text, re.MULTILINE)) for text in texts)
    answers = sum(len(re.findall(r"^    - ", text, re.MULTILINE)) for text in texts)
    assert "over 10,000 answers to over 500 references" in README
    assert answers > 10_000
    assert references > 500


def test_the_levels_of_the_sandbox_are_these():
    assert first_column("level") == [str(level) for level in Level]
    assert first_column("level") == list(LEVELS)
    assert f"{len(list((ROOT / 'tests/sandbox/attacks').glob('*.py')))} hostile files" in README
    assert f"{len(list((ROOT / 'tests/sandbox/oddities').glob('*.py')))} honest oddities" in README


def test_the_judge_is_killed_when_it_is_said_to_be():
    assert JUDGE_SECONDS == 4
    assert "killed after four seconds" in README


@pytest.mark.parametrize(
    ("printed", "shown", "is_same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\n", False),
        ("a\nb\n", "a\n…\n", True),
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("a\nb\nc\n", "…\nb\n", False),
        ("seed 7:\n", "seed …:\n", True),
        ("seed 7\n", "seed …:\n", False),
        ("a.b\n", "a*b\n", False),
    ],
)
def test_an_ellipsis_stands_for_what_is_left_out(printed, shown, is_same):
    assert is_as_shown(printed, shown) is is_same
