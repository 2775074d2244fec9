"""Tree + new names for its indices, or values of its variables → the tree with these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import is_
from typing import Any

from grader.language.nodes import nodes_of
from grader.language.tree import Abstract, At, Expression, IndexedSum, Node, Variable


def renamed(tree: Expression, names: dict[str, str]) -> Expression:
    """The tree with its free indices renamed; bound ones of the same name are left alone."""
    found: Expression = _renamed(tree, names)
    return found


def _renamed(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, At):
        return At(names.get(node.name, node.name), node.offset)
    if type(node) is tuple:
        return tuple(_renamed(part, names) for part in node)
    if isinstance(node, IndexedSum):
        inner = {old: new for old, new in names.items() if old != node.index}
        index = node.index
        if index in inner.values():  # the new name is taken: Σ_i over a renamed i
            index = next(c for c in "abcdefghijklmnopqrstuvwxyz" if c not in names.values())
            inner[node.index] = index
        return IndexedSum(index, node.lower, node.upper, _renamed(node.of, inner), node.shape)
    if isinstance(node, Expression):
        return type(node)(*(_renamed(getattr(node, name), names) for name in node.__match_args__))
    return node


def substituted(tree: Expression, values: Mapping[str, Expression]) -> Expression:
    """The tree with variables replaced by trees of their shapes, which have no free index."""
    found: Expression = _substituted(tree, values)
    return found


def _substituted(node: Any, values: Mapping[str, Expression]) -> Any:
    if isinstance(node, Variable):
        return values.get(node.name, node)
    if type(node) is tuple:
        parts = tuple(_substituted(part, values) for part in node)
        return node if all(map(is_, parts, node)) else parts
    if isinstance(node, Node):
        fields = [getattr(node, name) for name in node.__match_args__]
        new = [_substituted(field, values) for field in fields]
        kind: Callable[..., Expression] = type(node)  # type: ignore[assignment]
        return node if all(map(is_, new, fields)) else kind(*new)
    return node


def variables_in(tree: Expression) -> frozenset[str]:
    """The names of the variables that occur in a tree."""
    return frozenset(node.name for node in nodes_of(tree) if isinstance(node, Variable))


def functions_in(tree: Expression) -> frozenset[str]:
    """The names of the abstract functions that occur in a tree."""
    return frozenset(node.name for node in nodes_of(tree) if isinstance(node, Abstract))
