"""Fields of bytes ↔ a frame on the wire, the same in both directions: bounded and strict.

    frame   = magic (4), nonce (16), kind (1), zero (1), number of fields (2), length (4), fields
    field   = length (4), bytes

The nonce is new for each question and comes back with its reply. What does not fit to the last
byte is a FrameError. There is no pickle, no JSON and no recursion: a hostile sender can only send
other bytes than it should, and those are then other numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

MAGIC = b"ggr1"
HEADER = struct.Struct("<4s16sBBHI")
FIELD = struct.Struct("<I")
LONGEST = 8_400_000  # bytes of a frame's fields: 8 MB of numbers and some words
MOST = 4096  # fields of a frame
NONCE = 16  # bytes

JOB, CALL = 1, 2  # to the worker
READY, LOADED, VALUE, PROBLEM = 3, 4, 5, 6  # from the worker


class FrameError(Exception):
    """Bytes that are no frame."""


class Frame(NamedTuple):
    """One message: what it is, which question it belongs to, and its fields."""

    kind: int
    nonce: bytes
    fields: tuple[bytes, ...]


class Content(NamedTuple):
    """The fields of a frame as they are sent: made once for a question that is asked of many."""

    fields: int
    raw: bytes


def content(fields: Sequence[bytes]) -> Content:
    """Fields as bytes; raises FrameError for what is too large."""
    raw = b"".join([part for field in fields for part in (FIELD.pack(len(field)), field)])
    if len(raw) > LONGEST or len(fields) > MOST:
        raise FrameError("too large")
    return Content(len(fields), raw)


def framed(kind: int, nonce: bytes, of: Content) -> bytes:
    """A frame with such a content as bytes."""
    return HEADER.pack(MAGIC, nonce, kind, 0, of.fields, len(of.raw)) + of.raw


def packed(frame: Frame) -> bytes:
    """A frame as bytes; raises FrameError for one that is too large.

    >>> unpacked(packed(Frame(CALL, b"0123456789abcdef", (b"x", b""))))
    Frame(kind=2, nonce=b'0123456789abcdef', fields=(b'x', b''))
    """
    return framed(frame.kind, frame.nonce, content(frame.fields))


def body_length(header: bytes) -> int:
    """How many bytes follow a header; raises FrameError."""
    if len(header) != HEADER.size:
        raise FrameError("no header")
    magic, _, kind, zero, count, length = HEADER.unpack(header)
    if magic != MAGIC or zero or not JOB <= kind <= PROBLEM:
        raise FrameError("not a header")
    if count > MOST or length > LONGEST or length < count * FIELD.size:
        raise FrameError("lengths that cannot be")
    return int(length)


def unpacked(raw: bytes) -> Frame:
    """The frame in exactly these bytes; raises FrameError."""
    whole = HEADER.size + body_length(raw[: HEADER.size])
    if whole != len(raw):
        raise FrameError("too short or too long")
    _, nonce, kind, _, count, _ = HEADER.unpack_from(raw)
    fields, place = [], HEADER.size
    for _ in range(count):
        if place + FIELD.size > whole:
            raise FrameError("a field without its length")
        end = place + FIELD.size + FIELD.unpack_from(raw, place)[0]
        if end > whole:
            raise FrameError("a field beyond the end")
        fields.append(raw[place + FIELD.size : end])
        place = end
    if place != whole:
        raise FrameError("bytes after the last field")
    return Frame(kind, nonce, tuple(fields))
