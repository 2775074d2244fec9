"""Simplified trees: how they look, that they keep their value, and that it is done in one go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader import compare
from grader.calculus.errors import CalculusError
from grader.calculus.numbering import Numbering
from grader.calculus.presentation import presented
from grader.calculus.simplification import Simplification
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.text import text
from grader.language.tree import Expression
from tests.calculus.numpy_value import value
from tests.calculus.points import point
from tests.laws.trees import SCOPE, trees

VARIABLES = {
    "A": "n x n", "B": "n x n", "S": "n x n symmetric", "X": "n x m", "x": "n", "y": "n", "b": "n",
    "u": "m", "r": "1 x n", "s": "scalar", "p": "scalar positive", "t": "scalar",
}  # fmt: skip
NAMES = scope(VARIABLES)


def simplified(tree: Expression, symmetric: frozenset[str] = frozenset()) -> Expression:
    table = Numbering(symmetric)
    return presented(Simplification(table)(tree), table)


CASES = [
    # sums
    ("x + x", "2*x"), ("x - x", "zeros(n)"), ("s - s", "0"), ("2*x - x", "x"),
    ("-(-x)", "x"), ("x + 0*y", "x"), ("s + t - s", "t"), ("-s + t", "t - s"),
    ("x/2 + x/2", "x"), ("2*x + 2*y", "2*(x + y)"), ("s*x + s*y", "s*(x + y)"),
    ("x/s + y/s", "(x + y)/s"), ("y.*x - x.*y", "zeros(n)"),
    ("r.T.*x - x.*r.T", "zeros(n)"), ("s^2 + 2*s*t", "s^2 + 2*s*t"),
    ("x.T*A*y - y.T*A.T*x", "0"), ("trace(A*B) - trace(B*A)", "0"),
    ("trace(A*B) - trace(A.T*B.T)", "0"),
    # products, quotients and powers
    ("2*s/2", "s"), ("s*s", "s^2"), ("s^3/s", "s^2"), ("s/s^3", "1/s^2"), ("s*x*t", "s*t*x"),
    ("s*0", "0"), ("1*x", "x"), ("x.*ones(n)", "x"), ("x./x", "ones(n)"), ("x.^2./x", "x"),
    ("sqrt(p)^2", "p"), ("sqrt(p)*sqrt(p)", "p"), ("sqrt(p)*p", "p^(3/2)"), ("sqrt(4)", "2"),
    ("sqrt(2)*sqrt(2)", "2"), ("sqrt(s^2)", "sqrt(s^2)"), ("s^t/s", "s^t/s"),
    ("-(s - t)*x", "(t - s)*x"), ("1/(2*s)", "1/(2*s)"), ("(2*s)^2", "4*s^2"),
    ("x.^0", "ones(n)"), ("s^1", "s"),
    # matrix products
    ("A*x + A*y", "A*(x + y)"), ("A*x + B*x", "(A + B)*x"), ("A.T*A*x - A.T*b", "A.T*(A*x - b)"),
    ("A*x + A.T*x", "(A + A.T)*x"), ("X*u*x.T - X*u*y.T", "X*u*(x - y).T"),
    ("2*A*(3*x)", "6*A*x"), ("A*inv(A)*x", "x"), ("inv(A)*A", "eye(n)"), ("A*A", "A^2"),
    ("A^2*A", "A^3"), ("A^2*inv(A)", "A"), ("inv(inv(A))", "A"), ("inv(2*A)", "inv(A)/2"),
    ("inv(A.T)", "inv(A).T"), ("A.T.T", "A"), ("(A*B).T", "B.T*A.T"), ("(A*x).T", "x.T*A.T"),
    ("eye(n)*x", "x"), ("A*eye(n)", "A"), ("diag(x)*y", "x.*y"), ("diag(x)*diag(y)", "diag(x.*y)"),
    ("A*x*x.T*y", "(x.T*y)*A*x"), ("x*y.T*x", "(y.T*x)*x"), ("ones(1, n)*x", "sum(x)"),
    ("ones(1, n)*A*ones(n)", "sum(A)"), ("unit(2, n).T*x", "x[2]"), ("A*unit(2, n)", "A[:,2]"),
    ("unit(1, n).T*A*unit(2, n)", "A[1,2]"), ("(x./y).T*y", "sum(x)"),
    ("kron(A, B)*kron(B, A)", "kron(A*B, B*A)"), ("kron(2*A, B)", "2*kron(A, B)"),
    ("(y.T - r).T", "y - r.T"), ("(A*B + B*A).T", "(A*B + B*A).T"),
    # scalars of a matrix
    ("trace(eye(n))", "n"), ("trace(x*y.T)", "y.T*x"), ("trace(2*A)", "2*trace(A)"),
    ("trace(A.T)", "trace(A)"), ("trace(diag(x))", "sum(x)"), ("sum(ones(n))", "n"),
    ("sum(2*x)", "2*sum(x)"), ("sum(x.*y)", "x.T*y"), ("norm(-x)", "norm(x)"),
    ("norm(3*x)", "3*norm(x)"), ("norm(x.T)", "norm(x)"), ("det(A.T)", "det(A)"),
    ("trace(kron(A, B))", "trace(A)*trace(B)"),
    # diag and vec
    ("diag(diag(x))", "x"), ("diag(ones(n))", "eye(n)"), ("diag(x*y.T)", "x.*y"),
    ("diag(r)", "diag(r)"), ("diag(2*x)", "2*diag(x)"), ("vec(x)", "x"), ("vec(r)", "r.T"),
    ("inv(diag(x))", "diag(1./x)"),
    # functions
    ("sin(-s)", "-sin(s)"), ("cos(-s)", "cos(s)"), ("exp(0)", "1"), ("log(1)", "0"),
    ("log(exp(s))", "s"), ("exp(s)*exp(-s)", "1"), ("1/exp(s)", "exp(-s)"), ("tanh(0*s)", "0"),
    ("sigmoid(0*s)", "1/2"), ("exp(0*x)", "ones(n)"), ("max(x, 0)", "max(x, 0)"),
    ("max(x, 1)", "max(x, 1)"),
    # the logistic function
    ("1/(1 + exp(-s))", "sigmoid(s)"), ("exp(s)/(1 + exp(s))", "sigmoid(s)"),
    ("1/(1 + exp(s))", "1 - sigmoid(s)"),
    ("exp(-s)/(1 + exp(-s))^2", "sigmoid(s)*(1 - sigmoid(s))"),
    ("1/(1 + exp(-x))", "sigmoid(x)"), ("sigmoid(s) + sigmoid(-s)", "1"),
    ("y.*(1 - sigmoid(x)) - (1 - y).*sigmoid(x)", "y - sigmoid(x)"),
    ("2*sigmoid(-s)", "2*sigmoid(-s)"), ("sigmoid(s)*exp(-s)", "1 - sigmoid(s)"),
    # entries
    ("(x + y)[1]", "x[1] + y[1]"), ("exp(x)[2]", "exp(x[2])"), ("(x*y.T)[1,2]", "x[1]*y[2]"),
    ("A.T[1,2]", "A[2,1]"), ("diag(x)[1,1]", "x[1]"), ("eye(n)[1,2]", "0"),
    ("(A.T)[1,:]", "A[:,1].T"), ("[s, t][2]", "t"), ("(A*x)[1]", "(A*x)[1]"),
    # sums over an index
    ("Sum(x[i]*y[i], (i, 1, n))", "x.T*y"), ("Sum(x[i]^2, (i, 1, n))", "sum(x.^2)"),
    ("Sum(s, (i, 1, n))", "n*s"), ("Sum(s*x[i], (i, 1, n))", "s*sum(x)"),
    ("Sum(A[i,i], (i, 1, n))", "trace(A)"), ("Sum(x[i]*unit(i, n), (i, 1, n))", "x"),
    ("Sum(delta(i, 2)*x[i], (i, 1, n))", "x[2]"), ("Sum(u[i]*X[:,i], (i, 1, m))", "X*u"),
    ("Sum(A[:,i]*B[i,:], (i, 1, n))", "A*B"), ("Sum(x[i], (i, 2, n))", "Sum(x[i], (i, 2, n))"),
    ("Sum(Sum(x[i]*A[i,j]*y[j], (j, 1, n)), (i, 1, n))", "x.T*A*y"),
    ("Sum(i, (i, 1, n))", "Sum(i, (i, 1, n))"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES)
def test_how_a_simplified_tree_looks(before, after):
    assert text(simplified(meaning(before, NAMES).tree)) == after


@pytest.mark.parametrize(("before", "after"), CASES)
def test_the_grader_finds_both_equal(before, after):
    assert compare(after, before, VARIABLES).outcome == "equal"


SYMMETRIC = [
    ("S.T", "S"), ("S*x + S.T*x", "2*S*x"), ("(S + S.T)*x", "2*S*x"), ("inv(S).T", "inv(S)"),
    ("(A*S).T", "S*A.T"), ("inv(A.T*A).T", "inv(A.T*A)"), ("x.T*S*y - y.T*S*x", "0"),
    ("inv(S*S).T", "inv(S)^2"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SYMMETRIC)
def test_symmetric_matrices_are_their_own_transposes(before, after):
    assert text(simplified(meaning(before, NAMES).tree, frozenset("S"))) == after


def test_without_being_told_no_matrix_is_symmetric():
    assert text(simplified(meaning("S.T", NAMES).tree)) == "S.T"


SHAPES = [(1, 1), ("n", 1), (1, "n"), ("n", "n"), ("n", "m"), (3, 1), (2, 2)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(SHAPES).flatmap(trees), st.integers(0, 9))
def test_simplification_keeps_the_value(tree, seed):
    at = point(SCOPE, seed)
    with np.errstate(all="ignore"):
        try:
            before = value(tree, at)
            after = value(simplified(tree), at)
        except (np.linalg.LinAlgError, CalculusError, IndexError):
            assume(False)
        assume(np.isfinite(before).all())
    assert np.allclose(before, after, rtol=1e-6, atol=1e-8 * max(1, np.abs(before).max()))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(SHAPES).flatmap(trees))
def test_what_is_simplified_prints_and_reads_again(tree):
    try:
        after = simplified(tree)
    except CalculusError:
        assume(False)
    assert after.shape == tree.shape
    assert text(after)
