"""The layers that hold around a worker → the level of the sandbox, and a line that says so."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """From the weakest to the strongest; each has what those before it have.

    PROCESS: a clean process of its own that holds nothing and is killed when its time is over.
    LIMITS: and limits on time, memory, files and processes. CONFINED: and the kernel refuses
    files, network and processes. STRICT: twice, by two locks of different make.
    """

    PROCESS = "process"
    LIMITS = "limits"
    CONFINED = "confined"
    STRICT = "strict"


WORDS: Final = {
    "seccomp": "system calls filtered (seccomp)",
    "landlock": "files, network and signals refused (Landlock, ABI {})",
    "seatbelt": "files, network and processes refused (macOS sandbox)",
    "limits": "limits on time, memory, files and processes",
    "user": "a user of its own",
    "namespaces": "no network interface (namespaces)",
}


def level(layers: Sequence[str]) -> Level:
    """The level that these layers make.

    >>> str(level(["limits", "seccomp"])), str(level([]))
    ('confined', 'process')
    """
    names = {name.rstrip("0123456789") for name in layers}
    if "limits" not in names:
        return Level.PROCESS
    if not names & {"seccomp", "seatbelt"}:
        return Level.LIMITS
    return Level.STRICT if {"seccomp", "landlock"} <= names else Level.CONFINED


def is_enough(found: Level, required: Level | None) -> bool:
    """Whether a level is at least the one that is required."""
    return required is None or tuple(Level).index(found) >= tuple(Level).index(required)


def described(layers: Sequence[str]) -> str:
    """The level with its layers, for reports.

    >>> described(["landlock7", "limits", "seccomp"])
    'strict (limits, seccomp, landlock 7)'
    """
    names = {name.rstrip("0123456789"): name for name in layers}
    shown = [
        f"landlock {names[name].removeprefix(name)}" if name == "landlock" else name
        for name in ("user", "limits", "namespaces", "seatbelt", "seccomp", "landlock")
        if name in names
    ]
    return f"{level(layers)} ({', '.join(shown) or 'a clean process'})"
