"""The degree of a rational function bounds how often a draw may deceive."""

from __future__ import annotations

import pytest
import sympy

from grader.evaluation.components import Place, components
from grader.evaluation.degrees import rational_degree
from grader.evaluation.entries import entries, names
from grader.evaluation.survey import survey
from grader.language.declarations import scope
from grader.language.shapes import meaning

VARIABLES = {"A": "n x n", "x": "n", "s": "scalar", "f": "R^n -> R"}
DEGREES = [
    ("s", 1),
    ("3", 0),
    ("n*s", 1),
    ("s^3*(s + 1)^2/7", 5),
    ("x.T*A*x", 3),
    ("trace(A^4)", 4),
    ("(A^3)^2*x", 7),
    ("A^200*x", 201),
    ("sum(x.*x)*s", 3),
    ("x[1]*x[2]^2", 3),
    ("kron(A, A)*s", 3),
    ("diag(x)*A", 2),
    ("(s - s)^2", 2),  # a bound
    ("s/s", 2),
    ("1/x[1]", 1),
    ("1/s + 1/s^2", 5),  # over s·s²: they are not known to be powers of the same
    ("1/(s + 1) + 3/(s + 1)", 1),
    ("s^-3", 3),
    ("det(A)", 12),  # n is drawn up to 12
    ("det(A)^5*s", 61),
    ("inv(A)", 23),
    ("inv(A)^200", 200 * 23),
    ("x./x", 1 + 11 + 12),
    ("f(x)", None),
]


@pytest.mark.parametrize(("text", "degree"), DEGREES)
def test_degree(text, degree):
    assert rational_degree(meaning(text, scope(VARIABLES)).tree) == degree


@pytest.mark.parametrize(
    ("text", "degree"), [(text, degree) for text, degree in DEGREES if degree and degree < 30]
)
def test_sympy_finds_no_larger_degree(text, degree):
    known = scope(VARIABLES)
    tree = meaning(text, known).tree
    table = entries(known.variables, {"n": 2}, list(names(tree)))
    matrix = components(tree, Place(table.matrices, {"n": 2}, {}))
    for entry in filter(lambda one: one.free_symbols, matrix):
        above, below = sympy.fraction(sympy.cancel(sympy.together(entry)))
        found = [sympy.Poly(one, *matrix.free_symbols).total_degree() for one in (above, below)]
        assert sum(found) <= degree


@pytest.mark.parametrize("text", ["A^200*x", "A^512", "(A^30*A)^8"])
def test_a_power_of_a_matrix_has_the_degree_of_a_polynomial(text):
    found = survey(meaning(text, scope(VARIABLES)).tree)
    assert found.degree < 1000 < found.weight
