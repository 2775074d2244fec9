"""Rules → the same rules, which remember what each part of a tree was worth at a point.

A part is known by its identity: parts that look alike are asked for once if they are one object
(`shared`). In an indexed sum it is another part for each value of the indices.
"""

from __future__ import annotations

from typing import Any

from grader.evaluation.evaluator import Rule, Value
from grader.language import tree as t

_LEAVES = frozenset(
    (t.Number, t.Constant, t.Variable, t.Size, t.Identity, t.Filled, t.Unit, t.IndexNumber, t.Delta)
)


def remembering(rules: dict[type, Rule]) -> dict[type, Rule]:
    """The rules for a point and the points of other fields that belong to it, with one memory."""
    known: dict[tuple[Any, ...], tuple[Any, Value]] = {}

    def with_memory(rule: Rule) -> Rule:
        def remembered(node: Any, at: Any) -> Value:
            indices = at.indices
            asked = (id(node), id(at), *indices.items()) if indices else (id(node), id(at))
            found = known.get(asked)
            if found is None:  # node and point are kept, so that no other ones have their ids
                found = known[asked] = (node, at), rule(node, at)
            return found[1]

        return remembered

    return {kind: rule if kind in _LEAVES else with_memory(rule) for kind, rule in rules.items()}
