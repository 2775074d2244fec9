"""Tree + sizes → how many operations its value takes, about: so that nobody has to wait.

A short text can ask for much: kron(A, kron(B, C)) has n⁶ entries, a sum inside a sum inside a
sum runs over all of them. What is too much is left undecided instead of being computed.
"""

from __future__ import annotations

from typing import Any

from grader.language import tree as t
from grader.language.tree import Dimension, Expression, size

LIMIT = 1_000_000  # operations for one value of a tree: about a tenth of a second
BUDGET = 10_000_000  # operations for all values that one comparison takes
_SUSPECT = 200_000  # a degree below which no tree is costly


def is_suspect(weight: int, features: frozenset[str]) -> bool:
    """Whether it is worth finding out what a tree costs."""
    return weight > _SUSPECT or "products of dimensions" in features


def cost(tree: Expression, sizes: dict[str, int]) -> int:
    """Operations on numbers for one value of the tree; anything above LIMIT is too many."""
    return _cost(tree, sizes)[0]


def _cost(node: Any, sizes: dict[str, int]) -> tuple[int, int]:
    """(operations, entries of the value)."""
    rows, columns = (size(side, sizes) for side in node.shape)
    count = rows * columns
    inner = [_cost(part, sizes) for part in _parts(node)]
    total = sum(operations for operations, _ in inner)
    match node:
        case t.MatrixProduct(factors, _):
            own, width = 0, columns if node.shape[1] != 1 else rows
            for factor in factors:
                high, wide = (size(side, sizes) for side in factor.shape)
                own += high * wide * max(1, min(width, max(rows, columns)))
        case t.MatrixPower(_, exponent, _):
            own = rows**3 * 2 * max(1, exponent.bit_length())
        case t.Inverse() | t.Determinant():
            own = size(node.of.shape[0], sizes) ** 3
        case t.IndexedSum(_, lower, upper, _, _):
            terms = max(1, _end(upper.dimension, sizes) + upper.offset + 1 - lower.offset)
            return total * terms + count * terms, count
        case t.Function() | t.Softmax() | t.LogSumExp() | t.Norm() | t.Abstract():
            own = 50 * max([count, *(entries for _, entries in inner)])
        case _:
            own = max([count, *(entries for _, entries in inner)])
    return min(total + own, 1 << 60), count


def _parts(node: Any) -> list[Expression]:
    found: list[Expression] = []
    for name in node.__match_args__:
        part = getattr(node, name)
        if isinstance(part, t.Node):
            found.append(part)  # type: ignore[arg-type]
        elif type(part) is tuple:
            found += _of_tuple(part)
    return found


def _of_tuple(parts: tuple[Any, ...]) -> list[Expression]:
    found: list[Expression] = []
    for part in parts:
        if isinstance(part, t.Node):
            found.append(part)  # type: ignore[arg-type]
        elif type(part) is tuple:
            found += _of_tuple(part)
    return found


def _end(dimension: Dimension | None, sizes: dict[str, int]) -> int:
    return 0 if dimension is None else size(dimension, sizes)
