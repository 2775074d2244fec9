"""Answer and key → their entries at random draws of the field, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from grader.comparison.draws import Draws
from grader.evaluation.evaluator import EvaluationError, Pole, Value
from grader.evaluation.residues import Draw, Redraw, orthogonal_names
from grader.language.tree import Expression

ATTEMPTS = 24  # draws, half of which have no value where a root is
_MOST_FLIPS = 3  # orthogonal matrices of which all signs of determinants are tried


class Pair(NamedTuple):
    """The entries of both sides at a draw."""

    draw: Draw
    ours: list[int]
    theirs: list[int]


class Seen:
    """Both sides at random draws, evaluated when they are asked for."""

    __slots__ = ("_known", "_number", "_operations", "draws", "sizes", "tree", "wanted")

    def __init__(self, tree: Expression, draws: Draws, sizes: dict[str, int], wanted: int) -> None:
        self.tree = tree
        self.draws = draws
        self.sizes = sizes
        self.wanted = wanted
        self._known: list[Pair] = []
        self._number = 0
        self._operations = 0

    def __iter__(self) -> Iterator[Pair]:
        for k in range(self.wanted):
            while k == len(self._known):
                if self._number == ATTEMPTS:
                    return
                self._look()
            yield self._known[k]

    def _look(self) -> None:
        pair = self.draws.at(self.sizes, self._number)
        self._number += 1
        if pair is None:
            return
        known = self.draws.differing  # of this very answer, as a rule
        try:
            if known is not None and known[0] is self.tree and known[1] is pair[0]:
                ours = known[2]
            else:
                ours = self.draws.value(self.tree, pair[0])
        except (Pole, Redraw):
            return
        self._known.append(Pair(pair[0], flat(ours), flat(pair[1])))

    def operations(self) -> int:
        """For one value of both sides, about."""
        if not self._operations:
            sides = (self.tree, self.draws.key)
            self._operations = max(1, sum(self.draws.cost(side, self.sizes) for side in sides))
        return self._operations

    def all(self, holds: Callable[[Pair], bool]) -> bool:
        """Whether it holds at all draws that are wanted, and the sides differ at one of them."""
        return (
            all(map(holds, self))
            and len(self._known) >= self.wanted
            and any(ours != theirs for _, ours, theirs in self._known)
        )


def flat(of: Value) -> list[int]:
    """All residues of a value, or of its values for all free indices, in order."""
    found: list[int] = []
    for part in of if isinstance(of, list) else [of]:
        found += flat(part) if isinstance(part, list) else [part]
    return found


def differ(tree: Expression, draws: Draws, sizes: dict[str, int]) -> bool | None:
    """Whether both sides differ at these dimensions; None where they have no value there.

    A draw for each pattern of the determinants of orthogonal matrices: their signs are its number.
    """
    patterns = 1 << min(len(orthogonal_names(draws.scope.variables)), _MOST_FLIPS)
    try:
        found = [pair.ours != pair.theirs for pair in Seen(tree, draws, sizes, patterns)]
    except (EvaluationError, Redraw):
        return None
    return any(found) if found else None
