r"""Operators that differentiate, in a step of a derivation: ∂/∂x_i (…), ∂_{x_i} (…), ∂f/∂x, ∇(…).

Also as `d/dx`, in LaTeX as \frac{\partial}{\partial x_i}, and f(v), J_f(v) of a function that the
exercise defines. Where the scope has no operators, every phrase is read as in an answer.
"""

from __future__ import annotations

from typing import NoReturn

from grader.errors import AnswerError, Span
from grader.language.parser import abstract, brackets
from grader.language.parser.cursor import BARS, Cursor
from grader.language.tokens import tokens
from grader.language.written import (
    Applied,
    Defined,
    Differential,
    Item,
    Partial,
    Place,
    Subscript,
    Word,
    Written,
)

_FACTORS = frozenset(
    (
        "*", "@", "/", "./", ".*", "kron", "name", "number", "call", "(", "{", "frac",
        "beginmatrix", "<", "refused", "abstract", "derivative", "∇", "∂",
    )
)  # fmt: skip
_HOW = "write ∂/∂x_i (…), ∂_{x_i} (…) or ∇_x (…)"


# ----- ∂ -----------------------------------------------------------------------------------------


def partial(parser: Cursor) -> Written:
    """∂/∂x_i a, ∂_{x_i} a, ∂a/∂x_i; without operators as in an answer."""
    next_kind = parser.next_kind()
    if parser.scope.operators is None:
        return abstract.partial(parser)
    if next_kind == "sub":
        return _with_subscript(parser)
    start = parser.advance()[2]
    return _over(parser, start)


def _over(parser: Cursor, start: int) -> Written:
    """What follows the ∂ or d above the line: nothing, or what is differentiated."""
    if parser.kind == "/":
        parser.advance()
        by = _below(parser)
        return _applied_to(parser, "partial", by, start)
    of = _numerator(parser)
    if parser.kind != "/":
        parser.unexpected("/∂x")
    parser.advance()
    by = _below(parser)
    return _of_fraction(parser, of, by, start)


def _numerator(parser: Cursor) -> Written:
    """The f of ∂f/∂x."""
    if parser.kind == "^":
        _refuse_second(parser)
    return parser.power()


def _of_fraction(parser: Cursor, of: Written, by: Written, start: int) -> Written:
    """∂f/∂x; of an abstract f also with the x behind it, ∂f/∂x (x)."""
    if isinstance(of, Applied) and not of.arguments and parser.kind == "(":
        opened = parser.advance()
        arguments = parser.listed()
        end = parser.close(opened, ")")
        variable = by.of if isinstance(by, Subscript | Item) else by
        only = arguments[0] if len(arguments) == 1 else None
        is_plain = isinstance(only, Word) and isinstance(variable, Word)
        if not is_plain or only.name != variable.name:  # type: ignore[union-attr]
            parser.refuse(
                "the derivative at another point than the variable has two readings",
                (start, end),
                f"write J_{of.name}(u) for the derivative of {of.name}, taken at u",
            )
        of = Applied(of.name, of.kind, of.primes, arguments, (start, end))
    place = (start, parser.behind())
    return Differential("partial", by, of, place, is_followed=False)


def _below(parser: Cursor) -> Written:
    """The ∂x_i below the line, in brackets or not."""
    opened = parser.advance() if parser.kind in ("(", "{") else None
    if parser.kind == "∂":
        parser.advance()
        by = _variable(parser)
    else:
        by = _after_d(parser)
    if parser.kind == "^":
        _refuse_second(parser)
    if opened is not None:
        if parser.kind == "∂":
            _refuse_second(parser)
        parser.close(opened, {"(": ")", "{": "}"}[opened[0]])
    return by


def _variable(parser: Cursor) -> Written:
    """x, x_i, A_{ij}, {v_0}."""
    if parser.kind not in ("name", "abstract", "{", "("):
        parser.unexpected("the variable that is differentiated by")
    if parser.kind == "abstract":  # the x of ∂_x L(x(w), y(w))
        _, name, start, end = parser.advance()
        return Applied(str(name), "", 0, (), (start, end))
    return _entry(parser, parser.atom())


def _entry(parser: Cursor, tree: Written) -> Written:
    """x_i, x[i], but not the list in ∂/∂w [x(w), y(w)]."""
    while parser.kind == "sub" or (parser.kind == "[" and _is_index(parser)):
        tree = brackets.indexed(parser, tree)
    return tree


def _is_index(parser: Cursor) -> bool:
    """Whether only indices stand between the square brackets."""
    for kind, value, _, _ in parser.found[parser.at + 1 : parser.at + 6]:
        if kind == "]":
            return True
        is_letter = kind == "name" and len(str(value)) == 1 and _is_free(parser, str(value))
        if not is_letter and kind not in ("number", ",", "+", "-", ":"):
            return False
    return False


