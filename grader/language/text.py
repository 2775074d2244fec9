"""Tree → the text a student could have typed; read again, it gives the same tree.

Precedence is the reader's: sums, leading minus, products and quotients, powers, and what is
closed in itself (a name, a call, `A.T`, `x[i]`). A part that binds looser than its place asks
for stands in brackets; so do mixed products (`(a.*b)*c`), which read the same without them but
not to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, assert_never

from grader.language.tree import (
    SCALAR,
    Abstract,
    Bound,
    Constant,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Dimension,
    Entry,
    Expression,
    Extremum,
    Filled,
    Function,
    Hadamard,
    Identity,
    Index,
    IndexedSum,
    IndexNumber,
    Inverse,
    Kronecker,
    LogSumExp,
    MatrixPower,
    MatrixProduct,
    Negative,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Size,
    Slice,
    Softmax,
    Spread,
    Stack,
    Sum,
    Total,
    Trace,
    Transpose,
    Unit,
    Variable,
    Vectorization,
)

SUM: Final = 0
NEGATIVE: Final = 1
PRODUCT: Final = 2
POWER: Final = 3
CLOSED: Final = 4


class Writing:
    """What has been written so far, each part under its identity, and where counting starts."""

    __slots__ = ("base", "texts")

    def __init__(self, base: int) -> None:
        self.base: Final = base
        self.texts: Final[dict[int, str]] = {}


def text(tree: Expression, index_base: int = 1) -> str:
    """The tree as a student could have typed it, counting from `index_base`."""
    at = Writing(index_base)
    for node in inside_out(tree):
        at.texts[id(node)] = written(node, at)
    return at.texts[id(tree)]


def inside_out(tree: Expression) -> list[Expression]:
    """All parts of a tree, each before what it is a part of.

    Printing goes through this list rather than calling itself, so that no tree is too deep.
    """
    found = []
    rest = [tree]
    while rest:
        node = rest.pop()
        found.append(node)
        rest += parts(node)
    return found[::-1]


def parts(node: Expression) -> tuple[Expression, ...]:
    """The parts of a node."""
    match node:
        case Sum():
            return node.terms
        case Product() | Hadamard() | MatrixProduct():
            return node.factors
        case Extremum():
            return node.operands
        case Quotient():
            return (node.of, node.by)
        case Power():
            return (node.base, node.exponent)
        case MatrixPower():
            return (node.base,)
        case Kronecker():
            return (node.left, node.right)
        case Stack():
            return tuple([entry for row in node.rows for entry in row])
        case (
            Number() | Constant() | Variable() | Size() | Identity() | Filled() | Unit()
            | IndexNumber() | Delta()
        ):  # fmt: skip
            return ()
        case _:
            return (node.of,)


def written(node: Expression, at: Writing) -> str:
    """The text of a node whose parts are written."""
    match node:
        case Number():
            return str(node.value)
        case Constant() | Variable():
            return node.name
        case Size():
            return str(node.dimension)
        case Identity():
            return f"eye({node.shape[0]})"
        case Filled():
            return filled(node)
        case Unit():
            return f"unit({index(node.index, at.base)}, {node.shape[0]})"
        case IndexNumber():
            return index_number(node, at)
        case Spread():
            return f"{part(node.of, at, POWER)}*{filled(Filled(1, node.shape))}"
        case Sum():
            return added(node, at)
        case Negative():
            return "-" + part(node.of, at, PRODUCT)
        case Product():
            return multiplied(node, at)
        case Hadamard():
            return ".*".join([part(factor, at, POWER) for factor in node.factors])
        case MatrixProduct():
            return "*".join([part(factor, at, POWER) for factor in node.factors])
        case Kronecker():
            return f"kron({whole(node.left, at)}, {whole(node.right, at)})"
        case Quotient():
            return divided(node, at)
        case Power():
            return raised(node, at)
        case MatrixPower():
            return f"{part(node.base, at, CLOSED)}^{node.exponent}"
        case Transpose():
            return part(node.of, at, CLOSED) + ".T"
        case Entry():
            return part(node.of, at, CLOSED) + entry_place(node, at)
        case Slice():
            return part(node.of, at, CLOSED) + slice_place(node, at)
        case Stack():
            return stacked(node, at)
        case Function():
            return f"{node.name}({whole(node.of, at)})"
        case Abstract():
            return f"{abstract_name(node)}({abstract_arguments(node, at)})"
        case Extremum():
            operands = [whole(operand, at) for operand in gathered(node.operands)]
            return f"{node.name}({', '.join(operands)})"
        case IndexedSum():
            ends = f"{node.index}, {bound(node.lower, at.base)}, {bound(node.upper, at.base)}"
            return f"Sum({whole(node.of, at)}, ({ends}))"
        case Delta():
            return f"delta({index(node.left, at.base)}, {index(node.right, at.base)})"
        case (
            Inverse() | Diagonal() | DiagonalPart() | Vectorization() | Softmax()
            | Norm() | Trace() | Determinant() | Total() | LogSumExp()
        ):  # fmt: skip
            return f"{CALLS[type(node)]}({whole(node.of, at)})"
        case _:
            assert_never(node)


CALLS: Final[dict[type[Expression], str]] = {
    Inverse: "inv",
    Diagonal: "diag",
    DiagonalPart: "diag",
    Vectorization: "vec",
    Softmax: "softmax",
    Norm: "norm",
    Trace: "trace",
    Determinant: "det",
    Total: "sum",
    LogSumExp: "logsumexp",
}


# ----- brackets ----------------------------------------------------------------------------


def whole(node: Expression, at: Writing) -> str:
    """A part as it was written, where it needs no brackets."""
    return at.texts[id(node)]


def part(node: Expression, at: Writing, least: int) -> str:
    """A part of something larger: in brackets unless it binds at least as tightly as `least`."""
    whole_text = whole(node, at)
    return whole_text if binding(node) >= least else f"({whole_text})"


def binding(node: Expression) -> int:
    """How tightly the text of a node holds together."""
    match node:
        case Sum():
            return SUM
        case Negative():
            return NEGATIVE
        case Product() | Hadamard() | MatrixProduct() | Quotient() | Spread():
            return PRODUCT
        case Power() | MatrixPower():
            return POWER
        case Number(value=value):
            if value < 0:
                return NEGATIVE
            return PRODUCT if isinstance(value, Fraction) and value.denominator > 1 else CLOSED
        case Size(dimension=dimension):
            return PRODUCT if isinstance(dimension, str) and "*" in dimension else CLOSED
        case Filled(value=value):
            return CLOSED if value in (0, 1) else PRODUCT
        case _:
            return CLOSED


# ----- sums, products, quotients, powers ---------------------------------------------------


def added(node: Sum, at: Writing) -> str:
    """a + b - c."""
    signs = ["-" if isinstance(term, Negative) else "+" for term in node.terms]
    terms = [term.of if isinstance(term, Negative) else term for term in node.terms]
    written = [part(term, at, PRODUCT) for term in gathered(terms)]
    start = "-" if signs[0] == "-" else ""
    rest = [f" {sign} {term}" for sign, term in zip(signs[1:], written[1:], strict=True)]
    return "".join([start, written[0], *rest])


def gathered(terms: Sequence[Expression]) -> list[Expression]:
    """Terms with their numbers as numbers: beside a matrix the reader spreads them again."""
    if all(isinstance(term, Spread) for term in terms):
        return list(terms)
    return [term.of if isinstance(term, Spread) else term for term in terms]


def multiplied(node: Product, at: Writing) -> str:
    """a*b*A*x: a matrix product at the end needs no brackets, scalars move out of it anyway."""
    *scalars, last = node.factors
    written = [part(factor, at, POWER) for factor in scalars]
    is_open = isinstance(last, MatrixProduct) and bool(scalars)
    written.append(part(last, at, PRODUCT if is_open else POWER))
    return "*".join(written)


def divided(node: Quotient, at: Writing) -> str:
    """a/b, or a./b entry by entry; of a quotient above another only the inner has brackets."""
    if node.by.shape != SCALAR:
        return f"{part(node.of, at, POWER)}./{part(node.by, at, POWER)}"
    is_product = isinstance(node.of, Product | MatrixProduct)
    return f"{part(node.of, at, PRODUCT if is_product else POWER)}/{part(node.by, at, POWER)}"


def raised(node: Power, at: Writing) -> str:
    """a^k; of a matrix a.^k entry by entry, where the reader would not take it so anyway."""
    of = node.base.of if isinstance(node.base, Spread) else node.base
    sign = "^" if node.shape == SCALAR or is_taken_by_entries(of, node.exponent) else ".^"
    exponent = whole(node.exponent, at)
    is_short = isinstance(node.exponent, Number | Constant | Variable | Size | IndexNumber)
    if not is_short or binding(node.exponent) < CLOSED:
        exponent = f"({exponent})"
    return part(of, at, CLOSED) + sign + exponent


def is_taken_by_entries(of: Expression, exponent: Expression) -> bool:
    """Whether `of^k` can only be meant entry by entry, as tanh(z)^2 of a vector."""
    rows, columns = of.shape
    return isinstance(of, Function) and rows != columns and exponent.shape == SCALAR


def abstract_name(node: Abstract) -> str:
    """f, J_f, H_f, h', h''."""
    if node.order and node.of.shape == SCALAR and node.shape == SCALAR:
        return node.name + "'" * node.order
    return ("", "J_", "H_")[node.order] + node.name


