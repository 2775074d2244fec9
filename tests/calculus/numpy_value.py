"""Tree + values → its value as a numpy array, and derivatives as difference quotients.

A second implementation of what a tree is worth, which shares nothing with the grader's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from grader.language.tree import (
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
    size,
)

Array = np.ndarray


@dataclass(frozen=True)
class Point:
    """Values of variables (as matrices), of dimensions and of indices."""

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    indices: Mapping[str, int] = field(default_factory=dict)

    def extent(self, dimension: Dimension) -> int:
        return size(dimension, dict(self.sizes))

    def shape(self, shape: Shape) -> tuple[int, int]:
        return self.extent(shape[0]), self.extent(shape[1])

    def place(self, index: Index) -> int:
        return self.indices[index.name] + index.offset if isinstance(index, At) else index

    def with_index(self, name: str, value: int) -> Point:
        return Point(self.values, self.sizes, {**self.indices, name: value})

    def with_value(self, name: str, value: Array) -> Point:
        return Point({**self.values, name: value}, self.sizes, self.indices)


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "sec": lambda x: 1 / np.cos(x), "csc": lambda x: 1 / np.sin(x), "cot": lambda x: 1 / np.tan(x),
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "sigmoid": sigmoid, "softplus": lambda x: np.log1p(np.exp(x)),
    "relu": lambda x: np.maximum(x, 0), "abs": np.abs, "sign": np.sign,
}  # fmt: skip


def value(node: Expression, at: Point) -> Array:
    """The value, checked against the shape that the node claims."""
    result = np.asarray(_value(node, at), dtype=float)
    assert result.shape == at.shape(node.shape), (node, result.shape)
    return result


def number(node: Expression, at: Point) -> float:
    return float(value(node, at)[0, 0])


def _value(node: Expression, at: Point) -> Array:
    def of(part: Expression) -> Array:
        return value(part, at)

    def one(x: float) -> Array:
        return np.array([[x]], dtype=float)

    match node:
        case Number():
            return one(float(node.value))
        case Constant():
            return one({"pi": np.pi}[node.name])
        case Variable():
            return at.values[node.name]
        case Size():
            return one(at.extent(node.dimension))
        case Identity():
            return np.eye(at.extent(node.shape[0]))
        case Filled():
            return np.full(at.shape(node.shape), float(node.value))
        case Unit():
            return np.eye(at.extent(node.shape[0]))[:, [at.place(node.index)]]
        case IndexNumber():
            return one(at.place(node.index) + node.base)
        case Spread():
            return np.full(at.shape(node.shape), number(node.of, at))
        case Sum():
            return sum(map(of, node.terms[1:]), of(node.terms[0]))
        case Negative():
            return -of(node.of)
        case Product():
            result = np.ones((1, 1))
            for factor in node.factors:
                assert factor.shape == (1, 1) or factor is node.factors[-1]
                result = result * of(factor)
            return result
        case Hadamard():
            return np.prod([of(factor) for factor in node.factors], axis=0)
        case MatrixProduct():
            assert all(factor.shape != (1, 1) for factor in node.factors)
            result = of(node.factors[0])
            for factor in node.factors[1:]:
                result = result @ of(factor)
            return result
        case Kronecker():
            return np.kron(of(node.left), of(node.right))
        case Quotient():
            return of(node.of) / of(node.by)
        case Power():
            return of(node.base) ** of(node.exponent)
        case MatrixPower():
            return np.linalg.matrix_power(of(node.base), node.exponent)
        case Inverse():
            return np.linalg.inv(of(node.of))
        case Transpose():
            return of(node.of).T
        case Entry():
            return one(of(node.of)[at.place(node.row), at.place(node.column)])
        case Slice():
            rows = slice(None) if node.row is None else [at.place(node.row)]
            columns = slice(None) if node.column is None else [at.place(node.column)]
            return of(node.of)[rows, :][:, columns]
        case Stack():
            return np.array([[number(entry, at) for entry in row] for row in node.rows])
        case Diagonal():
            return np.diag(of(node.of).ravel())
        case DiagonalPart():
            return np.diag(of(node.of))[:, None]
        case Vectorization():
            return of(node.of).reshape(-1, 1, order="F")
        case Function():
            return FUNCTIONS[node.name](of(node.of))
        case Abstract():
            outputs = 1 if node.order > 1 else at.extent(node.shape[0])
            return abstract(node, of(node.of), outputs)
        case Extremum():
            choose = np.maximum if node.name == "max" else np.minimum
            result = of(node.operands[0])
            for operand in node.operands[1:]:
                result = choose(result, of(operand))
            return result
        case Softmax():
            weights = np.exp(of(node.of) - of(node.of).max())
            return weights / weights.sum()
        case Norm():
            return one(np.sqrt((of(node.of) ** 2).sum()))
        case Trace():
            return one(np.trace(of(node.of)))
        case Determinant():
            return one(np.linalg.det(of(node.of)))
        case Total():
            return one(of(node.of).sum())
        case LogSumExp():
            return one(np.log(np.exp(of(node.of)).sum()))
        case IndexedSum():
            places = range(bound(node.lower, at), bound(node.upper, at) + 1)
            terms = (value(node.of, at.with_index(node.index, place)) for place in places)
            return sum(terms, np.zeros(at.shape(node.shape)))
        case Delta():
            return one(at.place(node.left) == at.place(node.right))


def abstract(node: Abstract, x: Array, outputs: int) -> Array:
    """f(x) = L x + a (b·x + 1)³, or its Jacobian, or of one output a higher derivative."""
    rng = np.random.default_rng(sum(map(ord, node.name)))
    b = rng.normal(size=(1, x.shape[0]))
    inner = (b @ x).item() + 1
    a, L = rng.normal(size=(outputs, 1)), rng.normal(size=(outputs, x.shape[0]))
    if node.order == 0:
        return L @ x + a * inner**3
    if node.order == 1:
        return L + a @ b * 3 * inner**2
    if node.order == 2:
        return a * (b.T @ b) * 6 * inner
    return a * b**3 * 6 * (node.order == 3)


def bound(end: Bound, at: Point) -> int:
    return (0 if end.dimension is None else at.extent(end.dimension)) + end.offset


# ----- difference quotients ----------------------------------------------------------------


def vec(matrix: Array) -> Array:
    return matrix.reshape(-1, 1, order="F")


def moved(at: Point, name: str, row: int, column: int, by: float) -> Point:
    changed = at.values[name].copy()
    changed[row, column] += by
    return at.with_value(name, changed)


def quotient(node: Expression, at: Point, name: str, place: tuple[int, int]) -> Array:
    """∂node/∂X[i,j], a matrix of node's shape: central differences, extrapolated once."""

    def central(h: float) -> Array:
        ahead = value(node, moved(at, name, *place, h))
        return (ahead - value(node, moved(at, name, *place, -h))) / (2 * h)

    return (4 * central(5e-4) - central(1e-3)) / 3


