"""Which answers have a form: decided on what is meant, not on order, brackets or spelling."""

from __future__ import annotations

import pytest

from grader.comparison.forms import names_in, offence
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.text import text

WITHIN = scope(
    {"X": "n x d", "y": "n", "w": "d", "A": "n x n", "B": "n x n", "a": "scalar", "b": "scalar",
     "z": "n"},
)  # fmt: skip


def found(answer, word):
    against = offence(meaning(answer, WITHIN).tree, (word,))
    return against and text(against.piece)


@pytest.mark.parametrize(
    "answer",
    [
        "y.T*y - 2*w.T*X.T*y + w.T*X.T*X*w",
        "y'y - y'X w - w'X'y + w'(X'(X w))",
        "norm(y)^2 - 2*y.T*X*w + norm(X*w)^2",
        "(y'y) - (2*(w'*(X'*y))) + norm(X w)^2",
        "-(2*y.T*X*w) + dot(y, y)",
        "a^2 + 2 a b + b^2",
        "exp(a + b) + 1/(a + b)",
        "A*B + B*A",
        "inv(A + B)*y",
    ],
)
def test_a_sum_of_products_is_expanded(answer):
    assert found(answer, "expanded") is None


@pytest.mark.parametrize(
    ("answer", "piece"),
    [
        ("norm(y - X*w)^2", "norm(y - X*w)"),
        ("(y - X*w).T*(y - X*w)", "(y - X*w).T*(y - X*w)"),
        ("y.T*y - w.T*X.T*(2*y - X*w)", "w.T*X.T*(2*y - X*w)"),
        ("(a + b)^2", "(a + b)^2"),
        ("a*(a + b)", "a*(a + b)"),
        ("(a - b)/2", "(a - b)/2"),
        ("(A + B)^2", "(A + B)^2"),
        ("(A + B).T", "(A + B).T"),
        ("(y + z).*y", "(y + z).*y"),
        ("a*-(a + b)", "a*(-(a + b))"),
    ],
)
def test_what_is_not_multiplied_out_is_named(answer, piece):
    assert found(answer, "expanded") == piece


@pytest.mark.parametrize(
    ("answer", "has_it"),
    [
        ("(A + A.T)*z", True),
        ("2*A*z", True),
        ("z'*(A + B)", True),
        ("a*(a + b)", True),
        ("A*z + A.T*z", False),
        ("2*(A*z + A.T*z)", False),
        ("-(a*b + b^2)", False),
        ("a*(a*b + b)", False),
        ("A*(B*z + B.T*z)", False),
    ],
)
def test_a_product_without_a_common_factor_left_is_factored(answer, has_it):
    assert (found(answer, "factored") is None) is has_it


@pytest.mark.parametrize(
    ("answer", "word", "piece"),
    [
        ("inv(A)*z", "no_inverse", "inv(A)"),
        ("A^-1 z", "no_inverse", "inv(A)"),
        ("z/a", "no_inverse", None),
        ("A.I*B", "no_inverse", "inv(A)"),
        ("A*z", "simplified_dimensions", None),
        ("eye(n)*A*z", "simplified_dimensions", "eye(n)*A*z"),
        ("A + zeros(n, n)", "simplified_dimensions", "A + zeros(n, n)"),
        ("sum_i a", "simplified_dimensions", "Sum(a, (i, 1, n))"),
    ],
)
def test_other_forms(answer, word, piece):
    if "sum_i" in answer:
        answer = "Sum(a, (i, 1, n))"
    assert found(answer, word) == piece


def test_names_are_those_that_are_typed():
    within = scope(
        {"w": "n", "λ": "scalar"}, definitions={"h": meaning("w", scope({"w": "n"})).tree}
    )
    assert names_in("lambda*h + 2w", within) >= {"λ", "h", "w"}
    assert "w" not in names_in("2*h", within)
