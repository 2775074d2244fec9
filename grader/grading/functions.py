"""A student's function for one part → GradedPart. Imported by the first Python answer only."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

from grader.comparison.functions.judging import Prepared, judged
from grader.comparison.functions.verdict import Asked, FunctionVerdict, HandedInCode
from grader.comparison.verdict import Outcome
from grader.evaluation.sandbox.levels import Level
from grader.evaluation.sandbox.processes import SandboxError
from grader.evaluation.sandbox.sandbox import sandbox
from grader.exercises.model import Formula, Part
from grader.grading.credit import TO_BE_REVIEWED, share_of
from grader.grading.result import GradedPart, Status


def begin(asked: Asked) -> None:
    """Start what runs the function, so that it is ready when the inputs are drawn."""
    sandbox(asked.modules).begin()


def graded_function(
    part: Part, question: Formula, code: HandedInCode, known: Prepared, required: Level | None
) -> GradedPart:
    """The verdict on a function with its points; a failure of ours where none can be run."""
    asked = known.asked
    answer = f"{asked.signature} in {code.file}, sha256 {_digest(code)}"
    try:
        found = judged(code, known, sandbox(asked.modules, required))
    except SandboxError as problem:
        return GradedPart(
            part.id, part.title, Status.FAILURE, part.points, answer=answer,
            reason=f"Python functions cannot be run here. {TO_BE_REVIEWED}",
            failure=f"{part.id}: {code.file}: the sandbox: {problem}",
        )  # fmt: skip
    share = _share(question, found)
    told = f" This earns {share} of the points." if 0 < share < 1 else ""
    if found.outcome is Outcome.UNDECIDED:
        told = f" {TO_BE_REVIEWED}"
    return GradedPart(
        part.id,
        part.title,
        _status(found, share),
        part.points,
        earned=part.points * share,
        answer=answer,
        verdict=found if found.evidence else None,
        reason=found.reason + told,
        hint=found.hint,
        excerpt=found.excerpt,
        sandbox=found.sandbox,
    )


def _digest(code: HandedInCode) -> str:
    """Tells one code from another, so that a tutor's mark holds for the code it was given for."""
    found = sha256()
    for name, text in code.texts:
        found.update(f"{name}:{len(text)}:".encode("utf-8", "surrogateescape") + text)
    return found.hexdigest()[:12]


def _share(question: Formula, found: FunctionVerdict) -> Fraction:
    if found.outcome is Outcome.EQUAL:
        return Fraction(1)
    if found.outcome is Outcome.DIFFERENT and found.mistake is not None:
        return share_of(question, found.mistake.name)
    return Fraction(0)


def _status(found: FunctionVerdict, share: Fraction) -> Status:
    if not found.is_runnable:
        return Status.UNREADABLE
    match found.outcome:
        case Outcome.EQUAL:
            return Status.RIGHT
        case Outcome.UNDECIDED:
            return Status.UNDECIDED
        case Outcome.DIFFERENT:
            return Status.PARTLY if share else Status.WRONG
