"""Hostile files: what each tries does not happen, and the next student notices nothing.

Each file in `attacks` says in its first two lines what it tries and which words the reason must
hold (one of several). They are bounded: where nothing confines them, nothing is lost.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.comparison.functions.judging import judged
from grader.comparison.functions.verdict import HandedInCode
from grader.comparison.verdict import Outcome
from grader.evaluation.sandbox.levels import Level, is_enough, level

ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.py"))
SLOW = (
    "floods", "much_memory", "much_time", "waits", "eats_the_next_question",
    "sleeps_and_computes_a_little",
)  # fmt: skip
WORKED = "IT WORKED"
# Each process that runs tests has files of its own: the path in the attacks is replaced.
PATH = f"/tmp/grader-attack-{os.getpid()}"
CANARY, NEW = Path(f"{PATH}-canary"), Path(f"{PATH}-new")
HONEST = b"def grad(A, x, b):\n    return A.T @ (A @ x - b)\n"


pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="they aim at the locks of Linux; what holds elsewhere is tested in test_messages",
)


@pytest.fixture(autouse=True)
def canary(monkeypatch):
    """A file and a secret that no attack may reach."""
    monkeypatch.setenv("GRADER_CANARY", "a secret")
    CANARY.write_text("untouched")
    CANARY.chmod(0o600)
    NEW.unlink(missing_ok=True)
    yield
    CANARY.unlink(missing_ok=True)
    NEW.unlink(missing_ok=True)


def must(path):
    """Words of which the reason must hold one."""
    line = path.read_text("utf-8").split("\n")[1]
    return [word.strip() for word in line.lower().removeprefix("# must:").split("|")]


def pairs(kinds):
    """Each attack at each kind where it is another test: locks alone for what they must refuse."""
    return [
        (kind, path)
        for kind in kinds
        for path in ATTACKS
        if kind == "strongest" or path.stem not in SLOW
        if kind != "locks alone" or "sandbox" in must(path)
    ]


def children():
    """The processes of this machine by the number of their parent."""
    found = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(each.parent.name)] = int(each.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    return found


def test_there_are_enough_of_them_and_each_says_what_it_tries():
    heads = [path.read_text("utf-8").split("\n")[:2] for path in ATTACKS]
    assert len(ATTACKS) >= 40
    assert [each for each in heads if not each[0].startswith("# tries: ")] == []
    assert [each for each in heads if not each[1].startswith("# must:")] == []


def test_an_attack_does_not_succeed(kind, path, sandboxes, asked_gradient):
    sandbox = sandboxes[kind]
    text = path.read_bytes().replace(b"/tmp/grader-attack", PATH.encode())
    code = HandedInCode(path.name, ((path.name, text),))
    found = judged(code, asked_gradient, sandbox)
    told = f"{found.reason} {found.excerpt} {found.notes}"
    assert found.outcome is Outcome.DIFFERENT
    assert is_enough(level(sandbox.layers), Level.CONFINED) <= (WORKED not in found.reason), told
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(told) < 5000
    if kind != "locks alone":
        words = must(path)
        told = f"{found.reason} {found.mistake and found.mistake.name}".lower()
        assert "wrong" in words or any(word in told for word in words), told
    if is_enough(level(sandbox.layers), Level.CONFINED):
        assert (CANARY.read_text(), CANARY.stat().st_mode & 0o777) == ("untouched", 0o600)
        assert not NEW.exists()


def test_nothing_is_left_behind(strongest, asked_gradient):
    """After all of them: no process, and a right answer is right."""
    code = HandedInCode("a.py", (("a.py", HONEST),))
    assert judged(code, asked_gradient, strongest).outcome is Outcome.EQUAL
    if sys.platform == "linux":
        zygote = strongest._source.process.pid
        assert [pid for pid, parent in children().items() if parent == zygote] == []
        assert children()[zygote] == os.getpid()


def test_what_one_student_patches_no_other_meets(strongest, asked_gradient):
    patch = b"import numpy as np\nnp.ndarray.__module__\nnp.dot = None\nimport builtins\n"
    patch += b"builtins.len = builtins.sum = None\ndef grad(A, x, b):\n    return x * 0\n"
    for text, outcome in ((patch, Outcome.DIFFERENT), (HONEST, Outcome.EQUAL)) * 3:
        code = HandedInCode("a.py", (("a.py", text),))
        assert judged(code, asked_gradient, strongest).outcome is outcome
