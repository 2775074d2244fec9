"""What was typed in a shell → texts; nothing here needs click."""

from __future__ import annotations

import os
import sys
from typing import Final

from grader.errors import UsageError
from grader.files import decoded

EXERCISES: Final = "exercises"
EXERCISES_VARIABLE: Final = "GRADER_EXERCISES"
LONGEST_ANSWER: Final = 1_000_000  # bytes read from standard input


def exercises_folder() -> str:
    """The folder of exercise files where no option names it."""
    return os.environ.get(EXERCISES_VARIABLE) or EXERCISES


def declarations(declared: tuple[str, ...]) -> dict[str, str]:
    """The texts of `-d` by name; raises UsageError."""
    variables: dict[str, str] = {}
    for text in [typed(text, "a declaration") for text in declared]:
        name, colon, shape = text.partition(":")
        if not colon:
            raise UsageError(f"`-d '{text}'` declares nothing", hint="write -d 'A: n x m'")
        name = name.strip()
        if name in variables:
            raise UsageError(f"`{name}` is declared twice", hint="declare each name once")
        variables[name] = shape.strip()
    return variables


def typed_answer(answer: str) -> str:
    """The answer as it was typed; `-` reads it from standard input."""
    if answer == "-":
        content = sys.stdin.buffer.read(LONGEST_ANSWER + 1)
        if len(content) > LONGEST_ANSWER:
            raise UsageError(f"the answer is longer than {LONGEST_ANSWER:,} bytes")
        return decoded(content).rstrip("\r\n")
    return typed(answer, "the answer")


def typed(text: str, what: str) -> str:
    """A text of the command line; its bytes are UTF-8 even where the locale says ASCII."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        raise UsageError(f"{what} is not UTF-8", hint="set the terminal to UTF-8") from None
