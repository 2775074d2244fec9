"""Tree + point → value, over any arithmetic.

A value is a number where the tree is a scalar, otherwise a list of rows. What a number is, the
point says: it gives the variables, the sizes of the symbolic dimensions, and the operations that
`+ - *` do not cover. Its `rules` are those of rules.py, some of them replaced by the way in which
the arithmetic does it.

A point where the tree has no value raises `Pole` (a division by zero, a singular matrix: such
points are exceptional) or `OutOfDomain` (the log of a negative number: such points are many).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from grader.language.tree import At, Dimension, Expression, Index, Shape, size

Value: TypeAlias = Any  # a number of the arithmetic, or a list of rows of them
Rule: TypeAlias = Callable[[Any, Any], Value]


class EvaluationError(Exception):
    """The tree has no value at this point, or not in this arithmetic."""


class Pole(EvaluationError):
    """A division by zero or a singular matrix: an exceptional point."""


class OutOfDomain(EvaluationError):
    """A function outside its domain, as the log of a negative number."""


class Inexpressible(EvaluationError):
    """The arithmetic cannot say what the value is; nothing is wrong with the point."""


class TooLarge(Inexpressible):
    """A number of millions of digits: more precision does not help."""


class Point(Protocol):
    """What the evaluator asks of a point of some arithmetic."""

    sizes: dict[str, int]
    indices: dict[str, int]
    rules: dict[type, Rule]

    def variable(self, name: str, shape: Shape) -> Value:
        """The value of a declared name."""

    def coefficients(self, name: str) -> Value:
        """The coefficients of an abstract function, see abstract.py."""

    def number(self, value: Fraction | int) -> Any:
        """A rational as a number of the arithmetic."""

    def dot(self, left: Sequence[Any], right: Sequence[Any]) -> Any:
        """Σ leftᵢ·rightᵢ."""

    def reduced(self, number: Any) -> Any:
        """A product brought back to its usual size."""

    def reciprocals(self, numbers: Sequence[Any]) -> list[Any]:
        """1/a for each; raises Pole."""

    def pivot(self, column: Sequence[Any]) -> int:
        """Where to divide in an elimination: the index of an entry that is not zero."""


def value(node: Expression, at: Any) -> Value:
    """What `node` is worth at a point; raises EvaluationError."""
    return at.rules[type(node)](node, at)


def mapped(function: Callable[[Any], Any], of: Value) -> Value:
    """A function of one number applied to a value, entry by entry."""
    if isinstance(of, list):
        return [[function(entry) for entry in row] for row in of]
    return function(of)


def combined(function: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
    """A function of two numbers, entry by entry; a number goes with every entry."""
    if isinstance(left, list):
        if isinstance(right, list):
            return [
                [function(a, b) for a, b in zip(one, other, strict=True)]
                for one, other in zip(left, right, strict=True)
            ]
        return [[function(entry, right) for entry in row] for row in left]
    if isinstance(right, list):
        return [[function(left, entry) for entry in row] for row in right]
    return function(left, right)


def entries(of: Value) -> list[Any]:
    """All numbers of a value, row by row."""
    return [entry for row in of for entry in row] if isinstance(of, list) else [of]


def reshaped(numbers: Sequence[Any], like: Value) -> Value:
    """Numbers in the form of another value."""
    if not isinstance(like, list):
        return numbers[0]
    width = len(like[0])
    return [list(numbers[i : i + width]) for i in range(0, len(numbers), width)]


def total(numbers: Sequence[Any]) -> Any:
    """The sum of one number or more."""
    return sum(numbers[1:], numbers[0])


def sides(shape: Shape, at: Any) -> tuple[int, int]:
    """A shape as two numbers."""
    return size(shape[0], at.sizes), size(shape[1], at.sizes)


def position(index: Index, at: Any, dimension: Dimension) -> int:
    """An index as a number counted from zero; raises Inexpressible where it does not exist."""
    place = at.indices[index.name] + index.offset if isinstance(index, At) else index
    if not 0 <= place < size(dimension, at.sizes):
        raise Inexpressible(f"index {place} of {dimension}")
    return place
