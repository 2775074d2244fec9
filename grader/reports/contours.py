"""A table of heights → the level lines through it, by marching squares (Lorensen & Cline 1987).

A cell between four points is crossed by a level where its corners are not all on one side. Points
without a height (None) leave their cells out. The pieces are joined to lines, open or closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Height: TypeAlias = float | None
Spot: TypeAlias = tuple[float, float]  # column, row, in fractions of a cell
Edge: TypeAlias = tuple[int, int, bool]  # from (column, row) to the right, or upwards

# Which edges of a cell are joined, by the corners above the level: 1 2 4 8 counted from the left
# below, anticlockwise. The saddles 5 and 10 are decided by the middle of the cell.
LEFT, BELOW, RIGHT, ABOVE = range(4)
Joined: TypeAlias = Mapping[int, tuple[tuple[int, int], ...]]
JOINED: Final[Joined] = {
    1: ((LEFT, BELOW),), 2: ((BELOW, RIGHT),), 3: ((LEFT, RIGHT),), 4: ((RIGHT, ABOVE),),
    6: ((BELOW, ABOVE),), 7: ((LEFT, ABOVE),), 8: ((LEFT, ABOVE),), 9: ((BELOW, ABOVE),),
    11: ((RIGHT, ABOVE),), 12: ((LEFT, RIGHT),), 13: ((BELOW, RIGHT),), 14: ((LEFT, BELOW),),
}  # fmt: skip
APART: Final[Joined] = {5: ((LEFT, BELOW), (RIGHT, ABOVE)), 10: ((BELOW, RIGHT), (LEFT, ABOVE))}
THROUGH: Final[Joined] = {5: ((LEFT, ABOVE), (BELOW, RIGHT)), 10: ((LEFT, BELOW), (RIGHT, ABOVE))}


def level_lines(heights: Sequence[Sequence[Height]], level: float) -> list[list[Spot]]:
    """The lines at a level; `heights` are rows from below, each from the left.

    >>> level_lines([[0, 0, 0], [0, 2, 0], [0, 0, 0]], 1)
    [[(1.0, 0.5), (0.5, 1.0), (1.0, 1.5), (1.5, 1.0), (1.0, 0.5)]]
    """
    beside: dict[Edge, list[Edge]] = {}
    for row in range(len(heights) - 1):
        for column in range(len(heights[row]) - 1):
            for one, other in _pieces(heights, column, row, level):
                beside.setdefault(one, []).append(other)
                beside.setdefault(other, []).append(one)
    places = {edge: _crossing(heights, edge, level) for edge in beside}
    return [[places[edge] for edge in chain] for chain in _chains(beside)]


def _pieces(
    heights: Sequence[Sequence[Height]], column: int, row: int, level: float
) -> list[tuple[Edge, Edge]]:
    below, above = heights[row], heights[row + 1]
    corners = (below[column], below[column + 1], above[column + 1], above[column])
    known = [corner for corner in corners if corner is not None]
    if len(known) < 4:
        return []
    kind = sum(1 << place for place, corner in enumerate(known) if corner > level)
    if kind in APART:
        is_high = sum(known) / 4 > level
        joined = THROUGH[kind] if is_high else APART[kind]
    else:
        joined = JOINED.get(kind, ())
    left, below = (column, row, False), (column, row, True)
    edges: tuple[Edge, ...] = (left, below, (column + 1, row, False), (column, row + 1, True))
    return [(edges[one], edges[other]) for one, other in joined]


def _crossing(heights: Sequence[Sequence[Height]], edge: Edge, level: float) -> Spot:
    """Where the level is on an edge, the height taken as linear along it."""
    column, row, is_level = edge
    start = heights[row][column]
    end = heights[row][column + 1] if is_level else heights[row + 1][column]
    assert start is not None
    assert end is not None
    share = (level - start) / (end - start)
    return (column + share, float(row)) if is_level else (float(column), row + share)


def _chains(beside: dict[Edge, list[Edge]]) -> list[list[Edge]]:
    """Edges joined to chains: open ones from their ends, then the closed ones."""
    found = []
    left = {edge: list(others) for edge, others in beside.items()}
    starts = [edge for edge, others in beside.items() if len(others) == 1]
    for start in (*starts, *beside):
        while left[start]:
            chain = [start]
            while left[chain[-1]]:
                following = left[chain[-1]].pop(0)
                left[following].remove(chain[-1])
                chain.append(following)
            found.append(chain)
    return found


def nice_step(span: float, wanted: int) -> float:
    """A round step that divides a span into about so many parts.

    >>> nice_step(8, 5), nice_step(0.9, 5), nice_step(5, 5)
    (2.0, 0.2, 1.0)
    """
    raw = span / wanted
    power = 1.0
    while power > raw:
        power /= 10
    while power * 10 <= raw:
        power *= 10
    best = min((1, 2, 5, 10), key=lambda one: abs(one * power - raw))
    return round(best * power, 12)


def nice_levels(heights: Sequence[Sequence[Height]], wanted: int = 8) -> list[float]:
    """Round levels between the lowest and the highest point, few of them at steep places."""
    known = sorted(height for row in heights for height in row if height is not None)
    if not known or known[0] == known[-1]:
        return []
    low, high = known[0], known[int(0.95 * (len(known) - 1))]
    step = nice_step((high - low) or (known[-1] - low), wanted)
    first = int(low // step) + 1
    return [round(number * step, 12) for number in range(first, first + 2 * wanted)
            if low < number * step <= high]  # fmt: skip
