"""One answer to a part that asks for a formula → GradedPart."""

from __future__ import annotations

from fractions import Fraction

from grader.comparison.key import Key
from grader.comparison.verdict import Outcome, Verdict
from grader.errors import AnswerError, UnsettledError, pointed
from grader.exercises.asked import definitions_of
from grader.exercises.forms import asked_form
from grader.exercises.judgement import judgement, key_of
from grader.exercises.model import Formula, Part
from grader.grading.credit import TO_BE_REVIEWED, earned
from grader.grading.entries import entry_items
from grader.grading.result import Basis, GradedPart, Status
from grader.language.text import text

__all__ = ["TO_BE_REVIEWED", "basis", "graded", "key", "with_work"]


def key(question: Formula, index_base: int, seed: int) -> Key:
    """The reference, made ready for many comparisons; lint has shown that this succeeds."""
    return key_of(question, index_base, seed)


def basis(question: Formula, index_base: int, reference: Key) -> Basis | None:
    """What a report keeps of the question, so that each verdict can be repeated from it."""
    if not question.reference.strip():
        return None
    return Basis(
        text(reference.meaning.tree, index_base),
        question.variables,
        definitions_of(question, index_base),
        index_base,
        question.entry,
        reference.seed,
        question.up_to,
        asked_form(question),
    )


def graded(part: Part, question: Formula, answer: str, reference: Key) -> GradedPart:
    """The answer with its verdict, points, and the reason in the student's terms."""
    try:
        found = judgement(question, answer, reference)
    except AnswerError as problem:
        return _unread(part, answer, problem)
    share, reason = earned(question, answer, found, reference)
    items = entry_items(question, found, reference, part.points)
    if items:
        share = sum((item.earned for item in items), Fraction(0)) / (part.points or 1)
        right = sum(item.status is Status.RIGHT for item in items)
        reason = f"{right} of {len(items)} entries are right."
    return GradedPart(
        part.id,
        part.title,
        _status(found, share),
        part.points,
        earned=part.points * share,
        answer=answer,
        reading=found.reading,
        shape=found.shape,
        verdict=found,
        reason=reason,
        items=items,
    )


def _unread(part: Part, answer: str, problem: AnswerError) -> GradedPart:
    """An answer that cannot be read, or whose meaning cannot be computed."""
    is_open = isinstance(problem, UnsettledError)
    return GradedPart(
        part.id,
        part.title,
        Status.UNDECIDED if is_open else Status.UNREADABLE,
        part.points,
        answer=answer,
        reason=f"{problem.message}. {TO_BE_REVIEWED}" if is_open else problem.message,
        hint=problem.hint,
        excerpt=pointed(answer, problem.span) if problem.span.end else "",
    )


def with_work(found: GradedPart, reference: Key) -> GradedPart:
    """The same with the difference to the key in components, where an answer is not right."""
    if found.verdict is None or found.basis is None or found.status is Status.RIGHT:
        return found
    # Imported late: this starts SymPy, and only those who ask for it should wait.
    from grader.comparison.work import work

    return found._replace(work=work(found.answer, reference))


def _status(found: Verdict, share: Fraction) -> Status:
    match found.outcome:
        case Outcome.EQUAL | Outcome.DIFFERENT if 0 < share < 1:
            return Status.PARTLY
        case Outcome.EQUAL:
            return Status.RIGHT if share else Status.WRONG
        case Outcome.DIFFERENT:
            return Status.PARTLY if share else Status.WRONG
        case Outcome.UNDECIDED:
            return Status.UNDECIDED
