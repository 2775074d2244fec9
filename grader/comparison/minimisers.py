"""Function + answer → is the answer where the function is least? By the answer itself.

    1  put into the gradient it must give zero: an equality, which the ladder decides
    2  put into the Hessian it must give a positive definite matrix: by the pivots of LDLᵀ, exact
       fractions (else intervals), at many real points that honour what is declared (full rank)

The second is a proof at each of these points and no more; where it fails at one, the answer is
refuted. Where there is a key, the answer is compared with it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple

from grader.calculus.entries import entry_of
from grader.comparison.derivatives import derived
from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.mistakes import UNDEFINED
from grader.comparison.places import Place, places
from grader.comparison.verdict import Evidence, Kind, Mistake, Outcome, Verdict
from grader.comparison.wording import rows_of, text_of_value
from grader.evaluation.cost import LIMIT, cost
from grader.evaluation.evaluator import EvaluationError, entries, value
from grader.evaluation.rational import Exact
from grader.language.declarations import Declaration, Scope
from grader.language.shapes import Meaning
from grader.language.substitution import substituted, variables_in
from grader.language.text import text
from grader.language.tree import SCALAR, ZERO, Expression, Filled, Shape

POINTS = 10  # real points at which the Hessian is looked at
WITH_CONDITION = ("full rank", "invertible")


class Problem(NamedTuple):
    """A function to be minimised, with its gradient and Hessian by `wrt`."""

    function: Expression
    wrt: tuple[str, ...]
    gradient: Expression
    hessian: Expression
    scope: Scope
    seed: int = 0

    @property
    def shape(self) -> Shape:
        """The shape of a minimiser."""
        return self.scope.variables[self.wrt[0]].shape if len(self.wrt) == 1 else (len(self.wrt), 1)


def problem(function: Expression, wrt: tuple[str, ...], within: Scope, seed: int = 0) -> Problem:
    """The problem of minimising a function; raises CalculusError where it has no derivative."""
    gradient = derived(function, wrt, "gradient", within).result
    hessian = derived(function, wrt, "hessian", within).result
    return Problem(function, wrt, gradient, hessian, within, seed)


def at_answer(tree: Expression, answer: Expression, of: Problem) -> Expression:
    """A tree with the answer in place of the variables."""
    if len(of.wrt) == 1:
        return substituted(tree, {of.wrt[0]: answer})
    return substituted(tree, {name: entry_of(answer, i, 0) for i, name in enumerate(of.wrt)})


# ----- the two conditions ------------------------------------------------------------------------


def stationary(answer: Expression, of: Problem) -> Verdict:
    """Whether the gradient is zero at the answer."""
    tree = at_answer(of.gradient, answer, of)
    zero = ZERO if tree.shape == SCALAR else Filled(0, tree.shape)
    found = judged(Meaning(tree), tree, Key(Meaning(zero), of.scope, of.seed))
    is_undefined = found.mistake is not None and found.mistake.name == UNDEFINED
    if is_undefined and not any(_is_conditioned(one) for one in of.scope.variables.values()):
        # (XᵀX)⁻¹ for any X: where it has no value the author has not said what is meant.
        told = "the answer has a value only under a condition that is not declared"
        return found._replace(
            outcome=Outcome.UNDECIDED, evidence=(Evidence(Kind.UNDECIDED, told),),
            counterexample=None, mistake=None,
        )  # fmt: skip
    return found


def _is_conditioned(declared: Declaration) -> bool:
    return declared.structure in WITH_CONDITION


class Curvature(Enum):
    """What a symmetric matrix says of a point where the gradient is zero."""

    POSITIVE = "positive definite"
    NEGATIVE = "negative definite"
    INDEFINITE = "indefinite"
    FLAT = "singular"
    UNKNOWN = "unknown"


class Curvatures(NamedTuple):
    """At how many points the Hessian is positive definite, and one where it is not."""

    positive: int
    sizes: tuple[str, ...]  # the dimensions, as text
    worst: Curvature = Curvature.POSITIVE
    where: str = ""


def curvatures(answer: Expression, of: Problem) -> Curvatures:
    """The Hessian at the answer, at real points that honour the declarations."""
    tree = at_answer(of.hessian, answer, of)
    found, sizes, flat = 0, dict[str, None](), ""
    for place in _points(of):
        if found >= POINTS:
            break
        if cost(tree, place.sizes) * 20 > LIMIT:
            continue
        kind, rows = _curvature(tree, place)
        if kind in (Curvature.NEGATIVE, Curvature.INDEFINITE):
            return Curvatures(found, tuple(sizes), kind, _told(rows, place, of))
        if kind is Curvature.FLAT:
            flat = flat or _told(rows, place, of)
        elif kind is Curvature.POSITIVE:
            found += 1
            sizes[", ".join(f"{name} = {count}" for name, count in place.sizes.items())] = None
    if flat:
        return Curvatures(found, tuple(sizes), Curvature.FLAT, flat)
    worst = Curvature.POSITIVE if found else Curvature.UNKNOWN
    return Curvatures(found, tuple(sizes), worst)


def _points(of: Problem) -> Iterator[Place]:
    """Real points at which every matrix has the rank that is declared."""
    telling = dict.fromkeys(sorted(of.scope.dimensions), 3)
    for declared in of.scope.variables.values():
        rows = declared.shape[0]
        if declared.structure == "full rank" and isinstance(rows, str):
            telling[rows] = 4
    known = list(places(of.scope, {}, of.seed, telling))
    half = len(known) // 2  # what is simple and what is generic by turns
    for place in chain.from_iterable(zip(known[:half], reversed(known[half:]), strict=False)):
        if all(
            _has_rank(place.values[name])
            for name, declared in of.scope.variables.items()
            if declared.structure in WITH_CONDITION and isinstance(place.values[name], list)
        ):
            yield place


def _has_rank(matrix: Any) -> bool:
    """Whether the columns are independent."""
    rows = [[Fraction(entry) for entry in row] for row in matrix]
    for column in range(len(rows[0])):
        pivot = next((i for i in range(column, len(rows)) if rows[i][column]), None)
        if pivot is None:
            return False
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for i in range(column + 1, len(rows)):
            factor = rows[i][column] / rows[column][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column], strict=True)]
    return True


def _curvature(tree: Expression, place: Place) -> tuple[Curvature, Any]:
    """What the matrix is at a point: exact where it is rational, else in intervals."""
    try:
        rows = value(tree, Exact(place.values, place.sizes))
        matrix = rows if isinstance(rows, list) else [[rows]]
        return _exact_curvature([[Fraction(entry) for entry in row] for row in matrix]), matrix
    except EvaluationError:
        pass
    from grader.evaluation.intervals import Enclosures  # mpmath: 40 ms, only where needed

    try:
        rows = value(tree, Enclosures(place.values, place.sizes, 50))
    except EvaluationError:
        return Curvature.UNKNOWN, None
    matrix = rows if isinstance(rows, list) else [[rows]]
    shown = [[entry.mid for entry in row] for row in matrix]
    if _surely_positive(matrix):
        return Curvature.POSITIVE, shown
    if _surely_positive([[-entry for entry in row] for row in matrix]):
        return Curvature.NEGATIVE, shown
    diagonal = [matrix[i][i] for i in range(len(matrix))]
    if any(one.b < 0 for one in diagonal) and any(one.a > 0 for one in diagonal):
        return Curvature.INDEFINITE, shown
    return Curvature.UNKNOWN, None


def _exact_curvature(rows: list[list[Fraction]]) -> Curvature:
    """By the pivots of LDLᵀ; the leftover is looked at where a pivot is zero."""
    signs = set()
    while rows:
        k = next((i for i in range(len(rows)) if rows[i][i]), None)
        if k is None:  # all diagonal entries are zero: any other entry makes it indefinite
            signs.add(0)
            if any(any(row) for row in rows):
                return Curvature.INDEFINITE
            break
        pivot = rows[k][k]
        signs.add(1 if pivot > 0 else -1)
        rest = [i for i in range(len(rows)) if i != k]
        rows = [[rows[i][j] - rows[i][k] * rows[k][j] / pivot for j in rest] for i in rest]
    if {1, -1} <= signs:
        return Curvature.INDEFINITE
    if 0 in signs:
        return Curvature.FLAT
    return Curvature.POSITIVE if signs == {1} else Curvature.NEGATIVE


def _surely_positive(rows: list[list[Any]]) -> bool:
    """Whether all pivots of a matrix of intervals are above zero."""
    while rows:
        pivot = rows[0][0]
        if not pivot.a > 0:
            return False
        rest = range(1, len(rows))
        rows = [[rows[i][j] - rows[i][0] * rows[0][j] / pivot for j in rest] for i in rest]
    return True


def _told(rows: Any, place: Place, of: Problem) -> str:
    """`[[2, 0], [0, -2]] at A = …`."""
    matrix = text_of_value(entries(rows), None, place.sizes, rows_of(rows))
    return f"{matrix}{_at(place, of)}"


def _at(place: Place, of: Problem) -> str:
    shown = []
    used = variables_in(of.function)
    for name in of.scope.variables:
        if name in used and name not in of.wrt:
            known = place.values[name]
            numbers = text_of_value(entries(known), None, place.sizes, rows_of(known))
            shown.append(f"{name} = {numbers}")
    return f" at {', '.join(shown)}" if shown else ""


# ----- the verdict -------------------------------------------------------------------------------


def minimiser_judged(known: Meaning, of: Problem, key: Key | None) -> Verdict:
    """The verdict on an answer that was read; `key` is the reference, where there is one."""
    tree = known.tree
    base = of.scope.index_base
    against = None if key is None else judged(known, tree, key)
    if tree.shape != of.shape:
        if against is not None:
            return against
        shapes = Key(Meaning(Filled(0, of.shape)), of.scope, of.seed)
        return judged(known, tree, shapes)
    first = stationary(tree, of)
    if first.outcome is Outcome.DIFFERENT:
        return _not_stationary(known, first, against, base)
    second = curvatures(tree, of)
    found = _concluded(first, second, against, of)
    notes = known.notes + ((f"Condition used: {condition(of)}.",) if condition(of) else ())
    return Verdict(found.outcome, found.evidence, tree, base, found.counterexample, found.mistake,
                   notes)  # fmt: skip


def _not_stationary(known: Meaning, first: Verdict, against: Verdict | None, base: int) -> Verdict:
    """The gradient is not zero: the value that the answer gives there is the reason."""
    seen = first.counterexample
    if seen is not None and seen.answer != "not defined":
        at = ", ".join(f"{name} = {number}" for name, number in seen.point)
        said = f"Put into the gradient, your answer gives {seen.answer}, not zero"
        said += f", at {at}." if at else "."
    else:
        said = "Put into the gradient, your answer does not give zero."
    if against is not None and against.outcome is Outcome.EQUAL:
        told = "the answer is the key, but the gradient there is not zero; a tutor will look at it"
        evidence = Evidence(Kind.UNDECIDED, told)
        return Verdict(Outcome.UNDECIDED, (evidence,), known.tree, base, notes=known.notes)
    mistake = against.mistake if against is not None else None
    explained = f"{mistake.explanation} {said}" if mistake else said
    wrong = Mistake(mistake.name if mistake else "not-stationary", explained)
    seen = against.counterexample if against is not None else None
    if against is not None and against.outcome is Outcome.DIFFERENT:
        evidence = against.evidence[-1]
    else:
        evidence = Evidence(Kind.REFUTED, said)
    return Verdict(Outcome.DIFFERENT, (evidence,), known.tree, base, seen, wrong, known.notes)


def _concluded(first: Verdict, second: Curvatures, against: Verdict | None, of: Problem) -> Verdict:
    """Both conditions and the key together."""
    tree, base = first.tree, of.scope.index_base
    if second.worst in (Curvature.NEGATIVE, Curvature.INDEFINITE):
        is_maximum = second.worst is Curvature.NEGATIVE
        kind = "a maximum" if is_maximum else "a saddle point"
        said = (
            f"The gradient is zero there, but it is {kind}: "
            f"the Hessian is {second.worst.value}, {second.where}."
        )
        wrong = Mistake("maximiser" if is_maximum else "saddle", said)
        return Verdict(Outcome.DIFFERENT, (Evidence(Kind.REFUTED, said),), tree, base, None, wrong)
    proof = _proof(first, second, of)
    if against is None:
        if first.outcome is Outcome.EQUAL and second.worst is Curvature.POSITIVE:
            told = f"a minimum as far as seen: {proof}"
            evidence = Evidence(Kind.NUMERIC, told, points=second.positive)
            return Verdict(Outcome.EQUAL, (evidence,), tree, base)
        return _undecided(f"{proof}; a tutor will look at it", tree, base)
    if against.outcome is Outcome.EQUAL:
        last = against.evidence[-1]
        evidence = Evidence(
            last.kind, f"{last.summary}; besides, {proof}", last.dimensions, last.every_dimension,
            last.log2_error, last.points, last.digits,
        )  # fmt: skip
        return Verdict(Outcome.EQUAL, (evidence,), tree, base)
    if against.outcome is Outcome.DIFFERENT and first.outcome is Outcome.EQUAL:
        return _undecided(f"not the key, but {proof}; a tutor will look at it", tree, base)
    return against


def _undecided(told: str, tree: Expression, base: int) -> Verdict:
    return Verdict(Outcome.UNDECIDED, (Evidence(Kind.UNDECIDED, told),), tree, base)


def _proof(first: Verdict, second: Curvatures, of: Problem) -> str:
    """What is known of both conditions, as a phrase."""
    if first.outcome is Outcome.EQUAL:
        how = first.evidence[-1].kind
        told = f"the gradient there is zero ({how}"
        told += f", {first.evidence[-1].summary.partition(':')[0]})"
    else:
        told = "it is undecided whether the gradient there is zero"
    if second.worst is Curvature.POSITIVE:
        sizes = f" ({'; '.join(second.sizes)})" if any(second.sizes) else ""
        return (
            f"{told} and the Hessian {text(of.hessian, of.scope.index_base)} is positive definite "
            f"at {second.positive} points{sizes}, by exact pivots"
        )
    if second.worst is Curvature.FLAT:
        return f"{told}, but the Hessian is singular: {second.where}"
    return f"{told}; the Hessian could not be computed"


def condition(of: Problem) -> str:
    """What is assumed of the names in the function: `X: n x d full rank`."""
    used = variables_in(of.function)
    return ", ".join(
        f"`{name}: {declared.text}`"
        for name, declared in of.scope.variables.items()
        if name in used and (declared.structure or declared.domain) and name not in of.wrt
    )
