"""A worker's limits → this process with less: less time, memory, files, processes, rights.

Each step says whether it held; none is taken on trust, and none that is missing stops the others.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import NamedTuple

if sys.platform != "win32":
    import resource

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS = 1, 4, 8
SIGKILL = 9
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS = (
    0x10000000,
    0x40000000,
    0x08000000,
    0x04000000,
)
ESSENTIAL = ("RLIMIT_CPU", "RLIMIT_AS")
CAPABILITIES = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
NO_CAPABILITIES = (ctypes.c_uint32 * 6)()

# Of users that no system gives to anybody: above those of people, below those of containers.
FIRST_USER, USERS = 1_800_000_000, 1_000_000
NOBODY = 65534


class Limits(NamedTuple):
    """What a worker may use: seconds of computing, bytes beyond what it starts with."""

    seconds: int = 4
    memory: int = 512 << 20


class Ceiling(NamedTuple):
    """A limit as the kernel takes it; `is_essential` where a worker without it is not limited."""

    which: int
    soft: int
    hard: int
    is_essential: bool


def ceilings(limits: Limits, used: int) -> list[Ceiling]:
    """The limits on time, memory, files and processes, for one that computed so many seconds.

    What can be asked before a fork is asked here, once for many workers.
    """
    space = _address_space() + limits.memory
    end = used + limits.seconds
    wanted = [
        ("RLIMIT_CPU", end, end + 1),
        ("RLIMIT_AS", space, space),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_NOFILE", 16, 16),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
    ]
    found = []
    for name, soft, hard in wanted:
        is_essential = name in ESSENTIAL
        try:
            which = getattr(resource, name)
            most = resource.getrlimit(which)[1]
        except (OSError, ValueError, AttributeError):
            found += [Ceiling(-1, 0, 0, is_essential)] if is_essential else []
            continue
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        found.append(Ceiling(which, soft, hard, is_essential))
    return found


def resources(wanted: list[Ceiling]) -> bool:
    """Put the limits on this process; whether those on time and memory hold."""
    holds = True
    for which, soft, hard, is_essential in wanted:
        try:  # each by itself: some systems refuse one
            resource.setrlimit(which, (soft, hard))
        except (OSError, ValueError):
            holds = holds and not is_essential
    return holds


def _address_space() -> int:
    """Bytes of address space that this process has already."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 512 << 20


def ends_with_its_parent(libc: ctypes.CDLL, parent: int) -> None:
    """Be killed with the zygote; at once if it is gone already."""
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def own_user(number: int) -> bool:
    """Become a user that nobody else is, where we are root; whether we did."""
    if os.geteuid() != 0:
        return False
    for user in (FIRST_USER + number % USERS, NOBODY - 1 - number % 4000, NOBODY):
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:  # not a user of this container
            continue
        return True
    return False


def no_capabilities(libc: ctypes.CDLL) -> bool:
    """Give up every capability; whether none is left."""
    return bool(libc.capset(CAPABILITIES, NO_CAPABILITIES) == 0)


def not_looked_into(libc: ctypes.CDLL) -> None:
    """No other process of the same user may trace this one or read its memory."""
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def own_namespaces(libc: ctypes.CDLL) -> bool:
    """A network without any interface, no System V objects of others; whether that is so.

    Without root this needs a user namespace, which many systems refuse; nothing rests on it.
    """
    kinds = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    if os.geteuid() != 0:
        kinds |= CLONE_NEWUSER
    try:
        return bool(libc.unshare(kinds) == 0)
    except AttributeError:  # not Linux
        return False
