"""The judge: what it proves and what it must not; a process that can always be got rid of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest

from grader.evaluation.judge import JUDGE, ROOT, Judge, difference_is_zero
from grader.evaluation.symbolic import Request, judgement, request
from grader.evaluation.wire import (
    MAX_BYTES,
    Judgement,
    WireError,
    decoded,
    encoded,
    frame,
    receive,
)
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.tree import At, Bound, Negative, Number, Variable

Variables = Mapping[str, str]
REAL = {"x": "scalar", "y": "scalar", "z": "scalar"}
POSITIVE = {"x": "scalar positive", "y": "scalar positive"}
VECTOR = {"A": "n x n", "v": "n", "w": "n", "x": "scalar"}


def judged(answer: str, reference: str, variables: Variables, *sizes: int) -> Judgement:
    """The judgement made in this process, at the sizes given for every dimension."""
    given = scope(variables)
    left, right = meaning(answer, given), meaning(reference, given)
    free = tuple(dict([*left.free, *right.free]).items())
    at = tuple(dict.fromkeys(sorted(given.dimensions), size) for size in sizes or (2,))
    return judgement(Request(left.tree, right.tree, given.variables, free, at, 1))


def asked(answer: str, reference: str, variables: Variables, seconds: float = 20) -> Judgement:
    """The judgement of the process."""
    given = scope(variables)
    left, right = (meaning(text, given).tree for text in (answer, reference))
    sizes = [dict.fromkeys(given.dimensions, 4)]
    return difference_is_zero(left, right, given.variables, sizes, seconds=seconds)


# ----- what it proves ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "reference", "variables"),
    [
        ("abs(x)^2", "x^2", REAL),
        ("abs(1 + x^2)", "1 + x^2", REAL),
        ("abs(x^2 - 2*x*y + y^2 + 1)", "x^2 - 2*x*y + y^2 + 1", REAL),
        ("max(x, 0)", "relu(x)", REAL),
        ("max(x, y)", "(x + y + abs(x - y))/2", REAL),
        ("max(x, y, z)", "x + relu(max(y, z) - x)", REAL),
        ("max(x, y) + min(x, y)", "x + y", REAL),
        ("exp(max(x, y))", "max(exp(x), exp(y))", REAL),
        ("relu(x) - relu(-x)", "x", REAL),
        ("x*max(x, 0)", "relu(x)^2", REAL),
        ("abs(x*(x - y))", "abs(x)*abs(y - x)", REAL),
        ("sqrt(x^2)", "abs(x)", REAL),
        ("x/sqrt(x^2)", "sign(x)", REAL),
        ("sign(x)^2", "1", REAL),
        ("sign(x)^2", "1", {"x": "scalar in {-1, 1}"}),
        ("2*log(x)", "log(x^2)", POSITIVE),
        ("2*log(abs(x))", "log(x^2)", REAL),
        ("log(x) + log(y)", "log(x*y)", POSITIVE),
        ("log(abs(x/y))", "log(abs(x)) - log(abs(y))", REAL),
        ("x^y", "exp(y*log(x))", POSITIVE),
        ("(x^3)^(1/3)", "x", POSITIVE),
        ("1/(sqrt(1+x) + sqrt(x))", "sqrt(1+x) - sqrt(x)", POSITIVE),
        ("log(x + sqrt(1+x^2))", "-log(sqrt(1+x^2) - x)", REAL),
        ("x/(sqrt(2) - 1)", "sqrt(3 + 2*sqrt(2))*x", REAL),
        ("1 + tan(x)^2", "sec(x)^2", REAL),
        ("tan(2*x)", "2*tan(x)/(1 - tan(x)^2)", REAL),
        ("tan(x/2)", "sin(x)/(1 + cos(x))", REAL),
        ("sin(x)^4 - cos(x)^4", "-cos(2*x)", REAL),
        ("acos(x)", "pi/2 - asin(x)", REAL),
        ("asin(x) + acos(x)", "pi/2", {"x": "scalar in (-1, 1)"}),
        ("atan(x)", "asin(x/sqrt(1+x^2))", REAL),
        ("atan(x) + atan(1/x)", "pi/2", POSITIVE),
        ("atan(x) + atan(1/x)", "sign(x)*pi/2", REAL),
        ("log(sigmoid(z))", "-log(1 + exp(-z))", REAL),
        ("softplus(z)", "z + softplus(-z)", REAL),
        ("sigmoid(x)*(1 - sigmoid(x))", "exp(-x)/(1 + exp(-x))^2", REAL),
        ("tanh(x)", "2*sigmoid(2*x) - 1", REAL),
        ("tanh(log(x)/2)", "(x - 1)/(x + 1)", POSITIVE),
        ("sigmoid(log(x/(1-x)))", "x", {"x": "scalar in (0, 1)"}),
        ("y^2", "y", {"y": "scalar in {0, 1}"}),
        ("relu(1 - y*x)", "(1 - x*y + abs(y - x))/2", {"x": "scalar", "y": "scalar in {-1, 1}"}),
        ("sin(pi*x)", "0", {"x": "scalar integer"}),
        ("2*norm(v)", "norm(v + v)", VECTOR),
        ("sqrt(v.T*A.T*A*v)", "norm(A*v)", VECTOR),
        ("logsumexp(v + x)", "x + logsumexp(v)", VECTOR),
        ("softmax(v)", "exp(v - logsumexp(v))", VECTOR),
        ("inv(inv(A))", "A", VECTOR),
        ("Sum(A[i,k]*v[k], (k, 1, n))*w[i]", "w[i]*(A*v)[i]", VECTOR),
        ("log(det(A*A))", "2*log(det(A))", {"A": "n x n positive definite"}),
        ("A.T", "A", {"A": "n x n symmetric"}),
        ("sum(y)^2", "norm(y)", {"y": "n one-hot"}),
    ],
)
def test_it_proves(answer: str, reference: str, variables: Variables) -> None:
    found = judged(answer, reference, variables, 2, 3)
    assert (found.outcome, found.difference) == ("zero", "0")
    assert found.reason.startswith("every entry of the difference simplifies to 0")
    assert judged(reference, answer, variables).outcome == "zero"


@pytest.mark.parametrize(
    ("answer", "reference", "variables"),
    [
        ("2*log(x)", "log(x^2)", REAL),  # defined on half the line
        ("log(x) + log(y)", "log(x*y)", REAL),
        ("sqrt(x)^2", "x", REAL),
        ("exp(log(x))", "x", REAL),
        ("asin(x) + acos(x)", "pi/2", REAL),
        ("sqrt(x)*sqrt(y)", "sqrt(x*y)", REAL),
        ("sqrt(x^2)", "x", REAL),
        ("asin(sin(x))", "x", REAL),
        ("atan(x) + atan(1/x)", "pi/2", REAL),
        ("log(exp(x)*y)", "x + log(abs(y))", REAL),
        ("(x^2)^(1/2)", "x", REAL),
        ("sign(x)^2", "1", {"x": "scalar integer"}),  # 0 is no null set there
        ("sign(x)^2", "1", {"x": "scalar in {-1, 0, 1}"}),
        ("x^2", "x", {"x": "scalar in {-1, 1}"}),
        ("abs(x)", "x", {"x": "scalar in (-1, 1)"}),
        ("abs(x - 1)", "1 - x", {"x": "scalar nonnegative"}),
        ("max(x, y)", "x", REAL),
        ("log(det(A))", "log(abs(det(A)))", {"A": "n x n invertible"}),
        ("A.T", "A", VECTOR),
        ("A*A.T", "A.T*A", {"A": "n x n invertible"}),
        ("1/(x - x)", "2/(x - x)", REAL),
        ("x*1.000001", "x", REAL),
    ],
)
def test_it_does_not_prove_what_is_not_so(
    answer: str, reference: str, variables: Variables
) -> None:
    assert judged(answer, reference, variables).outcome != "zero"
    assert judged(reference, answer, variables).outcome != "zero"


@pytest.mark.parametrize(
    ("answer", "reference", "difference", "reason"),
    [
        ("2*x", "3*x", "-x", "the difference is not 0"),
        ("x^2", "x^2 + y^2", "-y^2", "the difference is not 0"),
        ("[x, y]", "[x, x]", "[0, -x + y]", "the difference is not 0"),
        ("v", "2*v", "[-v[1], -v[2]]", "the difference is not 0 for n = 2"),
        (
            "A*v",
            "A.T*v",
            "[v[2]*(A[1,2] - A[2,1]), -v[1]*(A[1,2] - A[2,1])]",
            "the difference is not 0 for n = 2",
        ),
        ("A", "A.T", "[[0, A[1,2] - A[2,1]], [-A[1,2] + A[2,1], 0]]", "not 0 for n = 2"),
        ("v[i]", "w[i]", "v[1] - w[1]", "the difference is not 0 for n = 2, i = 1"),
        (
            "exp(log(x))",
            "x",
            "0",
            "they need not be defined at the same points: one of them asks for x ≥ 0",
        ),
    ],
)
def test_the_difference_is_shown_in_components(
    answer: str, reference: str, difference: str, reason: str
) -> None:
    found = judged(answer, reference, {**VECTOR, **REAL}, 2, 3)
    assert found.outcome != "zero"
    assert found.difference == difference
    assert reason in found.reason


def test_all_the_sizes_count() -> None:
    cayley = "A^2 - trace(A)*A + det(A)*eye(n)"  # 0 for 2×2 alone
    found = judged(cayley, "zeros(n, n)", VECTOR, 2)
    assert found.reason == "every entry of the difference simplifies to 0 for n = 2"
    found = judged(cayley, "zeros(n, n)", VECTOR, 2, 3)
    assert (found.outcome, found.reason) == ("nonzero", "the difference is not 0 for n = 3")


def test_orthogonal_is_unknown() -> None:
    found = judged("Q.T*Q", "eye(n)", {"Q": "n x n orthogonal"})
    assert found == (
        "unknown",
        "",
        "not to be written out in components: Q is orthogonal: it has no free entries",
    )


def test_a_difference_is_cut_to_a_bound() -> None:
    found = judged("Sum(k*sin(k*x), (k, 1, n))", "0", {"x": "scalar", "v": "n"}, 400)
    assert found.outcome == "nonzero"
    assert len(found.difference) == 2000
    assert found.difference.endswith("…")


# ----- the wire ----------------------------------------------------------------------------


def test_what_is_sent_comes_back() -> None:
    given = scope({**VECTOR, "p": "scalar in (1/3, 2)"})
    sent = (
        *(
            meaning(text, given).tree
            for text in ("A.T*v/norm(v)", "Sum(v[k]*A[k,i], (k, 1, n))", "max(x, 0, -1/3)")
        ),
        *given.variables.values(),
        Number(Fraction(-(10**60), 7)),
        At("i", -1),
        Bound(None, 2),
        None,
        (),
    )
    stream = BytesIO(frame({"tree": encoded(sent)}))
    message = receive(stream)
    assert message is not None
    assert decoded(message["tree"]) == sent
    assert receive(stream) is None


@pytest.mark.parametrize(
    "value",
    [["Variable"], ["Variable", "x", 3, 4], ["os.system", "ls"], [], [["()"]], 0.5, {"a": 1},
     ["Fraction", "1", "0"], ["Fraction", "1"], ["Fraction", "a", "b"]],
)  # fmt: skip
def test_what_is_no_tree_is_refused(value: object) -> None:
    with pytest.raises(WireError):
        decoded(value)  # type: ignore[arg-type]  # that is the point


def test_what_is_no_frame_is_refused() -> None:
    good = frame({"a": 1})
    for garbage in (b"ab", good[:-1], b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"\0\0\0\3a\xffb"):
        with pytest.raises(WireError):
            receive(BytesIO(garbage))
    with pytest.raises(WireError, match="the bound is"):
        frame({"a": "x" * MAX_BYTES})
    with pytest.raises(WireError, match="has no 'declarations'"):
        request({})


def test_a_tree_too_deep_is_unknown() -> None:
    x = Variable("x", (1, 1))
    deep: Variable | Negative = x
    for _ in range(400):
        deep = Negative(deep, (1, 1))
    found = difference_is_zero(deep, x, scope(REAL).variables, [{}], seconds=1)
    assert found.outcome == "unknown"
    assert found.reason == "too large to be simplified: nested deeper than 240"


# ----- the process -------------------------------------------------------------------------

# Both sides agree, and finding that out takes far longer than anybody waits.
HARD = ("A^40*inv(A + diag(exp(v)))", "A^20*A^20*inv(diag(exp(v)) + A)")


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    JUDGE.stop()
    assert JUDGE.pid is None


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_process_stays_warm() -> None:
    assert asked("abs(x)^2", "x^2", REAL).outcome == "zero"
    first = JUDGE.pid
    assert asked("sqrt(x^2)", "abs(x)", REAL).outcome == "zero"
    assert JUDGE.pid == first
    assert asked("x", "2*x", REAL).difference == "-x"


def test_over_time_is_unknown_and_the_next_question_is_answered() -> None:
    assert asked("x", "x", REAL).outcome == "zero"
    first = JUDGE.pid
    found = asked(*HARD, VECTOR, seconds=0.3)
    assert found.outcome == "unknown"
    assert found.reason.startswith("no result within 0.3 s")
    assert first is not None
    assert not is_running(first)
    assert asked("abs(x)^2", "x^2", REAL).outcome == "zero"
    assert JUDGE.pid != first


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_process_is_replaced() -> None:
    assert asked("x", "x", REAL).outcome == "zero"
    assert JUDGE.pid is not None
    os.kill(JUDGE.pid, signal.SIGKILL)
    while JUDGE.pid is not None:
        os.sched_yield()
    assert asked("x", "x", REAL).outcome == "zero"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_killed_at_work_is_unknown() -> None:
    assert asked("x", "x", REAL).outcome == "zero"
    assert JUDGE.pid is not None
    threading.Timer(0.3, os.kill, (JUDGE.pid, signal.SIGKILL)).start()
    found = asked(*HARD, VECTOR, seconds=10)
    assert found.outcome == "unknown"
    assert "the symbolic process failed: it ended" in found.reason
    assert asked("x", "x", REAL).outcome == "zero"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_stopped_process_takes_no_longer_than_allowed() -> None:
    assert asked("x", "x", REAL).outcome == "zero"
    assert JUDGE.pid is not None
    os.kill(JUDGE.pid, signal.SIGSTOP)
    assert asked("x", "x", REAL, seconds=0.2).outcome == "unknown"
    assert asked("x", "x", REAL).outcome == "zero"


READY = frame({"ready": True})


@pytest.mark.parametrize(
    ("sent", "then", "reason"),
    [
        (b"Traceback: no frame at all", "", "it ended, or sent what is no reply"),
        (b"\xff\xff\xff\xff", "read()", "it ended, or sent what is no reply"),
        (b"", "", "it ended, or sent what is no reply"),
        (READY, "", "it ended, or sent what is no reply"),
        (READY + b"\0\0\0\2[]", "read()", "it ended, or sent what is no reply"),
        (READY + frame({}), "read()", "it sent what is no judgement"),
        (READY + frame({"outcome": "equal"}), "read()", "it sent what is no judgement"),
        (READY + frame({"failure": "out of memory"}), "read()", "process failed: out of memory"),
        (READY, "read()", "no result within 0.5 s"),
    ],
)
def test_garbage_is_unknown(sent: bytes, then: str, reason: str) -> None:
    program = f"import sys; read = sys.stdin.buffer.read; sys.stdout.buffer.write({sent!r}); "
    judge = Judge((sys.executable, "-c", f"{program} sys.stdout.flush(); {then}"))
    for _ in range(2):
        found = judge.reply(frame({}), 0.5)
        assert found.outcome == "unknown"
        assert reason in found.reason
        assert judge.pid is None


def test_a_process_that_cannot_be_started_is_unknown() -> None:
    found = Judge(("/nowhere/python",)).reply(frame({}), 1)
    assert found.outcome == "unknown"
    assert found.reason.startswith("SymPy could not be started")


@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded there")
def test_out_of_memory_is_unknown() -> None:
    hungry = "import grader.evaluation.symbolic as s; s.MAX_MEMORY = 150 << 20; s.main()"
    judge = Judge((sys.executable, "-c", hungry))
    given = scope(REAL)
    texts = ("(1 + x + y + z)^300", "(2 + 2*x + 2*y + 2*z)^300/2^300")
    left, right = (meaning(text, given).tree for text in texts)
    message = {
        "answer": encoded(left),
        "reference": encoded(right),
        "declarations": encoded(tuple(given.variables.values())),
        "sizes": [{}],
        "free": encoded(()),
        "index_base": 1,
        "seconds": 60,
    }
    found = judge.reply(frame(message), 60)
    assert found.outcome == "unknown"
    assert "the symbolic process failed" in found.reason
    assert judge.pid is None


OWNER = """
import sys, time
from grader.evaluation.judge import JUDGE, difference_is_zero
from grader.language.declarations import scope
from grader.language.tree import Variable
x = Variable("x", (1, 1))
def outcome():
    return difference_is_zero(x, x, scope({"x": "scalar"}).variables, [{}], seconds=20).outcome
