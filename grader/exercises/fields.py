"""One table of an exercise file → its values, with a complaint for each that does not fit."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from grader.documents.tree import Complaint, Listing, Node, Refused, Table, Text, verbatim

NUMBER: Final = re.compile(r"\d{1,6}(?:[./]\d{1,6})?\Z", re.ASCII)


LISTED: Final = 8  # names in a hint; more would hide the message


def nearest(word: str, known: tuple[str, ...]) -> str:
    """What may have been meant by a misspelled word, or what there is.

    >>> nearest("refrence", ("reference", "points")), nearest("1.b", ("1.b-gradient", "2"))
    ('did you mean `reference`?', 'did you mean `1.b-gradient`?')
    """
    # Imported late: only a mistake needs it, and a cold start should not pay for it.
    from difflib import get_close_matches

    close = [name for name in known if word and name.startswith(word)]
    if not close:
        by_lower = {name.lower(): name for name in known}
        close = [by_lower[name] for name in get_close_matches(word.lower(), by_lower, n=1)]
    if close:
        return f"did you mean {' or '.join(f'`{name}`' for name in close[:3])}?"
    more = ", …" * (len(known) > LISTED)
    return (
        f"there is {', '.join(f'`{name}`' for name in known[:LISTED])}{more}"
        if known
        else "there is none"
    )


class Fields:
    """The values of one table by key; `complaints` collects what is wrong with them."""

    def __init__(self, table: Table, known: tuple[str, ...], complaints: list[Complaint]) -> None:
        self.complaints = complaints
        self.line, self.column = table.line, table.column
        self._nodes: dict[str, Node] = {}
        for key, value in table.entries:
            if key.value in self._nodes:
                self.complain(key, f"the key `{key.value}` stands here a second time")
            elif known and key.value not in known:
                self.complain(key, f"unknown key `{key.value}`", nearest(key.value, known))
            else:
                self._nodes[key.value] = value

    def complain(self, at: Node | None, message: str, hint: str = "") -> None:
        """Remember that something is wrong at a node, or at the table itself."""
        line, column = (at.line, at.column) if at else (self.line, self.column)
        self.complaints.append(Complaint(line, column, message, hint))

    def node(self, key: str) -> Node | None:
        """The value as it stands in the file."""
        return self._nodes.get(key)

    def written(self, key: str, *, required: bool = False) -> Text | None:
        """The value as a text with its place; None where there is none."""
        node = self._nodes.get(key)
        if node is None:
            if required:
                self.complain(None, f"`{key}` is missing")
            return None
        text = self.as_text(node)
        if required and text is not None and not text.value.strip():
            self.complain(node, f"`{key}` is empty")
            return None
        return text

    def text(self, key: str, *, required: bool = False) -> str:
        """The value as text without spaces around it; empty where there is none."""
        written = self.written(key, required=required)
        return written.value.strip() if written else ""

    def choice(self, key: str, choices: tuple[str, ...], default: str | None) -> str:
        """The value as one of a few words; without a default it must be there."""
        written = self.written(key, required=default is None)
        if written is None:
            return default or ""
        word = written.value.strip()
        if word not in choices:
            self.complain(written, f"`{key}: {word}`", nearest(word, choices))
            return default or ""
        return word

    def number(self, key: str, default: Fraction | None) -> Fraction:
        """The value as a number that is not negative (`2`, `0.5`, `1/3`)."""
        written = self.written(key, required=default is None)
        return self.as_number(key, written) if written else default or Fraction(0)

    def as_number(self, key: str, written: Text) -> Fraction:
        """A text as a number that is not negative."""
        word = written.value.strip()
        if not NUMBER.match(word) or word.endswith("/0"):
            self.complain(written, f"`{key}: {word}` is not a number", "write 2, 0.5 or 1/2")
            return Fraction(0)
        return Fraction(word)

    def table(self, key: str) -> dict[str, Text]:
        """The value as a table of texts; empty where there is none."""
        node = self._nodes.get(key)
        if node is None or (isinstance(node, Text) and not node.value):
            return {}
        if not isinstance(node, Table):
            self.complain(node, f"`{key}` is not a table", f"write `{key}: {{name: text}}`")
            return {}
        inner = Fields(node, (), self.complaints)
        texts = {name: self.as_text(value) for name, value in inner._nodes.items()}
        return {name: text for name, text in texts.items() if text is not None}

    def texts(self, key: str) -> tuple[Text, ...]:
        """The value as one text or a list of them."""
        node = self._nodes.get(key)
        nodes = node.items if isinstance(node, Listing) else () if node is None else (node,)
        return tuple(text for text in map(self.as_text, nodes) if text is not None)

    def as_text(self, node: Node) -> Text | None:
        """A node as text, or a complaint."""
        text = verbatim(node)
        if isinstance(text, Refused):
            self.complain(node, text.why, text.hint)
            return None
        return text
