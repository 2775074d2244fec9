"""What tutors gave by hand: `marks.yaml` → Markbook, and an entry back into the file.

    marks:
      - student: Kofi Mensah
        part: calculus-for-ml/2.comment
        answer: 3fa94c01b2d7     # the digest of the answer that the mark is for
        tutor: Ines Brandt
        points: 1.5              # or, by the rubric: criteria: {size: 1, order: 0.5}
        comment: The second half is missing.

The file is the work of people: it is changed one entry at a time, with its remarks left where
they are, and written whole, past the power going off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Final, NamedTuple

from grader.documents.reading import DocumentError, read_document
from grader.documents.tree import Complaint, Listing, Node, Refused, Table, Text, verbatim
from grader.errors import MarksError
from grader.files import FileError, exists, read_text, write_for_good

FILE: Final = "marks.yaml"
LONGEST: Final = 8_000_000  # bytes of a marks file
KEYS: Final = ("student", "part", "answer", "tutor", "points", "criteria", "comment")
MOST: Final = 1_000_000  # texts, lists and tables in it
DIGITS: Final = 12  # of a digest


class Mark(NamedTuple):
    """One entry: what a tutor gave, for which answer; `points` is None where criteria say it."""

    student: str
    part: str  # sheet/id
    answer: str
    tutor: str
    points: Fraction | None
    criteria: Mapping[str, Fraction]
    comment: str
    line: int = 0
    last_line: int = 0  # of the entry in the file

    @property
    def key(self) -> tuple[str, str]:
        """Whose answer to what."""
        return (self.student, self.part)


class Markbook(NamedTuple):
    """All entries of a file by student and part; `text` is the file as it stands."""

    file: str
    marks: Mapping[tuple[str, str], Mark]
    text: str = ""

    def of(self, student: str, name: str) -> dict[str, Mark]:
        """The marks of a student, who may be called by the name of the reports, by part."""
        return {mark.part: mark for mark in self.marks.values() if mark.student in (student, name)}


def digest(answer: str) -> str:
    """A short name for the text of an answer: another text has another one.

    >>> digest("2*A*x ") == digest("2*A*x"), digest("2*A*x") == digest("2*A*y")
    (True, False)
    """
    text = "\n".join(line.rstrip() for line in answer.strip().splitlines())
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:DIGITS]


def no_marks(file: str) -> Markbook:
    """A markbook without entries."""
    return Markbook(file, {})


def load_markbook(file: str, *, must_exist: bool) -> Markbook:
    """The marks in a file; raises MarksError with every complaint as `file:line:column: what`."""
    if not must_exist and not exists(file):
        return no_marks(file)
    try:
        text = read_text(file, LONGEST)
    except FileError as problem:
        raise _error(file, [Complaint(*problem.place, problem.message, problem.hint)]) from None
    return markbook(text, file)


def markbook(text: str, file: str) -> Markbook:
    """The same from the text of the file."""
    try:
        document = Text("", 1, 1) if _is_empty(text) else read_document(text, MOST)
    except DocumentError as problem:
        raise _error(file, [problem.complaint]) from None
    complaints: list[Complaint] = []
    marks: dict[tuple[str, str], Mark] = {}
    last = text.count("\n") + 1
    items = list(_items(document, complaints))
    for number, item in enumerate(items):
        end = items[number + 1].line - 1 if number + 1 < len(items) else last
        mark = _mark(item, end, complaints)
        if mark is not None and mark.key in marks:
            first = marks[mark.key].line
            message = f"a second mark for {mark.student}, {mark.part}; the first is in line {first}"
            complaints.append(Complaint(item.line, item.column, message, "keep one"))
        elif mark is not None:
            marks[mark.key] = mark
    if complaints:
        raise _error(file, complaints)
    return Markbook(file, marks, text)


def _is_empty(text: str) -> bool:
    """Whether there is nothing but remarks in a file."""
    return all(line.split("#")[0].strip() == "" for line in text.splitlines())


def _items(document: Node, complaints: list[Complaint]) -> Iterator[Node]:
    if isinstance(document, Text) and not document.value.strip():
        return
    if not isinstance(document, Table):
        hint = "write `marks:`, and `- student: …` below"
        complaints.append(Complaint(document.line, document.column, "not a table of marks", hint))
        return
    for key, value in document.entries:
        if key.value != "marks":
            message = f"unknown key `{key.value}`"
            complaints.append(Complaint(key.line, key.column, message, "there is `marks`"))
        elif isinstance(value, Listing):
            yield from value.items
        elif not (isinstance(value, Text) and not value.value.strip()):
            hint = "write `- student: …` below"
            complaints.append(Complaint(value.line, value.column, "`marks` is not a list", hint))


def _mark(item: Node, last_line: int, complaints: list[Complaint]) -> Mark | None:
    """One entry, or complaints about it."""
    before = len(complaints)
    if not isinstance(item, Table):
        complaints.append(
            Complaint(item.line, item.column, "not a mark", "write `- student: …`, `part: …`")
        )
        return None
    values: dict[str, Node] = {}
    for key, value in item.entries:
        if key.value not in KEYS:
            message = f"unknown key `{key.value}`"
            hint = f"a mark has {', '.join(f'`{each}`' for each in KEYS)}"
            complaints.append(Complaint(key.line, key.column, message, hint))
        elif key.value in values:
            message = f"the key `{key.value}` stands here a second time"
            complaints.append(Complaint(key.line, key.column, message))
        values[key.value] = value
    texts = {key: _text(key, values, item, complaints) for key in KEYS[:4]}
    if "/" not in texts["part"] and texts["part"]:
        at = values["part"]
        message = f"`part: {texts['part']}` does not say of which sheet"
        complaints.append(Complaint(at.line, at.column, message, "write SHEET/PART"))
    points = _number("points", values["points"], complaints) if "points" in values else None
    criteria = _criteria(values.get("criteria"), complaints)
    if ("points" in values) == ("criteria" in values):
        message = "a mark has either `points` or `criteria`"
        complaints.append(Complaint(item.line, item.column, message))
    comment = _text("comment", values, item, complaints) if "comment" in values else ""
    if len(complaints) > before:
        return None
    return Mark(
        texts["student"], texts["part"], texts["answer"], texts["tutor"], points, criteria, comment,
        item.line, last_line,
    )  # fmt: skip


def _text(key: str, values: Mapping[str, Node], item: Node, complaints: list[Complaint]) -> str:
    node = values.get(key)
    if node is None:
        if key != "answer":  # what that means is said where the answer is known
            complaints.append(Complaint(item.line, item.column, f"`{key}` is missing"))
        return ""
    found = verbatim(node)
    if isinstance(found, Refused):
        complaints.append(Complaint(found.line, found.column, f"`{key}`: {found.why}", found.hint))
        return ""
    if not found.value.strip() and key != "comment":
        complaints.append(Complaint(node.line, node.column, f"`{key}` is empty"))
    return found.value.strip()


def _criteria(node: Node | None, complaints: list[Complaint]) -> dict[str, Fraction]:
    if node is None:
        return {}
    if not isinstance(node, Table) or not node.entries:
        hint = "write `criteria: {NAME: POINTS}`"
        complaints.append(Complaint(node.line, node.column, "`criteria` is not a table", hint))
        return {}
    return {key.value: _number(key.value, value, complaints) for key, value in node.entries}


def _number(key: str, node: Node, complaints: list[Complaint]) -> Fraction:
    found = verbatim(node)
    word = found.value.strip() if isinstance(found, Text) else ""
    value = as_points(word)
    if value is None:
        message = f"`{key}: {word}` is not a number of points"
        complaints.append(Complaint(node.line, node.column, message, "write 2, 0.5 or 1/2"))
        return Fraction(0)
    return value


def as_points(word: str) -> Fraction | None:
    """A number that is not negative (`2`, `0.5`, `1/3`); None for anything else."""
    head, _, tail = word.replace("/", ".").partition(".")
    is_number = head.isascii() and head.isdecimal() and len(head) <= 6
    is_tail = not tail or (tail.isascii() and tail.isdecimal() and len(tail) <= 6)
    if not is_number or not is_tail or word[-1:] in "./":
        return None
    if "/" in word and not int(tail):
        return None
    return Fraction(word)


def _error(file: str, complaints: list[Complaint]) -> MarksError:
    told = tuple(complaint.at(file) for complaint in sorted(complaints))
    return MarksError(f"{file} cannot be used", complaints=told)


# ----- writing -----------------------------------------------------------------------------------


def with_mark(book: Markbook, mark: Mark) -> Markbook:
    """The markbook with an entry in place of the one for the same answer, or at the end.

    Raises MarksError where the file is written in a way that cannot be added to.
    """
    lines = book.text.split("\n")
    if _is_empty(book.text):
        lines = [line for line in lines if line.strip()] + ["marks:"]
    entry = _written(mark)
    old = book.marks.get(mark.key)
    if old is not None:
        kept = [line for line in lines[old.line : old.last_line] if line.lstrip().startswith("#")]
        lines[old.line - 1 : old.last_line] = [*entry, *kept]
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        if lines and lines[-1].split("#")[0].strip() in ("marks: []", "marks:"):
            lines[-1] = "marks:"
        lines += entry
    text = "\n".join(lines).rstrip("\n") + "\n"
    try:
        found = markbook(text, book.file)
    except MarksError:
        found = None
    wanted = {**book.marks, mark.key: mark}
    if found is None or {key: _plain(each) for key, each in found.marks.items()} != {
        key: _plain(each) for key, each in wanted.items()
    }:
        raise MarksError(
            f"{book.file} is not written as a list with dashes, so nothing can be added to it",
            hint="write each mark as `  - student: …` with the other keys below it",
        )
    return found


def save(book: Markbook) -> None:
    """Put the markbook in place of its file, at once and on the disk; raises MarksError."""
    try:
        write_for_good(book.file, book.text)
    except FileError as problem:
        raise MarksError(f"{book.file} {problem}") from None


def _plain(mark: Mark) -> Mark:
    return mark._replace(line=0, last_line=0)


def _written(mark: Mark) -> list[str]:
    """An entry as lines of YAML; texts as JSON spells them, which YAML reads."""
    fields = [("student", mark.student), ("part", mark.part), ("answer", mark.answer)]
    fields += [("tutor", mark.tutor)]
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields if value]
    if mark.points is not None:
        lines.append(f"points: {mark.points}")
    else:
        each = [
            f"{json.dumps(name, ensure_ascii=False)}: {points}"
            for name, points in mark.criteria.items()
        ]
        lines.append(f"criteria: {{{', '.join(each)}}}")
    if mark.comment:
        lines.append(f"comment: {json.dumps(mark.comment, ensure_ascii=False)}")
    return [f"  {'- ' if not number else '  '}{line}" for number, line in enumerate(lines)]
