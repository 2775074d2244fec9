"""What has no size of its own (I, e_1, 𝟏) takes it from its neighbours, or is refused."""

from __future__ import annotations

from itertools import product

import pytest

from grader import AnswerError, compare

VARIABLES = {"A": "n x n", "B": "m x n", "x": "n"}
OPEN = [
    "I", "I^-1", "(I+I)", "(I*I)", "(2I)", "(I.*I)", "inv(I*I)", "(I+2)", "(I*I.T)^-1", "(I+I)^-2",
    "e_1", "(e_1+e_2)", "e_1*e_1.T", "e_i", "𝟏", "(I e_1)",
]  # fmt: skip
AROUND = [
    "{}", "{}*x", "x*{}", "{}*x.T", "x.T*{}*x", "A*{}", "B*{}*x", "x + {}", "A.*{}", "{}./A",
    "{}*{}*x", "inv(A + {})*x", "{}.T*x", "{} - {}", "[{}, 1]", "trace({}*A)*x",
]  # fmt: skip
MEANT = [
    ("x*I", "x", "equal"),
    ("I*x", "x", "equal"),
    ("(I*I)^-1*x.T", "x.T", "equal"),
    ("x*(I.*I)", "x", "equal"),
    ("(I + I)^-2*x*4", "x", "equal"),
    ("x*(2I)^-1", "x/2", "equal"),
    ("A*(I*I + A)", "A + A*A", "equal"),
    ("(I + I)*x", "x", "different"),
    ("x*(I + I)", "x", "different"),
    ("e_1*e_1.T*x", "x[1]*unit(1, n)", "equal"),
]
REFUSED = [
    ("x*e_1", "two columns have no matrix product"),
    ("x*e_1.T", "a unit vector stands where only a number fits"),
    ("x + I", "an identity matrix is square: I cannot be n×1"),
    ("x + I*I", "what is a scalar here cannot be n×1"),
]


@pytest.mark.parametrize(("part", "around"), list(product(OPEN, AROUND)))
def test_every_size_is_found_or_asked_for(part, around):
    for reference in ("x", "A", "x.T*x"):
        try:
            found = compare(around.replace("{}", part), reference, VARIABLES)
        except AnswerError:
            continue  # and nothing else
        assert "?" not in found.shape


@pytest.mark.parametrize(("answer", "reference", "outcome"), MEANT)
def test_the_size_is_the_one_that_fits(answer, reference, outcome):
    assert compare(answer, reference, VARIABLES).outcome == outcome


@pytest.mark.parametrize(("answer", "message"), REFUSED)
def test_a_size_that_cannot_be_is_refused(answer, message):
    with pytest.raises(AnswerError) as error:
        compare(answer, "x", VARIABLES)
    assert message in error.value.message
