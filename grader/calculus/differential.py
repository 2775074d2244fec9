"""A tree and the differentials of its variables → the differential of the tree.

Rules in the manner of Magnus & Neudecker, *Matrix Differential Calculus* (ch. 8), and of the
*Matrix Cookbook* (2012; "MC 37" is its equation 37). Each gives the differential of a node from
those of its parts; a part that does not depend on the variables has none. The result is linear
in the differentials given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple, TypeAlias

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
from grader.calculus.parts import Containing
from grader.language.tree import (
    SCALAR,
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
    Variable,
    Vectorization,
)

Differential: TypeAlias = Callable[[Expression], Expression | None]


class Step(NamedTuple):
    """One application of a rule: its name, its formula with source, and what became of what."""

    rule: str
    formula: str
    before: Expression
    after: Expression


class Differentiation:
    """node → its differential, given those of some variables; None where nothing depends on them.

    Equal parts of a tree are often one object, so what was worked out is remembered; every
    application of a rule is noted in `steps`, inner ones first.
    """

    def __init__(self, differentials: Mapping[str, Expression]) -> None:
        self.steps: list[Step] = []
        self._differentials = differentials
        self._depends = Containing(frozenset(differentials))
        self._known: dict[int, tuple[Expression | None, Expression]] = {}

    def __call__(self, node: Expression) -> Expression | None:
        """The differential of a node, None if it is zero."""
        if not self._depends(node):
            return None
        if isinstance(node, Variable):
            return self._differentials[node.name]
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (self._applied(node), node)
        return known[0]

    def _applied(self, node: Expression) -> Expression | None:
        name, formula, rule = rule_of(node)
        result = rule(node, self)
        result = None if result is None or _is_nothing(result) else result
        self.steps.append(Step(name, formula, node, zero(node.shape) if result is None else result))
        return result


def _is_nothing(node: Expression) -> bool:
    return node == zero(node.shape)


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
    du, dk = d(base), d(exponent)
    terms = []
    if du is not None and isinstance(base, Norm):
        dU = d(base.of)
        assert dU is not None  # a norm has a differential only where its argument has one
        less = power(base, _less(exponent, 2))
        terms.append(product((exponent, less, inner(base.of, dU))))
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
    return None if du is None else hadamard((ELEMENTARY[node.name].derivative(node.of), du))


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


# ----- the table ---------------------------------------------------------------------------


class Rule(NamedTuple):
    """What a rule is called, its formula and source, and the function that applies it."""

    name: str
    formula: str
    apply: Callable[..., Expression | None]


_CONSTANT = Rule("constant", "dC = 0 (MC 33)", constant_rule)

RULES: dict[type[Expression], Rule] = {
    Sum: Rule("sum", "d(U + V) = dU + dV (MC 35)", sum_rule),
    Negative: Rule("negative", "d(−U) = −dU (MC 34)", negative_rule),
    Spread: Rule("spread", "d(s 1) = ds 1 (MC 34)", inside_rule),
    Product: Rule("scalar product", "d(s U) = ds U + s dU (MC 34, 37)", product_rule),
    Hadamard: Rule("elementwise product", "d(U ⊙ V) = dU ⊙ V + U ⊙ dV (MC 38)", hadamard_rule),
    MatrixProduct: Rule("matrix product", "d(U V) = dU V + U dV (MC 37)", matrix_product_rule),
    Kronecker: Rule("Kronecker product", "d(U ⊗ V) = dU ⊗ V + U ⊗ dV (MC 39)", kronecker_rule),
    Quotient: Rule("quotient", "d(u/v) = du/v − u dv/v²", quotient_rule),
    Power: Rule("power", "d(uᵏ) = k uᵏ⁻¹ du + uᵏ log(u) dk", power_rule),
    MatrixPower: Rule("matrix power", "d(Uᵏ) = Σ Uʳ dU Uᵏ⁻¹⁻ʳ (MC 121, 122)", matrix_power_rule),
    Inverse: Rule("inverse", "d(U⁻¹) = −U⁻¹ dU U⁻¹ (MC 40)", inverse_rule),
    Transpose: Rule("transpose", "d(Uᵀ) = (dU)ᵀ (MC 44)", inside_rule),
    Entry: Rule("entry", "d(U[i,j]) = (dU)[i,j]", inside_rule),
    Slice: Rule("row or column", "d(U[i,:]) = (dU)[i,:]", inside_rule),
    Stack: Rule("components", "d[u, v] = [du, dv]", stack_rule),
    Diagonal: Rule("diagonal matrix", "d diag(u) = diag(du)", inside_rule),
    DiagonalPart: Rule("diagonal", "d diag(U) = diag(dU)", inside_rule),
    Vectorization: Rule("vec", "d vec(U) = vec(dU) (Magnus & Neudecker, 2.4)", inside_rule),
    Extremum: Rule("maximum", "d max(u, v) = du where u > v, dv where v > u", extremum_rule),
    Softmax: Rule("softmax", "ds = s ⊙ dz − s ⟨s, dz⟩, s = softmax(z)", softmax_rule),
    Norm: Rule("norm", "d‖U‖ = ⟨U, dU⟩/‖U‖ (MC 129)", norm_rule),
    Trace: Rule("trace", "d tr(U) = tr(dU) (MC 36)", inside_rule),
    Determinant: Rule("determinant", "d det(U) = det(U) tr(U⁻¹ dU) (MC 42)", determinant_rule),
    Total: Rule("sum of entries", "d sum(U) = sum(dU)", inside_rule),
    LogSumExp: Rule("logsumexp", "d log Σ exp(z) = ⟨softmax(z), dz⟩", log_sum_exp_rule),
    IndexedSum: Rule("indexed sum", "d Σᵢ uᵢ = Σᵢ duᵢ (MC 35)", inside_rule),
}

_NORM_POWER = Rule("norm to a power", "d‖U‖ᵏ = k ‖U‖ᵏ⁻² ⟨U, dU⟩ (MC 131, 132)", power_rule)


def rule_of(node: Expression) -> Rule:
    """The rule for a node; leaves other than variables are constant."""
    if isinstance(node, Function):
        formula = f"d {node.name}(u) = ({ELEMENTARY[node.name].formula}) du"
        return Rule(node.name, formula, function_rule)
    if isinstance(node, Power) and isinstance(node.base, Norm):
        return _NORM_POWER
    return RULES.get(type(node), _CONSTANT)
