"""Trees and the MathML that browsers set for them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from grader.language.mathml import NAMESPACE, mathml
from grader.language.tree import (
    KINDS,
    SCALAR,
    Abstract,
    At,
    Bound,
    Entry,
    Expression,
    Function,
    IndexedSum,
    Inverse,
    Negative,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Stack,
    Sum,
    Transpose,
    Variable,
)
from tests.laws.trees import ONE_OF_EACH, A, a, b, x

# How many children an element takes; None for any number, 0 for text.
CHILDREN = {
    "math": 1, "mrow": None, "mi": 0, "mn": 0, "mo": 0, "mspace": 0, "mfrac": 2, "msqrt": 1,
    "msub": 2, "msup": 2, "msubsup": 3, "munderover": 3, "mtable": None, "mtr": None, "mtd": 1,
}  # fmt: skip


def elements(tree: Expression, index_base: int = 1) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(mathml(tree, index_base)).iter())


def shown(tree: Expression, index_base: int = 1) -> str:
    """What stands between the tags, without the characters that do not show."""
    characters = "".join(element.text or "" for element in elements(tree, index_base))
    return characters.translate(dict.fromkeys(map(ord, "\u2061\u2062")))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_node_is_valid_mathml(kind: type[Node]) -> None:
    for element in elements(ONE_OF_EACH[kind][1]):
        namespace, _, name = element.tag[1:].partition("}")
        assert namespace == NAMESPACE
        assert CHILDREN[name] in (None, len(element))
        assert bool(element.text) == (CHILDREN[name] == 0 and name != "mspace")


@pytest.mark.parametrize(
    ("inside", "tree"),
    [
        ("<mi>a</mi>", a),
        ("<mi>λ</mi>", Variable("lambda", SCALAR)),
        ("<msub><mi>A</mi><mn>00</mn></msub>", Variable("A_00", SCALAR)),
        ("<mi>loss</mi>", Variable("loss", SCALAR)),
        ("<mrow><mo>−</mo><mn>2</mn></mrow>", Number(-2)),
        ("<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>", Sum((a, Negative(b, SCALAR)), SCALAR)),
        ("<mrow><mi>a</mi><mo>&#x2062;</mo><mi>b</mi></mrow>", Product((a, b), SCALAR)),
        ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", Quotient(a, b, SCALAR)),
        ("<msup><mi>a</mi><mn>2</mn></msup>", Power(a, Number(2), SCALAR)),
        ("<msqrt><mi>a</mi></msqrt>", Function("sqrt", a, SCALAR)),
        (
            "<msup><mi>A</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup>",
            Inverse(A, A.shape),
        ),
        (
            '<msup><mi>A</mi><mo lspace="0" rspace="0">⊤</mo></msup>',
            Transpose(A, A.shape),
        ),
    ],
)
def test_elements(inside: str, tree: Expression) -> None:
    assert mathml(tree) == f'<math xmlns="{NAMESPACE}">{inside}</math>'


@pytest.mark.parametrize(
    ("characters", "tree"),
    [
        ("2(a+b)", Product((Number(2), Sum((a, b), SCALAR)), SCALAR)),
        ("sin(a)", Function("sin", a, SCALAR)),
        ("σ(x)", Function("sigmoid", x, x.shape)),
        ("|a|", Function("abs", a, SCALAR)),
        ("‖A‖F", Norm(A)),
        ("(ab)", Stack(((a, b),), (1, 2))),
        ("Aij", Entry(A, At("i"), At("j"))),
        ("a⋅2", Product((a, Number(2)), SCALAR)),
        ("f(x)", Abstract("f", 0, x, SCALAR)),
        ("Jf(x)", Abstract("f", 1, x, (1, "n"))),
        ("h2′′(a)", Abstract("h2", 2, a, SCALAR)),
        ("g(a,b)", Abstract("g", 0, Stack(((a,), (b,)), (2, 1)), SCALAR)),
    ],
)
def test_what_shows(characters: str, tree: Expression) -> None:
    assert shown(tree) == characters


def test_brackets_are_as_tall_as_what_is_inside() -> None:
    flat = Product((a, Sum((a, b), SCALAR)), SCALAR)
    tall = Product((a, Sum((a, Quotient(a, b, SCALAR)), SCALAR)), SCALAR)
    assert 'stretchy="false">(' in mathml(flat)
    assert 'stretchy="true">(' in mathml(tall)


def test_counting_starts_at_the_index_base() -> None:
    tree = IndexedSum("k", Bound(None, 0), Bound("n", -1), Entry(x, At("k"), 0), SCALAR)
    assert shown(tree, 1) == "∑k=1nxk"
    assert shown(tree, 0) == "∑k=0n−1xk"


@pytest.mark.parametrize("name", ["<b>", "a&b", "x\x00\x1by", '"', "]]>"])
def test_no_name_breaks_the_page(name: str) -> None:
    tree = Product((Variable(name, SCALAR), Variable("_" + name, SCALAR)), SCALAR)
    assert "".join(one for one in name if one.isprintable()) in shown(tree)


def test_no_tree_is_too_deep() -> None:
    tree: Expression = a
    for _ in range(1_000):
        tree = Product((Number(2), Sum((b, tree), SCALAR)), SCALAR)
    assert mathml(tree).endswith("</math>")
