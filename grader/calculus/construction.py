"""Parts → one node in normal form: flat sums and products, signs and scalars in front.

The functions here know shapes and the cheapest identities (0, 1, −−, ᵀᵀ); like terms and common
factors are the business of `simplification`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from grader.calculus.errors import CalculusError
from grader.calculus.parts import Change
from grader.language.tree import (
    ONE,
    SCALAR,
    ZERO,
    Diagonal,
    Dimension,
    Expression,
    Extremum,
    Filled,
    Function,
    Hadamard,
    Identity,
    IndexedSum,
    Kronecker,
    MatrixPower,
    MatrixProduct,
    Multiplied,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
    Spread,
    Stack,
    Sum,
    Total,
    Trace,
    Transpose,
    times,
)


def flipped(shape: Shape) -> Shape:
    """The shape of the transpose."""
    return (shape[1], shape[0])


def entries_of(shape: Shape) -> Dimension:
    """How many entries a matrix of this shape has."""
    return times(shape[0], shape[1])


def zero(shape: Shape) -> Expression:
    """The zero of a shape."""
    return ZERO if shape == SCALAR else Filled(0, shape)


def ones(shape: Shape) -> Expression:
    """A one at every entry of a shape."""
    return ONE if shape == SCALAR else Filled(1, shape)


def identity(dimension: Dimension) -> Expression:
    """The identity matrix; of one row it is the number 1."""
    return ONE if dimension == 1 else Identity((dimension, dimension))


def is_zero(node: Expression) -> bool:
    """Whether a node is written as zero."""
    return isinstance(node, Number | Filled) and node.value == 0


def is_number(node: Expression, value: int) -> bool:
    """Whether a node is this number."""
    return isinstance(node, Number) and node.value == value


def number(value: int | Fraction) -> Expression:
    """A rational; the minus of a negative one is a node of its own."""
    if isinstance(value, Fraction) and value.denominator == 1:
        value = value.numerator
    return Number(value) if value >= 0 else Negative(Number(-value), SCALAR)


# ----- sums --------------------------------------------------------------------------------


def added(terms: Iterable[Expression], shape: Shape) -> Expression:
    """u + v + …, flat and without zeros."""
    flat: list[Expression] = []
    for term in terms:
        if isinstance(term, Sum):
            flat.extend(term.terms)
        elif not is_zero(term):
            flat.append(term)
    if not flat:
        return zero(shape)
    return flat[0] if len(flat) == 1 else Sum(tuple(flat), shape)


def negated(node: Expression) -> Expression:
    """−u, where −(−u) = u."""
    if is_zero(node):
        return node
    return node.of if isinstance(node, Negative) else Negative(node, node.shape)


def spread(node: Expression, shape: Shape) -> Expression:
    """A scalar at every entry of a shape; a node that has the shape already as it is."""
    if node.shape == shape:
        return node
    return zero(shape) if is_zero(node) else Spread(node, shape)


# ----- products ----------------------------------------------------------------------------


def product(factors: Iterable[Expression]) -> Expression:
    """s·t·M: scalars, and at most one matrix among the factors, which comes last."""
    scalars: list[Expression] = []
    matrix: Expression | None = None
    coefficient: int | Fraction = 1
    pending = list(factors)
    shape: Shape = next((one.shape for one in pending if one.shape != SCALAR), SCALAR)
    while pending:
        factor = pending.pop(0)
        if isinstance(factor, Negative):
            coefficient = -coefficient
            pending.insert(0, factor.of)
        elif isinstance(factor, Product):
            pending[:0] = factor.factors
        elif isinstance(factor, Number):
            coefficient *= factor.value
        elif is_zero(factor):
            return zero(shape)
        elif factor.shape != SCALAR:
            matrix = factor
        else:
            scalars.append(factor)
    if coefficient == 0:
        return zero(shape)
    size: int | Fraction = -coefficient if coefficient < 0 else coefficient
    if size != 1:
        scalars.insert(0, number(size))
    flat = (*scalars, *(() if matrix is None else (matrix,)))
    result = flat[0] if len(flat) == 1 else Product(flat, shape) if flat else ONE
    return negated(result) if coefficient < 0 else result


def hadamard(factors: Sequence[Expression]) -> Expression:
    """u ⊙ v; of scalars the plain product. Ones drop out, scalars and signs move in front."""
    shape = factors[0].shape
    if shape == SCALAR:
        return product(factors)
    scalars: list[Expression] = []
    flat: list[Expression] = []
    pending = list(factors)
    while pending:
        factor = pending.pop(0)
        if is_zero(factor):
            return zero(shape)
        if isinstance(factor, Negative):
            scalars.append(negated(ONE))
            pending.insert(0, factor.of)
        elif isinstance(factor, Hadamard):
            pending[:0] = factor.factors
        elif isinstance(factor, Product):
            scalars.extend(factor.factors[:-1])
            pending.insert(0, factor.factors[-1])
        elif isinstance(factor, Spread):
            scalars.append(factor.of)
        elif isinstance(factor, Filled):
            scalars.append(Number(factor.value))
        else:
            flat.append(factor)
    core = flat[0] if len(flat) == 1 else Hadamard(tuple(flat), shape) if flat else ones(shape)
    return product((*scalars, core)) if scalars else core


def matrix_product(factors: Iterable[Expression]) -> Expression:
    """A·B·C…, where a factor may be a scalar: then it moves in front."""
    scalars: list[Expression] = []
    flat: list[Expression] = []
    pending = list(factors)
    shape: Shape = _chain_shape(pending)
    while pending:
        factor = pending.pop(0)
        if is_zero(factor):
            return zero(shape)
        if factor.shape == SCALAR:
            scalars.append(factor)
        elif isinstance(factor, Negative):
            scalars.append(negated(ONE))
            pending.insert(0, factor.of)
        elif isinstance(factor, Product):
            scalars.extend(factor.factors[:-1])
            pending.insert(0, factor.factors[-1])
        elif isinstance(factor, MatrixProduct):
            pending[:0] = factor.factors
        elif not isinstance(factor, Identity):
            flat.append(factor)
    if not flat:
        core = identity(shape[0])
    else:
        core = flat[0] if len(flat) == 1 else MatrixProduct(tuple(flat), shape)
    return product((*scalars, core)) if scalars else core


def _chain_shape(factors: Sequence[Expression]) -> Shape:
    matrices = [factor for factor in factors if factor.shape != SCALAR]
    return (matrices[0].shape[0], matrices[-1].shape[1]) if matrices else SCALAR


def inner(left: Expression, right: Expression) -> Expression:
    """⟨u, v⟩ = tr(uᵀ v): the sum of the products of corresponding entries."""
    if left.shape == SCALAR:
        return product((left, right))
    if left.shape[1] == 1:
        return matrix_product((transposed(left), right))
    if left.shape[0] == 1:
        return matrix_product((left, transposed(right)))
    return traced(matrix_product((transposed(left), right)))


def traced(node: Expression) -> Expression:
    """tr(A), scalars in front."""
    if isinstance(node, Negative):
        return negated(traced(node.of))
    if isinstance(node, Product):
        return product((*node.factors[:-1], traced(node.factors[-1])))
    return node if node.shape == SCALAR else Trace(node)


def summed(node: Expression) -> Expression:
    """The sum of all entries, scalars in front."""
    if isinstance(node, Negative):
        return negated(summed(node.of))
    if isinstance(node, Product) and node.shape != SCALAR:
        return product((*node.factors[:-1], summed(node.factors[-1])))
    return node if node.shape == SCALAR else Total(node)


def kronecker(left: Expression, right: Expression) -> Expression:
    """A ⊗ B; with a scalar the plain product, of two identities an identity."""
    if left.shape == SCALAR or right.shape == SCALAR:
        return product((left, right))
    shape = (times(left.shape[0], right.shape[0]), times(left.shape[1], right.shape[1]))
    if isinstance(left, Identity) and isinstance(right, Identity):
        return Identity(shape)
    return Kronecker(left, right, shape)


def diagonal(node: Expression) -> Expression:
    """diag(v) of a row or column; of a scalar the scalar."""
    if node.shape == SCALAR:
        return node
    size = entries_of(node.shape)
    return Diagonal(node, (size, size))


# ----- quotients and powers ----------------------------------------------------------------


def quotient(of: Expression, by: Expression) -> Expression:
    """u / v, v a scalar or entry by entry."""
    shape = by.shape if of.shape == SCALAR else of.shape
    if is_zero(of) and not is_zero(by):
        return zero(shape)
    if is_number(by, 1):
        return of
    if is_zero(by):
        raise CalculusError("the function divides by zero")
    if isinstance(of, Negative):
        return negated(quotient(of.of, by))
    if isinstance(of, Number) and isinstance(by, Number):
        return number(Fraction(of.value) / by.value)
    return Quotient(of, by, shape)


def power(base: Expression, exponent: Expression) -> Expression:
    """u^k, entry by entry."""
    if is_number(exponent, 1):
        return base
    if is_number(exponent, 0):
        return ones(base.shape)
    return Power(base, exponent, base.shape)


def function(name: str, of: Expression) -> Expression:
    """A function of one number, taken entry by entry."""
    return Function(name, of, of.shape)


# ----- transposes --------------------------------------------------------------------------


def transposed(node: Expression) -> Expression:
    """Aᵀ, carried down to the leaves: (A B)ᵀ = Bᵀ Aᵀ, f(z)ᵀ = f(zᵀ)."""
    return node if node.shape == SCALAR else turned(node, transposed)


def turned(node: Expression, turn: Change) -> Expression:
    """The transpose of a matrix, given how its parts are transposed."""
    rule = TURNED.get(type(node))
    shape = flipped(node.shape)
    return Transpose(node, shape) if rule is None else rule(node, shape, turn)


def _turned_product(node: Multiplied, shape: Shape, turn: Change) -> Expression:
    return Product((*node.factors[:-1], turn(node.factors[-1])), shape)


def _turned_chain(node: Multiplied, shape: Shape, turn: Change) -> Expression:
    return MatrixProduct(tuple([turn(one) for one in reversed(node.factors)]), shape)


def _turned_entrywise(node: Multiplied, shape: Shape, turn: Change) -> Expression:
    return Hadamard(tuple([turn(one) for one in node.factors]), shape)


def _turned_sum(node: Sum, shape: Shape, turn: Change) -> Expression:
    return Sum(tuple([turn(one) for one in node.terms]), shape)


# How each kind of node is transposed; of a kind that is not here the transpose stays a node.
TURNED: dict[type[Expression], Callable[[Any, Shape, Change], Expression]] = {
    Transpose: lambda node, shape, turn: node.of,
    Identity: lambda node, shape, turn: node,
    Diagonal: lambda node, shape, turn: node,
    Filled: lambda node, shape, turn: Filled(node.value, shape),
    Spread: lambda node, shape, turn: Spread(node.of, shape),
    Sum: _turned_sum,
    Negative: lambda node, shape, turn: Negative(turn(node.of), shape),
    Product: _turned_product,
    Hadamard: _turned_entrywise,
    MatrixProduct: _turned_chain,
    Kronecker: lambda node, shape, turn: Kronecker(turn(node.left), turn(node.right), shape),
    Quotient: lambda node, shape, turn: Quotient(turn(node.of), turn(node.by), shape),
    Power: lambda node, shape, turn: Power(turn(node.base), turn(node.exponent), shape),
    MatrixPower: lambda node, shape, turn: MatrixPower(turn(node.base), node.exponent, shape),
    Function: lambda node, shape, turn: Function(node.name, turn(node.of), shape),
    Extremum: lambda node, shape, turn: Extremum(
        node.name, tuple([turn(one) for one in node.operands]), shape
    ),
    Stack: lambda node, shape, turn: Stack(tuple(zip(*node.rows, strict=True)), shape),
    IndexedSum: lambda node, shape, turn: IndexedSum(
        node.index, node.lower, node.upper, turn(node.of), shape
    ),
}
