"""Right keys of functions with kinks that tangents give up on are not refused by differences."""

from __future__ import annotations

import pytest

from grader import derive
from grader.exercises.library import lint_file

LAYERS = {
    "W1": "h x n", "W2": "k x h", "W3": "k x k", "x": "n", "b1": "h", "b2": "k", "y": "k",
}  # fmt: skip
NORMED = {"x": "n", "g": "scalar", "c": "n"}
BATCH = "c.T*relu(g*(x - mean(x))/sqrt(norm(x - mean(x))^2/n + 1))"
DEEP = "norm(W3*relu(W2*relu(W1*x + b1) + b2) - y)^2"


@pytest.mark.parametrize(
    ("function", "wrt", "variables"), [(BATCH, "x", NORMED), (DEEP, "W1", LAYERS)]
)
def test_a_right_key_is_accepted_and_its_double_refused(tmp_path, function, wrt, variables):
    right = derive(function, wrt, variables, "hessian")
    assert problems(tmp_path, function, wrt, variables, right) == []
    assert problems(tmp_path, function, wrt, variables, f"2*({right})")


def problems(folder, function, wrt, variables, reference):
    names = ", ".join(f"{name}: {shape}" for name, shape in variables.items())
    page = folder / "kinks.yaml"
    page.write_text(
        "sheet: kinks\ntitle: Kinks\nindex_base: 1\nparts:\n"
        "  - id: a\n    kind: formula\n    title: A\n    prompt: p\n    points: 1\n"
        f"    variables: {{{names}}}\n    function: {function}\n    wrt: {wrt}\n"
        f"    task: hessian\n    reference: {reference}\n",
        encoding="utf-8",
    )
    report = lint_file(str(page))
    return [*report.complaints, *(key for key in report.keys if key.evidence == "wrong")]
