"""An answer without a value for dimensions for which the key has one is no right answer.

Judged against NumPy's ranks: X Xᵀ is singular for every X with more rows than columns.
"""

from __future__ import annotations

import numpy as np
import pytest

from grader.comparison.ladder import compare

TALL = {"X": "n x d full rank", "y": "n", "w": "d"}
ANY = {"X": "n x d", "y": "n", "w": "d"}
SQUARE = {"A": "n x n", "x": "n"}

SINGULAR_FOR_TALL_X = [
    ("X.T*inv(X*X.T)*y", "inv(X.T*X)*X.T*y"),
    ("inv(X*X.T)*X*w", "X*inv(X.T*X)*w"),
    ("norm(X.T*inv(X*X.T)*y)", "norm(inv(X.T*X)*X.T*y)"),
    ("log(norm(X.T*inv(X*X.T)*y)^2)", "log(norm(inv(X.T*X)*X.T*y)^2)"),
    ("exp(w.T*X.T*inv(X*X.T)*y)", "exp(w.T*inv(X.T*X)*X.T*y)"),
    ("abs(y.T*inv(X*X.T)*X*w)", "abs(y.T*X*inv(X.T*X)*w)"),
]


@pytest.mark.parametrize("names", [TALL, ANY], ids=["full rank", "any"])
@pytest.mark.parametrize(("answer", "reference"), SINGULAR_FOR_TALL_X)
def test_an_inverse_of_what_is_singular_for_tall_matrices_is_refuted(answer, reference, names):
    verdict = compare(answer, reference, names)
    assert verdict.outcome == "different"
    shown = verdict.counterexample
    assert shown is not None
    assert shown.answer == "not defined"
    rows, columns = dict(shown.dimensions)["n"], dict(shown.dimensions)["d"]
    X = np.random.default_rng(1).standard_normal((rows, columns))
    assert np.linalg.matrix_rank(X @ X.T) < rows
    assert np.linalg.matrix_rank(X.T @ X) == columns


@pytest.mark.parametrize(
    ("answer", "reference", "names"),
    [
        ("x*x.T*inv(x*x.T)*x", "x", SQUARE),
        ("inv(A - A)*x*0", "0*x", SQUARE),
        ("x/(n - n)*0", "0*x", SQUARE),
        ("w/(n - d)*(n - d)", "w", TALL),
        ("w/norm(w - w)", "w", TALL),
    ],
)
def test_what_has_no_value_anywhere_says_so(answer, reference, names):
    verdict = compare(answer, reference, names)
    assert verdict.outcome == "different"
    assert verdict.mistake is not None
    assert verdict.mistake.explanation.startswith("Your answer has no value for ")


@pytest.mark.parametrize(
    ("answer", "reference", "names"),
    [
        ("A.T*inv(A*A.T)*x", "inv(A)*x", SQUARE),
        ("inv(X.T*X)*X.T*y", "pinv(X)*y", TALL),
        ("x/(x.T*x)*(x.T*x)", "x", SQUARE),
        ("norm(w)*(w/norm(w))", "w", TALL),
        ("X*inv(X.T*X)*w", "X*inv(X.T*X)*w", ANY),
        ("(2*X.T*X)^-1*(2*X.T*y)", "inv(X.T*X)*X.T*y", TALL),
    ],
)
def test_single_points_without_a_value_do_not_matter(answer, reference, names):
    assert compare(answer, reference, names).outcome == "equal"


def test_no_point_has_a_matrix_of_full_rank_with_more_columns_than_rows():
    verdict = compare("norm(inv(X.T*X)*X.T*y) + 1", "norm(inv(X.T*X)*X.T*y)", TALL)
    assert verdict.counterexample is not None
    sizes = dict(verdict.counterexample.dimensions)
    assert sizes["n"] >= sizes["d"]
