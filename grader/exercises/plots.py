"""Picture → Plot: the numbers that are drawn, from the formulas of the function and its calculus.

Heights on a grid, gradients at points, both Taylor polynomials, and a section through the point
of expansion along the gradient. A place where something has no value is None.
"""

from __future__ import annotations

from math import hypot, isfinite
from typing import Final, NamedTuple

from grader.calculus.derivative import derivative
from grader.calculus.errors import CalculusError
from grader.calculus.taylor import Expansion
from grader.errors import AnswerError, DeclarationError, GraderError
from grader.evaluation.evaluator import EvaluationError, entries, value
from grader.evaluation.real import Floats
from grader.exercises.model import Picture
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.substitution import variables_in
from grader.language.text import text
from grader.language.tree import SCALAR, Expression, Number, Variable

CELLS: Final = 56  # of the grid, in each direction
FEW: Final = 8  # … where it is only to be seen whether it can be drawn
STEPS: Final = 160  # of the section

Heights = list[list[float | None]]
Curve = tuple[tuple[float, float | None], ...]


class PictureError(GraderError):
    """A picture that cannot be drawn, said to its author."""


class Arrow(NamedTuple):
    """A gradient: where it starts, its components."""

    x: float
    y: float
    dx: float
    dy: float


class Approximation(NamedTuple):
    """A Taylor polynomial: as text, on the grid, along the section, how far off it is close by."""

    formula: str
    heights: Heights
    section: Curve
    error: float
    is_exact: bool


class Plot(NamedTuple):
    """Everything that is drawn."""

    names: tuple[str, str]
    formula: str
    window: tuple[float, float, float, float]
    heights: Heights
    levels: tuple[float, ...]
    arrows: tuple[Arrow, ...]
    centre: tuple[float, float] | None = None
    approximations: tuple[Approximation, ...] = ()
    section: Curve = ()
    radius: float = 0.0  # within which the errors are taken
    cells: int = CELLS


class _Expanded(NamedTuple):
    """The formulas of the approximations, at which point, with the gradient there."""

    function: Expression
    polynomials: tuple[Expression, ...]
    slope: Arrow


def plot(of: Picture, cells: int = CELLS) -> Plot:
    """The plot of a picture; raises PictureError where there is nothing to draw."""
    plain, expanded = _plain(of, cells)
    return plain if expanded is None else _approximated(plain, expanded, of)


def check(of: Picture) -> None:
    """Raises PictureError where `plot` would, as far as a few points show; draws nothing."""
    _plain(of, FEW)


def _plain(of: Picture, cells: int) -> tuple[Plot, _Expanded | None]:
    """The plot without approximations, and what these are where the picture wants them."""
    try:
        within = scope(of.variables)
        function = meaning(of.function, within).tree
    except (AnswerError, DeclarationError) as problem:
        raise PictureError(f"the function of the picture: {problem.message}") from None
    if function.shape != SCALAR:
        raise PictureError("the function of the picture is no number")
    others = sorted((variables_in(function) - set(of.wrt)) | within.abstract)
    if others:
        raise PictureError(f"`{others[0]}` has no value in the picture")
    wrt = tuple(Variable(name, SCALAR) for name in of.wrt)
    try:
        gradient = derivative(function, wrt, "gradient").result
        made = Expansion(function, wrt, 2) if of.at else None
    except CalculusError as problem:
        raise PictureError(f"the function of the picture: {problem.message}") from None
    left, right, bottom, top = map(float, of.window)
    window = (left, right, bottom, top)
    heights = on_grid(function, of.wrt, window, cells)
    if all(height is None for row in heights for height in row):
        raise PictureError("the function has no value in the window of the picture")
    for x, y in of.points:
        if height(function, of.wrt, float(x), float(y)) is None:
            raise PictureError(f"the function has no value at ({x}, {y}), a point of the picture")
    arrows = tuple(_arrow(gradient, of.wrt, float(x), float(y)) for x, y in of.points)
    plain = Plot(
        (of.wrt[0], of.wrt[1]),
        text(function),
        window,
        heights,
        tuple(map(float, of.levels)),
        arrows,
        cells=cells,
    )
    return plain, None if made is None else _expanded(function, gradient, made, of)


