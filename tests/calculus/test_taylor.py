"""Taylor polynomials against SymPy's derivatives, which know nothing of ours."""

from __future__ import annotations

import itertools
import math

import pytest
import sympy as sp

from grader.calculus.errors import CalculusError
from grader.calculus.taylor import Expansion
from grader.evaluation.evaluator import value
from grader.evaluation.real import Floats
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.tree import SCALAR, Number, Variable

X, Y = sp.symbols("x y")
AT = (1, 2)


def theirs(function, order, x, y):
    total = 0.0
    for i, j in itertools.product(range(order + 1), repeat=2):
        if i + j <= order:
            partial = sp.diff(function, X, i, Y, j).subs({X: AT[0], Y: AT[1]})
            factor = (x - AT[0]) ** i * (y - AT[1]) ** j / math.factorial(i) / math.factorial(j)
            total += float(partial) * factor
    return total


@pytest.mark.parametrize("order", range(5))
@pytest.mark.parametrize(
    ("ours", "function"),
    [
        ("x^2/4 + y^2/9", X**2 / 4 + Y**2 / 9),
        ("exp(x*y)*y", sp.exp(X * Y) * Y),
        ("log(x + y^2)/x", sp.log(X + Y**2) / X),
        ("sin(x)*cos(y) + x^3*y", sp.sin(X) * sp.cos(Y) + X**3 * Y),
    ],
)
def test_polynomials_in_two_numbers(ours, function, order):
    within = scope({"x": "scalar", "y": "scalar"})
    wrt = (Variable("x", SCALAR), Variable("y", SCALAR))
    made = Expansion(meaning(ours, within).tree, wrt, order)
    tree = made.polynomial({"x": Number(AT[0]), "y": Number(AT[1])})
    for x, y in ((1.3, 1.6), (0.2, 2.9)):
        found = value(tree, Floats({"x": x, "y": y}, {}))
        assert found == pytest.approx(theirs(function, order, x, y), rel=1e-9)


def test_a_vector_has_orders_up_to_two():
    within = scope({"x": "n", "x0": "n"})
    wrt = (Variable("x", ("n", 1)),)
    function = meaning("sum(exp(x))", within).tree
    Expansion(function, wrt, 2)
    with pytest.raises(CalculusError, match="has no matrix form"):
        Expansion(function, wrt, 3)
