"""A request for a worker → its channel, and in the end how it ended. Only here are they started.

On Linux a zygote forks them: clean, with NumPy loaded, in milliseconds. Elsewhere each is a fresh
interpreter.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from typing import IO, Final, NamedTuple, cast

from grader.evaluation.sandbox.channel import Channel, Pipes, Threads
from grader.evaluation.sandbox.limits import Limits

HERE: Final = str(Path(__file__).resolve().parent)
PATIENCE: Final = 20.0  # seconds for NumPy to be loaded on a slow disk
BUSY: Final = 0.04  # of the time that passes: less is sleep
PROMPT: Final = 10.0  # seconds for a zygote to fork or reap

# A package that is nothing but the folder of the files for the other side: they import one
# another by their names, and the rest of the grader is not there.
BOOT: Final = """
import gc, sys, types
gc.disable()  # nothing that is loaded is garbage
_, folder, path, entry, *options = sys.argv
for name in ("grader", "grader.evaluation", "grader.evaluation.sandbox"):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = [folder] if name.endswith("sandbox") else []
sys.path += path.split("\\n")
if entry == "zygote":
    from grader.evaluation.sandbox.zygote import main
    main(options)
else:
    from grader.evaluation.sandbox import worker, zygote
    zygote.load([*zygote.MODULES, *options[0].split()])
    worker.main_fresh(options[1:])
"""


class SandboxError(Exception):
    """The sandbox itself does not work: our failure, nobody's answer."""


class Ended(NamedTuple):
    """How a worker ended: the signal that killed it or its exit code, and what it used."""

    signal: int = 0
    code: int = 0
    seconds: float = 0.0
    kilobytes: int = 0


class Process(NamedTuple):
    """A running worker."""

    pid: int
    channel: Channel


class Options(NamedTuple):
    """What tests vary: layers that are left out, the user to be, and whether to fork."""

    without: tuple[str, ...] = ()
    user: int = 0
    is_fresh: bool = not sys.platform.startswith("linux")
    has_threads: bool = sys.platform == "win32"


def command(modules: Sequence[str], entry: str, *options: str) -> list[str]:
    """The command line of a clean process."""
    folders = []
    for name in ("numpy", *modules):
        found = find_spec(name.partition(".")[0])  # the part before the dot is not imported
        if found is not None and found.origin and os.sep in found.origin:
            folders.append(str(Path(found.origin).parents[1]))
    path = "\n".join(dict.fromkeys(folders))
    flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
    return [sys.executable, *flags, "-c", BOOT, HERE, path, entry, *options]


