"""A forked or fresh process + its pipes → locks itself in, then loads and calls the student's code.

Frames come in on one descriptor and go out on another; what the student prints goes to a third.
Nothing here is a boundary once the student's code runs: the locks of the kernel are, and the
grader, which believes nothing but numbers.
"""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import sys
import time
from collections.abc import Callable
from typing import Any

from grader.evaluation.sandbox import (
    arrays,
    frames,
    landlock,
    limits,
    seatbelt,
    seccomp,
    source,
    values,
)
from grader.evaluation.sandbox.source import Problem, Texts
from grader.evaluation.sandbox.watch import only_loaded_modules, watch

INBOUND, OUTBOUND = 3, 4  # descriptors, after 0 to 2
REHEARSALS = 10


class Kernel:
    """What the kernel can do for us, found out once before any fork."""

    def __init__(self) -> None:
        self.libc = None if sys.platform == "win32" else ctypes.CDLL(None, use_errno=True)
        is_linux = sys.platform == "linux"
        machine = platform.machine() if is_linux else ""
        self.filter = seccomp.assembled(machine) if machine in seccomp.ARCHITECTURES else None
        self.landlock = landlock.abi(self.libc) if is_linux and self.libc else 0
        self.rights = landlock.rights(self.landlock)
        for name in ("prctl", "capset", "syscall"):  # looked up here, not in each worker
            getattr(self.libc, name, None)
        self.known: dict[limits.Limits, list[limits.Ceiling]] = {}

    def ceilings(self, allowed: limits.Limits, used: int = 0) -> list[limits.Ceiling]:
        """The limits for a process that computed so many seconds; a fork starts with none."""
        if allowed not in self.known:
            self.known[allowed] = limits.ceilings(allowed, used) if self.libc else []
        return self.known[allowed]


def lock(
    kernel: Kernel, wanted: list[limits.Ceiling], number: int, without: frozenset[str]
) -> list[str]:
    """Put on every layer there is, from the weakest to the strongest; those that hold.

    `without` leaves layers out, so that tests can see what the others are worth.
    """
    held: list[str] = []
    libc = kernel.libc
    if libc is None:
        return held
    is_linux = sys.platform == "linux"
    if "user" not in without and limits.own_user(number):
        held.append("user")
    if is_linux:
        limits.no_capabilities(libc)
        limits.not_looked_into(libc)
        limits.ends_with_its_parent(libc, os.getppid())
    if "limits" not in without and limits.resources(wanted):
        held.append("limits")
    try:
        if kernel.landlock and "landlock" not in without:
            landlock.lock(libc, kernel.rights)
            held.append(f"landlock{kernel.landlock}")
    except OSError:
        pass
    if sys.platform == "darwin" and seatbelt.lock():
        held.append("seatbelt")
    try:
        if kernel.filter is not None and "seccomp" not in without:
            seccomp.lock(libc, kernel.filter)
            held.append("seccomp")
    except OSError:
        pass
    return held


class Wire:
    """The two ways to the grader; what has arrived is kept until it is asked for."""

    def __init__(self, inbound: int = INBOUND, outbound: int = OUTBOUND) -> None:
        self.inbound, self.outbound = inbound, outbound
        self.arrived, self.place = b"", 0

    def received(self) -> frames.Frame:
        """The next frame; ends the process where nobody will send one."""
        self._has(frames.HEADER.size)
        head = frames.head(self.arrived, self.place)
        self._has(frames.HEADER.size + head.length)
        fields = frames.fields_of(head, self.arrived, self.place + frames.HEADER.size)
        self.place += frames.HEADER.size + head.length
        return frames.Frame(head.kind, head.nonce, fields)

    def send(self, frame: frames.Frame) -> None:
        """All of a frame."""
        raw = frames.packed(frame)
        while raw:
            raw = raw[os.write(self.outbound, raw) :]

    def _has(self, count: int) -> None:
        """So many bytes have arrived at the place."""
        while len(self.arrived) < self.place + count:
            piece = os.read(self.inbound, 1 << 16)
            if not piece:
                os._exit(0)
            self.arrived, self.place = self.arrived[self.place :] + piece, 0


def serve(held: list[str], without: frozenset[str], wire: Wire) -> None:
    """Say which layers hold; then load the job that comes in, and answer calls until the end."""
    wire.send(frames.Frame(frames.READY, bytes(frames.NONCE), (" ".join(held).encode(),)))
    if "watch" not in without:
        watch()
    function, order, texts = _begun(wire)
    while function is not None:
        call = wire.received()
        wire.send(_answer(function, order, texts, call))


