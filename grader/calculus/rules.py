"""One rule a kind of node: the differential of a node from those of its parts.

In the manner of Magnus & Neudecker, *Matrix Differential Calculus* (ch. 8); sources of the
single rules stand in the table of `differential`. `d` gives the differential of a part, None
where the part does not depend on the variables; each result is linear in what `d` gives.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from typing import TypeAlias

from grader.calculus.construction import (
    added,
    diagonal,
    function,
    hadamard,
    inner,
    kronecker,
    matrix_product,
    negated,
    power,
    product,
    quotient,
    spread,
    summed,
    traced,
    transposed,
    zero,
)
from grader.calculus.elementary import ELEMENTARY, HALF, one_plus
from grader.calculus.errors import CalculusError
from grader.language.tree import (
    ONE,
    SCALAR,
    Abstract,
    Determinant,
    Diagonal,
    DiagonalPart,
    Entry,
    Expression,
    Extremum,
    Function,
    Hadamard,
    IndexedSum,
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
    Slice,
    Softmax,
    Spread,
    Stack,
    Sum,
    Total,
    Trace,
    Transpose,
    Vectorization,
)

Differential: TypeAlias = Callable[[Expression], Expression | None]


# ----- linear operations -------------------------------------------------------------------


def sum_rule(node: Sum, d: Differential) -> Expression:
    """d(U + V) = dU + dV."""
    return added([dU for term in node.terms if (dU := d(term)) is not None], node.shape)


def negative_rule(node: Negative, d: Differential) -> Expression | None:
    """d(−U) = −dU."""
    dU = d(node.of)
    return None if dU is None else negated(dU)


def inside_rule(
    node: Transpose
    | Diagonal
    | DiagonalPart
    | Vectorization
    | Spread
    | Total
    | Trace
    | Entry
    | Slice
    | IndexedSum,
    d: Differential,
) -> Expression | None:
    """d L(U) = L(dU) for an L that is linear: the same node around dU."""  # fmt: skip
    dU = d(node.of)
    if dU is None:
        return None
    match node:
        case Transpose():
            return transposed(dU)
        case Diagonal():
            return diagonal(dU)
        case Total():
            return summed(dU)
        case Trace():
            return traced(dU)
        case Spread():
            return spread(dU, node.shape)
        case Entry(row=row, column=column):
            return Entry(dU, row, column)
        case Slice(row=row, column=column):
            return Slice(dU, row, column, node.shape)
        case IndexedSum(index=index, lower=lower, upper=upper):
            return IndexedSum(index, lower, upper, dU, node.shape)
        case _:
            return type(node)(dU, node.shape)


def stack_rule(node: Stack, d: Differential) -> Expression:
    """The differential of a list of components is the list of their differentials."""
    rows = tuple(tuple(d(entry) or zero(SCALAR) for entry in row) for row in node.rows)
    return Stack(rows, node.shape)


# ----- products ----------------------------------------------------------------------------


def _leibniz(
    factors: tuple[Expression, ...],
    d: Differential,
    multiplied: Callable[[list[Expression]], Expression],
) -> list[Expression]:
    """Each factor in turn replaced by its differential."""
    terms = []
    for place, factor in enumerate(factors):
        differential = d(factor)
        if differential is not None:
            terms.append(multiplied([*factors[:place], differential, *factors[place + 1 :]]))
    return terms


def product_rule(node: Product, d: Differential) -> Expression:
    """d(s U) = ds U + s dU."""
    return added(_leibniz(node.factors, d, product), node.shape)


def hadamard_rule(node: Hadamard, d: Differential) -> Expression:
    """d(U ⊙ V) = dU ⊙ V + U ⊙ dV."""
    return added(_leibniz(node.factors, d, hadamard), node.shape)


def matrix_product_rule(node: MatrixProduct, d: Differential) -> Expression:
    """d(U V) = dU V + U dV."""
    return added(_leibniz(node.factors, d, matrix_product), node.shape)


def kronecker_rule(node: Kronecker, d: Differential) -> Expression:
    """d(U ⊗ V) = dU ⊗ V + U ⊗ dV."""
    pair = (node.left, node.right)
    return added(_leibniz(pair, d, lambda factors: kronecker(*factors)), node.shape)


def matrix_power_rule(node: MatrixPower, d: Differential) -> Expression | None:
    """d(Uᵏ) = Σ Uʳ dU Uᵏ⁻¹⁻ʳ."""
    dU, k = d(node.base), node.exponent
    if dU is None:
        return None
    powers = [_matrix_power(node.base, r) for r in range(k)]
    terms = [matrix_product([*powers[r], dU, *powers[k - 1 - r]]) for r in range(k)]
    return added(terms, node.shape)


def _matrix_power(base: Expression, exponent: int) -> list[Expression]:
    if exponent < 2:
        return [base] * exponent
    return [MatrixPower(base, exponent, base.shape)]


# ----- quotients, powers, inverses ---------------------------------------------------------


def quotient_rule(node: Quotient, d: Differential) -> Expression:
    """d(u/v) = du/v − u dv/v²."""
    of, by = node.of, node.by
    du, dv = d(of), d(by)
    terms = []
    if du is not None:
        terms.append(quotient(du, by))
    if dv is not None:
        above = product((of, dv)) if SCALAR in (of.shape, by.shape) else hadamard((of, dv))
        terms.append(negated(quotient(above, power(by, Number(2)))))
    return added(terms, node.shape)


def power_rule(node: Power, d: Differential) -> Expression:
    """d(uᵏ) = k uᵏ⁻¹ du + uᵏ log(u) dk; of a norm d‖u‖ᵏ = k ‖u‖ᵏ⁻² ⟨u, du⟩."""
    base, exponent, shape = node.base, node.exponent, node.shape
    du, dk = d(base.of if isinstance(base, Norm) else base), d(exponent)
    terms = []
    if du is not None and isinstance(base, Norm):
        less = power(base, _less(exponent, 2))
        terms.append(product((exponent, less, inner(base.of, du))))
    elif du is not None:
        slope = hadamard((spread(exponent, shape), power(base, _less(exponent, 1)), du))
        terms.append(slope)
    if dk is not None:
        terms.append(hadamard((node, function("log", base), spread(dk, shape))))
    return added(terms, shape)


def _less(exponent: Expression, by: int) -> Expression:
    """k − 1, or k − 2."""
    match exponent:
        case Number(value=value):
            return Number(Fraction(value) - by)
        case Negative(of=Number(value=value)):
            return Number(-Fraction(value) - by)
        case _:
            less = spread(Number(by), exponent.shape)
            return added((exponent, negated(less)), exponent.shape)


def inverse_rule(node: Inverse, d: Differential) -> Expression | None:
    """d(U⁻¹) = −U⁻¹ (dU) U⁻¹."""
    dU = d(node.of)
    return None if dU is None else negated(matrix_product((node, dU, node)))


# ----- functions ---------------------------------------------------------------------------


def function_rule(node: Function, d: Differential) -> Expression | None:
    """d f(u) = f'(u) ⊙ du."""
    du = d(node.of)
    if du is None:
        return None
    slope = ELEMENTARY[node.name].derivative(node.of)
    if isinstance(slope, Quotient) and slope.of == ONE:
        return quotient(du, slope.by)
    return hadamard((slope, du))


