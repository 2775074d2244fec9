"""Every file and function of the program is short enough to be read at once.

A page of cases (`match` over the kinds of node) is as long as its longest case.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "grader").rglob("*.py"))

LONGEST_FILE = 400  # lines
LONGEST_FUNCTION = 40


def lengths(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    """The length of a function; of a page of cases, the length of each case."""
    last = function.body[-1]
    if isinstance(last, ast.Match) and len(function.body) <= 2:  # docstring, match
        yield from (case.body[-1].end_lineno - case.pattern.lineno + 1 for case in last.cases)
    else:
        yield function.end_lineno - function.lineno + 1


def functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_files_are_found():
    assert "grader/__init__.py" in FILES


@pytest.mark.parametrize("name", FILES)
def test_nothing_outgrows_its_budget(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    lines = source.count("\n")
    too_long = {
        function.name: max(lengths(function))
        for function in functions(source)
        if max(lengths(function)) > LONGEST_FUNCTION
    }
    assert (max(lines, LONGEST_FILE), too_long) == (LONGEST_FILE, {})


def function(*, lines: int) -> str:
    return "def f(x):\n" + "    x += 1\n" * (lines - 1)


def page(*, cases: int, lines: int) -> str:
    case = "        case {}:\n" + "            x += 1\n" * (lines - 1)
    return "def f(x):\n    match x:\n" + "".join(case.format(i) for i in range(cases))


@pytest.mark.parametrize(
    ("source", "length"),
    [
        (function(lines=40), 40),
        (function(lines=41), 41),
        (page(cases=30, lines=3), 3),
        (page(cases=1, lines=41), 41),
        (page(cases=30, lines=3) + "    return x\n", 93),
    ],
)
def test_a_page_of_cases_counts_by_the_case(source, length):
    (found,) = functions(source)
    assert max(lengths(found)) == length
