"""The words that were typed, by way of click → a command, imported when it is called.

`grader check` must not wait for what `grader grade` needs.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from grader.cli.terminal import INTERRUPTED, UNUSABLE, tell
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


def called(arguments: Sequence[str] | None) -> int:
    """Run the command that was typed, None for the words of this process; its exit code."""
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
    except click.Abort:
        tell("grader: interrupted")
        return INTERRUPTED
