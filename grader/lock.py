"""A file → nobody else changes it meanwhile: one process at a time, on every system.

The lock is the system's own, on a file beside it that stays: it goes when its process ends, however
that ends, so that none is ever left behind by one that was killed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from grader.files import FileError

SECONDS: Final = 20.0  # a mark is given in milliseconds
_PAUSE: Final = 0.02


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold the lock of a file, for which it waits; raises FileError."""
    beside = Path(path).with_name(f".{Path(path).name}.lock")
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
    except (OSError, ValueError) as problem:
        raise FileError(f"cannot be locked: {problem}") from None
    try:
        end = time.monotonic() + SECONDS
        while not _taken(descriptor):
            if time.monotonic() > end:
                raise FileError("is being changed by somebody else", hint="try again")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)  # which gives the lock back


def _taken(descriptor: int) -> bool:
    """Whether the lock could be had at once."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
