"""What all kinds of node of a tree share, and the kinds that have no parts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Final, NamedTuple, TypeAlias

from grader.language.dimensions import SCALAR, Dimension, Shape


class At(NamedTuple):
    """An index that is a name plus an offset: `i` or `i + 1`."""

    name: str
    offset: int = 0


Index: TypeAlias = int | At


class Bound(NamedTuple):
    """The end of an indexed sum: a dimension (or none) plus an offset; counted from zero."""

    dimension: Dimension | None
    offset: int


class Node:
    """What all kinds of node share: fields in `__slots__`, compared by kind and fields."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    shape: Shape

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__match_args__
        )

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__match_args__)))

    def __repr__(self) -> str:
        fields = ", ".join(repr(getattr(self, name)) for name in self.__match_args__)
        return f"{type(self).__name__}({fields})"


class Scalar(Node):
    """What the kinds of node share whose value is always a number."""

    __slots__ = ()
    shape = SCALAR


# ----- leaves ------------------------------------------------------------------------------


class Number(Scalar):
    """An exact rational."""

    __slots__ = __match_args__ = ("value",)

    def __init__(self, value: Fraction | int) -> None:
        self.value: Final = value


class Constant(Scalar):
    """π. (Euler's e is exp(1).)"""

    __slots__ = __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Variable(Node):
    """A declared name."""

    __slots__ = __match_args__ = ("name", "shape")

    def __init__(self, name: str, shape: Shape) -> None:
        self.name: Final = name
        self.shape = shape


class Size(Scalar):
    """A dimension used as a number, as m in 1/m."""

    __slots__ = __match_args__ = ("dimension",)

    def __init__(self, dimension: Dimension) -> None:
        self.dimension: Final = dimension


class Identity(Node):
    """The identity matrix."""

    __slots__ = __match_args__ = ("shape",)

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


class Filled(Node):
    """All entries alike: ones(n, m), zeros(n, m)."""

    __slots__ = __match_args__ = ("value", "shape")

    def __init__(self, value: int, shape: Shape) -> None:
        self.value: Final = value
        self.shape = shape


class Unit(Node):
    """e_i, a column."""

    __slots__ = __match_args__ = ("index", "shape")

    def __init__(self, index: Index, shape: Shape) -> None:
        self.index: Final = index
        self.shape = shape


class IndexNumber(Scalar):
    """An index used as a number; `base` is added to its value counted from zero."""

    __slots__ = __match_args__ = ("index", "base")

    def __init__(self, index: At, base: int) -> None:
        self.index: Final = index
        self.base: Final = base


class Delta(Scalar):
    """δᵢⱼ: 1 where both indices are equal, else 0."""

    __slots__ = __match_args__ = ("left", "right")

    def __init__(self, left: Index, right: Index) -> None:
        self.left: Final = left
        self.right: Final = right


# ----- whole trees -------------------------------------------------------------------------


def nodes_of(tree: Node) -> Iterator[Node]:
    """All nodes of a tree, itself included; without recursion, for any depth."""
    pending: list[object] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, Node):
            yield part
            pending += [getattr(part, name) for name in part.__match_args__]
        elif isinstance(part, tuple):
            pending += part


def depth(tree: Node) -> int:
    """How many nodes stand inside each other at most; without recursion, for any depth."""
    deepest = 0
    pending: list[tuple[object, int]] = [(tree, 1)]
    while pending:
        node, level = pending.pop()
        if isinstance(node, Node):
            deepest = max(deepest, level)
            pending += [(getattr(node, name), level + 1) for name in node.__match_args__]
        elif isinstance(node, tuple):
            pending += [(part, level) for part in node]
    return deepest
