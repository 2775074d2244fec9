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
from typing import TypeAlias

from grader.comparison.counterexample import Hunt, checked, defined_nowhere, hunt
from grader.comparison.exact import Agreement, agreement
from grader.comparison.finite import finite_agreement
from grader.comparison.glimpse import glimpsed, small_sizes
from grader.comparison.key import Key, prepared
from grader.comparison.letters import check_letters, letters_mistake, paired, swapped
from grader.comparison.mistakes import mistake, shape_mistake, undefined_mistake
from grader.comparison.seen import differ
from grader.comparison.sides import FINEST, Sides
from grader.comparison.spelling import spelling
from grader.comparison.verdict import Counterexample, Evidence, Kind, Mistake, Outcome, Verdict
from grader.evaluation.radicands import signs_of_roots
from grader.evaluation.survey import survey
from grader.language.declarations import scope
from grader.language.shapes import Meaning, meaning
from grader.language.substitution import renamed
from grader.language.tree import Expression

_MANY_DIGITS = 40  # in an answer: enough to spell a multiple of a prime

# What is looked at again at real points after it has agreed in the finite field, because that
# knows neither domains nor which numbers are positive; and at how many of them.
_CHECKED = {"root": 18, "logarithm": 18, "opaque": 18, "sign": 8, "norm": 2, "long number": 2}
_IN_OTHER_FORMS = frozenset(("root", "norm", "logarithm", "opaque", "sign"))
_SHORT = 250  # characters of an answer that may be the key in another spelling
_CLOSELY = 2  # … at how many of them with many digits, where there are signs no draw changes
_FINITE = 10  # … where a variable from a finite set may make a quotient undefined


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
    if known.tree.shape != key.shape:
        # Late: an answer of the shape asked for needs none of it.
        from grader.comparison.lists import refuse_other_readings

        refuse_other_readings(answer, key.scope, known.tree.shape, key.shape)
    return _matched(known, key, answer)


def judged(known: Meaning, tree: Expression, key: Key, answer: str = "") -> Verdict:
    """The verdict on an answer that was read, its free indices named as the key's."""
    smallest = _smallest(known, key)
    if _is_key_respelled(tree, key, answer):
        return _concluded(known, key, (Outcome.EQUAL, key.evidence, None, None))
    if tree.shape != key.shape:
        sizes = key.draws.workable(dict.fromkeys(sorted(key.scope.dimensions), 3))
        wrong = shape_mistake(tree, key.draws, _at_least(sizes, smallest))
        evidence = Evidence(Kind.REFUTED, wrong.explanation)
        return _concluded(known, key, (Outcome.DIFFERENT, evidence, None, wrong))
    sides = Sides(tree, key.at_places)
    seen = glimpsed(sides, key.draws, smallest)
    if seen and (refuted := _refuted(tree, key, *seen)):
        return _concluded(known, key, refuted)
    found = agreement(tree, key.draws, smallest)
    if not found.agrees and not found.is_costly and tree != key.draws.key:
        found = (
            _agreement_otherwise(tree, key, smallest)
            or _agreement_at_integers(tree, key, smallest)
            or found
        )
    sides.is_suspect = found.is_suspect
    if found.agrees:
        points = max((_CHECKED.get(feature, 0) for feature in found.features), default=0)
        if key.most_values and not found.features.isdisjoint(("quotient", "inverse")):
            points = max(points, _FINITE, 2 * key.most_values)  # two at each turn
        if not points and len(answer) > _MANY_DIGITS:
            points = 2 * (sum(map(str.isdigit, answer)) > _MANY_DIGITS)
        if not points or tree == key.draws.key:
            assert found.evidence is not None
            return _concluded(known, key, (Outcome.EQUAL, found.evidence, None, None))
        return _concluded(known, key, _looked_at_again(sides, key, found, smallest, points))
    return _concluded(known, key, _without_agreement(sides, key, found, smallest))


def _is_key_respelled(tree: Expression, key: Key, answer: str) -> bool:
    """Whether a short answer is the key in another spelling, as far as that may count."""
    may_be = 0 < len(answer) <= _SHORT and tree.shape == key.shape and not key.must_compute
    return may_be and spelling(tree) == key.spelling


