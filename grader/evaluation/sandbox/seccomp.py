"""Architecture → a seccomp filter that allows computing and nothing else; and its lock.

The filter is a program for the kernel's BPF machine, run before each system call: an allowlist of
some sixty calls that need no file, no network, no process and no executable memory. What is
refused returns an error (Python raises `PermissionError` in the student's line), except for a
call in another architecture's numbering, which ends the process.
"""

from __future__ import annotations

import ctypes
import errno
import struct

# The calls by name, with their numbers on x86-64 and aarch64 (- where there is no such call), as
# in asm/unistd_64.h and asm-generic/unistd.h of the kernel.
ALLOWED = """
read 0 63; write 1 64; close 3 57; fstat 5 80; lseek 8 62; munmap 11 215; brk 12 214; rt_sigaction
13 134; rt_sigprocmask 14 135; rt_sigreturn 15 139; pread64 17 67; readv 19 65; writev 20 66;
sched_yield 24 124; mremap 25 216; madvise 28 233; nanosleep 35 101; getpid 39 172; getcwd 79 17;
gettimeofday 96 169; getrlimit 97 163; getrusage 98 165; sysinfo 99 179; times 100 153; getuid 102
174; geteuid 107 175; getgid 104 176; getegid 108 177; getppid 110 173; getpgrp 111 -; getpgid 121
155; getsid 124 156; getresuid 118 148; getresgid 120 150; getgroups 115 158; sigaltstack 131 132;
gettid 186 178; time 201 -; futex 202 98; sched_getaffinity 204 123; restart_syscall 219 128;
clock_gettime 228 113; clock_getres 229 114; clock_nanosleep 230 115; exit 60 93; exit_group 231
94; poll 7 -; select 23 -; pselect6 270 72; ppoll 271 73; set_robust_list 273 99; getrandom 318
278; rseq 334 293; uname 63 160
"""
# glibc 2.33 to 2.38 spells fstat(fd) as newfstatat with an empty path; a filter cannot see whether
# a path is empty, so that it is refused with those that look for files. Nothing here needs it.
REFUSED = {
    errno.EACCES: "open 2 -; creat 85 -; openat 257 56",
    errno.ENOENT: """stat 4 -; lstat 6 -; access 21 -; readlink 89 -; readlinkat 267 78;
        faccessat 269 48; faccessat2 439 439; statx 332 291; newfstatat 262 79""",
    errno.ENOSYS: "clone3 435 435; openat2 437 437",  # glibc then falls back to older calls
}
LOOKED_AT = "mmap 9 222; mprotect 10 226; ioctl 16 29; fcntl 72 25; prlimit64 302 261"

X86_64, AARCH64 = 0xC000003E, 0xC00000B7  # AUDIT_ARCH_…
ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data; arguments of 8 bytes from 16 on

PROT_EXEC = 0x4
TCGETS, TIOCGWINSZ = 0x5401, 0x5413
F_GETFD, F_SETFD, F_GETFL = 1, 2, 3
X32 = 0x40000000

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant


def numbers(table: str, machine: str) -> dict[str, int]:
    """The calls of a table by name with their numbers on a machine.

    >>> numbers("open 2 -; openat 257 56", "aarch64")
    {'openat': 56}
    """
    column = 1 if machine == "x86_64" else 2
    rows = [entry.split() for entry in table.split(";")]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def program(machine: str) -> list[Instruction]:
    """The filter for a machine; raises KeyError for a machine that is not known."""
    steps: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    return [*steps, *_search(_decisions(machine))]


def _decisions(machine: str) -> list[tuple[int, list[Instruction]]]:
    """What is done from which number on, up to the next: rising, from 0."""
    known = {number: [(RETURN, 0, 0, ALLOW)] for number in numbers(ALLOWED, machine).values()}
    for code, table in REFUSED.items():
        known |= {number: [_error(code)] for number in numbers(table, machine).values()}
    looked_at = numbers(LOOKED_AT, machine)
    known |= {looked_at[name]: block for name, block in _blocks().items()}
    other = [_error(errno.EPERM)]
    every = [(number, known.get(number, other)) for number in range(max(known) + 2)]
    if machine == "x86_64":  # the x32 calls have numbers of their own
        every.append((X32, [_error(errno.ENOSYS)]))
    return [each for each, before in zip(every, [(0, []), *every], strict=False)
            if each[1] != before[1]]  # fmt: skip


def _search(decisions: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Halve until one is left: the kernel runs the filter for every number when it is loaded."""
    if len(decisions) == 1:
        return decisions[0][1]
    half = len(decisions) // 2
    lower, upper = _search(decisions[:half]), _search(decisions[half:])
    return [(AT_LEAST, len(lower), 0, decisions[half][0]), *lower, *upper]


def _blocks() -> dict[str, list[Instruction]]:
    """What is asked of the arguments of a call; each block ends by returning."""
    no_exec = [(LOAD, 0, 0, _argument(2)), (ANY_BIT, 0, 1, PROT_EXEC), _error(errno.EPERM),
               (RETURN, 0, 0, ALLOW)]  # fmt: skip
    return {
        "mmap": no_exec,
        "mprotect": no_exec,
        "ioctl": _one_of(1, (TCGETS, TIOCGWINSZ)),
        "fcntl": _one_of(1, (F_GETFD, F_SETFD, F_GETFL)),
        "prlimit64": [  # to ask for limits, not to set them
            (LOAD, 0, 0, _argument(2)), (EQUAL, 0, 3, 0),
            (LOAD, 0, 0, _argument(2) + 4), (EQUAL, 0, 1, 0),
            (RETURN, 0, 0, ALLOW), _error(errno.EPERM),
        ],
    }  # fmt: skip


def _one_of(place: int, values: tuple[int, ...]) -> list[Instruction]:
    steps: list[Instruction] = [(LOAD, 0, 0, _argument(place))]
    for value in values:
        steps += [(EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    return [*steps, _error(errno.EPERM)]


def _argument(place: int) -> int:
    """Where the lower half of an argument lies (both machines are little-endian)."""
    return 16 + 8 * place


def _error(code: int) -> Instruction:
    return (RETURN, 0, 0, ERROR | code)


class Program(ctypes.Structure):
    """`struct sock_fprog`: a filter as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def assembled(machine: str) -> Program:
    """The filter for a machine, made once and loaded in every worker."""
    steps = program(machine)
    return Program(len(steps), b"".join(struct.pack("<HBBI", *step) for step in steps))


def lock(libc: ctypes.CDLL, filter_: Program) -> None:
    """Put this process behind the filter, for good; raises OSError."""
    for arguments in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0),
    ):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "the filter of system calls is refused")
