"""Function + reference + draw → the slope along random directions, less what the reference says.

0 where the two agree. Both are evaluated at one point, so what they share is computed once.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product as combinations
from typing import Any, NamedTuple, TypeAlias

from grader.calculus.derivative import Task
from grader.calculus.parts import mapped
from grader.evaluation.draw import Draw
from grader.evaluation.evaluator import Value, entries, value
from grader.evaluation.fields import Field
from grader.evaluation.modular import MODULAR_RULES
from grader.evaluation.remembered import remembering
from grader.evaluation.residues import Residues
from grader.evaluation.tangents import Formulas, Tangents
from grader.language.declarations import Scope
from grader.language.shapes import Meaning
from grader.language.tree import SCALAR, Expression, Hadamard, Norm, Number, Power, Total, size

Rows: TypeAlias = list[list[Any]]


class Asked(NamedTuple):
    """A derivative that is asked for: of what, by what, laid out how.

    `entry` are the free indices of the one entry that is asked for; `laid_out` turns the rows of
    the usual layout into those of another.
    """

    function: Expression
    wrt: tuple[str, ...]
    task: Task
    entry: tuple[str, ...] = ()
    laid_out: Callable[[Rows], Rows] = lambda rows: rows


class Slopes:
    """A function and a reference, made ready for many draws."""

    __slots__ = ("_asked", "_formulas", "_free", "_scope", "function", "reference")

    def __init__(self, asked: Asked, reference: Meaning, within: Scope) -> None:
        known: dict[Expression, Expression] = {}
        self.function = _shared(without_roots(asked.function), known)
        self.reference = _shared(reference.tree, known)
        self._asked = asked
        self._free = reference.free
        self._scope = within
        self._formulas: Formulas = {}

    def gap(self, draw: Draw, field: Field) -> int:
        """The slope less the slope by the reference; raises Pole, Redraw or Inexpressible."""
        point = Residues(field, draw, remembering(MODULAR_RULES), {})
        numbers = self._numbers(point)
        slope, weights = self._slope(point)
        if self._asked.entry:
            expected = _of_entries(weights, self._asked, self._free, draw.sizes)
        else:
            expected = entries(self._asked.laid_out(weights))
        total = sum(weight * number for weight, number in zip(expected, numbers, strict=True))
        return int(slope - total) % field.prime

    def _numbers(self, point: Residues) -> list[Any]:
        """The entries of the reference, or what it is for each value of the free indices."""
        if not self._free:
            return entries(value(self.reference, point))
        ranges = [range(size(dimension, point.sizes)) for _, dimension in self._free]
        found = []
        for places in combinations(*ranges):
            point.indices.update(zip((name for name, _ in self._free), places, strict=True))
            found.append(value(self.reference, point))
        point.indices.clear()
        return found

    def _slope(self, point: Residues) -> tuple[Any, Rows]:
        """The slope along random directions, and what each entry of the derivative adds to it."""
        asked, draw, field = self._asked, point.draw, point.field
        first = _direction("along", asked.wrt, self._scope, draw, field)
        inputs = [number for name in asked.wrt for number in column(first[name])]
        moving = Tangents(point, first, self._formulas)
        if asked.task == "hessian":
            second = _direction("and along", asked.wrt, self._scope, draw, field)
            others = [number for name in asked.wrt for number in column(second[name])]
            slope = value(self.function, Tangents(moving, second, self._formulas)).slope.slope
            return slope, [[one * other for other in others] for one in inputs]
        slopes = [number.slope for number in column(value(self.function, moving))]
        if asked.task == "jacobian":
            outputs = draw.numbers(field, "across", len(slopes))
            slope = sum(weight * number for weight, number in zip(outputs, slopes, strict=True))
            return slope, [[output * number for number in inputs] for output in outputs]
        height = len(inputs)
        if len(asked.wrt) == 1:
            height = size(self._scope.variables[asked.wrt[0]].shape[0], draw.sizes)
        columns = [inputs[i : i + height] for i in range(0, len(inputs), height)]
        return slopes[0], transposed_rows(columns)


def without_roots(tree: Expression) -> Expression:
    """‖u‖ᵏ as (Σ uᵢ²)^(k/2) for even k: the same number, and no root to be taken."""
    match tree:
        case Power(Norm(of), Number(exponent)) if exponent > 0 and exponent % 2 == 0:
            inner = without_roots(of)
            square = inner if inner.shape == SCALAR else Total(Hadamard((inner, inner), of.shape))
            half = exponent if inner.shape == SCALAR else exponent // 2
            return square if half == 1 else Power(square, Number(half), SCALAR)
    return mapped(tree, without_roots)


def _shared(tree: Expression, known: dict[Expression, Expression]) -> Expression:
    """The tree with equal parts made one object, as which they are remembered."""
    node = mapped(tree, lambda part: _shared(part, known))
    return known.setdefault(node, node)


def _direction(
    label: str, wrt: tuple[str, ...], within: Scope, draw: Draw, field: Field
) -> dict[str, Value]:
    """Random residues for all entries of what is differentiated by."""
    found: dict[str, Value] = {}
    for name in wrt:
        shape = within.variables[name].shape
        rows, columns = (size(side, draw.sizes) for side in shape)
        matrix = draw.free(field, f"{label} {name}", rows, columns)
        found[name] = matrix[0][0] if shape == SCALAR else matrix
    return found


def _of_entries(
    weights: Rows, asked: Asked, free: tuple[tuple[str, Any], ...], sizes: dict[str, int]
) -> list[Any]:
    """The weights in the order of the values of the free indices: alphabetical."""
    if len(asked.entry) == 1:
        return column(weights)
    ranges = dict(free)
    order = sorted(asked.entry)
    places = [
        dict(zip(order, where, strict=True))
        for where in combinations(*(range(size(ranges[name], sizes)) for name in order))
    ]
    row, along = asked.entry
    return [weights[place[row]][place[along]] for place in places]


def column(of: Value) -> list[Any]:
    """All entries, column by column."""
    rows = of if isinstance(of, list) else [[of]]
    return [entry for one in zip(*rows, strict=True) for entry in one]


def transposed_rows(rows: Rows) -> Rows:
    """Rows as columns."""
    return [list(one) for one in zip(*rows, strict=True)]
