"""Abstract functions and their derivatives: f(x), h'(t), J_f(x), ∇g(y), ∂_1 L(u, v), ∂z/∂y."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from grader.language.parser.cursor import ASKS_FOR_IT, Cursor
from grader.language.written import (
    Applied,
    DerivativeOf,
    Partial,
    Place,
    Postfix,
    Subscript,
    Word,
    Written,
)

MOST_PRIMES = 5
ONLY: Final = "; ∂_1 L(u, v) is read for an abstract function L"
_NAME: Final = re.compile(r"([^\W\d_]\w*?)(?:_\{?(\w+)\}?)?")


def abstract(parser: Cursor) -> Written:
    """f(x), h'(t), J_f(x), J_f^T(x), f_k(x); f and J_f^T alone."""
    start = parser.found[parser.at][2]
    kind = str(parser.advance()[1]) if parser.kind == "derivative" else ""
    return _applied(parser, kind, start)


def _applied(parser: Cursor, kind: str, start: int) -> Written:
    """The name of an abstract function with its argument; `kind` stood before it."""
    name = str(parser.advance()[1])
    component = str(parser.advance()[1]) if parser.kind == "sub" and _is_component(kind) else ""
    primes = 0
    while parser.kind == "'" and not (kind and _ends(parser)):
        parser.advance()
        primes += 1
    primes += 0 if kind else _raised_primes(parser)
    is_turned = False
    if parser.kind == "^":
        is_turned = _is_turned(parser)
    if primes > MOST_PRIMES or (parser.kind != "(" and _is_two_readings(parser, is_turned)):
        place = (start, parser.behind())
        shown = parser.text[start : place[1]]
        parser.refuse(f"`{shown}` is a function and needs its argument", place, f"write {name}(x)")
    arguments: tuple[Written, ...] = ()
    end = parser.behind()
    if parser.kind == "(":
        opened = parser.advance()
        arguments = parser.listed()
        end = parser.close(opened, ")")
    tree: Written = Applied(name, kind, primes, arguments, (start, end))
    if component:
        plain = Applied(name, "", primes, arguments, (start, end))
        of = Subscript(plain, component, (start, end))
        tree = DerivativeOf(kind, of, None, (start, end)) if kind else of
    return Postfix("T", tree, (start, end)) if is_turned else tree


def _is_component(kind: str) -> bool:
    """f_k(x) and ∇f_k(x); but J_f(x)_{ki} has its indices behind it."""
    return kind in ("", "grad")


def _ends(parser: Cursor) -> bool:
    """Whether the prime that stands here transposes: J_f' g and ∇f', but not J_h'(t)."""
    return parser.next_kind() not in ("(", "'")


def _raised_primes(parser: Cursor) -> int:
    r"""The primes of h^{\prime\prime}(t) and h^'(t); moves behind them."""
    kinds = [token[0] for token in parser.found[parser.at : parser.at + MOST_PRIMES + 3]]
    begin = 2 if kinds[:2] == ["^", "{"] else 1
    count = 0
    while kinds[0] == "^" and kinds[begin + count : begin + count + 1] == ["'"]:
        count += 1
    if not count or (begin == 2 and kinds[begin + count : begin + count + 1] != ["}"]):
        return 0
    for _ in range(begin + count + (begin == 2)):
        parser.advance()
    return count


def _is_turned(parser: Cursor) -> bool:
    """The ^T of J_f^T(x)."""
    parser.advance()
    if parser.transpose() != "T":
        parser.unexpected("the argument of the function in brackets")
    return True


def _is_two_readings(parser: Cursor, is_turned: bool) -> bool:
    """Whether what follows a function without brackets may be its argument: ∇f x, h 2."""
    kind, value = parser.found[parser.at][:2]
    if kind in ("call", "frac", "number", "[", "{"):
        return not is_turned
    return kind == "name" and value in parser.scope.variables and not is_turned


def nabla(parser: Cursor) -> Written:
    """∇g(y), ∇_x g(y), ∇²g(y), ∇_y z."""
    _, _, start, end = parser.advance()
    kind, by = "grad", None
    for _ in range(2):  # ∇_x^2 and ∇^2_x
        if parser.kind == "sub":
            by = _subscript(parser)
        elif parser.kind == "^" and is_two(parser):
            kind = "H"
    _without_brackets(parser)
    if by is not None and kind == "grad" and _is_bare(parser):
        return _by(parser, "grad", by, start)
    if parser.kind != "abstract":
        _refuse(parser, (start, end))
    return _applied(parser, kind, start)


def _is_bare(parser: Cursor) -> bool:
    """Whether a name stands here without an argument: the z of ∇_y z."""
    if parser.kind == "name":
        return parser.found[parser.at][1] in parser.scope.definitions
    return parser.kind == "abstract" and parser.next_kind() != "("


def is_two(parser: Cursor) -> bool:
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
    """grad g(y), grad(g)(y)."""
    _, _, start, end = parser.advance()
    _without_brackets(parser)
    if parser.kind != "abstract":
        _refuse(parser, (start, end))
    return _applied(parser, "grad", start)


