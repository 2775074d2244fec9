"""The filter of system calls, run through an interpreter of BPF; the wire; the levels."""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.evaluation.sandbox import frames, seccomp, values
from grader.evaluation.sandbox.landlock import rights
from grader.evaluation.sandbox.levels import Level, is_enough, level
from grader.evaluation.sandbox.watch import action

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
ALLOW, KILL = seccomp.ALLOW, seccomp.KILL
LOADED = {"x86_64": {"getpid": 39, "openat": 257}, "aarch64": {"getpid": 172, "openat": 56}}


def run(machine, number, arguments=(), architecture=None):
    """What the kernel would do: the filter on one call, step by step (seccomp(2), bpf(4))."""
    data = struct.pack(
        "<IIQ6Q", number, architecture or seccomp.ARCHITECTURES[machine], 0,
        *[*arguments, *[0] * 6][:6],
    )  # fmt: skip
    steps, place, loaded = seccomp.program(machine), 0, 0
    while True:
        code, if_true, if_false, constant = steps[place]
        place += 1
        if code == seccomp.LOAD:
            (loaded,) = struct.unpack_from("<I", data, constant)
        elif code == seccomp.RETURN:
            return constant
        else:
            holds = {
                seccomp.EQUAL: loaded == constant,
                seccomp.AT_LEAST: loaded >= constant,
                seccomp.ANY_BIT: bool(loaded & constant),
            }[code]
            place += if_true if holds else if_false


def error(code):
    return seccomp.ERROR | code


def names(machine, table):
    return seccomp.numbers(table, machine)


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_what_is_on_the_list_is_allowed(machine):
    assert {run(machine, each) for each in names(machine, seccomp.ALLOWED).values()} == {ALLOW}


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_whatever_is_on_no_list_is_refused(machine):
    listed = set(names(machine, seccomp.ALLOWED).values())
    listed |= set(names(machine, seccomp.LOOKED_AT).values())
    for code, table in seccomp.REFUSED.items():
        refused = names(machine, table).values()
        assert {run(machine, each) for each in refused} == {error(code)}
        listed |= set(refused)
    others = [each for each in range(600) if each not in listed]
    assert {run(machine, each) for each in others} == {error(errno.EPERM)}


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_calls_in_another_numbering_end_the_process(machine):
    others = {"x86_64": (0x40000003, seccomp.AARCH64), "aarch64": (0x40000028, seccomp.X86_64)}
    for architecture in others[machine]:
        for number in range(0, 450, 7):
            assert run(machine, number, architecture=architecture) == KILL


def test_the_calls_of_x32_do_not_exist():
    assert {run("x86_64", 0x40000000 + each) for each in range(550)} == {error(errno.ENOSYS)}


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
@pytest.mark.parametrize(
    ("name", "arguments", "verdict"),
    [
        ("mmap", (0, 4096, 3), ALLOW),
        ("mmap", (0, 4096, 7), error(errno.EPERM)),
        ("mmap", (0, 4096, 4), error(errno.EPERM)),
        ("mprotect", (0, 4096, 5), error(errno.EPERM)),
        ("mprotect", (0, 4096, 1), ALLOW),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), error(errno.EPERM)),  # TIOCSTI: types into a terminal
        ("fcntl", (1, 1), ALLOW),
        ("fcntl", (1, 4), error(errno.EPERM)),
        ("prlimit64", (0, 9, 0), ALLOW),
        ("prlimit64", (0, 9, 1), error(errno.EPERM)),
        ("prlimit64", (0, 9, 1 << 32), error(errno.EPERM)),
    ],
)
def test_arguments_are_looked_at(machine, name, arguments, verdict):
    assert run(machine, names(machine, seccomp.LOOKED_AT)[name], arguments) == verdict


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_the_numbers_are_those_of_the_kernel(machine):
    if not HEADERS[machine].exists():
        pytest.skip("no headers of the kernel here")
    text = HEADERS[machine].read_text()
    known = {
        name: int(number)
        for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)
    }
    known["newfstatat"] = known.get("newfstatat", known.get("fstatat"))
    tables = [seccomp.ALLOWED, seccomp.LOOKED_AT, *seccomp.REFUSED.values()]
    ours = {name: number for table in tables for name, number in names(machine, table).items()}
    assert {name: known[name] for name in ours if name in known} == {
        name: number for name, number in ours.items() if name in known
    }
    assert len(set(ours) & set(known)) >= 50


