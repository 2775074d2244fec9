"""One answer to a part that asks for a derivation → GradedPart, each step an item of its own."""

from __future__ import annotations

from fractions import Fraction

from grader.comparison.chain.judgement import Asked, Ending, Judgement, Standing, Step, judgement
from grader.comparison.chain.share import Share, share_of
from grader.comparison.verdict import Evidence, Kind, Outcome, Verdict
from grader.exercises.model import Derivation, Part
from grader.exercises.proving import rules_of
from grader.grading.result import NONE, GradedPart, Status

TO_BE_REVIEWED = "Your tutor looks at it; these points are not lost."
LONGEST_REASON = 60  # characters of a student's reason beside a step

_STATUS = {
    Standing.GIVEN: Status.RIGHT,
    Standing.RIGHT: Status.RIGHT,
    Standing.WRONG: Status.WRONG,
    Standing.UNREADABLE: Status.UNREADABLE,
    Standing.UNDECIDED: Status.UNDECIDED,
}


def graded(part: Part, question: Derivation, answer: str, asked: Asked, seed: int) -> GradedPart:
    """The derivation with the points that it earns, and a verdict for each step."""
    found = judgement(answer, asked, seed)
    if found.problem is not None:
        return GradedPart(
            part.id, part.title, Status.UNREADABLE, part.points, answer=answer,
            reason=found.problem.message, hint=found.problem.hint,
        )  # fmt: skip
    share = share_of(found, rules_of(question, part.points))
    status = _status(found, share)
    is_open = status is Status.UNDECIDED
    return GradedPart(
        part.id,
        part.title,
        status,
        part.points,
        earned=NONE if is_open else part.points * share.share,
        answer=answer,
        reason=_reason(found, share, status),
        items=tuple(_items(found, question, NONE if is_open else part.points * share.step)),
    )


def _status(found: Judgement, share: Share) -> Status:
    if found.count(Standing.UNDECIDED):
        return Status.UNDECIDED
    if share.share == 1 and not found.count(Standing.WRONG, Standing.UNREADABLE):
        return Status.RIGHT
    if share.share:
        return Status.PARTLY
    if found.count(Standing.UNREADABLE) and not found.count(Standing.WRONG, Standing.RIGHT):
        return Status.UNREADABLE
    return Status.WRONG


def _reason(found: Judgement, share: Share, status: Status) -> str:
    if status is Status.RIGHT:
        return "Right."
    if status is Status.UNDECIDED:
        return f"Not every step of this could be decided. {TO_BE_REVIEWED}"
    told = []
    wrong = found.first_wrong
    if wrong is not None:
        told.append(f"Step {wrong.number} is the first that is wrong")
    unread = found.count(Standing.UNREADABLE)
    if unread:
        told.append(f"{unread} step{'s' * (unread > 1)} could not be read")
    if found.left_out:
        told.append(f"the {found.left_out} steps behind so many wrong ones were not judged")
    told += share.told
    said = "; ".join(told)
    earns = f" This earns {share.share} of the points." if share.share else ""
    return f"{said[:1].upper()}{said[1:]}.{earns}"


def _items(found: Judgement, question: Derivation, each: Fraction) -> list[GradedPart]:
    """The steps, and what is wrong with the start and the end."""
    items = []
    if found.start is not Ending.AS_ASKED:
        said = f"It should begin with `{question.start}`, or with `=` for what follows from that."
        items.append(_remark("start", said))
    items += [_item(step, each) for step in found.steps]
    if found.end is Ending.MISSING:
        items.append(_remark("end", f"The last step should be `{question.goal}`."))
    elif found.end is not Ending.AS_ASKED:
        said = f"This equals what is asked for; the last step should be `{question.goal}` itself."
        items.append(_remark("end", said))
    return items


def _remark(id_: str, reason: str) -> GradedPart:
    return GradedPart(id_, "", Status.WRONG, NONE, reason=reason)


def _item(step: Step, each: Fraction) -> GradedPart:
    status = _STATUS[step.standing]
    points = each if step.is_work else NONE
    reason = step.piece.reason
    shown = reason if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 1] + "…"
    return GradedPart(
        f"step {step.number}",
        f"({shown})" if shown else "",
        status,
        points,
        earned=points,
        answer=step.piece.text,
        reading=step.reading if status is not Status.RIGHT else "",
        shape=step.shape if status is not Status.RIGHT else "",
        verdict=_verdict(step),
        reason="Right." if status is Status.RIGHT else step.told,
        hint=step.hint,
        excerpt=step.excerpt,
    )


def _verdict(step: Step) -> Verdict | None:
    """The verdict with its values told as those of this step and of the one before."""
    if step.verdict is None:
        return None
    if step.verdict.outcome is Outcome.DIFFERENT:
        evidence = (Evidence(Kind.REFUTED, step.told),)
        return step.verdict._replace(
            evidence=evidence, counterexample=None, mistake=None, notes=step.notes
        )
    return step.verdict._replace(notes=step.notes)