def _without_brackets(parser: Cursor) -> None:
    """∇(g)(y) reads as ∇g(y) does."""
    kinds = [token[0] for token in parser.found[parser.at : parser.at + 4]]
    if kinds == ["(", "abstract", ")", "("]:
        del parser.found[parser.at + 2], parser.found[parser.at]
        parser.kind = "abstract"


def in_brackets(parser: Cursor) -> bool:
    """Whether (∇g)(…) or (J_f)(…) stands here; then its brackets are taken away."""
    found, at = parser.found, parser.at
    kinds = [token[0] for token in found[at + 1 : at + 5]]
    if kinds[1:] != ["abstract", ")", "("] or kinds[0] not in ("∇", "derivative", "refused"):
        return False
    del found[at + 3], found[at]
    parser.kind = found[at][0]
    return True


# ----- by what: ∂f/∂x, dy/dx, ∂_x f(x) ------------------------------------------------------------


def partial(parser: Cursor) -> Written:
    """∂_1 L(u, v), ∂_x f(x), ∂z/∂y."""
    _, _, start, end = parser.advance()
    if parser.kind == "sub":
        component = str(parser.found[parser.at][1])
        if not component.isdecimal():
            by = _subscript(parser)
            return _by(parser, "J", by, start) if by else _refuse(parser, (start, end), ONLY)
        parser.advance()
        if parser.kind != "abstract":
            _refuse(parser, (start, end), ONLY)
        tree = _applied(parser, "J", start)
        if not isinstance(tree, Applied):
            parser.unexpected()
        return Partial(tree, component[:9], (start, tree.place[1]))
    of = _differentiated(parser)
    if of is None or parser.kind != "/" or parser.next_kind() != "∂":
        _refuse(parser, (start, end), ONLY)
    parser.advance()
    parser.advance()
    by = _differentiated(parser)
    if by is None:
        _refuse(parser, (start, end), ONLY)
    if parser.kind in ("'", "attr") or (parser.kind == "^" and parser.is_transpose_next()):
        shown = parser.text[start : parser.behind()]
        parser.refuse(
            f"`{shown}` with a transpose behind it has two readings",
            (start, parser.behind()),
            f"write ({shown})^T",
        )
    return DerivativeOf("J", of, by, (start, parser.behind()))


def is_fraction(parser: Cursor) -> bool:
    r"""Whether \frac{∂f}{∂x} stands here."""
    return [token[0] for token in parser.found[parser.at : parser.at + 3]] == ["frac", "{", "∂"]


def fraction(parser: Cursor) -> Written:
    r"""\frac{∂f}{∂x}, \frac{dy}{dx}."""
    start = parser.advance()[2]
    sides = []
    for _ in range(2):
        if parser.kind != "{" or parser.next_kind() != "∂":
            _refuse(parser, (start, parser.found[parser.at][3]), ONLY)
        opened = parser.advance()
        _, _, begin, end = parser.advance()
        side = _differentiated(parser)
        if side is None:
            _refuse(parser, (begin, end), ONLY)
        parser.close(opened, "}")
        sides.append(side)
    return DerivativeOf("J", sides[0], sides[1], (start, parser.behind()))


def _differentiated(parser: Cursor) -> Written | None:
    """What stands behind a ∂: a function or a name, perhaps in brackets, perhaps an entry."""
    _, value, start, end = parser.found[parser.at]
    if parser.kind == "(":
        opened = parser.advance()
        inner = _differentiated(parser)
        if inner is not None:
            parser.close(opened, ")")
        return inner
    if parser.kind == "abstract" and parser.next_kind() in ("(", "sub"):
        return _applied(parser, "", start)
    if parser.kind not in ("abstract", "name"):
        return None
    is_abstract = parser.advance()[0] == "abstract"
    name = str(value)
    tree: Written = (
        Applied(name, "", 0, (), (start, end)) if is_abstract else Word(name, (start, end))
    )
    if parser.kind == "sub":
        tree = Subscript(tree, str(parser.advance()[1]), (start, parser.behind()))
    return tree


def _subscript(parser: Cursor) -> Written | None:
    """The x or x_i of ∇_x and ∂_{x_i} as the name that it is; None where it is none."""
    _, value, start, end = parser.advance()
    match = _NAME.fullmatch(str(value).strip())
    name = parser.scope.names.get(match[1]) if match else None
    if match is None or name is None:
        return None
    is_abstract = name in parser.scope.abstract
    of: Written = (
        Applied(name, "", 0, (), (start, end)) if is_abstract else Word(name, (start, end))
    )
    return Subscript(of, match[2], (start, end)) if match[2] else of


def _by(parser: Cursor, kind: str, by: Written, start: int) -> Written:
    """What ∂_x or ∇_y stands before."""
    of = _differentiated(parser)
    if of is None:
        _refuse(parser, (start, start + 1), ONLY)
    return DerivativeOf(kind, of, by, (start, parser.behind()))


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
