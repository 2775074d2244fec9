"""One answer to a part that asks for a formula → GradedPart."""

from __future__ import annotations

from fractions import Fraction

from grader.comparison.ladder import Key, prepared, verdict
from grader.comparison.verdict import Outcome, Verdict
from grader.errors import AnswerError, pointed
from grader.exercises.asked import asked_shape, scope_of
from grader.exercises.model import Formula, Part
from grader.grading.result import Basis, GradedPart, Status
from grader.language.text import text

TO_BE_REVIEWED = "Your tutor looks at it; these points are not lost."


def key(question: Formula, index_base: int, seed: int) -> Key:
    """The reference, made ready for many comparisons; lint has shown that this succeeds."""
    within = scope_of(question, index_base)
    return prepared(question.reference, within, seed=seed, shape=asked_shape(question, within))


def basis(question: Formula, index_base: int, reference: Key) -> Basis:
    """What a report keeps of the question, so that each verdict can be repeated from it."""
    return Basis(
        text(reference.meaning.tree, index_base),
        question.variables,
        question.definitions,
        index_base,
        question.entry,
        reference.seed,
    )


def graded(part: Part, question: Formula, answer: str, reference: Key) -> GradedPart:
    """The answer with its verdict, points, and the reason in the student's terms."""
    try:
        found = verdict(answer, reference)
    except AnswerError as problem:
        return GradedPart(
            part.id,
            part.title,
            Status.UNREADABLE,
            part.points,
            answer=answer,
            reason=problem.message,
            hint=problem.hint,
            excerpt=pointed(answer, problem.span) if problem.span.end else "",
        )
    share = _share(question, found)
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
        reason=_reason(found, share),
    )


def with_work(found: GradedPart, reference: Key) -> GradedPart:
    """The same with the difference to the key in components, where an answer is not right."""
    if found.verdict is None or found.status is Status.RIGHT:
        return found
    # Imported late: this starts SymPy, and only those who ask for it should wait.
    from grader.comparison.work import work

    return found._replace(work=work(found.answer, reference))


def _share(question: Formula, found: Verdict) -> Fraction:
    """The share of the points: all, none, or what the exercise gives for a mistake (default 0)."""
    if found.outcome is Outcome.EQUAL:
        return Fraction(1)
    if found.outcome is Outcome.DIFFERENT and found.mistake is not None:
        return question.credit.get(found.mistake.name, Fraction(0))
    return Fraction(0)


def _status(found: Verdict, share: Fraction) -> Status:
    match found.outcome:
        case Outcome.EQUAL:
            return Status.RIGHT
        case Outcome.DIFFERENT:
            return Status.PARTLY if share else Status.WRONG
        case Outcome.UNDECIDED:
            return Status.UNDECIDED


def _reason(found: Verdict, share: Fraction) -> str:
    match found.outcome:
        case Outcome.EQUAL:
            return "Right."
        case Outcome.UNDECIDED:
            return f"It could not be decided whether this is right. {TO_BE_REVIEWED}"
        case Outcome.DIFFERENT:
            said = found.mistake.explanation if found.mistake else _difference(found)
            earns = f" This earns {share} of the points." if share else ""
            return said + earns


def _difference(found: Verdict) -> str:
    if found.counterexample is not None:
        return "Not the same as the right answer."
    return found.evidence[-1].summary if found.evidence else "Not the same as the right answer."
