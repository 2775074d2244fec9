"""Names of indices in a tree: which are free, replacing one, keeping bound ones apart.

A derivative moves parts of a tree under the Σ of other parts; that is safe as long as every Σ
has an index of its own. `set_apart` sees to that before each differentiation.
"""

from __future__ import annotations

from itertools import count

from grader.calculus.construction import number
from grader.calculus.parts import mapped, parts
from grader.language.tree import (
    At,
    Delta,
    Entry,
    Expression,
    Index,
    IndexedSum,
    IndexNumber,
    Slice,
    Unit,
)

NAMES = ("i", "j", "k", "l", "p", "q", "r", "s")


def own_indices(node: Expression) -> tuple[Index | None, ...]:
    """The indices that a node itself holds, its parts apart."""
    match node:
        case Entry(row=row, column=column) | Slice(row=row, column=column):
            return (row, column)
        case Unit(index=index) | IndexNumber(index=index):
            return (index,)
        case Delta(left=left, right=right):
            return (left, right)
        case _:
            return ()


def free_indices(node: Expression) -> frozenset[str]:
    """The names of indices that no Σ within the tree binds."""
    own = frozenset(one.name for one in own_indices(node) if isinstance(one, At))
    found = own.union(*map(free_indices, parts(node)))
    return found - {node.index} if isinstance(node, IndexedSum) else found


def all_indices(node: Expression) -> frozenset[str]:
    """The names of all indices in the tree, free or bound."""
    own = frozenset(one.name for one in own_indices(node) if isinstance(one, At))
    bound = frozenset((node.index,)) if isinstance(node, IndexedSum) else frozenset[str]()
    return (own | bound).union(*map(all_indices, parts(node)))


def fresh(taken: frozenset[str]) -> str:
    """A name for an index that is not taken: i, j, k … i1, i2 …"""
    for name in NAMES:
        if name not in taken:
            return name
    return next(f"i{n}" for n in count(1) if f"i{n}" not in taken)


def replaced(node: Expression, name: str, by: Index) -> Expression:
    """The tree with a free index replaced, offsets added: i + 1 with i := j + 2 is j + 3."""
    if isinstance(node, IndexedSum) and node.index == name:
        return node

    def shifted(index: Index | None) -> Index | None:
        if not isinstance(index, At) or index.name != name:
            return index
        if isinstance(by, At):
            return At(by.name, by.offset + index.offset)
        return by + index.offset

    node = mapped(node, lambda part: replaced(part, name, by))
    return with_own_indices(node, tuple(map(shifted, own_indices(node))))


def with_own_indices(node: Expression, indices: tuple[Index | None, ...]) -> Expression:
    """A node with the indices it holds itself exchanged; see `own_indices`."""
    match node, indices:
        case Entry(of=of), (int() | At() as row, int() | At() as column):
            return Entry(of, row, column)
        case Slice(of=of, shape=shape), (row, column):
            return Slice(of, row, column, shape)
        case Unit(shape=shape), (int() | At() as index,):
            return Unit(index, shape)
        case IndexNumber(base=base), (At() as index,):
            return IndexNumber(index, base)
        case IndexNumber(base=base), (int() as index,):
            return number(index + base)
        case Delta(), (int() | At() as left, int() | At() as right):
            return Delta(left, right)
        case _:
            return node


def set_apart(node: Expression, taken: frozenset[str]) -> Expression:
    """The tree with every bound index renamed whose name is taken, by an outer Σ as well."""
    if isinstance(node, IndexedSum):
        index, of = node.index, node.of
        if index in taken:
            index = fresh(taken | all_indices(of))
            of = replaced(of, node.index, At(index))
        of = set_apart(of, taken | {index})
        return IndexedSum(index, node.lower, node.upper, of, node.shape)
    return mapped(node, lambda part: set_apart(part, taken))
