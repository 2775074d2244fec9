"""A document as it was typed: texts, lists and tables, each with its place. Plain data.

No value has a type but text: `no` is not false, `1:30` not 90, `[a, b]` not two answers. A list
or table in brackets can therefore be asked for its `source`, the very characters in the file.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias


class Text(NamedTuple):
    """A scalar; line and column are counted from 1, as editors do.

    `lead` is how many columns stand before the first character of `value` (the quotation mark), or
    −1 where value and file differ: folded lines, escapes.
    """

    value: str
    line: int
    column: int
    lead: int = -1


class Listing(NamedTuple):
    """A list; `source` is its text in the file if it is written in brackets, else empty."""

    items: tuple[Node, ...]
    source: str
    line: int
    column: int


class Table(NamedTuple):
    """A mapping with its keys in order, repeated ones included; `source` as in a list."""

    entries: tuple[tuple[Text, Node], ...]
    source: str
    line: int
    column: int


class Refused(NamedTuple):
    """Something that YAML has and we do not want; `why` says it, `hint` what would work."""

    why: str
    hint: str
    line: int
    column: int


Node: TypeAlias = Text | Listing | Table | Refused


class Complaint(NamedTuple):
    """What is wrong at a place of a file."""

    line: int
    column: int
    message: str
    hint: str = ""

    def at(self, file: str) -> str:
        """`file:line:column: message (hint)`."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{file}:{self.line}:{self.column}: {self.message}{hint}"


def verbatim(node: Node) -> Text | Refused:
    """The node as the text that was typed, if that is one text.

    >>> verbatim(Listing((Text("a", 1, 2), Text("b", 1, 5)), "[a, b]", 1, 1)).value
    '[a, b]'
    """
    match node:
        case Text() | Refused():
            return node
        case Listing(_, source, line, column) | Table(_, source, line, column) if source:
            return Text(source, line, column, 0 if "\n" not in source else -1)
        case Listing(_, _, line, column):
            why = "a list with dashes in place of a text"
            return Refused(why, "write components as [a, b, c]", line, column)
        case Table(_, _, line, column):
            return Refused(
                "a table in place of a text",
                "put a text with a colon in quotes",
                line,
                column,
            )


def steps(node: Node) -> Text | Refused:
    """A list of steps as one text with a line for each; a text as it is.

    A step is a text, or a table with `step` and `reason`.

    >>> steps(Listing((Text("a", 1, 3), Text("= b", 2, 3)), "", 1, 1)).value
    'a\\n= b'
    """
    match node:
        case Listing(items, _, line, column):
            rows = []
            for item in items:
                row = _step(item)
                if isinstance(row, Refused):
                    return row
                rows.append(row)
            return Text("\n".join(rows), line, column)
        case _:
            return verbatim(node)


def _step(node: Node) -> str | Refused:
    if isinstance(node, Table) and not any(key.value == "step" for key, _ in node.entries):
        return Refused(
            "a table that is not a step", "write `- {step: …, reason: …}`", node.line, node.column
        )
    if isinstance(node, Table):
        said = {key.value: verbatim(value) for key, value in node.entries}
        texts = [said["step"], said.get("reason", Text("", node.line, node.column))]
        for text in texts:
            if isinstance(text, Refused):
                return text
        step, reason = (" ".join(text.value.split()) for text in texts if isinstance(text, Text))
        return f"{step}  # {reason}" if reason else step
    found = verbatim(node)
    return found if isinstance(found, Refused) else " ".join(found.value.split())


# The JSON form of a tree, for the cache: a list per node, its first item the kind.


def to_plain(node: Node) -> list[Any]:
    """A node as nested lists of texts and numbers."""
    match node:
        case Text():
            return ["text", *node]
        case Listing(items, source, line, column):
            return ["list", [to_plain(item) for item in items], source, line, column]
        case Table(entries, source, line, column):
            pairs = [[list(key), to_plain(value)] for key, value in entries]
            return ["table", pairs, source, line, column]
        case Refused():
            return ["refused", *node]


def from_plain(plain: list[Any]) -> Node:
    """The inverse of `to_plain`; whatever does not fit raises ValueError or TypeError."""
    match plain:
        case ["text", str() as value, int() as line, int() as column, int() as lead]:
            return Text(value, line, column, lead)
        case ["list", list() as items, str() as source, int() as line, int() as column]:
            return Listing(tuple(from_plain(item) for item in items), source, line, column)
        case ["table", list() as pairs, str() as source, int() as line, int() as column]:
            entries = tuple((Text(*key), from_plain(value)) for key, value in pairs)
            return Table(entries, source, line, column)
        case ["refused", str() as why, str() as hint, int() as line, int() as column]:
            return Refused(why, hint, line, column)
        case _:
            raise ValueError(f"not a node: {str(plain)[:40]}")
