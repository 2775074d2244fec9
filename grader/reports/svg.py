"""Shapes and texts → SVG: a panel with axes, and a few elements; nothing that could run.

Every text is escaped. Colours are those of Okabe and Ito, told apart by people who see colours
differently; lines differ in dashes and width, too, so that nothing depends on colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import hypot
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

TOLERANCE: Final = 0.15  # pixels

INK: Final = "#222222"
QUIET: Final = "#8a8a8a"
GRID: Final = "#e4e4e4"
BLUE: Final = "#0072b2"
ORANGE: Final = "#d55e00"

FONT: Final = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
RAISED: Final = re.compile(r"_(\w+)|\^(\d+)")  # x_1 and x^2, as the formula is typed


class Line(NamedTuple):
    """How a line is drawn."""

    colour: str
    width: float
    dashes: str = ""


class Panel(NamedTuple):
    """A rectangle on the page and the window of numbers that it shows; y goes up."""

    left: float
    top: float
    width: float
    height: float
    window: tuple[float, float, float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pair of numbers is on the page."""
        low, high, bottom, top = self.window
        return (
            self.left + (x - low) / (high - low) * self.width,
            self.top + (top - y) / (top - bottom) * self.height,
        )


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel.

    >>> number(12.345), number(3.0), number(-0.01)
    ('12.3', '3', '0')
    """
    found = f"{value:.1f}".removesuffix(".0")
    return "0" if found == "-0" else found


def label(value: float) -> str:
    """A number at an axis or a line, with a proper minus.

    >>> label(-2.0), label(0.25), label(1e-13)
    ('−2', '0.25', '0')
    """
    return f"{0.0 if abs(value) < 1e-12 else value:.4g}".replace("-", "−")


def thinned(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A line with the spots left out that are within a fraction of a pixel of what remains.

    (Douglas & Peucker 1973, without recursion.)
    """
    keep = {0, len(spots) - 1}
    pending = [(0, len(spots) - 1)]
    while pending:
        first, last = pending.pop()
        far, most = 0, TOLERANCE
        (ax, ay), (bx, by) = spots[first], spots[last]
        length = hypot(bx - ax, by - ay)
        for place in range(first + 1, last):
            x, y = spots[place]
            off = (
                abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
                if length
                else hypot(x - ax, y - ay)
            )
            if off > most:
                far, most = place, off
        if far:
            keep.add(far)
            pending += [(first, far), (far, last)]
    return [spots[place] for place in sorted(keep)]


def polyline(spots: Sequence[tuple[float, float]], line: Line, clip: str = "") -> str:
    """A line through spots on the page, without those that nobody would miss."""
    path = "M" + "L".join(f"{number(x)},{number(y)}" for x, y in thinned(spots))
    dashes = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
    clipped = f' clip-path="url(#{clip})"' if clip else ""
    return (
        f'<path d="{path}" fill="none" stroke="{line.colour}" stroke-width="{line.width}"'
        f' stroke-linejoin="round"{dashes}{clipped}/>'
    )


def written(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 13,
    anchor: str = "start",
    colour: str = INK,
    style: str = "",
    halo: bool = False,
) -> str:
    """A text; `x_1^2` has its index below and its power above. A halo keeps it off lines."""
    pieces, height = [], 0.0
    for place, piece in enumerate(RAISED.split(text.replace("*", "·"))):
        if piece:
            wanted = (0.0, 0.22, -0.38)[place % 3] * size
            share = size if place % 3 == 0 else 0.72 * size
            pieces.append(
                f'<tspan dy="{wanted - height:.2g}" font-size="{share:.3g}">{escape(piece)}</tspan>'
            )
            height = wanted
    shown = "".join(pieces) if len(pieces) > 1 else escape(text)
    more = f" {style}" if style else ""
    if halo:
        more += ' stroke="#ffffff" stroke-width="3.5" paint-order="stroke" stroke-linejoin="round"'
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{size:g}" text-anchor="{anchor}"'
        f' fill="{colour}"{more}>{shown}</text>'
    )


def arrow(start: tuple[float, float], end: tuple[float, float], colour: str) -> list[str]:
    """An arrow on the page, with a white rim that keeps it off the lines below."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    back, side = min(11.0, length * 0.6), min(4.6, length * 0.25)
    base = (end[0] - ux * back, end[1] - uy * back)
    head = (
        end,
        (base[0] - uy * side, base[1] + ux * side),
        (base[0] + uy * side, base[1] - ux * side),
    )
    points = " ".join(f"{number(x)},{number(y)}" for x, y in head)
    return [
        polyline((start, base), Line("#ffffff", 5)),
        polyline((start, base), Line(colour, 2.4)),
        f'<polygon points="{points}" fill="{colour}" stroke="#ffffff" stroke-width="0.8"/>',
    ]


def dot(at: tuple[float, float], radius: float, fill: str) -> str:
    """A filled circle."""
    return (
        f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="{radius:g}" fill="{fill}"'
        ' stroke="#ffffff" stroke-width="1.2"/>'
    )


def axes(
    panel: Panel, ticks: tuple[Iterable[float], Iterable[float]], names: tuple[str, str]
) -> list[str]:
    """Grid, frame, ticks with their numbers, and the names of both axes."""
    low, high, bottom, top = panel.window
    found = []
    for x in ticks[0]:
        at = panel.at(x, bottom)
        found.append(polyline((at, panel.at(x, top)), Line(GRID, 1)))
        found.append(written(label(x), at[0], at[1] + 17, size=12, anchor="middle"))
    for y in ticks[1]:
        at = panel.at(low, y)
        found.append(polyline((at, panel.at(high, y)), Line(GRID, 1)))
        found.append(written(label(y), at[0] - 7, at[1] + 4, size=12, anchor="end"))
    found.append(
        f'<rect x="{number(panel.left)}" y="{number(panel.top)}" width="{number(panel.width)}"'
        f' height="{number(panel.height)}" fill="none" stroke="{INK}" stroke-width="1"/>'
    )
    middle = panel.left + panel.width / 2
    italic = 'font-style="italic"'
    found.append(written(names[0], middle, panel.top + panel.height + 36, size=14,
                         anchor="middle", style=italic))  # fmt: skip
    found.append(written(names[1], panel.left - 40, panel.top + panel.height / 2 + 4, size=14,
                         anchor="middle", style=italic))  # fmt: skip
    return found


def clip(panel: Panel, name: str) -> str:
    """What lies outside of a panel is not drawn."""
    return (
        f'<clipPath id="{name}"><rect x="{number(panel.left)}" y="{number(panel.top)}"'
        f' width="{number(panel.width)}" height="{number(panel.height)}"/></clipPath>'
    )


def page(width: float, height: float, title: str, description: str, body: Iterable[str]) -> str:
    """The whole file: title and description for whoever does not see it."""
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}"'
        f' width="{number(width)}" height="{number(height)}" role="img"'
        f' aria-labelledby="title description" font-family={quoteattr(FONT)}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(description)}</desc>',
        f'<rect width="{number(width)}" height="{number(height)}" fill="#ffffff"/>',
        *body,
        "</svg>",
    )
    return "\n".join(lines) + "\n"
