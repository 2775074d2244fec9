"""What a grader found + what tutors gave → the points that count, with who gave them and why.

A mark holds for the answer that it was given for: once the answer has changed it is not applied,
and that is told. A mark decides what was open; it may also override what the grader decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from grader.exercises.fields import nearest
from grader.grading.result import Given, GradedPart, GradedStudent, GradedSubmission, Status
from grader.markbook import Mark, Markbook, digest


class Applied(NamedTuple):
    """A part with its mark, or as it was with a reason why the mark was not applied."""

    part: GradedPart
    problem: str = ""


def with_marks(graded: GradedStudent, book: Markbook) -> GradedStudent:
    """The student with every mark that holds; the others are among the problems."""
    marks = book.of(graded.student, graded.name)
    if not marks:
        return graded
    submissions = tuple(
        _submission(submission, marks, book.file) for submission in graded.submissions
    )
    known = {
        f"{submission.sheet}/{part.id}"
        for submission in graded.submissions
        for part in submission.parts
    }
    lost = tuple(
        f"{book.file}:{mark.line}: nothing was handed in for `{part}`"
        f" ({nearest(part, tuple(sorted(known)))})"
        for part, mark in marks.items()
        if part not in known
    )
    return graded._replace(submissions=submissions, problems=graded.problems + lost)


def unclaimed(book: Markbook, students: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What is wrong with marks of students, (student, name of the reports), who are not there."""
    known = tuple(dict.fromkeys(one for pair in students for one in pair))
    return tuple(
        f"{book.file}:{mark.line}: there is no student `{mark.student}`"
        f" ({nearest(mark.student, known)})"
        for mark in book.marks.values()
        if mark.student not in known
    )


def _submission(graded: GradedSubmission, marks: Mapping[str, Mark], file: str) -> GradedSubmission:
    parts, problems = [], []
    for part in graded.parts:
        mark = marks.get(f"{graded.sheet}/{part.id}")
        found = applied(part, mark) if mark is not None else Applied(part)
        parts.append(found.part)
        if mark is not None and found.problem:
            problems.append(f"{file}:{mark.line}: {part.id}: {found.problem}")
    return graded._replace(parts=tuple(parts), problems=(*graded.problems, *problems))


def applied(part: GradedPart, mark: Mark) -> Applied:
    """A part with the mark of a tutor, if it holds for this answer."""
    now = digest(part.answer)
    if not mark.answer:
        return Applied(
            part,
            f"the mark by {mark.tutor} does not say for which answer it is, and is not applied;"
            f" for the present one write `answer: {now}`",
        )
    if mark.answer != now:
        return Applied(
            part,
            f"the answer changed since this mark by {mark.tutor}, which is not applied;"
            f" the present answer is {now}",
        )
    if mark.points is not None:
        return _whole(part, mark, mark.points)
    return _by_criteria(part, mark)


def _whole(part: GradedPart, mark: Mark, points: Fraction) -> Applied:
    if points > part.points:
        return Applied(part, f"{points} points are more than the {part.points} of the part")
    steps = tuple(item for item in part.items if item.answer)  # a rubric is not gone through
    return Applied(_given(part, mark, points, steps))


def _by_criteria(part: GradedPart, mark: Mark) -> Applied:
    """Points by the rubric; as long as a criterion is missing the part stays open."""
    names = {item.id: item for item in part.items}
    for name, points in mark.criteria.items():
        if name not in names:
            hint = nearest(name, tuple(names)) or "this part has no rubric: write `points:`"
            return Applied(part, f"there is no criterion `{name}` ({hint})")
        if points > names[name].points:
            most = names[name].points
            return Applied(part, f"{points} points for `{name}` are more than its {most}")
    items = tuple(_criterion(item, mark) for item in part.items)
    total = sum(mark.criteria.values(), Fraction(0))
    missing = [item.id for item in part.items if item.id not in mark.criteria and item.points]
    if missing:
        said = f"{mark.tutor} has marked a part of this; still open: {', '.join(missing)}."
        return Applied(part._replace(items=items, earned=total, reason=said))
    return Applied(_given(part, mark, total, items))


def _criterion(item: GradedPart, mark: Mark) -> GradedPart:
    if item.id not in mark.criteria:
        return item
    points = mark.criteria[item.id]
    reason = f"{points} of {item.points}"
    return item._replace(status=_status(points, item.points), earned=points, reason=reason)


def _given(
    part: GradedPart, mark: Mark, points: Fraction, items: tuple[GradedPart, ...]
) -> GradedPart:
    reason = mark.comment or f"Marked by {mark.tutor}."
    return part._replace(
        status=_status(points, part.points),
        earned=points,
        reason=reason,
        items=items,
        given=Given(mark.tutor, mark.comment, part.status, part.earned),
    )


def _status(points: Fraction, most: Fraction) -> Status:
    if points == most:
        return Status.RIGHT
    return Status.PARTLY if points else Status.WRONG
