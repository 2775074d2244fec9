"""Tree → the formula as a sheet would set it, as marks.

Which brackets, which powers and which signs a formula takes is decided here once; latex.py and
mathml.py only say how each mark is spelled.
"""

from __future__ import annotations

from typing import Final, assert_never

from grader.language.marks import (
    COMMA,
    MINUS,
    PLUS,
    PRIME,
    TOP,
    Fence,
    Fraction,
    Grid,
    Letter,
    Limits,
    Mark,
    Numeral,
    Operator,
    Root,
    Row,
    Script,
    Sign,
    Word,
    call,
    dimension,
    is_short,
    joined,
    named,
    negative,
    number,
    shifted,
    side_by_side,
    slashed,
)
from grader.language.text import gathered, inside_out
from grader.language.tree import (
    SCALAR,
    Abstract,
    Bound,
    Constant,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
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
FACTOR: Final = 3  # stands in a product as it is, but takes no exponent: a/b, xᵀ
CLOSED: Final = 4  # takes an exponent: f(x), xᵢ
PLAIN: Final = 5  # takes an index: A


class Setting:
    """What has been set so far, each part under its identity, and where counting starts."""

    __slots__ = ("base", "marks")

    def __init__(self, base: int) -> None:
        self.base: Final = base
        self.marks: Final[dict[int, Mark]] = {}


def formula(tree: Expression, index_base: int = 1) -> Mark:
    """The tree as a sheet would set it, counting from `index_base`."""
    at = Setting(index_base)
    for node in inside_out(tree):
        at.marks[id(node)] = mark_of(node, at)
    return at.marks[id(tree)]


def mark_of(node: Expression, at: Setting) -> Mark:
    """The marks for a node whose parts are set."""
    match node:
        case Number():
            return number(node.value)
        case Constant() | Variable():
            return named(node.name)
        case Size():
            return dimension(node.dimension)
        case Identity():
            return Script(Letter("I"), dimension(node.shape[0]), None)
        case Filled():
            return filled(node)
        case Unit():
            return Script(Letter("e"), index(node.index, at.base), None)
        case IndexNumber():
            offset = node.index.offset + node.base - at.base
            return shifted(named(node.index.name), offset, is_tight=False)
        case Spread():
            return side_by_side([part(node.of, at, FACTOR), filled(Filled(1, node.shape))])
        case Sum():
            return added(node, at)
        case Negative():
            return negative(part(node.of, at, PRODUCT))
        case Product() | MatrixProduct():
            return product(node.factors, at)
        case Hadamard():
            return joined([part(factor, at, FACTOR) for factor in node.factors], Sign("⊙"))
        case Kronecker():
            both = [part(node.left, at, FACTOR), part(node.right, at, FACTOR)]
            return joined(both, Sign("⊗"))
        case Quotient():
            return quotient(node, at)
        case Power():
            return power(node, at)
        case MatrixPower():
            return Script(part(node.base, at, CLOSED), None, Numeral(str(node.exponent)))
        case Inverse():
            return inverse(node, at)
        case Transpose():
            return transpose(node, at)
        case Entry():
            return entry(node, at)
        case Slice():
            return Script(part(node.of, at, PLAIN), place((node.row, node.column), at.base), None)
        case Stack():
            return Grid(tuple([tuple([whole(one, at) for one in row]) for row in node.rows]))
        case Function():
            return function(node, at)
        case Extremum():
            operands = [whole(operand, at) for operand in gathered(node.operands)]
            return call(Operator(node.name), joined(operands, COMMA))
        case Norm():
            norm = Fence("‖", whole(node.of, at))
            return norm if 1 in node.of.shape else Script(norm, Letter("F"), None)
        case IndexedSum():
            return indexed_sum(node, at)
        case Delta():
            return Script(Letter("δ"), place((node.left, node.right), at.base), None)
        case Abstract():
            return abstract(node, at)
        case (
            Diagonal() | DiagonalPart() | Vectorization() | Softmax()
            | Trace() | Determinant() | Total() | LogSumExp()
        ):  # fmt: skip
            return call(Operator(CALLS[type(node)]), whole(node.of, at))
        case _:
            assert_never(node)


CALLS: Final[dict[type[Expression], str]] = {
    Diagonal: "diag",
    DiagonalPart: "diag",
    Vectorization: "vec",
    Softmax: "softmax",
    Trace: "tr",
    Determinant: "det",
    Total: "sum",
    LogSumExp: "logsumexp",
}


# ----- brackets ----------------------------------------------------------------------------


def whole(node: Expression, at: Setting) -> Mark:
    """A part as it was set, where it needs no brackets."""
    return at.marks[id(node)]


def part(node: Expression, at: Setting, least: int) -> Mark:
    """A part of something larger: in brackets unless it binds at least as tightly as `least`."""
    mark = whole(node, at)
    return mark if binding(node, mark) >= least else Fence("(", mark)


def binding(node: Expression, mark: Mark) -> int:
    """How tightly a formula holds together, which scripts and fences show by themselves."""
    match mark:
        case Letter() | Word() | Operator() | Numeral() | Sign():
            return PLAIN
        case Fence() | Grid():
            return CLOSED
        case Fraction() | Root():
            return FACTOR
        case Script():
            return FACTOR if mark.upper else CLOSED
        case Limits():
            return PRODUCT
        case Row():
            return row_binding(node)
        case _:
            assert_never(mark)


def row_binding(node: Expression) -> int:
    """How tightly marks side by side hold together: that depends on what they stand for."""
    match node:
        case Sum() | IndexNumber():
            return SUM
        case Negative() | Number():
            return NEGATIVE
        case Power():
            return FACTOR
        case (
            Product() | MatrixProduct() | Hadamard() | Kronecker() | Quotient()
            | Spread() | Size() | Filled()
        ):  # fmt: skip
            return PRODUCT
        case _:
            return CLOSED


# ----- sums and products -------------------------------------------------------------------


def added(node: Sum, at: Setting) -> Mark:
    """a + b − c."""
    signs = [MINUS if isinstance(term, Negative) else PLUS for term in node.terms]
    terms = [term.of if isinstance(term, Negative) else term for term in node.terms]
    first, *rest = [part(term, at, PRODUCT) for term in gathered(terms)]
    row = [negative(first) if signs[0] is MINUS else first]
    for sign, mark in zip(signs[1:], rest, strict=True):
        row += sign, mark
    return Row(tuple(row))


def product(factors: tuple[Expression, ...], at: Setting) -> Mark:
    """a b A x; what stands last may be a product or a Σ itself."""
    *others, last = factors
    is_open = isinstance(last, MatrixProduct | IndexedSum) and bool(others)
    marks = [part(factor, at, FACTOR) for factor in others]
    return side_by_side([*marks, part(last, at, PRODUCT if is_open else FACTOR)])


# ----- quotients, powers and what stands like a power --------------------------------------


def quotient(node: Quotient, at: Setting) -> Mark:
    """a over b; ⊘ entry by entry where it could be taken for an inverse."""
    if is_square(node.by):
        return joined([part(node.of, at, FACTOR), part(node.by, at, FACTOR)], Sign("⊘"))
    return Fraction(whole(node.of, at), whole(node.by, at))


# sin²(x), as it is written by hand; of the others the call takes the exponent.
TWO, THREE = Number(2), Number(3)
SQUARED: Final = ("log", "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")


def power(node: Power, at: Setting) -> Mark:
    """aᵏ; of a matrix, entry by entry, with a ⊙ before the exponent."""
    of = node.base.of if isinstance(node.base, Spread) else node.base
    exponent = whole(node.exponent, at)
    is_small = node.exponent in (TWO, THREE)
    if isinstance(node.exponent, Number):
        exponent = slashed(node.exponent.value)
    if isinstance(of, Function) and of.name in SQUARED and is_small and not is_square(of):
        return call(Script(Operator(of.name), None, exponent), whole(of.of, at))
    is_plain = of.shape == SCALAR and not is_square(node)
    upper = exponent if is_plain else Row((Sign("⊙"), exponent))
    return Script(part(of, at, CLOSED), None, upper)


def is_square(node: Expression) -> bool:
    """Whether something with an exponent or a denominator could be meant as a matrix's own."""
    return node.shape != SCALAR and node.shape[0] == node.shape[1]


def inverse(node: Inverse, at: Setting) -> Mark:
    """A⁻¹, and A⁻ᵀ of a transpose."""
    if isinstance(node.of, Transpose):
        return Script(part(node.of.of, at, CLOSED), None, Row((MINUS, TOP), is_tight=True))
    return Script(part(node.of, at, CLOSED), None, slashed(-1))


def transpose(node: Transpose, at: Setting) -> Mark:
    """Aᵀ, and A⁻ᵀ of an inverse."""
    if isinstance(node.of, Inverse):
        return Script(part(node.of.of, at, CLOSED), None, Row((MINUS, TOP), is_tight=True))
    return Script(part(node.of, at, CLOSED), None, TOP)


# ----- functions ---------------------------------------------------------------------------

WIDEST_EXPONENT: Final = 8  # marks in the exponent of e; more of them read better as exp( )
SPELLED: Final = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}