def _expanded(
    function: Expression, gradient: Expression, made: Expansion, of: Picture
) -> _Expanded:
    assert of.at is not None
    point: dict[str, Expression] = {
        name: Number(number) for name, number in zip(of.wrt, of.at, strict=True)
    }
    centre = (float(of.at[0]), float(of.at[1]))
    if height(function, of.wrt, *centre) is None:
        raise PictureError("the function has no value at the point of the picture")
    slope = _arrow(gradient, of.wrt, *centre)
    polynomials = []
    for order in (1, 2):
        made.order = order
        try:
            polynomials.append(made.polynomial(point))
        except CalculusError as problem:
            raise PictureError(f"no approximation at the point: {problem.message}") from None
    return _Expanded(function, tuple(polynomials), slope)


def _approximated(plain: Plot, expanded: _Expanded, of: Picture) -> Plot:
    function, polynomials, slope = expanded
    centre = (slope.x, slope.y)
    length = hypot(slope.dx, slope.dy)
    direction = (slope.dx / length, slope.dy / length) if length else (1.0, 0.0)
    left, right, bottom, top = plain.window
    radius = min(right - left, top - bottom) / 8
    found = tuple(
        Approximation(
            text(tree),
            on_grid(tree, of.wrt, plain.window, plain.cells),
            _section(tree, of.wrt, plain.window, centre, direction),
            _error(function, tree, of.wrt, centre, radius),
            is_exact=_is_same(function, tree, of.wrt, plain.window),
        )
        for tree in polynomials
    )
    return plain._replace(
        centre=centre, approximations=found, radius=radius,
        section=_section(function, of.wrt, plain.window, centre, direction),
    )  # fmt: skip


# ----- values ------------------------------------------------------------------------------------


def height(tree: Expression, wrt: tuple[str, ...], x: float, y: float) -> float | None:
    """The value of a number at a place; None where it has none."""
    at = Floats({}, {})
    at.converted = {wrt[0]: x, wrt[1]: y}
    try:
        found = float(value(tree, at))
    except (EvaluationError, ArithmeticError):
        return None
    return found if isfinite(found) else None


def on_grid(
    tree: Expression,
    wrt: tuple[str, ...],
    window: tuple[float, float, float, float],
    cells: int,
) -> Heights:
    """The values on a grid over the window, rows from below."""
    left, right, bottom, top = window
    return [
        [
            height(
                tree, wrt, left + (right - left) * i / cells, bottom + (top - bottom) * j / cells
            )
            for i in range(cells + 1)
        ]
        for j in range(cells + 1)
    ]


def _arrow(gradient: Expression, wrt: tuple[str, ...], x: float, y: float) -> Arrow:
    at = Floats({}, {})
    at.converted = {wrt[0]: x, wrt[1]: y}
    try:
        dx, dy = map(float, entries(value(gradient, at)))
    except (EvaluationError, ArithmeticError):
        raise PictureError(f"the picture has no gradient at ({x:g}, {y:g})") from None
    return Arrow(x, y, dx, dy)


def _section(
    tree: Expression,
    wrt: tuple[str, ...],
    window: tuple[float, float, float, float],
    centre: tuple[float, float],
    direction: tuple[float, float],
) -> Curve:
    """Heights along a line through the centre, by the distance from it, inside the window."""
    left, right, bottom, top = window
    reach = hypot(right - left, top - bottom)
    found: list[tuple[float, float | None]] = []
    for step in range(-STEPS, STEPS + 1):
        distance = reach * step / STEPS
        x, y = centre[0] + distance * direction[0], centre[1] + distance * direction[1]
        if left <= x <= right and bottom <= y <= top:
            found.append((distance, height(tree, wrt, x, y)))
    return tuple(found)


def _around(centre: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    reach = range(-10, 11)
    return [
        (centre[0] + radius * i / 10, centre[1] + radius * j / 10)
        for i in reach
        for j in reach
        if i * i + j * j <= 100
    ]


def _error(
    function: Expression,
    tree: Expression,
    wrt: tuple[str, ...],
    centre: tuple[float, float],
    radius: float,
) -> float:
    """The largest difference within a radius of the centre."""
    pairs = ((height(function, wrt, *at), height(tree, wrt, *at)) for at in _around(centre, radius))
    return max((abs(a - b) for a, b in pairs if a is not None and b is not None), default=0.0)


def _is_same(
    function: Expression,
    tree: Expression,
    wrt: tuple[str, ...],
    window: tuple[float, float, float, float],
) -> bool:
    """Whether the function is its approximation, as far as a grid of floats shows."""
    left, right, bottom, top = window
    centre = ((left + right) / 2, (bottom + top) / 2)
    return _error(function, tree, wrt, centre, min(right - left, top - bottom) / 2) < 1e-9
