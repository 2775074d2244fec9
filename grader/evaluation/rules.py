"""One rule a kind of node: what it is worth at a point, in terms of what its parts are worth.

The rules hold in every arithmetic; an arithmetic replaces the few that it does in its own way.
"""

from __future__ import annotations

from operator import add
from typing import Any

from grader.evaluation.abstract import applied
from grader.evaluation.elimination import determinant, inverse
from grader.evaluation.evaluator import (
    Rule,
    Value,
    combined,
    entries,
    mapped,
    position,
    reshaped,
    sides,
    total,
    value,
)
from grader.language import tree as t
from grader.language.tree import SCALAR, At, size

# ----- leaves ------------------------------------------------------------------------------------


def _number(node: t.Number, at: Any) -> Value:
    return at.number(node.value)


def _variable(node: t.Variable, at: Any) -> Value:
    return at.variable(node.name, node.shape)


def _size(node: t.Size, at: Any) -> Value:
    return at.number(size(node.dimension, at.sizes))


def _identity(node: t.Identity, at: Any) -> Value:
    side = size(node.shape[0], at.sizes)
    one, zero = at.number(1), at.number(0)
    return [[one if i == j else zero for j in range(side)] for i in range(side)]


def _filled(node: t.Filled, at: Any) -> Value:
    rows, columns = sides(node.shape, at)
    number = at.number(node.value)
    return [[number] * columns for _ in range(rows)]


def _unit(node: t.Unit, at: Any) -> Value:
    rows = size(node.shape[0], at.sizes)
    place = position(node.index, at, node.shape[0])
    return [[at.number(int(i == place))] for i in range(rows)]


def _index_number(node: t.IndexNumber, at: Any) -> Value:
    return at.number(at.indices[node.index.name] + node.index.offset + node.base)


# ----- sums and products -------------------------------------------------------------------------


def _spread(node: t.Spread, at: Any) -> Value:
    rows, columns = sides(node.shape, at)
    number = value(node.of, at)
    return [[number] * columns for _ in range(rows)]


def _sum(node: t.Sum, at: Any) -> Value:
    rules = at.rules
    values = [rules[type(term)](term, at) for term in node.terms]
    if node.shape == SCALAR:
        total = values[0]
        for other in values[1:]:
            total = total + other
        return total
    if len(values) == 2:
        left, right = values
        return [list(map(add, one, other)) for one, other in zip(left, right, strict=True)]
    return [[sum(column[1:], column[0]) for column in zip(*rows, strict=True)]
            for rows in zip(*values, strict=True)]  # fmt: skip


def _negative(node: t.Negative, at: Any) -> Value:
    of = at.rules[type(node.of)](node.of, at)
    if node.shape == SCALAR:
        return -of
    return [[-entry for entry in row] for row in of]


def _product(node: t.Product, at: Any) -> Value:
    factors = node.factors
    rules, reduced = at.rules, at.reduced
    number = rules[type(factors[0])](factors[0], at)
    for factor in factors[1:-1]:
        number = reduced(number * rules[type(factor)](factor, at))
    last = rules[type(factors[-1])](factors[-1], at)
    if node.shape == SCALAR:
        return reduced(number * last)
    return [[reduced(number * entry) for entry in row] for row in last]


def _hadamard(node: t.Hadamard, at: Any) -> Value:
    reduced = at.reduced
    product = value(node.factors[0], at)
    for factor in node.factors[1:]:
        product = [
            [reduced(a * b) for a, b in zip(one, other, strict=True)]
            for one, other in zip(product, value(factor, at), strict=True)
        ]
    return product


def matrix_product(left: Value, right: Value, at: Any) -> Value:
    """The product of two lists of rows."""
    dot = at.dot
    if len(right[0]) == 1:
        only = [row[0] for row in right]
        return [[dot(row, only)] for row in left]
    columns = list(zip(*right, strict=True))
    return [[dot(row, column) for column in columns] for row in left]


def _matrix_product(node: t.MatrixProduct, at: Any) -> Value:
    rules = at.rules
    values = [rules[type(factor)](factor, at) for factor in node.factors]
    if node.shape[1] == 1:  # from the right: only products of a matrix and a column
        product = values[-1]
        for left in reversed(values[:-1]):
            product = matrix_product(left, product, at)
    else:
        product = values[0]
        for right in values[1:]:
            product = matrix_product(product, right, at)
    return product[0][0] if node.shape == SCALAR else product


def _kronecker(node: t.Kronecker, at: Any) -> Value:
    left, right = value(node.left, at), value(node.right, at)
    return [[at.reduced(a * b) for a in upper for b in lower] for upper in left for lower in right]


def _quotient(node: t.Quotient, at: Any) -> Value:
    of, by = value(node.of, at), value(node.by, at)
    inverse = reshaped(at.reciprocals(entries(by)), by)
    return combined(lambda a, b: at.reduced(a * b), of, inverse)


# ----- powers and inverses -----------------------------------------------------------------------


def _power(node: t.Power, at: Any) -> Value:
    return combined(at.power, value(node.base, at), value(node.exponent, at))


def _matrix_power(node: t.MatrixPower, at: Any) -> Value:
    base, exponent = value(node.base, at), node.exponent
    product = None
    while exponent:
        if exponent & 1:
            product = base if product is None else matrix_product(product, base, at)
        exponent >>= 1
        if exponent:
            base = matrix_product(base, base, at)
    return product


def _inverse(node: t.Inverse, at: Any) -> Value:
    return inverse(value(node.of, at), at)


