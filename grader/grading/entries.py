"""A wrong list of components → each entry with a verdict and points of its own.

By default for derivatives by a list of numbers (`wrt: [x, y, z]`), where each entry is a question
of its own. An answer that is wrong as a whole (minus the right one, a multiple of it, zero, of
another shape) earns nothing by an entry that happens to be zero.
"""

from __future__ import annotations

from fractions import Fraction

from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.verdict import Outcome, Verdict
from grader.exercises.asked import definitions_of
from grader.exercises.model import Formula, Task
from grader.grading.credit import share_of
from grader.grading.result import Basis, GradedPart, Status
from grader.language.shapes import Meaning
from grader.language.text import text
from grader.language.tree import SCALAR, Expression, Stack

MOST = 36
WHOLE = ("sign", "factor", "zero", "transposed", "shape", "ascent")
LISTED = (Task.GRADIENT, Task.JACOBIAN, Task.HESSIAN, Task.MINIMISER)


def entry_items(
    question: Formula, found: Verdict, key: Key, points: Fraction
) -> tuple[GradedPart, ...]:
    """The entries; none where they do not count, or none of them is right."""
    if found.outcome is not Outcome.DIFFERENT or not _counts(question, found, key):
        return ()
    rows, columns = key.shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    places = [(i, j) for i in range(rows) for j in range(columns)]
    each = points * share_of(question, "entries") / len(places)
    items = tuple(_item(question, found, key, place, each) for place in places)
    return items if any(item.status is Status.RIGHT for item in items) else ()


def _counts(question: Formula, found: Verdict, key: Key) -> bool:
    """Whether entries earn something by themselves."""
    rows, columns = key.shape
    if not (isinstance(rows, int) and isinstance(columns, int) and 1 < rows * columns <= MOST):
        return False
    if question.up_to or question.entry or not question.reference.strip():
        return False
    if found.tree.shape != key.shape or not share_of(question, "entries"):
        return False
    if found.mistake is not None and found.mistake.name in WHOLE:
        return False
    is_list = len(question.wrt) > 1 and question.task in LISTED
    return is_list or "entries" in question.credit


def _item(
    question: Formula, found: Verdict, key: Key, place: tuple[int, int], points: Fraction
) -> GradedPart:
    tree = _entry(found.tree, place)
    reference = _key(key, place)
    verdict = judged(Meaning(tree), tree, reference)
    base = key.scope.index_base
    match verdict.outcome:
        case Outcome.EQUAL:
            status, reason = Status.RIGHT, "Right."
        case Outcome.UNDECIDED:
            status, reason = Status.UNDECIDED, "It could not be decided whether this is right."
        case Outcome.DIFFERENT:
            said = verdict.mistake.explanation if verdict.mistake else "Not the right entry."
            status, reason = Status.WRONG, said
    return GradedPart(
        _named(question, key, place),
        "",
        status,
        points,
        earned=points if status is Status.RIGHT else Fraction(0),
        answer=text(tree, base),
        verdict=verdict,
        reason=reason,
        basis=Basis(
            text(reference.meaning.tree, base), question.variables,
            definitions_of(question, base), base,
            "", key.seed,
        ),
    )  # fmt: skip


def _named(question: Formula, key: Key, place: tuple[int, int]) -> str:
    """`∂/∂x`, `∂²/∂x∂y`, or the place counted as the exercise counts."""
    row, column = place
    names, rows, columns = question.wrt, *key.shape
    if len(names) > 1:
        if question.task is Task.HESSIAN:
            return f"∂²/∂{names[row]}∂{names[column]}"
        if question.task is Task.GRADIENT and len(names) == int(rows) * int(columns):
            return f"∂/∂{names[max(row, column)]}"
        if question.task is Task.MINIMISER:
            return names[row]
    base = key.scope.index_base
    if columns == 1:
        return f"entry {row + base}"
    return f"entry {row + base}, {column + base}"


def _key(key: Key, place: tuple[int, int]) -> Key:
    """The key of an entry, made once for all answers."""
    known = key.memory.setdefault("entries", {})
    if place not in known:
        known[place] = Key(Meaning(_entry(key.meaning.tree, place)), key.scope, key.seed)
    found: Key = known[place]
    return found


def _entry(tree: Expression, place: tuple[int, int]) -> Expression:
    if isinstance(tree, Stack):
        return tree.rows[place[0]][place[1]]
    if tree.shape == SCALAR:
        return tree
    from grader.calculus.entries import entry_of  # only here: components are stacks as a rule

    return entry_of(tree, *place)