def function(node: Function, at: Setting) -> Mark:
    """f(x), and the signs that some functions have."""
    of = whole(node.of, at)
    match node.name:
        case "sqrt":
            return Root(of)
        case "abs":
            return Fence("|", of)
        case "sigmoid":
            return call(Letter("σ"), of)
        case "exp" if node.of == Number(1):
            return Letter("e")
        case "exp" if is_short(of, WIDEST_EXPONENT) and not is_square(node):
            return Script(Letter("e"), None, of)
        case name:
            return call(Operator(SPELLED.get(name, name)), of)


def abstract(node: Abstract, at: Setting) -> Mark:
    """f(x, y), J_f(x), h″(t)."""
    name = named(node.name)
    if node.order and node.of.shape == node.shape == SCALAR:
        name = Script(name, None, Row((PRIME,) * node.order, is_tight=True))
    elif node.order:
        name = Script(Letter("J" if node.order == 1 else "H"), name, None)
    if isinstance(node.of, Stack):
        return call(name, joined([whole(row[0], at) for row in node.of.rows], COMMA))
    return call(name, whole(node.of, at))


# ----- entries and indices -----------------------------------------------------------------


def entry(node: Entry, at: Setting) -> Mark:
    """Aᵢⱼ of a matrix, xᵢ of a column or row."""
    rows, columns = node.of.shape
    indices: tuple[Index, ...] = (node.row, node.column)
    if columns == 1 and node.column == 0:
        indices = (node.row,)
    elif rows == 1 and node.row == 0:
        indices = (node.column,)
    return Script(part(node.of, at, PLAIN), place(indices, at.base), None)


