"""What is printed means what it was printed from: meaning ∘ text = identity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.language.latex import latex
from grader.language.shapes import meaning
from grader.language.text import text
from grader.language.tree import KINDS, SCALAR, Expression, Node
from tests.laws.trees import ONE_OF_EACH, SCOPE, trees

SHAPES = [SCALAR, ("n", 1), (1, "n"), ("n", "n"), ("n", "m"), (2, 3), (3, 1)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_node_is_read_from_its_text(kind: type[Node]) -> None:
    written, tree = ONE_OF_EACH[kind]
    assert text(tree) == written
    assert meaning(written, SCOPE).tree == tree


# What a student types, and how it is shown back.
READINGS = [
    ("x^TAx", "x.T*A*x"),
    ("1/m X (h1 - u')^T", "(1/m)*X*(h1 - u.T).T"),
    ("2x'y", "2*x.T*y"),
    ("A*2*x", "2*A*x"),
    ("x*x.T*y", "(x.T*y)*x"),
    ("x.T*y*x.T*x*2", "(x.T*y)*(x.T*x)*2"),
    ("A^-1", "inv(A)"),
    ("A^-T", "inv(A).T"),
    ("A^-3", "inv(A^3)"),
    ("A.T.T", "A"),
    ("-a^2", "-a^2"),
    ("(-a)^2", "(-a)^2"),
    ("a*-b", "a*(-b)"),
    ("a^-b", "a^(-b)"),
    ("a^b^2", "a^(b^2)"),
    ("(a^b)^2", "(a^b)^2"),
    ("a/b/2", "(a/b)/2"),
    ("a*b/2", "a*b/2"),
    ("a/(2*b)", "a/(2*b)"),
    ("-1/2*a", "-(1/2)*a"),
    ("a^(-1/2)", "a^(-1/2)"),
    ("a - (b - 1)", "a - (b - 1)"),
    ("a - -b", "a + b"),
    ("v*A + a", "v*A + a"),
    ("A - a", "A - a"),
    ("A + (-a)", "A + (-a)"),
    ("A + (a + b)", "A + (a + b)"),
    ("A + I", "A + eye(n)"),
    ("x - 0", "x - zeros(n)"),
    ("1/(1+exp(-x))", "1./(1 + exp(-x))"),
    ("1./x", "1./x"),
    ("x./y.*y", "(x./y).*y"),
    ("2*x.*y", "2*(x.*y)"),
    ("(A*x).*y", "(A*x).*y"),
    ("A*(x.*y)", "A*(x.*y)"),
    ("x.^2", "x.^2"),
    ("2.^x", "2.^x"),
    ("x.^y", "x.^y"),
    ("tanh(x)^2", "tanh(x)^2"),
    ("tanh(A).^2", "tanh(A).^2"),
    ("sin^2(a)", "sin(a)^2"),
    ("e^x", "exp(x)"),
    ("e", "exp(1)"),
    ("|a| + ||x||_2^2", "abs(a) + norm(x)^2"),
    ("max(0, x, a)", "max(0, x, a)"),
    ("(A*x)[i]", "(A*x)[i]"),
    ("A_ij x_j", "A[i,j]*x[j]"),
    ("X[:,2].T", "X[:,2].T"),
    ("v_i", "v[i]"),
    ("x[i,j]", "x[i,j]"),
    ("sum_k A_ik x_k", "Sum(A[i,k]*x[k], (k, 1, n))"),
    ("Sum(x[k+1] - x[k-1], (k, 2, n-1))", "Sum(x[k+1] - x[k-1], (k, 2, n-1))"),
    ("Sum((k+1)*x[k]^k, (k, 1, n))", "Sum((k + 1)*x[k]^k, (k, 1, n))"),
    ("[a, -1, b/2]", "[a, -1, b/2]"),
    ("[[a, b]]", "[[a, b]]"),
    ("mean(x)", "sum(x)/n"),
    ("0.25*λ", "(1/4)*lambda"),
    ("W_out*x", "W_out*x"),
    ("h1*W_out", "h1*W_out"),
]


@pytest.mark.parametrize(("answer", "shown"), READINGS)
def test_an_answer_is_shown_as_it_was_understood(answer: str, shown: str) -> None:
    understood = meaning(answer, SCOPE)
    assert text(understood.tree) == shown
    again = meaning(shown, SCOPE)
    assert (again.tree, again.free) == (understood.tree, understood.free)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(SHAPES).flatmap(trees))
def test_a_random_tree_is_read_from_its_text(tree: Expression) -> None:
    assert meaning(text(tree), SCOPE).tree == tree


@pytest.mark.parametrize(
    "answer",
    [
        "x.T*A*x", "(1/m)*X*(h1 - u.T).T", "inv(A)*x", "2*(x.*y)", "a*b/(2*lambda)",
        "exp(-a^2/2)", "Sum(A[i,k]*x[k], (k, 1, n))", "A^3", "sqrt(a)*abs(b)", "norm(x)^2",
        "kron(A, B)", "[[a, b], [1, pi]]", "delta(i, j)*x[i]*x[j]", "sigmoid(h1*u)",
        "-(a + b)", "sin(a)^2", "2*3*a",
    ],
)  # fmt: skip
def test_latex_can_be_pasted_as_an_answer(answer: str) -> None:
    tree = meaning(answer, SCOPE).tree
    assert meaning(latex(tree), SCOPE).tree == tree