def _agreement_otherwise(tree: Expression, key: Key, smallest: dict[str, int]) -> Agreement | None:
    """Agreement in another form: by simpler functions, after exp, squared; None if there is none.

    Each form is equal only where the sides are. What was typed is looked at again at real points,
    which knows the domains that a form may have lost.
    """
    features = survey(tree).features | key.draws.survey.features
    if features.isdisjoint(_IN_OTHER_FORMS):
        return None
    # Late: most answers need none of it, and a cold start would pay for it.
    from grader.comparison.exponents import exponentials
    from grader.comparison.restated import restated, squares

    variables = key.scope.variables
    if key.restated is None:
        key.restated = restated(key.draws.key, variables)
    ours, theirs = restated(tree, variables), key.restated
    forms = [(ours, theirs)] if ours != tree or theirs != key.draws.key else []
    forms += filter(None, (exponentials(ours, theirs, variables), squares(ours, theirs, variables)))
    for answer, reference in forms:
        found = agreement(answer, key.draws_of(reference), smallest)
        if found.agrees:
            return found._replace(features=features | found.features)
    return None


def _agreement_at_integers(
    tree: Expression, key: Key, smallest: dict[str, int]
) -> Agreement | None:
    """Agreement for every remainder of integer variables; None if there is none."""
    if all(declared.domain != "integer" for declared in key.scope.variables.values()):
        return None
    from grader.comparison.integers import agreement_at_integers  # few exercises have any

    return agreement_at_integers(
        tree, key.draws.key, key.scope.variables,
        lambda answer, reference: agreement(answer, key.draws_of(reference), smallest),
    )  # fmt: skip


_Conclusion: TypeAlias = tuple[Outcome, Evidence, Counterexample | None, Mistake | None]


def _concluded(known: Meaning, key: Key, conclusion: _Conclusion) -> Verdict:
    outcome, evidence, counterexample, wrong = conclusion
    return Verdict(
        outcome, (evidence,), known.tree, key.scope.index_base, counterexample, wrong, known.notes
    )


def _looked_at_again(
    sides: Sides, key: Key, found: Agreement, smallest: dict[str, int], points: int
) -> _Conclusion:
    """Agreement in the finite field, confirmed at real points."""
    assert found.evidence is not None
    closely = _CLOSELY if found.is_fixed else 0
    hunted = checked(
        sides, smallest, small_sizes(key.draws, found.sizes, smallest), points, closely
    )
    refuted = _refuted(sides.answer, key, found, hunted)
    if refuted is not None:
        return refuted
    if not hunted.agreed:
        return (*_undecided("no point was found at which both sides can be computed"), None, None)
    evidence = _with_fixed_signs(found.evidence, hunted.agreed) if closely else found.evidence
    return Outcome.EQUAL, evidence, None, None


def _with_fixed_signs(evidence: Evidence, points: int) -> Evidence:
    """What rests on digits beside the proof: which of its conjugates a number such as √3 − 1 is."""
    count = min(points, _CLOSELY)
    return evidence._replace(
        summary=f"{evidence.summary}; signs that no draw changes, such as that of √3 - 1, agree to"
        f" {FINEST} digits at {count} point{'s' * (count > 1)}",
        points=count,
        digits=FINEST,
    )


