"""What nobody should hand in: a clear error each, nothing lost, no traceback, no long wait."""

from __future__ import annotations

import errno
import os
import signal
import socket
from pathlib import Path

import pytest

from grader import files
from grader.cli import run

try:
    import resource
except ImportError:  # Windows
    resource = None

POSIX = pytest.mark.skipif(resource is None, reason="Windows has no such thing")

SHEET = """\
sheet: s
title: T
parts:
  - {id: 1, title: One, prompt: p, task: gradient, wrt: x, function: x^2 + y, reference: 2*x,
     variables: {x: scalar, y: scalar}}
"""
STATUSES = ("✓ right", "✗ wrong", "¿ unreadable", "? undecided")  # but no failure of ours


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder with one exercise; good.yaml is right."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "s.yaml").write_text(SHEET)
    (tmp_path / "submissions").mkdir()
    submit("good", "2*x")
    run(["lint"])
    return tmp_path


def submit(name, answer):
    text = f"sheet: s\nanswers:\n  1: {answer}\n"
    Path("submissions", f"{name}.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))


@pytest.fixture
def told(capfd):
    """Runs a command without a traceback; what it printed, its exit code."""

    def called(*arguments):
        capfd.readouterr()
        code = run(list(arguments))
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return called


ANSWERS = {
    "20,000 nested brackets": "(" * 20_000 + "x" + ")" * 20_000,
    "20,000 nested square brackets": "[" * 20_000 + "x" + "]" * 20_000,
    "20,000 minus signs": "-" * 20_000 + "x",
    "20,000 powers": "x" + "^x" * 20_000,
    "20,000 primes": "x" + "'" * 20_000,
    "a tower of powers": "9**9**9**9",
    "a tall power": "(x+y)**5000",
    "a large index": "x[10**9]",
    "a large size": "sum(ones(10**9))*x",
    "a large literal": "9" * 100_000,
    "a large exponent of ten": "1e999999999*x",
    "an import": "__import__('os')",
    "an attribute": "x.__class__",
    "a call of a method": "x.T.__init__()",
    "a lambda": "(lambda: x)()",
    "a NUL": "2*x\0",
    "a right-to-left mark": "2*x\u200f",
    "a right-to-left override": "\u202e2*x",
    "an escape sequence": "2*\x1b[31mx",
    "a byte order mark": "2\ufeff*x",
    "a division by zero": "x/0",
    "a division by zero in disguise": "2*x*(y - y)/(y - y)",
    "a template": "{{x}}",
    "a shell": "$(rm -rf /)",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_gets_a_clear_result(told, name):
    code, out, err = told("check", "1", ANSWERS[name])
    assert code in (0, 1, 3)
    assert err == ""
    assert out.splitlines()[0].split("  ")[0] in STATUSES
    assert not any(character in out for character in "\0\x1b\u200f\u202e\ufeff")


@pytest.mark.parametrize("name", ANSWERS)
def test_the_same_in_a_submission(told, name):
    quoted = ANSWERS[name].replace("'", "''")
    submit("odd", f"'{quoted}'")
    code, out, _ = told("grade", "--seed", "7")
    assert code == 0
    assert "good: 1 of 1  s ✓" in out
    assert "\nodd: " in out
    page = Path("reports", "odd.md").read_text()
    assert not any(character in page for character in "\0\x1b\u200f\u202e\ufeff")


def bomb():
    lines = ["  0: &a0 [x, x]"]
    lines += [f"  {n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "sheet: s\nanswers:\n" + "\n".join(lines) + "\n"


FILES = {
    "a folder": lambda path: path.mkdir(),
    "a loop of links": lambda path: path.symlink_to(path.name),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": lambda path: os.mkfifo(path),
    "invalid UTF-8": lambda path: path.write_bytes(b"sheet: s\nanswers: {1: \xff}\n"),
    "UTF-16": lambda path: path.write_bytes("sheet: s\nanswers: {1: x}\n".encode("utf-16")),
    "NUL bytes": lambda path: path.write_bytes(b"sheet: s\nanswers: {1: \0}\n"),
    "10 MB": lambda path: path.write_text("sheet: s\nanswers: {1: " + "x" * 10_000_000 + "}\n"),
    "nothing": lambda path: path.touch(),
    "20,000 brackets": lambda path: path.write_text("sheet: s\nanswers: {1: " + "[" * 20_000),
    "a broken quotation": lambda path: path.write_text("sheet: s\nanswers:\n  1: 'A'*x\n"),
    "a picture": lambda path: path.write_bytes(bytes(range(256)) * 100),
}
UNUSUAL = ("a loop of links", "a link to nowhere", "a link to a device", "a pipe")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=POSIX if name in UNUSUAL else ()) for name in FILES]
)
def test_a_file_gets_a_clear_error_and_the_others_their_marks(told, name):
    FILES[name](Path("submissions", "odd.yaml"))
    code, out, err = told("grade")
    assert code == 0
    assert err == ""
    assert "good: 1 of 1  s ✓" in out
    assert "odd: not marked\n    ! submissions/odd.yaml:" in out


