"""Trees → numbers: equal trees get equal numbers, in the order of their first appearance.

Equal means more than written alike: sums and entrywise products may be in any order, xᵀA y is
yᵀAᵀx, and a trace may be rotated and transposed. Comparing, sorting and looking up trees then
costs as much as for numbers, which is what makes simplification quick.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from grader.calculus.construction import turned
from grader.calculus.parts import FIELDS, mapped, parts
from grader.calculus.terms import Term
from grader.language.tree import (
    SCALAR,
    Abstract,
    Diagonal,
    Expression,
    Formed,
    Function,
    Hadamard,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Multiplied,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Spread,
    Sum,
    Trace,
    Transpose,
    Variable,
)

# What may be its own transpose without parts that show it.
SYMMETRIC_LEAVES = (Variable, Inverse, Abstract)


class Numbering:
    """The numbers given so far, and which variables are symmetric matrices."""

    def __init__(self, symmetric: frozenset[str] = frozenset()) -> None:
        self.nodes: list[Expression] = []
        self._symmetric = symmetric
        self._numbers: dict[Hashable, int] = {}
        # By identity; the node is kept beside its number, so that its id stays its own.
        self._known: dict[int, tuple[int, Expression]] = {}
        self._shared: dict[int, tuple[Expression, Expression]] = {}
        # What was read of a node; `reading` fills it.
        self.terms: dict[int, tuple[Term, Expression]] = {}
        self._transposed: dict[int, tuple[Expression, Expression]] = {}
        self._weights: dict[int, tuple[int, Expression]] = {}

    def number(self, node: Expression) -> int:
        """The number of a tree, a new one if no equal tree was seen before."""
        known = self._known.get(id(node))
        if known is None:
            rule = KEYS.get(type(node), _key_of_any)
            key = rule(node, self)
            found = self._numbers.get(key)
            if found is None:
                found = self._numbers[key] = len(self.nodes)
                self.nodes.append(node)
            known = self._known[id(node)] = (found, node)
        return known[0]

    def shared(self, node: Expression) -> Expression:
        """The tree with equal parts as one object: what is done to them is then done once."""
        known = self._shared.get(id(node))
        if known is None:
            found = self.nodes[self.number(mapped(node, self.shared))]
            known = self._shared[id(node)] = (found, node)
        return known[0]

    def is_equal(self, left: Expression, right: Expression) -> bool:
        """Whether two trees have the same number."""
        return self.number(left) == self.number(right)

    def weight(self, node: Expression) -> int:
        """How many nodes the tree has: of two equal trees the lighter one is shown."""
        known = self._weights.get(id(node))
        if known is None:
            weight = 1
            for part in parts(node):
                weight += self.weight(part)
            known = self._weights[id(node)] = (weight, node)
        return known[0]

    def names(self) -> frozenset[str]:
        """The names of the variables met so far."""
        return frozenset(node.name for node in self.nodes if isinstance(node, Variable))

    def has_met(self, kind: type[Node]) -> bool:
        """Whether a node of a kind was numbered so far."""
        return any(type(node) is kind for node in self.nodes)

    # ----- symmetry

    def is_symmetric(self, node: Expression) -> bool:
        """Whether a matrix is known to be its own transpose: declared so, AᵀA, inverses of such."""
        match node:
            case Variable(name=name):
                return name in self._symmetric or node.shape == SCALAR
            case Abstract(order=order):
                return order == 2 or node.shape == SCALAR
            case Inverse(of=of) | Transpose(of=of) | MatrixPower(base=of):
                return self.is_symmetric(of)
            case _:
                pass
        return node.shape[0] == node.shape[1] and self.is_equal(node, self.transposed(node))

    def transposed(self, node: Expression) -> Expression:
        """The transpose, carried down to the leaves, where symmetric matrices stay as they are."""
        if node.shape == SCALAR:
            return node
        known = self._transposed.get(id(node))
        if known is None:
            is_same = isinstance(node, SYMMETRIC_LEAVES) and self.is_symmetric(node)
            found = node if is_same else turned(node, self.transposed)
            known = self._transposed[id(node)] = (found, node)
        return known[0]


# ----- keys --------------------------------------------------------------------------------


def _key_of_any(node: Expression, table: Numbering) -> Hashable:
    """The kind, the numbers of the parts, and the other fields as they are."""
    kind = type(node)
    holding = FIELDS[kind]
    fields = [(name, getattr(node, name)) for name in kind.__match_args__]
    return (kind, *[_part_key(it, table) if name in holding else it for name, it in fields])


def _part_key(field: Any, table: Numbering) -> Hashable:
    if type(field) is tuple:
        return tuple([_part_key(part, table) for part in field])
    return table.number(field)


def _key_of_number(node: Number, table: Numbering) -> Hashable:
    return (Number, node.value)


def _key_of_power(node: Power, table: Numbering) -> Hashable:
    return (Power, table.number(node.base), table.number(node.exponent), node.shape)


def _key_of_name(node: Variable, table: Numbering) -> Hashable:
    return (Variable, node.name, node.shape)


def _key_of_form(node: Formed, table: Numbering) -> Hashable:
    return (type(node), table.number(node.of), node.shape)


def _key_of_function(node: Function, table: Numbering) -> Hashable:
    return (node.name, table.number(node.of))


def _key_of_quotient(node: Quotient, table: Numbering) -> Hashable:
    return (Quotient, table.number(node.of), table.number(node.by), node.shape)


def _key_of_sum(node: Sum, table: Numbering) -> Hashable:
    return (Sum, node.shape, *sorted([table.number(term) for term in node.terms]))


def _key_of_product(node: Multiplied, table: Numbering) -> Hashable:
    return (type(node), node.shape, *sorted([table.number(factor) for factor in node.factors]))


def _key_of_chain(node: MatrixProduct, table: Numbering) -> Hashable:
    if node.shape == SCALAR:
        return (MatrixProduct, *min(_both_ways(node.factors, table)))
    return (MatrixProduct, node.shape, *[table.number(factor) for factor in node.factors])


def _key_of_trace(node: Trace, table: Numbering) -> Hashable:
    if not isinstance(node.of, MatrixProduct):
        return (Trace, table.number(node.of))
    ways = _both_ways(node.of.factors, table)
    turns = (way[i:] + way[:i] for way in ways for i in range(len(way)))
    return (Trace, MatrixProduct, *min(turns))


def _both_ways(factors: Sequence[Expression], table: Numbering) -> tuple[list[int], list[int]]:
    backwards = [table.number(table.transposed(factor)) for factor in reversed(factors)]
    return [table.number(factor) for factor in factors], backwards


KEYS: dict[type[Expression], Callable[[Any, Numbering], Hashable]] = {
    Number: _key_of_number,
    Variable: _key_of_name,
    Power: _key_of_power,
    Spread: _key_of_form,
    Negative: _key_of_form,
    Inverse: _key_of_form,
    Transpose: _key_of_form,
    Diagonal: _key_of_form,
    Function: _key_of_function,
    Quotient: _key_of_quotient,
    Sum: _key_of_sum,
    Product: _key_of_product,
    Hadamard: _key_of_product,
    MatrixProduct: _key_of_chain,
    Trace: _key_of_trace,
}
