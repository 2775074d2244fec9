"""Time of a verdict against the size of an answer, with a plot.

Called as `python -m tests.benchmarks.growth [FILE]`.

Answers of 10 to 1,000 terms, and of growing nesting depth, are compared with keys that are
written the other way round. A slope on a log–log scale is fitted by least squares: 1 is linear.
Times are those of the processor, so that other work on the machine does not count. The plot is
an SVG, by default `reports/growth.svg`.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from grader.comparison.key import prepared
from grader.comparison.ladder import verdict
from grader.language.declarations import scope

WITHIN = scope({"x": "scalar", "y": "scalar", "A": "n x n", "v": "n"})
TERMS = (10, 18, 32, 56, 100, 178, 316, 562, 1000)
DEPTHS = (4, 6, 9, 13, 20, 30)
LARGEST_SLOPE = 1.3
ROUNDS = 5


class Line(NamedTuple):
    """One line of the plot: times by size, and the slope fitted to them."""

    name: str
    points: tuple[tuple[int, float], ...]
    slope: float


def terms(count: int) -> tuple[str, str]:
    """1*x^1*y + 2*x^2*y + …, exponents from 1 to 20, and the same in the other order."""
    found = [f"{k}*x^{k % 20 + 1}*y" for k in range(1, count + 1)]
    return " + ".join(found), " + ".join(reversed(found))


def vectors(count: int) -> tuple[str, str]:
    """1*A*v + 2*A*v + …"""
    found = [f"{k}*A*v" for k in range(1, count + 1)]
    return " + ".join(found), " + ".join(reversed(found))


def fractions(depth: int) -> tuple[str, str]:
    """x/(1 + x/(1 + …)), and with the terms of each sum exchanged."""
    text = other = "x"
    for _ in range(depth):
        text, other = f"x/(1 + {text})", f"x/({other} + 1)"
    return text, other


def brackets(depth: int) -> tuple[str, str]:
    """(… ((x + 1)*y + 1)*y …), and with the factors of each product exchanged."""
    text = other = "x"
    for _ in range(depth):
        text, other = f"({text} + 1)*y", f"y*(1 + {other})"
    return text, other


def measured(name: str, sizes: Iterable[int], made: Callable[[int], tuple[str, str]]) -> Line:
    """The best of some rounds for each size; the answer is read, its key is new each time."""
    points = []
    for size in sizes:
        answer, reference = made(size)
        times = []
        for seed in range(ROUNDS):
            key = prepared(reference, WITHIN, seed=seed)
            start = time.process_time()
            outcome = verdict(answer, key).outcome
            times.append(time.process_time() - start)
            assert outcome == "equal", (name, size, outcome)
        points.append((size, min(times)))
    return Line(name, tuple(points), slope(points))


def slope(points: list[tuple[int, float]]) -> float:
    """Least squares through the logarithms."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    mean_x, mean_y = (statistics.fmean(column) for column in zip(*logs, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    return above / sum((x - mean_x) ** 2 for x, _ in logs)


# ----- the plot ----------------------------------------------------------------------------------

WIDTH, HEIGHT, MARGIN = 760, 480, 70
COLOURS = ("#1b6ca8", "#c8553d", "#4f772d", "#7b2d8b")


def plot(lines: list[Line]) -> str:
    """The lines on a log–log scale, as SVG."""
    sizes = [size for line in lines for size, _ in line.points]
    times = [seconds * 1e3 for line in lines for _, seconds in line.points]
    left, right = math.log10(min(sizes)), math.log10(max(sizes))
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def at(size: float, milliseconds: float) -> tuple[float, float]:
        x = MARGIN + (math.log10(size) - left) / (right - left) * (WIDTH - 2 * MARGIN)
        y = (
            HEIGHT
            - MARGIN
            - (math.log10(milliseconds) - low) / (high - low) * (HEIGHT - 2 * MARGIN)
        )
        return x, y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 20}" text-anchor="middle">terms, or depth</text>',
        f'<text x="16" y="{MARGIN - 20}">ms per verdict</text>',
    ]
    for power in range(low, high + 1):
        _, y = at(min(sizes), 10.0**power)
        parts.append(f'<path d="M{MARGIN} {y:.1f}H{WIDTH - MARGIN}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for size in (10, 100, 1000):
        x, _ = at(size, 10.0**low)
        parts.append(f'<path d="M{x:.1f} {MARGIN}V{HEIGHT - MARGIN}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{size}</text>'
        )
    for number, (line, colour) in enumerate(zip(lines, COLOURS, strict=False)):
        places = [at(size, seconds * 1e3) for size, seconds in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        label = f"{line.name}: slope {line.slope:.2f}"
        parts.append(
            f'<text x="{MARGIN + 12}" y="{MARGIN + 18 * number}" fill="{colour}">{label}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def main(path: str) -> int:
    """Measure, print and plot; 1 if something grows faster than it should."""
    lines = [
        measured("terms of numbers", TERMS, terms),
        measured("terms of vectors", TERMS, vectors),
        measured("depth of fractions", DEPTHS, fractions),
        measured("depth of brackets", DEPTHS, brackets),
    ]
    for line in lines:
        times = ", ".join(f"{size}: {seconds * 1e3:.2f} ms" for size, seconds in line.points)
        print(f"{line.name:20} slope {line.slope:.2f}   {times}")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(plot(lines), encoding="utf-8")
    print(f"the plot is in {path}")
    return int(any(line.slope >= LARGEST_SLOPE for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "reports/growth.svg"))
