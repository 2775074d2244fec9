"""Lists as they are written by hand: read where that gives the shape asked for, never guessed."""

from __future__ import annotations

import pytest

from grader import AnswerError, compare

NAMES = {"a": "scalar", "b": "scalar", "x": "n", "A": "n x n"}


@pytest.mark.parametrize(
    ("answer", "reference", "message"),
    [
        ("[a, b]^T", "[a, b]", "`[a, b]^T` has two readings"),
        ("(a, b)'", "[a, b]", "`(a, b)'` has two readings"),
        (r"2(a/2, b/2)^\top", "[a, b]", r"`(a/2, b/2)^\top` has two readings"),
        ("np.array([a, b]).T", "[a, b]", "`np.array([a, b]).T` has two readings"),
        ("<a, b>", "[a, b]", "`<a, b>` is read as an inner product, a number"),
        (r"\langle a, b\rangle", "[a, b]", r"`\langle a, b\rangle` is read as an inner product"),
        ("a\nb", "[a, b]", "the lines of this answer are read as one formula, a number"),
        ("a\n-b", "[a, -b]", "the lines of this answer are read as one formula, a number"),
        ("(a\n b)", "[a, b]", "the lines of this answer are read as one formula, a number"),
        ("[a -b]", "[a, -b]", "the gaps in `[a -b]` are read as products"),
        ("[a b; b a]", "[[a, b], [b, a]]", "the gaps in `[a b; b a]` are read as products"),
        ("[2a -b; b a]'", "[[2*a, b], [-b, a]]", "the gaps in `[2a -b; b a]` are read as products"),
    ],
)
def test_a_list_that_may_be_meant_is_asked_for(answer, reference, message):
    with pytest.raises(AnswerError) as caught:
        compare(answer, reference, NAMES)
    assert caught.value.message.startswith(message)
    assert "[a, b]" in caught.value.hint
    assert 0 <= caught.value.span.start < caught.value.span.end <= len(answer)


@pytest.mark.parametrize("answer", ["|A x - x|^2", "|x|", "2|x|^2/3"])
def test_bars_around_a_vector_are_asked_for_where_a_number_is(answer):
    with pytest.raises(AnswerError) as caught:
        compare(answer, "norm(x)^2", NAMES)
    assert "is read entry by entry, as absolute values" in caught.value.message
    assert caught.value.hint == "write ‖x‖ for the norm of a vector"
    assert compare("|x| - x", "norm(x)*x", NAMES).outcome == "different"


@pytest.mark.parametrize(
    ("answer", "reference", "outcome"),
    [
        ("[a, b].T", "[a, b]", "different"),
        ("[a; b]^T", "[a, b]", "different"),
        ("[[a, b]]", "[a, b]", "different"),
        ("np.array([[a, b]]).T", "[a, b]", "equal"),
        ("Matrix([a, b]).T", "[a, b]", "different"),
        (r"\begin{pmatrix} a \\ b \end{pmatrix}^T", "[a, b]", "different"),
        (r"\begin{pmatrix} a & b \end{pmatrix}^T", "[a, b]", "equal"),
        ("x^T", "x", "different"),
        ("a - b", "[a, b]", "different"),
        ("[a - b]", "[a, b]", "different"),
        ("[a, b]", "[[a, b], [b, a]]", "different"),
        ("[2 a; 3 b]", "[2*a, 3*b]", "equal"),
        ("a\n b", "a*b", "equal"),
        ("A\nx", "A*x", "equal"),
        ("<a, b>", "a*b", "equal"),
        ("[a, b]^T*[b, a]", "2*a*b", "equal"),
        ("[a, b]*[a, b]^T", "[[a^2, a*b], [a*b, b^2]]", "equal"),
        ("[a,\n b]", "[a, b]", "equal"),
    ],
)
def test_what_has_the_shape_asked_for_is_read_as_it_stands(answer, reference, outcome):
    assert compare(answer, reference, NAMES).outcome == outcome
