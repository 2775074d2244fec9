"""A student's source + calls → values, problems, and how it ended: what the judge talks to.

`sandbox()` keeps one zygote per process and set of modules, started by the first student function.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, NamedTuple, TypeAlias

from grader.evaluation.sandbox import frames, values
from grader.evaluation.sandbox.channel import FloodError, GoneError, LateError
from grader.evaluation.sandbox.frames import Content, Frame, FrameError
from grader.evaluation.sandbox.levels import Level, described, is_enough, level
from grader.evaluation.sandbox.limits import Limits
from grader.evaluation.sandbox.processes import (
    Ended,
    Fresh,
    Options,
    Process,
    SandboxError,
    Zygote,
    occupied,
)
from grader.evaluation.sandbox.source import WORDS, Problem

WAITED: Final = 2.5  # seconds of waiting for each second of computing that is allowed
MOST_WAITED: Final = 15.0  # … where it computes all the time, but others do, too
START: Final = 20.0  # seconds for a worker to lock itself in
USUAL: Final = Options()
LIMITS: Final = Limits()
SLOW, FLOOD, DIED, FORGED = "slow", "flood", "died", "forged"  # words that the grader adds
CPU, SEGMENT, KILLED = 24, 11, 9  # signals: SIGXCPU, SIGSEGV, SIGKILL


class WeakSandboxError(SandboxError):
    """The sandbox works, but not at the level that is required."""


class Job(NamedTuple):
    """A function to be called: its name, its parameters, and the texts that define it."""

    name: str
    parameters: tuple[str, ...]
    texts: tuple[tuple[str, bytes], ...]
    setup: str = ""


class Loaded(NamedTuple):
    """What is known of a function that can be called, in the words of the worker.

    `way` is empty, `named` (called by the names of its parameters) or `crossed` with its names:
    called by places, though some stand elsewhere. `left_out` is what went wrong while the code
    was loaded, of which the rest was run.
    """

    way: str = ""
    left_out: Problem | None = None


class Value(NamedTuple):
    """What a call returned: raw numbers; the rest is what the worker says, for remarks only."""

    shape: tuple[int, ...]
    numbers: tuple[float, ...]
    what: str
    changed: tuple[bool, ...]


Reply: TypeAlias = Value | Problem


class Worker:
    """One student's function in a process of its own; a context that ends with it."""

    def __init__(
        self, source: Zygote | Fresh, job: Job, limits: Limits, required: Level | None
    ) -> None:
        self.source, self.limits = source, limits
        self.process: Process = source.worker(limits)
        self.ended: Ended | None = None
        self.problem: Problem | None = None  # why there is no function to be called
        self.loaded = Loaded()
        self.begun = time.monotonic()
        try:
            ready = self._read(self.begun + START, bytes(frames.NONCE), (frames.READY,))
        except (FrameError, LateError, GoneError, FloodError) as problem:
            self.close()
            raise SandboxError(f"a worker did not start: {type(problem).__name__}") from None
        self.layers = tuple(ready.fields[0].decode("ascii", "replace").split())
        if not is_enough(level(self.layers), required):  # before the code is sent to it
            self.close()
            raise WeakSandboxError(
                f"the sandbox is {described(self.layers)}, required is {required}"
            )
        self.begun = time.monotonic()
        self.end = self.begun + limits.seconds * WAITED
        self.process.channel.more = self._more
        pairs = [
            part for name, text in job.texts for part in (name.encode("utf-8", "replace"), text)
        ]
        words = (job.name.encode(), " ".join(job.parameters).encode(), job.setup.encode())
        try:
            asked = (frames.content((*words, *pairs)),)
        except FrameError:  # more text than a frame holds
            self._failed(FORGED)
            return
        reply = next(self._asked(frames.JOB, asked, frames.LOADED))
        if isinstance(reply, Problem):
            self.problem = reply
        else:
            self._take(reply.fields)

    def call(self, arguments: Sequence[bytes]) -> Reply:
        """What the function returns for encoded arguments, or what went wrong."""
        return next(self.calls([frames.content(arguments)]))

    def calls(self, questions: Sequence[Content]) -> Iterator[Reply]:
        """The same for one call after the other: all are sent at once, replies come as asked for.

        They end with the first for which the worker is of no more use.
        """
        if self.problem is not None:
            yield self.problem
            return
        replies = self._asked(frames.CALL, questions, frames.VALUE)
        for question, reply in zip(questions, replies, strict=False):
            yield reply if isinstance(reply, Problem) else self._value(reply, question.fields)

    def _value(self, reply: Frame, count: int) -> Reply:
        """The value in a reply to so many arguments."""
        try:
            sides, raw, what, changed = reply.fields
            shape, numbers = values.shape_and_numbers(sides, raw)
        except ValueError:
            return self._failed(FORGED)
        said = what.decode("utf-8", "replace")
        return Value(shape, numbers, said, tuple(map(bool, changed[:count])))

    @property
    def printed(self) -> str:
        """What the student's code has printed so far."""
        if self.ended is None:
            with suppress(FloodError):
                self.process.channel.take()
        return bytes(self.process.channel.printed).decode("utf-8", "replace")

    def close(self) -> None:
        """Kill the process, and see how it had ended."""
        if self.ended is None:
            self.ended = Ended()
            try:  # before the pipes are closed, or it would wake up to see that
                self.ended = self.source.end(self.process)
            finally:
                with suppress(FloodError):
                    self.process.channel.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _more(self) -> float:
        """Seconds to wait on: a process that computes on a busy machine has its seconds, too."""
        waited, most = time.monotonic() - self.begun, self.limits.seconds * MOST_WAITED
        asleep = waited - occupied(self.process.pid, waited)
        left = min(most - waited, self.limits.seconds * WAITED - asleep)
        return min(1.0, max(0.0, left))

    def _asked(
        self, kind: int, questions: Sequence[Content], wanted: int
    ) -> Iterator[Frame | Problem]:
        """The replies to questions of a kind; a Problem that ends the worker is the last."""
        nonces = [os.urandom(frames.NONCE) for _ in questions]
        asked = [frames.framed(kind, *each) for each in zip(nonces, questions, strict=True)]
        self.process.channel.write(b"".join(asked))
        for nonce in nonces:
            reply = self._reply(nonce, wanted)
            yield reply
            if self.problem is not None:
                return

    def _reply(self, nonce: bytes, wanted: int) -> Frame | Problem:
        try:
            reply = self._read(self.end, nonce, (wanted, frames.PROBLEM))
        except FrameError:
            return self._failed(FORGED)
        except FloodError:
            return self._failed(FLOOD)
        except LateError:
            return self._failed(SLOW)
        except GoneError:
            return self._failed(DIED)
        if reply.kind != frames.PROBLEM:
            return reply
        return _problem(reply.fields) or self._failed(FORGED)

    def _take(self, fields: tuple[bytes, ...]) -> None:
        """What the worker says of the function that it has loaded."""
        left_out = _problem(fields[1:])
        if left_out is None and any(fields[1:]):
            self._failed(FORGED)
        else:
            self.loaded = Loaded(b"".join(fields[:1]).decode("utf-8", "replace")[:400], left_out)

    def _read(self, end: float, nonce: bytes, wanted: tuple[int, ...]) -> Frame:
        head = frames.head(self.process.channel.read(frames.HEADER.size, end))
        body = self.process.channel.read(head.length, end)
        if head.nonce != nonce or head.kind not in wanted:
            raise FrameError("not the reply to this question")
        return Frame(head.kind, nonce, frames.fields_of(head, body))

    def _failed(self, word: str) -> Problem:
        """What a worker that is of no more use has done, as far as its end tells."""
        waited = time.monotonic() - self.begun
        self.close()
        ended = self.ended or Ended()
        used = ended.seconds or waited
        if word == DIED and (
            ended.signal == CPU or (ended.signal == KILLED and used >= self.limits.seconds)
        ):
            word = SLOW
        if (
            word == DIED
            and ended.signal == KILLED
            and ended.kilobytes * 1024 > self.limits.memory // 2
        ):
            word = "memory"
        message = {SLOW: f"{used:.1f} {waited:.1f}", DIED: f"{ended.signal} {ended.code}"}.get(
            word, ""
        )
        self.problem = Problem(word, "", message)
        return self.problem


