"""Whatever is wrong with a student's code is said in the student's words, with the line."""

from __future__ import annotations

import sys

import pytest

from grader.comparison.functions.judging import judged, prepared
from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.comparison.ladder import prepared as prepared_key
from grader.comparison.verdict import Outcome
from grader.evaluation.sandbox.levels import Level
from grader.evaluation.sandbox.processes import Options, SandboxError
from grader.evaluation.sandbox.sandbox import Job, Sandbox
from grader.evaluation.sandbox.values import encoded
from grader.language.declarations import scope

RIGHT = "A.T @ (A @ x - b)"
EXAMPLE = "grad([[1, 2], [0, 3], [1, -1]], [2, 1], [2, 0, 3])"


@pytest.mark.parametrize(
    ("text", "reason", "hint", "excerpt"),
    [
        ("def grad(A, x, b)\n    return x",
         "Python cannot read it: expected ':' (line 1 of answer.py).", "",
         "def grad(A, x, b)\n                 ^"),
        ("def gard(A, x, b):\n    return x", "There is no function `grad`.",
         "did you mean `gard`? Call it `grad(A, x, b)`", ""),
        ("def solve(A): return A", "There is no function `grad`.",
         "write `def grad(A, x, b):`; there is `solve`", ""),
        ("grad = 3", "`grad` is not a function here (int).", "", ""),
        ("def grad(A, x):\n    return x", "`grad(A, x)` cannot be called with 3 arguments.",
         "write `def grad(A, x, b):`", ""),
        ("import pandas as pd", "The module `pandas` is not there (line 1 of answer.py).",
         "there are NumPy and the usual modules of Python", "answer.py:1 import pandas as pd"),
        (b"x = 'caf\xe9'", "The text cannot be decoded", "save the file as UTF-8", None),
        ("x = 1\n\x00", "Python cannot read it", "", None),
        ("(" * 5000, "Python cannot read it: too many nested parentheses", "", None),
    ],
)  # fmt: skip
def test_code_that_cannot_be_called_is_no_answer_yet(verdict_on, text, reason, hint, excerpt):
    found = verdict_on(text)
    assert not found.is_runnable
    assert found.reason.startswith(reason), found.reason
    assert found.hint == hint
    assert excerpt in (None, found.excerpt)


@pytest.mark.parametrize(
    ("body", "reason", "excerpt"),
    [
        ("return A @ b", f"This is what `{EXAMPLE}` does.", "answer.py:3 in grad: return A @ b"),
        ("return nothing",
         "It stops with NameError: name 'nothing' is not defined (line 3 of answer.py).",
         "answer.py:3 in grad: return nothing"),
        ("return {'x': 1}", "It returns a dict, not numbers.", ""),
        ("return np.sum", "not numbers.", ""),
        ("return [1, [2, 3]]", "It returns a list that makes no array of numbers.", ""),
        ("return A", f"`{EXAMPLE}` has the shape (3, 2); asked for is (2,) or (2, 1).", ""),
        (f"return ({RIGHT})[None]", "Right, but transposed: the layout is that of the other", ""),
        (f"return -({RIGHT})", "The sign is wrong: the result is minus the right one.", ""),
        (f"return 2 * ({RIGHT})", "A constant factor: the result is 2 times the right one.", ""),
        (f"return ({RIGHT}) / len(b)", "The result has a factor 1/m too much.", ""),
        ("return open('data.csv').read()",
         "The sandbox does not allow this: opening files: 'data.csv' (line 3 of answer.py).",
         "answer.py:3 in grad: return open('data.csv').read()"),
        ("raise SystemExit(0)", "It ends Python itself", None),
    ],
)  # fmt: skip
def test_a_wrong_function_is_told_why(verdict_on, body, reason, excerpt):
    found = verdict_on(f"import numpy as np\ndef grad(A, x, b):\n    {body}\n")
    assert found.outcome is Outcome.DIFFERENT
    assert found.is_runnable
    assert reason in found.reason, found.reason
    assert excerpt in (None, found.excerpt)


def test_the_right_value_is_shown_of_the_example_only(verdict_on):
    shown = verdict_on("def grad(A, x, b):\n    return x * 0\n").counterexample
    assert str(shown) == (
        "at A = [[1, 2], [0, 3], [1, -1]], x = [2, 1], b = [2, 0, 3] your answer is [0, 0],"
        " the right value is [0, 15]"
    )
    only = f"def grad(A, x, b):\n    return {RIGHT} if A.shape == (3, 2) else x + 0.125\n"
    hidden = verdict_on(only)
    assert hidden.counterexample is None
    assert "It agrees with the example, but not everywhere: `grad(" in hidden.reason


def test_what_hidden_calls_print_is_not_shown(verdict_on):
    found = verdict_on("def grad(A, x, b):\n    print('size', A.shape)\n    return x\n")
    assert found.notes == ("it printed `size (3, 2)`",)


def test_too_slow_says_the_limit_and_the_time_used(verdict_on):
    found = verdict_on("def grad(A, x, b):\n    while True: pass\n")
    assert found.reason.startswith("Too slow: stopped after ")
    assert "all calls together may take 1 s of computing" in found.reason


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no limit of memory binds there")
def test_too_much_memory_says_how_much_there_is(verdict_on):
    found = verdict_on("def grad(A, x, b):\n    return [0.0] * (1 << 28)\n")
    assert found.reason.startswith("It needs more than 512 MB of memory (line 2 of answer.py).")


