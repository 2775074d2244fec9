"""Free indices: any letters will do where their ranges tell which is which; a_ji is not a_ij."""

from __future__ import annotations

import pytest

from grader.comparison.key import Key
from grader.comparison.ladder import verdict
from grader.errors import AnswerError
from grader.language.declarations import scope
from grader.language.shapes import meaning

WIDE = {"A": "m x n", "B": "n x n", "x": "n", "y": "m"}


def judged(answer, reference="A[i,j]"):
    names = scope(WIDE, index_base=1)
    return verdict(answer, Key(meaning(reference, names), names, 7))


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("A_ij", "A[i,j]"), ("A_pq", "A[i,j]"), ("A_qp", "A[i,j]"), ("A_{l,k}", "A[i,j]"),
        ("A_ik", "A[i,j]"), ("A^T_ji", "A[i,j]"), ("A_ji^T", "A[i,j]"), ("A_{j,i}^⊤", "A[i,j]"),
        ("sum_q A_pq x_q", "sum_k A[i,k]*x[k]"), ("y_j x_i", "x[i]*y[j]"),
        ("B_ab", "B[i,j]"),
    ],
)  # fmt: skip
def test_any_letters_that_can_be_told_apart_are_right(answer, reference):
    assert judged(answer, reference).outcome == "equal"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("A_ji", "The indices are swapped. Your answer is for i = 1 … n and j = 1 … m, asked for "
                 "is i = 1 … m and j = 1 … n."),
        ("A_ij^T", "The indices are swapped. "),
        ("2 A_ji", "Your answer is for i = 1 … n and j = 1 … m, asked for is i = 1 … m and"),
        ("x_j", "Your answer is for j = 1 … n, asked for is i = 1 … m and j = 1 … n."),
        ("A_ij y_k", "Your answer is for i = 1 … m and j = 1 … n and k = 1 … m, asked for is"),
    ],
)  # fmt: skip
def test_other_ranges_are_wrong_and_named(answer, told):
    found = judged(answer)
    assert found.outcome == "different"
    assert found.mistake.explanation.startswith(told)


@pytest.mark.parametrize(
    ("answer", "reference", "told"),
    [
        ("A_ik x_k", "sum_k A[i,k]*x[k]", "the index `k` stands here twice and is not summed over"),
        ("x_i", "x", "this has the free index `i`, asked for is the whole"),
    ],
)
def test_what_may_be_right_but_is_written_too_shortly_is_asked_about(answer, reference, told):
    with pytest.raises(AnswerError, match=told):
        judged(answer, reference)


def test_a_square_matrix_with_its_indices_swapped_is_refuted_by_a_point():
    found = judged("B_ji", "B[i,j]")
    assert found.outcome == "different"
    assert found.counterexample is not None


@pytest.mark.parametrize(
    "typed", ["X^† y", r"X^\dagger y", r"X^{\dagger} y", "X† y", "X^+ y", "X⁺ y"]
)
def test_the_pseudo_inverse_as_it_is_written(typed):
    names = scope({"X": "n x d full rank", "y": "n"}, index_base=1)
    known = meaning("inv(X.T*X)*X.T*y", names)
    assert verdict(typed, Key(known, names, 7)).outcome == "equal"
