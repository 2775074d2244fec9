"""Answers that an author calls right or wrong → a complaint for each that is judged otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from grader.comparison.key import Key
from grader.comparison.verdict import Outcome, Verdict
from grader.documents.tree import Complaint, Text
from grader.errors import NOWHERE, AnswerError, Span
from grader.exercises.forms import missing_form
from grader.exercises.judgement import judgement
from grader.exercises.model import Formula


def trials(question: Formula, key: Key) -> tuple[Complaint, ...]:
    """What is wrong with `accepts` (all must be equal) and `rejects` (different or unreadable).

    Where a form is asked for, what is accepted has it, and what is equal may be rejected for it.
    """
    key.names_mistakes = False
    return (*_accepted(question, key), *_rejected(question, key))


def _accepted(question: Formula, key: Key) -> Iterator[Complaint]:
    for answer in question.accepts:
        try:
            found = judgement(question, answer.value, key)
        except AnswerError as problem:
            line, column = place(answer, problem.span)
            yield Complaint(line, column, f"accepts: {problem.message}", problem.hint)
            continue
        if found.outcome is not Outcome.EQUAL:
            yield _complaint(answer, f"accepts: `{answer.value}` is {_told(found)}")
            continue
        missing = missing_form(question, answer.value, found.tree, key.scope)
        if missing:
            yield _complaint(answer, f"accepts: `{answer.value}`: {missing}")


def _rejected(question: Formula, key: Key) -> Iterator[Complaint]:
    for answer in question.rejects:
        try:
            found = judgement(question, answer.value, key)
        except AnswerError:
            continue
        if found.outcome is Outcome.EQUAL and missing_form(
            question, answer.value, found.tree, key.scope
        ):
            continue
        if found.outcome is not Outcome.DIFFERENT:
            yield _complaint(answer, f"rejects: `{answer.value}` is {_told(found)}")


def _told(found: Verdict) -> str:
    """The verdict with its last evidence, which often begins with the verdict itself."""
    said = found.evidence[-1].summary if found.evidence else ""
    return said if said.startswith(found.outcome) else f"{found.outcome}: {said}"


def _complaint(answer: Text, message: str) -> Complaint:
    return Complaint(answer.line, answer.column, message)


def place(text: Text, span: Span) -> tuple[int, int]:
    """Where a span of a text stands in the file; its beginning where lines are folded."""
    if text.lead < 0 or span == NOWHERE:
        return text.line, text.column
    return text.line, text.column + text.lead + span.start
