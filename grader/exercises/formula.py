"""The fields of a part that asks for a formula → Formula."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from grader.documents.tree import Text
from grader.exercises.fields import Fields, nearest
from grader.exercises.model import Formula, Layout, Task

KEYS: Final = (
    "variables", "definitions", "function", "wrt", "task", "entry", "reference", "layout",
    "credit", "accepts", "rejects",
)  # fmt: skip

# Recognised mistakes that an author may give a share of the points for; 0 unless given.
CREDITED: Final = ("transposed",)


def question(fields: Fields) -> Formula:
    """What the part asks; whatever does not fit is complained of in `fields`."""
    task = Task(fields.choice("task", tuple(Task), None) or Task.EXPRESSION)
    variables, definitions = fields.table("variables"), fields.table("definitions")
    wrt = _wrt(fields, task, variables)
    places = {f"variables.{name}": text for name, text in variables.items()}
    places |= {f"definitions.{name}": text for name, text in definitions.items()}
    is_derived = task is not Task.EXPRESSION
    needed = {"function": is_derived, "reference": not is_derived, "entry": False}
    for key, is_needed in needed.items():
        text = fields.written(key, required=is_needed)
        if text is not None:
            places[key] = text
    formula = {key: places[key].value if key in places else "" for key in needed}
    return Formula(
        variables={name: text.value.strip() for name, text in variables.items()},
        definitions={name: text.value for name, text in definitions.items()},
        function=formula["function"],
        wrt=tuple(text.value.strip() for text in wrt),
        task=task,
        entry=formula["entry"].strip(),
        reference=formula["reference"],
        layout=Layout(fields.choice("layout", tuple(Layout)[1:], "")),
        credit=_credit(fields),
        places=places,
        accepts=fields.texts("accepts"),
        rejects=fields.texts("rejects"),
    )


def _wrt(fields: Fields, task: Task, variables: dict[str, Text]) -> tuple[Text, ...]:
    wrt = fields.texts("wrt")
    if not wrt and task is not Task.EXPRESSION:
        fields.complain(fields.node("wrt"), "`wrt` is missing: the derivative by what?")
    for name in wrt:
        if name.value.strip() not in variables:
            hint = nearest(name.value.strip(), tuple(variables))
            fields.complain(name, f"`{name.value}` is not one of the variables", hint)
    return wrt


def _credit(fields: Fields) -> dict[str, Fraction]:
    shares = {}
    for name, text in fields.table("credit").items():
        share = fields.as_number(f"credit.{name}", text)
        if name not in CREDITED:
            fields.complain(text, f"unknown mistake `{name}`", nearest(name, CREDITED))
        elif share > 1:
            fields.complain(text, f"`{name}: {text.value}` is more than the whole", "at most 1")
        else:
            shares[name] = share
    return shares
