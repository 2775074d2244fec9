"""A part that a Python function may answer → complaints where no inputs can tell it right.

What the right value depends on must be given to the function, and enough inputs must be found at
which rounding does not decide: else no function could be called right.
"""

from __future__ import annotations

from grader.comparison.key import Key
from grader.documents.tree import Complaint
from grader.exercises.evidence import SEED
from grader.exercises.judgement import key_of
from grader.exercises.model import AnswerBy, Formula, Part
from grader.language.substitution import variables_in


def untellable(part: Part, index_base: int, key: Key | None) -> list[Complaint]:
    """What is wrong with the function that a part asks for; its key has been found right.

    The key is made ready here where nobody has done so before.
    """
    question, python = part.question, part.python
    if python is None or python.answer_by is AnswerBy.FORMULA or not isinstance(question, Formula):
        return []
    # Imported late: few sheets ask for functions, and a plain check never does.
    from grader.comparison.functions.cases import can_be_told, drawn

    given = python.asked.parameters
    key = key or key_of(question, index_base, SEED)
    message = hint = ""
    missing = sorted(variables_in(key.meaning.tree) - set(given))
    if missing and not set(given) & set(question.definitions):
        message = f"`python: {python.asked.name}` is not given `{missing[0]}`, which the key uses"
        hint = f"write `{python.asked.name}({', '.join([*given, *missing])})`"
    elif not can_be_told(key, given):
        if drawn(key, given).cases:
            message = "at all inputs that were drawn, rounding decides what a function returns"
            hint = "`answer_by: formula`, or a function that is better conditioned"
        else:
            message = "no inputs were found at which the value of the key can be computed"
            hint = "`answer_by: formula`, or other assumptions on the variables"
    place = question.places.get("reference") or question.places.get("function")
    if not message or place is None:
        return []
    return [Complaint(place.line, place.column, message, hint)]
