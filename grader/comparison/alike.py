"""Two trees → are they the same but for the order of what may stand in any order?

Many answers are the key in another spelling: once it is read, `3x²y²z` is `3*y^2*x^2*z`. Terms of
a sum, scalars and what is multiplied entry by entry commute, so such trees have the same value and
the same domain everywhere. Who finds that has no need to compute anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.language import tree as t
from grader.language.tree import Node

_IN_ANY_ORDER = {t.Sum: "terms", t.Product: "factors", t.Hadamard: "factors"}


def are_alike(left: Node, right: Node) -> bool:
    """Whether the trees differ in the order of terms and factors at most.

    Takes as many steps as the product of their sizes at worst, so that both should be short.
    """
    if left is right:
        return True
    kind = type(left)
    if kind is not type(right) or left.shape != right.shape:
        return False
    field = _IN_ANY_ORDER.get(kind)
    if field is not None:
        return _are_alike_in_any_order(getattr(left, field), getattr(right, field))
    for name in left.__match_args__:
        ours, theirs = getattr(left, name), getattr(right, name)
        if isinstance(ours, Node):
            if not are_alike(ours, theirs):
                return False
        elif ours != theirs:  # numbers, names, shapes; also rows of nodes, in their order
            return False
    return True


def _are_alike_in_any_order(left: Sequence[Node], right: Sequence[Node]) -> bool:
    if len(left) != len(right):
        return False
    rest = list(right)
    for one in left:
        for place, other in enumerate(rest):
            if are_alike(one, other):
                del rest[place]
                break
        else:
            return False
    return True
