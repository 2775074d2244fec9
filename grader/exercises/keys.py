"""An exercise document → one report: is every text of it readable, is every key right?

A key is right if it has the shape that the task asks for and agrees with the differences of the
function it is the derivative of.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple, TypeVar, assert_never

from grader.documents.tree import Complaint, Node, Text
from grader.errors import NOWHERE, AnswerError, DeclarationError, Span
from grader.exercises.asked import asked_shape
from grader.exercises.differences import POINTS, Differentiated, findings
from grader.exercises.loading import read_exercise
from grader.exercises.model import Formula, KeyReport, LintReport, Part, Task
from grader.language.declarations import Scope, declaration, scope
from grader.language.shapes import Meaning, meaning
from grader.language.tree import Expression, Shape, described

T = TypeVar("T")

SEED: Final = 20


class Checked(NamedTuple):
    """What was found out about a key: a sentence, and complaints if it is not right."""

    evidence: str
    complaints: tuple[Complaint, ...] = ()


def lint(document: Node, file: str) -> LintReport:
    """The report of one exercise file, with all complaints in the order of the file."""
    exercise, complaints = read_exercise(document, file)
    keys = []
    for part in exercise.parts:
        checked = _checked(part, exercise.index_base)
        keys.append(KeyReport(part.id, not checked.complaints, checked.evidence))
        complaints += checked.complaints
    texts = tuple(complaint.at(file) for complaint in sorted(complaints))
    return LintReport(exercise, tuple(keys), texts)


def _checked(part: Part, index_base: int) -> Checked:
    match part.question:
        case Formula() as question:
            return _formula(question, index_base)
        case _:
            assert_never(part.question)


def _formula(question: Formula, index_base: int) -> Checked:
    complaints: list[Complaint] = []
    within = _scope(question, index_base, complaints)
    if within is None:
        return Checked("not checked: a declaration cannot be read", tuple(complaints))
    function = None
    if question.function:
        function = _read(question, "function", complaints, partial(meaning, scope=within))
        if function is None:
            return Checked("not checked: the function cannot be read", tuple(complaints))
    asked = asked_shape(question, within)
    reference = _read(
        question, "reference", complaints, partial(meaning, scope=within, shape=asked)
    )
    if reference is None:
        return Checked("not checked: the reference cannot be read", tuple(complaints))
    complaints += _misfits(question, function, reference, asked)
    if complaints:
        return Checked("the shape is wrong", tuple(complaints))
    return _agreement(question, within, function, reference)


def _scope(question: Formula, index_base: int, complaints: list[Complaint]) -> Scope | None:
    """The names of the part, or complaints at the declarations and definitions to blame."""
    for name in question.variables:
        key = f"variables.{name}"
        _read(question, key, complaints, partial(declaration, name))
    if complaints:
        return None
    definitions: dict[str, Expression] = {}
    within = scope(question.variables, index_base=index_base)
    for name in question.definitions:
        if name in question.variables:
            place = question.places[f"definitions.{name}"]
            complaints.append(
                Complaint(place.line, place.column, f"`{name}` is also one of the variables")
            )
            return None
        key = f"definitions.{name}"
        found = _read(question, key, complaints, partial(meaning, scope=within))
        if found is None:
            return None
        definitions[name] = found.tree
        within = scope(question.variables, index_base=index_base, definitions=definitions)
    return within


def _read(
    question: Formula, key: str, complaints: list[Complaint], reading: Callable[[str], T]
) -> T | None:
    """What a text of the part is read as, or a complaint at the place that is to blame."""
    text = question.places[key]
    try:
        return reading(text.value)
    except AnswerError as problem:
        line, column = _place(text, problem.span)
        complaints.append(Complaint(line, column, f"{key}: {problem.message}", problem.hint))
    except DeclarationError as problem:
        complaints.append(Complaint(text.line, text.column, problem.message, problem.hint))
    return None


def _place(text: Text, span: Span) -> tuple[int, int]:
    """Where a span of a text stands in the file; its beginning where lines are folded."""
    if text.lead < 0 or span == NOWHERE:
        return text.line, text.column
    return text.line, text.column + text.lead + span.start


def _misfits(
    question: Formula, function: Meaning | None, reference: Meaning, asked: Shape | None
) -> list[Complaint]:
    """Complaints about shapes: of the function, of the reference, and of its free indices."""
    found = []
    if function is not None and question.task in (Task.GRADIENT, Task.HESSIAN):
        shape = function.tree.shape
        if shape != (1, 1):
            message = f"the function is {described(shape)}: only a scalar has a {question.task}"
            found.append(_complaint(question, "function", message))
    shape = reference.tree.shape
    if asked is not None and shape != asked:
        message = (
            f"the reference is {described(shape)}, the {_asking(question)} is {described(asked)}"
        )
        found.append(_complaint(question, "reference", message))
    free = {name for name, _ in reference.free}
    entry = set(_entry(question))
    for name in sorted(free - entry):
        found.append(_complaint(question, "reference", f"`{name}` is free", f"add `entry: {name}`"))
    for name in sorted(entry - free):
        found.append(_complaint(question, "entry", f"`{name}` does not occur in the reference"))
    return found


def _agreement(
    question: Formula, within: Scope, function: Meaning | None, reference: Meaning
) -> Checked:
    """Whether the reference agrees with differences of the function."""
    if function is None:
        return Checked("an expression: there is no function to check it against")
    found = findings(
        Differentiated(
            function.tree, question.wrt, question.task, question.layout, _entry(question)
        ),
        reference,
        within,
        SEED,
    )
    if found.disagreement:
        message = f"the reference is not the {_asking(question)}: {found.disagreement}"
        return Checked("wrong", (_complaint(question, "reference", message),))
    if found.points < POINTS:
        message = f"the function or the reference has a value at {found.points} points only"
        hint = "declare what is assumed, as in `x: n positive`"
        return Checked("hardly checked", (_complaint(question, "function", message, hint),))
    what = "the function" if question.task is Task.EXPRESSION else "differences of the function"
    return Checked(f"agrees with {what} at {found.points} points, in 50 digits")


def _entry(question: Formula) -> tuple[str, ...]:
    return tuple(name.strip() for name in question.entry.split(",") if name.strip())


def _asking(question: Formula) -> str:
    return "function" if question.task is Task.EXPRESSION else question.task.value


def _complaint(question: Formula, key: str, message: str, hint: str = "") -> Complaint:
    text = question.places[key]
    return Complaint(text.line, text.column, message, hint)
