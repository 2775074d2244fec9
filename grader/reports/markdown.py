"""Record → a page of Markdown for the student.

Whatever was typed by somebody stands in a code span or block that it cannot close, or is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.reports.phrases import (
    SIGNS,
    carried,
    counterexample,
    earned,
    evidence,
    given,
    still_open,
)
from grader.reports.visible import one_line, visible

if TYPE_CHECKING:
    from grader.reports.fields import PartRecord, Record, SheetRecord

# What Markdown, or GitHub's, acts upon within a line; the last two would become links.
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#~&$@|]|:(?=//)|(?<=\bwww)\.)")
BACKTICKS: Final = re.compile("`+")


def to_markdown(found: Record) -> str:
    """The page of one student."""
    lines = [f"# {escaped(found['student'])}", ""]
    lines += [f"{earned(found)}{still_open(found)}." if found["sheets"] else "Not marked."]
    lines += _problems(found["problems"])
    for sheet in found["sheets"]:
        lines += ["", *_sheet(sheet)]
    lines += ["", f"Marked by gradient-grader {found['grader']} with the seed {found['seed']}."]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""A text on one line that Markdown leaves alone.

    >>> escaped("# [a](b) <i>")
    '\\# \\[a\\](b) \\<i\\>'
    """
    return _quiet(one_line(text))


def prose(text: str) -> str:
    r"""A message of ours on one line; what stands in backticks becomes code, the rest is escaped.

    A student's own backtick can only move the line between the two; neither side is markup.

    >>> prose("`a_b` is *n*×1")
    '`a_b` is \\*n\\*×1'
    """
    pieces = one_line(text).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner stands for itself
        pieces[-2:] = ["`".join(pieces[-2:])]
    return "".join(
        code(piece) if number % 2 and piece else _quiet(piece)
        for number, piece in enumerate(pieces)
    )


def code(text: str) -> str:
    """A text as code: a span if it is on one line, else a block; its backticks cannot end it.

    >>> code("a`b")
    '`` a`b ``'
    """
    text = text.strip("\r\n")
    shown = visible(text.replace("\r\n", "\n"), keep="\n")
    longest = max((len(run) for run in BACKTICKS.findall(shown)), default=0)
    if "\n" in shown:
        fence = "`" * max(3, longest + 1)
        lines = (f"{fence}text", *shown.split("\n"), fence)
        return "\n" + "\n".join(f"  {line}" for line in lines)  # indented: part of a list's item
    fence = "`" * (longest + 1)
    # Spaces keep a backtick at the end off the fence; Markdown takes one of each side away.
    pad = " " if longest or shown.startswith(" ") or not shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def linked(file: str) -> str:
    """The name of a file as the target of a link: nothing in it can end the link.

    >>> linked("Zoë <1>.svg")
    'Zo%C3%AB%20%3C1%3E.svg'
    """
    return "".join(
        character if character.isascii() and (character.isalnum() or character in "-_.+")
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))
        for character in file
    )  # fmt: skip


def _quiet(shown: str) -> str:
    return SPECIAL.sub(r"\\\1", shown)


def _sheet(sheet: SheetRecord) -> list[str]:
    lines = [f"## {escaped(sheet['sheet'])}: {escaped(sheet['title'])}", ""]
    lines += [f"{earned(sheet)}{still_open(sheet)}."]
    lines += _problems(sheet["problems"])
    for part in sheet["parts"]:
        lines += ["", *_part(part)]
    return lines


def _problems(problems: list[str]) -> list[str]:
    return ["", *(f"- ! {prose(problem)}" for problem in problems)] if problems else []


def _part(part: PartRecord) -> list[str]:
    status = part["status"]
    lines = [f"### {SIGNS[status]} {escaped(part['id'])} {escaped(part['title'])}", ""]
    lines += [f"{status.capitalize()}: {earned(part)}."]
    items = _items(part)
    if part["answer"]:
        items.insert(0, f"- Your answer: {code(part['answer'])}")
    items += [line for item in part["items"] for line in _item(item)]
    if part["picture"]:
        items.append(f"- Picture: ![level sets and gradients](<{linked(part['picture'])}>)")
    return [*lines, "", *items] if items else lines


def _item(item: PartRecord) -> list[str]:
    """What was judged on its own within an answer: a line, and why below it."""
    named = escaped(f"{item['id']} {item['title']}".strip())
    line = f"- {SIGNS[item['status']]} {named}"
    if item["answer"]:
        line += f": {code(item['answer'])}"
    line += f" ({earned(item)})" if item["points"] else ""
    if item["status"] == "right":
        return line.split("\n")
    told = [line for found in _items(item) for line in found.split("\n")]
    return [*line.split("\n"), *(f"  {line}" for line in told)]


def _items(part: PartRecord) -> list[str]:
    items = []
    if part.get("variant"):
        items.append(f"- Your variant: {code(part['variant'])}")
    if part["reading"]:
        items.append(f"- Read as: {code(part['reading'])} ({part['shape']})")
    items += [f"- Note: {prose(note)}" for note in part["notes"]]
    if part["given"]:
        items.append(f"- Marked: {prose(given(part['given']))}")
    comment = part["given"]["comment"] if part["given"] else ""
    if comment or part["status"] not in ("right", "missing"):
        items.append(f"- Reason: {prose(part['reason'])}")
    if part["excerpt"]:
        items.append(f"- Place: {code(part['excerpt'])}")
    if part["hint"]:
        items.append(f"- Hint: {prose(part['hint'])}")
    if part["counterexample"]:
        items.append(f"- See: {prose(counterexample(part['counterexample'], '`'))}")
    if (kept := part.get("carried")) is not None:
        items.append(f"- Carried forward: {prose(carried(kept))}")
    if part["work"]:
        items.append(f"- Work: {prose(part['work'])}")
    if part["evidence"]:
        items.append(f"- Evidence: {prose(evidence(part))}")
    if part.get("sandbox"):
        items.append(f"- Sandbox: {prose(part['sandbox'])}")
    return items
