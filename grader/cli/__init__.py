"""The front door: arguments in, text and exit code out; this package alone prints.

A file per command, imported when the command is called: `grader check` must not wait for what
`grader grade` needs.

    0   done; or the answer is right
    1   something is wrong (`check`, `compare`, `lint`, `grade --strict`)
    2   the command or an exercise file cannot be used
    3   undecided, or the grader failed, or could not write its reports
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from grader.cli.terminal import INTERRUPTED, UNUSABLE, forgiving_streams, tell
from grader.errors import ExerciseError, GraderError, MarksError
from grader.version import VERSION

COMMANDS: Final = {
    "grade": "Mark submissions and write the reports.",
    "check": "Mark one answer to one part.",
    "compare": "Compare two formulas without any exercise.",
    "show": "Show a question with its variables.",
    "variants": "List who has which variant of a sheet.",
    "queue": "List what waits for a tutor, and give marks.",
    "lint": "Check exercise files and their keys.",
    "derive": "Derive a formula: gradient, Jacobian, Hessian.",
    "replay": "Recompute every verdict of a report.",
    "doctor": "Say what is here, and which locks of the sandbox hold.",
}


class LateGroup(click.Group):
    """Commands that are imported when they are called; help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command with this name, or an error that names the nearest."""
        if cmd_name not in COMMANDS:
            # Imported late: only a mistyped command needs it.
            from grader.exercises.fields import nearest

            hint = nearest(cmd_name, tuple(COMMANDS))
            raise click.UsageError(f"there is no command `{cmd_name}`: {hint}", ctx)
        command: click.Command = import_module(f"grader.cli.{cmd_name}").command
        gc.enable()  # off since the start, see __main__
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="grader", message="%(prog)s %(version)s")
def cli() -> None:
    """Marks homework in matrix calculus: formulas in, verdicts with evidence out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that was typed and leave with its exit code."""
    forgiving_streams()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that was typed; its exit code."""
    try:
        return int(cli.main(arguments, prog_name="grader", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as problem:
        tell(problem.format_message())
        return UNUSABLE
    except click.ClickException as problem:
        tell(f"grader: {problem.format_message()}")
        context = getattr(problem, "ctx", None)
        if context is not None:
            tell(
                f"        {context.get_usage()}\n        `{context.command_path} --help` says more"
            )
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
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
