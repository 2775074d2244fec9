"""What holds for small matrices alone is refuted at the smallest for which it does not.

Judged by NumPy at the matrix that is shown.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from grader import compare

SQUARE = {"A": "n x n", "B": "n x n"}

# Answer, reference (both also for NumPy), and the largest n for which they are equal.
IDENTITIES = [
    ("A*A", "trace(A)*A - det(A)*eye(n)", 2),
    ("(A*B-B*A)^2*A", "A*(A*B-B*A)^2", 2),
    (
        "A^3",
        "trace(A)*A^2-(trace(A)^2-trace(A^2))/2*A"
        "+(trace(A)^3-3*trace(A)*trace(A^2)+2*trace(A^3))/6*eye(n)",
        3,
    ),
]


@pytest.mark.parametrize(("answer", "reference", "largest"), IDENTITIES)
def test_the_smallest_matrices_that_refute_are_shown(answer, reference, largest):
    verdict = compare(answer, reference, SQUARE)
    assert verdict.outcome == "different"
    shown = verdict.counterexample
    assert shown is not None
    assert dict(shown.dimensions) == {"n": largest + 1}
    at = {name: np.array(json.loads(text)) for name, text in shown.point}
    assert np.allclose(json.loads(shown.answer), _value(answer, at, largest + 1))
    assert np.allclose(json.loads(shown.reference), _value(reference, at, largest + 1))


def _value(text, at, n):
    """The few formulas above, as NumPy has them."""
    A, B = at["A"], at.get("B", np.zeros((n, n)))
    bracket = A @ B - B @ A
    first, second, third = (np.trace(np.linalg.matrix_power(A, k)) for k in (1, 2, 3))
    return {
        "A*A": A @ A,
        "trace(A)*A - det(A)*eye(n)": first * A - np.linalg.det(A) * np.eye(n),
        "(A*B-B*A)^2*A": bracket @ bracket @ A,
        "A*(A*B-B*A)^2": A @ bracket @ bracket,
        "A^3": A @ A @ A,
        IDENTITIES[2][1]: first * A @ A
        - (first**2 - second) / 2 * A
        + (first**3 - 3 * first * second + 2 * third) / 6 * np.eye(n),
    }[text]
