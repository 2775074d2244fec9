"""A node → its parts and back: walking and rebuilding trees of any kind.

The fields of a node are its `__match_args__`; a part is an Expression in a field, in a tuple
(the terms of a sum) or in a tuple of tuples (the entries of a stack).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from operator import is_
from typing import TypeAlias, cast

from grader.language.tree import (
    KINDS,
    Constant,
    Delta,
    Expression,
    Filled,
    Identity,
    IndexedSum,
    IndexNumber,
    Node,
    Number,
    Size,
    Stack,
    Unit,
    Variable,
)

Change: TypeAlias = Callable[[Expression], Expression]


# The fields that hold parts; the others are names, shapes, indices and plain numbers.
HOLDING = ("of", "by", "base", "exponent", "left", "right", "terms", "factors", "operands", "rows")
LEAVES = (Number, Constant, Variable, Size, Identity, Filled, Unit, IndexNumber, Delta)
FIELDS: dict[type[Node], tuple[str, ...]] = {
    kind: () if kind in LEAVES else tuple(name for name in kind.__match_args__ if name in HOLDING)
    for kind in KINDS
}


def parts(node: Expression) -> list[Expression]:
    """The nodes directly below a node, in the order of its fields."""
    found: list[Expression] = []
    for name in FIELDS[type(node)]:
        field = getattr(node, name)
        if type(field) is not tuple:
            if isinstance(field, Node):  # the exponent of a matrix is a plain number
                found.append(cast(Expression, field))
        elif isinstance(node, Stack):
            found.extend(entry for row in field for entry in row)
        else:
            found.extend(field)
    return found


def mapped(node: Expression, change: Change) -> Expression:
    """The node with every part replaced by `change(part)`; the same object if nothing changes.

    Parts keep their shapes, so the shape of the node stays.
    """
    new: dict[str, object] | None = None
    for name in FIELDS[type(node)]:
        field = getattr(node, name)
        changed = _changed(field, change)
        if changed is not field:
            new = new or {}
            new[name] = changed
    if new is None:
        return node
    kind: Callable[..., Expression] = type(node)
    fields = node.__match_args__
    return kind(*[new[name] if name in new else getattr(node, name) for name in fields])


def _changed(field: object, change: Change) -> object:
    if type(field) is not tuple:
        return change(cast(Expression, field)) if isinstance(field, Node) else field
    if field and type(field[0]) is tuple:  # the rows of a stack
        rows = tuple([tuple(map(change, row)) for row in field])
        same = all(map(is_, chain(*rows), chain(*field)))
        return field if same else rows
    new = tuple(map(change, field))
    return field if all(map(is_, new, field)) else new


class Containing:
    """Which trees hold a variable of the given names; remembered, since trees share parts."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self._known: dict[int, tuple[bool, Expression]] = {}

    def __call__(self, node: Expression) -> bool:
        """Whether one of the names stands anywhere in the tree."""
        known = self._known.get(id(node))
        if known is None:
            if isinstance(node, Variable):
                found = node.name in self.names
            else:
                found = any(map(self, parts(node)))
            # The node is kept beside the answer, so that its id stays its own.
            known = self._known[id(node)] = (found, node)
        return known[0]


def has_sums(node: Expression) -> bool:
    """Whether an indexed sum stands anywhere in the tree."""
    return isinstance(node, IndexedSum) or any(map(has_sums, parts(node)))
