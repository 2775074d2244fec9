"""The front door: arguments in, text and exit code out; this package alone prints.

0   done; or the answer is right
1   something is wrong (`check`, `compare`, `lint`, `grade --strict`)
2   the command or an exercise file cannot be used
3   undecided, or the grader failed, or could not write its reports
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from grader.cli.terminal import INTERRUPTED, UNUSABLE, forgiving_streams, tell
from grader.errors import ExerciseError, GraderError, MarksError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that was typed and leave with its exit code."""
    forgiving_streams()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that was typed; its exit code."""
    try:
        return _called(arguments)
    except KeyboardInterrupt:
        tell("grader: interrupted")
        return INTERRUPTED
    except (ExerciseError, MarksError) as problem:
        for complaint in problem.complaints:
            tell(f"grader: {complaint}")
        if problem.hint:
            tell(f"        {problem.hint}")
        return UNUSABLE
    except GraderError as problem:
        tell(f"grader: {problem}")
        return UNUSABLE


def _called(arguments: Sequence[str] | None) -> int:
    """A check without any option has no need of click, whose import takes as long as the check."""
    words = sys.argv[1:] if arguments is None else arguments
    match words:
        case ["check", part, answer] if part[:1] != "-" and answer[:2] not in ("-", "--"):
            from grader.cli.checking import checked
            from grader.cli.typed import exercises_folder

            gc.enable()  # off since the start, see __main__
            return checked(part, answer, exercises_folder())
        case _:
            from grader.cli.commands import called

            return called(arguments)
