"""Tree + sizes + declarations → a SymPy matrix of explicit entries; a scalar is 1×1.

SymPy objects are built from the tree alone: no text ever reaches SymPy's own reading of
expressions. The declared names have been written out before, by `entries.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

import sympy as sp
from sympy import Expr
from sympy import ImmutableDenseMatrix as Matrix

from grader.evaluation.entries import InexpressibleError, check_count, counts, rational
from grader.language.tree import (
    Abstract,
    At,
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
    size,
)

MAX_DETERMINANT = 8  # rows: 2⁸ minors


@dataclass(slots=True)
class Place:
    """Where a tree is written out: the symbols, the sizes, the values of indices from zero.

    `conditions` collects what has to be ≥ 0 for the tree to have a real value, as far as SymPy
    does not know it by itself: the x of log(x), the x of sqrt(x), the 1 − x² of asin(x). In
    `never_negative` is what came up and is known to be ≥ 0, such as the sum of squares in a norm.
    """

    matrices: Mapping[str, Matrix]
    sizes: dict[str, int]
    indices: dict[str, int] = field(default_factory=dict)
    conditions: set[Expr] = field(default_factory=set)
    never_negative: set[Expr] = field(default_factory=set)

    def with_index(self, name: str, value: int) -> Place:
        """The same place, with one index more."""
        return replace(self, indices={**self.indices, name: value})

    def need(self, condition: Expr) -> None:
        """Takes note of what has to be ≥ 0."""
        known = condition.is_nonnegative
        (self.never_negative if known else self.conditions).add(condition)


def components(node: Expression, at: Place) -> Matrix:
    """The tree as a matrix of SymPy expressions; raises InexpressibleError."""
    match node:
        case Number(value):
            return _scalar(rational(value))
        case Constant():
            return _scalar(sp.pi)
        case Variable(name):
            return at.matrices[name]
        case Size(dimension):
            return _scalar(sp.Integer(size(dimension, at.sizes)))
        case Identity(shape):
            return Matrix(sp.eye(*counts(shape, at.sizes)))
        case Filled(value, shape):
            rows, columns = counts(shape, at.sizes)
            return Matrix(rows, columns, [sp.Integer(value)] * (rows * columns))
        case Unit(index, shape):
            rows, columns = counts(shape, at.sizes)
            place = _place(index, rows * columns, at)
            return Matrix(rows, columns, [sp.Integer(k == place) for k in range(rows * columns)])
        case IndexNumber(index, base):
            return _scalar(sp.Integer(at.indices[index.name] + index.offset + base))
        case Spread(of, shape):
            rows, columns = counts(shape, at.sizes)
            return Matrix(rows, columns, [components(of, at)[0, 0]] * (rows * columns))
        case Sum(terms):
            return entrywise(sp.Add, [components(term, at) for term in terms])
        case Negative(of):
            return -components(of, at)
        case Product(factors) | Hadamard(factors):
            return entrywise(sp.Mul, [components(factor, at) for factor in factors])
        case MatrixProduct(factors):
            return _matrix_product([components(factor, at) for factor in factors])
        case Kronecker(left, right):
            return _kronecker(components(left, at), components(right, at))
        case Quotient(of, by):
            return entrywise(lambda a, b: a / b, [components(of, at), components(by, at)])
        case Power(base, exponent):
            return entrywise(_power_rule(at), [components(base, at), components(exponent, at)])
        case MatrixPower(base, exponent):
            return _matrix_power(components(base, at), exponent)
        case Inverse(of):
            return _inverse(components(of, at))
        case Transpose(of):
            return components(of, at).T
        case Entry(of, row, column):
            matrix = components(of, at)
            return _scalar(matrix[_place(row, matrix.rows, at), _place(column, matrix.cols, at)])
        case Slice(of, row, column):
            matrix = components(of, at)
            first = slice(None) if row is None else [_place(row, matrix.rows, at)]
            second = slice(None) if column is None else [_place(column, matrix.cols, at)]
            return matrix[first, second]
        case Stack(lines):
            return Matrix([[components(e, at)[0, 0] for e in line] for line in lines])
        case Diagonal(of):
            return Matrix(sp.diag(*components(of, at)))
        case DiagonalPart(of):
            matrix = components(of, at)
            return Matrix([matrix[k, k] for k in range(matrix.rows)])
        case Vectorization(of):
            return components(of, at).vec()
        case Function(name, of):
            return entrywise(_function_rule(name, at), [components(of, at)])
        case Extremum(name, operands):
            rule = {"max": _extremum(sp.Max), "min": _extremum(sp.Min)}[name]
            return entrywise(rule, [components(operand, at) for operand in operands])
        case Abstract(name):
            raise InexpressibleError(f"{name} is a function: it has no components")
        case Softmax(of):
            powers = components(of, at).applyfunc(sp.exp)
            return powers / sp.Add(*powers)
        case Norm(of):
            squares = sp.Add(*(entry**2 for entry in components(of, at)))
            at.never_negative.add(squares)
            return _scalar(sp.sqrt(squares))
        case Trace(of):
            return _scalar(components(of, at).trace())
        case Determinant(of):
            return _scalar(determinant(components(of, at)))
        case Total(of):
            return _scalar(sp.Add(*components(of, at)))
        case LogSumExp(of):
            return _scalar(sp.log(sp.Add(*components(of, at).applyfunc(sp.exp))))
        case IndexedSum(index, lower, upper, of, shape):
            values = range(_end(lower, at), _end(upper, at) + 1)
            zero = Matrix(sp.zeros(*counts(shape, at.sizes)))
            summed = [components(of, at.with_index(index, value)) for value in values]
            return entrywise(sp.Add, [zero, *summed])
        case Delta(left, right):
            return _scalar(sp.Integer(_position(left, at) == _position(right, at)))
        case _:
            assert_never(node)


def entrywise(rule: Callable[..., Expr], operands: Sequence[Matrix]) -> Matrix:
    """The rule at every entry; a 1×1 operand takes part in each."""
    shapes = {operand.shape for operand in operands} - {(1, 1)}
    if len(shapes) > 1:
        raise InexpressibleError("matrices of different shapes")
    rows, columns = shapes.pop() if shapes else (1, 1)
    everywhere = [
        list(operand) * (rows * columns if operand.shape == (1, 1) else 1) for operand in operands
    ]
    return Matrix(rows, columns, [rule(*places) for places in zip(*everywhere, strict=True)])


# ----- rules -------------------------------------------------------------------------------

FUNCTIONS: dict[str, Callable[[Expr], Expr]] = {
    "exp": sp.exp,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": sp.tan,
    "sec": sp.sec,
    "csc": sp.csc,
    "cot": sp.cot,
    "asin": sp.asin,
    "acos": sp.acos,
    "atan": sp.atan,
    "sinh": sp.sinh,
    "cosh": sp.cosh,
    "tanh": sp.tanh,
    "sigmoid": lambda x: 1 / (1 + sp.exp(-x)),
    "softplus": lambda x: sp.log(1 + sp.exp(x)),
    "relu": lambda x: sp.Max(0, x),
    "abs": sp.Abs,
    "sign": sp.sign,
}

# What has to be ≥ 0 for the value to be real.
CONDITIONS: dict[str, Callable[[Expr], Expr]] = {
    "log": lambda x: x,
    "sqrt": lambda x: x,
    "asin": lambda x: 1 - x**2,
    "acos": lambda x: 1 - x**2,
}


def _function_rule(name: str, at: Place) -> Callable[[Expr], Expr]:
    def rule(x: Expr) -> Expr:
        if name in CONDITIONS:
            at.need(CONDITIONS[name](x))
        return FUNCTIONS[name](x)

    return rule


def _extremum(function: Callable[..., Expr]) -> Callable[..., Expr]:
    def rule(*operands: Expr) -> Expr:
        try:
            return function(*operands)
        except ValueError as error:  # one of them is known not to be real
            raise InexpressibleError("numbers that are not real have no order") from error

    return rule


def _power_rule(at: Place) -> Callable[[Expr, Expr], Expr]:
    def rule(base: Expr, exponent: Expr) -> Expr:
        if not exponent.is_integer:
            at.need(base)
        return base**exponent

    return rule


def _matrix_product(factors: Sequence[Matrix]) -> Matrix:
    product = factors[0]
    for factor in factors[1:]:
        check_count(product.rows, factor.cols)
        product = product * factor
    return product


def _matrix_power(base: Matrix, exponent: int) -> Matrix:
    """By squaring: SymPy's own power may look for eigenvalues."""
    power = Matrix(sp.eye(base.rows))
    while exponent:
        if exponent % 2:
            power = power * base
        base, exponent = base * base, exponent // 2
    return power


