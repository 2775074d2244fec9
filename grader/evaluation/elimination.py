"""Rows of numbers → inverse and determinant by elimination, in any arithmetic."""

from __future__ import annotations

from typing import Any, TypeAlias

from grader.evaluation.evaluator import Point, Pole

Rows: TypeAlias = list[list[Any]]


def inverse(rows: Rows, at: Point) -> Rows:
    """The inverse of a square matrix (Gauss–Jordan on [A | I]); raises Pole where it has none."""
    count = len(rows)
    one, zero = at.number(1), at.number(0)
    work = [[*row, *(one if i == j else zero for j in range(count))] for i, row in enumerate(rows)]
    for i in range(count):
        k = i + at.pivot([row[i] for row in work[i:]])
        work[i], work[k] = work[k], work[i]
        factor = at.reciprocals([work[i][i]])[0]
        top = work[i] = [at.reduced(entry * factor) for entry in work[i]]
        for j in range(count):
            if j != i:
                head = work[j][i]
                work[j] = [at.reduced(a - head * b) for a, b in zip(work[j], top, strict=True)]
    return [row[count:] for row in work]


def determinant(rows: Rows, at: Point) -> Any:
    """The product of the pivots; 0 where a column has none."""
    work = [list(row) for row in rows]
    product = at.number(1)
    for i in range(len(work)):
        try:
            k = i + at.pivot([row[i] for row in work[i:]])
        except Pole:
            return at.number(0)
        if k != i:
            work[i], work[k] = work[k], work[i]
            product = -product
        product = at.reduced(product * work[i][i])
        factor = at.reciprocals([work[i][i]])[0]
        for j in range(i + 1, len(work)):
            head = at.reduced(work[j][i] * factor)
            work[j] = [at.reduced(a - head * b) for a, b in zip(work[j], work[i], strict=True)]
    return product
