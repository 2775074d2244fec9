"""Paths → text, and text → files: bounded reading that never blocks, writing that is whole or not.

Whatever a path turns out to be (a folder, a socket, a loop of links, a disk that is full), the
caller gets a GraderError that says so. Messages do not name the path: the caller knows it best.
"""

# os.path throughout: to import pathlib would cost a cold start a tenth of its time.
from __future__ import annotations

import os
import stat
from typing import Final

from grader.errors import GraderError

KINDS: Final = (
    (stat.S_ISDIR, "a folder, not a file"),
    (stat.S_ISFIFO, "a pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)

# O_NONBLOCK: a pipe put in place of a file between `stat` and `open` must not make us wait.
READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
WRITING: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class FileError(GraderError):
    """A file that cannot be read or written; `place` is (line, column) where there is one."""

    def __init__(self, message: str, *, hint: str = "", place: tuple[int, int] = (1, 1)) -> None:
        super().__init__(message, hint=hint)
        self.place = place


def read_bytes(path: str, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes."""
    try:
        _check_kind(os.stat(path).st_mode)  # before opening: to open a device can have effects
        descriptor = os.open(path, READING)
        with os.fdopen(descriptor, "rb") as file:
            _check_kind(os.fstat(descriptor).st_mode)
            content = file.read(limit + 1)
    except (OSError, ValueError) as problem:
        raise FileError(f"cannot be read: {_said(problem)}") from None
    if len(content) > limit:
        raise FileError(f"longer than {limit:,} bytes", hint="nobody types that much")
    return content


def read_text(path: str, limit: int) -> str:
    """The same as text: UTF-8, without a byte order mark."""
    return decoded(read_bytes(path, limit))


def decoded(content: bytes) -> str:
    """Bytes as text, or a FileError with the place of the first byte that is not UTF-8.

    >>> decoded("x·xᵀ".encode())
    'x·xᵀ'
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = content[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise FileError(
            f"not UTF-8: the byte 0x{content[problem.start]:02x}",
            hint="save the file as UTF-8",
            place=(line, column),
        ) from None
    if "\0" in text:
        before_nul = text[: text.index("\0")]
        line = before_nul.count("\n") + 1
        raise FileError(
            "a NUL byte: this is not a text file",
            hint="save the file as UTF-8 text",
            place=(line, len(before_nul) - before_nul.rfind("\n")),
        )
    return text


def write_whole(path: str, text: str) -> None:
    """Put `text` in place of whatever is at `path`, at once: never half of it.

    Written to a neighbour and moved over, so that a full disk or a kill leaves the old file. It
    does not wait for the disk: a report lost with the power can be made again, and waiting would
    take a class as long as marking it.
    """
    neighbour = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    try:
        try:
            descriptor = os.open(neighbour, WRITING, 0o666)
        except FileExistsError:  # left by a killed process that had our number
            os.unlink(neighbour)
            descriptor = os.open(neighbour, WRITING, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                # A lone surrogate has no UTF-8; `\udc80` is how JSON spells it, too.
                file.write(text.encode("utf-8", "backslashreplace"))
            os.replace(neighbour, path)
        except BaseException:
            os.unlink(neighbour)
            raise
    except (OSError, ValueError) as problem:
        raise FileError(f"cannot be written: {_said(problem)}") from None


def write_for_good(path: str, text: str) -> None:
    """The same for what cannot be made again: it waits until the disk has it."""
    neighbour = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    write_whole(neighbour, text)
    try:
        _flush(neighbour)
        os.replace(neighbour, path)
        _flush(os.path.dirname(path) or ".")
    except OSError as problem:
        raise FileError(f"cannot be written: {_said(problem)}") from None


def _flush(path: str) -> None:
    """Wait until a file, or the names in a folder, are on the disk, where that can be asked."""
    if os.name == "nt" and os.path.isdir(path):  # Windows has no such thing for folders
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exists(path: str) -> bool:
    """Whether something is there, be it a link that leads nowhere."""
    return os.path.lexists(path)


def make_folder(path: str) -> None:
    """The folder `path`, and those above it, made where they are missing."""
    try:
        os.makedirs(path, exist_ok=True)
    except (OSError, ValueError) as problem:
        raise FileError(f"the folder cannot be made: {_said(problem)}") from None


def _check_kind(mode: int) -> None:
    for is_kind, name in KINDS:
        if is_kind(mode):
            raise FileError(f"is {name}")


def _said(problem: OSError | ValueError) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror[:1].lower() + problem.strerror[1:]
    return str(problem)