def abstract_rule(node: Abstract, d: Differential) -> Expression | None:
    """d f(u) = J_f(u) du; for f: Rᵏ → R, d J_f(u) = duᵀ H_f(u); of a number d h'(t) = h″(t) dt."""
    du = d(node.of)
    if du is None:
        return None
    inputs, order = node.of.shape[0], node.order
    if node.of.shape == node.shape == SCALAR:
        return product((Abstract(node.name, order + 1, node.of, SCALAR), du))
    if order == 0:
        slope = Abstract(node.name, 1, node.of, (node.shape[0], inputs))
        return matrix_product((slope, du))
    if order == 1 and node.shape[0] == 1:
        curvature = Abstract(node.name, 2, node.of, (inputs, inputs))
        return matrix_product((transposed(du), curvature))
    raise CalculusError(f"the next derivative of {node.name} is no matrix")


def extremum_rule(node: Extremum, d: Differential) -> Expression:
    """d max(u, v) = (1 + sign(u − v))/2 ⊙ du + (1 + sign(v − u))/2 ⊙ dv; of min the reverse."""
    first, *others = (spread(one, node.shape) for one in node.operands)
    u = first
    du = _spread_differential(u, d)
    for v in others:
        above = added((u, negated(v)), node.shape)
        below = added((v, negated(u)), node.shape)
        if node.name == "min":
            above, below = below, above
        dv = _spread_differential(v, d)
        terms = []
        for side, differential in ((above, du), (below, dv)):
            if differential is not None:
                indicator = product((HALF, one_plus(function("sign", side))))
                terms.append(hadamard((indicator, differential)))
        u, du = Extremum(node.name, (u, v), node.shape), added(terms, node.shape)
    return zero(node.shape) if du is None else du


