"""The fields of a part that a Python function may answer → Python, beside its question.

python: grad_w(X, y, w, b)      the function and its parameters: variables, dimensions, names
answer_by: either               formula, function, either (if not given), both
function_share: 1/2             of the points, where both are asked
setup: |                        code that is given
modules: [scipy.linalg]         what may be imported beside NumPy and the usual modules
seconds: 4                      of computing, for all calls together
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from grader.comparison.functions.verdict import Asked
from grader.documents.tree import Text
from grader.errors import DeclarationError
from grader.exercises.fields import Fields, nearest
from grader.exercises.model import AnswerBy, Formula, Python, Question, Task
from grader.language.declarations import declaration

KEYS: Final = ("python", "answer_by", "function_share", "setup", "modules", "seconds")
HALF: Final = Fraction(1, 2)
USUAL: Final = 4  # seconds
MOST: Final = 60
SIGNATURE: Final = re.compile(r"([^\W\d]\w*)\s*\(([^()]*)\)\Z")
MODULE: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


def python(fields: Fields, question: Question) -> Python | None:
    """The function that may or must answer a part; whatever does not fit is complained of."""
    written = fields.written("python")
    if written is None:
        for key in KEYS[1:]:
            if fields.node(key):
                hint = "write `python: name(arguments)`, too"
                fields.complain(fields.node(key), f"`{key}` without `python`", hint)
        return None
    match = SIGNATURE.match(written.value.strip())
    if not match:
        fields.complain(written, f"`python: {written.value.strip()}`", "write `grad_w(X, y, w)`")
        return None
    parameters = tuple(name.strip() for name in match[2].split(",") if name.strip())
    _check(fields, written, question, parameters)
    by = AnswerBy(fields.choice("answer_by", tuple(AnswerBy), AnswerBy.EITHER))
    share = fields.number("function_share", HALF)
    if share > 1:
        fields.complain(fields.node("function_share"), "`function_share` is more than 1")
    seconds = fields.number("seconds", Fraction(USUAL))
    if not 1 <= seconds <= MOST or seconds.denominator != 1:
        fields.complain(fields.node("seconds"), "`seconds` is not a whole number from 1 to 60")
    setup = fields.written("setup")
    asked = Asked(
        match[1],
        parameters,
        setup.value if setup else "",
        _modules(fields),
        max(1, int(seconds)),
    )
    return Python(asked, by, share)


def _check(fields: Fields, written: Text, question: Question, parameters: tuple[str, ...]) -> None:
    """Whether the question can be answered by a function of these."""
    if not isinstance(question, Formula) or not _has_one_value(question):
        hint = "for a gradient, Jacobian, Hessian or expression"
        fields.complain(written, "this question cannot be answered by a function", hint)
        return
    known = {*question.variables, *question.definitions, *_dimensions(question)}
    if len(set(parameters)) < len(parameters) or not parameters:
        fields.complain(written, "each parameter once, and at least one")
    for name in parameters:
        if name not in known:
            fields.complain(written, f"`{name}` is not a name", nearest(name, tuple(known)))
        elif "->" in question.variables.get(name, "").replace("→", "->"):
            fields.complain(written, f"`{name}` is a function: code cannot be given one")


def _has_one_value(question: Formula) -> bool:
    """Whether all right answers have the same value: that of a reference, given or derived."""
    if question.tasks or question.up_to or question.entry or question.task is Task.TAYLOR:
        return False
    return question.task is not Task.MINIMISER or bool(question.reference.strip())


def _dimensions(question: Formula) -> set[str]:
    """The symbolic dimensions of the variables; lint complains of what cannot be read."""
    found: set[str] = set()
    for name, text in question.variables.items():
        try:
            declared = declaration(name, text)
        except DeclarationError:
            continue
        found |= {side for side in declared.shape if isinstance(side, str)}
    return found


def _modules(fields: Fields) -> tuple[str, ...]:
    found = []
    for text in fields.texts("modules"):
        name = text.value.strip()
        if not MODULE.match(name):
            fields.complain(text, f"`{name}` is not the name of a module", "as `scipy.linalg`")
        found.append(name)
    return tuple(found)
