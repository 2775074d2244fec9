"""Plot → SVG: level sets with gradient arrows, both Taylor approximations, and a section.

Four panels where there is a point of expansion, else the first alone. What is drawn is also said
in the description, in numbers.
"""

from __future__ import annotations

from math import ceil, floor, hypot
from typing import Final

from grader.exercises.model import Picture
from grader.exercises.plots import Approximation, Curve, Plot, plot
from grader.reports.contours import Height, level_lines, nice_levels, nice_step
from grader.reports.svg import (
    BLUE,
    INK,
    ORANGE,
    Line,
    Panel,
    arrow,
    axes,
    clip,
    dot,
    label,
    page,
    polyline,
    written,
)

SIDE: Final = 360.0  # of a panel's box
LEFT, TOP, ACROSS, BELOW = 66.0, 112.0, 460.0, 112.0
FUNCTION: Final = Line("#5a5a5a", 1.3)
BEHIND: Final = Line("#b4b4b4", 1.6)
ORDERS: Final = (Line(BLUE, 2.2, "9 5"), Line(ORANGE, 2.4, "7 3 1.5 3"))
NAMES: Final = ("first order", "second order")


def drawn(of: Picture, title: str) -> str:
    """The picture of a part as SVG; raises PictureError, which lint has looked for."""
    return picture(plot(of), title)


