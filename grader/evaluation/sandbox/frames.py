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
    raw = b"".join([FIELD.pack(len(field)) + field for field in fields])
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


class Head(NamedTuple):
    """What the first bytes of a frame say: so many fields in so many bytes follow."""

    nonce: bytes
    kind: int
    fields: int
    length: int


def head(raw: bytes, place: int = 0) -> Head:
    """The head of the frame that begins at a place; raises FrameError."""
    if len(raw) < place + HEADER.size:
        raise FrameError("no header")
    magic, nonce, kind, zero, count, length = HEADER.unpack_from(raw, place)
    if magic != MAGIC or zero or not JOB <= kind <= PROBLEM:
        raise FrameError("not a header")
    if count > MOST or length > LONGEST or length < count * FIELD.size:
        raise FrameError("lengths that cannot be")
    return Head(nonce, kind, count, length)


def fields_of(of: Head, raw: bytes, place: int = 0) -> tuple[bytes, ...]:
    """The fields that begin at a place; raises FrameError."""
    found, last = [], place + of.length
    for _ in range(of.fields):
        start = place + FIELD.size
        if start > last:
            raise FrameError("a field without its length")
        place = start + FIELD.unpack_from(raw, place)[0]
        if place > last:
            raise FrameError("a field beyond the end")
        found.append(raw[start:place])
    if place != last:
        raise FrameError("bytes after the last field")
    return tuple(found)


def unpacked(raw: bytes) -> Frame:
    """The frame in exactly these bytes; raises FrameError."""
    known = head(raw)
    if HEADER.size + known.length != len(raw):
        raise FrameError("too short or too long")
    return Frame(known.kind, known.nonce, fields_of(known, raw, HEADER.size))
