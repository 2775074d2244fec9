"""A document → Exercise, or every complaint about it as `file:line:column: what`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final, NamedTuple

from grader.documents.tree import Complaint, Listing, Node, Table
from grader.errors import ExerciseError
from grader.exercises import formula, python
from grader.exercises.fields import Fields, nearest
from grader.exercises.model import Choice, Erratum, Exercise, Part, Picture, Question
from grader.exercises.uses import linked

KINDS: Final = ("formula", "derivation", "manual")
KEYS: Final = ("sheet", "title", "source", "index_base", "parts")
PART_KEYS: Final = (
    "id", "kind", "title", "prompt", "points", "source", "erratum", "choose", "picture",
    *python.KEYS,
)  # fmt: skip


class Reader(NamedTuple):
    """How the fields of one kind of part are read: its own keys, and what makes the question."""

    keys: tuple[str, ...]
    question: Callable[[Fields], Question]


def _reader(kind: str) -> Reader | None:
    """The reader of a kind of part; the rarer ones are imported where a sheet has such a part."""
    match kind:
        case "formula":
            return Reader(formula.KEYS, formula.question)
        case "derivation":
            from grader.exercises import derivation

            return Reader(derivation.KEYS, derivation.question)
        case "manual":
            from grader.exercises import manual

            return Reader(manual.KEYS, manual.question)
        case _:
            return None


def exercise(document: Node, file: str) -> Exercise:
    """The sheet in a document; raises ExerciseError with all complaints of the file at once."""
    found, complaints = read_exercise(document, file)
    if complaints:
        raise ExerciseError(
            f"{file} cannot be used", complaints=tuple(each.at(file) for each in complaints)
        )
    return found


def read_exercise(document: Node, file: str, only: str = "") -> tuple[Exercise, list[Complaint]]:
    """The sheet as far as it can be read, with all complaints in the order of the file.

    With the id of a part as `only`, no other is read but those that it uses.
    """
    complaints: list[Complaint] = []
    if not isinstance(document, Table):
        complaints.append(Complaint(document.line, document.column, "not a table of keys"))
        return Exercise("", "", "", 1, (), file), complaints
    fields = Fields(document, KEYS, complaints)
    found = Exercise(
        sheet=_name(fields, "sheet"),
        title=fields.text("title", required=True),
        source=fields.text("source"),
        index_base=int(fields.choice("index_base", ("0", "1"), "1")),
        parts=linked(_parts(fields, only), complaints),
        file=file,
    )
    return found, sorted(complaints)


def _parts(fields: Fields, only: str) -> tuple[Part, ...]:
    listing = fields.node("parts")
    if not isinstance(listing, Listing):
        fields.complain(listing, "`parts` is not a list", "write `parts:` and `- id: …` below")
        return ()
    parts: dict[str, Part] = {}
    for item in _wanted(listing.items, only):
        if not isinstance(item, Table):
            fields.complain(item, "a part is a table of keys", "write `- id: …`")
            continue
        part = _part(item, fields.complaints)
        if part is not None and part.id in parts:
            fields.complain(item, f"the id `{part.id}` stands here a second time")
        elif part is not None:
            parts[part.id] = part
    if not listing.items:
        fields.complain(listing, "`parts` is empty")
    return tuple(parts.values())


def _wanted(items: tuple[Node, ...], only: str) -> tuple[Node, ...]:
    """The part with an id and those that it uses, by detours as well; all where there is none."""
    tables: dict[str, Fields] = {}
    for item in items if only else ():
        if isinstance(item, Table):
            fields = Fields(item, (), [])
            tables[fields.text("id")] = fields
    pending, wanted = [only] * (only in tables), set[str]()
    while pending:
        id_ = pending.pop()
        if id_ in tables and id_ not in wanted:
            wanted.add(id_)
            pending += tables[id_].table("uses")
    if not wanted:
        return items
    ids = {id(item): Fields(item, (), []).text("id") for item in items if isinstance(item, Table)}
    return tuple(item for item in items if ids.get(id(item)) in wanted)


def _part(table: Table, complaints: list[Complaint]) -> Part | None:
    """A part as far as it can be read; None where its question cannot be."""
    if all(key.value != "choose" for key, _ in table.entries):
        return _read(table, complaints)
    from grader.exercises.choices import choices  # late, as all that few parts have

    fields = Fields(table, (), [])
    fields.complaints.clear()  # of keys: they are made where the part is read
    choose = choices(fields)
    complaints += fields.complaints
    if fields.complaints:
        return None
    return variant(table, choose, 0, complaints) if choose else _read(table, complaints)


def variant(
    table: Table, choose: tuple[Choice, ...], number: int, complaints: list[Complaint]
) -> Part | None:
    """One variant of a part."""
    from grader.exercises.choices import filled, values_of

    values = values_of(choose, number)
    part = _read(filled(table, values), complaints)
    return part and part._replace(choose=choose, variant=values, table=table)


def _read(table: Table, complaints: list[Complaint]) -> Part | None:
    before = len(complaints)
    kind = Fields(table, (), []).text("kind") or "formula"
    reader = _reader(kind)
    if reader is None:
        at = next(value for key, value in table.entries if key.value == "kind")
        hint = nearest(kind, KINDS)
        complaints.append(Complaint(at.line, at.column, f"unknown kind `{kind}`", hint))
        return None
    fields = Fields(table, PART_KEYS + reader.keys, complaints)
    question = reader.question(fields)
    part = Part(
        id=_name(fields, "id"),
        title=fields.text("title", required=True),
        prompt=fields.text("prompt", required=True),
        points=fields.number("points", Fraction(1)),
        source=fields.text("source"),
        erratum=_erratum(fields),
        question=question,
        python=python.python(fields, question),
        picture=_picture(fields, question),
    )
    return part if len(complaints) == before else None


def _picture(fields: Fields, question: Question) -> Picture | None:
    if fields.node("picture") is None:
        return None
    from grader.exercises.pictures import picture

    return picture(fields, question)


def _name(fields: Fields, key: str) -> str:
    """A sheet's name or a part's id: it must do in a command and in the name of a file."""
    written = fields.written(key, required=True)
    if written is None:
        return ""
    name = written.value.strip()
    if not all(c.isalnum() or c in "-_.+" for c in name) or not name[0].isalnum():
        fields.complain(
            written, f"`{key}: {name}`", "letters and digits, then also `-`, `_`, `.` and `+`"
        )
    return name


def _erratum(fields: Fields) -> Erratum | None:
    node = fields.node("erratum")
    if node is None:
        return None
    if not isinstance(node, Table):
        fields.complain(node, "`erratum` is not a table", "write `printed:` and `problem:` below")
        return None
    inner = Fields(node, ("printed", "problem"), fields.complaints)
    return Erratum(inner.text("printed", required=True), inner.text("problem", required=True))
