"""Shapes: numbers and names of rows and columns; their products, sizes and wording."""

from __future__ import annotations

from typing import TypeAlias

# A number, a name (`n`), or a product of them in canonical order (`2*m*n`); see `times`.
Dimension: TypeAlias = int | str
Shape: TypeAlias = tuple[Dimension, Dimension]  # rows, columns

SCALAR: Shape = (1, 1)


def times(left: Dimension, right: Dimension) -> Dimension:
    """The product of two dimensions in canonical order, so that equal ones are `==`.

    >>> times("m", "n"), times("n", times(2, "m")), times(2, 3)
    ('m*n', '2*m*n', 6)
    """
    number, names = 1, []
    for dimension in (left, right):
        for part in dimension.split("*") if isinstance(dimension, str) else (dimension,):
            if isinstance(part, int) or part.isdigit():
                number *= int(part)
            else:
                names.append(part)
    if not names:
        return number
    return "*".join([str(number)] * (number != 1) + sorted(names))


def size(dimension: Dimension, sizes: dict[str, int]) -> int:
    """The number that a dimension is, given one for each symbolic one."""
    if isinstance(dimension, int):
        return dimension
    if dimension in sizes:
        return sizes[dimension]
    product = 1
    for part in dimension.split("*"):
        product *= int(part) if part.isdigit() else sizes[part]
    return product


def described(shape: Shape) -> str:
    """A shape as the sheets write it: `n×1`, `1×m`, `2×3`, or `scalar`."""
    return "a scalar" if shape == SCALAR else f"{shape[0]}×{shape[1]}"


def extent(shape: Shape) -> int:
    """About how many entries a matrix has, each symbolic dimension taken as 4."""
    entries = 1
    for dimension in shape:
        for part in str(dimension).split("*"):
            entries *= int(part) if part.isdigit() else 4
    return entries
