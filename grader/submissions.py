"""A file per student and sheet → Submission: the text of each answer, as it was typed.

    student: Alice Weber
    sheet: optml-01
    answers:
      3c: A*x + A.T*x

A folder given to `find_submissions` holds such files, or a folder of them per student. What is
wrong with a file is a SubmissionError; what is wrong with one answer stays with that answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from grader.documents.reading import DocumentError, first_text, read_document
from grader.documents.tree import Complaint, Listing, Node, Refused, Table, Text, verbatim
from grader.errors import SubmissionError, UsageError
from grader.files import FileError, read_text

SHEET: Final = re.compile(r"""\bsheet["']?\s*:\s*["']?([\w.+-]+)""")
LONGEST: Final = 1_000_000  # bytes of a submission file
ENDINGS: Final = (".yaml", ".yml")
KEYS: Final = ("student", "sheet", "answers")
ALSO: Final = ("files",)
CODE: Final = (".py", ".ipynb")
MOST_FILES: Final = 20  # of code, for one sheet
MARKS_AT_FIRST_SIGHT: Final = re.compile(r"^marks\b.*\.ya?ml\Z", re.IGNORECASE)
ANSWERS: Final = re.compile(r"^[\"']?(?:answers|sheet|student)[\"']?\s*:", re.MULTILINE)
FEW: Final = 8  # submissions in a folder of one student


@dataclass(frozen=True, slots=True)
class Answer:
    """What a student typed for one part; `problem` says why it could not be taken as a text.

    `node` is the list or table that was typed, for the kinds of part that take one.
    """

    part: str
    text: str
    line: int
    problem: str = ""
    node: Listing | Table | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's answers to one sheet; `notes` are oddities of the file that cost nothing.

    `student` is empty where the file does not say; `HandedIn` knows it by the file's name.
    """

    student: str
    sheet: str
    answers: dict[str, Answer]
    file: str
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # of code, as they are named in it


@dataclass(frozen=True, slots=True)
class HandedIn:
    """All files of one student; `name` is what the reports are called."""

    student: str
    name: str
    files: tuple[str, ...]


def find_submissions(paths: Sequence[str]) -> tuple[HandedIn, ...]:
    """The students whose files are at the paths, in the order of the files.

    Files with the same `student:` belong together, wherever they lie.
    """
    students: dict[str, list[tuple[str, str]]] = {}
    _handed_in.cache_clear()  # there may be more than last time
    for path in paths:
        if not os.path.lexists(path):  # a link that leads nowhere is a bad file, not bad usage
            raise UsageError(f"{path}: there is no such file", hint="give files or folders")
        for file, name in _files(Path(path)):
            if file != path and _is_of_tutors(file):
                continue
            listed = students.setdefault(_student(file, name), [])
            if all(file != other for other, _ in listed):
                listed.append((file, name))
    if not students:
        raise UsageError(
            f"no submission in {', '.join(paths)}", hint="a submission is a file *.yaml"
        )
    taken: set[str] = set()
    return tuple(
        HandedIn(student, _free(files[0][1], taken), tuple(file for file, _ in files))
        for student, files in students.items()
    )


def sheets_wanted(students: Sequence[HandedIn]) -> frozenset[str]:
    """The sheets that are handed in, at first sight: it may name more, and hardly ever fewer."""
    found: set[str] = set()
    for student in students:
        for file in student.files:
            try:
                found.update(SHEET.findall(read_text(file, LONGEST)))
            except FileError:  # nothing of it can be marked
                continue
    return frozenset(found)


def read_submission(path: str) -> Submission:
    """The submission in a file; raises SubmissionError with `file:line:column: what`."""
    try:
        document = read_document(read_text(path, LONGEST))
    except FileError as problem:
        raise _error(path, Complaint(*problem.place, problem.message, problem.hint)) from None
    except DocumentError as problem:
        raise _error(path, problem.complaint) from None
    if not isinstance(document, Table):
        raise _error(path, _at(document, "not a submission", f"it has {_listed(KEYS)}"))
    values: dict[str, Node] = {}
    notes = []
    for key, value in document.entries:
        if key.value in values:
            raise _error(path, _at(key, f"`{key.value}` stands here a second time"))
        values[key.value] = value
        if key.value not in (*KEYS, *ALSO):
            hint = f"a submission has {_listed(KEYS)}"
            notes.append(_at(key, f"`{key.value}` is not read", hint).at(path))
    if "answers" not in values:
        raise _error(path, _at(document, "`answers` is missing", "write `answers:`, then each id"))
    return Submission(
        student=_word(path, values, "student"),
        sheet=_sheet(path, document, values),
        answers=_answers(path, values["answers"]),
        file=path,
        notes=tuple(notes),
        files=_named_files(path, values.get("files")),
    )


def code_files(submission: Submission) -> tuple[str, ...]:
    """The files of code that go with a submission: named in it, or called as it is, or any.

    Any file of its folder is meant only where nobody else's submission lies there.
    """
    return submission.files or _files_beside(submission.file, submission.student)


@lru_cache(maxsize=16)  # asked again for each part of a sheet
def _files_beside(file: str, student: str) -> tuple[str, ...]:
    path = Path(file)
    beside = [entry.name for entry in _entries(path.parent) if entry.suffix.lower() in CODE]
    called = tuple(name for name in beside if Path(name).stem == path.stem)
    if called or not _is_own(path, student):
        return called
    return tuple(beside[:MOST_FILES])


def foreign_file(submission: Submission, name: str) -> str:
    """Why a file that a submission names may be somebody else's; empty if it is the student's own.

    Where several students hand in into one folder, a file is that student's after whose submission
    it, or the folder in which it lies, is called: `ben.py`, `ben-plot.svg`, `ben/plot.svg` go with
    `ben.yaml`, unless there is a `ben-plot.yaml`.
    """
    path = Path(submission.file)
    if _is_own(path, submission.student):
        return ""
    first = name.strip().replace("\\", "/").removeprefix("./").split("/")[0]
    stems = [entry.stem for entry in _handed_in(path.parent) if _is_called(first, entry.stem)]
    if max(stems, key=len, default="") == path.stem:
        return ""
    return (
        f"`{name}` may be somebody else's: several students hand in into this folder; call it "
        f"`{path.stem}-{Path(first).name}`, or put it into a folder `{path.stem}`"
    )


def _is_called(name: str, stem: str) -> bool:
    """Whether a file is called after a submission: `ben-plot.svg` is, `benjamin.svg` is not."""
    head, tail = name[: len(stem)], name[len(stem) :]
    return head.casefold() == stem.casefold() and not tail[:1].isalnum()


@lru_cache(maxsize=4)  # for each file that a student of a large class names
def _handed_in(folder: Path) -> tuple[Path, ...]:
    """The submissions that lie in a folder."""
    found = (entry for entry in _entries(folder) if entry.suffix in ENDINGS)
    return tuple(entry for entry in found if not _is_of_tutors(str(entry)))


def _is_own(path: Path, student: str) -> bool:
    """Whether all submissions in a folder are of one student."""
    others = _handed_in(path.parent)
    if len(others) == 1:
        return True
    return len(others) <= FEW and all(_student(str(each), "") == student != "" for each in others)


def _is_of_tutors(path: str) -> bool:
    """Whether a file holds the marks of tutors: it may lie among the submissions, and is none."""
    if not MARKS_AT_FIRST_SIGHT.search(Path(path).name):
        return False
    try:
        return ANSWERS.search(read_text(path, LONGEST)) is None
    except FileError:
        return False


def _named_files(path: str, node: Node | None) -> tuple[str, ...]:
    nodes = node.items if isinstance(node, Listing) else () if node is None else (node,)
    names = []
    for each in nodes:
        text = verbatim(each)
        if isinstance(text, Refused):
            raise _error(path, _at(text, f"`files`: {text.why}", "write `files: [homework.py]`"))
        names.append(text.value.strip())
    if len(names) > MOST_FILES:
        raise _error(path, _at(nodes[0], f"`files` names {len(names)}", f"at most {MOST_FILES}"))
    return tuple(name for name in names if name)


def _answers(path: str, node: Node) -> dict[str, Answer]:
    if isinstance(node, Text) and not node.value.strip():
        return {}
    if not isinstance(node, Table):
        raise _error(path, _at(node, "`answers` is not a table", "write `3c: (A + A.T)*x` below"))
    answers: dict[str, Answer] = {}
    for key, value in node.entries:
        text = verbatim(value)
        earlier = answers.get(key.value)
        if earlier is not None:
            problem = f"answered twice, in lines {earlier.line} and {key.line}: keep one of them"
            answers[key.value] = Answer(key.value, earlier.text, earlier.line, problem)
            continue
        listed = value if isinstance(value, Listing | Table) else None
        if isinstance(text, Refused):
            problem = f"{text.why} in line {text.line}: {text.hint}"
            answers[key.value] = Answer(key.value, "", key.line, problem, listed)
        else:
            answers[key.value] = Answer(key.value, text.value, key.line, node=listed)
    return answers


def _sheet(path: str, document: Table, values: dict[str, Node]) -> str:
    sheet = _word(path, values, "sheet")
    if not sheet:
        at = values.get("sheet", document)
        raise _error(path, _at(at, "`sheet` is missing", "write `sheet:` and the sheet's name"))
    return sheet


def _word(path: str, values: dict[str, Node], key: str) -> str:
    node = values.get(key)
    if node is None:
        return ""
    text = verbatim(node)
    if isinstance(text, Refused):
        raise _error(path, _at(text, f"`{key}`: {text.why}", text.hint))
    return " ".join(text.value.split())


def _student(path: str, name: str) -> str:
    """Whose file it is: said in it, or by its name; a file that cannot be read is on its own."""
    try:
        said = " ".join(first_text(read_text(path, LONGEST), "student").split())
    except FileError:
        said = ""
    return said or name


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """The submission files at a path, each with the name of its student's reports."""
    if not path.is_dir():
        yield str(path), path.stem
        return
    for entry in _entries(path):
        if entry.suffix in ENDINGS:
            yield str(entry), entry.stem
        elif entry.is_dir():
            yield from (
                (str(file), entry.name) for file in _entries(entry) if file.suffix in ENDINGS
            )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as problem:
        raise UsageError(f"{folder}: cannot be read: {problem.strerror}") from None


def _free(name: str, taken: set[str]) -> str:
    """A name for reports that no other student has, also where case does not count."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return free


def _at(node: Node, message: str, hint: str = "") -> Complaint:
    return Complaint(node.line, node.column, message, hint)


def _error(path: str, complaint: Complaint) -> SubmissionError:
    return SubmissionError(complaint.at(path))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
