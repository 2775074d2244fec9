"""Tree → what the exact reading must know of it before it draws: degrees, indices, functions.

`indices` counts, for each symbolic dimension, the most indices of it in one term, summed over or
free at the result: in Aᵀ A x (A m×n) one over m and two over n.

`powers` bounds the powers in which a dimension occurs as a number: 1/m gives −1 … −1. A sum over
an index that nothing depends on gives such a power too (Σ_j b = m·b), so each part says which of
its two sides may be `loose`: a constant along that side.

`weight` bounds the degree of numerator and denominator together, an exponential or an angle
counting as one more unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from grader.language import tree as t
from grader.language.tree import Dimension, Expression

Powers: TypeAlias = dict[str, tuple[int, int]]  # name → lowest and highest power

# Sizes that a symbolic dimension is taken to have in `weight`: an upper bound on what is drawn.
LARGEST = 8

# Counts of indices are one number, 8 bits a dimension: sums of counts are then sums of numbers.
_BITS = 8
_slots: dict[str, int] = {}


class Part(NamedTuple):
    """What is known of a part."""

    weight: int
    inner: int  # indices summed inside, packed
    powers: Powers | None
    loose_rows: bool
    loose_columns: bool


class Survey(NamedTuple):
    """What is known of a whole tree; `features` names kinds of function that need care."""

    weight: int
    indices: dict[str, int]
    powers: Powers
    features: frozenset[str]


def survey(tree: Expression) -> Survey:
    """The survey of a tree."""
    features: set[str] = set()
    part = _RULES[type(tree)](tree, features)
    packed = part.inner
    for dimension in tree.shape:
        if dimension != 1:
            packed += _unit(dimension)
    indices = {}
    if packed:
        for name, slot in _slots.items():
            count = packed >> slot & 255
            if count:
                indices[name] = count
    return Survey(part.weight, indices, part.powers or {}, frozenset(features))


def _unit(dimension: Dimension) -> int:
    """One index over a dimension, packed."""
    if isinstance(dimension, int):
        return 0
    slot = _slots.get(dimension)
    if slot is None:
        if "*" in dimension:
            return sum(_unit(name) for name in dimension.split("*") if not name.isdigit())
        slot = _slots[dimension] = len(_slots) * _BITS
    return 1 << slot


def _extent(dimension: Dimension) -> int:
    if isinstance(dimension, int):
        return dimension
    extent = 1
    for name in dimension.split("*"):
        extent *= int(name) if name.isdigit() else LARGEST
    return extent


def _of(node: Expression, features: set[str]) -> Part:
    return _RULES[type(node)](node, features)


# ----- joining parts -----------------------------------------------------------------------------


def _largest(left: int, right: int) -> int:
    """Slot by slot the larger count."""
    if left == right or not right:
        return left
    largest = 0
    for slot in range(0, max(left, right).bit_length(), _BITS):
        largest |= max(left >> slot & 255, right >> slot & 255) << slot
    return largest


def _either(parts: Iterable[Powers | None]) -> Powers | None:
    """Powers of a sum: the range that holds those of all terms."""
    found = list(parts)
    if not any(found):
        return None
    return {
        name: (
            min(part.get(name, (0, 0))[0] if part else 0 for part in found),
            max(part.get(name, (0, 0))[1] if part else 0 for part in found),
        )
        for name in {name for part in found if part for name in part}
    }


def _both(left: Powers | None, right: Powers | None) -> Powers | None:
    """Powers of a product: the ranges added."""
    if not left:
        return right
    if not right:
        return left
    return {
        name: (
            left.get(name, (0, 0))[0] + right.get(name, (0, 0))[0],
            left.get(name, (0, 0))[1] + right.get(name, (0, 0))[1],
        )
        for name in left.keys() | right.keys()
    }


def _summed_over(dimension: Dimension, powers: Powers | None) -> Powers | None:
    """Powers after a sum over an index on which nothing may depend."""
    names = [] if isinstance(dimension, int) else dimension.split("*")
    for name in names:
        if not name.isdigit():
            powers = _both(powers, {name: (0, 1)})
    return powers


def _sum_of(parts: list[Part]) -> Part:
    weight = inner = 0
    loose_rows = loose_columns = False
    powers = parts[0].powers
    for part in parts:
        weight += part.weight
        inner = _largest(inner, part.inner)
        loose_rows |= part.loose_rows
        loose_columns |= part.loose_columns
    if any(part.powers != powers for part in parts):
        powers = _either(part.powers for part in parts)
    return Part(weight, inner, powers, loose_rows, loose_columns)


def _reciprocal(by: Part) -> Part:
    """1/(…): a power of a dimension turns round; of a sum such as 1 + m a wide range is kept."""
    powers = by.powers
    if not powers:
        return by
    if powers:
        powers = {
            name: (-high, -low) if low == high else (-3 * max(abs(low), high), 3 * max(abs(low), high))
            for name, (low, high) in powers.items()
        }
    return by._replace(powers=powers)


def _repeated(part: Part, times: int) -> Part:
    if times == 1:
        return part
    inner = 0
    for slot in range(0, part.inner.bit_length(), _BITS):
        inner |= min(255, (part.inner >> slot & 255) * times) << slot
    powers = part.powers
    if powers:
        powers = {name: (low * times, high * times) for name, (low, high) in powers.items()}
    return part._replace(weight=part.weight * times, inner=inner, powers=powers)


# ----- leaves ------------------------------------------------------------------------------------

_SCALAR_LEAF = Part(1, 0, None, True, True)
_VARIABLE = Part(1, 0, None, False, False)


def _scalar(node: Any, features: set[str]) -> Part:
    return _SCALAR_LEAF


def _variable(node: t.Variable, features: set[str]) -> Part:
    return _VARIABLE


def _size(node: t.Size, features: set[str]) -> Part:
    powers: Powers = {}
    for name in str(node.dimension).split("*"):
        if not name.isdigit():
            powers[name] = (powers.get(name, (0, 0))[0] + 1,) * 2
    return Part(1, 0, powers, True, True)


def _index_number(node: t.IndexNumber, features: set[str]) -> Part:
    features.add("partial sum")
    return _SCALAR_LEAF


def _spread(node: t.Spread, features: set[str]) -> Part:
    of = _of(node.of, features)
    return Part(of.weight, of.inner, of.powers, True, True)


# ----- sums and products -------------------------------------------------------------------------


def _sum(node: t.Sum, features: set[str]) -> Part:
    return _sum_of([_RULES[type(term)](term, features) for term in node.terms])


def _same(node: Any, features: set[str]) -> Part:
    return _of(node.of, features)


def _transpose(node: t.Transpose, features: set[str]) -> Part:
    part = _of(node.of, features)
    if part.loose_rows != part.loose_columns:
        return Part(
            part.weight, part.inner, part.powers, part.loose_columns, part.loose_rows
        )
    return part


def _product(node: t.Product, features: set[str]) -> Part:
    """Scalars and one matrix, the last: along its sides only that depends on the index."""
    weight = inner = 0
    powers: Powers | None = None
    for factor in node.factors:
        part = _RULES[type(factor)](factor, features)
        weight += part.weight
        inner += part.inner
        powers = _both(powers, part.powers)
    return Part(weight, inner, powers, part.loose_rows, part.loose_columns)


def _hadamard(node: t.Hadamard, features: set[str]) -> Part:
    weight = inner = 0
    powers: Powers | None = None
    loose_rows = loose_columns = True
    for factor in node.factors:
        part = _of(factor, features)
        weight += part.weight
        inner += part.inner
        powers = _both(powers, part.powers)
        loose_rows &= part.loose_rows
        loose_columns &= part.loose_columns
    return Part(weight, inner, powers, loose_rows, loose_columns)


def _matrix_product(node: t.MatrixProduct, features: set[str]) -> Part:
    factors = node.factors
    first = factors[0]
    weight, inner, powers, loose_rows, loose = _RULES[type(first)](first, features)
    dimension = first.shape[1]
    for factor in factors[1:]:
        part = _RULES[type(factor)](factor, features)
        weight = (weight + part.weight) * _extent(dimension)
        inner += part.inner + (_unit(dimension) if dimension != 1 else 0)
        powers = _both(powers, part.powers)
        if loose and part.loose_rows:
            powers = _summed_over(dimension, powers)
        loose, dimension = part.loose_columns, factor.shape[1]
    return Part(weight, inner, powers, loose_rows, loose)


def _kronecker(node: t.Kronecker, features: set[str]) -> Part:
    features.add("products of dimensions")
    left, right = _of(node.left, features), _of(node.right, features)
    return Part(
        left.weight + right.weight,
        left.inner + right.inner,
        _both(left.powers, right.powers),
        left.loose_rows or right.loose_rows,
        left.loose_columns or right.loose_columns,
    )


def _quotient(node: t.Quotient, features: set[str]) -> Part:
    of, by = _of(node.of, features), _of(node.by, features)
    if not isinstance(node.by, t.Number):
        features.add("quotient")
    is_spread = node.of.shape == t.SCALAR
    return Part(
        of.weight + by.weight,
        of.inner + by.inner,
        _both(of.powers, _reciprocal(by).powers),
        by.loose_rows if is_spread else of.loose_rows,
        by.loose_columns if is_spread else of.loose_columns,
    )


def _power(node: t.Power, features: set[str]) -> Part:
    base = _of(node.base, features)
    exponent = node.exponent
    if not isinstance(exponent, t.Number):
        features.update(("logarithm", "exponential"))
        above = _of(exponent, features)
        return _sum_of([base, above])
    value = exponent.value
    if value.denominator != 1:
        features.add("root")
    elif value < 0:
        features.add("quotient")
    return _repeated(base if value > 0 else _reciprocal(base), max(1, abs(value.numerator)))


def _matrix_power(node: t.MatrixPower, features: set[str]) -> Part:
    side = node.shape[0]
    part = _repeated(_of(node.base, features), max(1, node.exponent))
    between = max(0, node.exponent - 1)
    powers = part.powers
    if part.loose_rows and part.loose_columns:
        for _ in range(between):
            powers = _summed_over(side, powers)
    weight = part.weight * _extent(side) ** min(between, 40)
    inner = part.inner + _repeated(_VARIABLE._replace(inner=_unit(side)), max(1, between)).inner
    return part._replace(weight=weight, inner=inner, powers=powers)


def _inverse(node: Any, features: set[str]) -> Part:
    features.add("inverse")
    part = _of(node.of, features)
    side = _extent(node.of.shape[0])
    return Part(part.weight * side * side, part.inner, part.powers, True, True)


# ----- entries and functions ---------------------------------------------------------------------


def _entry(node: t.Entry, features: set[str]) -> Part:
    part = _of(node.of, features)
    if any(isinstance(index, int) for index in (node.row, node.column)):
        features.add("entry")
    return part


def _slice(node: t.Slice, features: set[str]) -> Part:
    features.add("entry")
    return _of(node.of, features)


def _stack(node: t.Stack, features: set[str]) -> Part:
    return _sum_of([_of(entry, features) for row in node.rows for entry in row])


def _vectorization(node: t.Vectorization, features: set[str]) -> Part:
    features.add("products of dimensions")
    part = _of(node.of, features)
    return part._replace(loose_rows=part.loose_rows or part.loose_columns, loose_columns=True)


def _diagonal(node: t.Diagonal, features: set[str]) -> Part:
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


def _function(node: t.Function, features: set[str]) -> Part:
    features.update(_FEATURES[node.name])
    if node.name in _QUOTIENTS:
        features.add("quotient")
    return _applied(_of(node.of, features))


def _applied(of: Part) -> Part:
    """A function of a part: powers of dimensions inside it count as a small range."""
    powers = of.powers
    if powers:
        powers = {name: (-3, 3) for name in powers}
    return Part(of.weight + 3, of.inner, powers, of.loose_rows, of.loose_columns)


def _extremum(node: t.Extremum, features: set[str]) -> Part:
    features.add("sign")
    return _sum_of([_of(operand, features) for operand in node.operands])


def _softmax(node: t.Softmax, features: set[str]) -> Part:
    features.update(("exponential", "quotient"))
    return _contracted(_applied(_of(node.of, features)), node.of.shape)


def _abstract(node: t.Abstract, features: set[str]) -> Part:
    of = _of(node.of, features)
    inner = of.inner + sum(_unit(side) for side in node.of.shape if side != 1)
    return Part(5 * of.weight * _extent(node.of.shape[0]) + 5, inner, of.powers, False, False)


def _contracted(part: Part, shape: t.Shape) -> Part:
    """A sum over all entries."""
    inner, powers = part.inner, part.powers
    for dimension, loose in zip(shape, (part.loose_rows, part.loose_columns), strict=True):
        if dimension != 1:
            inner += _unit(dimension)
            if loose:
                powers = _summed_over(dimension, powers)
    weight = part.weight * _extent(shape[0]) * _extent(shape[1])
    return part._replace(weight=weight, inner=inner, powers=powers)


def _norm(node: t.Norm, features: set[str]) -> Part:
    features.add("root")
    return _contracted(_repeated(_of(node.of, features), 2), node.of.shape)


def _trace(node: t.Trace, features: set[str]) -> Part:
    return _contracted(_of(node.of, features), (node.of.shape[0], 1))


def _total(node: t.Total, features: set[str]) -> Part:
    return _contracted(_of(node.of, features), node.of.shape)


def _log_sum_exp(node: t.LogSumExp, features: set[str]) -> Part:
    features.update(("exponential", "logarithm"))
    return _contracted(_applied(_of(node.of, features)), node.of.shape)


def _indexed_sum(node: t.IndexedSum, features: set[str]) -> Part:
    dimension: Dimension = node.upper.dimension or max(1, node.upper.offset + 1)
    whole = node.upper.offset == -1 and node.upper.dimension is not None
    if node.lower != (None, 0) or not whole:
        features.add("partial sum")
    part = _of(node.of, features)
    inner = part.inner + _unit(dimension)
    powers = _summed_over(dimension, part.powers)
    if any(isinstance(child, t.Entry) for child in _factors(node.of)):
        powers = part.powers  # an entry at the index, as in nearly every sum: nothing is loose
    return part._replace(weight=part.weight * _extent(dimension), inner=inner, powers=powers)


def _factors(node: Expression) -> tuple[Expression, ...]:
    return node.factors if isinstance(node, t.Product) else (node,)


_RULES: dict[type, Callable[[Any, set[str]], Part]] = {
    t.Number: _scalar,
    t.Constant: _scalar,
    t.Variable: _variable,
    t.Size: _size,
    t.Identity: lambda node, features: _SCALAR_LEAF,
    t.Filled: lambda node, features: _SCALAR_LEAF,
    t.Unit: lambda node, features: _SCALAR_LEAF,
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
    t.Entry: _entry,
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
    t.Delta: _scalar,
}
