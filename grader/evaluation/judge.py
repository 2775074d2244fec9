"""Answer and reference → what SymPy makes of their difference, within a hard limit of time.

SymPy works in a process of its own (`symbolic.py`), which is started at the first question, kept
warm between questions, and killed when a question takes too long; the next one starts a new
process. Whatever happens there (no memory left, a crash, garbage instead of a reply) is "unknown"
here: this module raises nothing of it, and an answer is never wrong for it.

The limit counts from when the process is ready; the start, 0.5 s or so, has a limit of its own.
"""

from __future__ import annotations

import atexit
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, cast

from grader.evaluation.wire import Judgement, Message, WireError, encoded, frame, receive
from grader.language.declarations import Declaration
from grader.language.tree import Dimension, Expression

NOTHING: Final = Judgement("unknown", "", "")
ENDED: Final = "it ended, or sent what is no reply"
START_SECONDS: Final = 15.0  # for Python and SymPy to be loaded, on a slow disk
ROOT: Final = str(Path(__file__).resolve().parents[2])  # where the package `grader` lies

# -s and -P: neither the user's packages nor the current folder come in by themselves. (-I would
# shut out the two variables that `_environment` sets.)
COMMAND: Final = (sys.executable, "-s", "-P", "-m", "grader.evaluation.symbolic")


def difference_is_zero(
    answer: Expression,
    reference: Expression,
    declarations: Mapping[str, Declaration],
    sizes_list: Sequence[Mapping[str, int]],
    *,
    seconds: float,
    free: Sequence[tuple[str, Dimension]] = (),
    index_base: int = 1,
) -> Judgement:
    """Whether answer − reference simplifies to 0, entry by entry, at all the sizes.

    The sizes say a number for each dimension; `free` names the free indices with their ranges,
    all of whose values are gone through. Entries are called as if counted from `index_base`.
    """
    try:
        request = frame(
            {
                "answer": encoded(answer),
                "reference": encoded(reference),
                "declarations": encoded(tuple(declarations.values())),
                "sizes": [dict(sizes) for sizes in sizes_list],
                "free": encoded(tuple((name, dimension) for name, dimension in free)),
                "index_base": index_base,
                "seconds": seconds,
            }
        )
    except WireError as error:
        return Judgement("unknown", "", f"too large to be simplified: {error}")
    return JUDGE.reply(request, seconds)


class Judge:
    """The process and the way to it; one question at a time, from any thread."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = tuple(command)
        self._forget()

    def _forget(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._lock = threading.Lock()
        self._owner = os.getpid()

    @property
    def pid(self) -> int | None:
        """Of the running process, if there is one."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Starts the process if there is none, without waiting: SymPy loads in the meantime."""
        self._leave_to_parent()
        if self.pid is not None:
            return
        self.stop()
        atexit.unregister(self.stop)  # so that it is registered once
        atexit.register(self.stop)
        self._process = _started(self.command)

    def stop(self) -> None:
        """Kills the process and waits for its end."""
        process, self._process, self._is_ready = self._process, None, False
        if process is None or self._owner != os.getpid():
            return
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own
        process.wait()
        for pipe in (process.stdin, process.stdout):
            _close(cast(IO[bytes], pipe))

    def reply(self, request: bytes, seconds: float) -> Judgement:
        """The judgement on a framed request, or "unknown" once the time is over."""
        self._leave_to_parent()
        with self._lock:
            try:
                self.start()
            except OSError as error:
                return Judgement("unknown", "", f"SymPy could not be started: {error}")
            return self._conversation(request, seconds)

    def _conversation(self, request: bytes, seconds: float) -> Judgement:
        heard: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        process = cast("subprocess.Popen[bytes]", self._process)
        # A thread, as no other way to read and write with a limit of time works on all systems.
        exchange = (process, request, self._is_ready, heard)
        threading.Thread(target=_exchange, args=exchange, daemon=True).start()
        said, is_last = NOTHING, False
        try:
            if not self._is_ready:
                if (heard.get(timeout=START_SECONDS) or {}).get("ready") is not True:
                    raise WireError(ENDED)
                self._is_ready = True
            end = time.monotonic() + seconds
            while not is_last:
                message = heard.get(timeout=max(0.0, end - time.monotonic()))
                said, is_last = _said(message)
        except queue.Empty:
            why = f"no result within {seconds:g} s" if self._is_ready else "SymPy did not start"
            if said.outcome == "unknown":  # or else only the display is not as short as could be
                said = said._replace(reason="; ".join(filter(None, (why, said.reason))))
            self.stop()
        except WireError as error:
            said = Judgement("unknown", said.difference, f"the symbolic process failed: {error}")
            self.stop()
        return said

    def _leave_to_parent(self) -> None:
        """In a fork of the process that owns them, pipes and lock are not ours to use."""
        if self._owner != os.getpid():
            if self._process is not None:
                self._process.returncode = 0  # or Popen would complain that it still runs
            self._forget()


JUDGE: Final = Judge()


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=flags,
        start_new_session=sys.platform != "win32",
    )


def _environment() -> dict[str, str]:
    """Ours, except that Python finds what we find, and that sets are in the same order each time.

    (The order of a set may decide how far SymPy gets, and a grade should not depend on it.)
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "SYMPY"))
    }
    path = [entry for entry in sys.path if entry]
    search = os.pathsep.join(path if ROOT in path else [*path, ROOT])
    return {**kept, "PYTHONPATH": search, "PYTHONHASHSEED": "0"}


def _exchange(
    process: subprocess.Popen[bytes],
    request: bytes,
    is_ready: bool,
    heard: queue.SimpleQueue[Message | None],
) -> None:
    """Sends the request and passes on what comes back, up to a judgement or the end."""
    requests, replies = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    message: Message | None = {}
    try:
        if not is_ready:
            message = receive(replies)
            heard.put(message)
            if message is None or "ready" not in message:
                return
        requests.write(request)
        requests.flush()
        while message is not None and "final" not in message:
            message = receive(replies)
            heard.put(message)
    except (OSError, ValueError):  # the pipe broke or was closed, or no message came
        heard.put(None)


def _said(message: Message | None) -> tuple[Judgement, bool]:
    """What a message says, and whether it is the last; raises WireError.

    On the way the process tells what it has, in case that its time runs out.
    """
    if message is None:
        raise WireError(ENDED)
    if "failure" in message:
        raise WireError(str(message["failure"])[:200])
    outcome, difference, reason = map(message.get, Judgement._fields)
    if (
        outcome not in ("zero", "nonzero", "unknown")
        or not isinstance(difference, str)
        or not isinstance(reason, str)
    ):
        raise WireError("it sent what is no judgement")
    return Judgement(outcome, difference, reason), message.get("final") is True


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was still to be written has no reader any more
