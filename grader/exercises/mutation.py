"""A part → which slips of its key would pass for right, which rewritings for wrong.

Slips and rewritings go the way of an answer: they are written as text, read and judged. Whether
a slip is one at all is said by an independent judge, who evaluates both in 50 digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any, Final, NamedTuple

from grader.comparison.key import Key, prepared
from grader.comparison.ladder import verdict
from grader.comparison.verdict import Outcome
from grader.errors import AnswerError
from grader.evaluation.evaluator import EvaluationError, entries, value
from grader.evaluation.real import Digits
from grader.evaluation.sampling import Generator, decimal, point
from grader.exercises.asked import asked_shape, scope_of
from grader.exercises.differences import sizes_of
from grader.exercises.model import Exercise, Formula
from grader.exercises.rewritings import rewritings
from grader.exercises.slips import Changed, slips
from grader.language.text import text
from grader.language.tree import Expression, size

SEED: Final = 20
POINTS: Final = 4  # where both sides have to agree for a slip to be none
TRIES: Final = 40
MOST: Final = 150  # slips, and rewritings, that are tried for one key


class Odd(NamedTuple):
    """A slip that would pass, or a rewriting that would not: what was done, and the answer."""

    name: str
    answer: str
    outcome: str


class Mutation(NamedTuple):
    """What became of the slips and rewritings of one key; `equal` slips change no value."""

    part: str
    slips: int
    equal: int
    passed: tuple[Odd, ...]
    rewritings: int
    refused: tuple[Odd, ...]


def mutations(exercise: Exercise) -> Iterator[Mutation]:
    """Each part with a key of a sheet that lint has passed."""
    for part in exercise.parts:
        if isinstance(part.question, Formula):
            name = f"{exercise.sheet}/{part.id}"
            yield mutation(name, part.question, exercise.index_base)


def mutation(name: str, question: Formula, index_base: int) -> Mutation:
    """What becomes of the slips and rewritings of one key."""
    within = scope_of(question, index_base)
    key = prepared(question.reference, within, seed=SEED, shape=asked_shape(question, within))
    tried = equal = 0
    passed, refused = [], []
    for odd, tree in _judged(slips(key.meaning.tree, within), key):
        tried += 1
        if tree is None or odd.outcome == Outcome.DIFFERENT:
            continue
        if is_same(tree, key):
            equal += 1
        else:
            passed.append(odd)
    written = 0
    for odd, tree in _judged(rewritings(key.meaning.tree), key):
        written += 1
        # What is not written in another way, but another formula, would be a slip of ours.
        if odd.outcome != Outcome.EQUAL and (tree is None or is_same(tree, key)):
            refused.append(odd)
    return Mutation(name, tried, equal, tuple(passed), written, tuple(refused))


def _judged(changes: Iterable[Changed], key: Key) -> Iterator[tuple[Odd, Expression | None]]:
    """Each change as an answer that somebody typed: the verdict, and the tree that was read."""
    for changed in islice(changes, MOST):
        answer = text(changed.tree, key.scope.index_base)
        try:
            found = verdict(answer, key)
        except AnswerError:
            yield Odd(changed.name, answer, "unreadable"), None
            continue
        yield Odd(changed.name, answer, found.outcome), found.tree


def is_same(tree: Expression, key: Key) -> bool:
    """Whether a tree has the values of the key at random points, in 50 digits."""
    if tree.shape != key.shape:
        return False
    generator = Generator(SEED)
    agreed = 0
    for attempt in range(TRIES):
        sizes = sizes_of(key.scope, dict(key.meaning.smallest), attempt)
        at = Digits(point(key.scope.variables, sizes, decimal(generator), generator), sizes)
        try:
            pairs = list(
                zip(_values(tree, key, at), _values(key.meaning.tree, key, at), strict=True)
            )
        except (EvaluationError, ArithmeticError):
            continue
        if any(abs(a - b) * 10**30 > max(abs(a), abs(b), 1) for a, b in pairs):
            return False
        agreed += 1
        if agreed == POINTS:
            break
    return agreed > 0


def _values(tree: Expression, key: Key, at: Digits) -> list[Any]:
    """All entries, for all values of the free indices."""
    free = key.meaning.free
    found: list[Any] = []
    for places in product(*(range(size(dimension, at.sizes)) for _, dimension in free)):
        at.indices = dict(zip((name for name, _ in free), places, strict=True))
        found += entries(value(tree, at))
    return found
