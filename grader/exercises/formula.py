"""The fields of a part that asks for a formula → Formula."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from grader.documents.tree import Table, Text
from grader.exercises import demands
from grader.exercises.fields import Fields, nearest
from grader.exercises.model import Formula, Layout, Task, Use
from grader.language.declarations import NAME

KEYS: Final = (
    "variables", "definitions", "function", "wrt", "task", "tasks", "entry", "reference", "layout",
    "credit", "accepts", "rejects", "form", "up_to", "order", "at", "uses",
)  # fmt: skip

# What needs no reference: it can be derived from the function, or be judged by it alone.
DERIVED: Final = (*demands.DERIVATIVES, Task.DESCENT, Task.TAYLOR, Task.MINIMISER)


def question(fields: Fields) -> Formula:
    """What the part asks; whatever does not fit is complained of in `fields`."""
    tasks = demands.tasks(fields)
    task = _task(fields, tasks)
    variables, definitions = fields.table("variables"), fields.table("definitions")
    wrt = _wrt(fields, task, variables)
    places = {f"variables.{name}": text for name, text in variables.items()}
    places |= {f"definitions.{name}": text for name, text in definitions.items()}
    references = _references(fields, tasks) if tasks else {}
    places |= {f"reference.{name}": text for name, text in references.items()}
    formula = _texts(fields, task, places, has_tasks=bool(tasks))
    names = tuple(text.value.strip() for text in wrt)
    point = demands.at(fields, task, names, tuple(variables)) if names else {}
    places |= {f"at.{name}" if name else "at": text for name, text in point.items()}
    return Formula(
        variables={name: text.value.strip() for name, text in variables.items()},
        definitions={name: text.value for name, text in definitions.items()},
        function=formula["function"],
        wrt=names,
        task=task,
        entry=formula["entry"].strip(),
        reference=formula.get("reference", ""),
        layout=Layout(fields.choice("layout", tuple(Layout)[1:], "")),
        credit=demands.credit(fields, task),
        places=places,
        accepts=fields.texts("accepts"),
        rejects=fields.texts("rejects"),
        form=demands.form(fields),
        up_to=_up_to(fields, task, places.get("entry")),
        order=demands.order(fields, task),
        at=point,
        tasks=tasks,
        references={name: text.value for name, text in references.items()},
        uses=_uses(fields, {*variables, *definitions}),
    )


def _up_to(fields: Fields, task: Task, entry: Text | None) -> str:
    """The factors that are allowed; of one entry anything is a multiple, so there are none."""
    up_to = fields.choice("up_to", demands.FACTORS, "")
    up_to = up_to or "positive factor" * (task is Task.DESCENT)
    if up_to and entry is not None and entry.value.strip():
        message = "an entry has no direction: `entry` does not go with `up_to` or `task: descent`"
        fields.complain(entry, message, "ask for the whole, without `entry`")
    return up_to


def _task(fields: Fields, tasks: dict[Task, Fraction]) -> Task:
    """The task; of several the first."""
    if not tasks and fields.node("tasks"):
        return Task.GRADIENT  # what is wrong with the tasks is complained of
    if not tasks:
        return Task(fields.choice("task", tuple(Task), None) or Task.EXPRESSION)
    if fields.node("task"):
        fields.complain(fields.node("task"), "there is `task` and `tasks`", "keep one of them")
    return next(iter(tasks))


def _texts(
    fields: Fields, task: Task, places: dict[str, Text], *, has_tasks: bool
) -> dict[str, str]:
    """Function, reference and entry as written; their places are added to the others."""
    is_derived = task in DERIVED
    needed = {"function": is_derived, "reference": not is_derived, "entry": False}
    if has_tasks:
        del needed["reference"]
    for key, is_needed in needed.items():
        text = fields.written(key, required=is_needed)
        if text is not None:
            places[key] = text
    return {key: places[key].value if key in places else "" for key in needed}


def _references(fields: Fields, tasks: dict[Task, Fraction]) -> dict[str, Text]:
    """The key of each task of a part with several."""
    node = fields.node("reference")
    if node is not None and not isinstance(node, Table):
        hint = f"write `reference: {{{', '.join(f'{task}: …' for task in tasks)}}}`"
        fields.complain(node, "one reference for several tasks", hint)
        return {}
    found = fields.table("reference")
    for name, text in found.items():
        if name not in tasks:
            fields.complain(text, f"`{name}` is none of the tasks", nearest(name, tuple(tasks)))
    return {name: text for name, text in found.items() if name in tasks}


def _wrt(fields: Fields, task: Task, variables: dict[str, Text]) -> tuple[Text, ...]:
    wrt = fields.texts("wrt")
    if not wrt and task is not Task.EXPRESSION:
        fields.complain(fields.node("wrt"), "`wrt` is missing: the derivative by what?")
    for name in wrt:
        if name.value.strip() not in variables:
            hint = nearest(name.value.strip(), tuple(variables))
            fields.complain(name, f"`{name.value}` is not one of the variables", hint)
    return wrt


def _uses(fields: Fields, taken: set[str]) -> tuple[Use, ...]:
    uses = []
    for part, name in fields.table("uses").items():
        word = name.value.strip()
        if not NAME.match(word):
            fields.complain(name, f"uses: `{word}` cannot be a name", "write `part: name`")
        elif word in taken:
            fields.complain(name, f"uses: `{word}` is already a name of this part")
        else:
            taken.add(word)
            uses.append(Use(part, word, name))
    return tuple(uses)
