"""A bracket of functions that stand alone, and what they are taken at: (fᵀg)(x)."""

from __future__ import annotations

from grader.language.parser import brackets
from grader.language.parser.cursor import Cursor
from grader.language.tokens import Token
from grader.language.written import Written


def bracket(parser: Cursor) -> Written:
    """A bracket; (fᵀg)(x) of functions that stand alone in it is taken at x."""
    found, depth, end = parser.found, 0, parser.at
    alone: set[str] = set()
    for place in range(parser.at, len(found)):
        kind, value, _, _ = found[place]
        depth += (kind in ("(", "[", "{")) - (kind in (")", "]", "}"))
        if kind == "abstract" and found[place + 1][0] != "(":
            alone.add(str(value))
        if not depth:
            end = place
            break
    behind = found[end + 1 : end + 4]
    tree = brackets.bracket(parser)
    if parser.at == end + 1 and alone and _are_applied(parser, alone, behind):
        for _ in behind:
            parser.advance()
    return tree


def _are_applied(parser: Cursor, functions: set[str], behind: list[Token]) -> bool:
    """Whether a variable that all of the functions take stands in brackets: (x)."""
    if [token[0] for token in behind] != ["(", "name", ")"]:
        return False
    variables = parser.scope.variables
    variable = variables.get(str(behind[1][1]))
    return variable is not None and all(
        variables[name].arguments == (variable.shape,) for name in functions
    )
