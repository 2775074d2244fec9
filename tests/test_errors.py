"""Where the carets stand: under what is meant, as a terminal shows the line."""

from __future__ import annotations

import pytest

from grader.errors import Span, pointed


@pytest.mark.parametrize(
    ("text", "what", "below"),
    [
        ("A*x + q", "q", "      ^"),
        ("A*xy", "xy", "  ^^"),
        ("a\n  b + q", "q", "      ^"),
        ("a\tq", "q", "  ^"),
        ("（A）*q", "q", "      ^"),  # full-width brackets take two columns each
        ("A*日本", "日本", "  ^^^^"),
        ("é*q", "q", "  ^"),  # an accent of its own takes none
        ("x́*q", "\u0301", "^"),
        ("𝐱*q", "q", "  ^"),
        ("", "", "^"),
        ("x" * 500 + "q", "q", " " * 75 + "^"),
    ],
)
def test_carets_stand_under_what_is_meant(text, what, below):
    start = text.index(what)
    assert pointed(text, Span(start, start + len(what))).split("\n")[1] == below
