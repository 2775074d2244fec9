"""Tree → an equal tree that is shorter to read.

From the leaves up, one rule a kind of node: sums, products, quotients and powers become terms
and are collected; matrix products meet their neighbours; functions use their symmetries.
Nothing is rewritten that changes the value anywhere except where a denominator vanishes or the
argument of a root or logarithm is not positive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.calculus.chains import (
    as_column,
    base_and_power,
    chained,
    entrywise,
    matrix_power,
    totalled,
)
from grader.calculus.collection import collected
from grader.calculus.components import joined
from grader.calculus.construction import diagonal, kronecker, ones, quotient, spread, zero
from grader.calculus.functions import function_rule
from grader.calculus.matrices import (
    delta_rule,
    determinant_rule,
    diagonal_part_rule,
    diagonal_rule,
    entry_rule,
    norm_rule,
    slice_rule,
    softmax_rule,
    stack_rule,
    trace_rule,
    transpose_rule,
    vectorization_rule,
)
from grader.calculus.numbering import Numbering
from grader.calculus.parts import LEAVES, mapped
from grader.calculus.reading import multiplied, read, read_sum
from grader.calculus.sums import summed_up
from grader.calculus.terms import UNIT, Term
from grader.calculus.writing import built
from grader.language.tree import (
    ONE,
    SCALAR,
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
    IndexedSum,
    Inverse,
    Kronecker,
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

Rule = Callable[[Any, Numbering], Expression]


class Simplification:
    """tree → simplified tree; what was simplified once is remembered, trees share parts."""

    def __init__(self, table: Numbering) -> None:
        self._table = table
        # By identity; the node is kept beside the result, so that its id stays its own.
        self._known: dict[int, tuple[Expression, Expression]] = {}
        # By the number of the node with simplified parts: equal trees are simplified once.
        self._equal: dict[int, Expression] = {}

    def __call__(self, node: Expression) -> Expression:
        """The simplified tree."""
        if type(node) in ATOMS:
            return node
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (self._simplified(node), node)
        return known[0]

    def _simplified(self, node: Expression) -> Expression:
        inner = mapped(node, self)
        rule = RULES.get(type(inner))
        if rule is None:
            return inner
        number = self._table.number(inner)
        found = self._equal.get(number)
        if found is None:
            found = self._equal[number] = self._applied(rule, inner, number)
        return found

    def _applied(self, rule: Rule, inner: Expression, number: int) -> Expression:
        explicit = joined(inner) if type(inner) in JOINING else None
        if explicit is not None:
            return self(explicit)
        result = rule(inner, self._table)
        # What a rule carried inside may meet other rules there.
        if type(inner) in CARRYING and self._table.number(result) != number:
            return self(result)
        self._known[id(result)] = (result, result)
        return result


# ----- sums, products, quotients, powers ---------------------------------------------------


def sum_rule(node: Expression, table: Numbering) -> Expression:
    """Like terms collected, common factors in front."""
    return collected(read_sum(node, table), node.shape, table)


def spread_rule(node: Spread, table: Numbering) -> Expression:
    """0 or 1 everywhere is zeros or ones."""
    return ones(node.shape) if node.of == ONE else spread(node.of, node.shape)


def extremum_rule(node: Extremum, table: Numbering) -> Expression:
    """Zeros and ones among the operands are numbers again: max(x, 0)."""
    operands = (
        Spread(Number(one.value), one.shape) if isinstance(one, Filled) else one
        for one in node.operands
    )  # fmt: skip
    return Extremum(node.name, tuple(operands), node.shape)


def term_rule(node: Expression, table: Numbering) -> Expression:
    """Exponents of equal factors added, numbers multiplied, scalars in front."""
    return built(read(node, table), node.shape, table)


def chain_rule(node: MatrixProduct, table: Numbering) -> Expression:
    """A product of matrices; see `chains`."""
    return chained(node.factors, node.shape, table)


def matrix_power_rule(node: MatrixPower, table: Numbering) -> Expression:
    """(Aʲ)ᵏ = Aʲᵏ, (s A)ᵏ = sᵏ Aᵏ, diag(v)ᵏ = diag(vᵏ)."""
    term = read(node.base, table)
    scale = UNIT
    for _ in range(node.exponent):
        scale = multiplied(scale, Term(term.coefficient, term.scalars, {}), table)
    core = built(Term(1, {}, term.entries), node.shape, table)
    if isinstance(core, Diagonal):
        powered = entrywise((as_column(core.of, table),) * node.exponent, table)
        result: Expression = diagonal(powered)
    elif isinstance(core, Identity) or node.exponent == 0:
        result = Identity(node.shape)
    else:
        base, power = base_and_power(core)
        result = matrix_power(base, power * node.exponent)
    return built(multiplied(scale, read(result, table), table), node.shape, table)


def inverse_rule(node: Inverse, table: Numbering) -> Expression:
    """(s A)⁻¹ = A⁻¹/s, (A⁻¹)⁻¹ = A, (Aᵀ)⁻¹ = (A⁻¹)ᵀ, diag(v)⁻¹ = diag(1/v)."""
    term = read(node.of, table)
    core = built(Term(1, {}, term.entries), node.shape, table)
    if isinstance(core, Identity):
        result: Expression = core
    elif isinstance(core, Diagonal):
        result = diagonal(built(read(quotient(ONE, core.of), table), core.of.shape, table))
    else:
        base, power = base_and_power(core)
        result = matrix_power(base, -power)
    scale = read(
        quotient(ONE, built(Term(term.coefficient, term.scalars, {}), SCALAR, table)), table
    )
    return built(multiplied(scale, read(result, table), table), node.shape, table)


def kronecker_rule(node: Kronecker, table: Numbering) -> Expression:
    """(s A) ⊗ B = s (A ⊗ B); a column by a row is a matrix product."""
    left, right = read(node.left, table), read(node.right, table)
    scale = multiplied(
        Term(left.coefficient, left.scalars, {}),
        Term(right.coefficient, right.scalars, {}),
        table,
    )
    if scale.coefficient == 0:
        return zero(node.shape)
    first = built(Term(1, {}, left.entries), node.left.shape, table)
    second = built(Term(1, {}, right.entries), node.right.shape, table)
    if first.shape[1] == second.shape[0] == 1:
        core = chained((first, second), node.shape, table)
    elif first.shape[0] == second.shape[1] == 1:
        core = chained((second, first), node.shape, table)
    elif isinstance(first, Filled) and isinstance(second, Filled):
        core = ones(node.shape)
    else:
        core = kronecker(first, second)
    return built(multiplied(scale, read(core, table), table), node.shape, table)


def total_rule(node: Total, table: Numbering) -> Expression:
    """Scalars in front, sum(a ⊙ b) = aᵀ b; sum(a + b) = sum(a) + sum(b) where that is shorter."""
    whole = totalled(node.of, table)
    if not isinstance(node.of, Sum):
        return whole
    terms = [read(totalled(term, table), table) for term in node.of.terms]
    split = collected(terms, SCALAR, table)
    return split if table.weight(split) < table.weight(whole) else whole


# ----- the table ---------------------------------------------------------------------------

RULES: dict[type[Expression], Rule] = {
    Sum: sum_rule,
    Negative: term_rule,
    Spread: spread_rule,
    Filled: term_rule,
    Product: term_rule,
    Hadamard: term_rule,
    Quotient: term_rule,
    Power: term_rule,
    MatrixProduct: chain_rule,
    MatrixPower: matrix_power_rule,
    Kronecker: kronecker_rule,
    Inverse: inverse_rule,
    Transpose: transpose_rule,
    Entry: entry_rule,
    Slice: slice_rule,
    Stack: stack_rule,
    Diagonal: diagonal_rule,
    DiagonalPart: diagonal_part_rule,
    Vectorization: vectorization_rule,
    Function: function_rule,
    Extremum: extremum_rule,
    Norm: norm_rule,
    Trace: trace_rule,
    Determinant: determinant_rule,
    Total: total_rule,
    Softmax: softmax_rule,
    IndexedSum: summed_up,
    Delta: delta_rule,
}

CARRYING = (Entry, Slice, Transpose, IndexedSum)
JOINING = (MatrixProduct, Sum)
ATOMS = frozenset(kind for kind in LEAVES if kind not in RULES)
