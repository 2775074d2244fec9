"""One step and the one before it → are they equal, and if not, where do they differ?"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic, process_time
from typing import NamedTuple, TypeAlias

from grader.comparison.chain.reading import Reading, entries
from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.verdict import Counterexample, Kind, Outcome, Verdict
from grader.errors import AnswerError
from grader.language.declarations import Scope
from grader.language.nodes import nodes_of
from grader.language.shapes import Meaning
from grader.language.tree import (
    SCALAR,
    ZERO,
    Dimension,
    Expression,
    Inverse,
    Negative,
    Number,
    Power,
    Quotient,
    described,
)

# A whole derivation is answered within two seconds, whatever stands in it.
SECONDS = 0.8  # of this process's time for all pairs; those that come later go to a tutor
JUDGE_SECONDS = 0.8  # in which the symbolic judge answers, for all pairs that ask it
_AFTER_THE_JUDGE = (Kind.SYMBOLIC, Kind.NUMERIC, Kind.UNDECIDED)
_SHORTEST = 0.2  # a time in which it can answer

Free = tuple[tuple[str, Dimension], ...]


class Pair(NamedTuple):
    """What was found out: the outcome, why, the verdict of the ladder if there is one."""

    outcome: Outcome
    told: str = ""
    verdict: Verdict | None = None


Known: TypeAlias = dict[tuple[object, ...], Pair]


class Pairs:
    """Compares expressions of one derivation; what is `known` of others is not asked again."""

    def __init__(self, scope: Scope, seed: int, known: Known | None = None) -> None:
        self.scope = scope
        self._known: Known = {} if known is None else known
        self.seed = seed
        self._judge_seconds = JUDGE_SECONDS
        self._until = process_time() + SECONDS

    def compared(self, this: Reading, before: Reading, name: str = "the step before") -> Pair:
        """Whether an expression equals the one before it, entry by entry where one is an entry."""
        if this.tree.shape == before.tree.shape:
            return self._equal(this, before, name)
        found: Pair | None = None
        for ours, theirs in _by_entries(this, before):
            found = self._equal(ours, theirs, name)
            if found.outcome is Outcome.EQUAL:
                return found
        if found is not None:
            return found
        shape, other = described(this.tree.shape), described(before.tree.shape)
        hint = _indices_told(this.free, before.free)
        return Pair(Outcome.DIFFERENT, f"This is {shape}, {name} is {other}{hint}.")

    def _equal(self, this: Reading, before: Reading, name: str) -> Pair:
        asked = (this.tree, this.free, this.smallest, before.tree, before.free, name)
        found = self._known.get(asked)
        if found is None:
            found = self._decided(this, before, name)
            if found.outcome is not Outcome.UNDECIDED:  # there may be more time for it later
                self._known[asked] = found
        return found

    def _decided(self, this: Reading, before: Reading, name: str) -> Pair:
        clash = _clash(this.free, before.free)
        if clash:
            return Pair(Outcome.DIFFERENT, clash)
        if process_time() > self._until:
            return Pair(Outcome.UNDECIDED, "There was no time left to decide whether this follows.")
        free = tuple(sorted({**dict(before.free), **dict(this.free)}.items()))
        key = Key(Meaning(before.tree, free, (), before.smallest), self.scope, self.seed)
        key.is_brief = self._judge_seconds < _SHORTEST
        key.limit(self._until, self._judge_seconds)
        begun = monotonic()
        try:
            found = judged(Meaning(this.tree, free, (), this.smallest), this.tree, key)
        except AnswerError as problem:
            return Pair(Outcome.UNDECIDED, problem.message)
        if not key.is_brief and found.evidence[-1].kind in _AFTER_THE_JUDGE:
            self._judge_seconds -= monotonic() - begun
        if found.outcome is Outcome.EQUAL:
            return Pair(Outcome.EQUAL, "", found)
        if found.outcome is Outcome.UNDECIDED:
            return Pair(Outcome.UNDECIDED, "It could not be decided whether this follows.", found)
        told = f"Not equal to {name}"
        if found.counterexample is not None:
            told += f": {_where(found.counterexample, name)}"
        told += _indices_told(this.free, before.free) + "."
        return Pair(Outcome.DIFFERENT, told, found)

    def divides_by_zero(self, reading: Reading) -> bool:
        """Whether something in the expression is divided by what is zero everywhere."""
        zero = Reading(ZERO, ZERO, -1)
        for below in _denominators(reading.tree):
            if below == ZERO:
                return True
            if isinstance(below, Number) or below.shape != SCALAR:
                continue
            this = reading._replace(shown=below, tree=below)
            try:
                if self._equal(this, zero, "0").outcome is Outcome.EQUAL:
                    return True
            except AnswerError:
                continue
        return False


def _by_entries(this: Reading, before: Reading) -> Iterator[tuple[Reading, Reading]]:
    """Both as numbers, where one of them is an entry of the other."""
    if this.tree.shape == SCALAR and this.free:
        for whole in entries(before, this.free):
            yield this, whole
    elif before.tree.shape == SCALAR and before.free:
        for whole in entries(this, before.free):
            yield whole, before


def _clash(ours: Free, theirs: Free) -> str:
    """What is wrong with an index that runs over another range than before."""
    known = dict(theirs)
    for name, dimension in ours:
        if known.get(name, dimension) != dimension:
            return (
                f"The index `{name}` runs over {dimension} here and over {known[name]} in the "
                "step before: free indices must stay the same."
            )
    return ""


def _indices_told(ours: Free, theirs: Free) -> str:
    """A remark where the free indices are not the same; a mistake of its own."""
    mine, yours = ({name for name, _ in side} for side in (ours, theirs))
    if mine == yours:
        return ""
    return f"; the free indices do not match: {_listed(mine)} here, {_listed(yours)} before"


def _listed(names: set[str]) -> str:
    return " and ".join(f"`{name}`" for name in sorted(names)) or "none"


def _where(found: Counterexample, name: str) -> str:
    at = [f"`{variable} = {value}`" for variable, value in found.point]
    at += [f"`{found.entry}`"] * bool(found.entry)
    where = f"at {', '.join(at)} " if at else ""
    return f"{where}this is `{found.answer}`, {name} is `{found.reference}`"


def _denominators(tree: Expression) -> Iterator[Expression]:
    """Everything that is divided by."""
    for part in nodes_of(tree):
        if isinstance(part, Quotient):
            yield part.by
        elif isinstance(part, Inverse):
            yield part.of
        elif isinstance(part, Power) and _is_below(part.exponent):
            yield part.base


def _is_below(exponent: Expression) -> bool:
    """Whether a power with this exponent divides."""
    if isinstance(exponent, Negative):
        return not _is_below(exponent.of)
    return isinstance(exponent, Number) and exponent.value < 0