def _after_d(parser: Cursor) -> Written:
    """The x_i of dx_i, which may be one word or two."""
    if parser.kind != "name":
        parser.unexpected("∂x, as in ∂/∂x")
    _, value, start, end = parser.advance()
    word = str(value)
    if word == "d":
        return _variable(parser)
    if word[0] != "d":
        parser.at -= 1
        parser.kind = "name"
        parser.unexpected("∂x, as in ∂/∂x")
    return _entry(parser, _inside(parser, word[1:], start + 1, end))


def _inside(parser: Cursor, text: str, start: int, end: int) -> Written:
    """What a part of a token means: the x_i of ∂_{x_i} and of dx_i."""
    found = parser.text.find(text, start, end)
    padded = " " * max(found, 0) + text  # so that places are those of the whole text
    inner = type(parser)(padded, tokens(padded, parser.scope), parser.scope)
    try:
        tree = _variable(inner)
        if inner.kind != "end":
            inner.unexpected()
    except AnswerError as error:
        shown = parser.text[start:end].strip("{} ")
        raise AnswerError(
            f"`{shown}` is not a variable or an entry of one", span=Span(start, end), hint=_HOW
        ) from error
    return tree


def _with_subscript(parser: Cursor) -> Written:
    """∂_{x_i} a, ∂_x_i a, ∂_1 L(u, v)."""
    found, at = parser.found, parser.at
    kinds = [token[0] for token in found[at + 1 : at + 4]]
    _, sub, start, end = found[at + 1]
    text = str(sub)
    if text.isdecimal() or (
        len(text) == 1 and kinds[1:2] == ["abstract"] and _is_free(parser, text)
    ):
        return _by_component(parser, text)
    begin = parser.advance()[2]
    parser.advance()
    if parser.kind == "sub":  # ∂_x_i
        _, more, _, end = parser.advance()
        text = f"{text}_{more}" if str(more).isalnum() else f"{text}_{{{more}}}"
    by = _inside(parser, text, start, end)
    return _applied_to(parser, "partial", by, begin)


def _is_free(parser: Cursor, letter: str) -> bool:
    """Whether a letter can only be an index."""
    return letter not in parser.scope.names and letter not in parser.scope.dimensions


def _by_component(parser: Cursor, component: str) -> Written:
    """∂_1 L(u, v), ∂_i f(x): by one of the numbers that the function takes."""
    _, _, start, end = parser.advance()
    parser.advance()
    if parser.kind != "abstract":
        parser.refuse(
            f"`{parser.text[start : parser.behind()]}` does not say which variable is meant",
            (start, max(end, parser.behind())), _HOW,
        )  # fmt: skip
    tree = parser.atom()
    if not isinstance(tree, Applied):
        parser.unexpected()
    return Partial(tree, component[:9], (start, tree.place[1]))


def _applied_to(parser: Cursor, kind: str, by: Written | None, start: int) -> Written:
    """An operator and what it is applied to: the next factor, or all factors up to + or −."""
    operators = parser.scope.operators
    assert operators is not None
    of = parser.product() if operators.is_wide else parser.power()
    is_followed = parser.kind in _FACTORS or (parser.kind in BARS and not parser.bars)
    return Differential(kind, by, of, (start, parser.behind()), is_followed=is_followed)


# ----- fractions and d ---------------------------------------------------------------------------


def fraction(parser: Cursor) -> Written:
    r"""\frac{\partial}{\partial x_i} a, \frac{\partial f}{\partial x_i}, \frac{d}{dx} a."""
    if parser.scope.operators is None or not _is_operator(parser):
        return brackets.fraction(parser)
    start = parser.advance()[2]
    opened = parser.advance()
    is_partial = parser.kind == "∂"
    word = str(parser.advance()[1])
    of: Written | None = None
    if not is_partial and word != "d":  # \frac{df}{dx}
        at = parser.found[parser.at - 1]
        of = _inside(parser, word[1:], at[2] + 1, at[3])
    elif parser.kind == "^":
        _refuse_second(parser)
    elif parser.kind != "}":
        of = parser.nested()
    parser.close(opened, "}")
    by = _below(parser)
    if of is None:
        return _applied_to(parser, "partial", by, start)
    return _of_fraction(parser, of, by, start)


def _is_operator(parser: Cursor) -> bool:
    r"""Whether a fraction has ∂ or d above and below: \frac{\partial …}{\partial …}."""
    found, at = parser.found, parser.at + 1
    if found[at][0] != "{":
        return False
    kind, value, _, _ = found[at + 1]
    if kind == "∂":
        return True
    depth = 0
    for place in range(at, len(found)):
        depth += (found[place][0] == "{") - (found[place][0] == "}")
        if not depth:
            below = [token for token in found[place + 1 : place + 3] if token[0] != "{"]
            is_above = kind == "name" and _is_d(parser, str(value))
            return is_above and bool(below) and _is_d(parser, str(below[0][1]))
    return False