def abstract_arguments(node: Abstract, at: Writing) -> str:
    """x, or the numbers x, y, z one by one."""
    if isinstance(node.of, Stack):
        return ", ".join([whole(row[0], at) for row in node.of.rows])
    return whole(node.of, at)


# ----- leaves and entries ------------------------------------------------------------------


def filled(node: Filled) -> str:
    """zeros(n, m), ones(n) of a column; 3*ones(n)."""
    rows, columns = node.shape
    size = f"{rows}" if columns == 1 else f"{rows}, {columns}"
    factor = "" if node.value in (0, 1) else f"{node.value}*"
    return f"{factor}{'ones' if node.value else 'zeros'}({size})"


def index(one: Index, base: int) -> str:
    """An index: a number from `base` on, or a name such as `i+1`."""
    return str(one + base) if isinstance(one, int) else shifted(one.name, one.offset)


def shifted(name: Dimension, offset: int) -> str:
    """n, n+1, n-1."""
    return f"{name}{offset:+d}" if offset else f"{name}"


def bound(end: Bound, base: int) -> str:
    """An end of an indexed sum, which the tree counts from zero."""
    if isinstance(end.dimension, str):
        return shifted(end.dimension, end.offset + base)
    return str((end.dimension or 0) + end.offset + base)


def index_number(node: IndexNumber, at: Writing) -> str:
    """k, or (k + 1); `k` itself is worth what it counts from `base` on."""
    offset = node.index.offset + node.base - at.base
    if not offset:
        return node.index.name
    return f"({node.index.name} {'+' if offset > 0 else '-'} {abs(offset)})"


def entry_place(node: Entry, at: Writing) -> str:
    """[i,j] of a matrix, [i] of a column or row."""
    rows, columns = node.of.shape
    if columns == 1 and node.column == 0:
        return f"[{index(node.row, at.base)}]"
    if rows == 1 and node.row == 0:
        return f"[{index(node.column, at.base)}]"
    return f"[{index(node.row, at.base)},{index(node.column, at.base)}]"


def slice_place(node: Slice, at: Writing) -> str:
    """[i,:] or [:,j]."""
    row = ":" if node.row is None else index(node.row, at.base)
    column = ":" if node.column is None else index(node.column, at.base)
    return f"[{row},{column}]"


def stacked(node: Stack, at: Writing) -> str:
    """[a, b] a column; [[a, b], [c, d]] a matrix, [[a, b]] a row."""
    rows = [", ".join([whole(entry, at) for entry in row]) for row in node.rows]
    if node.shape[1] != 1:
        rows = [f"[{row}]" for row in rows]
    return f"[{', '.join(rows)}]"