def places(at: Point, wrt: Expression) -> list[tuple[str, int, int]]:
    """The entries that are differentiated by, column by column."""
    if isinstance(wrt, Entry):
        assert isinstance(wrt.of, Variable)
        return [(wrt.of.name, at.place(wrt.row), at.place(wrt.column))]
    assert isinstance(wrt, Variable)
    rows, columns = at.values[wrt.name].shape
    return [(wrt.name, i, j) for j in range(columns) for i in range(rows)]


def jacobian(node: Expression, at: Point, wrt: tuple[Expression, ...]) -> Array:
    """Outputs × inputs."""
    inputs = [place for one in wrt for place in places(at, one)]
    columns = [vec(quotient(node, at, name, (i, j))) for name, i, j in inputs]
    return np.hstack(columns)


def hessian(node: Expression, at: Point, wrt: tuple[Expression, ...]) -> Array:
    """Second differences of a number."""
    inputs = [place for one in wrt for place in places(at, one)]
    count = len(inputs)
    h = 2e-3
    result = np.zeros((count, count))
    for a, (name, i, j) in enumerate(inputs):
        for b, (other, k, m) in enumerate(inputs[: a + 1]):
            found = 0.0
            for s in (1, -1):
                for t in (1, -1):
                    point = moved(moved(at, name, i, j, s * h), other, k, m, t * h)
                    found += s * t * number(node, point)
            result[a, b] = result[b, a] = found / (4 * h * h)
    return result
