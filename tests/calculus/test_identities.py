"""Known derivatives: what is derived equals the formula exactly, and the difference quotient."""

from __future__ import annotations

from itertools import islice
from typing import get_args

import numpy as np
import pytest

from grader import compare
from grader.calculus.derivative import Derivation, Task, derivative
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.text import text
from grader.language.tree import Expression, Variable
from tests.calculus import numpy_value
from tests.calculus.identities import CASES, VARIABLES
from tests.calculus.numpy_value import Array, Point, value
from tests.calculus.points import point

SCOPE = scope(VARIABLES)
IDS = [f"{task} of {function} by {wrt}" for function, wrt, task, _ in CASES]


def derived(function: str, wrt: str, task: Task) -> tuple[Expression, Variable, Derivation]:
    """The function, the variable, and what is derived."""
    variable = SCOPE.nodes[wrt]
    assert isinstance(variable, Variable)
    tree = meaning(function, SCOPE).tree
    return tree, variable, derivative(tree, variable, task)


def quotient(tree: Expression, variable: Variable, task: str, at: Point) -> Array:
    """The derivative as differences, in the layout of the task."""
    if task == "hessian":
        return numpy_value.hessian(tree, at, (variable,))
    jacobian = numpy_value.jacobian(tree, at, (variable,))
    if task == "gradient":
        return jacobian.reshape(at.shape(variable.shape), order="F")
    return jacobian


def test_there_are_enough_of_each_task():
    assert len(CASES) >= 150
    assert {task for _, _, task, _ in CASES} == set(get_args(Task))


@pytest.mark.parametrize(("function", "wrt", "task", "expected"), CASES, ids=IDS)
def test_a_derivative_is_its_difference_quotient(function, wrt, task, expected):
    tree, variable, found = derived(function, wrt, task)
    tolerance = 1e-3 if task == "hessian" else 1e-6
    with np.errstate(invalid="ignore"):
        points = (point(SCOPE, seed) for seed in range(20))
        tried = ((at, quotient(tree, variable, task, at)) for at in points)
        finite = ((at, found) for at, found in tried if np.isfinite(found).all())
        inside = list(islice(finite, 2))
    assert len(inside) == 2, "hardly ever inside the domain"
    for at, differences in inside:
        scale = max(1.0, np.abs(differences).max())
        assert np.allclose(value(found.result, at), differences, rtol=0, atol=tolerance * scale)


@pytest.mark.parametrize(("function", "wrt", "task", "expected"), CASES, ids=IDS)
def test_a_derivative_is_the_known_formula(function, wrt, task, expected):
    _, _, found = derived(function, wrt, task)
    verdict = compare(text(found.result), expected, VARIABLES)
    assert verdict.outcome == "equal", verdict


@pytest.mark.parametrize(("function", "wrt", "task", "expected"), CASES, ids=IDS)
def test_a_derivative_is_no_longer_than_twice_the_known_formula(function, wrt, task, expected):
    _, _, found = derived(function, wrt, task)
    assert len(text(found.result)) <= 2 * len(expected) + 8
