"""Trees → numbers: equal trees get equal numbers, in the order of their first appearance.

Equal means more than written alike: sums and entrywise products may be in any order, xᵀA y is
yᵀAᵀx, and a trace may be rotated and transposed. Comparing, sorting and looking up trees then
costs as much as for numbers, which is what makes simplification quick.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from grader.calculus.construction import transposed
from grader.calculus.parts import FIELDS, mapped, parts
from grader.calculus.terms import Term
from grader.language.tree import (
    SCALAR,
    Abstract,
    Expression,
    Hadamard,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Node,
    Product,
    Sum,
    Trace,
    Transpose,
    Variable,
)


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
        self._weights: dict[int, tuple[int, Expression]] = {}

    def number(self, node: Expression) -> int:
        """The number of a tree, a new one if no equal tree was seen before."""
        known = self._known.get(id(node))
        if known is None:
            key = self._key(node)
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
            known = self._weights[id(node)] = (1 + sum(map(self.weight, parts(node))), node)
        return known[0]

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
        return self._straight(transposed(node))

    def _straight(self, node: Expression) -> Expression:
        if isinstance(node, Transpose):
            of = node.of
            may_be = isinstance(of, Inverse | Abstract) or (
                isinstance(of, Variable) and of.name in self._symmetric
            )
            return of if may_be and self.is_symmetric(of) else node
        if isinstance(node, Variable | Inverse) or node.shape == SCALAR:
            return node
        return mapped(node, self._straight)

    # ----- keys

    def _key(self, node: Expression) -> Hashable:
        kind = type(node)
        holding = FIELDS[kind]
        if not holding:
            return (kind, *[getattr(node, name) for name in kind.__match_args__])
        if isinstance(node, Sum | Product | Hadamard):
            operands = node.terms if isinstance(node, Sum) else node.factors
            return (kind, node.shape, *sorted(map(self.number, operands)))
        if isinstance(node, MatrixProduct) and node.shape == SCALAR:
            return (MatrixProduct, *min(self._both_ways(node.factors)))
        if isinstance(node, Trace) and isinstance(node.of, MatrixProduct):
            ways = self._both_ways(node.of.factors)
            turns = (way[i:] + way[:i] for way in ways for i in range(len(way)))
            return (Trace, *min(turns))
        fields = [(name, getattr(node, name)) for name in kind.__match_args__]
        return (kind, *[self._part_key(it) if name in holding else it for name, it in fields])

    def _both_ways(self, factors: Sequence[Expression]) -> tuple[list[int], list[int]]:
        backwards = (self.transposed(factor) for factor in reversed(factors))
        return list(map(self.number, factors)), list(map(self.number, backwards))

    def _part_key(self, field: object) -> Hashable:
        if isinstance(field, Node):
            return self.number(cast(Expression, field))
        if type(field) is tuple:
            return tuple(map(self._part_key, field))
        return field