def test_every_jump_of_the_filter_stays_inside():
    for machine in seccomp.ARCHITECTURES:
        steps = seccomp.program(machine)
        assert all(
            place + 1 + max(step[1:3]) < len(steps)
            for place, step in enumerate(steps)
            if step[0] not in (seccomp.LOAD, seccomp.RETURN)
        )
        assert len(steps) < 4096  # BPF_MAXINSNS


@pytest.mark.parametrize(
    ("version", "length"), [(1, 8), (3, 8), (4, 16), (5, 16), (6, 24), (7, 24)]
)
def test_landlock_is_asked_for_no_more_than_it_has(version, length):
    assert len(rights(version)) == length
    (files,) = struct.unpack("<Q", rights(version)[:8])
    assert files == (1 << {1: 13, 3: 15, 4: 15}.get(version, 16)) - 1


# ----- the wire ----------------------------------------------------------------------------------

fields = st.lists(st.binary(max_size=40), max_size=5).map(tuple)
nonces = st.binary(min_size=16, max_size=16)
kinds = st.integers(frames.JOB, frames.PROBLEM)


@given(st.builds(frames.Frame, kinds, nonces, fields))
def test_a_frame_is_read_as_it_was_sent(frame):
    assert frames.unpacked(frames.packed(frame)) == frame


@given(st.builds(frames.Frame, kinds, nonces, fields), st.data())
@settings(max_examples=200)
def test_bytes_that_are_no_frame_are_refused_and_nothing_else_is_raised(frame, data):
    raw = bytearray(frames.packed(frame))
    change = data.draw(st.sampled_from(["cut", "more", "byte"]))
    if change == "cut":
        del raw[data.draw(st.integers(0, len(raw) - 1)) :]
    elif change == "more":
        raw += data.draw(st.binary(min_size=1, max_size=9))
    else:
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    if change != "byte":
        with pytest.raises(frames.FrameError):
            frames.unpacked(bytes(raw))
        return
    try:
        found = frames.unpacked(bytes(raw))
    except frames.FrameError:
        return
    assert frames.packed(found) == bytes(raw)


@given(st.binary(max_size=24), st.binary(max_size=40))
def test_a_value_has_the_numbers_its_shape_says(sides, raw):
    try:
        shape, numbers = values.shape_and_numbers(sides, raw)
    except ValueError:
        return
    product = 1
    for side in shape:
        product *= side
    assert len(numbers) == product
    assert len(raw) == 8 * product


@pytest.mark.parametrize(
    "header",
    [
        b"", b"ggr1", bytes(28), b"ggr2" + bytes(24),
        frames.HEADER.pack(b"ggr1", bytes(16), 5, 1, 0, 0),
        frames.HEADER.pack(b"ggr1", bytes(16), 7, 0, 0, 0),
        frames.HEADER.pack(b"ggr1", bytes(16), 5, 0, 1, 0),
        frames.HEADER.pack(b"ggr1", bytes(16), 5, 0, 1, 0xFFFFFFFF),
        frames.HEADER.pack(b"ggr1", bytes(16), 5, 0, 65535, 400_000),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_is_refused(header):
    with pytest.raises(frames.FrameError):
        frames.head(header)


# ----- levels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        ([], "process"),
        (["landlock7", "seccomp"], "process"),
        (["limits", "user", "namespaces"], "limits"),
        (["limits", "seccomp"], "confined"),
        (["limits", "seatbelt"], "confined"),
        (["limits", "landlock1", "seccomp"], "strict"),
    ],
)
def test_layers_make_a_level(layers, found):
    assert level(layers) == found
    assert is_enough(level(layers), None)
    assert [each for each in Level if is_enough(level(layers), each)] == (
        list(Level)[: list(Level).index(Level(found)) + 1]
    )


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("open", "opening files"), ("os.system", "starting processes"),
        ("socket.__new__", "using the network"), ("ctypes.dlopen", "calling native code"),
        ("os.remove", "changing files"), ("shutil.rmtree", "changing files"),
        ("import", ""), ("compile", ""), ("exec", ""), ("ctypes.addressof", ""),
        ("object.__getattr__", ""), ("sys._getframe", ""), ("code.__new__", ""),
    ],
)  # fmt: skip
def test_forbidden_actions_have_names(event, name):
    assert action(event) == name
