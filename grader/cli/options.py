"""Options and arguments that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from grader.cli.typed import EXERCISES, EXERCISES_VARIABLE
from grader.errors import UsageError
from grader.files import FileError, read_text

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS: Final = ("process", "limits", "confined", "strict")  # of evaluation/sandbox/levels.py
LONGEST_SECRET: Final = 10_000  # bytes

# An answer may begin with a minus: what is no option is an argument.
MINUS_IS_AN_ANSWER: Final = {"ignore_unknown_options": True}


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
