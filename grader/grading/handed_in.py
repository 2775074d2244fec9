"""What was handed in for a part → the text that is judged, in the way of its kind.

A formula is one text. A derivation may be a list of steps. A part that a tutor marks takes a
text, or a table of `text:` and `files:`; a file is looked for beside the submission, and told by
its name, its size and a short digest, so that a mark holds for the very file it was given for.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, assert_never

from grader.documents.tree import Listing, Node, Refused, Table, steps, verbatim
from grader.exercises.model import Derivation, Formula, Manual, Question
from grader.files import FileError, read_bytes
from grader.submissions import Answer, Submission, foreign_file

LARGEST: Final = 20_000_000  # bytes of a file
KEYS: Final = ("text", "file", "files")
LONGEST_DIGEST: Final = 12


class Typed(NamedTuple):
    """The text that is judged; `problem` says why there is none."""

    text: str
    problem: str = ""


def typed(question: Question, answer: Answer, submission: Submission) -> Typed:
    """What a student handed in for a question; files lie beside the submission."""
    match question:
        case Formula():
            return Typed(answer.text, answer.problem)
        case Derivation():
            return _derivation(answer)
        case Manual():
            return _manual(question, answer, submission)
        case _:
            assert_never(question)


def _derivation(answer: Answer) -> Typed:
    if answer.node is None:
        return Typed(answer.text, answer.problem)
    found = steps(answer.node)
    if isinstance(found, Refused):
        return Typed("", f"{found.why} in line {found.line}: {found.hint}")
    return Typed(found.value)


# ----- files -------------------------------------------------------------------------------------


def _manual(question: Manual, answer: Answer, submission: Submission) -> Typed:
    node = answer.node
    if not isinstance(node, Table):
        return Typed(answer.text, answer.problem)
    text, files = "", list[Node]()
    for key, value in node.entries:
        if key.value not in KEYS:
            hint = "a text, or a table with `text:` and `files:`"
            return Typed("", f"`{key.value}` in line {key.line} is not read: write {hint}")
        if key.value == "text":
            said = verbatim(value)
            if isinstance(said, Refused):
                return Typed("", f"{said.why} in line {said.line}: {said.hint}")
            text = said.value
        else:
            files += value.items if isinstance(value, Listing) else (value,)
    return _with_files(question, text, files, submission)


def _with_files(question: Manual, text: str, files: list[Node], submission: Submission) -> Typed:
    lines = [text.rstrip()] if text.strip() else []
    if files and not question.files:
        return Typed(text, "this part takes a text, no file")
    if len(files) > question.most_files:
        most = question.most_files
        return Typed(text, f"{len(files)} files: this part takes at most {most}")
    for node in files:
        name = verbatim(node)
        if isinstance(name, Refused):
            return Typed(text, f"{name.why} in line {name.line}: write the name of a file")
        told = _file(name.value.strip(), question, submission)
        if told.problem:
            return Typed(text or told.text, told.problem)
        lines.append(told.text)
    return Typed("\n".join(lines))


def _file(name: str, question: Manual, submission: Submission) -> Typed:
    """A file as it is told: name, size, digest."""
    folder = Path(submission.file).parent
    try:
        path, root = (folder / name).resolve(), folder.resolve()
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL
        return Typed(name, f"`{name}` is not the name of a file")
    if not name or root not in path.parents:
        return Typed(name, f"`{name}`: a file must lie beside the submission or in a folder there")
    foreign = foreign_file(submission, str(path.relative_to(root)))
    if foreign:
        return Typed(name, foreign)
    ending = path.suffix.lower().removeprefix(".")
    if ending not in question.files:
        listed = ", ".join(question.files)
        return Typed(name, f"`{name}` is not one of the files this part takes: {listed}")
    try:
        content = read_bytes(str(path), LARGEST)
    except FileError as problem:
        return Typed(name, f"`{name}` {problem}")
    digest = sha256(content).hexdigest()[:LONGEST_DIGEST]
    return Typed(f"[file {name}, {len(content):,} bytes, sha256 {digest}]")