assert outcome() == "zero"
print(JUDGE.pid, flush=True)
"""


def owner(program: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-c", OWNER + program),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
        cwd=Path(ROOT).root,
    )


def wait_until_gone(pid: int) -> None:
    """Some systems take their time with orphans; a process that stayed would stop the tests."""
    while is_running(pid):
        os.sched_yield()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("ending", ["", "raise SystemExit(3)", "1/0", "sys.stdin.read()"])
def test_no_process_outlives_its_owner(ending: str) -> None:
    process = owner("sys.stderr.close(); " + ending)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    if "stdin" in ending:
        process.kill()
    process.communicate()
    wait_until_gone(pid)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_fork_has_a_process_of_its_own() -> None:
    program = """
import os
first = JUDGE.pid
if os.fork() == 0:
    assert outcome() == "zero"
    print(JUDGE.pid, JUDGE.pid != first, flush=True)
    sys.exit()
os.wait()
assert outcome() == "zero"
print(JUDGE.pid == first, flush=True)
"""
    process = owner(program)
    first, (second, differs), same = (
        line.split() for line in process.communicate()[0].splitlines()
    )
    assert (differs, same) == ("True", ["True"])
    assert process.returncode == 0
    wait_until_gone(int(first[0]))
    wait_until_gone(int(second))


def test_sympy_stays_out_of_the_asking_process() -> None:
    program = "print('sympy' in sys.modules, 'numpy' in sys.modules)"
    assert owner(program).communicate()[0].split()[1:] == ["False", "False"]
