"""Level lines are where they should be; the file is XML that says in words what it shows."""

from __future__ import annotations

import re
from fractions import Fraction
from math import hypot
from xml.etree import ElementTree as ET

import pytest

from grader.cli import run
from grader.exercises.model import Picture
from grader.exercises.plots import PictureError, plot
from grader.reports.contours import level_lines, nice_levels
from grader.reports.picture import drawn


def picture(function="x^2/4 + y^2/9", window=(-4, 4, -4, 4), points=((1, 1),), at=(1, 1)):
    return Picture(
        {"x": "scalar", "y": "scalar"}, function, ("x", "y"), tuple(map(Fraction, window)),
        tuple((Fraction(x), Fraction(y)) for x, y in points), at and tuple(map(Fraction, at)),
    )  # fmt: skip


def test_level_lines_of_a_circle_are_closed_and_round():
    heights = [[(i - 20) ** 2 + (j - 20) ** 2 for i in range(41)] for j in range(41)]
    (line,) = level_lines(heights, 100.5)
    assert line[0] == line[-1]
    assert all(abs(hypot(x - 20, y - 20) - 100.5**0.5) < 0.02 for x, y in line)


def test_a_saddle_has_two_lines_at_each_level():
    heights = [[(i - 10) * (j - 10) + 0.0 for i in range(21)] for j in range(21)]
    assert len(level_lines(heights, 4.5)) == len(level_lines(heights, -4.5)) == 2


def test_cells_without_a_height_are_left_out():
    heights = [[None if i < 5 else float(i) for i in range(11)] for _ in range(3)]
    assert level_lines(heights, 3.0) == []
    assert len(level_lines(heights, 7.5)) == 1


def test_levels_are_round():
    assert nice_levels([[0.0, 4.0], [8.0, 8.1]]) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    assert nice_levels([[1.0, 1.0]]) == []


def test_the_picture_is_xml_without_anything_that_runs():
    text = drawn(picture("exp(-x^2)*y + x"), "A <script> & co.")
    root = ET.fromstring(text)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path", "polygon", "circle", "text", "tspan",
                    "clipPath"}  # fmt: skip
    assert not re.search(r"\bon\w+=|href|<script", text)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    assert len(text) < 100_000


def test_it_says_in_words_what_it_shows():
    text = drawn(picture(), "T")
    assert "The gradient at (1, 1) is (0.5, 0.2222)." in text
    assert "Taylor polynomial of first order: " in text
    assert "off by at most 0.25" in text


def test_arrows_stand_upright_on_level_sets():
    made = plot(picture(points=((1, 1), (2, -3))), 8)
    assert [(one.dx, one.dy) for one in made.arrows] == [
        pytest.approx((0.5, 2 / 9)), pytest.approx((1.0, -2 / 3)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"function": "log(x) + y", "window": (-2, -1, 0, 1)}, "no value in the window"),
        ({"function": "log(x) + y", "at": (-1, 0)}, "no value at the point"),
        ({"function": "log(x) + y", "points": ((-1, 0),), "at": None}, r"no value at \(-1, 0\)"),
        ({"function": "x + z"}, "`z` is not a name"),
        ({"function": "[x, y]"}, "no number"),
    ],
)
def test_what_cannot_be_drawn_is_said(changed, message):
    with pytest.raises(PictureError, match=message):
        plot(picture(**changed), 8)


def test_show_draws_the_picture_of_a_part(tmp_path, capsys):
    file = tmp_path / "g.svg"
    assert run(["show", "calculus-for-ml/2.plot", "--picture", str(file)]) == 0
    assert ET.fromstring(file.read_text("utf-8")).tag.endswith("svg")
    assert run(["show", "calculus-for-ml/3.b", "--picture", str(file)]) == 2
    assert "has no picture" in capsys.readouterr().err
