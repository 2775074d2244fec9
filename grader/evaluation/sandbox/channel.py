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
AHEAD, MOST = 1 << 13, 1 << 20  # bytes of replies that are read at once
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

    def write(self, raw: bytes) -> None:
        """Bytes to the process; what it does not take now goes out while `read` waits."""

    def read(self, count: int, end: float) -> bytes:
        """Exactly so many bytes from it; raises LateError, GoneError, FloodError."""

    def take(self) -> None:
        """The prints that have arrived; raises FloodError."""

    def close(self) -> None:
        """Let go of the pipes."""


class Pipes:
    """A channel over descriptors, for systems that can wait for several of them."""

    def __init__(self, outward: int, inward: int, prints: int) -> None:
        self.outward, self.inward, self.prints = outward, inward, prints
        self.printed, self.arrived = bytearray(), bytearray()
        self.unsent = memoryview(b"")
        self.flood = 0
        self.is_gone = False  # nobody reads what we write; what was written to us still counts
        self.more: Callable[[], float] = float
        self.waiting = select.poll()
        for descriptor in (inward, prints):
            self.waiting.register(descriptor, select.POLLIN)
        for descriptor in (outward, inward, prints):
            os.set_blocking(descriptor, False)

    def write(self, raw: bytes) -> None:
        """Bytes to the process; what it does not take now goes out while `read` waits."""
        self.unsent = memoryview(bytes(self.unsent) + raw)
        self._push()
        if self.unsent:
            self.waiting.register(self.outward, select.POLLOUT)

    def read(self, count: int, end: float) -> bytes:
        """Exactly so many bytes; raises LateError, GoneError, FloodError."""
        while len(self.arrived) < count:
            self._wait(end)
            try:
                piece = os.read(self.inward, max(AHEAD, min(count, MOST)))
            except BlockingIOError:
                if not self.is_gone:
                    continue
                piece = b""
            except OSError:
                piece = b""
            if not piece:
                raise GoneError
            self.arrived += piece
        found = bytes(self.arrived[:count])
        del self.arrived[:count]
        return found

    def take(self) -> None:
        """The prints that have arrived; raises FloodError."""
        while self._take():
            pass

    def close(self) -> None:
        """Close all descriptors; the last prints are taken first."""
        try:
            self.take()
        finally:
            for descriptor in (self.outward, self.inward, self.prints):
                with contextlib.suppress(OSError):
                    os.close(descriptor)

    def _push(self) -> None:
        """Write as much as the process takes now."""
        while self.unsent:
            try:
                self.unsent = self.unsent[os.write(self.outward, self.unsent) :]
            except BlockingIOError:
                return
            except OSError:
                self.unsent, self.is_gone = memoryview(b""), True

    def _wait(self, end: float) -> None:
        """Until there is something to be read: a reply is read before the prints after it."""
        while not self.is_gone:
            left = end - time.monotonic()
            if left <= 0:
                left = self.more()
                end = time.monotonic() + left
                if left <= 0:
                    raise LateError
            ready = [found for found, _ in self.waiting.poll(left * 1000)]
            if self.inward in ready:
                return
            if self.outward in ready:
                self._push()
                if not self.unsent:
                    self.waiting.unregister(self.outward)
            if self.prints in ready:
                self._take()

    def _take(self) -> bool:
        """A piece of the prints; whether there may be more; raises FloodError."""
        try:
            piece = os.read(self.prints, PIECE)
        except BlockingIOError:
            return False
        except OSError:
            piece = b""
        if not piece:
            with contextlib.suppress(KeyError):
                self.waiting.unregister(self.prints)
            return False
        self.printed += piece[: KEPT - len(self.printed)]
        self.flood += len(piece)
        if self.flood > FREE:
            raise FloodError
        return True


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

    def write(self, raw: bytes) -> None:
        """Bytes to the process, by a thread of its own; if that fails, nothing more comes."""

        def work() -> None:
            try:
                self.files[0].write(raw)
                self.files[0].flush()
            except (OSError, ValueError):
                self.arrived.put(b"")

        threading.Thread(target=work, daemon=True).start()

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
