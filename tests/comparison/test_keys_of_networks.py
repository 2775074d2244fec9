"""Keys for networks and losses with kinks: proved by tangents, with signs decided way by way."""

from __future__ import annotations

import pytest

from grader import check_key, derive
from grader.comparison.proofs import Asked, occurring
from grader.evaluation.evaluator import value
from grader.evaluation.fields import TOP
from grader.evaluation.modular import MODULAR_RULES
from grader.evaluation.remembered import remembering
from grader.evaluation.residues import Draw, Residues
from grader.language.declarations import scope
from grader.language.shapes import meaning

LAYERS = {
    "W1": "h x n", "W2": "k x h", "W3": "k x k", "x": "n", "b1": "h", "b2": "k", "v": "k", "y": "k",
}  # fmt: skip
UNUSED = {"t": "k in {0, 1}", "u": "k one-hot", "i": "scalar integer", "Q": "n x n orthogonal"}
NORMED = {"x": "n", "g": "scalar", "c": "n"}
HINGE = {"X": "m x n", "y": "m in {-1, 1}", "w": "n"}
TWO = "norm(W2*{0}(W1*x + b1) + b2 - y)^2/2"
DEEP = "v.T*{0}(W3*{0}(W2*{0}(W1*x + b1) + b2))"
BATCH = "c.T*(g*(x - mean(x))/sqrt(norm(x - mean(x))^2/n + 1))"

KEYS = [
    *((TWO.format(name), "W1", LAYERS, "gradient") for name in ("relu", "abs", "tanh")),
    *((TWO.format(name), "x", LAYERS, "hessian") for name in ("relu", "abs", "sigmoid")),
    *((DEEP.format(name), "W1", LAYERS, "gradient") for name in ("relu", "tanh", "softplus")),
    ("W2*relu(W1*x + b1) + b2", "x", LAYERS, "jacobian"),
    ("sum(max(0, 1 - y.*(X*w)))/m + norm(w)^2/2", "w", HINGE, "gradient"),
    (BATCH, "x", NORMED, "gradient"),
    (BATCH, "x", NORMED, "hessian"),
]


@pytest.mark.parametrize("unused", [{}, UNUSED], ids=["", "unused"])
@pytest.mark.parametrize(("function", "wrt", "variables", "task"), KEYS)
def test_the_right_key_is_proved_and_its_double_refuted(function, wrt, variables, task, unused):
    variables = variables | unused
    right = derive(function, wrt, variables, task)
    found = check_key(function, wrt, right, variables, task)
    assert (found.outcome, found.evidence[-1].kind) == ("equal", "exact")
    assert "exact tangents" in found.evidence[-1].summary
    assert check_key(function, wrt, f"2*({right})", variables, task).outcome == "different"


def test_variables_that_do_not_occur_are_not_drawn():
    within = scope(NORMED | UNUSED)
    tree = meaning("c.T*c", within)
    kept = occurring(within, Asked(tree.tree, ("x",), "gradient"), tree)
    assert set(kept.variables) == {"c", "x"}


def test_a_part_is_evaluated_once_at_a_point_and_again_for_another_index():
    within = scope({"x": "n"})
    tree = meaning("Sum(x[i]*Sum(x[i]*x[j], (j, 1, n)), (i, 1, n))", within).tree
    draw = Draw(within.variables, {"n": 3}, 1)
    first, again = (
        value(tree, Residues(TOP, draw, rules, {}))
        for rules in (MODULAR_RULES, remembering(MODULAR_RULES))
    )
    assert (first - again) % TOP.prime == 0
