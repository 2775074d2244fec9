"""What is said about an answer that cannot be read: the message, the marked words, the hint."""

from __future__ import annotations

import pytest

from grader.errors import AnswerError
from grader.language.declarations import Scope, scope
from grader.language.shapes import meaning

NAMES: Scope = scope({
    "a": "scalar", "b": "scalar", "lambda": "scalar", "t": "scalar",
    "x": "n", "y": "n", "A": "n x n", "B": "n x n",
    "X": "n x m", "u": "m", "W_out": "m x n", "h": "1 x m", "z": "3", "M": "2 x 3",
    "f": "R^n -> R", "g": "R^m -> R^n", "phi": "R -> R", "L": "R^2 -> R",
})  # fmt: skip
LISTED = "the names are a, b, lambda, t, x, y, A, B, X, u, W_out, h, z, M, f, g, phi, L, m, n"


def complaint(answer: str, names: Scope = NAMES) -> tuple[str, str, str]:
    """The message, the words under the carets, and the hint."""
    with pytest.raises(AnswerError) as caught:
        meaning(answer, names)
    error = caught.value
    assert 0 <= error.span.start < error.span.end <= len(answer)
    return error.message, answer[error.span.start : error.span.end], error.hint
