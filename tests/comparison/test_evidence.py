"""Exact evidence says for which dimensions it speaks: for all, or which were tried."""

from __future__ import annotations

import pytest

from grader import compare

REGRESSION = {"X": "n x d full rank", "y": "n"}
SUMMARIES = [
    ({"A": "n x n"}, "A*A*A", "A^3*1", "equal for all n"),
    ({"s": "scalar"}, "(s + 1)^2", "s^2 + 2*s + 1", "equal everywhere"),
    ({"A": "n x n invertible"}, "inv(A)*A", "eye(n)", "equal (tried n = 4, 5)"),
    (
        REGRESSION,
        "inv(2*X.T*X)*2*X.T*y",
        "inv(X.T*X)*X.T*y",
        "equal (tried d = 3, n = 3; d = 3, n = 4; d = 4, n = 4)",
    ),
    (
        {"x": "n", "s": "scalar positive"},
        "abs(s*n)*sum(x)",
        "s*n*sum(x)",
        "equal (tried n = 2, 3, 4, …, 8)",
    ),
]


@pytest.mark.parametrize(("variables", "answer", "reference", "summary"), SUMMARIES)
def test_the_summary_names_the_dimensions(variables, answer, reference, summary):
    evidence = compare(answer, reference, variables).evidence[-1]
    assert evidence.kind == "exact"
    assert evidence.summary.startswith(summary + ":")


def test_every_choice_that_was_tried_is_recorded():
    evidence = compare("inv(2*X.T*X)*2*X.T*y", "inv(X.T*X)*X.T*y", REGRESSION).evidence[-1]
    assert not evidence.every_dimension
    assert [dict(choice) for choice in evidence.dimensions] == [
        {"d": 3, "n": 3},
        {"d": 3, "n": 4},
        {"d": 4, "n": 4},
    ]
