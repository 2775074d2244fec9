"""The shape that came back + the shape asked for → how the one is read as the other, or why not.

A column n×1 may be `(n,)` or `(n, 1)`, a row 1×n may be `(n,)` or `(1, n)`, a number anything with
one entry: these cannot be mistaken. Nothing is broadcast and nothing is transposed.
"""

from __future__ import annotations

import math

Shape = tuple[int, ...]


def fits(shape: Shape, sides: tuple[int, int]) -> bool:
    """Whether a shape that came back can be read as rows × columns.

    >>> fits((3,), (3, 1)), fits((3,), (1, 3)), fits((1, 3), (3, 1)), fits((1, 1, 1), (1, 1))
    (True, True, False, True)
    """
    rows, columns = sides
    if rows == columns == 1:
        return math.prod(shape) == 1
    if len(shape) == 1 and 1 in sides:
        return shape[0] == rows * columns
    return shape == sides


def is_transposed(shape: Shape, sides: tuple[int, int]) -> bool:
    """Whether it would fit turned round."""
    return len(shape) == 2 and shape == sides[::-1] and sides[0] != sides[1]


def asked(sides: tuple[int, int]) -> str:
    """The shapes that fit, as NumPy writes them.

    >>> asked((3, 1)), asked((2, 3)), asked((1, 1))
    ('(3,) or (3, 1)', '(2, 3)', 'a number')
    """
    rows, columns = sides
    if rows == columns == 1:
        return "a number"
    if columns == 1:
        return f"({rows},) or ({rows}, 1)"
    if rows == 1:
        return f"(1, {columns}) or ({columns},)"
    return f"({rows}, {columns})"


def remark(shape: Shape, sides: tuple[int, int], what: str = "ndarray") -> str:
    """What is said of a result that fits but is not of the form asked for.

    >>> remark((3,), (3, 1))
    'a result of shape (3,) is read as a column'
    >>> remark((3, 1), (3, 1)), remark((), (1, 1), "float64")
    ('', '')
    >>> remark((2, 2), (2, 2), "list")
    'a list of shape (2, 2) is read as a matrix'
    """
    is_array = what.startswith("ndarray")
    if (is_array and shape == sides) or (sides == (1, 1) and not shape):
        return ""
    kind = "result" if is_array or not what.isidentifier() else what
    article = "an" if kind[0] in "aeiouAEIOU" else "a"
    return f"{article} {kind} of shape {shape} is read as {_read_as(sides)}"


def _read_as(sides: tuple[int, int]) -> str:
    if sides == (1, 1):
        return "a number"
    return "a column" if sides[1] == 1 else "a row" if sides[0] == 1 else "a matrix"
