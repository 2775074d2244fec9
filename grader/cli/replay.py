"""`grader replay REPORT.json`: every verdict of a report once more, by the exact reading alone."""

from __future__ import annotations

import click

from grader.cli.terminal import RIGHT, UNDECIDED, WRONG, painted, say
from grader.errors import GraderError, UsageError
from grader.files import read_text
from grader.reports.replay import LONGEST, Result, replay, replay_lines
from grader.reports.visible import visible


@click.command()
@click.argument("report")
def command(report: str) -> int:
    """Recompute every verdict of REPORT, the JSON file of one student, from what stands in it.

    Answers, keys, declarations and seed come from the report; exercise files are not read. What
    rests on SymPy or on digits alone is not repeated, and no Python function is run: `grader grade`
    with the same seed does that, for it has the code. Exit code: 0 all verdicts are confirmed, 1
    one differs, 2 the report cannot be used, 3 something could not be replayed.
    """
    try:
        parts = list(replay(read_text(report, LONGEST)))
    except GraderError as problem:
        raise UsageError(f"{report}: {visible(problem.message)}", hint=problem.hint) from None
    for line in replay_lines(parts):
        say(painted(visible(line)))
    results = {part.result for part in parts}
    if Result.DIFFERS in results:
        return WRONG
    return UNDECIDED if Result.NOT_REPLAYED in results else RIGHT
