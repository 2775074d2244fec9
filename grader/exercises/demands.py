"""What a part demands beyond the right formula: its fields → Form, point, order, shares of points.

Whatever does not fit is complained of in the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from grader.documents.tree import Listing, Node, Table, Text
from grader.exercises.fields import Fields, nearest
from grader.exercises.model import Form, Task

WORDS: Final = ("expanded", "factored", "no_inverse", "simplified_dimensions")
FACTORS: Final = ("factor", "positive factor")
HIGHEST_ORDER: Final = 8
DERIVATIVES: Final = (Task.GRADIENT, Task.JACOBIAN, Task.HESSIAN)

# The shares of the points that something earns, by the key under `credit:`, and what each is
# where the exercise does not say. `entries` of a list earn theirs where it is of several numbers.
CREDIT: Final[Mapping[str, Fraction]] = {
    "transposed": Fraction(0),
    "carried": Fraction(1),
    "form": Fraction(1, 2),
    "entries": Fraction(1),
    "ascent": Fraction(0),
}
TAYLOR_CREDIT: Final = (
    "no-half", "half-twice", "wrong-point", "no-constant", "no-linear", "lower-order",
    "higher-order", "unshifted", "not-evaluated", "mixed-term", "linear-sign",
)  # fmt: skip
ALIASES: Final = {"layout": "transposed"}


def form(fields: Fields) -> Form:
    """`form: expanded`, `form: [expanded, no_inverse]` or `form: {uses: [z], without: [h]}`."""
    node = fields.node("form")
    words: list[Text] = []
    names: dict[str, list[Text]] = {"uses": [], "without": []}
    for item in node.items if isinstance(node, Listing) else (node,) if node else ():
        if isinstance(item, Table):
            _named(item, fields, names, words)
        else:
            words += _texts(fields, item)
    found = tuple(dict.fromkeys(text.value.strip() for text in words))
    for text in words:
        if text.value.strip() not in WORDS:
            hint = nearest(text.value.strip(), (*WORDS, "uses", "without"))
            fields.complain(text, f"unknown form `{text.value.strip()}`", hint)
    if "expanded" in found and "factored" in found:
        fields.complain(node, "no formula is both expanded and factored", "keep one of them")
    uses, without = ([text.value.strip() for text in names[key]] for key in ("uses", "without"))
    for name in sorted(set(uses) & set(without)):
        fields.complain(node, f"`{name}` must occur and must not", "keep one of them")
    return Form(found, tuple(uses), tuple(without))


def _named(table: Table, fields: Fields, names: dict[str, list[Text]], words: list[Text]) -> None:
    """`uses` and `without`, and words as `expanded: true`."""
    for key, value in table.entries:
        if key.value in names:
            names[key.value] += _texts(fields, value)
        elif key.value in WORDS and isinstance(value, Text) and value.value in ("true", "yes"):
            words.append(key)
        else:
            known = ("uses", "without", *WORDS)
            fields.complain(key, f"unknown form `{key.value}`", nearest(key.value, known))


def _texts(fields: Fields, node: Node) -> list[Text]:
    nodes = node.items if isinstance(node, Listing) else (node,)
    return [text for text in map(fields.as_text, nodes) if text is not None]


def order(fields: Fields, task: Task) -> int:
    """The order of a Taylor polynomial."""
    written = fields.written("order", required=task is Task.TAYLOR)
    if written is None:
        return 0
    if task is not Task.TAYLOR:
        fields.complain(written, "`order` belongs to `task: taylor`")
        return 0
    word = written.value.strip()
    if not (word.isascii() and word.isdigit() and len(word) < 3 and int(word) <= HIGHEST_ORDER):
        hint = f"a whole number from 0 to {HIGHEST_ORDER}"
        fields.complain(written, f"`order: {word}`", hint)
        return 0
    return int(word)


def at(fields: Fields, task: Task, wrt: tuple[str, ...], names: tuple[str, ...]) -> dict[str, Text]:
    """The point, by name; components for the whole of `wrt` have the empty name.

    `at: {x: 1, y: 2}`, `at: [1, 2]` for a list of two, `at: x0` or `at: [1, 2]` for a vector.
    """
    node = fields.node("at")
    if node is None:
        if task is Task.TAYLOR:
            fields.complain(None, "`at` is missing: the Taylor polynomial around which point?")
        return {}
    if task not in (*DERIVATIVES, Task.DESCENT, Task.TAYLOR):
        fields.complain(node, f"`at` does not go with the task {task}")
        return {}
    if not isinstance(node, Table):
        text = fields.as_text(node)
        return {} if text is None else {wrt[0] if len(wrt) == 1 else "": text}
    point = fields.table("at")
    for name in point:
        if name not in names:
            key = next(key for key, _ in node.entries if key.value == name)
            fields.complain(key, f"`{name}` is not one of the variables", nearest(name, names))
    missing = [name for name in wrt if name not in point]
    if missing:
        fields.complain(node, f"the point does not say where `{missing[0]}` is")
    return point


def tasks(fields: Fields) -> dict[Task, Fraction]:
    """`tasks: [gradient, hessian]`, or with weights `tasks: {gradient: 2, hessian: 1}`."""
    node = fields.node("tasks")
    if node is None:
        return {}
    weights = (
        {key: fields.as_number(f"tasks.{key}", text) for key, text in fields.table("tasks").items()}
        if isinstance(node, Table)
        else {text.value.strip(): Fraction(1) for text in fields.texts("tasks")}
    )
    for word in weights:
        if word not in DERIVATIVES:
            fields.complain(node, f"`tasks: {word}`", nearest(word, DERIVATIVES))
            return {}
    if len(weights) < 2 or not all(weights.values()):
        fields.complain(node, "`tasks` holds two tasks or more", "write `task:` for one")
        return {}
    return {Task(word): weight for word, weight in weights.items()}


def credit(fields: Fields, task: Task) -> dict[str, Fraction]:
    """The shares that the exercise sets, by the name of what earns them."""
    known = (*CREDIT, *TAYLOR_CREDIT) if task is Task.TAYLOR else tuple(CREDIT)
    shares = {}
    for written, text in fields.table("credit").items():
        name = ALIASES.get(written, written)
        share = fields.as_number(f"credit.{written}", text)
        if name not in known:
            fields.complain(text, f"unknown mistake `{written}`", nearest(written, known))
        elif share > 1:
            fields.complain(text, f"`{written}: {text.value}` is more than the whole", "at most 1")
        else:
            shares[name] = share
    return shares