def determinant(matrix: Matrix) -> Expr:
    """By Laplace's expansion: no division, so no entry has to be known to be nonzero.

    SymPy's own methods simplify on the way, which takes far longer.
    """
    if matrix.rows > MAX_DETERMINANT:
        raise InexpressibleError(f"a determinant of {matrix.rows} rows is too large")
    # Of the last rows and some columns; a minor is needed for many larger ones.
    minors: dict[tuple[int, ...], Expr] = {(): sp.Integer(1)}
    for count in range(1, matrix.rows + 1):
        row = matrix.rows - count
        for columns in itertools.combinations(range(matrix.rows), count):
            minors[columns] = sp.Add(
                *(
                    (-1) ** k * matrix[row, column] * minors[columns[:k] + columns[k + 1 :]]
                    for k, column in enumerate(columns)
                )
            )
    return minors[tuple(range(matrix.rows))]


def _inverse(matrix: Matrix) -> Matrix:
    """adj(A)/det(A)."""
    rows, whole = range(matrix.rows), determinant(matrix)
    return Matrix(
        [
            [(-1) ** (i + j) * determinant(matrix.minor_submatrix(j, i)) / whole for j in rows]
            for i in rows
        ]
    )


def _kronecker(left: Matrix, right: Matrix) -> Matrix:
    check_count(left.rows * right.rows, left.cols * right.cols)
    return Matrix(
        left.rows * right.rows,
        left.cols * right.cols,
        lambda i, j: left[i // right.rows, j // right.cols] * right[i % right.rows, j % right.cols],
    )


# ----- numbers and places ------------------------------------------------------------------


def _scalar(value: Expr) -> Matrix:
    return Matrix(1, 1, [value])


def _position(index: Index, at: Place) -> int:
    return at.indices[index.name] + index.offset if isinstance(index, At) else index


def _place(index: Index, count: int, at: Place) -> int:
    """An index that has to lie inside."""
    position = _position(index, at)
    if not 0 <= position < count:
        raise InexpressibleError(f"there is no entry {position} (from 0) among {count}")
    return position


def _end(bound: Bound, at: Place) -> int:
    return bound.offset + (0 if bound.dimension is None else size(bound.dimension, at.sizes))
