"""A tree and the differentials of its variables → the differential of the tree.

Rules in the manner of Magnus & Neudecker, *Matrix Differential Calculus* (ch. 8), and of the
*Matrix Cookbook* (2012; "MC 37" is its equation 37). Each gives the differential of a node from
those of its parts; a part that does not depend on the variables has none. The result is linear
in the differentials given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from grader.calculus.construction import is_zero, zero
from grader.calculus.elementary import ELEMENTARY
from grader.calculus.parts import Containing
from grader.calculus.rules import (
    abstract_rule,
    constant_rule,
    determinant_rule,
    extremum_rule,
    function_rule,
    hadamard_rule,
    inside_rule,
    inverse_rule,
    kronecker_rule,
    log_sum_exp_rule,
    matrix_power_rule,
    matrix_product_rule,
    negative_rule,
    norm_rule,
    power_rule,
    product_rule,
    quotient_rule,
    softmax_rule,
    stack_rule,
    sum_rule,
)
from grader.language.tree import (
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
        result = None if result is None or is_zero(result) else result
        self.steps.append(Step(name, formula, node, zero(node.shape) if result is None else result))
        return result


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
    Abstract: Rule("chain rule", "d f(u) = J_f(u) du (MC 137)", abstract_rule),
    Extremum: Rule("maximum", "d max(u, v) = du where u > v, dv where v > u", extremum_rule),
    Softmax: Rule("softmax", "ds = s ⊙ dz − s ⟨s, dz⟩, s = softmax(z)", softmax_rule),
    Norm: Rule("norm", "d‖U‖ = ⟨U, dU⟩/‖U‖ (MC 129)", norm_rule),
    Trace: Rule("trace", "d tr(U) = tr(dU) (MC 36)", inside_rule),
    Determinant: Rule("determinant", "d det(U) = det(U) tr(U⁻¹ dU) (MC 42)", determinant_rule),
    Total: Rule("sum of entries", "d sum(U) = sum(dU)", inside_rule),
    LogSumExp: Rule("logsumexp", "d log Σ exp(z) = ⟨softmax(z), dz⟩", log_sum_exp_rule),
    IndexedSum: Rule("indexed sum", "d Σᵢ uᵢ = Σᵢ duᵢ (MC 35)", inside_rule),
}

_FUNCTIONS = {
    name: Rule(name, f"d {name}(u) = ({known.formula}) du", function_rule)
    for name, known in ELEMENTARY.items()
}
_NORM_POWER = Rule("norm to a power", "d‖U‖ᵏ = k ‖U‖ᵏ⁻² ⟨U, dU⟩ (MC 131, 132)", power_rule)


def rule_of(node: Expression) -> Rule:
    """The rule for a node; leaves other than variables are constant."""
    if isinstance(node, Function):
        return _FUNCTIONS[node.name]
    if isinstance(node, Power) and isinstance(node.base, Norm):
        return _NORM_POWER
    return RULES.get(type(node), _CONSTANT)
