"""Well-shaped trees in the reader's normal form: one of each kind, and random ones.

ONE_OF_EACH has a tree for each kind of node, with the text that means it. `trees(shape)` is a
strategy for whoever states a law about trees: the names are those of SCOPE, the free indices
`i` and `j` both run over n. Sums, products, quotients and powers are made by the reader's own
algebra.py, so that no tree comes up which no text could mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeAlias, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

from grader.errors import AnswerError
from grader.language.algebra import (
    Source,
    divided,
    elementwise_product,
    is_elementwise,
    matrix_power,
    matrix_product,
    product,
    raised,
)
from grader.language.declarations import Scope, scope
from grader.language.functions import ELEMENTWISE
from grader.language.tree import (
    SCALAR,
    Abstract,
    At,
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
    Node,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
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
    times,
)

T = TypeVar("T")

VARIABLES = {
    "a": "scalar", "b": "scalar", "lambda": "scalar",
    "x": "n", "y": "n", "u": "m", "v": "1 x n", "h1": "1 x m",
    "A": "n x n", "B": "n x n", "X": "n x m", "W_out": "m x n", "C": "m x m",
    "z": "3", "M": "2 x 3", "f": "R^n -> R",
}  # fmt: skip
SCOPE: Scope = scope(VARIABLES)
NOWHERE = ((0, 0), (0, 0))
SOURCE = Source("")


a, b = Variable("a", SCALAR), Variable("b", SCALAR)
x, y, u = Variable("x", ("n", 1)), Variable("y", ("n", 1)), Variable("u", ("m", 1))
v, z = Variable("v", (1, "n")), Variable("z", (3, 1))
A, B, X = Variable("A", ("n", "n")), Variable("B", ("n", "n")), Variable("X", ("n", "m"))
i, k = At("i"), At("k")

ONE_OF_EACH: dict[type[Node], tuple[str, Expression]] = {
    Number: ("1/2", Number(Fraction(1, 2))),
    Constant: ("pi", Constant("pi")),
    Variable: ("a", a),
    Size: ("n", Size("n")),
    Identity: ("eye(n)", Identity(("n", "n"))),
    Filled: ("ones(n, m)", Filled(1, ("n", "m"))),
    Unit: ("unit(i, n)", Unit(i, ("n", 1))),
    IndexNumber: (
        "Sum(k, (k, 1, n))",
        IndexedSum("k", Bound(None, 0), Bound("n", -1), IndexNumber(k, 1), SCALAR),
    ),
    Spread: ("x + a", Sum((x, Spread(a, x.shape)), x.shape)),
    Sum: ("a + b", Sum((a, b), SCALAR)),
    Negative: ("-a", Negative(a, SCALAR)),
    Product: ("a*x", Product((a, x), x.shape)),
    Hadamard: ("x.*y", Hadamard((x, y), x.shape)),
    MatrixProduct: ("A*x", MatrixProduct((A, x), x.shape)),
    Kronecker: ("kron(A, X)", Kronecker(A, X, ("n*n", "m*n"))),
    Quotient: ("x/a", Quotient(x, a, x.shape)),
    Power: ("a^b", Power(a, b, SCALAR)),
    MatrixPower: ("A^3", MatrixPower(A, 3, A.shape)),
    Inverse: ("inv(A)", Inverse(A, A.shape)),
    Transpose: ("A.T", Transpose(A, A.shape)),
    Entry: ("X[i,2]", Entry(X, i, 1)),
    Slice: ("X[i,:]", Slice(X, i, None, (1, "m"))),
    Stack: ("[[a, b], [1, pi]]", Stack(((a, b), (Number(1), Constant("pi"))), (2, 2))),
    Diagonal: ("diag(x)", Diagonal(x, A.shape)),
    DiagonalPart: ("diag(A)", DiagonalPart(A, x.shape)),
    Vectorization: ("vec(X)", Vectorization(X, ("m*n", 1))),
    Function: ("exp(x)", Function("exp", x, x.shape)),
    Extremum: ("max(x, 0)", Extremum("max", (x, Spread(Number(0), x.shape)), x.shape)),
    Abstract: ("J_f(x)", Abstract("f", 1, x, (1, "n"))),
    Softmax: ("softmax(x)", Softmax(x, x.shape)),
    Norm: ("norm(X)", Norm(X)),
    Trace: ("trace(A)", Trace(A)),
    Determinant: ("det(A)", Determinant(A)),
    Total: ("sum(X)", Total(X)),
    LogSumExp: ("logsumexp(x)", LogSumExp(x)),
    IndexedSum: (
        "Sum(x[k], (k, 1, n))",
        IndexedSum("k", Bound(None, 0), Bound("n", -1), Entry(x, k, 0), SCALAR),
    ),
    Delta: ("delta(i, 2)*x[i]", Product((Delta(i, 1), Entry(x, i, 0)), SCALAR)),
}


class Span(NamedTuple):
    """An index that may be used, and how far it may be shifted down and up."""

    name: str
    dimension: Dimension
    down: int = 0
    up: int = 0
    is_bound: bool = False


FREE = (Span("i", "n"), Span("j", "n"))


@dataclass(frozen=True)
class Place:
    """Where a tree is to grow: how it is drawn, what shape, how deep, over which indices."""

    draw: st.DrawFn
    shape: Shape
    depth: int
    indices: tuple[Span, ...]

    def pick(self, *choices: T) -> T:
        """One of the choices."""
        return self.draw(st.sampled_from(choices))

    def count(self, least: int, most: int) -> int:
        """A whole number."""
        return self.draw(st.integers(least, most))

    def tree(self, shape: Shape | None = None, *more: Span) -> Expression:
        """A part, one level down."""
        place = replace(
            self, shape=shape or self.shape, depth=self.depth - 1, indices=(*self.indices, *more)
        )
        return grown(place)

    def index(self, dimension: Dimension) -> Index:
        """A number or a name that runs over a dimension."""
        known = [one for one in self.indices if one.dimension == dimension]
        if not known or self.draw(st.booleans()):
            return self.count(0, dimension - 1 if isinstance(dimension, int) else 2)
        span = self.pick(*known)
        return At(span.name, self.count(-span.down, span.up))


@st.composite
def trees(
    draw: st.DrawFn, shape: Shape = SCALAR, depth: int = 3, indices: tuple[Span, ...] = FREE
) -> Expression:
    """A tree of a shape, at most so deep; a tree that means nothing (1/0) is drawn again."""
    try:
        return grown(Place(draw, shape, depth, indices))
    except AnswerError:
        reject()


def grown(place: Place) -> Expression:
    """A tree of any kind that its shape allows."""
    if place.depth <= 0:
        return leaf(place)
    return place.pick(*rules(place))(place)


Rule: TypeAlias = Callable[[Place], Expression]


def rules(place: Place) -> list[Rule]:
    """What can be written of a shape."""
    rows, columns = place.shape
    if place.shape == SCALAR:
        return [leaf, matrix_multiplied, *EVERYWHERE, *OF_SCALARS]
    found = [leaf, *EVERYWHERE, hadamard, divided_by_entries]
    if {rows, columns} & COMPOSED:
        return found
    found += [matrix_multiplied, transpose]
    if rows == columns:
        found += SQUARE
    if 1 in place.shape:
        found.append(softmax)
    if columns == 1:
        found += [diagonal_part, unit]
    if columns == 1 or rows == 1:
        found.append(slice_)
    if isinstance(rows, int) and isinstance(columns, int):
        found += [stack, stack]
    return found


# ----- leaves ------------------------------------------------------------------------------

COMPOSED: frozenset[Dimension] = frozenset(("m*n", "n*n"))  # shapes of vec(X) and kron(A, A)
LENGTHS: tuple[Dimension, ...] = ("n", "m", 2, 3)


def leaf(place: Place) -> Expression:
    """Something without parts; of vec(X)'s shape, and kron(A, B)'s, there is nothing smaller."""
    shape = place.shape
    found: list[Expression] = [node for node in SCOPE.nodes.values() if node.shape == shape]
    if shape == SCALAR:
        bound = [IndexNumber(At(one.name), 1) for one in place.indices if one.is_bound]
        found += [number(place), Constant("pi"), Size("n"), Size("m"), *bound]
    elif shape == ("m*n", 1):
        found += [Vectorization(X, shape), Kronecker(x, u, shape)]
    elif shape == ("n*n", "n*n"):
        found.append(Kronecker(A, B, shape))
    else:
        found += [Filled(0, shape), Filled(1, shape)]
        found += [Identity(shape)] * (shape[0] == shape[1])
    return place.pick(*found)


def number(place: Place) -> Expression:
    """2, 1/3."""
    value = Fraction(place.count(0, 12), place.pick(1, 1, 1, 2, 3))
    return Number(value.numerator if value.denominator == 1 else value)


def unit(place: Place) -> Expression:
    """e_i."""
    return Unit(place.index(place.shape[0]), place.shape)


# ----- sums, products, quotients, powers ---------------------------------------------------


def added(place: Place) -> Expression:
    """a - b, and of a matrix also with numbers in between."""
    terms = [signed(place, place.tree()) for _ in range(place.count(1, 2))]
    if place.shape != SCALAR:
        terms += [signed(place, spread(place)) for _ in range(place.count(0, 1))]
    if len(terms) < 2:
        terms.append(signed(place, place.tree()))
    return Sum(tuple(place.draw(st.permutations(terms))), place.shape)


def signed(place: Place, term: Expression) -> Expression:
    """A term, or minus that."""
    return place.pick(term, Negative(term, term.shape))


def spread(place: Place) -> Expression:
    """A number at every entry; a plain 0 would be zeros."""
    of = place.tree(SCALAR)
    return Spread(Constant("pi") if of == Number(0) else of, place.shape)


def negative(place: Place) -> Expression:
    """-a."""
    return Negative(place.tree(), place.shape)


def scaled(place: Place) -> Expression:
    """a*b, a*A."""
    return product([place.tree(SCALAR), place.tree()], place.shape)


def matrix_multiplied(place: Place) -> Expression:
    """A*x, x.T*A*x, a*y.T*x*X."""
    edges = [place.shape[0], *(place.pick(*LENGTHS) for _ in range(place.count(1, 2)))]
    edges.append(place.shape[1])
    return matrix_product([place.tree(shape) for shape in pairwise(edges)])


def hadamard(place: Place) -> Expression:
    """A.*B."""
    return elementwise_product(place.tree(), place.tree(), NOWHERE, SOURCE)


def divided_by_scalar(place: Place) -> Expression:
    """A/b."""
    return divided(place.tree(), place.tree(SCALAR), NOWHERE, SOURCE)


def divided_by_entries(place: Place) -> Expression:
    """A./B, 1./B."""
    of = place.tree(place.pick(SCALAR, place.shape))
    return divided(of, place.tree(), NOWHERE, SOURCE, elementwise=True)


def power(place: Place) -> Expression:
    """a^b, A.^b, A.^B, a.^B."""
    base, exponent = place.pick(
        (place.shape, SCALAR), (place.shape, place.shape), (SCALAR, place.shape)
    )
    is_matrix = place.shape != SCALAR
    return raised(place.tree(base), place.tree(exponent), NOWHERE, SOURCE, elementwise=is_matrix)


def matrix_power_(place: Place) -> Expression:
    """A^2, inv(A^3); what is taken entry by entry has no such power for the reader."""
    base = place.tree()
    if is_elementwise(base):
        return base
    return matrix_power(base, place.pick(2, 3, -2))


def inverse(place: Place) -> Expression:
    """inv(A)."""
    return Inverse(place.tree(), place.shape)


def transpose(place: Place) -> Expression:
    """A.T."""
    return Transpose(place.tree((place.shape[1], place.shape[0])), place.shape)


# ----- functions ---------------------------------------------------------------------------


def function(place: Place) -> Expression:
    """exp(A)."""
    return Function(place.pick(*sorted(ELEMENTWISE)), place.tree(), place.shape)


def extremum(place: Place) -> Expression:
    """max(A, 0)."""
    operands = [place.tree()]
    for _ in range(place.count(1, 2)):
        is_spread = place.shape != SCALAR and place.draw(st.booleans())
        operands.append(Spread(place.tree(SCALAR), place.shape) if is_spread else place.tree())
    order = place.draw(st.permutations(operands))
    return Extremum(place.pick("max", "min"), tuple(order), place.shape)


def softmax(place: Place) -> Expression:
    """softmax(z)."""
    return Softmax(place.tree(), place.shape)


def number_of_matrix(place: Place) -> Expression:
    """norm(A), sum(A), logsumexp(A)."""
    shapes: list[Shape] = [
        ("n", 1), (1, "m"), ("n", "m"), (2, 3), (3, 1), ("m*n", 1), ("n*n", "n*n"),
    ]  # fmt: skip
    of = place.tree(place.pick(*shapes))
    choices: list[Expression] = [Norm(of), Total(of), LogSumExp(of)]
    return place.pick(*choices)


def number_of_square(place: Place) -> Expression:
    """trace(A), det(A)."""
    sides: list[Dimension] = ["n", "m", 2, "n*n"]
    side = place.pick(*sides)
    of = place.tree((side, side))
    choices: list[Expression] = [Trace(of), Determinant(of)]
    return place.pick(*choices)


# ----- entries and indices -----------------------------------------------------------------


def entry(place: Place) -> Expression:
    """A[i,j], x[i]."""
    shapes: list[Shape] = [("n", 1), (1, "n"), ("n", "n"), ("n", "m"), (3, 1), (2, 3)]
    rows, columns = place.pick(*shapes)
    row = 0 if rows == 1 else place.index(rows)
    column = 0 if columns == 1 else place.index(columns)
    return Entry(place.tree((rows, columns)), row, column)


def slice_(place: Place) -> Expression:
    """A[i,:], A[:,j]."""
    rows, columns = place.shape
    length = place.pick(*LENGTHS)
    if columns == 1:
        return Slice(place.tree((rows, length)), None, place.index(length), place.shape)
    return Slice(place.tree((length, columns)), place.index(length), None, place.shape)


def stack(place: Place) -> Expression:
    """[a, b], [[a, b], [c, d]]."""
    rows, columns = (int(one) for one in place.shape)
    entries = [[place.tree(SCALAR) for _ in range(columns)] for _ in range(rows)]
    return Stack(tuple(tuple(row) for row in entries), place.shape)


def diagonal(place: Place) -> Expression:
    """diag(v)."""
    side = place.shape[0]
    shapes: list[Shape] = [(side, 1), (1, side)]
    return Diagonal(place.tree(place.pick(*shapes)), place.shape)


def diagonal_part(place: Place) -> Expression:
    """diag(A)."""
    side = place.shape[0]
    return DiagonalPart(place.tree((side, side)), place.shape)


def vectorization(place: Place) -> Expression:
    """vec(X), as a column whose entry is taken."""
    shapes: list[Shape] = [("n", "m"), ("n", "n"), (1, "m"), (2, 3)]
    rows, columns = place.pick(*shapes)
    of = place.tree((rows, columns))
    return Total(Vectorization(of, (times(rows, columns), 1)))


def kronecker(place: Place) -> Expression:
    """kron(A, B), of which the norm is taken."""
    shapes: list[Shape] = [("n", 1), (1, "m"), ("n", "m"), (2, 3)]
    left, right = (place.tree(place.pick(*shapes)) for _ in range(2))
    rows = times(left.shape[0], right.shape[0])
    return Norm(Kronecker(left, right, (rows, times(left.shape[1], right.shape[1]))))


def indexed_sum(place: Place) -> Expression:
    """Sum(x[k], (k, 1, n)), Sum(x[k+1] - x[k], (k, 1, n-1))."""
    name = "klpq"[sum(one.is_bound for one in place.indices)]
    down, up = place.count(0, 1), place.count(0, 1)
    span = Span(name, "n", down, up, is_bound=True)
    of = place.tree(None, span)
    if place.draw(st.booleans()):
        of = product([IndexNumber(At(name), SCOPE.index_base), of], place.shape)
    return IndexedSum(name, Bound(None, down), Bound("n", -1 - up), of, place.shape)


def delta(place: Place) -> Expression:
    """delta(i, k)*x[i], which tells the range of i."""
    first, second = (At(place.pick(*place.indices).name) for _ in range(2))
    choices: list[Index] = [second, place.count(0, 2)]
    both = [Entry(x, index, 0) for index in (first, second)]
    return product([Delta(first, place.pick(*choices)), *both], SCALAR)


EVERYWHERE: list[Rule] = [
    added, negative, scaled, divided_by_scalar, power, function, extremum, indexed_sum,
]  # fmt: skip
OF_SCALARS: list[Rule] = [
    number_of_matrix, number_of_square, entry, entry, vectorization, kronecker, delta,
]  # fmt: skip
SQUARE: list[Rule] = [matrix_power_, inverse, diagonal]
