"""Fields of bytes ↔ a frame on the wire, the same in both directions: bounded and strict.

    frame   = magic (4), nonce (16), kind (1), zero (1), number of fields (2), length (4), fields
    field   = length (4), bytes

The nonce is new for each question and comes back with its reply. What does not fit to the last
byte is a FrameError. There is no pickle, no JSON and no recursion: a hostile sender can only send
other bytes than it should, and those are then other numbers.
"""

from __future__ import annotations

import struct
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


def packed(frame: Frame) -> bytes:
    """A frame as bytes; raises FrameError for one that is too large.

    >>> unpacked(packed(Frame(CALL, b"0123456789abcdef", (b"x", b""))))
    Frame(kind=2, nonce=b'0123456789abcdef', fields=(b'x', b''))
    """
    body = b"".join(FIELD.pack(len(field)) + field for field in frame.fields)
    if len(body) > LONGEST or len(frame.fields) > MOST:
        raise FrameError("too large")
    head = HEADER.pack(MAGIC, frame.nonce, frame.kind, 0, len(frame.fields), len(body))
    return head + body


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
    header, body = raw[: HEADER.size], raw[HEADER.size :]
    if body_length(header) != len(body):
        raise FrameError("too short or too long")
    _, nonce, kind, _, count, _ = HEADER.unpack(header)
    fields, place = [], 0
    for _ in range(count):
        if place + FIELD.size > len(body):
            raise FrameError("a field without its length")
        (length,) = FIELD.unpack_from(body, place)
        place += FIELD.size
        if place + length > len(body):
            raise FrameError("a field beyond the end")
        fields.append(body[place : place + length])
        place += length
    if place != len(body):
        raise FrameError("bytes after the last field")
    return Frame(kind, nonce, tuple(fields))
