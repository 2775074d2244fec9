"""Key + seed → the draws at which answers are compared with it: points of the field, values there.

What was drawn and computed for one answer serves the next; so do the plans of plans.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product as combinations
from time import process_time
from typing import Any

from grader.comparison.places import enlarged
from grader.comparison.plans import Plan, planned
from grader.evaluation.cost import LIMIT, cost, is_suspect
from grader.evaluation.evaluator import Inexpressible, Pole, Value
from grader.evaluation.fields import TOP, Field
from grader.evaluation.modular import Draw, Redraw, residues
from grader.evaluation.squares import are_independent
from grader.evaluation.survey import Survey, survey
from grader.language.declarations import Scope
from grader.language.tree import Expression, size


class Draws:
    """The draws of one exercise: random points by dimensions, and values of the key at them."""

    __slots__ = (
        "_independent", "_plans", "_workable", "differing", "free", "key", "remarks", "scope",
        "seed", "survey", "until", "values",
    )  # fmt: skip

    def __init__(
        self, key: Expression, scope: Scope, seed: int, free: tuple[tuple[str, str | int], ...]
    ) -> None:
        self.key = key
        self.scope = scope
        self.seed = seed
        self.free = free
        self.survey = survey(key)
        self.until: float | None = None  # of this process's time: later nothing is computed
        self.values: dict[tuple[object, ...], tuple[Draw, Value] | None] = {}
        self.remarks: dict[Any, Any] = {}  # what mistakes.py made of the key for one answer
        self.differing: tuple[Expression, Draw, Value] | None = None  # a value unlike the key's
        self._workable: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}
        self._plans: dict[tuple[object, ...], Plan] = {}
        self._independent: dict[tuple[object, ...], bool] = {}

    def at(
        self, sizes: dict[str, int], number: int, field: Field = TOP, flips: int | None = None
    ) -> tuple[Draw, Value] | None:
        """Draw `number` for these dimensions with the key's value there; None at a pole.

        `flips` are the signs of the determinants of orthogonal matrices, else the number's bits.
        """
        where = (*sizes.values(), number, field.index, flips)
        if where not in self.values:
            chosen = number if flips is None else flips
            draw = Draw(self.scope.variables, sizes, self.seed * 4096 + number, flips=chosen)
            try:
                self.values[where] = (draw, self.value(self.key, draw, field))
            except (Pole, Redraw):
                self.values[where] = None
        return self.values[where]

    def drawn(self, sizes: dict[str, int], flips: int) -> Callable[[int], Draw]:
        """The draws for these dimensions by their numbers."""
        variables, first = self.scope.variables, self.seed * 4096
        return lambda number: Draw(variables, sizes, first + number, flips=flips)

    def value(self, tree: Expression, draw: Draw, field: Field = TOP) -> Value:
        """The residues of a tree; of a tree with free indices, those for all their values."""
        if self.until is not None and process_time() > self.until:
            raise Inexpressible("there is no time left")
        if not self.free:
            return residues(tree, draw, None, field)
        ranges = [range(size(dimension, draw.sizes)) for _, dimension in self.free]
        found = []
        for places in combinations(*ranges):
            indices = dict(zip((name for name, _ in self.free), places, strict=True))
            found.append(residues(tree, draw, indices, field))
        return found

    def cost(self, tree: Expression, sizes: dict[str, int]) -> int:
        """Operations for one value of a tree, for all values of the free indices."""
        operations = cost(tree, sizes)
        for _, dimension in self.free:
            operations *= size(dimension, sizes)
        return operations

    def plan(self, ours: Survey, smallest: dict[str, int]) -> Plan:
        """How to compare a tree with this survey; answers of one kind share a plan."""
        kind = (
            ours.features,
            ours.degree.bit_length(),
            tuple(ours.indices.items()),
            tuple(ours.under.items()),
            tuple(ours.powers.items()),
            tuple(smallest.items()),
        )
        found = self._plans.get(kind)
        if found is None:
            rounded = ours._replace(degree=1 << ours.degree.bit_length())  # for all of the kind
            found = planned(rounded, self.survey, self.scope, smallest, self.workable)
            self._plans[kind] = found
        return found

    def workable(self, sizes: dict[str, int]) -> dict[str, int]:
        """These dimensions, or larger ones where the key has a value (XᵀX needs n ≥ d)."""
        asked = tuple(sizes.items())
        if asked not in self._workable:
            self._workable[asked] = next(
                (
                    larger
                    for larger in enlarged(sizes, self.scope.variables)
                    if self._has_value(larger)
                ),
                sizes,
            )
        return self._workable[asked]

    def are_independent(self, radicands: frozenset[Expression], sizes: dict[str, int]) -> bool:
        """Whether roots of these hide no sign; once known it is remembered."""
        if self.free:
            return False
        asked = (radicands, *sizes.values())
        if asked not in self._independent:
            self._independent[asked] = are_independent(
                radicands, self.scope.variables, sizes, self.seed
            )
        return self._independent[asked]

    def _has_value(self, sizes: dict[str, int]) -> bool:
        known = self.survey
        if is_suspect(known.weight, known.features) and self.cost(self.key, sizes) > LIMIT:
            return True  # too much to find out
        try:
            return any(self.at(sizes, number) for number in range(3))
        except Inexpressible:
            return True
