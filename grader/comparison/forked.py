"""Answer and key → do they agree on every way through abs, sign, relu, max, min and roots?

A tree with these is one of several rational functions, of the variables and of the roots: which
one depends on signs. So all ways are gone, each with its signs decided on beforehand (forks.py),
and on each the two sides are compared at random residues. That is a proof:

- At a real point (outside a set of measure zero, on which an argument is 0) the arguments have
  signs, so one of the ways is that of the point. There both sides are the same function.
- A root is the positive or the negative one of the residues, both are tried. What agrees for all
  choices agrees as a formal sum Σ c·√u·√v…, since from the values for all choices follow those of
  all coefficients c: each of them is zero at a random point, and hence a zero function.
- A way on which the sides disagree is of no concern if no real point goes it: if its signs, as
  inequalities, contradict each other (polynomials.py). That is decided exactly, or not at all.
- There is no agreement without a way that agrees: if all are impossible, nothing is proved.

So agreement is proof. Disagreement is none: some relation between the signs may not have been
seen (1 + x² > 0 is, x² − 2x + 2 > 0 is not).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import ceil, log2
from typing import NamedTuple

from grader.comparison.plans import WANTED
from grader.evaluation.evaluator import Pole, Value
from grader.evaluation.forks import CHANCE, Asked, Path, Relations, TooManyForks
from grader.evaluation.modular import Draw, Redraw
from grader.language.declarations import Declaration
from grader.language.tree import Expression

_MOST_PATHS = 64
_ATTEMPTS = 48  # draws for one path, most of which have no root
_MOST_RUNS = 400

ValueOf = Callable[[Expression, Draw], Value]


class Forked(NamedTuple):
    """How many draws agreed, and log₂ of the chance that this is by accident."""

    agreed: int
    error: float


class _Run(NamedTuple):
    taken: tuple[int, ...]
    roots: int
    asked: list[tuple[Asked, int]]
    agrees: bool


def forked(
    tree: Expression,
    key: Expression,
    value_of: ValueOf,
    drawn: Iterable[Callable[[int], Draw]],
    bits: float,
    most: int = _MOST_RUNS,
) -> Forked | None:
    """Agreement on all paths for each kind of draws; None if there is none.

    Each of `drawn` gives the draw of a number; `bits` is what one draw tells about two functions
    without signs and roots; `most` bounds the runs through both sides, of all kinds together.
    """
    found = []
    for one in drawn:
        most_here = min(most, _MOST_RUNS)
        sides = _Sides(tree, key, value_of, one, most_here)
        try:
            ways = _forked(sides, bits)
        except TooManyForks:
            return None
        if ways is None:
            return None
        found.append(ways)
        most -= most_here - sides.left
    return Forked(sum(one.agreed for one in found), max(one.error for one in found))


def _forked(sides: _Sides, bits: float) -> Forked | None:
    pending: list[tuple[int, ...]] = [()]
    agreed = paths = impossible = 0
    error = -float("inf")
    while pending:
        decisions = pending.pop()
        run = sides.run(decisions)
        if run is None or paths + impossible >= _MOST_PATHS:
            return None
        pending += _others(run.taken, len(decisions))
        if not run.agrees:
            impossible += 1
            if not sides.is_impossible(run):
                return None
            continue
        tells = bits - CHANCE - run.roots
        rounds = ceil((WANTED + log2(_MOST_PATHS)) / tells) if tells > 1 else _MOST_RUNS
        for _ in range(rounds - 1):
            again = sides.run(decisions)
            if again is None or not again.agrees:
                return None
        paths += 1
        agreed += rounds
        error = max(error, -rounds * tells)
    return Forked(agreed, error + log2(paths)) if paths else None


def _others(taken: tuple[int, ...], decided: int) -> Iterator[tuple[int, ...]]:
    """The paths that leave this one at a fork where it took what is tried first."""
    for k in range(decided, len(taken)):
        yield (*taken[:k], -1)


class _Sides:
    """Both sides, evaluated on paths; a draw serves all the paths that it has the roots for."""

    def __init__(
        self,
        tree: Expression,
        key: Expression,
        value_of: ValueOf,
        drawn: Callable[[int], Draw],
        most: int,
    ) -> None:
        self.tree = tree
        self.key = key
        self.value_of = value_of
        self.drawn = drawn
        self.used: dict[tuple[int, ...], int] = {}
        self.draws: dict[int, tuple[Draw, Relations]] = {}
        self.left = most  # runs

    def run(self, decisions: tuple[int, ...]) -> _Run | None:
        """Both sides at the next draw that has the roots on this path; None if none has."""
        first = self.used.get(decisions, 0)
        for number in range(first, first + _ATTEMPTS):
            self.used[decisions] = number + 1
            self.left -= 1
            if self.left < 0:
                return None
            draw, relations = self._draw(number)
            path = draw.path = Path(decisions, relations)
            try:
                agrees = bool(self.value_of(self.key, draw) == self.value_of(self.tree, draw))
            except Redraw:
                continue
            except Pole:
                agrees = False  # all this way there is no value
            finally:
                draw.path = None
            return _Run(tuple(path.taken), path.roots, path.asked, agrees)
        return None

    def _draw(self, number: int) -> tuple[Draw, Relations]:
        found = self.draws.get(number)
        if found is None:
            found = self.draws[number] = self.drawn(number), Relations()
        elif found[0].fixed:  # it has taken note of logs, as they are on the path before
            found = self.draws[number] = self.drawn(number), found[1]
        return found

    def is_impossible(self, run: _Run) -> bool:
        """Whether no real point goes this way."""
        from grader.evaluation.polynomials import is_impossible  # most answers need it not

        draw = next(iter(self.draws.values()))[0]
        variables: Mapping[str, Declaration] = draw.variables
        return is_impossible(run.asked, variables, draw.sizes, draw.fixed)
