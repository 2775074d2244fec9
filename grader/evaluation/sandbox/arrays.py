"""Bytes → the arguments of a call; what the call returned → bytes, or why it is no number.

The worker's side of `values`, which describes the bytes.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from grader.evaluation.sandbox.values import LONGEST, MOST_SIDES

FLOATS = np.dtype("<f8")


class NotNumbersError(Exception):
    """What was returned is no array of real numbers; `args`: a stable word, and what it was."""


def argument(field: bytes) -> Any:
    """A float, an int or an array of float64 that nobody else has; the sender is the grader."""
    kind, sides = field[:1], field[1]
    if kind == b"a":
        shape = struct.unpack_from(f"<{sides}I", field, 2)
        return np.ndarray(shape, FLOATS, field, 2 + 4 * sides).astype(np.float64)
    (number,) = struct.unpack_from("<d", field, 2)
    return int(number) if kind == b"i" else np.float64(number)


def is_changed(argument_: Any, field: bytes) -> bool:
    """Whether a call changed the array that it was given."""
    if field[:1] != b"a":
        return False
    return bool(argument_.tobytes() != field[2 + 4 * field[1] :])


def result(returned: Any) -> tuple[bytes, bytes, str]:
    """Sides, numbers, and what was returned; raises NotNumbersError, or what the object raises."""
    what = type(returned).__name__
    if returned is None:
        raise NotNumbersError("none", what)
    if isinstance(returned, (str, bytes, dict, set)) or hasattr(returned, "__next__"):
        raise NotNumbersError("type", what)
    if callable(returned) and not hasattr(returned, "__array__"):
        raise NotNumbersError("function", what)
    try:
        array = np.asarray(returned)
        if array.dtype == object:  # Fraction, big whole numbers, arrays in lists
            array = array.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        raise NotNumbersError("ragged", what) from None
    if array.dtype.kind not in "iuf":
        raise NotNumbersError("dtype", f"{what} of {array.dtype}")
    if array.ndim > MOST_SIDES or array.nbytes > LONGEST or array.size * 8 > LONGEST:
        raise NotNumbersError("large", f"{what} of shape {array.shape}")
    if what == "ndarray" and array.dtype != np.float64:
        what = f"ndarray of {array.dtype}"
    numbers = np.ascontiguousarray(array, dtype="<f8")
    return struct.pack(f"<{array.ndim}I", *array.shape), numbers.tobytes(), what
