"""Nothing → this process behind Landlock: no file, no TCP, no abstract socket, no signal.

A second lock beside seccomp, of another make (kernel documentation, userspace-api/landlock.rst).
No rule is added to the ruleset, so that everything it handles is refused.
"""

from __future__ import annotations

import ctypes
import os
import struct

CREATE, RESTRICT = 444, 446  # the same numbers on every architecture
VERSION = 1  # flag: ask for the ABI
PR_SET_NO_NEW_PRIVS = 38

# Access rights by the ABI that brought them: to files, to the network; and what is scoped.
FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
NETWORK = {4: 0b11}  # bind and connect TCP
SCOPED = {6: 0b11}  # abstract UNIX sockets, signals


def abi(libc: ctypes.CDLL) -> int:
    """The version that the kernel has; 0 where there is none, or where it is refused."""
    return max(0, int(libc.syscall(CREATE, None, ctypes.c_size_t(0), VERSION)))


def rights(version: int) -> bytes:
    """`struct landlock_ruleset_attr` with everything that an ABI can refuse.

    >>> len(rights(1)), len(rights(4)), len(rights(7))
    (8, 16, 24)
    """
    masks = [
        sum(bits for since, bits in table.items() if since <= version)
        for table in (FILES, NETWORK, SCOPED)
    ]
    return struct.pack("<QQQ", *masks)[: 8 if version < 4 else 16 if version < 6 else 24]


def lock(libc: ctypes.CDLL, attributes: bytes) -> None:
    """Restrict this process for good, to what `rights` are given; raises OSError."""
    ruleset = libc.syscall(CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "no ruleset")
    try:
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(RESTRICT, ruleset, 0):
            raise OSError(ctypes.get_errno(), "the ruleset is refused")
    finally:
        os.close(ruleset)
