"""An exercise document → one report: is every text of it readable, is every key right?

A key is right if it has the shape that the task asks for and is what the function's derivative
is (evidence.py). A key that was left out is derived here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar, assert_never

from grader.calculus.errors import CalculusError
from grader.comparison.forms import canonical
from grader.comparison.key import Key
from grader.comparison.minimisers import problem
from grader.documents.tree import Complaint, Node
from grader.errors import AnswerError, DeclarationError
from grader.exercises.asked import asked_entry, asked_point, asked_shape, question_of
from grader.exercises.choices import variant_count
from grader.exercises.differences import has_values
from grader.exercises.evidence import SEED, derived_formula, finding
from grader.exercises.expansions import point_key, undefined_at
from grader.exercises.fields import nearest
from grader.exercises.forms import missing_form
from grader.exercises.inputs import untellable
from grader.exercises.loading import read_exercise
from grader.exercises.model import (
    Derivation,
    Formula,
    KeyReport,
    LintReport,
    Manual,
    Part,
    Question,
    Task,
)
from grader.exercises.plots import PictureError, check
from grader.exercises.proving import Linted
from grader.exercises.trials import place, trials
from grader.exercises.uses import tied, unused, with_uses
from grader.exercises.variation import numbers, told_once, unplaced, variant_of
from grader.language.declarations import Scope, declaration, scope
from grader.language.shapes import Meaning, meaning
from grader.language.text import text
from grader.language.tree import SCALAR, ZERO, Expression, Filled, Shape, described

T = TypeVar("T")


class Checked(NamedTuple):
    """What was found out about a key: a sentence, complaints if it is not right, the question.

    The question is as it was, or with the key that was derived for it; the key made ready.
    """

    question: Question
    evidence: str
    complaints: tuple[Complaint, ...] = ()
    key: Key | None = None


def lint(document: Node, file: str) -> LintReport:
    """The report of one exercise file, with all complaints in the order of the file."""
    exercise, complaints = read_exercise(document, file)
    keys, done = [], dict[str, Part]()
    for each in exercise.parts:
        part = tied(each, done, tuple(done), [])  # to keys that may have been derived meanwhile
        base = exercise.index_base
        checked = _varied(part, base, done) if part.choose else _checked(part, base)
        derived = _derived_key(part.question, checked.question)
        keys.append(KeyReport(part.id, not checked.complaints, checked.evidence, derived))
        done[part.id] = part._replace(question=checked.question)
        complaints += checked.complaints
        complaints += _undrawable(part)
        if not checked.complaints:
            complaints += untellable(done[part.id], base, checked.key)
    texts = tuple(complaint.at(file) for complaint in sorted(complaints))
    return LintReport(exercise._replace(parts=tuple(done.values())), tuple(keys), texts)


def _varied(part: Part, index_base: int, done: dict[str, Part]) -> Checked:
    """What was found out about all variants of a part, or about many of them."""
    found: list[tuple[Part, Checked]] = []
    for number in numbers(part):
        one, complaints = variant_of(part, number)
        one = tied(one, done, tuple(done), [])
        checked = _checked(one, index_base)
        found.append((one, checked._replace(complaints=(*complaints, *checked.complaints))))
    first = found[0][1]
    merged = told_once([(one.variant, checked.complaints) for one, checked in found])
    count = variant_count(part)
    which = (
        f"all {count} variants" if len(found) == count else f"{len(found)} of {count:,} variants"
    )
    return Checked(first.question, f"{first.evidence}; {which} checked", unplaced(part) + merged)


def _undrawable(part: Part) -> list[Complaint]:
    """A complaint if the picture of a part cannot be drawn."""
    if part.picture is None:
        return []
    try:
        check(part.picture)
    except PictureError as problem:
        return [Complaint(part.picture.line, part.picture.column, problem.message, problem.hint)]
    return []


def _derived_key(before: Question, after: Question) -> str:
    """The key that was derived, if one was."""
    if not isinstance(before, Formula) or not isinstance(after, Formula):
        return ""
    return "" if before.reference == after.reference else after.reference


def _checked(part: Part, index_base: int) -> Checked:
    match part.question:
        case Formula() as question:
            return _formula(question, index_base)
        case Derivation() as question:
            linted = Linted(question, index_base, part.points)
            return Checked(question, linted.evidence, tuple(linted.complaints))
        case Manual() as question:
            count = len(question.rubric)
            told = f"a tutor marks it, by {count} criteri{'a' if count > 1 else 'on'}"
            return Checked(question, told)
        case _:
            assert_never(part.question)


def _formula(question: Formula, index_base: int) -> Checked:
    complaints: list[Complaint] = []
    within = _scope(question, index_base, complaints)
    if within is None:
        return Checked(question, "not checked: a declaration cannot be read", tuple(complaints))
    function = None
    if question.function:
        function = _read(question, "function", complaints, partial(meaning, scope=within))
        if function is None:
            return Checked(question, "not checked: the function cannot be read", tuple(complaints))
    if question.at and _read(question, point_key(question), complaints,
                             lambda text: asked_point(question, within)) is None:  # fmt: skip
        return Checked(question, "not checked: the point cannot be read", tuple(complaints))
    if question.tasks:
        return _of_tasks(question, index_base)
    if question.at and function is not None:
        undefined, hint = undefined_at(question, within, function.tree)
        if undefined:
            complaint = _complaint(question, point_key(question), undefined, hint)
            return Checked(question, "there is no value at the point", (complaint,))
    if not question.reference.strip():
        assert function is not None
        question = _derived(question, within, function.tree, complaints)
        if complaints:
            return Checked(question, "there is no reference", tuple(complaints))
        if not question.reference.strip():
            return _without_key(question, within, function)
    asked = asked_shape(question, within)
    reference = _read(
        question, "reference", complaints, partial(meaning, scope=within, shape=asked)
    )
    if reference is None:
        return Checked(question, "not checked: the reference cannot be read", tuple(complaints))
    complaints += _misfits(question, function, reference, asked)
    complaints += _form_complaints(question, within, reference)
    complaints += unused(question, index_base)
    if complaints:
        return Checked(question, "not what is asked for", tuple(complaints))
    return _evidence(question, within, function, reference)


def _of_tasks(question: Formula, index_base: int) -> Checked:
    """The keys of a part with several tasks, each checked as a part of its own."""
    told, complaints = [], list[Complaint]()
    for answer in (*question.accepts, *question.rejects):
        message = "answers to several tasks are not tested"
        complaints.append(
            Complaint(answer.line, answer.column, message, "write parts of their own")
        )
    for task in question.tasks:
        one = question_of(question, task)._replace(accepts=(), rejects=())
        if not one.reference.strip():
            message = f"the {task} has no reference"
            hint = f"write `reference: {{{task}: …}}`"
            complaints.append(_complaint(question, "function", message, hint))
            continue
        checked = _formula(one, index_base)
        told.append(f"{task}: {checked.evidence}")
        complaints += checked.complaints
    return Checked(question, "; ".join(told), tuple(complaints))


def _without_key(question: Formula, within: Scope, function: Meaning | None) -> Checked:
    """A minimiser without any key: the answers are judged by the function alone."""
    assert function is not None
    try:
        problem(function.tree, question.wrt, within)
    except CalculusError as error:
        complaint = _complaint(question, "function", f"it has no gradient: {error.message}")
        return Checked(question, "not checked", (complaint,))
    shape = asked_shape(question, within)
    assert shape is not None
    zero = Meaning(ZERO if shape == SCALAR else Filled(0, shape))
    complaints = trials(question, Key(zero, within, SEED))
    told = "no key: an answer is put into the gradient and the Hessian of the function"
    return Checked(question, told, complaints)


def _form_complaints(question: Formula, within: Scope, reference: Meaning) -> list[Complaint]:
    """Whether the names of a form exist, and the reference has the form that is asked for."""
    found = []
    for name in (*question.form.uses, *question.form.without):
        if not canonical(name, within):
            known = (*within.names, *sorted(within.dimensions))
            message = f"form: `{name}` is no name of this part"
            found.append(_complaint(question, "reference", message, nearest(name, known)))
    if not found:
        missing = missing_form(question, question.reference, reference.tree, within)
        if missing:
            message = f"the reference is {missing}"
            found.append(_complaint(question, "reference", message))
    return found


def _derived(
    question: Formula, within: Scope, function: Expression, complaints: list[Complaint]
) -> Formula:
    """The question with the key that calculus gives, or a complaint."""
    try:
        key = text(derived_formula(question, within, function), within.index_base)
    except CalculusError as problem:
        if question.task is Task.MINIMISER:
            return question  # it is judged by its gradient and Hessian alone
        message = f"there is no reference, and none could be derived: {problem.message}"
        complaints.append(_complaint(question, "function", message, "write `reference:`"))
        return question
    # What is wrong with a derived key is to be complained of at the function.
    places = {**question.places, "reference": question.places["function"]._replace(value=key)}
    return question._replace(reference=key, places=places)


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
            message = f"`{name}` is also one of the variables"
            complaints.append(_complaint(question, f"definitions.{name}", message))
            return None
        key = f"definitions.{name}"
        found = _read(question, key, complaints, partial(meaning, scope=within))
        if found is None:
            return None
        definitions[name] = found.tree
        within = scope(question.variables, index_base=index_base, definitions=definitions)
    if question.uses:
        within, unusable = with_uses(question, within, index_base)
        complaints.extend(unusable)
    return None if complaints else within


def _read(
    question: Formula, key: str, complaints: list[Complaint], reading: Callable[[str], T]
) -> T | None:
    """What a text of the part is read as, or a complaint at the place that is to blame."""
    at = question.places[key]
    try:
        return reading(at.value)
    except AnswerError as problem:
        line, column = place(at, problem.span)
        complaints.append(Complaint(line, column, f"{key}: {problem.message}", problem.hint))
    except DeclarationError as problem:
        complaints.append(Complaint(at.line, at.column, problem.message, problem.hint))
    return None


def _misfits(
    question: Formula, function: Meaning | None, reference: Meaning, asked: Shape | None
) -> list[Complaint]:
    """Complaints about shapes: of the function, of the reference, and of its free indices."""
    found = []
    if function is not None and question.task not in (Task.JACOBIAN, Task.EXPRESSION):
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
    entry = set(asked_entry(question))
    for name in sorted(free - entry):
        found.append(_complaint(question, "reference", f"`{name}` is free", f"add `entry: {name}`"))
    for name in sorted(entry - free):
        found.append(_complaint(question, "entry", f"`{name}` does not occur in the reference"))
    return found


def _evidence(
    question: Formula, within: Scope, function: Meaning | None, reference: Meaning
) -> Checked:
    """What the key rests on, and what becomes of the answers that the author wants tested."""
    told = "an expression: there is no function to check it against"
    key = Key(reference, within, SEED)
    if function is not None:
        found = finding(question, function.tree, key)
        told = found.evidence
        if found.problem:
            complaint = _complaint(question, found.blamed, found.problem, found.hint)
            return Checked(question, told, (complaint,))
    elif not has_values(ZERO, reference, within, SEED):
        message = "the reference has no value at any point that was tried"
        hint = "is something divided by zero, or a singular matrix inverted?"
        return Checked(question, "undefined", (_complaint(question, "reference", message, hint),))
    complaints = trials(question, key)
    count = len(question.accepts) + len(question.rejects)
    if count:
        failed = f", {len(complaints)} not as wanted" if complaints else ""
        told += f"; {count} answer{'s' * (count > 1)} tested{failed}"
    return Checked(question, told, complaints, key)


def _asking(question: Formula) -> str:
    return "function" if question.task is Task.EXPRESSION else question.task.value


def _complaint(question: Formula, key: str, message: str, hint: str = "") -> Complaint:
    at = question.places[key]
    return Complaint(at.line, at.column, message, hint)
