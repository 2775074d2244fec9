"""A part → lines: its question and its variables, without the answer."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from grader.exercises.asked import shown_point
from grader.exercises.forms import asked_form
from grader.exercises.model import (
    AnswerBy,
    Derivation,
    Exercise,
    Formula,
    Manual,
    Part,
    Question,
    Task,
)
from grader.reports.phrases import points

ASKED = {
    Task.GRADIENT: "the gradient",
    Task.JACOBIAN: "the Jacobian (outputs × inputs)",
    Task.HESSIAN: "the Hessian",
    Task.EXPRESSION: "a formula",
    Task.DESCENT: "the direction of steepest descent",
    Task.TAYLOR: "the Taylor polynomial",
    Task.MINIMISER: "the minimiser",
}


BESIDE = {
    AnswerBy.EITHER: "in place of a formula",
    AnswerBy.FUNCTION: "no formula",
    AnswerBy.BOTH: "and a formula",
}


def question_lines(exercise: Exercise, part: Part, example: str = "") -> list[str]:
    """The question as a student may see it; `example` is a call of the function with its value."""
    word = "point" if part.points == Fraction(1) else "points"
    lines = [f"{exercise.sheet}/{part.id}  {part.title}  ({points(float(part.points))} {word})", ""]
    lines += textwrap.wrap(part.prompt, 88, break_long_words=False, break_on_hyphens=False)
    return [*lines, "", *_asked(part.question, exercise.index_base), *_python(part, example)]


def _python(part: Part, example: str) -> list[str]:
    if part.python is None or part.python.answer_by is AnswerBy.FORMULA:
        return []
    asked, by = part.python.asked, part.python.answer_by
    lines = asked.setup.rstrip().split("\n") if asked.setup else []
    given = [
        f"{'given' if not number else '':<10} {line}".rstrip() for number, line in enumerate(lines)
    ]
    lines = [f"python     {asked.signature}, {BESIDE[by]}", *given]
    return [*lines, f"example    {example}"] if example else lines


def _asked(question: Question, index_base: int) -> list[str]:
    match question:
        case Formula():
            return _formula(question, index_base)
        case Derivation():
            return _derivation(question, index_base)
        case Manual():
            return _manual(question)
        case _:
            assert_never(question)


def _derivation(question: Derivation, index_base: int) -> list[str]:
    definitions = {
        f"{name}({', '.join(question.functions[name])})" if name in question.functions else name: to
        for name, to in question.definitions.items()
    }
    return [
        f"asked      a derivation in {question.min_steps} steps or more, one per line",
        f"from       {question.start}",
        f"to         {question.goal}",
        *_named("variables", question.variables),
        *_named("also", definitions),
        f"indices    from {index_base}",
    ]


def _manual(question: Manual) -> list[str]:
    files = f", or a file: {', '.join(question.files)}" if question.files else ""
    rubric = [
        f"{'rubric' if not number else '':<10} {each.name}: {points(float(each.points))}"
        for number, each in enumerate(question.rubric)
    ]
    return [f"asked      a text{files}; your tutor marks it", *rubric]


def _formula(question: Formula, index_base: int) -> list[str]:
    by = f" by {', '.join(question.wrt)}" if question.wrt else ""
    entry = f", entry {question.entry}" if question.entry else ""
    layout = f", {question.layout} layout" if question.layout else ""
    asked = " and ".join(ASKED[task] for task in question.tasks or (question.task,))
    return [
        f"asked      {asked}{by}{entry}{layout}{_further(question)}",
        *_named("variables", question.variables),
        *_named("also", question.definitions),
        *_named("used", {use.name: f"the answer to {use.part}" for use in question.uses}),
        f"indices    from {index_base}",
    ]


def _further(question: Formula) -> str:
    """Order, point, factor and form, as far as they are asked for."""
    told = f" of order {question.order}" if question.task is Task.TAYLOR else ""
    told += f" at {shown_point(question)}" if question.at else ""
    told += f", up to a {question.up_to}" if question.up_to else ""
    form = asked_form(question)
    return told + (f", {form}" if form else "")


def _named(head: str, texts: Mapping[str, str]) -> list[str]:
    sign = ": " if head == "variables" else " = "
    names = [f"{name}{sign}{text}" for name, text in texts.items()]
    return [f"{head if not number else '':<10} {name}" for number, name in enumerate(names)]
