"""The fields of a part that asks for a derivation → Derivation."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from grader.documents.tree import Listing, Refused, Text, steps
from grader.exercises.fields import Fields, nearest
from grader.exercises.model import Derivation

KEYS: Final = (
    "variables", "definitions", "start", "goal", "wrt", "min_steps", "per_step", "credit",
    "reference", "accepts", "rejects",
)  # fmt: skip

# What an author may give a share of the points for; comparison/chain/share.py has the defaults.
CREDITED: Final = ("start", "end", "form", "repeated", "jump")
STEPS: Final = 2  # that a proof needs unless the author says otherwise
MOST_STEPS: Final = 40
_APPLIED: Final = re.compile(r"\s*(\w+)\s*\(\s*(\w+(?:\s*,\s*\w+)*)\s*\)\s*\Z")


def question(fields: Fields) -> Derivation:
    """What the part asks; whatever does not fit is complained of in `fields`."""
    variables = fields.table("variables")
    definitions, functions = _definitions(fields, variables)
    places = {f"variables.{name}": text for name, text in variables.items()}
    places |= {f"definitions.{name}": text for name, text in definitions.items()}
    for key in ("start", "goal", "wrt"):
        written = fields.written(key, required=key != "wrt")
        if written is not None:
            places[key] = written
    wrt = places["wrt"].value.strip() if "wrt" in places else ""
    if wrt and wrt not in variables:
        hint = nearest(wrt, tuple(variables))
        fields.complain(places["wrt"], f"`{wrt}` is not one of the variables", hint)
    reference = _text(fields, "reference")
    if reference is not None:
        places["reference"] = reference
    return Derivation(
        variables={name: text.value.strip() for name, text in variables.items()},
        definitions={name: text.value for name, text in definitions.items()},
        functions=functions,
        start=places["start"].value.strip() if "start" in places else "",
        goal=places["goal"].value.strip() if "goal" in places else "",
        wrt=wrt,
        min_steps=_min_steps(fields),
        per_step=_per_step(fields),
        credit=_credit(fields),
        reference=reference.value if reference is not None else "",
        places=places,
        accepts=_texts(fields, "accepts"),
        rejects=_texts(fields, "rejects"),
    )


def _definitions(
    fields: Fields, variables: dict[str, Text]
) -> tuple[dict[str, Text], dict[str, tuple[str, ...]]]:
    """The definitions by name; `f(v): …` defines an f that is applied to v."""
    definitions: dict[str, Text] = {}
    functions: dict[str, tuple[str, ...]] = {}
    for key, text in fields.table("definitions").items():
        applied = _APPLIED.match(key)
        name = applied[1] if applied else key
        definitions[name] = text
        if applied:
            functions[name] = tuple(each.strip() for each in applied[2].split(","))
        for argument in functions.get(name, ()):
            if argument not in variables:
                hint = nearest(argument, tuple(variables))
                fields.complain(text, f"`{argument}` is not one of the variables", hint)
    return definitions, functions


def _text(fields: Fields, key: str) -> Text | None:
    node = fields.node(key)
    if node is None:
        return None
    found = steps(node)
    if isinstance(found, Refused):
        fields.complain(found, found.why, found.hint)
        return None
    return found


def _texts(fields: Fields, key: str) -> tuple[Text, ...]:
    """A list of derivations, each a text with a step per line or a list of steps."""
    node = fields.node(key)
    nodes = node.items if isinstance(node, Listing) else () if node is None else (node,)
    found = []
    for each in nodes:
        text = steps(each)
        if isinstance(text, Refused):
            fields.complain(text, text.why, text.hint)
        else:
            found.append(text)
    return tuple(found)


def _min_steps(fields: Fields) -> int:
    written = fields.written("min_steps")
    if written is None:
        return STEPS
    word = written.value.strip()
    if not word.isdecimal() or not 1 <= int(word[:4]) <= MOST_STEPS:
        fields.complain(written, f"`min_steps: {word}`", f"a number from 1 to {MOST_STEPS}")
        return STEPS
    return int(word)


def _per_step(fields: Fields) -> Fraction | None:
    if fields.node("per_step") is None:
        return None
    return fields.number("per_step", None) or None


def _credit(fields: Fields) -> dict[str, Fraction]:
    shares = {}
    for name, text in fields.table("credit").items():
        share = fields.as_number(f"credit.{name}", text)
        if name not in CREDITED:
            fields.complain(text, f"unknown fault `{name}`", nearest(name, CREDITED))
        elif share > 1:
            fields.complain(text, f"`{name}: {text.value}` is more than the whole", "at most 1")
        else:
            shares[name] = share
    return shares
