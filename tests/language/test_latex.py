"""Trees and the LaTeX that a sheet would have for them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.language.latex import latex
from grader.language.tree import (
    KINDS,
    SCALAR,
    Abstract,
    At,
    Bound,
    Delta,
    Determinant,
    Diagonal,
    Entry,
    Expression,
    Extremum,
    Filled,
    Function,
    Hadamard,
    Identity,
    IndexedSum,
    IndexNumber,
    Inverse,
    Kronecker,
    MatrixPower,
    MatrixProduct,
    Negative,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
    Size,
    Slice,
    Spread,
    Stack,
    Sum,
    Trace,
    Transpose,
    Unit,
    Variable,
)
from tests.laws.trees import ONE_OF_EACH, A, X, a, b, v, x, y

i, j, k = At("i"), At("j"), At("k")
two, three = Number(2), Number(3)
Ax = MatrixProduct((A, x), x.shape)
x_dot_y = MatrixProduct((Transpose(x, v.shape), y), SCALAR)
a_plus_b = Sum((a, b), SCALAR)


def named(name: str, shape: Shape = SCALAR) -> Variable:
    return Variable(name, shape)


def of(name: str, argument: Expression) -> Function:
    return Function(name, argument, argument.shape)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_node_has_its_latex(kind: type[Node]) -> None:
    written = latex(ONE_OF_EACH[kind][1])
    assert written
    assert written.count("{") == written.count("}")
    assert written.count(r"\left") == written.count(r"\right")


def test_the_gradient_of_the_sheet_looks_as_on_the_sheet() -> None:
    h, labels = named("h", (1, "m")), named("y", (1, "m"))
    difference = Transpose(Sum((h, Negative(labels, h.shape)), h.shape), ("m", 1))
    tree = Product(
        (Quotient(Number(1), Size("m"), SCALAR), MatrixProduct((X, difference), x.shape)), x.shape
    )
    assert latex(tree) == r"\frac{1}{m} X \left(h - y\right)^\top"


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        (r"-\frac{1}{2}", Number(Fraction(-1, 2))),
        (r"a - b", Sum((a, Negative(b, SCALAR)), SCALAR)),
        (r"a - \left(a + b\right)", Sum((a, Negative(a_plus_b, SCALAR)), SCALAR)),
        (r"v A + b", Sum((MatrixProduct((v, A), v.shape), Spread(b, v.shape)), v.shape)),
        (r"\left(-a\right) b", Product((Negative(a, SCALAR), b), SCALAR)),
        (r"2 \cdot 3", Product((two, three), SCALAR)),
        (r"a \cdot 2", Product((a, two), SCALAR)),
        (r"2 \cdot \frac{1}{n}", Product((two, Quotient(Number(1), Size("n"), SCALAR)), SCALAR)),
        (r"2 \mathbf{1}_{n}", Product((two, Filled(1, ("n", 1))), ("n", 1))),
        (r"\left(x^\top y\right) x", Product((x_dot_y, x), x.shape)),
        (r"2 A x", Product((two, Ax), x.shape)),
        (r"x \odot y", Hadamard((x, y), x.shape)),
        (r"\left(A x\right) \odot y", Hadamard((Ax, y), x.shape)),
        (r"A \otimes I_{n}", Kronecker(A, Identity(A.shape), ("n*n", "n*n"))),
        (r"\frac{a + b}{2}", Quotient(a_plus_b, two, SCALAR)),
        (r"\frac{x}{y}", Quotient(x, y, x.shape)),
        (r"A \oslash A", Quotient(A, A, A.shape)),
        (r"\left(\frac{a}{b}\right)^{2}", Power(Quotient(a, b, SCALAR), two, SCALAR)),
        (r"a^{-1/2}", Power(a, Number(Fraction(-1, 2)), SCALAR)),
        (r"\left(a^{2}\right)^{3}", Power(Power(a, two, SCALAR), three, SCALAR)),
        (r"x^{\odot 2}", Power(x, two, x.shape)),
        (r"2^{x}", Power(Spread(two, x.shape), x, x.shape)),
        (r"x_{i}^{2}", Power(Entry(x, i, 0), two, SCALAR)),
        (r"\sin^{2}\left(a\right)", Power(of("sin", a), two, SCALAR)),
        (r"\sin\left(a\right)^{-1}", Power(of("sin", a), Number(-1), SCALAR)),
        (r"A^{3}", MatrixPower(A, 3, A.shape)),
        (r"A^{-1}", Inverse(A, A.shape)),
        (r"A^{-\top}", Inverse(Transpose(A, A.shape), A.shape)),
        (r"A^{-\top}", Transpose(Inverse(A, A.shape), A.shape)),
        (r"\left(A x\right)^\top", Transpose(Ax, v.shape)),
        (r"\left(A^\top\right)^\top", Transpose(Transpose(A, A.shape), A.shape)),
    ],
)  # fmt: skip
def test_operations(written: str, tree: Expression) -> None:
    assert latex(tree) == written


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        (r"\sigma\left(x\right)", of("sigmoid", x)),
        (r"\operatorname{softplus}\left(a\right)", of("softplus", a)),
        (r"\arcsin\left(a\right)", of("asin", a)),
        (r"\sqrt{a}", of("sqrt", a)),
        (r"\left|a\right|", of("abs", a)),
        (r"e", of("exp", Number(1))),
        (r"e^{-x}", of("exp", Negative(x, x.shape))),
        (r"\exp\left(A\right)", of("exp", A)),
        (r"\left(e^{a}\right)^{2}", Power(of("exp", a), two, SCALAR)),
        (
            r"\exp\left(a + b + a + b + a\right)",
            of("exp", Sum((a, b, a, b, a), SCALAR)),
        ),
        (r"1 + e^{-a}", Sum((Number(1), of("exp", Negative(a, SCALAR))), SCALAR)),
        (r"\max\left(x, 0\right)", Extremum("max", (x, Spread(Number(0), x.shape)), x.shape)),
        (r"\left\lVert x \right\rVert^{2}", Power(Norm(x), two, SCALAR)),
        (r"\left\lVert A \right\rVert_{F}", Norm(A)),
        (r"\operatorname{tr}\left(A\right)", Trace(A)),
        (r"\det\left(A\right)", Determinant(A)),
        (r"\operatorname{diag}\left(x\right)", Diagonal(x, A.shape)),
    ],
)  # fmt: skip
def test_functions(written: str, tree: Expression) -> None:
    assert latex(tree) == written


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        (r"f\left(x\right)", Abstract("f", 0, x, SCALAR)),
        (r"J_{f}\left(x\right)", Abstract("f", 1, x, v.shape)),
        (r"J_{f}\left(x\right)^\top", Transpose(Abstract("f", 1, x, v.shape), x.shape)),
        (r"H_{f}\left(x\right)", Abstract("f", 2, x, A.shape)),
        (r"h_{2}''\left(a\right)", Abstract("h2", 2, a, SCALAR)),
        (r"\phi'\left(a + b\right)", Abstract("phi", 1, a_plus_b, SCALAR)),
        (r"g\left(a, b, 2\right)", Abstract("g", 0, Stack(((a,), (b,), (two,)), (3, 1)), SCALAR)),
        (r"J_{h_{1}}\left(x\right)", Abstract("h1", 1, x, A.shape)),
        (r"h'\left(a\right)^{2}", Power(Abstract("h", 1, a, SCALAR), two, SCALAR)),
    ],
)  # fmt: skip
def test_abstract_functions(written: str, tree: Expression) -> None:
    assert latex(tree) == written


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("A_{ij}", Entry(A, i, j)),
        ("A_{12}", Entry(A, 0, 1)),
        ("A_{i,12}", Entry(A, i, 11)),
        ("A_{i,j+1}", Entry(A, i, At("j", 1))),
        (r"\left(A x\right)_{i}", Entry(Ax, i, 0)),
        (r"\left(h_{1}\right)_{i}", Entry(named("h1", ("n", 1)), i, 0)),
        ("X_{:,j}", Slice(X, None, j, ("n", 1))),
        ("e_{i}", Unit(i, ("n", 1))),
        (r"\delta_{ij}", Delta(i, j)),
        (r"\delta_{\alpha j}", Delta(At("alpha"), j)),
        (r"\begin{pmatrix} a & b \\ 2 & 3 \end{pmatrix}", Stack(((a, b), (two, three)), (2, 2))),
        (
            r"\sum_{k=1}^{n-1} \left(k + 1\right) x_{k}",
            IndexedSum(
                "k", Bound(None, 0), Bound("n", -2),
                Product((IndexNumber(At("k", 1), 1), Entry(x, k, 0)), SCALAR), SCALAR,
            ),
        ),
    ],
)  # fmt: skip
def test_entries_and_indices(written: str, tree: Expression) -> None:
    assert latex(tree) == written


def test_counting_starts_at_the_index_base() -> None:
    tree = IndexedSum("k", Bound(None, 0), Bound("n", -1), Entry(X, k, 0), SCALAR)
    assert latex(tree, 1) == r"\sum_{k=1}^{n} X_{k1}"
    assert latex(tree, 0) == r"\sum_{k=0}^{n-1} X_{k0}"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x", "x"),
        ("lambda", r"\lambda"),
        ("λ", r"\lambda"),
        ("Sigma", r"\Sigma"),
        ("h1", "h_{1}"),
        ("x_1", "x_{1}"),
        ("A_00", "A_{00}"),
        ("theta_12", r"\theta_{12}"),
        ("lambda_max", r"\lambda_{\mathrm{max}}"),
        ("W_out_2", r"W_{\mathrm{out},2}"),
        ("loss", r"\mathrm{loss}"),
        ("dX", r"\mathrm{dX}"),
        ("x_", r"\mathrm{x\_}"),
        ("größe", r"\mathrm{größe}"),
        ("%", r"\%"),
        ("a{b}\\c", r"\mathrm{a\{b\}\backslash c}"),
    ],
)
def test_names(name: str, written: str) -> None:
    assert latex(named(name)) == written


def test_words_do_not_run_into_each_other() -> None:
    tree = Product((two, named("loss"), named("weight"), of("sin", a)), SCALAR)
    expected = r"2 \, \mathrm{loss} \, \mathrm{weight} \, \sin\left(a\right)"
    assert latex(tree) == expected
    assert latex(Product((named("alpha"), a), SCALAR)) == r"\alpha a"


def test_no_tree_is_too_deep() -> None:
    tree: Expression = a
    for _ in range(1_000):
        tree = Product((two, Sum((b, tree), SCALAR)), SCALAR)
    assert latex(tree).startswith(r"2 \left(b + 2 \left(b + ")
