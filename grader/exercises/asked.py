"""What a formula part asks → the scope its answers are read in, and the shape they must have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from grader.errors import AnswerError
from grader.exercises.model import Formula, Layout, Task
from grader.language.declarations import Scope, scope
from grader.language.shapes import meaning
from grader.language.substitution import variables_in
from grader.language.text import text
from grader.language.tree import SCALAR, Dimension, Expression, Shape, Stack, described, times


def scope_of(formula: Formula, index_base: int) -> Scope:
    """The names of the part; a definition may use those before it.

    Raises DeclarationError or AnswerError, whichever the author's text calls for.
    """
    return scope_with(formula, definitions_of(formula, index_base), index_base)


def scope_with(formula: Formula, texts: Mapping[str, str], index_base: int) -> Scope:
    """The variables of the part with these definitions, in which each may use those before it."""
    found = scope(formula.variables, index_base=index_base)
    definitions: dict[str, Expression] = {}
    for name, written in texts.items():
        definitions[name] = meaning(written, found).tree
        found = scope(formula.variables, index_base=index_base, definitions=definitions)
    return found


def definitions_of(formula: Formula, index_base: int) -> dict[str, str]:
    """The abbreviations of the part, then the right answers to the parts that it uses."""
    used = {
        use.name: text(answered(use.question, index_base), index_base)
        for use in formula.uses
        if use.question is not None
    }
    return {**formula.definitions, **used}


def answered(formula: Formula, index_base: int, answer: str = "") -> Expression:
    """An answer to the part, or its reference, as a tree over the variables of the part.

    Raises AnswerError or DeclarationError.
    """
    within = scope_of(formula, index_base)
    shape = asked_shape(formula, within)
    return meaning(answer or formula.reference, within, shape=shape).tree


def veiled(formula: Formula, index_base: int) -> Scope:
    """The names of the part, where what is used is a variable: nothing says what it is.

    A student who types such a name must not read in the report what it stands for.
    """
    within = scope_of(formula, index_base)
    used = {use.name: declared_as(within.nodes[use.name].shape) for use in formula.uses}
    plain = formula._replace(variables={**formula.variables, **used}, uses=())
    return scope_of(plain, index_base)


def declared_as(shape: Shape) -> str:
    """A shape as a declaration.

    >>> declared_as((1, "m")), declared_as((1, 1))
    ('1 x m', 'scalar')
    """
    return "scalar" if shape == SCALAR else f"{shape[0]} x {shape[1]}"


def asked_shape(formula: Formula, within: Scope) -> Shape | None:
    """The shape of the right answer; None where the reference alone can tell.

    Raises AnswerError if the function cannot be read.
    """
    function = meaning(formula.function, within).tree.shape if formula.function else SCALAR
    if formula.entry:
        return SCALAR
    match formula.task:
        case Task.GRADIENT | Task.DESCENT:
            return _laid_out(formula.layout, wrt_shape(formula, within), by_default="denominator")
        case Task.JACOBIAN:
            outputs, inputs = times(*function), times(*wrt_shape(formula, within))
            return _laid_out(formula.layout, (outputs, inputs), by_default="numerator")
        case Task.HESSIAN:
            inputs = times(*wrt_shape(formula, within))
            return (inputs, inputs)
        case Task.TAYLOR:
            return SCALAR
        case Task.MINIMISER:
            return wrt_shape(formula, within)
        case Task.EXPRESSION:
            return function if formula.function else None
        case _:
            assert_never(formula.task)


def wrt_shape(formula: Formula, within: Scope) -> Shape:
    """The shape of what is differentiated by; a list of scalars is a column."""
    if len(formula.wrt) == 1:
        return within.variables[formula.wrt[0]].shape
    return (len(formula.wrt), 1)


def asked_point(formula: Formula, within: Scope) -> dict[str, Expression]:
    """The point of a Taylor polynomial, or where a derivative is taken; a tree for each name.

    Raises AnswerError where a text of it cannot be read, or does not fit.
    """
    if "" in formula.at:
        return _components(formula, within)
    point = {}
    for name, written in formula.at.items():
        shape = within.variables[name].shape
        found = meaning(written.value, within, shape=shape).tree
        _check(found, shape, name, formula)
        point[name] = found
    return point


def _components(formula: Formula, within: Scope) -> dict[str, Expression]:
    """A list of components, one for each name."""
    found = meaning(formula.at[""].value, within).tree
    numbers = [one for row in found.rows for one in row] if isinstance(found, Stack) else [found]
    if len(numbers) != len(formula.wrt):
        raise AnswerError(
            f"the point has {len(numbers)} components, `wrt` has {len(formula.wrt)}",
            hint=f"write [{', '.join('0' * len(formula.wrt))}], or `name: number` for each",
        )
    for number, name in zip(numbers, formula.wrt, strict=True):
        _check(number, SCALAR, name, formula)
    return dict(zip(formula.wrt, numbers, strict=True))


def _check(found: Expression, shape: Shape, name: str, formula: Formula) -> None:
    if found.shape != shape:
        told = f"the point is {described(found.shape)}, `{name}` is {described(shape)}"
        raise AnswerError(told)
    moving = sorted(variables_in(found) & set(formula.wrt))
    if moving:
        raise AnswerError(f"the point moves with `{moving[0]}`", hint="give it another name")


def shown_point(question: Formula) -> str:
    """The point as the author wrote it.

    >>> from grader.documents.tree import Text
    >>> from grader.exercises.model import Layout
    >>> at = {"x": Text("1", 1, 1), "y": Text("2", 1, 1)}
    >>> shown_point(Formula({}, {}, "", ("x",), Task.TAYLOR, "", "", Layout.DEFAULT, {}, at=at))
    'x = 1, y = 2'
    """
    if "" in question.at:
        numbers = question.at[""].value.strip().removeprefix("[").removesuffix("]")
        return f"({', '.join(question.wrt)}) = ({numbers.strip('()')})"
    return ", ".join(f"{name} = {text.value.strip()}" for name, text in question.at.items())


def question_of(formula: Formula, task: Task) -> Formula:
    """One task of a question as a question of its own."""
    place = formula.places.get(f"reference.{task}")
    places = dict(formula.places) if place is None else {**formula.places, "reference": place}
    return formula._replace(
        task=task, tasks={}, references={}, reference=formula.references.get(task, ""),
        places=places,
    )  # fmt: skip


def asked_entry(formula: Formula) -> tuple[str, ...]:
    """The free indices of the one entry that is asked for."""
    return tuple(name.strip() for name in formula.entry.split(",") if name.strip())


def _laid_out(layout: Layout, shape: Shape, by_default: str) -> Shape:
    length: Dimension = times(*shape)
    if layout is Layout.ROW:
        return (1, length)
    if layout is Layout.COLUMN:
        return (length, 1)
    if layout in (Layout.DEFAULT, by_default):
        return shape
    return (shape[1], shape[0])