def environment() -> dict[str, str]:
    """All that a clean process is told of ours: how to find libraries, and one thread for BLAS."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PATH")
    blas = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    found["PATH"] = os.defpath
    found |= {"LANG": "C.UTF-8", "HOME": "/nonexistent"}
    found["LD_BIND_NOW"] = "1"  # or each worker would look up the same functions of libraries
    return {**found, **dict.fromkeys(blas, "1")}


def occupied(pid: int, waited: float) -> float:
    """Of the seconds that passed, those in which a process computed or waited for a processor.

    The rest is sleep, its own choice. Where a kernel does not count the waiting, whoever computes
    a little is taken to want more.
    """
    try:
        running, ready, _ = Path(f"/proc/{pid}/schedstat").read_bytes().split()
        return (int(running) + int(ready)) / 1e9
    except (OSError, ValueError):
        pass
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return waited if used > BUSY * waited else used
    except (OSError, ValueError, IndexError, AttributeError):  # not Linux, or gone
        return 0.0


class Zygote:
    """The process that forks workers, one at a time, and the socket to it.

    It loads NumPy while others draw inputs; `absent` and the first worker wait until it has.
    """

    def __init__(self, modules: Sequence[str], options: Options) -> None:
        self.owner = os.getpid()
        try:
            self._start(modules, options)
        except OSError as problem:  # no process may be started here, no folder be made
            raise SandboxError(f"no process can be started: {problem.strerror}") from None
        atexit.register(self.stop)
        self._absent: tuple[str, ...] | None = None

    @property
    def absent(self) -> tuple[str, ...]:
        """The modules that it did not find; raises SandboxError if it did not start."""
        return self._started()

    def _started(self) -> tuple[str, ...]:
        if self._absent is None:
            word, *absent = self._said(PATIENCE, 4096).decode("utf-8", "replace").split()
            if word != "ready":
                self.stop()
                raise SandboxError("the parent of the workers did not start")
            self._absent = tuple(absent)
        return self._absent

    def _start(self, modules: Sequence[str], options: Options) -> None:
        """The process with a folder of its own, empty, and not to be written to by workers."""
        self.folder = tempfile.mkdtemp(prefix="grader-")
        os.chmod(self.folder, 0o555)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        with theirs:
            try:
                self.process = subprocess.Popen(
                    command(modules, "zygote", str(theirs.fileno()), str(os.getpid()),
                            str(options.user), " ".join(modules), ",".join(options.without)),
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env=environment(), cwd=self.folder, pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                )  # fmt: skip
            except OSError:
                ours.close()
                os.rmdir(self.folder)
                raise

    def worker(self, limits: Limits) -> Process:
        """A new worker, locked in; raises SandboxError."""
        self._started()
        ours: list[int] = []
        theirs: list[int] = []
        for is_outward in (True, False, False):
            reading, writing = os.pipe()
            ours.append(writing if is_outward else reading)
            theirs.append(reading if is_outward else writing)
        try:
            request = b"F" + struct.pack("<IQ", limits.seconds, limits.memory)
            socket.send_fds(self.control, [request], theirs)
            (pid,) = struct.unpack("<I", self._said(PROMPT, 4))
        except (OSError, struct.error) as problem:
            for descriptor in ours:
                os.close(descriptor)
            self.stop()
            raise SandboxError(f"no worker was made: {problem}") from None
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return Process(pid, Pipes(*ours))

    def end(self, process: Process) -> Ended:
        """Kill a worker with all it left behind; raises SandboxError."""
        try:
            self.control.send(b"R" + struct.pack("<I", process.pid))
            status, seconds, kilobytes = struct.unpack("<idI", self._said(PROMPT, 16))
        except (OSError, struct.error) as problem:
            self.stop()
            raise SandboxError(f"a worker could not be ended: {problem}") from None
        code = os.waitstatus_to_exitcode(status)
        return Ended(max(0, -code), max(0, code), seconds, kilobytes)

    def stop(self) -> None:
        """End it and its workers; a fork of the grader leaves it to the grader."""
        atexit.unregister(self.stop)
        self.control.close()
        if self.owner != os.getpid():
            self.process.returncode = 0  # or Popen would complain that it still runs
            return
        if self.process.returncode is None:  # else its number may be another's
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        with contextlib.suppress(OSError):
            os.rmdir(self.folder)

    def _said(self, seconds: float, count: int) -> bytes:
        self.control.settimeout(seconds)
        try:
            return self.control.recv(count) or b"gone"
        except OSError:
            return b"late"


class Fresh:
    """A clean interpreter for each worker: slower, and everywhere."""

    absent: tuple[str, ...] = ()

    def __init__(self, modules: Sequence[str], options: Options) -> None:
        self.owner = os.getpid()
        self.modules, self.options = " ".join(modules), options
        self.running: dict[int, tuple[subprocess.Popen[bytes], str]] = {}

    def worker(self, limits: Limits) -> Process:
        """A new worker; raises SandboxError."""
        without = ",".join(self.options.without)
        words = (self.modules, str(limits.seconds), str(limits.memory), without)
        try:
            folder = tempfile.mkdtemp(prefix="grader-")
            process = subprocess.Popen(
                command(self.modules.split(), "fresh", *words),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=environment(), cwd=folder, bufsize=0,
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as problem:
            raise SandboxError(f"no worker was made: {problem}") from None
        self.running[process.pid] = process, folder
        pipes = cast("tuple[IO[bytes], ...]", (process.stdin, process.stdout, process.stderr))
        if self.options.has_threads:
            return Process(process.pid, Threads(*pipes))
        return Process(process.pid, Pipes(*(os.dup(pipe.fileno()) for pipe in pipes)))

    def end(self, process: Process) -> Ended:
        """Kill a worker and its group."""
        running, folder = self.running.pop(process.pid)
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.killpg(running.pid, signal.SIGKILL)
        running.kill()
        code = running.wait()
        for pipe in (running.stdin, running.stdout, running.stderr):
            if not self.options.has_threads and pipe is not None:
                pipe.close()
        rmtree(folder, ignore_errors=True)  # with whatever was written there
        return Ended(max(0, -code), max(0, code))

    def stop(self) -> None:
        """End all workers."""
        for pid in tuple(self.running):
            self.end(Process(pid, cast(Channel, None)))
