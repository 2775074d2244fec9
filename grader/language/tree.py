"""The tree as meant: what an answer says, with every product told apart and every shape known.

A node is plain data without behaviour. Whatever can be done with a tree (print it, evaluate it,
differentiate it) is a file of its own, with one rule a kind of node.

Nodes are immutable: their fields are `Final`, which the type checker holds. They are written
out, rather than made by `dataclass(frozen=True)`, because a verdict costs some dozens of nodes
and a cold start all of the classes: frozen dataclasses cost four times as much in both.

    leaves      Number Constant Variable Size Identity Filled Unit IndexNumber
    sums        Sum Negative Spread
    products    Product (scalars, and at most one matrix)  Hadamard  MatrixProduct  Kronecker
    quotients   Quotient Power (both entry by entry)  MatrixPower Inverse
    entries     Transpose Entry Slice Stack Diagonal DiagonalPart Vectorization
    functions   Function (entry by entry)  Extremum Softmax Abstract
    scalars of  Norm Trace Determinant Total LogSumExp
    indices     IndexedSum Delta

Indices are counted from zero inside; `index_base` is a matter of reading and printing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Final, NamedTuple, TypeAlias

# A number, a name (`n`), or a product of them in canonical order (`2*m*n`); see `times`.
Dimension: TypeAlias = int | str
Shape: TypeAlias = tuple[Dimension, Dimension]  # rows, columns

SCALAR: Shape = (1, 1)


class At(NamedTuple):
    """An index that is a name plus an offset: `i` or `i + 1`."""

    name: str
    offset: int = 0


Index: TypeAlias = int | At


class Bound(NamedTuple):
    """The end of an indexed sum: a dimension (or none) plus an offset; counted from zero."""

    dimension: Dimension | None
    offset: int


class Node:
    """What all kinds of node share: fields in `__slots__`, compared by kind and fields."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    shape: Shape

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__match_args__
        )

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__match_args__)))

    def __repr__(self) -> str:
        fields = ", ".join(repr(getattr(self, name)) for name in self.__match_args__)
        return f"{type(self).__name__}({fields})"


class Scalar(Node):
    """What the kinds of node share whose value is always a number."""

    __slots__ = ()
    shape = SCALAR


# ----- leaves ------------------------------------------------------------------------------


class Number(Scalar):
    """An exact rational."""

    __slots__ = __match_args__ = ("value",)

    def __init__(self, value: Fraction | int) -> None:
        self.value: Final = value


class Constant(Scalar):
    """π. (Euler's e is exp(1).)"""

    __slots__ = __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Variable(Node):
    """A declared name."""

    __slots__ = __match_args__ = ("name", "shape")

    def __init__(self, name: str, shape: Shape) -> None:
        self.name: Final = name
        self.shape = shape


class Size(Scalar):
    """A dimension used as a number, as m in 1/m."""

    __slots__ = __match_args__ = ("dimension",)

    def __init__(self, dimension: Dimension) -> None:
        self.dimension: Final = dimension


class Identity(Node):
    """The identity matrix."""

    __slots__ = __match_args__ = ("shape",)

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


class Filled(Node):
    """All entries alike: ones(n, m), zeros(n, m)."""

    __slots__ = __match_args__ = ("value", "shape")

    def __init__(self, value: int, shape: Shape) -> None:
        self.value: Final = value
        self.shape = shape


class Unit(Node):
    """e_i, a column."""

    __slots__ = __match_args__ = ("index", "shape")

    def __init__(self, index: Index, shape: Shape) -> None:
        self.index: Final = index
        self.shape = shape


class IndexNumber(Scalar):
    """An index used as a number; `base` is added to its value counted from zero."""

    __slots__ = __match_args__ = ("index", "base")

    def __init__(self, index: At, base: int) -> None:
        self.index: Final = index
        self.base: Final = base


# ----- sums --------------------------------------------------------------------------------


class Spread(Node):
    """A scalar at every entry: the b in wᵀX + b."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


class Sum(Node):
    """Terms of one shape."""

    __slots__ = __match_args__ = ("terms", "shape")

    def __init__(self, terms: tuple[Expression, ...], shape: Shape) -> None:
        self.terms: Final = terms
        self.shape = shape


class Negative(Node):
    """−a."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


# ----- products ----------------------------------------------------------------------------


class Product(Node):
    """Scalars, and at most one matrix that they scale."""

    __slots__ = __match_args__ = ("factors", "shape")

    def __init__(self, factors: tuple[Expression, ...], shape: Shape) -> None:
        self.factors: Final = factors
        self.shape = shape


