"""Requests on a socket → workers: a clean process that imports NumPy once and forks.

It never holds a key, an exercise or an answer. A request is one datagram: `F` with the limits of
a worker and three descriptors (frames in, frames out, prints), answered by the worker's number;
or `R` and that number: the worker is killed and reaped, with everything it left behind, and its
end is told. Only here are workers reaped, so that their numbers are not used again meanwhile.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import importlib
import os
import signal
import socket
import struct
import sys
import warnings

from grader.evaluation.sandbox import limits, worker
from grader.evaluation.sandbox.watch import Refused, only_loaded_modules

# Everything that a student may import, loaded here because a worker can open no file. Modules
# that reach outside are among them, so that the attempt is named and not the module.
MODULES = """
numpy numpy.linalg numpy.random numpy.fft numpy.ma numpy.polynomial numpy.matlib numpy.testing
numpy.lib.stride_tricks numpy.ctypeslib numpy.lib.scimath numpy.lib.recfunctions numpy.typing
numpy.exceptions numpy.dtypes numpy.strings numpy.char numpy.rec numpy.emath numpy.version
__future__ abc argparse array ast atexit base64 bisect builtins calendar cmath codecs collections
collections.abc contextlib contextvars copy copyreg csv ctypes ctypes.util dataclasses datetime
decimal dis enum errno fractions functools gc glob hashlib heapq html inspect io itertools json
keyword linecache locale logging math mmap numbers operator os pathlib pickle platform pprint queue
random re reprlib shutil signal socket stat statistics string stringprep struct subprocess sys
tempfile textwrap threading time timeit token tokenize traceback types typing unicodedata
urllib urllib.error urllib.parse urllib.request uuid warnings weakref zlib zoneinfo
encodings.ascii encodings.cp1250 encodings.cp1251 encodings.cp1252 encodings.idna
encodings.iso8859_1 encodings.iso8859_15 encodings.iso8859_2 encodings.latin_1 encodings.mac_roman
encodings.utf_16 encodings.utf_16_le encodings.utf_16_be encodings.utf_8 encodings.utf_8_sig
encodings.unicode_escape encodings.raw_unicode_escape encodings.hex_codec
secrets resource posix fcntl doctest cProfile pstats gzip tracemalloc getpass
concurrent.futures.thread
""".split()
LARGE, MADV_COLLAPSE = 2 << 20, 25
FIRST_OF_OURS = 10  # descriptor of the zygote that its workers close
QUIET = 30.0  # seconds without a request until it looks whether the grader is still there


def load(modules: list[str]) -> list[str]:
    """Import what a student may import; the names of what is not there."""
    if set(modules) <= set(MODULES):  # what else an author wants may need the real ones
        sys.meta_path.insert(0, Refused)
    absent = []
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    warnings.simplefilter("ignore")  # at wild inputs NumPy would warn of what is no mistake
    numpy = sys.modules.get("numpy")
    for name in getattr(numpy, "__all__", ()):  # NumPy loads some of its parts on first use
        getattr(numpy, name, None)
    return absent


def main(options: list[str]) -> None:
    """Serve the socket until nobody is at its other end."""
    number, parent, user, modules, without = options
    control = _arranged(int(number))
    kernel = worker.Kernel()
    assert kernel.libc is not None
    layers = frozenset(without.split(","))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What `threading`, `logging` and `random` do after each fork is to renew locks, which nobody
    # holds in a process without threads, and to draw a seed: two hundred pages of each worker.
    register, os.register_at_fork = os.register_at_fork, _not_told
    absent = load([*MODULES, *modules.split()])
    os.register_at_fork = register
    only_loaded_modules()
    _settle(kernel.libc, int(user))
    is_apart = "namespaces" not in layers and limits.own_namespaces(kernel.libc)
    worker.rehearse()
    for _ in range(worker.REHEARSALS):
        _seed()
    gc.collect()
    gc.freeze()  # or the first collection in a worker would copy every page
    gc.enable()
    _settle_memory(kernel.libc)
    control.send(
        " ".join(["ready", *(name for name in absent if name in modules.split())]).encode()
    )
    _serve(control, kernel, int(parent), ["namespaces"] if is_apart else [], layers)
    try:
        os.rmdir(os.getcwd())  # the grader is gone and cannot
    except OSError:
        pass
    os._exit(0)


def _arranged(number: int) -> socket.socket:
    """The socket, above the descriptors that a worker will have; these hold nothing yet."""
    control = socket.socket(fileno=fcntl.fcntl(number, fcntl.F_DUPFD, FIRST_OF_OURS))
    os.close(number)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place in (0, worker.INBOUND, worker.OUTBOUND):
        os.dup2(nothing, place)
    os.closerange(worker.OUTBOUND + 1, FIRST_OF_OURS)
    control.settimeout(QUIET)
    return control


def _not_told(**_: object) -> None:
    """Stands for `os.register_at_fork`."""


def _seed() -> None:
    """What `random` does after a fork."""
    import random  # not above: when it is imported it asks to be told

    random.seed(int.from_bytes(os.urandom(16), "little"))


def _serve(
    control: socket.socket,
    kernel: worker.Kernel,
    parent: int,
    held: list[str],
    without: frozenset[str],
) -> None:
    """One request after the other."""
    served = 0
    while True:
        try:
            request, descriptors, _, _ = socket.recv_fds(control, 64, 3)
        except TimeoutError:
            if os.getppid() == parent:
                continue
            return
        if not request:
            return
        if request[:1] == b"F":
            served += 1
            wanted = kernel.ceilings(limits.Limits(*struct.unpack("<IQ", request[1:])))
            pid = os.fork()
            if pid == 0:
                _become_worker(kernel, wanted, held, descriptors, served, without)
            for descriptor in descriptors:
                os.close(descriptor)
            control.send(struct.pack("<I", pid))
        else:
            control.send(_reaped(struct.unpack("<I", request[1:])[0]))


def _settle(libc: ctypes.CDLL, user: int) -> None:
    """Nobody looks into this process, and orphans of its workers come back to it."""
    if user and os.geteuid() == 0:  # for tests: go on as somebody who has no rights
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    limits.not_looked_into(libc)
    libc.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _settle_memory(libc: ctypes.CDLL) -> None:
    """Give back what is free, and gather the rest in large pages: a fork copies fewer entries.

    Where a kernel or a library does not do this, nothing is lost but speed.
    """
    try:
        libc.malloc_trim(0)
        with open("/proc/self/maps", "rb") as file:
            lines = [line.split() for line in file.read().splitlines()]
    except (AttributeError, OSError):  # not glibc, or nothing to be seen
        return
    for line in lines:
        if line[1] == b"rw-p" and (len(line) == 5 or line[5] == b"[heap]"):
            start, end = (int(each, 16) for each in line[0].split(b"-"))
            start, end = -(-start // LARGE) * LARGE, end // LARGE * LARGE
            if start < end:
                libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)


def _become_worker(
    kernel: worker.Kernel,
    wanted: list[limits.Ceiling],
    held: list[str],
    descriptors: list[int],
    number: int,
    without: frozenset[str],
) -> None:
    """In the fork: only the descriptors that belong to it, all locks, then the student's code."""
    try:
        os.setsid()
        inbound, outbound, printed = descriptors
        for descriptor, place in (
            (printed, 1), (printed, 2), (inbound, worker.INBOUND), (outbound, worker.OUTBOUND)
        ):  # fmt: skip
            os.dup2(descriptor, place)
        os.closerange(worker.OUTBOUND + 1, 1024)
        _seed()
        held = [*held, *worker.lock(kernel, wanted, number, without)]
        worker.serve(held, without, worker.Wire())
    finally:
        os._exit(0)


def _reaped(pid: int) -> bytes:
    """The end of a worker: its status, seconds of computing, kilobytes of memory."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
    try:
        _, status, used = os.wait4(pid, 0)
    except OSError:
        return struct.pack("<idI", 0, 0.0, 0)
    _sweep()
    return struct.pack("<idI", status, used.ru_utime + used.ru_stime, used.ru_maxrss)


def _sweep() -> None:
    """Kill what a worker left behind: its orphans are our children now."""
    for _ in range(1000):
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            continue
        for child in _children():
            try:
                os.kill(child, signal.SIGKILL)
            except OSError:
                pass


def _children() -> list[int]:
    """The processes whose parent is this one."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    if int(file.read().rpartition(b")")[2].split()[1]) == os.getpid():
                        found.append(int(name))
            except (OSError, ValueError, IndexError):
                pass
    return found
