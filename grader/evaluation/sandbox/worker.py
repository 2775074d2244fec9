"""A forked or fresh process + its pipes → locks itself in, then loads and calls the student's code.

Frames come in on one descriptor and go out on another; what the student prints goes to a third.
Nothing here is a boundary once the student's code runs: the locks of the kernel are, and the
grader, which believes nothing but numbers.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
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


def lock(
    kernel: Kernel, allowed: limits.Limits, number: int, *, without: frozenset[str] = frozenset()
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
    if "limits" not in without and limits.resources(allowed):
        held.append("limits")
    try:
        if kernel.landlock and "landlock" not in without:
            landlock.lock(libc, kernel.landlock)
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


def serve(
    held: list[str],
    without: frozenset[str],
    inbound: int = INBOUND,
    outbound: int = OUTBOUND,
) -> None:
    """Say which layers hold; then load the job that comes in, and answer calls until the end."""
    _send(outbound, frames.Frame(frames.READY, bytes(frames.NONCE), (" ".join(held).encode(),)))
    if "watch" not in without:
        watch()
    job = _received(inbound)
    function, way, problem, texts = _loaded(job)
    if function is None and problem is not None:
        _send(outbound, _problem(job.nonce, problem))
        return
    order = job.fields[1].decode().split() if way.startswith(source.NAMED) else []
    left_out = _problem(job.nonce, problem or Problem("")).fields
    fields = (way.encode("utf-8", "replace"), *left_out)
    _send(outbound, frames.Frame(frames.LOADED, job.nonce, fields))
    while True:
        call = _received(inbound)
        _send(outbound, _answer(function, order, texts, call))


def rehearse() -> None:
    """A job and a call of our own, so that a fork need not do first what is done in all of them.

    BLAS sets up its memory, the interpreter adapts its code: otherwise each worker would, on pages
    of its own.
    """
    text = b"def f(A, x): return A.T @ (A @ x)"
    array = values.encoded(b"a", (2, 2), [1.0] * 4)
    vector = values.encoded(b"a", (2,), [1.0] * 2)
    for _ in range(REHEARSALS):
        job = frames.Frame(frames.JOB, bytes(frames.NONCE), (b"f", b"A x", b"", b"f.py", text))
        function, _, _, texts = _loaded(frames.unpacked(frames.packed(job)))
        for _ in range(REHEARSALS):
            call = frames.Frame(frames.CALL, bytes(frames.NONCE), (array, vector))
            _answer(function, [], texts, frames.unpacked(frames.packed(call)))
    del sys.modules["answer"]


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
        changed = bytes(
            arrays.is_changed(argument, field)
            for argument, field in zip(arguments, call.fields, strict=True)
        )
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


def _received(inbound: int) -> frames.Frame:
    """The next frame; ends the process where nobody will send one."""
    header = _exactly(inbound, frames.HEADER.size)
    return frames.unpacked(header + _exactly(inbound, frames.body_length(header)))


def _exactly(inbound: int, count: int) -> bytes:
    pieces = []
    while count:
        piece = os.read(inbound, min(count, 1 << 20))
        if not piece:
            os._exit(0)
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _send(outbound: int, frame: frames.Frame) -> None:
    raw = memoryview(frames.packed(frame))
    while raw:
        raw = raw[os.write(outbound, raw) :]


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
    held = lock(Kernel(), limits.Limits(seconds, memory), os.getpid(), without=without)
    serve(held, without, inbound, outbound)