@POSIX
def test_a_socket_gets_one_too(told):
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir("submissions")  # the path of a socket must be short
        one.bind("odd.yaml")
        os.chdir("..")
        code, out, _ = told("grade")
    assert code == 0
    assert "odd: not marked\n    ! submissions/odd.yaml:1:1: is a socket, not a file" in out


def test_aliases_that_expand_without_end_are_not_expanded(told):
    Path("submissions", "odd.yaml").write_text(bomb())
    code, out, _ = told("grade")
    assert code == 0
    assert "odd: 0 of 1  s ¿" in out


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=POSIX if name in UNUSUAL else ()) for name in FILES]
)
def test_an_exercise_file_gets_a_clear_error(told, name):
    FILES[name](Path("exercises", "odd.yaml"))
    assert told("lint")[0] == 1
    code, out, err = told("grade")
    assert code == 0  # the submissions need the other sheet
    assert "good: 1 of 1  s ✓" in out
    assert err.startswith("grader: exercises/odd.yaml:")
    assert told("check", "s/1", "2*x")[0] == 0
    assert told("check", "odd/1", "2*x")[0] == 2


def test_an_alias_bomb_in_an_exercise_is_refused(told):
    Path("exercises", "odd.yaml").write_text(bomb())
    code, out, _ = told("lint", "exercises/odd.yaml")
    assert code == 1
    assert len(out) < 10_000


@pytest.mark.parametrize("answer", ["x" * 10_000_000, "+".join(["x"] * 400_000)])
def test_a_huge_answer_on_standard_input_is_bounded(told, monkeypatch, tmp_path, answer):
    (tmp_path / "answer").write_text(answer)
    with Path("answer").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        code, out, err = told("check", "1", "-")
    assert (code, err[:36]) == (2, "grader: the answer is longer than 1,") or "unreadable" in out


def test_invalid_utf_8_on_standard_input_is_told(told, monkeypatch, tmp_path):
    (tmp_path / "answer").write_bytes(b"2*x\xff")
    with Path("answer").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        code, _, err = told("check", "1", "-")
    assert (code, err[:27]) == (2, "grader: not UTF-8: the byte")


# ----- where nothing can be written: the marks are still told, what was there stays --------------


def assert_the_marks_are_told(code, out, err):
    assert code == 3
    assert "good: 1 of 1  s ✓" in out
    assert "1 student, 1 question, seed" in out
    assert err.count("grader: ") == 1
    assert err.endswith("--out DIR writes the reports elsewhere\n")


def test_a_file_where_the_folder_should_be(told):
    Path("reports").touch()
    assert_the_marks_are_told(*told("grade"))


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_read_only_folder(told, monkeypatch, number):
    def fails(path, flags, *mode):
        if flags & os.O_CREAT and "reports" in str(path):
            raise OSError(number, os.strerror(number))
        return opened(path, flags, *mode)

    opened = os.open
    monkeypatch.setattr(files.os, "open", fails)
    assert_the_marks_are_told(*told("grade"))


@pytest.mark.skipif(
    resource is None or os.geteuid() == 0, reason="root may write everywhere, as on Windows"
)
def test_a_folder_without_permission(told):
    Path("reports").mkdir(mode=0o500)
    assert_the_marks_are_told(*told("grade"))


@POSIX
def test_a_full_disk_leaves_the_old_reports(told):
    assert told("grade", "--seed", "1")[0] == 0
    before = {path.name: path.read_bytes() for path in Path("reports").iterdir()}
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        # Both outputs of the test itself are files: they must fit below the limit, the JSON not.
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, old[1]))
        code = run(["grade", "--seed", "2"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert code == 3
    after = {path.name: path.read_bytes() for path in Path("reports").iterdir()}
    assert after["good.json"] == before["good.json"]
    assert set(after) == set(before)
