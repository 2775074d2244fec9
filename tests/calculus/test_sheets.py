"""The questions of the sheets: what is derived is the key, reads like it, and is quickly there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from grader import compare
from grader.calculus.derive import derive
from grader.exercises.asked import answered
from grader.exercises.library import load_exercise
from grader.language.text import text

EXERCISES = Path(__file__).parents[2] / "exercises"
SHEETS = ("calculus-for-ml", "computing-gradients", "least-squares", "optml-01")
TASKS = ("gradient", "jacobian", "hessian")


def questions() -> dict[str, dict]:
    """Every part with a function to be differentiated, by sheet and id."""
    found = {}
    for path in [EXERCISES / f"{sheet}.yaml" for sheet in SHEETS]:
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        for part in sheet["parts"]:
            # The entry of a Jacobian (`entry: i, j`) has no name that `derive` could be asked by,
            # nor has a derivative at a point.
            is_entry_of_matrix = "," in part.get("entry", "")
            is_special = is_entry_of_matrix or "at" in part or "up_to" in part
            if part.get("task") in TASKS and "wrt" in part and not is_special:
                found[f"{path.stem} {part['id']}"] = {"base": sheet["index_base"], **part}
    return found


QUESTIONS = questions()

TEXTS = {
    "calculus-for-ml example-gradient": "w",
    "calculus-for-ml example-jacobian": "w.T",
    "calculus-for-ml 1.a.i": "X",
    "calculus-for-ml 1.a.ii": "w*J_f(w) + f(w)*eye(n)",
    "calculus-for-ml 1.c-grad-x": "2*J_q(x).T*q(x)",
    "calculus-for-ml 1.b.i-gradient": "(X + X.T)*w",
    "calculus-for-ml 1.b.i-hessian": "X + X.T",
    "calculus-for-ml 1.b.ii-gradient": "2*w",
    "calculus-for-ml 1.b.ii-hessian": "2*eye(n)",
    "calculus-for-ml 1.c-grad-z": "2*z",
    "calculus-for-ml 2.gradient": "[x_1/2, 2*x_2/9]",
    "calculus-for-ml 3.b": "2*X.T*(X*w - y)",
    "computing-gradients layout.derivative": "x.T*(A + A.T)",
    "computing-gradients layout.gradient": "(A + A.T)*x",
    "computing-gradients chain.derivative": "J_g(f(x))*J_f(x)",
    "computing-gradients chain.gradient": "J_f(x).T*J_g(f(x)).T",
    "computing-gradients chain.entry": "(J_f(x).T*J_g(f(x)).T)[i]",
    "computing-gradients linreg.dJ-dhi": "(h[i] - y[i])/m",
    "computing-gradients jacobian.Ax": "A",
    "computing-gradients jacobian.xA": "A.T",
    "computing-gradients linreg.dh-dw": "X.T",
    "computing-gradients linreg.grad-h": "(h - y)/m",
    "computing-gradients linreg.grad-w": "X*(X.T*w + b - y.T)/m",
    "computing-gradients linreg.dh-db": "ones(m)",
    "computing-gradients linreg.grad-b": "sum(w.T*X + b - y)/m",
    "computing-gradients logreg.dsigma": "sigmoid(z)*(1 - sigmoid(z))",
    "computing-gradients logreg.dJ-dzi": "(sigmoid(z[i]) - y[i])/m",
    "computing-gradients logreg.grad-z": "(sigmoid(z) - y)/m",
    "computing-gradients logreg.grad-w": "X*(sigmoid(X.T*w + b) - y.T)/m",
    "computing-gradients logreg.grad-b": "sum(sigmoid(w.T*X + b) - y)/m",
    "least-squares df-dx0": ("A_00*(A_00*x_0 + A_01*x_1 - b_0) + A_10*(A_10*x_0 + A_11*x_1 - b_1)"),
    "least-squares df-dx1": ("A_01*(A_00*x_0 + A_01*x_1 - b_0) + A_11*(A_10*x_0 + A_11*x_1 - b_1)"),
    "least-squares grad-components": (
        "[A_00*(A_00*x_0 + A_01*x_1 - b_0) + A_10*(A_10*x_0 + A_11*x_1 - b_1), "
        "A_01*(A_00*x_0 + A_01*x_1 - b_0) + A_11*(A_10*x_0 + A_11*x_1 - b_1)]"
    ),
    "least-squares grad-matrix": "A.T*(A*x - b)",
    "optml-01 1a": "J_f(x).T*g(x) + J_g(x).T*f(x)",
    "optml-01 1b": "(g(x)*J_f(x) + f(x)*J_g(x)).T",
    "optml-01 2a": "J_f(x).T*J_g(f(x)).T",
    "optml-01 2b": "h2'(h1(f(x)))*h1'(f(x))*J_f(x).T",
    "optml-01 2c": (
        "(J_L(x(w), y(w), z(w))[1]*J_x(w) + J_L(x(w), y(w), z(w))[2]*J_y(w) "
        "+ J_L(x(w), y(w), z(w))[3]*J_z(w)).T"
    ),
    "optml-01 3a": "a",
    "optml-01 3b": "A",
    "optml-01 3c": "(A + A.T)*x",
    "optml-01 3d": "x*x.T",
    "optml-01 4a": (
        "[x - 2*x*y^3*z*sigmoid(x^2*y^3*z), z - 3*x^2*y^2*z*sigmoid(x^2*y^3*z), "
        "y - x^2*y^3*sigmoid(x^2*y^3*z)]"
    ),
    "optml-01 4b": "x",
    "optml-01 4c": "(sigmoid(w.T*x) - 1)*x",
}


def asked(name: str) -> tuple[str, str | list[str], dict[str, str], str, int]:
    """The arguments of `derive` for a question."""
    part = QUESTIONS[name]
    wrt = f"{part['wrt']}[{part['entry']}]" if "entry" in part else part["wrt"]
    variables = {key: str(text) for key, text in part["variables"].items()}
    return part["function"], wrt, variables, part["task"], part["base"]


def test_every_question_has_its_text_here():
    assert set(QUESTIONS) == set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_a_derived_key_reads_like_the_sheet(name):
    function, wrt, variables, task, base = asked(name)
    found = derive(function, wrt, variables, task, index_base=base)
    assert text(found.result, base) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_a_derived_key_is_the_key(name):
    function, wrt, variables, task, base = asked(name)
    found = derive(function, wrt, variables, task, index_base=base)
    sheet, _, part = name.partition(" ")
    question = load_exercise(str(EXERCISES / f"{sheet}.yaml")).part(part).question
    key = text(answered(question, base), base)
    verdict = compare(key, text(found.result, base), variables, index_base=base)
    assert verdict.outcome == "equal", verdict
