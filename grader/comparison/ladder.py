"""Answer + key → Verdict: the cheapest rung first, the first that decides ends it.

    exact      both trees at random points of a finite field: equality is proved
    exact      the same for every value of variables from finite sets
    refuted    a point over the reals where they differ, with both values
    symbolic   SymPy simplifies the difference to zero, in a process that is killed when slow
    numeric    50 digits agree at many points, and nothing above could decide
    undecided  nobody knows: a tutor looks

The key is prepared once (`prepared`); each answer then costs reading it and one evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from grader.comparison.counterexample import Hunt, Sides, hunt
from grader.comparison.exact import Agreement, Draws, agreement, finite_agreement
from grader.comparison.mistakes import mistake, shape_mistake
from grader.comparison.verdict import Counterexample, Evidence, Kind, Mistake, Outcome, Verdict
from grader.errors import AnswerError, Span
from grader.language.declarations import Scope, scope
from grader.language.shapes import Meaning, meaning
from grader.language.substitution import renamed
from grader.language.tree import Expression, Shape

JUDGE_SECONDS = 4.0


class Key:
    """A reference, read and evaluated once, against which answers are compared."""

    __slots__ = ("draws", "meaning", "scope", "seed")

    def __init__(self, known: Meaning, names: Scope, seed: int) -> None:
        self.meaning = known
        self.scope = names
        self.seed = seed
        self.draws = Draws(known.tree, names, seed, known.free)

    @property
    def shape(self) -> Shape:
        """The shape asked for."""
        return self.meaning.tree.shape


def prepared(reference: str, names: Scope, *, seed: int = 0, shape: Shape | None = None) -> Key:
    """The key for a reference; raises AnswerError where it cannot be read."""
    try:
        return Key(meaning(reference, names, shape=shape), names, seed)
    except AnswerError as error:
        error.message = f"in the reference: {error.message}"
        error.args = (error.message,)
        raise


@lru_cache(maxsize=256)
def _prepared(
    reference: str, variables: tuple[tuple[str, str], ...], index_base: int, seed: int
) -> Key:
    names = scope(dict(variables), index_base=index_base)
    return prepared(reference, names, seed=seed)


def compare(
    answer: str,
    reference: str,
    variables: Mapping[str, str],
    *,
    index_base: int = 1,
    seed: int = 0,
) -> Verdict:
    """Whether an answer equals a reference, for variables declared as `{"A": "n x n"}`.

    Both are texts of the answer language; shapes are part of the comparison. The verdict's
    `outcome` is "equal", "different" or "undecided", its last `evidence` says how that is known.
    Raises AnswerError (ShapeError) where a text cannot be read, DeclarationError where a
    declaration cannot.

    >>> str(compare("(A+A')x", "A*x + A.T*x", {"A": "n x n", "x": "n"}).outcome)
    'equal'
    """
    return verdict(answer, _prepared(reference, tuple(variables.items()), index_base, seed))


def verdict(answer: str, key: Key) -> Verdict:
    """The verdict on an answer; raises AnswerError where it cannot be read."""
    known = meaning(answer, key.scope, shape=key.shape)
    return judged(known, _matched(known, key, answer), key)


def judged(known: Meaning, tree: Expression, key: Key) -> Verdict:
    """The verdict on a tree, its free indices named as the key's."""

    def concluded(
        outcome: Outcome,
        evidence: Evidence,
        counterexample: Counterexample | None = None,
        found: Mistake | None = None,
    ) -> Verdict:
        base = key.scope.index_base
        return Verdict(outcome, (evidence,), known.tree, base, counterexample, found, known.notes)

    smallest = _smallest(known, key)
    if tree.shape != key.shape:
        sizes = key.draws.workable({name: 3 for name in sorted(key.scope.dimensions)})
        wrong = shape_mistake(tree, key.draws, _at_least(sizes, smallest))
        return concluded(
            Outcome.DIFFERENT, Evidence(Kind.REFUTED, wrong.explanation), None, wrong
        )
    found = agreement(tree, key.draws, smallest)
    sides = Sides(tree, key.draws.key, key.scope, key.meaning.free)
    if found.agrees:
        assert found.evidence is not None
        if not found.has_domain or tree == key.draws.key:
            return concluded(Outcome.EQUAL, found.evidence)
        domain = hunt(sides, smallest, key.seed, found.sizes, is_different=False).domain
        if domain is None:
            return concluded(Outcome.EQUAL, found.evidence)
        return concluded(Outcome.DIFFERENT, _refuted_by_domain(domain), domain)
    finite = finite_agreement(tree, key.draws, found.sizes)
    if finite is not None:
        return concluded(Outcome.EQUAL, finite)
    hunted = hunt(
        sides, smallest, key.seed, found.sizes,
        is_different=True if found.agrees is False and found.is_formal else None,
    )  # fmt: skip
    if hunted.counterexample is not None:
        wrong_by = mistake(tree, key.draws, found.sizes)
        return concluded(
            Outcome.DIFFERENT, _refuted(hunted.counterexample), hunted.counterexample, wrong_by
        )
    if hunted.domain is not None:
        return concluded(Outcome.DIFFERENT, _refuted_by_domain(hunted.domain), hunted.domain)
    return concluded(*_without_counterexample(tree, key, found, hunted))