def _is_d(parser: Cursor, word: str) -> bool:
    """Whether a word is d or begins with one that differentiates: dx, df."""
    scope = parser.scope
    if word == "d":
        return word not in scope.variables and word not in scope.definitions
    if word[:1] != "d" or word in scope.names or word in scope.dimensions:
        return False
    head = word[1:].partition("_")[0]
    return head in scope.names


def name(parser: Cursor, word: str) -> Written | None:
    """d/dx a, df/dx, f(v) of a defined f, J_f(v); None for any other name."""
    operators = parser.scope.operators
    if operators is None:
        return None
    _, _, start, end = parser.found[parser.at]
    if word in operators.functions and parser.next_kind() == "(":
        parser.advance()
        return _defined(parser, word, start)
    for before in ("J_", "H_"):
        if word.startswith(before) and word[2:] in operators.functions:
            return _jacobian(parser, word[2:], start)
    if word == "J" and parser.next_kind() == "sub":
        sub = str(parser.found[parser.at + 1][1])
        if sub in operators.functions:
            parser.advance()
            return _jacobian(parser, sub, start)
    if parser.next_kind() == "/" and _is_d(parser, word) and _is_d_below(parser):
        parser.advance()
        if word == "d":
            return _over(parser, start)
        of = _inside(parser, word[1:], start + 1, end)
        parser.advance()
        return _of_fraction(parser, of, _below(parser), start)
    return None


def _is_d_below(parser: Cursor) -> bool:
    behind = [token for token in parser.found[parser.at + 2 : parser.at + 4] if token[0] != "("]
    return bool(behind) and behind[0][0] == "name" and _is_d(parser, str(behind[0][1]))


def _defined(parser: Cursor, word: str, start: int) -> Written:
    """f(v) of a defined f, behind its name."""
    opened = parser.advance()
    arguments = parser.listed()
    return Defined(word, arguments, (start, parser.close(opened, ")")))


def _jacobian(parser: Cursor, word: str, start: int) -> Written:
    """J_f(v) of a defined f: its derivative by what it is a function of."""
    operators = parser.scope.operators
    assert operators is not None
    parser.advance()
    place = (start, parser.behind())
    wrt = operators.functions[word]
    if len(wrt) != 1:
        parser.refuse(f"`{word}` has {len(wrt)} arguments", place, _HOW)
    variable = Word(wrt[0], place)
    arguments: tuple[Written, ...] = (variable,)
    if parser.kind == "(":
        opened = parser.advance()
        arguments = parser.listed()
        place = (start, parser.close(opened, ")"))
    is_plain = len(arguments) == 1 and isinstance(arguments[0], Word)
    if not is_plain or arguments[0].name != wrt[0]:  # type: ignore[union-attr]
        parser.refuse(f"J_{word} is read at {wrt[0]} alone", place, f"write J_{word}({wrt[0]})")
    of = Defined(word, arguments, place)
    return Differential("partial", variable, of, place, is_followed=False)


# ----- ∇ -----------------------------------------------------------------------------------------


def nabla(parser: Cursor) -> Written:
    """∇_x a, ∇² a, ∇g(y); without operators as in an answer."""
    if parser.scope.operators is None:
        return abstract.nabla(parser)
    _, _, start, _ = parser.found[parser.at]
    found, at, kind, by = parser.found, parser.at, "gradient", ""
    parser.advance()
    where: Place = (start, start)
    for _ in range(2):
        if parser.kind == "sub":
            _, value, begin, end = parser.advance()
            by, where = str(value), (begin, end)
        elif parser.kind == "^" and abstract.is_two(parser):
            kind = "hessian"
    if parser.kind == "abstract" and not by:  # ∇g(f(x)) is the gradient of g, at f(x)
        parser.at, parser.kind = at, found[at][0]
        return abstract.nabla(parser)
    variable = _inside(parser, by, *where) if by else None
    return _applied_to(parser, kind, variable, start)


def gradient(parser: Cursor) -> Written:
    """grad_x(a), grad g(y); without operators as in an answer."""
    operators = parser.scope.operators
    _, value, start, end = parser.found[parser.at]
    head, _, by = str(value).partition("_")
    is_gradient = head in ("grad", "gradient", "nabla")
    if operators is None or not is_gradient or (parser.next_kind() == "abstract" and not by):
        return abstract.gradient(parser)
    parser.advance()
    if not by and parser.kind == "sub":
        _, value, start, end = parser.advance()
        by = str(value)
    variable = _inside(parser, by, start, end) if by else None
    return _applied_to(parser, "gradient", variable, start)


def _refuse_second(parser: Cursor) -> NoReturn:
    _, _, start, end = parser.found[parser.at]
    parser.refuse(
        "a second derivative is read one at a time", (start, end), "write ∂/∂x (∂f/∂y), or ∇²(…)"
    )


__all__ = ["fraction", "gradient", "nabla", "name", "partial"]
