"""YAML text → the tree of its texts, each with its place; the only file that knows YAML.

Read event by event: nothing is expanded (an alias is refused where it stands), nothing is typed,
and depth is bounded, so that no file can cost more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import yaml

from grader.documents.tree import Complaint, Listing, Node, Refused, Table, Text
from grader.errors import GraderError

DEEPEST: Final = 40
MOST: Final = 10_000  # texts, lists and tables in one file: the time goes with their number

# libyaml where PyYAML has it: twenty times as fast, with the same events and places.
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What YAML itself forbids; looked for here because its own message has no line.
FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

BROKEN: Final = "broken YAML: the text cannot go on like this"
ADVICE: Final = (
    "a text with quotes, a colon or a leading * & ! | > % @ goes on a line of its own after `>-`"
)

TABS: Final = "lines are indented by blanks, not by tabs"


class DocumentError(GraderError):
    """A text that is not YAML; `complaint` says where."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message, hint=complaint.hint)
        self.complaint = complaint


def read_document(text: str, most: int = MOST) -> Node:
    """The only document in `text`, of at most so many entries; raises DocumentError."""
    events = _events(text, most)
    event = next(events, None)
    if event is None:
        raise _error(1, 1, "an empty file")
    root = _node(event, events, text, 0)
    following = next(events, None)
    if following is not None:
        _, line, column = _start(following)
        raise _error(line, column, "a second document", "one file, one document")
    return root


def first_text(text: str, key: str) -> str:
    """The text beside `key` in the outermost table, read no further than that; else empty.

    A file that breaks only after that place does not matter here.
    """
    depth = children = 0
    found = False
    try:
        for event in _events(text):
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                continue
            if depth == 1:
                if found:
                    return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""
                children += 1
                if isinstance(event, yaml.ScalarEvent):
                    found = children % 2 == 1 and event.value == key
            elif depth == 0 and not isinstance(event, yaml.MappingStartEvent):
                return ""
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            if depth > DEEPEST:  # what nests so deep is no submission, and slow to read on
                return ""
    except DocumentError:
        pass
    return ""


def _events(text: str, most: int = MOST) -> Iterator[yaml.Event]:
    """The nodes and ends of lists and tables, without what a document begins and ends with."""
    bad = FORBIDDEN.search(text)
    if bad:
        before = text[: bad.start()]
        line, column = before.count("\n") + 1, bad.start() - before.rfind("\n")
        raise _error(line, column, f"the character U+{ord(bad[0]):04X} cannot stand in YAML")
    try:
        for number, event in enumerate(yaml.parse(text, Loader=LOADER)):
            if number > most:
                _, line, column = _start(event)
                raise _error(line, column, f"more than {most:,} entries up to here")
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                yield event
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        found = text.split("\n")[line - 1 : line]  # none where YAML counts other line ends, too
        is_tab = any("\t" in each[:column] and each[:column].isspace() for each in found)
        raise _error(line, column, BROKEN, TABS if is_tab else ADVICE) from None
    except yaml.YAMLError:
        raise _error(1, 1, BROKEN, ADVICE) from None


def _node(event: yaml.Event, events: Iterator[yaml.Event], text: str, depth: int) -> Node:
    start, line, column = _start(event)
    if isinstance(event, yaml.AliasEvent):
        return Refused(f"`*{event.anchor}` is a YAML alias", "write the text out", line, column)
    if isinstance(event, yaml.CollectionStartEvent):
        found = _collection(event, events, text, depth)
    else:
        assert isinstance(event, yaml.ScalarEvent)
        found = _scalar(str(event.value), text[start : _end(event)], line, column)
    if event.tag is not None:
        return Refused("a YAML tag (`!…`)", ADVICE, line, column)
    if event.anchor is not None:
        return Refused("a YAML anchor (`&…`)", ADVICE, line, column)
    return found


def _collection(
    event: yaml.CollectionStartEvent, events: Iterator[yaml.Event], text: str, depth: int
) -> Node:
    start, line, column = _start(event)
    if depth >= DEEPEST:
        raise _error(line, column, f"nested more than {DEEPEST} deep")
    children = []
    child = next(events)
    while not isinstance(child, yaml.CollectionEndEvent):
        children.append(_node(child, events, text, depth + 1))
        child = next(events)
    source = text[start : _end(child)] if event.flow_style else ""
    if isinstance(event, yaml.SequenceStartEvent):
        return Listing(tuple(children), source, line, column)
    return Table(_entries(children), source, line, column)


def _entries(children: list[Node]) -> tuple[tuple[Text, Node], ...]:
    entries = []
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Text):
            raise _error(key.line, key.column, "this cannot be a key", "a key is a single text")
        entries.append((key, value))
    return tuple(entries)


def _scalar(value: str, source: str, line: int, column: int) -> Text:
    lead = 0 if source == value else 1 if source[1:-1] == value else -1
    return Text(value, line, column, lead if "\n" not in value else -1)


def _start(event: yaml.Event) -> tuple[int, int, int]:
    """Where an event begins: its index in the text, line and column counted from 1."""
    mark = event.start_mark
    return (mark.index, mark.line + 1, mark.column + 1) if mark else (0, 1, 1)


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _error(line: int, column: int, message: str, hint: str = "") -> DocumentError:
    return DocumentError(Complaint(line, column, message, hint))
