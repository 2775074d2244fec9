"""Whatever is wrong with a student's code is said in the student's words, with the line."""

from __future__ import annotations

import sys

import pytest

from grader.comparison.functions.judging import judged, prepared
from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.comparison.key import prepared as prepared_key
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
        ("return x > 0", "It returns truth values (ndarray of bool); real numbers are asked", ""),
        ("return x + 0j", "It returns complex numbers (ndarray of complex128); real numbers", ""),
        ("return [str(v) for v in x]", "It returns texts (list of <U", ""),
        ("import threading; threading.Thread().start()",
         "The sandbox does not allow this: starting threads (line 3 of answer.py).", None),
        ("return int(input())", "It stops with EOFError", None),
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


# Right, but not everywhere: the body of `grad`, where `right` is the right value.
NEARLY = {
    "a single number": "return right if A.size > 1 else right + 1",
    "square matrices": "return right * (1 + (A.shape[0] == A.shape[1]))",
    "wide matrices": "return right * (1 + (A.shape[0] < A.shape[1]))",
    "many entries": "return right * (1 + (A.shape[1] >= 7))",
    "negative numbers": "return right * (1 + 0.1 * (x < 0).any())",
    "nothing but zeros": "return right if A.any() else right + np.nan",
    "zeros, by an exception": "return right / (1 if A.any() else int(A[0, 0]))",
    "large numbers": "return right * (1 + (abs(A).max() > 20))",
    "small numbers": "return right * (1 + (abs(A).max() < 0.05))",
    "its first entry": "return right * np.r_[1.0001, np.ones(x.size - 1)]",
    "its smallest entry": "return right * np.where(abs(right) == abs(right).min(), 1.01, 1)",
    "whole numbers alone": "return np.rint(right)",
    "six decimals": "return np.round(right, 6)",
}


@pytest.mark.parametrize("where", NEARLY)
def test_what_is_wrong_somewhere_is_wrong_and_no_factor_is_named(verdict_on, where):
    head = "import numpy as np\ndef grad(A, x, b):\n    x, b = x.ravel(), b.ravel()\n"
    found = verdict_on(f"{head}    right = {RIGHT}\n    {NEARLY[where]}\n")
    assert found.outcome is Outcome.DIFFERENT
    assert "factor" not in found.reason
    assert "grad([" in found.reason


def test_of_wrong_calls_the_smallest_is_shown(verdict_on):
    found = verdict_on(f"def grad(A, x, b):\n    return {RIGHT} + (A.shape != (3, 2))\n")
    assert "grad([[" in found.reason
    assert found.reason.split("grad([[")[1].split("]]")[0].count(",") == 0  # a matrix 1×1


def test_code_that_stops_where_all_dimensions_are_1_is_right_with_a_remark(verdict_on):
    text = f"def grad(A, x, b):\n    if A.size == 1: raise ValueError\n    return {RIGHT}\n"
    found = verdict_on(text)
    assert found.outcome is Outcome.EQUAL
    assert "where all dimensions are 1 it stops with ValueError" in found.notes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def grad(A, x, b, seen=[]):\n    seen.append(1)\n    return R * len(seen)",
         "alone, a call gives the right value"),
        ("n = 0\ndef grad(A, x, b):\n    global n\n    n += 1\n    return R + (n > 9)",
         "alone, a call gives the right value"),
        ("kept = []\ndef grad(A, x, b):\n    kept.append(R)\n    return kept[0]",
         "alone, a call gives the right value"),
        ("n = 0\ndef grad(A, x, b):\n    global n\n    n += 1\n    return R * n + 1",
         "the same inputs give other values when it is called again"),
        ("import random\ndef grad(A, x, b):\n    return R + random.random()",
         "not on chance, the clock"),
        ("import time\ndef grad(A, x, b):\n    return R + time.time()", "not on chance, the clock"),
    ],
)  # fmt: skip
def test_state_and_chance_are_told_apart(verdict_on, text, words):
    found = verdict_on(text.replace("R", RIGHT))
    assert found.outcome is Outcome.DIFFERENT
    assert words in found.reason, found.reason


# What stands around the function and fails here, the function itself being right.
AROUND = {
    "asks": ("n = int(input('n? '))", "It stops with EOFError", "line 1 of answer.py"),
    "reads": ("import numpy as np\ndata = np.loadtxt('data.csv')", "data.csv", "line 2"),
    "names": ("print(undefined)", "name 'undefined' is not defined", "line 1"),
    "lacks": ("import pandas as pd", "The module `pandas` is not there", "line 1"),
    "ends": ("import sys\nif True:\n    sys.exit(main())\n", "name 'main'", "line 3"),
}