def picture(of: Plot, title: str) -> str:
    """The picture as the text of an SVG file."""
    body = [written(title, 20, 34, size=19, style='font-weight="600"')]
    body.append(written(f"f = {of.formula}", 20, 62, size=15))
    body += _levels_panel(of, _panel(of, 0, 0))
    down = _panel(of, 0, 0).height + BELOW
    if not of.approximations:
        return page(LEFT + SIDE + 40, TOP + down - 50, title, described(of), body)
    for place, (one, line) in enumerate(zip(of.approximations, ORDERS, strict=True)):
        panel = _panel(of, (place + 1) % 2, (place + 1) // 2)
        body += _approximation_panel(of, one, line, panel, place)
    body += _section_panel(
        of, Panel(LEFT + ACROSS, TOP + down, SIDE, down - BELOW, _section_window(of))
    )
    width, height = LEFT + ACROSS + SIDE + 34, TOP + 2 * down + 20
    body += _legend(height - 30)
    return page(width, height, title, described(of), body)


def _panel(of: Plot, column: int, row: int) -> Panel:
    """A box in which both directions have one scale, so that gradients stand upright on levels."""
    left, right, bottom, top = of.window
    scale = SIDE / max(right - left, top - bottom)
    width, height = (right - left) * scale, (top - bottom) * scale
    x, y = LEFT + column * ACROSS, TOP + row * (height + BELOW)
    return Panel(x + (SIDE - width) / 2, y, width, height, of.window)


def _ticks(low: float, high: float) -> list[float]:
    step = nice_step(high - low, 6)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def _frame(panel: Panel, names: tuple[str, str], heading: str) -> list[str]:
    low, high, bottom, top = panel.window
    drawn = axes(panel, (_ticks(low, high), _ticks(bottom, top)), names)
    above = written(heading, panel.left, panel.top - 10, size=14, style='font-weight="600"')
    return [*drawn, above]


# ----- level sets --------------------------------------------------------------------------------


def _lines(
    of: Plot, heights: list[list[Height]], level: float, panel: Panel
) -> list[list[tuple[float, float]]]:
    low, high, bottom, top = panel.window
    return [
        [
            panel.at(low + (high - low) * x / of.cells, bottom + (top - bottom) * y / of.cells)
            for x, y in line
        ]
        for line in level_lines(heights, level)
    ]


def _levels_panel(of: Plot, panel: Panel) -> list[str]:
    """Level sets with their numbers, and the gradients."""
    body = [clip(panel, "levels"), *_frame(panel, of.names, "Level sets and gradients")]
    taken = [panel.at(one.x, one.y) for one in of.arrows] + _ends(of, panel)
    if of.centre is not None:  # its name stands below it
        x, y = panel.at(*of.centre)
        side = -1 if _is_right(x, panel) else 1
        taken += [(x + side * aside, y + 14) for aside in (0, 25, 50, 75)]
    labels = []
    for level in _levels(of):
        lines = _lines(of, of.heights, level, panel)
        body += [polyline(line, FUNCTION, "levels") for line in lines]
        place = _free_place(lines, taken, panel)
        if place is not None:
            taken.append(place)
            labels.append(written(label(level), place[0], place[1] + 4, size=11.5,
                                  anchor="middle", colour=INK, halo=True))  # fmt: skip
    body += labels
    for one, end in zip(of.arrows, _ends(of, panel), strict=True):
        start = panel.at(one.x, one.y)
        if hypot(end[0] - start[0], end[1] - start[1]) > 3:
            body += arrow(start, end, ORANGE)
        body.append(dot(start, 3.6, INK))
    if of.centre is not None:
        body += _centre(of, panel)
    return body


def _levels(of: Plot) -> tuple[float, ...]:
    return of.levels or tuple(nice_levels(of.heights))


def _ends(of: Plot, panel: Panel) -> list[tuple[float, float]]:
    """Where the arrows end: in proportion to the gradients, the longest a fifth of the panel."""
    longest = max((hypot(one.dx, one.dy) for one in of.arrows), default=0.0)
    if not longest:
        return [panel.at(one.x, one.y) for one in of.arrows]
    starts = [panel.at(one.x, one.y) for one in of.arrows]
    pairs = list(zip(starts, of.arrows, strict=True))
    ends = starts
    for share in (0.22, 0.18, 0.15, 0.12):  # shorter until all of them stay inside
        scale = share * min(panel.width, panel.height) / longest
        ends = [(x + one.dx * scale, y - one.dy * scale) for (x, y), one in pairs]
        if all(
            panel.left < x < panel.left + panel.width and panel.top < y < panel.top + panel.height
            for x, y in ends
        ):
            break
    return ends


def _free_place(
    lines: list[list[tuple[float, float]]], taken: list[tuple[float, float]], panel: Panel
) -> tuple[float, float] | None:
    """The spot of a line that is farthest from what is there already, inside the panel."""
    best, distance = None, 22.0
    for line in lines:
        for x, y in line[:: max(1, len(line) // 40)]:
            is_inside = (
                panel.left + 14 < x < panel.left + panel.width - 14
                and panel.top + 12 < y < panel.top + panel.height - 12
            )
            nearest = min((hypot(x - a, y - b) for a, b in taken), default=1e6)
            if is_inside and min(nearest, 70.0) > distance:
                best, distance = (x, y), min(nearest, 70.0)
    return best


def _centre(of: Plot, panel: Panel) -> list[str]:
    """The point of expansion with its coordinates."""
    assert of.centre is not None
    x, y = panel.at(*of.centre)
    shown = f"x₀ = ({label(of.centre[0])}, {label(of.centre[1])})"
    anchor, aside = ("end", -9) if _is_right(x, panel) else ("start", 9)
    return [
        dot((x, y), 4.6, INK),
        written(shown, x + aside, y + 17, size=12.5, anchor=anchor, halo=True),
    ]


def _is_right(x: float, panel: Panel) -> bool:
    return x > panel.left + panel.width * 0.6


# ----- approximations ----------------------------------------------------------------------------


def _approximation_panel(
    of: Plot, one: Approximation, line: Line, panel: Panel, place: int
) -> list[str]:
    """The level sets of the function behind those of an approximation, at the same levels."""
    name = f"order{place + 1}"
    heading = f"Taylor, {NAMES[place]}"
    body = [clip(panel, name), *_frame(panel, of.names, heading)]
    for level in _levels(of):
        body += [polyline(each, BEHIND, name) for each in _lines(of, of.heights, level, panel)]
    for level in _levels(of):
        body += [polyline(each, line, name) for each in _lines(of, one.heights, level, panel)]
    told = f"largest error within distance {label(of.radius)} of x₀: {label(one.error)}"
    if one.is_exact:
        told = "no difference to the function can be seen"
    below = panel.top + panel.height + 56
    body.append(written(told, panel.left, below, size=12.5))
    return body + _centre(of, panel)


def _section_window(of: Plot) -> tuple[float, float, float, float]:
    distances = [distance for distance, _ in of.section]
    shown = [y for _, y in of.section if y is not None]
    low, high = min(shown, default=0.0), max(shown, default=1.0)
    tangent = [y for _, y in of.approximations[0].section if y is not None]
    low = max(min([low, *tangent]), low - 0.35 * (high - low))
    margin = 0.06 * ((high - low) or 1.0)
    return (min(distances), max(distances), low - margin, high + margin)


def _section_panel(of: Plot, panel: Panel) -> list[str]:
    """Function and approximations along the gradient through the point of expansion."""
    names = ("distance from x₀ along the gradient", "")
    body = [clip(panel, "section"), *_frame(panel, names, "Section through x₀")]
    curves = [(of.section, Line("#9a9a9a", 5.0))]
    curves += [(one.section, line) for one, line in zip(of.approximations, ORDERS, strict=True)]
    for curve, line in curves:
        for run in _runs(curve):
            spots = [panel.at(x, y) for x, y in run]
            body.append(polyline(spots, line, "section"))
    at = next((y for x, y in of.section if abs(x) < 1e-9), None)
    if at is not None:
        body.append(dot(panel.at(0.0, at), 4.6, INK))
    return body


def _runs(curve: Curve) -> list[list[tuple[float, float]]]:
    """The pieces of a curve between places without a value."""
    found: list[list[tuple[float, float]]] = [[]]
    for x, y in curve:
        if y is None:
            found.append([])
        else:
            found[-1].append((x, y))
    return [run for run in found if len(run) > 1]


def _legend(y: float) -> list[str]:
    """What each line is."""
    entries = (
        ("the function f", Line("#9a9a9a", 4.0)),
        ("first-order Taylor polynomial", ORDERS[0]),
        ("second-order Taylor polynomial", ORDERS[1]),
    )
    body, x = [], LEFT
    for told, line in entries:
        body.append(polyline(((x, y - 4), (x + 38, y - 4)), line))
        body.append(written(told, x + 46, y, size=13))
        x += 46 + 7.1 * len(told) + 26
    body += arrow((x, y - 4), (x + 34, y - 4), ORANGE)
    body.append(written("gradient", x + 42, y, size=13))
    return body


# ----- in words ----------------------------------------------------------------------------------


def described(of: Plot) -> str:
    """What is drawn, in numbers."""
    left, right, bottom, top = of.window
    told = [
        f"Level sets of f = {of.formula} for {of.names[0]} from {label(left)} to {label(right)} and"
        f" {of.names[1]} from {label(bottom)} to {label(top)}, at the levels"
        f" {', '.join(map(label, _levels(of)))}."
    ]
    told += [
        f"The gradient at ({label(one.x)}, {label(one.y)}) is ({label(one.dx)}, {label(one.dy)})."
        for one in of.arrows
    ]
    if of.centre is not None:
        told.append(f"Approximated around ({label(of.centre[0])}, {label(of.centre[1])}).")
    told += [
        f"Taylor polynomial of {name}: {one.formula}; within {label(of.radius)} of the point it is"
        f" off by at most {label(one.error)}."
        for name, one in zip(NAMES, of.approximations, strict=False)
    ]
    return " ".join(told)
