"""Taylor polynomial or derivative at a point + wrong answer → the slip that explains it.

Each slip is a tree of its own, made as the right one is; an answer that agrees with it in the
finite field is explained by it. Slips that happen to change nothing are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from grader.calculus.construction import negated
from grader.calculus.errors import CalculusError
from grader.calculus.taylor import Expansion, Point, Weight
from grader.comparison.exact import agreement
from grader.comparison.forms import everything
from grader.comparison.key import Key
from grader.comparison.verdict import Mistake
from grader.evaluation.evaluator import EvaluationError
from grader.language.shapes import Meaning
from grader.language.tree import (
    SCALAR,
    ZERO,
    Expression,
    Filled,
    Negative,
    Sum,
    Variable,
    depth,
)

DEEPEST = 10  # operations inside each other
LARGEST = 8000  # nodes of an answer, to the power of how often it is differentiated


class Rival(NamedTuple):
    """A wrong answer that is known beforehand."""

    mistake: Mistake
    key: Key


def rivals(slips: Iterator[tuple[Mistake, Expression]], key: Key) -> tuple[Rival, ...]:
    """The slips that differ from the key, made ready."""
    found = []
    for mistake, tree in slips:
        rival = Key(Meaning(tree, key.meaning.free), key.scope, key.seed)
        if tree.shape == key.shape and not _agrees(key.meaning.tree, rival):
            found.append(Rival(mistake, rival))
    return tuple(found)


def recognised(tree: Expression, known: tuple[Rival, ...]) -> Mistake | None:
    """The slip that an answer agrees with."""
    for mistake, key in known:
        if tree.shape == key.shape and _agrees(tree, key):
            return mistake
    return None


def _agrees(tree: Expression, key: Key) -> bool:
    try:
        return agreement(tree, key.draws, dict(key.meaning.smallest)).agrees is True
    except EvaluationError:
        return False


# ----- the slips of a Taylor polynomial ----------------------------------------------------------


def taylor_slips(
    function: Expression, wrt: tuple[Variable, ...], order: int, point: Point, shown: str
) -> Iterator[tuple[Mistake, Expression]]:
    """The usual slips; `shown` is the point as text. Derivatives are taken anew, one order more."""
    try:
        made = Expansion(function, wrt, order + 1)
    except CalculusError:
        try:
            made = Expansion(function, wrt, order)
        except CalculusError:
            return
    for slip in (_dropped, _orders, _weights, _places):
        try:
            yield from slip(made, order, point, shown)
        except CalculusError:
            continue


def _sum(terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms), SCALAR)


def _dropped(
    made: Expansion, order: int, point: Point, shown: str
) -> Iterator[tuple[Mistake, Expression]]:
    """A term is missing, or has the wrong sign."""
    terms = list(made.terms(point, order))
    if order >= 1:
        said = f"The constant term is missing: the value of the function at {shown}."
        yield Mistake("no-constant", said), _sum(terms[1:])
    if order >= 2:
        said = "The first-order term is missing."
        yield Mistake("no-linear", said), _sum([terms[0], *terms[2:]])
    if order >= 1:
        said = "The sign of the first-order term is wrong."
        other = [terms[0], Negative(terms[1], SCALAR), *terms[2:]]
        yield Mistake("linear-sign", said), _sum(other)


def _orders(
    made: Expansion, order: int, point: Point, shown: str
) -> Iterator[tuple[Mistake, Expression]]:
    """A polynomial of another order, or the function itself."""
    terms = list(made.terms(point, made.order))
    for lower in range(order - 1, -1, -1):
        said = f"This is the Taylor polynomial of order {lower}; asked for is order {order}."
        yield Mistake("lower-order", said), _sum(terms[: lower + 1])
    for higher in range(order + 1, made.order + 1):
        said = f"This is the Taylor polynomial of order {higher}; asked for is order {order}."
        yield Mistake("higher-order", said), _sum(terms[: higher + 1])
    said = f"This is the function itself, not its Taylor polynomial of order {order}."
    yield Mistake("higher-order", said), made.function


def _weights(
    made: Expansion, order: int, point: Point, shown: str
) -> Iterator[tuple[Mistake, Expression]]:
    """½ dropped or taken twice, mixed terms counted wrongly."""
    if order < 2:
        return
    steps = made.displacement(point)

    def weighted(weight: Weight) -> Expression:
        return _sum([made.term(number, point, steps, weight) for number in range(order + 1)])

    def factor(of: Fraction, orders: tuple[int, ...]) -> Weight:
        return lambda alpha: of if sum(alpha) in orders else Fraction(1)

    said = "The factor ½ of the second-order term is missing."
    yield Mistake("no-half", said), weighted(factor(Fraction(2), (2,)))
    if order > 2:
        said = "The factors 1/k! of the terms are missing."
        yield Mistake("no-half", said), weighted(_factorial)
    said = "The factor ½ of the second-order term is there twice."
    yield Mistake("half-twice", said), weighted(factor(Fraction(1, 2), (2,)))
    for of, said in (
        (Fraction(1, 2), "The mixed terms count twice: the Hessian has them on both sides of its "
         "diagonal."),
        (Fraction(0), "The mixed second-order terms are missing."),
        (Fraction(2), "The mixed second-order terms are there twice too often: ½ belongs to them, "
         "too."),
    ):  # fmt: skip
        yield Mistake("mixed-term", said), weighted(_mixed(of))


def _factorial(alpha: tuple[int, ...]) -> Fraction:
    product = 1
    for exponent in alpha:
        for number in range(2, exponent + 1):
            product *= number
    return Fraction(product)


def _mixed(of: Fraction) -> Weight:
    return lambda alpha: of if sum(alpha) == 2 and max(alpha) == 1 else Fraction(1)


def _places(
    made: Expansion, order: int, point: Point, shown: str
) -> Iterator[tuple[Mistake, Expression]]:
    """Around another point, in x for x − x₀, derivatives not taken at the point."""
    plain: dict[str, Expression] = {one.name: one for one in made.wrt}
    names = ", ".join(plain)
    steps = made.displacement(point)
    said = f"It is in powers of {names}, not of the distance from {shown}."
    terms = [made.term(number, point, plain) for number in range(order + 1)]
    yield Mistake("unshifted", said), _sum(terms)
    said = f"The derivatives must be taken at {shown}: they are left as functions of {names}."
    yield (
        Mistake("not-evaluated", said),
        _sum(
            [made.term(0, point, steps)]
            + [made.term(number, None, steps) for number in range(1, order + 1)]
        ),
    )
    zero = {one.name: ZERO if one.shape == SCALAR else Filled(0, one.shape) for one in made.wrt}
    said = f"This is the Taylor polynomial around 0; asked for is the one around {shown}."
    yield Mistake("wrong-point", said), _sum(list(made.terms(zero, order)))
    ones: dict[str, Expression] = {one.name: negated(point[one.name]) for one in made.wrt}
    said = f"It is around minus the point: asked for is the one around {shown}."
    yield Mistake("wrong-point", said), _sum(list(made.terms(ones, order)))


def agrees_up_to(
    tree: Expression, wrt: tuple[Variable, ...], order: int, point: Point, key: Key
) -> bool:
    """Whether an answer has the right Taylor polynomial, and so only terms too many.

    Only of what is quickly differentiated: a slip that is not recognised is no injustice.
    """
    if sum(1 for _ in everything(tree)) ** order > LARGEST or depth(tree) > DEEPEST:
        return False
    try:
        again = Expansion(tree, wrt, order).polynomial(point)
    except CalculusError:
        return False
    return _agrees(again, key)


def too_high(order: int) -> Mistake:
    """What to say of terms of higher order."""
    said = f"Right up to order {order}, but asked for is order {order}: there are higher terms."
    return Mistake("higher-order", said)


def not_evaluated(shown: str) -> Mistake:
    """What to say of a derivative that is left as a function."""
    return Mistake("not-evaluated", f"The derivative is right, but not taken at {shown}.")
