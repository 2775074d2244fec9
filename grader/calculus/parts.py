"""A node → its parts and back: walking and rebuilding trees of any kind.

The fields of a node are its `__match_args__`; a part is an Expression in a field, in a tuple
(the terms of a sum) or in a tuple of tuples (the entries of a stack).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import is_
from typing import Any, TypeAlias

from grader.language.tree import (
    KINDS,
    Constant,
    Delta,
    Expression,
    Filled,
    Identity,
    IndexedSum,
    IndexNumber,
    MatrixPower,
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


def _holding(kind: type[Node]) -> tuple[str, ...]:
    if kind in LEAVES:
        return ()
    if kind is MatrixPower:  # its exponent is a plain number
        return ("base",)
    return tuple(name for name in kind.__match_args__ if name in HOLDING)


FIELDS: dict[type[Node], tuple[str, ...]] = {kind: _holding(kind) for kind in KINDS}


def parts(node: Expression) -> list[Expression]:
    """The nodes directly below a node, in the order of its fields."""
    found: list[Expression] = []
    for name in FIELDS[type(node)]:
        field = getattr(node, name)
        if type(field) is not tuple:
            found.append(field)
        elif type(node) is Stack:
            found.extend(entry for row in field for entry in row)
        else:
            found += field
    return found


def mapped(node: Expression, change: Change) -> Expression:
    """The node with every part replaced by `change(part)`; the same object if nothing changes.

    Parts keep their shapes, so the shape of the node stays.
    """
    kind: Callable[..., Expression] = type(node)
    names = FIELDS[type(node)]
    if not names:
        return node
    new: dict[str, object] | None = None
    for name in names:
        field = getattr(node, name)
        changed = change(field) if type(field) is not tuple else _changed(field, change)
        if changed is not field:
            if new is None:
                new = {}
            new[name] = changed
    if new is None:
        return node
    return kind(*[new[it] if it in new else getattr(node, it) for it in node.__match_args__])


def _changed(field: tuple[Any, ...], change: Change) -> tuple[Any, ...]:
    if field and type(field[0]) is tuple:  # the rows of a stack
        rows = tuple([_changed(row, change) for row in field])
        return field if all(map(is_, rows, field)) else rows
    new = tuple(map(change, field))
    for one, other in zip(new, field, strict=True):
        if one is not other:
            return new
    return field


class Containing:
    """Which trees hold a variable of the given names; remembered, since trees share parts."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self._known: dict[int, tuple[bool, Expression]] = {}

    def __call__(self, node: Expression) -> bool:
        """Whether one of the names stands anywhere in the tree."""
        known = self._known.get(id(node))
        if known is None:
            found = False
            if isinstance(node, Variable):
                found = node.name in self.names
            else:
                for part in parts(node):
                    if self(part):
                        found = True
                        break
            # The node is kept beside the answer, so that its id stays its own.
            known = self._known[id(node)] = (found, node)
        return known[0]


def has_sums(node: Expression) -> bool:
    """Whether an indexed sum stands anywhere in the tree."""
    return isinstance(node, IndexedSum) or any(map(has_sums, parts(node)))