def place(indices: tuple[Index | None, ...], base: int) -> Mark:
    """ij, or i+1,j with a comma where the two would run together."""
    marks = [Sign(":") if one is None else index(one, base) for one in indices]
    is_clear = all(
        isinstance(mark, Letter) or (isinstance(mark, Numeral) and len(mark.digits) == 1)
        for mark in marks
    )
    return Row(tuple(marks), is_tight=True) if is_clear else joined(marks, COMMA, is_tight=True)


def index(one: Index, base: int) -> Mark:
    """An index: a number from `base` on, or a name such as i+1."""
    return number(one + base) if isinstance(one, int) else shifted(named(one.name), one.offset)


def indexed_sum(node: IndexedSum, at: Setting) -> Mark:
    """Σ from k=1 to n."""
    lower = Row((named(node.index), Sign("="), bound(node.lower, at.base)), is_tight=True)
    return Limits(lower, bound(node.upper, at.base), part(node.of, at, PRODUCT))


def bound(end: Bound, base: int) -> Mark:
    """An end of an indexed sum, which the tree counts from zero."""
    if isinstance(end.dimension, str):
        return shifted(dimension(end.dimension), end.offset + base)
    return number((end.dimension or 0) + end.offset + base)


def filled(node: Filled) -> Mark:
    """The matrix of ones or zeros with its size; 3 times that."""
    rows, columns = (dimension(one) for one in node.shape)
    size = rows if node.shape[1] == 1 else Row((rows, Sign("×"), columns))
    ones = Script(Numeral("𝟏" if node.value else "𝟎"), size, None)
    return ones if node.value in (0, 1) else side_by_side([number(node.value), ones])
