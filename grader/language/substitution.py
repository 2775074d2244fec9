"""Tree + new names for its indices → the tree with these names."""

from __future__ import annotations

from typing import Any

from grader.language.tree import At, Expression, IndexedSum


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