def _determinant(node: t.Determinant, at: Any) -> Value:
    return determinant(value(node.of, at), at)


# ----- entries -----------------------------------------------------------------------------------


def _transpose(node: t.Transpose, at: Any) -> Value:
    of = at.rules[type(node.of)](node.of, at)
    return list(map(list, zip(*of, strict=True)))


def _entry(node: t.Entry, at: Any) -> Value:
    rows, columns = node.of.shape
    row, column = position(node.row, at, rows), position(node.column, at, columns)
    return value(node.of, at)[row][column]


def _slice(node: t.Slice, at: Any) -> Value:
    rows, columns = node.of.shape
    of = value(node.of, at)
    if node.row is not None:
        return [of[position(node.row, at, rows)]]
    assert node.column is not None
    column = position(node.column, at, columns)
    return [[row[column]] for row in of]


def _stack(node: t.Stack, at: Any) -> Value:
    return [[value(entry, at) for entry in row] for row in node.rows]


def _diagonal(node: t.Diagonal, at: Any) -> Value:
    numbers = entries(value(node.of, at))
    zero = at.number(0)
    return [
        [number if i == j else zero for j in range(len(numbers))]
        for i, number in enumerate(numbers)
    ]


def _diagonal_part(node: t.DiagonalPart, at: Any) -> Value:
    return [[row[i]] for i, row in enumerate(value(node.of, at))]


def _vectorization(node: t.Vectorization, at: Any) -> Value:
    return [[entry] for column in zip(*value(node.of, at), strict=True) for entry in column]


# ----- functions ---------------------------------------------------------------------------------


def _constant(node: t.Constant, at: Any) -> Value:
    return at.constant(node.name)


def _function(node: t.Function, at: Any) -> Value:
    return mapped(at.functions[node.name], value(node.of, at))


def _extremum(node: t.Extremum, at: Any) -> Value:
    best = value(node.operands[0], at)
    choose = at.functions[node.name]
    for operand in node.operands[1:]:
        best = combined(choose, best, value(operand, at))
    return best


def _softmax(node: t.Softmax, at: Any) -> Value:
    powers = mapped(at.functions["exp"], value(node.of, at))
    over = at.reciprocals([total(entries(powers))])[0]
    return mapped(lambda entry: at.reduced(entry * over), powers)


def _abstract(node: t.Abstract, at: Any) -> Value:
    return applied(node, entries(value(node.of, at)), at)


# ----- scalars of a matrix -----------------------------------------------------------------------


def _norm(node: t.Norm, at: Any) -> Value:
    numbers = entries(value(node.of, at))
    return at.functions["sqrt"](at.dot(numbers, numbers))


def _trace(node: t.Trace, at: Any) -> Value:
    return total([row[i] for i, row in enumerate(value(node.of, at))])


def _total(node: t.Total, at: Any) -> Value:
    return total(entries(value(node.of, at)))


def _log_sum_exp(node: t.LogSumExp, at: Any) -> Value:
    powers = mapped(at.functions["exp"], value(node.of, at))
    return at.functions["log"](total(entries(powers)))


# ----- indices -----------------------------------------------------------------------------------


def _indexed_sum(node: t.IndexedSum, at: Any) -> Value:
    first, last = (
        (0 if bound.dimension is None else size(bound.dimension, at.sizes)) + bound.offset
        for bound in (node.lower, node.upper)
    )
    outer = at.indices.get(node.index)
    summed: Value = None
    for i in range(first, last + 1):
        at.indices[node.index] = i
        term = value(node.of, at)
        summed = term if summed is None else combined(lambda a, b: a + b, summed, term)
    if outer is None:
        at.indices.pop(node.index, None)
    else:
        at.indices[node.index] = outer
    if summed is None:
        zero = at.number(0)
        rows, columns = sides(node.shape, at)
        summed = zero if node.shape == SCALAR else [[zero] * columns for _ in range(rows)]
    return summed


def _delta(node: t.Delta, at: Any) -> Value:
    left, right = (
        at.indices[index.name] + index.offset if isinstance(index, At) else index
        for index in (node.left, node.right)
    )
    return at.number(int(left == right))


RULES: dict[type, Rule] = {
    t.Number: _number,
    t.Constant: _constant,
    t.Variable: _variable,
    t.Size: _size,
    t.Identity: _identity,
    t.Filled: _filled,
    t.Unit: _unit,
    t.IndexNumber: _index_number,
    t.Spread: _spread,
    t.Sum: _sum,
    t.Negative: _negative,
    t.Product: _product,
    t.Hadamard: _hadamard,
    t.MatrixProduct: _matrix_product,
    t.Kronecker: _kronecker,
    t.Quotient: _quotient,
    t.Power: _power,
    t.MatrixPower: _matrix_power,
    t.Inverse: _inverse,
    t.Determinant: _determinant,
    t.Transpose: _transpose,
    t.Entry: _entry,
    t.Slice: _slice,
    t.Stack: _stack,
    t.Diagonal: _diagonal,
    t.DiagonalPart: _diagonal_part,
    t.Vectorization: _vectorization,
    t.Function: _function,
    t.Extremum: _extremum,
    t.Softmax: _softmax,
    t.Abstract: _abstract,
    t.Norm: _norm,
    t.Trace: _trace,
    t.Total: _total,
    t.LogSumExp: _log_sum_exp,
    t.IndexedSum: _indexed_sum,
    t.Delta: _delta,
}
