"""`grader doctor`: the versions in use, the level of the sandbox, and which lock is missing."""

from __future__ import annotations

import platform
import sys

import click

from grader.cli.terminal import RIGHT, UNDECIDED, say
from grader.version import VERSION

PACKAGES = ("numpy", "sympy", "mpmath", "pyyaml", "click")


@click.command()
def command() -> int:
    """Say which versions are in use and which locks hold around a student's function.

    Exit code: 0 a student's function can be run, 3 it cannot.
    """
    # Imported late: they cost more than all other commands need for their start.
    from importlib.metadata import PackageNotFoundError, version

    from grader.evaluation.sandbox.levels import WORDS, described
    from grader.evaluation.sandbox.processes import SandboxError
    from grader.evaluation.sandbox.sandbox import layers_in_force

    say(f"grader {VERSION}, Python {platform.python_version()} ({sys.executable})")
    say(f"{platform.system()} {platform.release()}, {platform.machine()}")
    for name in PACKAGES:
        try:
            say(f"{name} {version(name)}")
        except PackageNotFoundError:
            say(f"{name} is missing: install it")
    try:
        layers = layers_in_force()
    except SandboxError as problem:
        say(f"sandbox: none, student code cannot be run: {problem}")
        return UNDECIDED
    say(f"sandbox: {described(layers)}")
    held = {name.rstrip("0123456789"): name for name in layers}
    for name, words in WORDS.items():
        number = held.get(name, "").removeprefix(name)
        if name in held or _is_missed(name):
            say(f"  {'✓' if name in held else '–'} {words.format(number or '…')}")
    return RIGHT


def _is_missed(name: str) -> bool:
    """Whether a lock that does not hold would exist on this system."""
    return (name == "seatbelt") == (sys.platform == "darwin")
