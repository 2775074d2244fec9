"""Arguments of a call → bytes; the bytes of a value → its shape and numbers: the grader's side.

An argument: kind (1: `f` number, `i` whole number, `a` array), number of sides (1), the sides (4
each), the numbers (float64). A value: the numbers, with the sides (4 each) in a field before it.
"""

from __future__ import annotations

import struct

LONGEST = 8_000_000  # bytes of the numbers of a value
MOST_SIDES = 4


def encoded(kind: bytes, shape: tuple[int, ...], numbers: list[float]) -> bytes:
    """The argument as bytes.

    >>> len(encoded(b"a", (2, 1), [1.0, 2.0]))
    26
    """
    head = kind + bytes([len(shape)]) + struct.pack(f"<{len(shape)}I", *shape)
    return head + struct.pack(f"<{len(numbers)}d", *numbers)


def shape_and_numbers(sides: bytes, raw: bytes) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """A value as the grader reads it; raises ValueError for what does not fit.

    >>> shape_and_numbers(*[bytes([2, 0, 0, 0]), struct.pack("<2d", 1, 2)])
    ((2,), (1.0, 2.0))
    """
    if len(sides) % 4 or len(sides) > 4 * MOST_SIDES or len(raw) % 8 or len(raw) > LONGEST:
        raise ValueError("sides")
    shape = struct.unpack(f"<{len(sides) // 4}I", sides)
    count = 1
    for side in shape:
        count *= side
    if count * 8 != len(raw):
        raise ValueError("numbers")
    return shape, struct.unpack(f"<{count}d", raw)