def rehearse() -> None:
    """Jobs and calls of our own, so that a fork need not do first what is done in all of them.

    BLAS sets up its memory, the interpreter adapts its code and remembers where names were found:
    otherwise each worker would, on pages of its own.
    """
    text = b"import numpy as np\ndef f(A, x):\n    return A.T @ (A @ x) + np.exp(-x)"
    arguments = (values.encoded(b"a", (2, 2), [1.0] * 4), values.encoded(b"a", (2,), [1.0] * 2))
    fields = (b"f", b"A x", b"", b"f.py", text)
    (inward, questions), (replies, outward) = os.pipe(), os.pipe()
    wire = Wire(inward, outward)
    for _ in range(REHEARSALS):
        os.write(questions, frames.packed(frames.Frame(frames.JOB, bytes(frames.NONCE), fields)))
        function, order, texts = _begun(wire)
        for _ in range(REHEARSALS):
            call = frames.Frame(frames.CALL, bytes(frames.NONCE), arguments)
            os.write(questions, frames.packed(call))
            wire.send(_answer(function, order, texts, wire.received()))
        os.read(replies, 1 << 16)
    for descriptor in (inward, questions, replies, outward):
        os.close(descriptor)
    del sys.modules["answer"]


def _begun(wire: Wire) -> tuple[Any, list[str], Texts]:
    """Receive a job, and say what came of it: the function, or None, and how it is called."""
    job = wire.received()
    function, way, problem, texts = _loaded(job)
    if function is None and problem is not None:
        wire.send(_problem(job.nonce, problem))
        return None, [], texts
    order = job.fields[1].decode().split() if way.startswith(source.NAMED) else []
    left_out = _problem(job.nonce, problem or Problem("")).fields
    fields = (way.encode("utf-8", "replace"), *left_out)
    wire.send(frames.Frame(frames.LOADED, job.nonce, fields))
    return function, order, texts


def _loaded(job: frames.Frame) -> tuple[Any, str, Problem | None, Texts]:
    """The function that a job asks for, and how it is called; what went wrong in any case.

    The fields of a job: name, parameters, setup, then texts with their names.
    """
    name, parameters, setup = job.fields[:3]
    pairs = list(zip(job.fields[3::2], job.fields[4::2], strict=True))
    texts = Texts([(title.decode(), text) for title, text in pairs])
    problem = texts.load(setup)
    function, way, missing = texts.function(name.decode(), parameters.decode().split())
    if missing is not None and (problem is None or missing.word != source.MISSING):
        problem = missing  # else what failed is why there is no function
    _flush()
    return function, way, problem, texts


def _answer(
    function: Callable[..., Any], order: list[str], texts: Texts, call: frames.Frame
) -> frames.Frame:
    try:
        arguments = [arrays.argument(field) for field in call.fields]
        if order:
            returned = function(**dict(zip(order, arguments, strict=True)))
        else:
            returned = function(*arguments)
        pairs = zip(arguments, call.fields, strict=True)
        changed = bytes([arrays.is_changed(*pair) for pair in pairs])
        sides, numbers, what = arrays.result(returned)
        reply = frames.Frame(
            frames.VALUE, call.nonce, (sides, numbers, what.encode()[:100], changed)
        )
    except arrays.NotNumbersError as problem:
        word, what = problem.args
        reply = _problem(call.nonce, Problem(source.RETURNED, word, what))
    except BaseException as problem:
        reply = _problem(call.nonce, texts.problem(problem))
    _flush()
    return reply


def _problem(nonce: bytes, problem: Problem) -> frames.Frame:
    fields = tuple(field.encode("utf-8", "replace")[:4000] for field in problem)
    return frames.Frame(frames.PROBLEM, nonce, fields)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass


def main_fresh(options: list[str]) -> None:
    """A process of its own for one function: frames through stdin and stdout, prints to stderr."""
    seconds, memory, without = int(options[0]), int(options[1]), frozenset(options[2].split(","))
    inbound, outbound = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    if sys.platform == "win32":
        import msvcrt  # its descriptors would change line ends

        for descriptor in (inbound, outbound):
            msvcrt.setmode(descriptor, os.O_BINARY)
    only_loaded_modules()
    kernel = Kernel()
    wanted = kernel.ceilings(limits.Limits(seconds, memory), int(time.process_time()))
    held = lock(kernel, wanted, os.getpid(), without)
    gc.enable()
    serve(held, without, Wire(inbound, outbound))
