"""All files of a student → GradedStudent; a bad file is a problem, not the end."""

from __future__ import annotations

from collections.abc import Mapping

from grader.errors import ExerciseError, SubmissionError, UsageError
from grader.exercises.choices import shown
from grader.exercises.fields import nearest
from grader.exercises.model import AnswerBy, Exercise, Part
from grader.exercises.variation import sheet_of
from grader.grading.either import graded_either
from grader.grading.handed_in import typed
from grader.grading.marking import Marker
from grader.grading.result import GradedPart, GradedStudent, GradedSubmission, Status
from grader.submissions import HandedIn, Submission, read_submission


def graded_student(
    handed_in: HandedIn, sheets: Mapping[str, Exercise], marker: Marker
) -> GradedStudent:
    """Everything that one student handed in."""
    submissions: dict[str, list[Submission]] = {}
    problems = []
    for file in handed_in.files:
        try:
            submission = read_submission(file)
        except SubmissionError as problem:
            problems.append(str(problem))
            continue
        submissions.setdefault(submission.sheet, []).append(submission)
    graded = []
    for sheet, found in submissions.items():
        files = ", ".join(each.file for each in found)
        if sheet not in sheets:
            hint = nearest(sheet, tuple(sheets))
            problems.append(f"{files}: there is no usable exercise sheet `{sheet}` ({hint})")
        elif len(found) > 1:  # which one counts is not for us to guess
            problems.append(f"{files}: the sheet `{sheet}` is handed in {len(found)} times")
        else:
            try:
                exercise = sheet_of(sheets[sheet], handed_in.student, marker.secret)
            except (UsageError, ExerciseError) as problem:
                problems.append(f"{files}: {problem}")
                continue
            graded.append(graded_submission(exercise, found[0], marker))
    return GradedStudent(
        handed_in.student, handed_in.name, marker.seed, tuple(graded), tuple(problems)
    )


def graded_submission(
    exercise: Exercise, submission: Submission, marker: Marker
) -> GradedSubmission:
    """Each part of the sheet with what became of its answer."""
    ids = tuple(part.id for part in exercise.parts)
    unknown = tuple(
        f"{submission.file}:{answer.line}: the sheet has no part `{answer.part}`"
        f" ({nearest(answer.part, ids)})"
        for answer in submission.answers.values()
        if answer.part not in ids
    )
    graded: dict[str, GradedPart] = {}
    for part in exercise.parts:
        found = _graded(exercise, part, submission, marker)
        found = marker.carried(exercise, part, found, graded)
        graded[part.id] = found._replace(variant=shown(part.variant))
    return GradedSubmission(
        exercise.sheet,
        exercise.title,
        submission.file,
        tuple(graded.values()),
        submission.notes + unknown,
    )


def _graded(exercise: Exercise, part: Part, submission: Submission, marker: Marker) -> GradedPart:
    if part.python is not None and part.python.answer_by is not AnswerBy.FORMULA:
        return graded_either(exercise, part, part.python, submission, marker)
    answer = submission.answers.get(part.id)
    if answer is None:
        return marker.part(exercise, part, "")
    answered = typed(part.question, answer, submission)
    if not answered.problem:
        return marker.part(exercise, part, answered.text)
    return GradedPart(
        part.id,
        part.title,
        Status.UNREADABLE,
        part.points,
        answer=answered.text,
        reason=answered.problem,
    )