def _spread_differential(node: Expression, d: Differential) -> Expression | None:
    if not isinstance(node, Spread):
        return d(node)
    of = d(node.of)
    return None if of is None else spread(of, node.shape)


def softmax_rule(node: Softmax, d: Differential) -> Expression | None:
    """d s = s ⊙ dz − s ⟨s, dz⟩, where s = softmax(z)."""
    dz = d(node.of)
    if dz is None:
        return None
    along = negated(product((inner(node, dz), node)))
    return added((hadamard((node, dz)), along), node.shape)


# ----- scalars of a matrix -----------------------------------------------------------------


def norm_rule(node: Norm, d: Differential) -> Expression | None:
    """d‖U‖ = ⟨U, dU⟩/‖U‖."""
    dU = d(node.of)
    return None if dU is None else quotient(inner(node.of, dU), node)


def determinant_rule(node: Determinant, d: Differential) -> Expression | None:
    """d det(U) = det(U) tr(U⁻¹ dU); of components written out, by Leibniz' formula."""
    if isinstance(node.of, Stack) and len(node.of.rows) <= 3:
        return d(written_out(node.of))
    dU = d(node.of)
    if dU is None:
        return None
    if isinstance(node.of, MatrixProduct) and any(1 in one.shape for one in node.of.factors):
        raise CalculusError("the determinant of a product of columns and rows has no matrix rule")
    inverse = Inverse(node.of, node.of.shape)
    return product((node, traced(matrix_product((inverse, dU)))))


def written_out(matrix: Stack) -> Expression:
    """det(A) = Σ ± a₁ₚ₍₁₎ a₂ₚ₍₂₎ … over the permutations p."""
    terms = []
    for order in permutations(range(len(matrix.rows))):
        swaps = sum(j < i for place, i in enumerate(order) for j in order[place:])
        term = product([row[column] for row, column in zip(matrix.rows, order, strict=True)])
        terms.append(negated(term) if swaps % 2 else term)
    return added(terms, SCALAR)


def log_sum_exp_rule(node: LogSumExp, d: Differential) -> Expression | None:
    """d log Σ exp(z) = ⟨softmax(z), dz⟩."""
    dz, z = d(node.of), node.of
    if dz is None:
        return None
    if 1 in z.shape:
        return inner(Softmax(z, z.shape), dz)
    weights = function("exp", z)
    return quotient(summed(hadamard((weights, dz))), summed(weights))


def constant_rule(node: Expression, d: Differential) -> None:
    """dC = 0."""
