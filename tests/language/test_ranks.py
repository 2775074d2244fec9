"""Pseudo-inverses are read as the formula for the rank that is known, or left to a tutor."""

from __future__ import annotations

import pytest

from grader.comparison.ladder import compare
from grader.errors import UnsettledError

NAMES = {
    "X": "n x d full rank", "y": "n", "w": "d", "A": "n x m", "B": "n x n invertible",
    "x": "scalar",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("pinv(X)*y", "inv(X.T*X)*X.T*y"),
        ("X^+ y", "inv(X.T*X)*X.T*y"),
        ("X⁺ y", "inv(X.T*X)*X.T*y"),
        ("X^{+}*y", "inv(X.T*X)*X.T*y"),
        ("np.linalg.pinv(X) @ y", "inv(X.T*X)*X.T*y"),
        ("X.pinv()*y", "inv(X.T*X)*X.T*y"),
        ("(X'X)^+ X' y", "inv(X.T*X)*X.T*y"),
        ("pinv(X').T*y", "inv(X.T*X)*X.T*y"),
        ("pinv(-2X)*y", "-pinv(X)*y/2"),
        ("X^+*X*w", "w"),
        ("pinv(B)", "inv(B)"),
        ("x^+2", "x^2"),
    ],
)
def test_a_known_rank_gives_a_formula(answer, reference):
    assert compare(answer, reference, NAMES).outcome == "equal"


@pytest.mark.parametrize("answer", ["pinv(A)*y", "A^+*y", "pinv(X*X.T)*y"])
def test_an_unknown_rank_is_left_to_a_tutor(answer):
    with pytest.raises(UnsettledError, match="depends on the rank"):
        compare(answer, "A.T*y" if "A" in answer else "y", NAMES)
