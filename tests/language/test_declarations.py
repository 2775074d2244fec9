"""Declarations as authors write them: the shape and the assumption, or what would work."""

from __future__ import annotations

import pytest

from grader.errors import DeclarationError
from grader.language.declarations import declaration


@pytest.mark.parametrize(
    ("text", "shape", "assumption"),
    [
        ("scalar", (1, 1), ""),
        ("Scalar", (1, 1), ""),
        ("R", (1, 1), ""),
        ("n", ("n", 1), ""),
        ("R^n", ("n", 1), ""),
        ("1 x n", (1, "n"), ""),
        ("nxm", ("n", "m"), ""),
        ("dxd symmetric", ("d", "d"), "symmetric"),
        ("3x2", (3, 2), ""),
        ("2xn", (2, "n"), ""),
        ("n × n positive definite", ("n", "n"), "positive definite"),
        ("n by m", ("n", "m"), ""),
        ("max", ("max", 1), ""),
        ("n positive", ("n", 1), "positive"),
        ("k one-hot", ("k", 1), "one-hot"),
        ("scalar in (0, 1)", (1, 1), "interval"),
    ],
)
def test_a_declaration_is_read_as(text, shape, assumption):
    declared = declaration("v", text)
    assert (declared.shape, declared.structure or declared.domain) == (shape, assumption)


@pytest.mark.parametrize(
    "text",
    ["", "vector", "matrix", "complex", "positive scalar", "symmetric n x n", "n+1", "(n, m)",
     "in (0, 1)"],
)  # fmt: skip
def test_what_is_no_shape_is_not_taken_for_a_dimension(text):
    with pytest.raises(DeclarationError) as caught:
        declaration("v", text)
    assert caught.value.message == f"`v: {text}` does not begin with a shape"
    assert caught.value.hint == "a shape is `scalar`, `n`, `1 x n`, `n x m` or `3 x 2`"