def _problem(fields: tuple[bytes, ...]) -> Problem | None:
    """What a worker reports; None if these are not its words."""
    texts = [field.decode("utf-8", "replace")[:4000] for field in fields]
    if len(texts) != len(Problem._fields) or texts[0] not in WORDS:
        return None
    return Problem(*texts)


class Sandbox:
    """Makes workers; `required` is the level below which none is used."""

    def __init__(
        self,
        modules: tuple[str, ...] = (),
        required: Level | None = None,
        options: Options = USUAL,
    ) -> None:
        self.modules, self.required, self.options = modules, required, options
        self._source: Zygote | Fresh | None = None
        self.layers: tuple[str, ...] = ()

    def worker(self, job: Job, limits: Limits = LIMITS) -> Worker:
        """A fresh worker with the function of a job; raises SandboxError.

        A zygote that has died (which only code without locks can bring about) is replaced once.
        """
        try:
            found = Worker(self._started(), job, limits, self.required)
        except WeakSandboxError:
            raise
        except SandboxError:
            self.stop()
            found = Worker(self._started(), job, limits, self.required)
        self.layers = found.layers
        return found

    @property
    def absent(self) -> tuple[str, ...]:
        """Modules that the author wants and that are not installed."""
        return self._started().absent

    def begin(self) -> None:
        """Let libraries be loaded while the caller does something else; failures are told later."""
        with suppress(SandboxError):
            self._started()

    def stop(self) -> None:
        """End the zygote; the next worker starts another."""
        source, self._source = self._source, None
        if source is not None:
            source.stop()

    def _started(self) -> Zygote | Fresh:
        if self._source is not None and self._source.owner != os.getpid():
            self.stop()  # it belongs to the process that we were forked from
        if self._source is None:
            made = Fresh if self.options.is_fresh else Zygote
            self._source = made(self.modules, self.options)
        return self._source


NO_JOB: Final = Job("nothing", (), (("nothing", b"def nothing(): return 0.0"),))
_KEPT: Final[dict[tuple[str, ...], Sandbox]] = {}


def sandbox(modules: tuple[str, ...] = (), required: Level | None = None) -> Sandbox:
    """The sandbox of this process for a set of modules."""
    found = _KEPT.setdefault(modules, Sandbox(modules))
    found.required = required
    return found


def layers_in_force() -> tuple[str, ...]:
    """The layers that hold around a worker here and now; raises SandboxError."""
    with sandbox().worker(NO_JOB) as worker:
        return worker.layers
