"""Every kind of node, and random trees: the derivative is the difference quotient."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.calculus.derivative import derivative
from grader.calculus.differential import RULES
from grader.calculus.elementary import ELEMENTARY
from grader.calculus.errors import CalculusError
from grader.calculus.parts import FIELDS
from grader.language.declarations import scope
from grader.language.functions import ELEMENTWISE
from grader.language.nodes import nodes_of
from grader.language.shapes import meaning
from grader.language.text import text
from grader.language.tree import KINDS, SCALAR, Expression, Function, Node, Variable
from tests.calculus import numpy_value
from tests.calculus.numpy_value import Array, Point, value
from tests.calculus.points import point
from tests.laws.trees import ONE_OF_EACH, SCOPE, trees

INPUTS = {name: node for name, node in SCOPE.nodes.items() if isinstance(node, Variable)}


def names_in(tree: Node) -> set[str]:
    """The names of the variables in a tree."""
    return {node.name for node in nodes_of(tree) if isinstance(node, Variable)}


def differences(tree: Expression, wrt: Variable, at: Point) -> tuple[Array, Array]:
    """The difference quotient, and how far it can be trusted, entry by entry.

    Near a pole or a kink quotients over different steps disagree.
    """
    fine = numpy_value.jacobian(tree, at, (wrt,))
    inputs = numpy_value.places(at, wrt)
    columns = []
    for name, i, j in inputs:
        ahead = value(tree, numpy_value.moved(at, name, i, j, 3e-4))
        behind = value(tree, numpy_value.moved(at, name, i, j, -3e-4))
        columns.append(numpy_value.vec(ahead - behind) / 6e-4)
    coarse = np.hstack(columns)
    return fine, np.abs(fine - coarse)


def is_checked(tree: Expression, wrt: Variable, at: Point) -> bool:
    """Holds the Jacobian, and the gradient of a number, against differences.

    False where the point says nothing: at a pole or kink, or outside the domain.
    """
    with np.errstate(all="ignore"):
        try:
            size = np.abs(value(tree, at)).max()
            expected, doubt = differences(tree, wrt, at)
        except (np.linalg.LinAlgError, IndexError):
            return False
        largest = max(np.abs(expected).max(), size)
        if not (largest < 1e5 and doubt.max() < 1e-2):
            return False
        found = derivative(tree, wrt, "jacobian").result
        actual = value(found, at)
    if not np.isfinite(actual).all():  # 0·log(0) is the limit 0, but not in numbers
        return False
    assert (np.abs(actual - expected) <= 1e-5 * max(1, largest) + 3 * doubt).all(), text(found)
    if tree.shape == SCALAR:
        gradient = value(derivative(tree, wrt, "gradient").result, at)
        assert np.allclose(numpy_value.vec(gradient).T, actual)
    return True


# ----- every kind --------------------------------------------------------------------------


def test_every_kind_that_has_parts_has_a_rule():
    with_parts = {kind for kind in KINDS if FIELDS[kind]}
    assert with_parts <= {*RULES, Function}
    assert set(ELEMENTARY) == ELEMENTWISE


@pytest.mark.parametrize("kind", ONE_OF_EACH, ids=lambda kind: kind.__name__)
def test_a_tree_of_every_kind_has_derivatives(kind: type[Node]):
    _, tree = ONE_OF_EACH[kind]
    for name in sorted(names_in(tree)) or ["x"]:
        assert is_checked(tree, INPUTS[name], point(SCOPE, 1))


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
def test_every_function_has_its_derivative(name):
    x = INPUTS["a"]
    inside = point(SCOPE, 1).with_value("a", np.array([[0.4]]))
    assert is_checked(Function(name, x, x.shape), x, inside)
    X = INPUTS["X"]
    many = np.linspace(0.1, 0.9, 6).reshape(3, 2)
    assert is_checked(Function(name, X, X.shape), X, point(SCOPE, 1).with_value("X", many))


# ----- abstract functions ------------------------------------------------------------------

NAMES = scope({
    "f": "R^n -> R", "g": "R^m -> R", "F": "R^n -> R^m", "h": "R -> R", "c": "R -> R^m",
    "x": "n", "A": "n x n", "t": "scalar", "s": "scalar",
})  # fmt: skip

ABSTRACT = [
    ("f(x)", "x", "gradient", "J_f(x).T"),
    ("f(x)", "x", "jacobian", "J_f(x)"),
    ("f(x)", "x", "hessian", "H_f(x)"),
    ("F(x)", "x", "jacobian", "J_F(x)"),
    ("f(A*x)", "x", "gradient", "A.T*J_f(A*x).T"),
    ("f(A*x)", "x", "hessian", "A.T*H_f(A*x)*A"),
    ("f(A*x)", "A", "gradient", "J_f(A*x).T*x.T"),
    ("g(F(x))", "x", "gradient", "J_F(x).T*J_g(F(x)).T"),
    ("h(t)", "t", "gradient", "h'(t)"),
    ("h(t)", "t", "hessian", "h''(t)"),
    ("h(t)^2", "t", "gradient", "2*h(t)*h'(t)"),
    ("h(s*t)", "t", "hessian", "s^2*h''(s*t)"),
    ("h(f(x))", "x", "gradient", "h'(f(x))*J_f(x).T"),
    ("c(t)", "t", "jacobian", "J_c(t)"),
    ("g(c(t))", "t", "gradient", "J_g(c(t))*J_c(t)"),
    ("log(f(x))", "x", "gradient", "J_f(x).T/f(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "wrt", "task", "expected"), ABSTRACT)
def test_the_derivative_of_an_abstract_function(function, wrt, task, expected):
    tree = meaning(function, NAMES).tree
    assert text(derivative(tree, NAMES.nodes[wrt], task).result) == expected
    if task == "jacobian":
        assert is_checked(tree, NAMES.nodes[wrt], point(NAMES, 1))


@pytest.mark.parametrize("function", ["F(x)", "g(F(x))"])
def test_a_third_order_of_entries_is_no_matrix(function):
    tree = derivative(meaning(function, NAMES).tree, NAMES.nodes["x"], "jacobian").result
    with pytest.raises(CalculusError, match="the next derivative of F is no matrix"):
        derivative(tree, NAMES.nodes["x"], "jacobian")


# ----- random trees ------------------------------------------------------------------------

SHAPES = [SCALAR, ("n", 1), (1, "n"), ("n", "n"), ("n", "m"), (3, 1), (2, 2)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_the_derivative_of_a_random_tree_is_its_difference_quotient(data):
    tree = data.draw(trees(data.draw(st.sampled_from(SHAPES)), 3))
    names = sorted(names_in(tree))
    assume(names)
    try:
        is_good = is_checked(tree, INPUTS[data.draw(st.sampled_from(names))], point(SCOPE, 1))
    except CalculusError:
        is_good = False
    assume(is_good)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_the_hessian_of_a_random_number_is_the_jacobian_of_its_gradient(data):
    tree = data.draw(trees(SCALAR, 2))
    names = sorted(names_in(tree))
    assume(names)
    wrt = INPUTS[data.draw(st.sampled_from(names))]
    try:
        hessian = derivative(tree, wrt, "hessian").result
        gradient = derivative(tree, wrt, "gradient").result
    except CalculusError:
        assume(False)
    at = point(SCOPE, 1)
    with np.errstate(all="ignore"):
        try:
            expected, doubt = differences(gradient, wrt, at)
            actual = value(hessian, at)
        except (np.linalg.LinAlgError, IndexError):
            assume(False)
    assume(np.abs(expected).max() < 1e4 and doubt.max() < 1e-2 and np.isfinite(actual).all())
    scale = max(1.0, np.abs(expected).max())
    assert (np.abs(actual - expected) <= 1e-5 * scale + 3 * doubt).all(), text(hessian)
