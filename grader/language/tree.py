"""The tree as meant: what an answer says, with every product told apart and every shape known.

A node is plain data without behaviour. Whatever can be done with a tree (print it, evaluate it,
differentiate it) is a file of its own, with one rule a kind of node.

Nodes are immutable: their fields are `Final`, which the type checker holds. They are written
out, not made by `dataclass(frozen=True)`, because a verdict costs some dozens of nodes and a cold
start all of the classes: frozen dataclasses cost four times as much in both. Kinds with the same
fields inherit these, and nothing else. Kinds without parts are in nodes.py.

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

from typing import Final, TypeAlias, get_args

from grader.language.dimensions import SCALAR as SCALAR
from grader.language.dimensions import Dimension as Dimension
from grader.language.dimensions import Shape as Shape
from grader.language.dimensions import described as described
from grader.language.dimensions import size as size
from grader.language.dimensions import times as times
from grader.language.nodes import At as At
from grader.language.nodes import Bound as Bound
from grader.language.nodes import Constant as Constant
from grader.language.nodes import Delta as Delta
from grader.language.nodes import Filled as Filled
from grader.language.nodes import Identity as Identity
from grader.language.nodes import Index as Index
from grader.language.nodes import IndexNumber as IndexNumber
from grader.language.nodes import Node as Node
from grader.language.nodes import Number as Number
from grader.language.nodes import Scalar as Scalar
from grader.language.nodes import Size as Size
from grader.language.nodes import Unit as Unit
from grader.language.nodes import Variable as Variable
from grader.language.nodes import depth as depth

# ----- what several kinds share ------------------------------------------------------------


class Formed(Node):
    """What the kinds of node share that are made of one part."""

    __slots__ = __match_args__ = ("of", "shape")

    def __init__(self, of: Expression, shape: Shape) -> None:
        self.of: Final = of
        self.shape = shape


class Multiplied(Node):
    """What the kinds of product share: the factors."""

    __slots__ = __match_args__ = ("factors", "shape")

    def __init__(self, factors: tuple[Expression, ...], shape: Shape) -> None:
        self.factors: Final = factors
        self.shape = shape


class ScalarOf(Scalar):
    """What the kinds of node share that make a number of one part."""

    __slots__ = __match_args__ = ("of",)

    def __init__(self, of: Expression) -> None:
        self.of: Final = of


# ----- sums and products -------------------------------------------------------------------


class Spread(Formed):
    """A scalar at every entry: the b in wᵀX + b."""

    __slots__ = ()


class Sum(Node):
    """Terms of one shape."""

    __slots__ = __match_args__ = ("terms", "shape")

    def __init__(self, terms: tuple[Expression, ...], shape: Shape) -> None:
        self.terms: Final = terms
        self.shape = shape


class Negative(Formed):
    """−a."""

    __slots__ = ()


class Product(Multiplied):
    """Scalars, and at most one matrix that they scale."""

    __slots__ = ()


class Hadamard(Multiplied):
    """a ⊙ b, entry by entry; all factors of one shape."""

    __slots__ = ()


class MatrixProduct(Multiplied):
    """A B C …, none of the factors a scalar; the product may be one (xᵀy)."""

    __slots__ = ()


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


class Inverse(Formed):
    """A⁻¹."""

    __slots__ = ()


# ----- entries -----------------------------------------------------------------------------


class Transpose(Formed):
    """Aᵀ."""

    __slots__ = ()


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


class Diagonal(Formed):
    """diag(v): the diagonal matrix of a row or column."""

    __slots__ = ()


class DiagonalPart(Formed):
    """diag(A): the diagonal of a square matrix, as a column."""

    __slots__ = ()


class Vectorization(Formed):
    """vec(A): the columns of A below each other."""

    __slots__ = ()


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


class Softmax(Formed):
    """exp(z)/sum(exp(z)) of a row or column."""

    __slots__ = ()


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


class Norm(ScalarOf):
    """√(sum of squares): 2-norm of a vector, Frobenius norm of a matrix."""

    __slots__ = ()


class Trace(ScalarOf):
    """tr(A)."""

    __slots__ = ()


class Determinant(ScalarOf):
    """det(A)."""

    __slots__ = ()


class Total(ScalarOf):
    """sum(A): the sum of all entries."""

    __slots__ = ()


class LogSumExp(ScalarOf):
    """log(sum(exp(z)))."""

    __slots__ = ()


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


Expression: TypeAlias = (
    Number | Constant | Variable | Size | Identity | Filled | Unit | IndexNumber
    | Spread | Sum | Negative | Product | Hadamard | MatrixProduct | Kronecker
    | Quotient | Power | MatrixPower | Inverse
    | Transpose | Entry | Slice | Stack | Diagonal | DiagonalPart | Vectorization
    | Function | Extremum | Softmax | Abstract
    | Norm | Trace | Determinant | Total | LogSumExp | IndexedSum | Delta
)  # fmt: skip

KINDS: tuple[type[Node], ...] = get_args(Expression)

ZERO = Number(0)
ONE = Number(1)