def _without_counterexample(
    tree: Expression, key: Key, found: Agreement, hunted: Hunt
) -> tuple[Outcome, Evidence]:
    """The rungs below: SymPy, many digits."""
    if hunted.agreed >= 3 and not (found.agrees is False and found.is_formal):
        if _is_zero_symbolically(tree, key):
            summary = "equal: SymPy simplifies the difference of all components to 0"
            return Outcome.EQUAL, Evidence(Kind.SYMBOLIC, summary)
        summary = (
            f"equal to {hunted.digits} digits at {hunted.agreed} random points; not proved"
        )
        return Outcome.EQUAL, Evidence(
            Kind.NUMERIC, summary, points=hunted.agreed, digits=hunted.digits
        )
    reason = "no point was found at which both sides can be computed"
    if hunted.agreed:
        reason = "the forms differ, but no point was found at which the values do"
    return Outcome.UNDECIDED, Evidence(Kind.UNDECIDED, f"{reason}; a tutor will look at it")


def _is_zero_symbolically(tree: Expression, key: Key) -> bool:
    """Asks the symbolic judge; its silence says nothing."""
    from grader.evaluation.judge import difference_is_zero  # starts a process: only when needed

    # Unequal sizes, two choices: with n = m = 2 far too much is equal.
    names = sorted(key.scope.dimensions)
    smallest = dict(key.meaning.smallest)
    choices = [
        _at_least({name: 2 + (i + k) % 2 for i, name in enumerate(names)}, smallest)
        for k in range(2 if names else 1)
    ]
    judgement = difference_is_zero(
        tree,
        key.draws.key,
        key.scope.variables,
        choices,
        free=key.meaning.free,
        seconds=JUDGE_SECONDS,
        index_base=key.scope.index_base,
    )
    return judgement.outcome == "zero"


def _smallest(known: Meaning, key: Key) -> dict[str, int]:
    smallest = dict(key.meaning.smallest)
    for name, number in known.smallest:
        smallest[name] = max(number, smallest.get(name, 1))
    return smallest


def _at_least(sizes: dict[str, int], smallest: dict[str, int]) -> dict[str, int]:
    return {name: max(number, smallest.get(name, 1)) for name, number in sizes.items()}


def _matched(known: Meaning, key: Key, answer: str) -> Expression:
    """The answer with its free indices named as the key's; raises where they do not match."""
    ours, theirs = known.free, key.meaning.free
    if ours == theirs:
        return known.tree
    if [dimension for _, dimension in ours] == [dimension for _, dimension in theirs]:
        names = {mine: yours for (mine, _), (yours, _) in zip(ours, theirs, strict=True)}
        return renamed(known.tree, names)
    asked = ", ".join(f"{name} (1 … {dimension})" for name, dimension in theirs) or "no free index"
    got = ", ".join(f"{name} (1 … {dimension})" for name, dimension in ours) or "no free index"
    if not ours and known.tree.shape == key.shape:
        return known.tree
    if not ours:
        return known.tree
    raise AnswerError(
        f"the answer has {got}, asked for is {asked}", span=Span(0, len(answer)),
        hint="sum over an index, or name the entry as the question does",
    )  # fmt: skip


def _refuted(point: Counterexample) -> Evidence:
    return Evidence(Kind.REFUTED, f"different: {point}")


def _refuted_by_domain(point: Counterexample) -> Evidence:
    return Evidence(Kind.REFUTED, f"defined at different points: {point}")