@pytest.mark.parametrize("kind", AROUND)
@pytest.mark.parametrize("is_above", [True, False])
def test_what_fails_around_the_function_is_left_out_and_said(verdict_on, kind, is_above):
    around, what, place = AROUND[kind]
    function = f"def grad(A, x, b):\n    return {RIGHT}\n"
    found = verdict_on(f"{around}\n{function}" if is_above else f"{function}{around}\n")
    assert found.outcome is Outcome.EQUAL, found.reason
    assert what in found.notes[0]
    assert found.notes[0].endswith("The rest was run")
    assert place in found.notes[0] or not is_above


def test_a_module_that_is_not_there_is_named_where_the_function_needs_it(verdict_on):
    text = f"from scipy.special import expit\ndef grad(A, x, b):\n    return expit({RIGHT})\n"
    found = verdict_on(text)
    assert found.reason == "The module `scipy` is not there (line 1 of answer.py)."
    assert found.hint == "there are NumPy and the usual modules of Python"
    assert not found.is_runnable


@pytest.mark.parametrize(
    ("head", "note"),
    [
        ("grad(*, A, x, b)", "it was called by the names of its parameters"),
        ("grad(A, x, *, b)", "it was called by the names of its parameters"),
        ("grad(b, *, x, A)", "it was called by the names of its parameters"),
        ("grad(b, A, x)", "the parameters have another order: it was called by their names"),
        (
            "grad(scale=1, A=None, x=None, b=None)",
            "the parameters have another order: it was called by their names",
        ),
        ("grad(A, x, b=0, scale=1)", ""),
        ("grad(A, x, b, /)", ""),
        ("grad(A, v, c, x=None, b=None)", ""),
        ("grad(*given)", ""),
    ],
)
def test_a_function_may_take_its_arguments_in_any_way(verdict_on, head, note):
    body = "if x is None: x, b = v, c" if " v, c" in head else "pass"
    body = "A, x, b = given" if "given" in head else body
    found = verdict_on(f"def {head}:\n    {body}\n    return {RIGHT}\n")
    assert found.outcome is Outcome.EQUAL, (found.reason, found.notes)
    assert [each for each in found.notes if "read as" not in each] == ([note] if note else [])


def test_parameters_of_other_names_in_another_order_are_pointed_out(verdict_on):
    found = verdict_on(f"def grad(x, A, c):\n    return {RIGHT.replace('b', 'c')}\n")
    assert found.outcome is Outcome.DIFFERENT
    told = "its parameters are called x, A, c, and were given A, x, b in this order"
    assert told in found.notes


@pytest.mark.parametrize(
    ("result", "note"),
    [
        (f"{RIGHT}", "a result of shape (2,) is read as a column"),
        (f"list({RIGHT})", "a list of shape (2,) is read as a column"),
        (f"tuple({RIGHT})", "a tuple of shape (2,) is read as a column"),
        (f"np.matrix({RIGHT}).T", "a matrix of shape (2, 1) is read as a column"),
        (f"np.array({RIGHT})[:, None]", ""),
    ],
)
def test_it_is_said_how_a_result_is_read(verdict_on, result, note):
    found = verdict_on(f"import numpy as np\ndef grad(A, x, b):\n    return {result}\n")
    assert found.outcome is Outcome.EQUAL
    assert found.notes == ((note,) if note else ())


PLOTS = """
import matplotlib.pyplot as plt
from mpl_toolkits.mplot3d import Axes3D
from matplotlib import cm
fig, (a, b, c) = plt.subplots(1, 3, figsize=(9, 3))
line, = a.plot([1, 2], label="x")
counts, edges, patches = plt.hist([1, 2])
with plt.style.context("ggplot"):
    plt.xlim(0, 2 * plt.xlim()[1] + 1)
for axis in fig.axes:
    axis.set_title("never")
plt.rcParams["figure.dpi"] = 100
plt.legend(); plt.tight_layout(); plt.savefig("plot.png"); plt.show()
"""


def test_plots_do_nothing_whatever_is_done_with_them(verdict_on):
    found = verdict_on(f"{PLOTS}\ndef grad(A, x, b):\n    return {RIGHT}\n")
    assert found.outcome is Outcome.EQUAL
    assert found.notes == ("a result of shape (2,) is read as a column",)


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
    assert found.notes[-1] == "it printed `size (3, 2)`"
    assert not any("size (2" in note for note in found.notes)


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
    code = HandedInCode("a.ipynb", cells)
    assert judged(code, asked_gradient, strongest).outcome is Outcome.EQUAL
    without = HandedInCode("a.ipynb", cells[:1])
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
    equal = {case.name for case in cases(3) if case.sizes["m"] == case.sizes["n"]}
    assert equal == {"all dimensions 1", "equal dimensions"}
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
