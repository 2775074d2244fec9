"""A part that asks for several derivatives of one function → each task with its own verdict.

The answer gives them with their names, or in the order of the tasks:

    gradient: 2*w             2*w
    hessian: 2*I              2*I           2*w; 2*I
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from grader.errors import AnswerError
from grader.exercises.asked import question_of
from grader.exercises.model import Formula, Part, Task
from grader.grading.credit import TO_BE_REVIEWED
from grader.grading.result import GradedPart, Status

_LABEL: Final = re.compile(r"\s*([A-Za-z]+)\s*[:=]\s*")

Marked = Callable[[Part, Formula, str], GradedPart]


def graded_tasks(part: Part, question: Formula, answer: str, marked: Marked) -> GradedPart:
    """Every task marked by itself; points by the weights of the tasks."""
    try:
        answers = divided(answer, tuple(question.tasks))
    except AnswerError as problem:
        return GradedPart(
            part.id, part.title, Status.UNREADABLE, part.points, answer=answer,
            reason=problem.message, hint=problem.hint,
        )  # fmt: skip
    whole = sum(question.tasks.values(), Fraction(0))
    items = []
    for task, weight in question.tasks.items():
        points = part.points * weight / whole
        one = part._replace(id=task.value, title="", points=points)
        if answers[task].strip():
            items.append(marked(one, question_of(question, task), answers[task]))
        else:
            items.append(GradedPart(one.id, "", Status.MISSING, points, reason="No answer."))
    return GradedPart(
        part.id,
        part.title,
        _status(items),
        part.points,
        earned=sum((item.earned for item in items), Fraction(0)),
        answer=answer,
        reason=_reason(items),
        items=tuple(items),
    )


def divided(answer: str, tasks: tuple[Task, ...]) -> dict[Task, str]:
    """The text of each task; raises AnswerError where it is not clear which is which."""
    found = dict.fromkeys(tasks, "")
    unnamed = []
    for piece in pieces(answer):
        label = _LABEL.match(piece)
        task = _task(label[1], tasks) if label else None
        if task is None or label is None:
            unnamed.append(piece)
        elif found[task]:
            raise AnswerError(f"the {task} is given twice", hint="keep one of them")
        else:
            found[task] = piece[label.end() :]
    left = [task for task in tasks if not found[task]]
    if len(unnamed) > len(left):
        count = len(unnamed) + len(tasks) - len(left)
        raise AnswerError(
            f"there are {count} answers, asked for are {len(tasks)}",
            hint="name each: " + "; ".join(f"{task}: …" for task in tasks),
        )
    return found | dict(zip(left, unnamed, strict=False))


def _task(word: str, tasks: tuple[Task, ...]) -> Task | None:
    low = word.casefold()
    return next((task for task in tasks if len(low) > 2 and task.value.startswith(low)), None)


def pieces(answer: str) -> list[str]:
    """The text cut at line ends and semicolons that stand outside of all brackets."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(answer):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(0, depth - 1)
        elif character in ";\n" and not depth:
            found.append(answer[start:place])
            start = place + 1
    found.append(answer[start:])
    return [piece for piece in found if piece.strip()]


def _status(items: list[GradedPart]) -> Status:
    statuses = {item.status for item in items}
    if statuses == {Status.RIGHT}:
        return Status.RIGHT
    for status in (Status.FAILURE, Status.UNDECIDED):
        if status in statuses:
            return status
    if any(item.earned for item in items) or Status.RIGHT in statuses:
        return Status.PARTLY
    return Status.UNREADABLE if statuses == {Status.UNREADABLE} else Status.WRONG


def _reason(items: list[GradedPart]) -> str:
    right = sum(item.status is Status.RIGHT for item in items)
    if right == len(items):
        return "Right."
    told = f"{right} of {len(items)} tasks are right."
    return told + (f" {TO_BE_REVIEWED}" if any(item.status.is_open for item in items) else "")
