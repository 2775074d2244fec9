"""Printing: reports to stdout, progress and log to stderr; colour only where it is welcome."""

from __future__ import annotations

import io
import os
import sys
from typing import Final

from grader.reports.phrases import SIGNS

RIGHT: Final = 0
WRONG: Final = 1
UNUSABLE: Final = 2
UNDECIDED: Final = 3
INTERRUPTED: Final = 130

COLOURS: Final = {"✓": "green", "◐": "yellow", "✗": "red", "¿": "magenta", "?": "cyan", "!": "red"}
CLEARED: Final = "\r\x1b[K"


def forgiving_streams() -> None:
    """Show as an escape what the terminal cannot, rather than fail on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str = "") -> None:
    """A line of the report."""
    _print(text, is_error=False)


def tell(text: str) -> None:
    """A line of the log."""
    _print(text, is_error=True)


def painted(line: str) -> str:
    """The line with its first sign in colour, if stdout is a terminal that wants it."""
    if not line or line[0] not in SIGNS.values() or not _is_colourful():
        return line
    # Imported late: what is not coloured does not need it.
    import click

    return click.style(line[0], fg=COLOURS.get(line[0]), bold=True) + line[1:]


class Progress:
    """A bar on a terminal, nothing elsewhere; it makes way for the lines of the report."""

    def __init__(self, whole: int) -> None:
        self.whole = whole
        self.done = 0
        self.is_shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and whole > 1

    def hide(self) -> None:
        """Clear the bar's line."""
        if self.is_shown:
            sys.stderr.write(CLEARED)
            sys.stderr.flush()

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self.is_shown and self.done < self.whole:
            filled = 30 * self.done // self.whole
            bar = "█" * filled + "·" * (30 - filled)
            sys.stderr.write(f"{CLEARED}{bar} {self.done} of {self.whole}")
            sys.stderr.flush()


def _is_colourful() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _print(text: str, *, is_error: bool) -> None:
    """Print a line; a reader that has gone away (`| head`) does not stop the work."""
    stream = sys.stderr if is_error else sys.stdout
    try:
        stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError:
        # Nobody reads on. What follows goes nowhere, also what Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