def _without_agreement(
    sides: Sides, key: Key, found: Agreement, smallest: dict[str, int]
) -> _Conclusion:
    """What is known of sides that do not agree in the finite field, or cannot be seen there."""
    tree = sides.answer
    if tree == key.draws.key:
        return Outcome.EQUAL, Evidence(Kind.EXACT, "equal: the same expression"), None, None
    if found.is_nowhere:
        nowhere = defined_nowhere(sides, smallest, found.sizes)
        if nowhere is not None:
            evidence = Evidence(Kind.REFUTED, f"defined at different points: {nowhere}")
            return Outcome.DIFFERENT, evidence, nowhere, undefined_mistake(found.sizes)
    finite = None if found.is_costly else finite_agreement(tree, key.draws, smallest)
    if finite is not None:
        points = max(_FINITE, 2 * key.most_values)
        points = max([points, *(_CHECKED.get(feature, 0) for feature in found.features)])
        return _looked_at_again(sides, key, found._replace(evidence=finite), smallest, points)
    is_apart = found.agrees is False and found.is_formal
    hunted = hunt(
        sides,
        smallest,
        found.sizes,
        insist=is_apart,
        differ=lambda sizes: differ(tree, key.draws, sizes) if is_apart else None,
    )
    refuted = _refuted(tree, key, found, hunted)
    if refuted is not None:
        return refuted
    if hunted.agreed >= 3 and not is_apart:
        is_piecewise = _is_piecewise(tree, key, found)
        return (*_without_counterexample(tree, key, hunted, is_piecewise), None, None)
    reason = "no point was found at which both sides can be computed"
    if found.is_costly:
        reason = "it would take too long to compute"
    elif hunted.agreed:
        reason = "the forms differ, but no point was found at which the values do"
    return (*_undecided(reason), None, None)


def _refuted(tree: Expression, key: Key, found: Agreement, hunted: Hunt) -> _Conclusion | None:
    if hunted.counterexample is not None:
        evidence = Evidence(Kind.REFUTED, f"different: {hunted.counterexample}")
        signs = "sign" in found.features
        wrong = None
        if key.names_mistakes and not found.is_costly:
            wrong = mistake(tree, key.draws, found.sizes, has_signs=signs)
        return Outcome.DIFFERENT, evidence, hunted.counterexample, wrong
    if hunted.domain is not None:
        evidence = Evidence(Kind.REFUTED, f"defined at different points: {hunted.domain}")
        return Outcome.DIFFERENT, evidence, hunted.domain, None
    return None


def _undecided(reason: str) -> tuple[Outcome, Evidence]:
    return Outcome.UNDECIDED, Evidence(Kind.UNDECIDED, f"{reason}; a tutor will look at it")


def _is_piecewise(tree: Expression, key: Key, found: Agreement) -> bool:
    """Whether either side has kinks: then no number of points speaks for the others."""
    if "sign" in found.features:
        return True
    roots = signs_of_roots((tree, key.draws.key), key.scope.variables)
    return "root" in found.features and (roots.hidden > 0 or roots.are_shown)


def _without_counterexample(
    tree: Expression, key: Key, hunted: Hunt, is_piecewise: bool
) -> tuple[Outcome, Evidence]:
    """The rungs below: SymPy, many digits.

    x³ + relu(x − 1000) agrees with x³ at every point that anybody would try. So where the
    residues differ and there are kinks, only a proof makes the sides equal.
    """
    if not key.is_brief and _is_zero_symbolically(tree, key):
        summary = "equal: SymPy simplifies the difference of all components to 0"
        return Outcome.EQUAL, Evidence(Kind.SYMBOLIC, summary)
    if is_piecewise:
        return _undecided("both sides agree at all points tried, but they have kinks elsewhere")
    summary = f"equal to {hunted.digits} digits at {hunted.agreed} random points; not proved"
    return Outcome.EQUAL, Evidence(
        Kind.NUMERIC, summary, points=hunted.agreed, digits=hunted.digits
    )


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
        seconds=key.judge_seconds,
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


def _matched(known: Meaning, key: Key, answer: str) -> Verdict:
    """The verdict with the answer's free indices named as the key's."""
    ours, theirs = known.free, key.meaning.free
    if ours == theirs or not ours:
        return judged(known, known.tree, key, answer)
    names = paired(ours, theirs)
    if names is not None:
        return judged(known, renamed(known.tree, names), key, answer)
    check_letters(known.tree, ours, theirs, answer)
    others = swapped(ours, theirs)
    tree = renamed(known.tree, others) if others else None
    is_swap = tree is not None and judged(known, tree, key).outcome is Outcome.EQUAL
    wrong = letters_mistake(ours, theirs, are_swapped=is_swap)
    evidence = Evidence(Kind.REFUTED, wrong.explanation)
    return _concluded(known, key, (Outcome.DIFFERENT, evidence, None, wrong))
