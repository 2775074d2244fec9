"""What lint found → lines: a file, its keys with what they rest on, its complaints."""

from __future__ import annotations

from grader.exercises.model import LintReport
from grader.reports.phrases import counted


def lint_lines(report: LintReport) -> list[str]:
    """The report of one exercise file."""
    count = len(report.complaints)
    found = counted(count, "complaint") if count else counted(len(report.keys), "key")
    lines = [f"{'✗' if count else '✓'} {report.exercise.file}: {found}"]
    for key in report.keys:
        derived = f"the key is derived: {key.derived}; " if key.derived else ""
        lines.append(f"    {'✓' if key.is_sound else '✗'} {key.part}  {derived}{key.evidence}")
    return lines + list(report.complaints)
