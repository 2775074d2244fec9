"""Tree → what the exact reading must know of it before it draws: degrees, indices, functions.

`indices` counts, for each symbolic dimension, the most indices of it in one term, summed over or
free at the result: in Aᵀ A x (A m×n) one over m and two over n. `under` counts those of the
common denominator.

`powers` bounds the powers in which a dimension occurs as a number: 1/m gives −1 … −1. A sum over
an index that nothing depends on gives such a power too (Σ_j b = m·b), so each tally says along
which of its two sides it may be `loose`: constant.

`weight` bounds the degree of numerator and denominator together, an exponential or an angle
counting as one more unknown; `degree` is the same, or less for a rational function.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from grader.evaluation.degrees import OF_RATIONAL, rational_degree
from grader.evaluation.denominators import common_denominator
from grader.evaluation.loops import runs_along
from grader.evaluation.tallies import (
    CONSTANT,
    FUNCTION,
    VARIABLE,
    Powers,
    Tally,
    applied,
    both,
    contracted,
    entrywise,
    extent,
    may_cancel,
    reciprocal,
    repeated,
    scaled,
    sum_of,
    summed_over,
    unit,
    unpacked,
)
from grader.language import tree as t
from grader.language.tree import SCALAR, Dimension, Expression

_LARGE = 1 << 40  # a degree up to which one draw is enough
LONG = 40  # bits of a number beyond which it might be chosen to be a multiple of a prime


class Survey(NamedTuple):
    """What is known of a whole tree; `features` names kinds of function that need care."""

    weight: int
    degree: int
    indices: dict[str, int]
    under: dict[str, int]
    powers: Powers
    features: frozenset[str]


def survey(tree: Expression) -> Survey:
    """The survey of a tree."""
    features: set[str] = set()
    tally = _RULES[type(tree)](tree, features)
    packed = tally.inner
    for dimension in tree.shape:
        if dimension != 1:
            packed += unit(dimension)
    degree = weight = tally.weight
    if weight > _LARGE and features <= OF_RATIONAL:
        degree = max(1, rational_degree(tree) or weight)
    return Survey(
        weight, degree, unpacked(packed), unpacked(tally.under), tally.powers or {},
        frozenset(features),
    )  # fmt: skip


def _of(node: Expression, features: set[str]) -> Tally:
    return _RULES[type(node)](node, features)


# ----- leaves ------------------------------------------------------------------------------------


def _constant(node: Any, features: set[str]) -> Tally:
    return CONSTANT


def _number(node: t.Number, features: set[str]) -> Tally:
    if _length(node) > LONG:
        features.add("long number")
    return CONSTANT


def _length(node: t.Number) -> int:
    """Bits of a number as it is written."""
    return max(node.value.numerator.bit_length(), node.value.denominator.bit_length())


def _variable(node: t.Variable, features: set[str]) -> Tally:
    return VARIABLE


def _size(node: t.Size, features: set[str]) -> Tally:
    return _number_of(node.dimension)


def _number_of(*dimensions: Dimension) -> Tally:
    """A product of dimensions as a number."""
    powers: Powers = {}
    for dimension in dimensions:
        for name in str(dimension).split("*"):
            if not name.isdigit():
                powers[name] = (powers.get(name, (0, 0))[0] + 1,) * 2
    return CONSTANT._replace(powers=powers)


def _index_number(node: t.IndexNumber, features: set[str]) -> Tally:
    """A power of the index, until the sum over it makes it one of the dimension."""
    features.add("partial sum")
    return CONSTANT._replace(powers={"#" + node.index.name: (1, 1)})


def _spread(node: t.Spread, features: set[str]) -> Tally:
    return _of(node.of, features)._replace(loose_rows=True, loose_columns=True, varies=0)


# ----- sums and products -------------------------------------------------------------------------


def _sum(node: t.Sum, features: set[str]) -> Tally:
    parts = [_RULES[type(term)](term, features) for term in node.terms]
    if sum(part.under > 0 for part in parts) > 1:
        return sum_of(parts, common_denominator(node.terms, lambda one: _of(one, set())))
    return sum_of(parts)


def _same(node: Any, features: set[str]) -> Tally:
    return _of(node.of, features)


def _transpose(node: t.Transpose, features: set[str]) -> Tally:
    part = _of(node.of, features)
    if part.loose_rows != part.loose_columns:
        return part._replace(loose_rows=part.loose_columns, loose_columns=part.loose_rows)
    return part


def _product(node: t.Product, features: set[str]) -> Tally:
    return scaled([_RULES[type(factor)](factor, features) for factor in node.factors])


def _hadamard(node: t.Hadamard, features: set[str]) -> Tally:
    return entrywise([_of(factor, features) for factor in node.factors])


def _matrix_product(node: t.MatrixProduct, features: set[str]) -> Tally:
    factors = node.factors
    first = factors[0]
    weight, inner, under, powers, loose_rows, loose, varies = _RULES[type(first)](first, features)
    dimension = first.shape[1]
    for factor in factors[1:]:
        part = _RULES[type(factor)](factor, features)
        weight = (weight + part.weight) * extent(dimension)
        inner += part.inner + (unit(dimension) if dimension != 1 else 0)
        under += part.under
        powers = both(powers, part.powers)
        if (loose and part.loose_rows) or may_cancel(varies, part.varies):
            powers = summed_over(dimension, powers)
        loose, dimension = part.loose_columns, factor.shape[1]
        varies |= part.varies
    return Tally(weight, inner, under, powers, loose_rows, loose, varies)


def _kronecker(node: t.Kronecker, features: set[str]) -> Tally:
    features.add("products of dimensions")
    left, right = _of(node.left, features), _of(node.right, features)
    return scaled((left, right))._replace(
        loose_rows=left.loose_rows or right.loose_rows,
        loose_columns=left.loose_columns or right.loose_columns,
        varies=left.varies | right.varies,
    )


def _quotient(node: t.Quotient, features: set[str]) -> Tally:
    of, by = _of(node.of, features), _of(node.by, features)
    if isinstance(node.by, t.Number):
        return of
    features.add("quotient")
    if node.by.shape == SCALAR:
        return scaled((reciprocal(by), of))
    found = entrywise((of, reciprocal(by)))
    if node.of.shape == SCALAR:
        return found._replace(loose_rows=by.loose_rows, loose_columns=by.loose_columns)
    return found


def _power(node: t.Power, features: set[str]) -> Tally:
    base = _of(node.base, features)
    exponent = node.exponent
    if not isinstance(exponent, t.Number):
        features.update(("logarithm", "exponential"))
        above = _of(exponent, features)
        if above.powers:
            features.add("dimension exponent")
        return applied(sum_of((base, above)))
    value = exponent.value
    if isinstance(node.base, t.Norm) and value.numerator % 2 == 0:
        base = contracted(repeated(_of(node.base.of, set()), 2), node.base.of.shape)
        value = Fraction(value) / 2
    elif value.denominator != 1:
        features.add("root")
    if value < 0:
        features.add("quotient")
    times = max(1, abs(value.numerator))
    if isinstance(node.base, t.Number) and _length(node.base) * times > LONG:
        features.add("long number")
    return repeated(base if value > 0 else reciprocal(base), times)


def _matrix_power(node: t.MatrixPower, features: set[str]) -> Tally:
    side = node.shape[0]
    part = repeated(_of(node.base, features), max(1, node.exponent))
    between = max(0, node.exponent - 1)
    powers = part.powers
    if part.loose_rows and part.loose_columns:
        for _ in range(between):
            powers = summed_over(side, powers)
    weight = part.weight * extent(side) ** min(between, 40)
    inner = part.inner + repeated(VARIABLE._replace(inner=unit(side)), max(1, between)).inner
    return part._replace(weight=weight, inner=inner, powers=powers)


def _inverse(node: Any, features: set[str]) -> Tally:
    features.add("inverse")
    part = _of(node.of, features)
    side = extent(node.of.shape[0])
    return applied(part)._replace(
        weight=part.weight * side * side, loose_rows=True, loose_columns=True
    )


# ----- entries and functions ---------------------------------------------------------------------


def _slice(node: t.Slice, features: set[str]) -> Tally:
    return _of(node.of, features)


def _stack(node: t.Stack, features: set[str]) -> Tally:
    return sum_of([_of(entry, features) for row in node.rows for entry in row])


def _vectorization(node: t.Vectorization, features: set[str]) -> Tally:
    features.add("products of dimensions")
    part = _of(node.of, features)
    return part._replace(loose_rows=part.loose_rows or part.loose_columns, loose_columns=True)


def _diagonal(node: t.Diagonal, features: set[str]) -> Tally:
    return _of(node.of, features)._replace(loose_rows=True, loose_columns=True)


_FEATURES = {
    **dict.fromkeys("exp sigmoid sinh cosh tanh".split(), ("exponential",)),
    **dict.fromkeys("sin cos tan sec csc cot".split(), ("angle",)),
    **dict.fromkeys("abs sign relu".split(), ("sign",)),
    **dict.fromkeys("asin acos atan".split(), ("opaque",)),
    "log": ("logarithm",),
    "softplus": ("logarithm", "exponential"),
    "sqrt": ("root",),
}
_QUOTIENTS = frozenset("tan sec csc cot".split())


def _function(node: t.Function, features: set[str]) -> Tally:
    features.update(_FEATURES[node.name])
    if node.name in _QUOTIENTS:
        features.add("quotient")
    found = applied(_of(node.of, features))
    if node.shape != SCALAR and isinstance(node.of, t.Sum):  # exp(x - x) is the same everywhere
        return found._replace(loose_rows=True, loose_columns=True)
    return found


def _extremum(node: t.Extremum, features: set[str]) -> Tally:
    features.add("sign")
    return sum_of([_of(operand, features) for operand in node.operands])


def _softmax(node: t.Softmax, features: set[str]) -> Tally:
    features.update(("exponential", "quotient"))
    return contracted(applied(_of(node.of, features)), node.of.shape)


def _abstract(node: t.Abstract, features: set[str]) -> Tally:
    of = _of(node.of, features)
    inner = of.inner + sum(unit(side) for side in node.of.shape if side != 1)
    weight = 9 * of.weight * extent(node.of.shape[0]) + 9
    return Tally(weight, inner, of.under, of.powers, False, False, FUNCTION)


# ----- scalars of a matrix -----------------------------------------------------------------------


def _norm(node: t.Norm, features: set[str]) -> Tally:
    features.add("norm")
    return contracted(repeated(_of(node.of, features), 2), node.of.shape)


def _trace(node: t.Trace, features: set[str]) -> Tally:
    return contracted(_of(node.of, features), (node.of.shape[0], 1))


def _total(node: t.Total, features: set[str]) -> Tally:
    if isinstance(node.of, t.Filled):
        return _number_of(*node.of.shape)
    return contracted(_of(node.of, features), node.of.shape)


def _log_sum_exp(node: t.LogSumExp, features: set[str]) -> Tally:
    features.update(("exponential", "logarithm"))
    return contracted(applied(_of(node.of, features)), node.of.shape)


# ----- indices -----------------------------------------------------------------------------------


def _indexed_sum(node: t.IndexedSum, features: set[str]) -> Tally:
    dimension: Dimension = node.upper.dimension or max(1, node.upper.offset + 1)
    whole = node.upper.offset == -1 and node.upper.dimension is not None
    if node.lower != (None, 0) or not whole:
        features.add("partial sum")
    part = _of(node.of, features)
    powers = part.powers
    marker = "#" + node.index
    if powers and marker in powers:  # Σ kʲ is a polynomial of degree j + 1 in n
        low, high = powers[marker]
        powers = {name: pair for name, pair in powers.items() if name != marker}
        if low < 0:
            features.add("dimension exponent")
        for _ in range(max(-low, high)):
            powers = summed_over(dimension, powers)
    if not runs_along(node.of, node.index):
        powers = summed_over(dimension, powers)
    return part._replace(
        weight=part.weight * extent(dimension),
        inner=part.inner + unit(dimension),
        powers=powers,
    )


_RULES: dict[type, Callable[[Any, set[str]], Tally]] = {
    t.Number: _number,
    t.Constant: _constant,
    t.Variable: _variable,
    t.Size: _size,
    t.Identity: _constant,
    t.Filled: _constant,
    t.Unit: _constant,
    t.IndexNumber: _index_number,
    t.Spread: _spread,
    t.Sum: _sum,
    t.Negative: _same,
    t.Product: _product,
    t.Hadamard: _hadamard,
    t.MatrixProduct: _matrix_product,
    t.Kronecker: _kronecker,
    t.Quotient: _quotient,
    t.Power: _power,
    t.MatrixPower: _matrix_power,
    t.Inverse: _inverse,
    t.Determinant: _inverse,
    t.Transpose: _transpose,
    t.Entry: _same,
    t.Slice: _slice,
    t.Stack: _stack,
    t.Diagonal: _diagonal,
    t.DiagonalPart: _same,
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
    t.Delta: _constant,
}
