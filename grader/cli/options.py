"""Options and arguments that several commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from grader.cli.typed import EXERCISES, EXERCISES_VARIABLE
from grader.errors import UsageError
from grader.files import FileError, read_text

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS: Final = ("process", "limits", "confined", "strict")  # of evaluation/sandbox/levels.py
LONGEST_SECRET: Final = 10_000  # bytes

_ATTACHED: Final = re.compile(r"(-[A-Za-z])\s*\w+\s*:")  # -dx:n is the option -d, -d*x is not


class AnswerCommand(click.Command):
    """A command whose answer may begin with a minus: what is no option is an argument.

    click would look for options in every letter of `-tanh(x)`, and find the -h.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The options before all arguments, which stand behind a `--`."""
        known = {
            name: parameter
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        options: list[str] = []
        answers: list[str] = []
        words = list(reversed(args))
        while words:
            word = words.pop()
            name, equals, _ = word.partition("=") if word.startswith("--") else (word, "", "")
            attached = _ATTACHED.match(word)
            if word == "--":
                answers += reversed(words)
                break
            is_option = name in known or (attached is not None and attached[1] in known)
            if not is_option or (word == "-h" and answers):  # behind a question, -h is minus h
                answers.append(word)
                continue
            options.append(word)
            if name in known and not equals and not known[name].is_flag:
                if not words:
                    return super().parse_args(ctx, options)  # click says what is missing
                options.append(words.pop())
        return super().parse_args(ctx, [*options, "--", *answers])


def exercises_option(command: Command) -> Command:
    """`--exercises DIR`."""
    return click.option(
        "--exercises",
        metavar="DIR",
        default=EXERCISES,
        envvar=EXERCISES_VARIABLE,
        show_default=True,
        show_envvar=True,
        help="The folder of exercise files.",
    )(command)


def seed_option(default: int | None, told: str) -> Callable[[Command], Command]:
    """`--seed N`."""
    return click.option(
        "--seed", metavar="N", type=click.IntRange(min=0), default=default, help=told
    )


def secret_option(command: Command) -> Command:
    """`--secret FILE`; passes the secret on as `secret`, None where there is none."""
    return click.option(
        "--secret", metavar="FILE", callback=_secret,
        help="The secret of the course, by which variants are drawn; else what GRADER_SECRET says.",
    )(command)  # fmt: skip


def _secret(_context: click.Context, _option: click.Parameter, file: str | None) -> bytes | None:
    """The secret without spaces around it; raises UsageError for one that is no secret."""
    if file is None:
        secret = (
            os.environb.get(b"GRADER_SECRET", b"")
            if os.supports_bytes_environ
            else (os.environ.get("GRADER_SECRET", "").encode())
        )
        return secret.strip() or None
    try:
        secret = read_text(file, LONGEST_SECRET).strip().encode()
    except FileError as problem:
        raise UsageError(f"--secret {file}: {problem}") from None
    if not secret:
        raise UsageError(f"--secret {file}: the file is empty", hint="write the secret into it")
    return secret


def student_option(command: Command) -> Command:
    """`--student NAME`."""
    return click.option(
        "--student", metavar="NAME", help="Whose variant, where students have different ones."
    )(command)


def show_work_option(command: Command) -> Command:
    """`--show-work`."""
    return click.option(
        "--show-work", is_flag=True,
        help="Show `yours − reference` in components for what is wrong; takes seconds.",
    )(command)  # fmt: skip


def sandbox_option(command: Command) -> Command:
    """`--require-sandbox LEVEL`."""
    return click.option(
        "--require-sandbox", metavar="LEVEL", type=click.Choice(LEVELS),
        help=f"Run no student's code below this level: {', '.join(LEVELS)}.",
    )(command)  # fmt: skip


def declare_option(command: Command) -> Command:
    """`-d 'NAME: SHAPE'`."""
    return click.option(
        "-d", "--declare", "declared", multiple=True, metavar="'NAME: SHAPE'",
        help="A variable, as `A: n x m`, `x: n`, `b: scalar positive`; once for each.",
    )(command)  # fmt: skip


def index_base_option(command: Command) -> Command:
    """`--index-base N`."""
    return click.option(
        "--index-base", type=click.Choice(["0", "1"]), default="1", show_default=True,
        help="Where the indices of entries begin.",
    )(command)  # fmt: skip
