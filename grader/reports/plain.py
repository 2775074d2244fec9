"""Record → lines for a terminal; signs and words, and no colour but what `cli` adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.reports.phrases import (
    SIGNS,
    carried,
    counterexample,
    earned,
    evidence,
    given,
    points,
    still_open,
)
from grader.reports.visible import one_line, visible

if TYPE_CHECKING:
    from grader.reports.fields import PartRecord, Record


def part_lines(part: PartRecord) -> list[str]:
    """One answer with everything that is known of it; no points where there are none to earn."""
    lines = [f"{SIGNS[part['status']]} {part['status']}"]
    if part["points"]:
        lines[0] += f"  {earned(part)}"
    if part.get("variant"):
        lines.append(f"  variant   {visible(part['variant'])}")
    if part["excerpt"]:
        lines += ["", *(f"    {line}" for line in part["excerpt"].split("\n"))]
    if part["reading"]:
        lines.append(f"  read as   {visible(part['reading'])}   ({part['shape']})")
    lines += [f"  note      {visible(note)}" for note in part["notes"]]
    if part["given"]:
        lines.append(f"  marked    {visible(given(part['given']))}")
    if part["status"] != "right":
        lines.append(f"  reason    {visible(part['reason'])}")
    if part["hint"]:
        lines.append(f"  hint      {visible(part['hint'])}")
    if part["counterexample"]:
        lines.append(f"  see       {visible(counterexample(part['counterexample']))}")
    if (kept := part.get("carried")) is not None:
        lines.append(f"  carried   {visible(carried(kept))}")
    if part["work"]:
        lines.append(f"  work      {visible(part['work'])}")
    if part["evidence"]:
        lines.append(f"  evidence  {visible(evidence(part))}")
    if part.get("sandbox"):
        lines.append(f"  sandbox   {visible(part['sandbox'])}")
    for item in part["items"]:
        lines += _item_lines(item)
    return lines


def _item_lines(item: PartRecord) -> list[str]:
    """What was judged on its own within an answer, with everything but a right one's evidence."""
    lines = part_lines(item)
    named = f"{item['id']} {item['title']}".strip()
    said = f": {visible(item['answer'])}" if item["answer"] else ""
    first = f"  {lines[0]}  {one_line(named)}{said}"
    if item["status"] == "right":
        return [first]
    return [first, *(f"  {line}" for line in lines[1:])]


def student_line(found: Record) -> str:
    """One student: points, then each sheet with a sign per part."""
    sheets = [
        f"{sheet['sheet']} {''.join(SIGNS[part['status']] for part in sheet['parts'])}"
        for sheet in found["sheets"]
    ]
    if not sheets:
        return f"{one_line(found['student'])}: not marked"
    mark = f"{points(found['earned'])} of {points(found['points'])}{still_open(found)}"
    return f"{one_line(found['student'])}: {mark}  {'  '.join(sheets)}".rstrip()
