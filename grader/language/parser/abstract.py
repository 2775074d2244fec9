"""Abstract functions and their derivatives: f(x), h'(t), J_f(x), ∇g(y), ∂_1 L(u, v), D(h)(t)."""

from __future__ import annotations

from typing import NoReturn

from grader.language.parser.cursor import ASKS_FOR_IT, Cursor
from grader.language.written import Applied, Partial, Place, Postfix, Written

MOST_PRIMES = 5


def abstract(parser: Cursor) -> Written:
    """f(x), h'(t), J_f(x), J_f^T(x)."""
    start = parser.found[parser.at][2]
    kind = str(parser.advance()[1]) if parser.kind == "derivative" else ""
    return _applied(parser, kind, start)


def _applied(parser: Cursor, kind: str, start: int) -> Written:
    """The name of an abstract function with its argument; `kind` stood before it."""
    name = str(parser.advance()[1])
    primes = 0
    while parser.kind == "'":
        parser.advance()
        primes += 1
    is_turned = False
    if parser.kind == "^":
        parser.advance()
        is_turned = parser.transpose() == "T"
        if not is_turned:
            parser.unexpected("the argument of the function in brackets")
    if parser.kind != "(" or primes > MOST_PRIMES:
        place = (start, parser.behind())
        shown = parser.text[start : place[1]]
        parser.refuse(f"`{shown}` is a function and needs its argument", place, f"write {name}(x)")
    opened = parser.advance()
    arguments = parser.listed()
    place = (start, parser.close(opened, ")"))
    tree = Applied(name, kind, primes, arguments, place)
    return Postfix("T", tree, place) if is_turned else tree


def nabla(parser: Cursor) -> Written:
    """∇g(y), ∇_x g(y), ∇²g(y)."""
    _, _, start, end = parser.advance()
    kind = "grad"
    for _ in range(2):  # ∇_x^2 and ∇^2_x
        if parser.kind == "sub":
            parser.advance()
        elif parser.kind == "^" and _is_two(parser):
            kind = "H"
    if parser.kind != "abstract":
        _refuse(parser, (start, end))
    return _applied(parser, kind, start)


def _is_two(parser: Cursor) -> bool:
    """Whether ^2 or ^{2} stands here; moves behind it."""
    found, at = parser.found, parser.at + 1
    wrapped = found[at][0] in ("{", "(")
    number = found[min(at + wrapped, len(found) - 1)]
    if number[:2] != ("number", 2):
        return False
    for _ in range(4 if wrapped else 2):
        parser.advance()
    return True


def gradient(parser: Cursor) -> Written:
    """grad g(y)."""
    _, _, start, end = parser.advance()
    if parser.kind != "abstract":
        _refuse(parser, (start, end))
    return _applied(parser, "grad", start)


def partial(parser: Cursor) -> Written:
    """∂_1 L(u, v)."""
    _, _, start, end = parser.advance()
    component = str(parser.advance()[1]) if parser.kind == "sub" else ""
    if parser.kind != "abstract" or not component.isdecimal():
        _refuse(parser, (start, end), "; ∂_1 L(u, v) is read for an abstract function L")
    tree = _applied(parser, "J", start)
    if not isinstance(tree, Applied):
        parser.unexpected()
    return Partial(tree, component[:9], (start, tree.place[1]))


def is_operator_d(parser: Cursor) -> bool:
    """Whether D(h)(…) stands here."""
    kinds = [token[0] for token in parser.found[parser.at + 1 : parser.at + 5]]
    return kinds == ["(", "abstract", ")", "("]


def operator_d(parser: Cursor) -> Written:
    """D(h)(t): the derivative of an abstract function."""
    start = parser.advance()[2]
    parser.advance()
    name = parser.advance()
    parser.found[parser.at] = name  # D(h)(t) reads as h(t) does
    parser.kind = "abstract"
    return _applied(parser, "J", start)


def _refuse(parser: Cursor, place: Place, more: str = "") -> NoReturn:
    shown = parser.text[place[0] : place[1]]
    parser.refuse(f"`{shown}` {ASKS_FOR_IT}", place, "work the answer out" + more)
