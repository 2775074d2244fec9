"""A part that a Python function may answer + a submission → GradedPart.

What was typed is a formula, the code itself, or the name of a file. Where nothing was typed, the
function is looked for by its name in the files of code that were handed in.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.documents.tree import Refused, Table, verbatim
from grader.exercises.fields import nearest
from grader.exercises.model import AnswerBy, Exercise, Part, Python
from grader.grading.code import (
    NO_FORMULA,
    CodeError,
    asks_for,
    beside,
    defining,
    is_code,
    is_file_name,
    typed_code,
)
from grader.grading.marking import Marker
from grader.grading.result import GradedPart, Status
from grader.submissions import Answer, Submission, code_files, foreign_file

FORMULA, FUNCTION = "formula", "function"  # the keys of a table, and the ids of what is marked
DEFINED: Final = re.compile(rb"^[ \t]*def[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


class Handed(NamedTuple):
    """What was handed in for one part; each problem says why there is no such answer."""

    formula: str = ""
    code: HandedInCode | None = None
    problem: str = ""
    hint: str = ""
    typed: str = ""  # the name of a file, as it was typed


def graded_either(
    exercise: Exercise, part: Part, python: Python, submission: Submission, marker: Marker
) -> GradedPart:
    """What became of the answer, whichever way it was given; of both ways, each by itself."""
    handed = _handed(part, python, submission)
    if python.answer_by is not AnswerBy.BOTH:
        if handed.formula or not (handed.code or handed.problem):
            found = marker.part(exercise, part, handed.formula)
            return found if handed.formula else found._replace(hint=handed.hint)
        return _function(exercise, part, handed, marker)
    share = python.function_share
    formula = marker.part(exercise, part._replace(points=part.points * (1 - share)), handed.formula)
    function = _function(exercise, part._replace(points=part.points * share), handed, marker)
    return _together(part, (formula._replace(id=FORMULA), function._replace(id=FUNCTION)))


def _function(exercise: Exercise, part: Part, handed: Handed, marker: Marker) -> GradedPart:
    if handed.code is not None:
        return marker.function(exercise, part, handed.code)
    status = Status.UNREADABLE if handed.problem else Status.MISSING
    reason = handed.problem or "No function."
    return GradedPart(
        part.id, part.title, status, part.points, answer=handed.typed, reason=reason,
        hint=handed.hint,
    )  # fmt: skip


def _together(part: Part, items: tuple[GradedPart, ...]) -> GradedPart:
    """Both ways as one part: what they earn together."""
    earned = sum((item.earned for item in items), Fraction(0))
    statuses = {item.status for item in items}
    status = Status.PARTLY if earned else Status.WRONG
    if len(statuses) == 1:
        status = statuses.pop()
    elif any(each.is_open for each in statuses):
        status = next(each for each in Status if each in statuses and each.is_open)
    said = "; ".join(f"{item.id}: {item.status}" for item in items)
    return GradedPart(
        part.id, part.title, status, part.points, earned=earned, reason=f"{said}.",
        items=tuple(item._replace(title="") for item in items),
    )  # fmt: skip


def _handed(part: Part, python: Python, submission: Submission) -> Handed:
    """What is in the submission for a part."""
    answer = submission.answers.get(part.id)
    formula, function, problem = _typed(answer)
    if problem:
        return Handed(problem=problem, typed=answer.text if answer else "")
    folder = str(Path(submission.file).parent)
    if python.answer_by is AnswerBy.FUNCTION and formula:
        return Handed(problem=NO_FORMULA, hint=asks_for(python.asked))
    if is_file_name(function):
        try:
            return Handed(formula, _own(submission, folder, function.strip(), part.id))
        except CodeError as wrong:
            return Handed(formula, None, wrong.message, wrong.hint, function.strip())
    if function:
        return Handed(formula, typed_code(function))
    if formula and python.answer_by is AnswerBy.EITHER:
        return Handed(formula)
    return _found(formula, part, python.asked, submission, folder)


def _own(submission: Submission, folder: str, name: str, part: str) -> HandedInCode:
    """The code in a file that is the student's own; raises CodeError."""
    found = beside(folder, name, part)
    foreign = foreign_file(submission, name)
    if foreign:
        raise CodeError(foreign)
    return found


def _typed(answer: Answer | None) -> tuple[str, str, str]:
    """The formula, the file or code, and what is wrong with them."""
    if answer is None:
        return "", "", ""
    if isinstance(answer.node, Table):
        texts = {FORMULA: "", FUNCTION: ""}
        for key, value in answer.node.entries:
            text = verbatim(value)
            if key.value not in texts or isinstance(text, Refused):
                return "", "", f"`{key.value}` in line {key.line}: write `formula:` or `function:`"
            texts[key.value] = text.value.strip()
        return texts[FORMULA], texts[FUNCTION], ""
    if answer.problem:
        return "", "", answer.problem
    if is_file_name(answer.text) or is_code(answer.text):
        return "", answer.text, ""
    return answer.text.strip(), "", ""


def _found(formula: str, part: Part, asked: Asked, submission: Submission, folder: str) -> Handed:
    """The function by its name in the files that were handed in."""
    codes, wrong = [], Handed(formula)
    for name in code_files(submission):
        try:
            codes.append(_own(submission, folder, name, part.id))
        except CodeError as problem:
            wrong = Handed(formula, None, problem.message, problem.hint)
    defined = defining(codes, asked)
    if len(defined) == 1:
        return Handed(formula, defined[0])
    if len(defined) > 1:
        files = " and in ".join(f"`{code.file}`" for code in defined)
        hint = "name the file that counts in the place of the answer"
        return Handed(formula, None, f"`{asked.name}` is defined in {files}.", hint)
    if wrong.problem:
        return wrong
    names = tuple(
        name.decode() for code in codes for _, text in code.texts for name in DEFINED.findall(text)
    )
    hint = nearest(asked.name, names)
    if hint.startswith("did you mean"):
        return Handed(formula, None, f"There is no function `{asked.name}`.", hint)
    files = ", ".join(f"`{code.file}`" for code in codes)
    return Handed(formula, hint=f"`{asked.signature}` is not defined in {files}" if files else "")
