"""Answer + key → is the answer the key times a factor, which may have to be positive?

a = c k for some function c exactly if a ⟨k, k⟩ = k ⟨a, k⟩: an equality, which the ladder decides.
Scalars around a do not matter to that, so it is asked of what they multiply or divide first: it
then needs no sign of a root where a was divided by its norm.
The sign of c is that of ⟨a, k⟩: one real point where it is wrong refutes, exactly or by intervals.
That it is right everywhere is read from the form of the answer (a number, a norm, an exponential);
where the form does not show it, a tutor looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from grader.calculus.construction import transposed
from grader.comparison.counterexample import described_at
from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.mistakes import mistake
from grader.comparison.places import Place
from grader.comparison.sides import PRECISIONS, Sides
from grader.comparison.spots import Spot
from grader.comparison.verdict import Counterexample, Evidence, Kind, Mistake, Outcome, Verdict
from grader.comparison.wording import text_of_value
from grader.evaluation.evaluator import EvaluationError
from grader.evaluation.positivity import is_positive
from grader.language.shapes import Meaning, meaning
from grader.language.tree import (
    SCALAR,
    Expression,
    Function,
    Hadamard,
    MatrixProduct,
    Negative,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Total,
    Transpose,
)

POINTS = 12  # at which the sign of the factor is looked at
UPHILL = "ascent"


class Signs(NamedTuple):
    """At how many points the factor is positive and negative, and a point of each bad kind."""

    positive: int
    negative: int
    against: Counterexample | None
    outside: Counterexample | None


def direction_verdict(answer: str, key: Key, *, positive: bool, descent: bool = False) -> Verdict:
    """The verdict on an answer that may be a multiple of the key; raises AnswerError."""
    known = meaning(answer, key.scope, shape=key.shape)
    return direction_judged(known, key, positive=positive, descent=descent)


def direction_judged(known: Meaning, key: Key, *, positive: bool, descent: bool = False) -> Verdict:
    """The same for an answer that was read."""
    tree = known.tree
    if tree.shape != key.shape:
        return judged(known, tree, key)
    *_, (core, _sign) = _cores(tree, key)
    found = _proportional(known, core, key)
    if found.outcome is not Outcome.EQUAL and core is not tree:
        found = _proportional(known, tree, key)  # what is zero is proportional around anything
    if found.outcome is Outcome.UNDECIDED:
        return _verdict(found.outcome, found.evidence[-1], known, key)
    sides = Sides(tree, key.at_places)
    if found.outcome is Outcome.DIFFERENT:
        return _not_proportional(known, key, sides)
    signs = _signs(sides, positive=positive)
    return _by_signs(signs, found.evidence[-1], known, key, positive=positive, descent=descent)


def _proportional(known: Meaning, tree: Expression, key: Key) -> Verdict:
    """Whether a tree is the key times some function, which may have any sign."""
    right = key.meaning.tree
    left = Product((_inner(right, right), tree), tree.shape)
    both = Key(Meaning(Product((_inner(tree, right), right), tree.shape)), key.scope, key.seed)
    both.is_brief = key.is_brief
    return judged(known._replace(tree=left), left, both)


def _inner(left: Expression, right: Expression) -> Expression:
    """⟨a, b⟩, the sum of the products of entries."""
    if left.shape == SCALAR:
        return Product((left, right), SCALAR)
    if left.shape[1] == 1:
        return MatrixProduct((Transpose(left, (1, left.shape[0])), right), SCALAR)
    return Total(Hadamard((left, right), left.shape))


# ----- the sign of the factor --------------------------------------------------------------------


def _by_signs(
    signs: Signs, proof: Evidence, known: Meaning, key: Key, *, positive: bool, descent: bool
) -> Verdict:
    if signs.outside is not None:
        told = f"defined at different points: {signs.outside}"
        return _verdict(Outcome.DIFFERENT, Evidence(Kind.REFUTED, told), known, key, signs.outside)
    if signs.against is not None:
        wrong = _wrong_sign(signs, descent=descent, positive=positive)
        evidence = Evidence(Kind.REFUTED, f"different: {signs.against}")
        return _verdict(Outcome.DIFFERENT, evidence, known, key, signs.against, wrong)
    if not signs.positive and not signs.negative:
        told = "no point was found at which both sides can be computed; a tutor will look at it"
        return _verdict(Outcome.UNDECIDED, Evidence(Kind.UNDECIDED, told), known, key)
    said = proof.summary.replace("equal", "proportional to the right answer", 1)
    factor = "positive" if positive else "not zero"
    if _shows_factor(known.tree, key, positive=positive):
        told = f"{said}; the factor is {factor}, as its form shows"
        return _verdict(Outcome.EQUAL, _said(proof, told), known, key)
    count = signs.positive + signs.negative
    told = (
        f"proportional, and the factor is {factor} at {count} points, but nothing shows that it is "
        "everywhere; a tutor will look at it"
    )
    return _verdict(Outcome.UNDECIDED, Evidence(Kind.UNDECIDED, told), known, key)


def _wrong_sign(signs: Signs, *, descent: bool, positive: bool) -> Mistake | None:
    if not signs.positive and not signs.negative:
        return Mistake("zero", "Your answer is zero, which is no direction.")
    if not positive or not signs.negative:
        return Mistake("factor", "Proportional, but the factor is zero at some points.")
    if signs.positive:
        return Mistake("factor", "Proportional, but the factor changes its sign.")
    if descent:
        return Mistake(
            UPHILL,
            "The direction of steepest ascent instead of descent: your answer points uphill.",
        )
    return Mistake("sign", "The sign is wrong: your answer points in the opposite direction.")


def _signs(sides: Sides, *, positive: bool) -> Signs:
    """The sign of ⟨a, k⟩ at real points where k is not zero, as fractions or intervals say."""
    seen = {1: 0, -1: 0}
    against = outside = None
    for spot in _spots(sides):
        place = spot.place
        if sum(seen.values()) >= POINTS:
            break
        try:
            ours, theirs = sides.surely(sides.answer, place), sides.surely_key(spot)
        except EvaluationError:
            continue
        if theirs is None or ours is None:
            if theirs is not None and place.is_generic and any(theirs):
                shown = text_of_value(theirs, sides.key, place.sizes)
                outside = outside or described_at(sides, place, "not defined", shown)
            continue
        if not any(theirs):
            continue
        sign = _sign_of(sides, place, ours, theirs)
        if sign is None:
            continue
        if sign:
            seen[sign] += 1
        if sign == 0 or (sign < 0 and positive):
            against = against or described_at(
                sides, place, text_of_value(ours, sides.answer, place.sizes),
                text_of_value(theirs, sides.key, place.sizes),
            )  # fmt: skip
    return Signs(seen[1], seen[-1], against, outside)


def _sign_of(sides: Sides, place: Place, ours: list[Any], theirs: list[Any]) -> int | None:
    """The sign of ⟨a, k⟩; None where intervals cannot tell."""
    if all(isinstance(number, int | Fraction) for number in (*ours, *theirs)):
        exact = sum(a * k for a, k in zip(ours, theirs, strict=True))
        return int(exact > 0) - int(exact < 0)
    product = Sides(_inner(sides.answer, sides.key), sides.known)
    if sides.is_affordable(place, 4):
        from grader.evaluation.intervals import Enclosures  # mpmath: 40 ms, only where needed

        for digits in PRECISIONS[:2]:
            at = Enclosures(place.values, place.sizes, digits)
            try:
                (number,) = product.value(product.answer, at)
            except EvaluationError:
                continue
            if number.a > 0 or number.b < 0:
                return 1 if number.a > 0 else -1
    return None


def _spots(sides: Sides) -> Iterator[Spot]:
    """The generic places first by turns: what is simple shows more, what is generic proves more."""
    telling = dict.fromkeys(sorted(sides.scope.dimensions), 3)
    spots = list(sides.known.spots({}, telling))
    simple = [spot for spot in spots if not spot.place.is_generic]
    generic = [spot for spot in spots if spot.place.is_generic]
    while simple or generic:
        yield from simple[:1]
        yield from generic[:1]
        simple, generic = simple[1:], generic[1:]


# ----- the factor, from the form of the answer ---------------------------------------------------


def _shows_factor(tree: Expression, key: Key, *, positive: bool) -> bool:
    """Whether the answer is positive scalars times a number times the key, by its form."""
    signs = (1,) if positive else (1, -1)
    cores = reversed(list(_cores(tree, key)))  # the innermost is the cheapest
    return any(_is_multiple(core, key) * sign in signs for core, sign in cores)


def _cores(tree: Expression, key: Key) -> Iterator[tuple[Expression, int]]:
    """The answer without signs and positive scalars, from the outside in; and the sign so far."""
    node, sign = tree, 1
    while True:
        yield node, sign
        match node:
            case Negative(of):
                node, sign = of, -sign
            case Quotient(of, by) if by.shape == SCALAR and _is_above(by, key):
                node = of
            case Product(factors):
                rest = tuple(
                    one for one in factors if one.shape != SCALAR or not _is_above(one, key)
                )
                if len(rest) == len(factors) or not rest:
                    return
                node = rest[0] if len(rest) == 1 else Product(rest, node.shape)
            case _:
                return


def _is_above(node: Expression, key: Key) -> bool:
    """Whether a scalar is positive wherever the answer has a value that is not zero.

    What is zero there divides, or makes the answer zero: the points looked at find that.
    """
    match node:
        case Norm() | Function("sqrt" | "abs"):
            return True
        case Power(_, Number(exponent)) if exponent.numerator % 2 == 0:
            return True
        case Power(base, Number()):
            return _is_above(base, key)
        case Product(factors):
            return all(_is_above(one, key) for one in factors)
        case Quotient(of, by):
            return _is_above(of, key) and _is_above(by, key)
        case Sum(terms):
            return all(_is_above(one, key) for one in terms)
        case MatrixProduct(factors) if len(factors) % 2 == 0:
            return transposed(node) == node
        case _:
            return is_positive(node, key.scope.variables)


def _is_multiple(node: Expression, key: Key) -> int:
    """The sign of the rational number by which the key is to be multiplied; 0 if there is none."""
    if node.shape != key.shape:
        return 0
    if judged(Meaning(node), node, key).outcome is Outcome.EQUAL:
        return 1
    sizes = key.draws.workable(dict.fromkeys(sorted(key.scope.dimensions), 3))
    wrong = mistake(node, key.draws, sizes)
    if wrong is None or wrong.name not in ("sign", "factor"):
        return 0
    return -1 if wrong.name == "sign" or re.search(r"is \(-|and -", wrong.explanation) else 1


# ----- not proportional --------------------------------------------------------------------------


def _not_proportional(known: Meaning, key: Key, sides: Sides) -> Verdict:
    """A point where the answer is no multiple of the key, with both values."""
    for spot in _spots(sides):
        place = spot.place
        try:
            ours, theirs = sides.surely(sides.answer, place), sides.surely_key(spot)
        except EvaluationError:
            continue
        if ours is None or theirs is None or not _is_independent(ours, theirs):
            continue
        shown = described_at(
            sides, place, text_of_value(ours, sides.answer, place.sizes),
            text_of_value(theirs, sides.key, place.sizes),
        )  # fmt: skip
        evidence = Evidence(Kind.REFUTED, f"not proportional: {shown}")
        other = Mistake("direction", "Not a multiple of the right answer: another direction.")
        wrong = judged(known, known.tree, key).mistake or other
        return _verdict(Outcome.DIFFERENT, evidence, known, key, shown, wrong)
    told = "not proportional, but no point was found that shows it; a tutor will look at it"
    return _verdict(Outcome.UNDECIDED, Evidence(Kind.UNDECIDED, told), known, key)


def _is_independent(ours: list[Any], theirs: list[Any]) -> bool:
    """Whether two lists of numbers are surely no multiples of each other."""
    k = max(range(len(theirs)), key=lambda i: abs(theirs[i]))
    if not theirs[k]:
        return False
    rest = [a * theirs[k] - ours[k] * b for a, b in zip(ours, theirs, strict=True)]
    scale = max(abs(one) for one in ours) * abs(theirs[k])
    return any(abs(one) * 10**20 > scale for one in rest)


def _said(proof: Evidence, summary: str) -> Evidence:
    return Evidence(
        proof.kind, summary, proof.dimensions, proof.every_dimension, proof.log2_error,
        proof.points, proof.digits,
    )  # fmt: skip


def _verdict(
    outcome: Outcome,
    evidence: Evidence,
    known: Meaning,
    key: Key,
    counterexample: Counterexample | None = None,
    wrong: Mistake | None = None,
) -> Verdict:
    return Verdict(
        outcome, (evidence,), known.tree, key.scope.index_base, counterexample, wrong, known.notes
    )
