"""Trees and the texts that a student could have typed for them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.language.text import inside_out, text
from grader.language.tree import (
    KINDS,
    SCALAR,
    At,
    Bound,
    Constant,
    Entry,
    Expression,
    Filled,
    Function,
    Hadamard,
    IndexedSum,
    IndexNumber,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Size,
    Slice,
    Spread,
    Stack,
    Sum,
    Transpose,
    Unit,
    Variable,
)
from tests.laws.trees import ONE_OF_EACH, A, X, a, b, v, x, y

i, k = At("i"), At("k")
two, pi = Number(2), Constant("pi")
minus_a = Negative(a, SCALAR)
a_plus_b = Sum((a, b), SCALAR)
a_times_b = Product((a, b), SCALAR)
a_over_b = Quotient(a, b, SCALAR)
a_to_b = Power(a, b, SCALAR)
Ax = MatrixProduct((A, x), x.shape)
x_dot_y = MatrixProduct((Transpose(x, v.shape), y), SCALAR)
x_by_entries = Hadamard((x, y), x.shape)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_node_has_a_text(kind: type[Node]) -> None:
    shown, tree = ONE_OF_EACH[kind]
    assert text(tree) == shown
    assert any(isinstance(node, kind) for node in inside_out(tree))


BRACKETS: list[tuple[str, Expression]] = [
    # sums
    ("a - b", Sum((a, Negative(b, SCALAR)), SCALAR)),
    ("-a + b", Sum((minus_a, b), SCALAR)),
    ("a - (-b)", Sum((a, Negative(Negative(b, SCALAR), SCALAR)), SCALAR)),
    ("a + (a + b)", Sum((a, a_plus_b), SCALAR)),
    ("a - (a + b)", Sum((a, Negative(a_plus_b, SCALAR)), SCALAR)),
    ("a + (-1)", Sum((a, Number(-1)), SCALAR)),
    ("a - a*b", Sum((a, Negative(a_times_b, SCALAR)), SCALAR)),
    # a minus in front
    ("-a*b", Negative(a_times_b, SCALAR)),
    ("-a^b", Negative(a_to_b, SCALAR)),
    ("-(a + b)", Negative(a_plus_b, SCALAR)),
    ("-(-a)", Negative(minus_a, SCALAR)),
    # products
    ("(-a)*b", Product((minus_a, b), SCALAR)),
    ("(a + b)*x", Product((a_plus_b, x), x.shape)),
    ("(1/2)*x", Product((Number(Fraction(1, 2)), x), x.shape)),
    ("(1/n)*A*x", Product((Quotient(Number(1), Size("n"), SCALAR), Ax), x.shape)),
    ("(2*n)*x", Product((Size("2*n"), x), x.shape)),
    ("a*b*A*x", Product((a, b, Ax), x.shape)),
    ("(x.T*y)*x", Product((x_dot_y, x), x.shape)),
    ("2*(x.*y)", Product((two, x_by_entries), x.shape)),
    ("a^b*x", Product((a_to_b, x), x.shape)),
    ("A*(x.*y)", MatrixProduct((A, x_by_entries), x.shape)),
    ("(A*x).*y", Hadamard((Ax, y), x.shape)),
    ("A*(x + y)", MatrixProduct((A, Sum((x, y), x.shape)), x.shape)),
    ("(-A)*x", MatrixProduct((Negative(A, A.shape), x), x.shape)),
    ("(A/a)*x", MatrixProduct((Quotient(A, a, A.shape), x), x.shape)),
    # quotients
    ("a*b/2", Quotient(a_times_b, two, SCALAR)),
    ("2/(a*b)", Quotient(two, a_times_b, SCALAR)),
    ("(a/b)/2", Quotient(a_over_b, two, SCALAR)),
    ("2/(a/b)", Quotient(two, a_over_b, SCALAR)),
    ("(-a)/b", Quotient(minus_a, b, SCALAR)),
    ("a/b^2", Quotient(a, Power(b, two, SCALAR), SCALAR)),
    ("(1/2)/a", Quotient(Number(Fraction(1, 2)), a, SCALAR)),
    ("1./x", Quotient(Number(1), x, x.shape)),
    ("(A*x)./y", Quotient(Ax, y, x.shape)),
    # powers
    ("(-a)^2", Power(minus_a, two, SCALAR)),
    ("(a*b)^2", Power(a_times_b, two, SCALAR)),
    ("(a^b)^2", Power(a_to_b, two, SCALAR)),
    ("2^(a^b)", Power(two, a_to_b, SCALAR)),
    ("a^(-1)", Power(a, Number(-1), SCALAR)),
    ("a^(1/2)", Power(a, Number(Fraction(1, 2)), SCALAR)),
    ("(1/2)^a", Power(Number(Fraction(1, 2)), a, SCALAR)),
    ("a^n", Power(a, Size("n"), SCALAR)),
    ("a^(2*n)", Power(a, Size("2*n"), SCALAR)),
    ("a^(x[i])", Power(a, Entry(x, i, 0), SCALAR)),
    ("x.^2", Power(x, two, x.shape)),
    ("x.^y", Power(x, y, x.shape)),
    ("2.^x", Power(Spread(two, x.shape), x, x.shape)),
    ("tanh(x)^2", Power(Function("tanh", x, x.shape), two, x.shape)),
    ("tanh(A).^2", Power(Function("tanh", A, A.shape), two, A.shape)),
    ("(A*A)^2", MatrixPower(MatrixProduct((A, A), A.shape), 2, A.shape)),
    # what stands behind
    ("A.T.T", Transpose(Transpose(A, A.shape), A.shape)),
    ("(A*x).T", Transpose(Ax, v.shape)),
    ("(A^2).T", Transpose(MatrixPower(A, 2, A.shape), A.shape)),
    ("(-x).T", Transpose(Negative(x, x.shape), v.shape)),
    ("exp(x).T", Transpose(Function("exp", x, x.shape), v.shape)),
    ("inv(A).T", Transpose(Inverse(A, A.shape), A.shape)),
    ("(A*x)[i]", Entry(Ax, i, 0)),
    ("(A + A)[i,:]", Slice(Sum((A, A), A.shape), i, None, v.shape)),
]


@pytest.mark.parametrize(("shown", "tree"), BRACKETS)
def test_brackets_stand_where_they_are_needed_and_nowhere_else(
    shown: str, tree: Expression
) -> None:
    assert text(tree) == shown


@pytest.mark.parametrize(
    ("shown", "tree"),
    [
        ("x + a", Sum((x, Spread(a, x.shape)), x.shape)),
        ("a - x", Sum((Spread(a, x.shape), Negative(x, x.shape)), x.shape)),
        ("x - a", Sum((x, Negative(Spread(a, x.shape), x.shape)), x.shape)),
        ("x + (-a)", Sum((x, Spread(minus_a, x.shape)), x.shape)),
        ("x + (a + b)", Sum((x, Spread(a_plus_b, x.shape)), x.shape)),
        ("a*ones(n)", Spread(a, x.shape)),
        ("(a + b)*ones(n, m)", Spread(a_plus_b, X.shape)),
        ("a*ones(n) + b*ones(n)", Sum((Spread(a, x.shape), Spread(b, x.shape)), x.shape)),
    ],
)
def test_a_number_is_spread_by_the_sum_around_it(shown: str, tree: Expression) -> None:
    assert text(tree) == shown


@pytest.mark.parametrize(
    ("shown", "tree"),
    [
        ("3", Number(3)),
        ("2/3", Number(Fraction(2, 3))),
        ("-1", Number(-1)),
        ("exp(1)", Function("exp", Number(1), SCALAR)),
        ("2*m*n", Size("2*m*n")),
        ("zeros(n)", Filled(0, ("n", 1))),
        ("ones(1, n)", Filled(1, (1, "n"))),
        ("3*ones(n)", Filled(3, ("n", 1))),
        ("[a, b, -1]", Stack(((a,), (b,), (Number(-1),)), (3, 1))),
        ("[[a, b]]", Stack(((a, b),), (1, 2))),
        ("X[:,1]", Slice(X, None, 0, ("n", 1))),
        ("v[2]", Entry(v, 0, 1)),
        ("x[i,k]", Entry(x, i, k)),
        ("lambda_1", Variable("lambda_1", SCALAR)),
    ],
)
def test_leaves_and_entries(shown: str, tree: Expression) -> None:
    assert text(tree) == shown


def differences(base: int) -> Expression:
    """Σ over k of k·(x at k+1 − x at k), k counted from `base`."""
    terms = (Entry(x, At("k", 1), 0), Negative(Entry(x, k, 0), SCALAR))
    body = Product((IndexNumber(k, base), Sum(terms, SCALAR)), SCALAR)
    return IndexedSum("k", Bound(None, 0), Bound("n", -2), body, SCALAR)


@pytest.mark.parametrize(
    ("base", "shown", "tree"),
    [
        (1, "Sum(k*(x[k+1] - x[k]), (k, 1, n-1))", differences(1)),
        (0, "Sum(k*(x[k+1] - x[k]), (k, 0, n-2))", differences(0)),
        (0, "Sum((k + 1)*(x[k+1] - x[k]), (k, 0, n-2))", differences(1)),
        (1, "Sum((k - 1)*(x[k+1] - x[k]), (k, 1, n-1))", differences(0)),
        (1, "X[1,3]", Entry(X, 0, 2)),
        (0, "X[0,2]", Entry(X, 0, 2)),
        (0, "X[i-1,2]", Entry(X, At("i", -1), 2)),
        (1, "unit(2, n)", Unit(1, ("n", 1))),
        (0, "unit(1, n)", Unit(1, ("n", 1))),
        (1, "Sum(pi, (k, 1, 3))", IndexedSum("k", Bound(None, 0), Bound(3, -1), pi, SCALAR)),
        (0, "Sum(pi, (k, 0, 2))", IndexedSum("k", Bound(None, 0), Bound(None, 2), pi, SCALAR)),
    ],
)  # fmt: skip
def test_counting_starts_at_the_index_base(base: int, shown: str, tree: Expression) -> None:
    assert text(tree, base) == shown


def test_no_tree_is_too_deep() -> None:
    tree: Expression = a
    for _ in range(1_000):
        tree = Quotient(Number(1), Sum((b, Negative(tree, SCALAR)), SCALAR), SCALAR)
    assert text(tree).startswith("1/(b - 1/(b - 1/(b - ")
