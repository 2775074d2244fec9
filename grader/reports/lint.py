"""What lint found → lines: a file, its keys with what they rest on, its complaints; a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from grader.exercises.model import Derivation, Formula, LintReport, Manual, Question, Task
from grader.reports.markdown import prose
from grader.reports.phrases import counted

# How unlikely an error is, and at how many points something was seen: too much for a table.
FINE_PRINT: Final = re.compile(r" \((?:chance of error|[^()]*2\^-)[^()]*\)")

BAR: Final = re.compile(r"(?<!\\)\|")


def lint_lines(report: LintReport) -> list[str]:
    """The report of one exercise file."""
    count = len(report.complaints)
    found = counted(count, "complaint") if count else counted(len(report.keys), "key")
    lines = [f"{'✗' if count else '✓'} {report.exercise.file}: {found}"]
    for key in report.keys:
        derived = f"the key is derived: {key.derived}; " if key.derived else ""
        lines.append(f"    {'✓' if key.is_sound else '✗'} {key.part}  {derived}{key.evidence}")
    return lines + list(report.complaints)


def table_lines(reports: Sequence[LintReport]) -> list[str]:
    """All questions as a table in Markdown: of which sheet, of what kind, what its key rests on."""
    lines = ["| sheet | part | question | kind | the key |", "| --- | --- | --- | --- | --- |"]
    for report in reports:
        parts = {part.id: part for part in report.exercise.parts}
        for key in report.keys:
            part = parts[key.part]
            kind = _kind(part.question) + ", Python" * (part.python is not None)
            evidence = FINE_PRINT.sub("", key.evidence)
            cells = (report.exercise.sheet, part.id, part.source or part.title, kind, evidence)
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return lines


def _kind(question: Question) -> str:
    match question:
        case Formula():
            asked = question.task.value if question.task is not Task.EXPRESSION else "formula"
            asked = " and ".join(task.value for task in question.tasks) or asked
            more = [f"entry {question.entry}"] * bool(question.entry)
            more += ["builds on earlier parts"] * bool(question.uses)
            return ", ".join([asked, *more])
        case Derivation():
            return "derivation"
        case Manual():
            return "marked by a tutor"


def _cell(text: str) -> str:
    """On one line; formulas are no markup (in 2*X.T*X the stars are), and bars no border."""
    return BAR.sub(r"\\|", prose(text))
