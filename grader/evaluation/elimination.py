"""Rows of numbers → inverse and determinant by elimination, in any arithmetic."""

from __future__ import annotations

from typing import Any, TypeAlias

from grader.evaluation.evaluator import Point, Pole

Rows: TypeAlias = list[list[Any]]


def inverse(rows: Rows, at: Point) -> Rows:
    """The inverse of a square matrix (Gauss–Jordan in place); raises Pole where it has none.

    Of [A | I] only what is not yet a column of I is kept: a step drops the first column of A, and
    takes in that of I which belongs to its pivot.
    """
    reduced = at.reduced
    work = [list(row) for row in rows]
    order = list(range(len(work)))
    zero = [at.number(0)]
    for i in range(len(work)):
        k = i + at.pivot([row[0] for row in work[i:]])
        work[i], work[k] = work[k], work[i]
        order[i], order[k] = order[k], order[i]
        factor = at.reciprocals([work[i][0]])[0]
        top = work[i] = [*(reduced(entry * factor) for entry in work[i][1:]), factor]
        for j, row in enumerate(work):
            if j != i:
                head = row[0]
                rest = row[1:] + zero
                work[j] = [reduced(a - head * b) for a, b in zip(rest, top, strict=True)]
    places = sorted(range(len(work)), key=order.__getitem__)
    return [[row[place] for place in places] for row in work]


def determinant(rows: Rows, at: Point) -> Any:
    """The product of the pivots; 0 where a column has none."""
    reduced = at.reduced
    work = [list(row) for row in rows]
    product = at.number(1)
    while work:
        try:
            k = at.pivot([row[0] for row in work])
        except Pole:
            return at.number(0)
        if k:
            work[0], work[k] = work[k], work[0]
            product = -product
        first, *others = work
        product = reduced(product * first[0])
        factor = at.reciprocals([first[0]])[0]
        work = []
        for row in others:
            head = reduced(row[0] * factor)
            work.append([reduced(a - head * b) for a, b in zip(row[1:], first[1:], strict=True)])
    return product
