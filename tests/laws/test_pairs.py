"""A random tree, written in another way or with a slip: no verdict on it is wrong.

The other judge evaluates both in 50 digits. `GRADER_PAIRS=10000 pytest tests/laws/test_pairs.py`
takes so many pairs; `--hypothesis-show-statistics` says what they came to.
"""

from __future__ import annotations

import os
from itertools import chain, islice, product

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from grader.comparison.key import Key
from grader.comparison.ladder import verdict
from grader.comparison.spelling import spelling
from grader.errors import AnswerError
from grader.evaluation.evaluator import EvaluationError, entries, value
from grader.evaluation.real import Digits
from grader.evaluation.sampling import Generator, decimal, point
from grader.exercises.rewritings import rewritings
from grader.exercises.slips import Changed, slips
from grader.language.shapes import meaning
from grader.language.text import text
from grader.language.tree import SCALAR, Expression, size
from tests.laws.trees import SCOPE, trees

PAIRS = int(os.environ.get("GRADER_PAIRS", "20"))
SHAPES = [SCALAR, ("n", 1), (1, "n"), ("n", "n"), ("n", "m")]
POINTS = 8
MOST = 60  # slips or rewritings of one tree, of which one is taken

some = settings(
    max_examples=PAIRS // 2,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def pairs(draw, change):
    """The texts of a random tree and of what becomes of it."""
    tree = draw(trees(draw(st.sampled_from(SHAPES)), depth=draw(st.integers(1, 3))))
    found = list(islice(change(tree), MOST))
    assume(found)
    changed: Changed = draw(st.sampled_from(found))
    event(changed.name)
    return text(tree), text(changed.tree)


def judged(reference: str, answer: str):
    """The outcome of the ladder and of the judge; None for an answer that cannot be read."""
    try:
        known = meaning(reference, SCOPE)
        found = verdict(answer, Key(known, SCOPE, 0))
    except AnswerError:  # 1/zeros(n) as well, which the trees do not shun
        return None
    event(f"{found.outcome}, {found.evidence[-1].kind}")
    return found, difference(known.tree, found.tree, known.free, dict(known.smallest))


def difference(left: Expression, right: Expression, free, smallest) -> str:
    """`same`, `other` (at one point at least), `domain`, or `unknown` without any point."""
    if left.shape != right.shape:
        return "other"
    generator = Generator(11)
    agreed = 0
    for attempt in range(3 * POINTS):
        sizes = {"n": 2 + attempt % 3, "m": 3 - attempt % 2}
        sizes = {name: max(count, smallest.get(name, 1), 3) for name, count in sizes.items()}
        sizes["n"] += attempt % 2
        values = point(SCOPE.variables, sizes, decimal(generator), generator)
        found = [numbers(tree, free, Digits(values, sizes)) for tree in (left, right)]
        if found[0] is None and found[1] is None:
            continue
        if found[0] is None or found[1] is None:
            return "domain"
        if any(abs(a - b) * 10**20 > max(abs(a), abs(b), 1) for a, b in zip(*found, strict=True)):
            return "other"
        agreed += 1
        if agreed == POINTS:
            break
    return "same" if agreed > 2 else "unknown"


def numbers(tree, free, at):
    try:
        found = []
        for places in product(*(range(size(dimension, at.sizes)) for _, dimension in free)):
            at.indices = dict(zip((name for name, _ in free), places, strict=True))
            found += entries(value(tree, at))
    except (EvaluationError, ArithmeticError):
        return None
    return found


@some
@given(pairs(rewritings))
def test_another_way_to_write_it_is_not_wrong(pair):
    reference, answer = pair
    found = judged(reference, answer)
    if found is None:  # an answer that nobody would write: (1*x)ᵀ of what has lost its shape
        event("unreadable")
        return
    judgement, judge = found
    event(f"judge: {judge}")
    assert judgement.outcome != "different" or judge in ("domain", "other"), judgement
    assert judge != "other", "the rewriting is none"


@some
@given(pairs(lambda tree: slips(tree, SCOPE)))
def test_a_slip_that_changes_a_value_is_not_right(pair):
    reference, answer = pair
    found = judged(reference, answer)
    if found is None:
        event("unreadable")
        return
    judgement, judge = found
    event(f"judge: {judge}")
    if judge == "other":
        assert judgement.outcome != "equal", judgement
    if judge == "same" and judgement.outcome == "different":
        # Unequal somewhere all the same: then the verdict shows where.
        assert judgement.counterexample is not None


@some
@given(st.data())
def test_what_is_spelled_the_same_has_the_same_values(data):
    tree = data.draw(trees(data.draw(st.sampled_from(SHAPES)), depth=data.draw(st.integers(1, 3))))
    known = meaning(text(tree), SCOPE)
    changes = chain(rewritings(known.tree), slips(known.tree, SCOPE))
    for changed in islice(changes, MOST):
        is_same = spelling(changed.tree) == spelling(known.tree)
        if is_same and changed.tree.shape == known.tree.shape:
            event(changed.name)
            judge = difference(known.tree, changed.tree, known.free, dict(known.smallest))
            assert judge in ("same", "unknown"), text(changed.tree)