class Hadamard(Node):
    """a ⊙ b, entry by entry; all factors of one shape."""

    __slots__ = __match_args__ = ("factors", "shape")

    def __init__(self, factors: tuple[Expression, ...], shape: Shape) -> None:
        self.factors: Final = factors
        self.shape = shape


class MatrixProduct(Node):
    """A B C …, none of the factors a scalar; the product may be one (xᵀy)."""

    __slots__ = __match_args__ = ("factors", "shape")

    def __init__(self, factors: tuple[Expression, ...], shape: Shape) -> None:
        self.factors: Final = factors
        self.shape = shape


class Kronecker(Node):
    """A ⊗ B."""

    __slots__ = __match_args__ = ("left", "right", "shape")

    def __init__(self, left: Expression, right: Expression, shape: Shape) -> None:
        self.left: Final = left
        self.right: Final = right
        self.shape = shape


# ----- quotients and powers ----------------------------------------------------------------


class Quotient(Node):
    """a / b where b is a scalar; otherwise entry by entry, a a scalar or of b's shape."""

    __slots__ = __match_args__ = ("of", "by", "shape")

    def __init__(self, of: Expression, by: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.by: Final = by
        self.shape = shape


class Power(Node):
    """a^k of a scalar, or entry by entry; the exponent a scalar (or of a's shape)."""

    __slots__ = __match_args__ = ("base", "exponent", "shape")

    def __init__(self, base: Expression, exponent: Expression, shape: Shape) -> None:
        self.base: Final = base
        self.exponent: Final = exponent
        self.shape = shape


class MatrixPower(Node):
    """Aᵏ of a square matrix, k ≥ 0."""

    __slots__ = __match_args__ = ("base", "exponent", "shape")

    def __init__(self, base: Expression, exponent: int, shape: Shape) -> None:
        self.base: Final = base
        self.exponent: Final = exponent
        self.shape = shape


class Inverse(Node):
    """A⁻¹."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


# ----- entries -----------------------------------------------------------------------------


class Transpose(Node):
    """Aᵀ."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


class Entry(Scalar):
    """A[i, j]; of a column `A[i, 0]`."""

    __slots__ = __match_args__ = ("of", "row", "column")

    def __init__(self, of: Expression, row: Index, column: Index) -> None:
        self.of: Final = of
        self.row: Final = row
        self.column: Final = column


class Slice(Node):
    """A[i, :] a row, or A[:, j] a column; None stands for the colon."""

    __slots__ = __match_args__ = ("of", "row", "column", "shape")

    def __init__(
        self, of: Expression, row: Index | None, column: Index | None, shape: Shape
    ) -> None:
        self.of: Final = of
        self.row: Final = row
        self.column: Final = column
        self.shape = shape


class Stack(Node):
    """Scalars written out as a matrix, row by row."""

    __slots__ = __match_args__ = ("rows", "shape")

    def __init__(self, rows: tuple[tuple[Expression, ...], ...], shape: Shape) -> None:
        self.rows: Final = rows
        self.shape = shape


class Diagonal(Node):
    """diag(v): the diagonal matrix of a row or column."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


class DiagonalPart(Node):
    """diag(A): the diagonal of a square matrix, as a column."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


class Vectorization(Node):
    """vec(A): the columns of A below each other."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


# ----- functions ---------------------------------------------------------------------------


class Function(Node):
    """A function of one number, taken entry by entry; `name` is canonical (functions.py)."""

    __slots__ = __match_args__ = ("name", "of", "shape")

    def __init__(self, name: str, of: Expression, shape: Shape) -> None:
        self.name: Final = name
        self.of: Final = of
        self.shape = shape


class Extremum(Node):
    """max or min of two or more, entry by entry; scalars are compared with every entry."""

    __slots__ = __match_args__ = ("name", "operands", "shape")

    def __init__(self, name: str, operands: tuple[Expression, ...], shape: Shape) -> None:
        self.name: Final = name
        self.operands: Final = operands
        self.shape = shape


class Softmax(Node):
    """exp(z)/sum(exp(z)) of a row or column."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


class Abstract(Node):
    """An abstract function or a derivative of it: f(x), J_f(x), h″(t).

    `of` is the column of its inputs. Order 1 is the Jacobian, outputs × inputs; order 2 the
    Hessian, or the second derivative of a function of one number, as every higher order.
    """

    __slots__ = __match_args__ = ("name", "order", "of", "shape")

    def __init__(self, name: str, order: int, of: Expression, shape: Shape) -> None:
        self.name: Final = name
        self.order: Final = order
        self.of: Final = of
        self.shape = shape


# ----- scalars of a matrix -----------------------------------------------------------------


class Norm(Scalar):
    """√(sum of squares): 2-norm of a vector, Frobenius norm of a matrix."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: Expression) -> None:
        self.of: Final = of


class Trace(Scalar):
    """tr(A)."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: Expression) -> None:
        self.of: Final = of


class Determinant(Scalar):
    """det(A)."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: Expression) -> None:
        self.of: Final = of


class Total(Scalar):
    """sum(A): the sum of all entries."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: Expression) -> None:
        self.of: Final = of


class LogSumExp(Scalar):
    """log(sum(exp(z)))."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: Expression) -> None:
        self.of: Final = of


# ----- indices -----------------------------------------------------------------------------


class IndexedSum(Node):
    """Σ over `index` from `lower` to `upper`, both included."""

    __slots__ = __match_args__ = ("index", "lower", "upper", "of", "shape")

    def __init__(
        self, index: str, lower: Bound, upper: Bound, of: Expression, shape: Shape
    ) -> None:
        self.index: Final = index
        self.lower: Final = lower
        self.upper: Final = upper
        self.of: Final = of
        self.shape = shape


class Delta(Scalar):
    """δᵢⱼ: 1 where both indices are equal, else 0."""

    __slots__ = __match_args__ = ("left", "right")

    def __init__(self, left: Index, right: Index) -> None:
        self.left: Final = left
        self.right: Final = right


Expression: TypeAlias = (
    Number | Constant | Variable | Size | Identity | Filled | Unit | IndexNumber
    | Spread | Sum | Negative | Product | Hadamard | MatrixProduct | Kronecker
    | Quotient | Power | MatrixPower | Inverse
    | Transpose | Entry | Slice | Stack | Diagonal | DiagonalPart | Vectorization
    | Function | Extremum | Softmax | Abstract
    | Norm | Trace | Determinant | Total | LogSumExp | IndexedSum | Delta
)  # fmt: skip

KINDS: tuple[type[Node], ...] = (
    Number, Constant, Variable, Size, Identity, Filled, Unit, IndexNumber,
    Spread, Sum, Negative, Product, Hadamard, MatrixProduct, Kronecker,
    Quotient, Power, MatrixPower, Inverse,
    Transpose, Entry, Slice, Stack, Diagonal, DiagonalPart, Vectorization,
    Function, Extremum, Softmax, Abstract,
    Norm, Trace, Determinant, Total, LogSumExp, IndexedSum, Delta,
)  # fmt: skip

ZERO = Number(0)
ONE = Number(1)


# ----- dimensions --------------------------------------------------------------------------


def times(left: Dimension, right: Dimension) -> Dimension:
    """The product of two dimensions in canonical order, so that equal ones are `==`.

    >>> times("m", "n"), times("n", times(2, "m")), times(2, 3)
    ('m*n', '2*m*n', 6)
    """
    number, names = 1, []
    for dimension in (left, right):
        for part in dimension.split("*") if isinstance(dimension, str) else (dimension,):
            if isinstance(part, int) or part.isdigit():
                number *= int(part)
            else:
                names.append(part)
    if not names:
        return number
    return "*".join([str(number)] * (number != 1) + sorted(names))


def size(dimension: Dimension, sizes: dict[str, int]) -> int:
    """The number that a dimension is, given one for each symbolic one."""
    if isinstance(dimension, int):
        return dimension
    if dimension in sizes:
        return sizes[dimension]
    product = 1
    for part in dimension.split("*"):
        product *= int(part) if part.isdigit() else sizes[part]
    return product


def described(shape: Shape) -> str:
    """A shape as the sheets write it: `n×1`, `1×m`, `2×3`, or `scalar`."""
    return "a scalar" if shape == SCALAR else f"{shape[0]}×{shape[1]}"


def depth(tree: Node) -> int:
    """How many nodes stand inside each other at most; without recursion, for any depth."""
    deepest = 0
    pending: list[tuple[object, int]] = [(tree, 1)]
    while pending:
        node, level = pending.pop()
        if isinstance(node, Node):
            deepest = max(deepest, level)
            pending += [(getattr(node, name), level + 1) for name in node.__match_args__]
        elif isinstance(node, tuple):
            pending += [(part, level) for part in node]
    return deepest
