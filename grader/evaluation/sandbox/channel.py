"""Bytes ↔ bytes with a process that may do anything: every read and write ends at a deadline.

What the process prints is taken at the same time, kept up to a limit and then thrown away, so
that it can neither block nor fill anything.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import threading
import time
from collections.abc import Callable
from typing import IO, Final, Protocol

KEPT: Final = 65_536  # bytes of prints
PIECE: Final = 1 << 16
FREE: Final = 1 << 24  # bytes that may be printed at all: a process that floods is stopped


class LateError(Exception):
    """The deadline is over."""


class GoneError(Exception):
    """The process has closed its end."""


class FloodError(Exception):
    """The process prints without end."""


class Channel(Protocol):
    """Two ways and the prints; times are those of `time.monotonic`."""

    printed: bytearray
    more: Callable[[], float]  # asked when time is over: seconds that are given in addition

    def write(self, raw: bytes, end: float) -> None:
        """All bytes to the process; raises LateError, GoneError."""

    def read(self, count: int, end: float) -> bytes:
        """Exactly so many bytes from it; raises LateError, GoneError, FloodError."""

    def has_more(self) -> bool:
        """Whether it sent what nobody asked for."""

    def take(self) -> None:
        """The prints that have arrived; raises FloodError."""

    def close(self) -> None:
        """Let go of the pipes."""


class Pipes:
    """A channel over descriptors, for systems that can wait for several of them."""

    def __init__(self, outward: int, inward: int, prints: int) -> None:
        self.outward, self.inward, self.prints = outward, inward, prints
        self.printed = bytearray()
        self.flood = 0
        self.are_prints_open = True
        self.more: Callable[[], float] = float
        for descriptor in (outward, inward, prints):
            os.set_blocking(descriptor, False)

    def write(self, raw: bytes, end: float) -> None:
        """All bytes to the process; raises LateError, GoneError, FloodError."""
        rest = memoryview(raw)
        while rest:
            try:
                rest = rest[os.write(self.outward, rest) :]
            except BlockingIOError:
                self._wait(self.outward, select.POLLOUT, end)
            except OSError:
                raise GoneError from None

    def read(self, count: int, end: float) -> bytes:
        """Exactly so many bytes; raises LateError, GoneError, FloodError."""
        pieces = []
        while count:
            self._wait(self.inward, select.POLLIN, end)
            try:
                piece = os.read(self.inward, min(count, 1 << 20))
            except BlockingIOError:
                continue
            except OSError:
                piece = b""
            if not piece:
                raise GoneError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def has_more(self) -> bool:
        """Whether there are bytes that nobody asked for."""
        waiting = select.poll()
        waiting.register(self.inward, select.POLLIN)
        return any(event & select.POLLIN for _, event in waiting.poll(0))

    def close(self) -> None:
        """Close all descriptors; the last prints are taken first."""
        self.take()
        for descriptor in (self.outward, self.inward, self.prints):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _wait(self, descriptor: int, event: int, end: float) -> None:
        while True:
            waiting = select.poll()
            waiting.register(descriptor, event)
            if self.are_prints_open:
                waiting.register(self.prints, select.POLLIN)
            left = end - time.monotonic()
            if left <= 0:
                left = self.more()
                end = time.monotonic() + left
                if left <= 0:
                    raise LateError
            ready = [found for found, _ in waiting.poll(left * 1000)]
            if self.prints in ready:
                self.take()
            if descriptor in ready:
                return

    def take(self) -> None:
        """The prints that have arrived; raises FloodError."""
        while self.are_prints_open:
            try:
                piece = os.read(self.prints, PIECE)
            except BlockingIOError:
                return
            except OSError:
                piece = b""
            self.are_prints_open = bool(piece)
            self.flood += len(piece)
            self.printed += piece[: KEPT - len(self.printed)]
            if self.flood > FREE:
                raise FloodError


class Threads:
    """A channel over files, where only threads can wait for several at once (Windows)."""

    def __init__(self, outward: IO[bytes], inward: IO[bytes], prints: IO[bytes]) -> None:
        self.files = (outward, inward, prints)
        self.printed = bytearray()
        self.arrived: queue.Queue[bytes] = queue.Queue(64)
        self.rest = b""
        self.more: Callable[[], float] = float
        for work in (self._read, self._take):
            threading.Thread(target=work, daemon=True).start()

    def write(self, raw: bytes, end: float) -> None:
        """All bytes to the process; raises LateError, GoneError."""
        done: queue.SimpleQueue[bool] = queue.SimpleQueue()

        def work() -> None:
            try:
                self.files[0].write(raw)
                self.files[0].flush()
                done.put(True)
            except (OSError, ValueError):
                done.put(False)

        threading.Thread(target=work, daemon=True).start()
        try:
            if not done.get(timeout=max(0.0, end - time.monotonic())):
                raise GoneError
        except queue.Empty:
            raise LateError from None

    def read(self, count: int, end: float) -> bytes:
        """Exactly so many bytes; raises LateError, GoneError."""
        while len(self.rest) < count:
            try:
                piece = self.arrived.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise LateError from None
            if not piece:
                self.arrived.put(b"")
                raise GoneError
            self.rest += piece
        found, self.rest = self.rest[:count], self.rest[count:]
        return found

    def has_more(self) -> bool:
        """Whether there are bytes that nobody asked for."""
        return bool(self.rest) or not self.arrived.empty()

    def take(self) -> None:
        """Nothing: a thread does."""

    def close(self) -> None:
        """The threads end with the process, and close what they read."""
        with contextlib.suppress(OSError):
            self.files[0].close()

    def _read(self) -> None:
        with self.files[1] as file:
            while piece := _some(file):
                self.arrived.put(piece)
            self.arrived.put(b"")

    def _take(self) -> None:
        with self.files[2] as file:
            while piece := _some(file):
                self.printed += piece[: KEPT - len(self.printed)]


def _some(file: IO[bytes]) -> bytes:
    try:
        return os.read(file.fileno(), PIECE)
    except (OSError, ValueError):
        return b""