def test_a_cell_that_fails_does_not_take_the_others_with_it(asked_gradient, strongest):
    cells = (
        ("cell 1", b"data = open('data.csv')"),
        ("cell 2", f"def grad(A, x, b): return {RIGHT}".encode()),
    )
    code = HandedInCode("a.ipynb", cells, is_notebook=True)
    assert judged(code, asked_gradient, strongest).outcome is Outcome.EQUAL
    without = HandedInCode("a.ipynb", cells[:1], is_notebook=True)
    assert "(line 1 of cell 1)" in judged(without, asked_gradient, strongest).reason


# ----- tolerance ---------------------------------------------------------------------------------

KEYS = [
    ("A.T*(A*x - b)", {"A": "m x n", "x": "n", "b": "m"}, ("A", "x", "b"), RIGHT),
    ("inv(X.T*X)*X.T*y", {"X": "n x d full rank", "y": "n"}, ("X", "y"),
     "np.linalg.solve(X.T @ X, X.T @ y)"),
    ("1/m*X*(sigmoid(w.T*X) - y).T", {"X": "n x m", "y": "1 x m", "w": "n"}, ("X", "y", "w"),
     "X @ (1 / (1 + np.exp(-w.T @ X)) - y).T / X.shape[1]"),
    ("x/norm(x)", {"x": "n"}, ("x",), "x / np.sqrt((x * x).sum())"),
    ("Q*x", {"Q": "n x n orthogonal", "x": "n"}, ("Q", "x"), "Q @ x"),
    ("log(a)*x", {"a": "scalar positive", "x": "n"}, ("a", "x"), "np.log(a) * x"),
    ("relu(x)", {"x": "n"}, ("x",), "np.maximum(x, 0)"),
    ("x*x.T", {"x": "n"}, ("x",), "np.outer(x, x)"),
    ("y*exp(-z*y)/(1 + exp(-z*y))", {"y": "scalar in {-1, 1}", "z": "scalar"}, ("y", "z"),
     "y / (1 + np.exp(z * y))"),
    ("m*x", {"x": "m"}, ("x", "m"), "m * x"),
    ("(A + A.T)*x", {"A": "n x n symmetric", "x": "n"}, ("A", "x"), "2 * A @ x"),
]  # fmt: skip
SINGLE = "\n".join(
    (
        "def single(of):",
        "    return np.asarray(of, dtype=np.float32) if np.ndim(of) else np.float32(of)",
    )
)


@pytest.mark.parametrize(("reference", "variables", "parameters", "body"), KEYS)
@pytest.mark.parametrize("seed", [1, 2**40])
def test_single_precision_is_right_and_a_ten_thousandth_too_much_is_not(
    strongest, reference, variables, parameters, body, seed
):
    known = prepared(Asked("f", parameters), prepared_key(reference, scope(variables), seed=seed))
    assert known.drawn.are_enough
    names = ", ".join(parameters)
    singles = "".join(f"    {name} = single({name})\n" for name in parameters if name != "m")
    head = f"import numpy as np\n{SINGLE}\ndef f({names}):\n"
    texts = {
        f"{head}    return {body}\n": Outcome.EQUAL,
        f"{head}{singles}    return {body}\n": Outcome.EQUAL,
        f"{head}    return 1.0001 * ({body})\n": Outcome.DIFFERENT,
        f"{head}    return 0.9999 * ({body})\n": Outcome.DIFFERENT,
    }
    for text, outcome in texts.items():
        found = judged(HandedInCode("f.py", (("f.py", text.encode()),)), known, strongest)
        assert found.outcome is outcome, (text, found.reason, found.counterexample)


def test_the_same_seed_gives_the_same_inputs_and_the_example_is_fixed():
    def cases(seed):
        key = prepared_key("A*x", scope({"A": "m x n", "x": "n"}), seed=seed)
        return prepared(Asked("f", ("A", "x")), key).drawn.cases

    assert cases(3) == cases(3)
    assert cases(3) != cases(4)
    assert cases(3)[0] == cases(4)[0]
    assert {case.name for case in cases(3)} >= {"zeros", "ones", "small numbers", "large numbers"}
    assert all(case.sizes["m"] != case.sizes["n"] for case in cases(3))
    assert len({tuple(case.sizes.items()) for case in cases(3)}) >= 4


# ----- other ways to have a process --------------------------------------------------------------

JOB = Job("f", ("x",), (("f.py", b"def f(x):\n    return 2 * x\n"),))


@pytest.mark.parametrize(
    "options",
    [
        Options(is_fresh=True),
        Options(is_fresh=True, has_threads=True),
        Options(without=("seccomp", "landlock", "limits", "user", "namespaces")),
    ],
)
def test_everywhere_a_function_is_called(options):
    sandbox = Sandbox(options=options)
    with sandbox.worker(JOB) as worker:
        reply = worker.call([encoded(b"a", (2,), [1.0, 2.0])])
    assert reply.numbers == (2.0, 4.0)
    sandbox.stop()


def test_below_the_level_that_is_required_nothing_is_run():
    sandbox = Sandbox(required=Level.CONFINED, options=Options(without=("seccomp",)))
    with pytest.raises(SandboxError, match="required is confined"):
        sandbox.worker(JOB)
    sandbox.stop()


def test_a_zygote_that_died_is_replaced(strongest):
    with strongest.worker(JOB):
        pass
    if hasattr(strongest._source, "process"):
        strongest._source.process.kill()
        strongest._source.process.wait()
    with strongest.worker(JOB) as worker:
        assert worker.call([encoded(b"f", (), [3.0])]).numbers == (6.0,)
