"""What a formula part asks → the scope its answers are read in, and the shape they must have."""

from __future__ import annotations

from typing import assert_never

from grader.exercises.model import Formula, Layout, Task
from grader.language.declarations import Scope, scope
from grader.language.shapes import meaning
from grader.language.tree import SCALAR, Dimension, Expression, Shape, times


def scope_of(formula: Formula, index_base: int) -> Scope:
    """The names of the part; a definition may use those before it.

    Raises DeclarationError or AnswerError, whichever the author's text calls for.
    """
    found = scope(formula.variables, index_base=index_base)
    definitions: dict[str, Expression] = {}
    for name, text in formula.definitions.items():
        definitions[name] = meaning(text, found).tree
        found = scope(formula.variables, index_base=index_base, definitions=definitions)
    return found


def asked_shape(formula: Formula, within: Scope) -> Shape | None:
    """The shape of the right answer; None where the reference alone can tell.

    Raises AnswerError if the function cannot be read.
    """
    function = meaning(formula.function, within).tree.shape if formula.function else SCALAR
    if formula.entry:
        return SCALAR
    match formula.task:
        case Task.GRADIENT:
            return _laid_out(formula.layout, wrt_shape(formula, within), by_default="denominator")
        case Task.JACOBIAN:
            outputs, inputs = times(*function), times(*wrt_shape(formula, within))
            return _laid_out(formula.layout, (outputs, inputs), by_default="numerator")
        case Task.HESSIAN:
            inputs = times(*wrt_shape(formula, within))
            return (inputs, inputs)
        case Task.EXPRESSION:
            return function if formula.function else None
        case _:
            assert_never(formula.task)


def wrt_shape(formula: Formula, within: Scope) -> Shape:
    """The shape of what is differentiated by; a list of scalars is a column."""
    if len(formula.wrt) == 1:
        return within.variables[formula.wrt[0]].shape
    return (len(formula.wrt), 1)


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
