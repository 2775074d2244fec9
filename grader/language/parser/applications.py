"""Functions and what they are applied to: f(a, b), f a, f^2(a), log_b(a), a.f(b), sum_k a."""

from __future__ import annotations

import re
from typing import NoReturn

from grader.language.functions import ARGUMENTS, METHODS, SPELLINGS
from grader.language.parser.brackets import barred, indexed, listing, norm
from grader.language.parser.cursor import BARS, CLOSING, Cursor
from grader.language.written import (
    BigSum,
    Call,
    Literal,
    Place,
    Postfix,
    PowerOf,
    Subscript,
    SumOf,
    Word,
    Written,
)

_SUM_INDEX = re.compile(r"\s*([A-Za-z](?:\s*,\s*[A-Za-z])?)\s*(?:=\s*(\w{1,3}))?\s*")
# What may stand behind a function's name without brackets, and what may not follow a number there.
_BARE = frozenset(("name", "number", "frac", "call", "beginmatrix"))
_STARTS = frozenset(("name", "number", "call", "(", "{", "frac", "beginmatrix", "<"))


def application(parser: Cursor) -> Written:
    """f(a, b), f a, f^2(a), log_b(a), sum_k a."""
    _, value, start, end = parser.advance()
    spelled = str(value)
    name = SPELLINGS[spelled]
    kind = parser.kind
    if kind == "(" or kind == "{":
        arguments = _bracketed(parser, spelled)
        while kind == "{" == parser.kind and len(arguments) < ARGUMENTS[name][0]:
            arguments += _bracketed(parser, spelled)  # \inner{a}{b}
        if name == "norm" and len(arguments) == 1 and parser.kind in ("sub", "^"):
            return norm(parser, arguments[0], spelled, start)
        return call(parser, name, arguments, spelled, start)
    if kind == "sub" and name in ("sum", "Sum"):
        return _big_sum(parser, start)
    if kind == "sub" and name == "delta":
        _, sub, _, behind = parser.advance()
        return Subscript(Word("delta", (start, end)), str(sub), (start, behind))
    if kind == "'":
        parser.refuse(f"`{spelled}'` is a derivative that has to be written out", (start, end + 1))
    base = _base_of_logarithm(parser) if kind == "sub" and name == "log" else ()
    above = _raised_name(parser, spelled, start) if parser.kind == "^" else None
    if name == "sqrt" and parser.kind == "[":  # \sqrt[3]{x}
        name, base = "root", (_degree(parser),)
    arguments = (*_arguments(parser, spelled, start), *base)
    tree = call(parser, name, arguments, spelled, start)
    return tree if above is None else PowerOf(tree, above, "^", tree.place)


def call(
    parser: Cursor, name: str, arguments: tuple[Written, ...], spelled: str, start: int
) -> Call:
    """A call with a count of arguments that the function takes."""
    name = SPELLINGS[name]
    if name == "sum" and len(arguments) > 1:  # sum(x_k, (k, 1, n))
        name = "Sum"
    fewest, most = ARGUMENTS[name]
    place = (start, parser.behind())
    if not fewest <= len(arguments) <= most:
        count = str(fewest) if fewest == most else f"{fewest} to {most}"
        plural = "s" * (most > 1)
        parser.refuse(f"`{spelled}` takes {count} argument{plural}, not {len(arguments)}", place)
    return Call(name, arguments, spelled, place)


def _base_of_logarithm(parser: Cursor) -> tuple[Written, ...]:
    """The 2 of log_2(x)."""
    _, sub, start, end = parser.advance()
    if not str(sub).isdecimal():
        parser.refuse("this base is not a number", (start, end), "write log(x, b)")
    return (Literal(int(str(sub)[:9]), (start, end)),)


def _raised_name(parser: Cursor, spelled: str, start: int) -> Written:
    """The exponent of sin^2(x), which is sin(x)^2."""
    parser.advance()
    above = parser.exponent()
    if isinstance(above, SumOf):
        shown = parser.text[start : above.place[1]]
        parser.refuse(
            f"`{shown}` has two readings",
            (start, above.place[1]),
            "write exp(…) or e^{…}"
            if spelled == "exp"
            else "the inverse function has a name of its own, as asin; the reciprocal is "
            f"1/{spelled}(…)",
        )
    return above


def _degree(parser: Cursor) -> Written:
    """The [3] of a LaTeX root."""
    opened = parser.advance()
    degree = parser.nested()
    parser.close(opened, "]")
    return degree


# ----- arguments ---------------------------------------------------------------------------------


def _arguments(parser: Cursor, spelled: str, start: int) -> tuple[Written, ...]:
    """(a, b), {a}, [a], or the next single name or number."""
    if parser.kind == "(" or parser.kind == "{":
        return _bracketed(parser, spelled)
    if parser.kind == "[":  # tr[A B], softmax[a, b]
        return (listing(parser),)
    return (_unbracketed(parser, spelled, start),)


def _bracketed(parser: Cursor, spelled: str) -> tuple[Written, ...]:
    opened = parser.advance()
    closing = CLOSING[opened[0]]
    if parser.kind == closing:
        parser.refuse(
            f"`{spelled}` needs something to be applied to",
            (opened[2], parser.found[parser.at][3]),
        )
    items = parser.listed()
    parser.close(opened, closing)
    return items


def _unbracketed(parser: Cursor, spelled: str, start: int) -> Written:
    """The single name or number of `sin x`; two readings are refused with both."""
    if parser.kind in BARS and not parser.bars:
        return barred(parser)
    if parser.kind not in _BARE:
        parser.unexpected(f"the argument of `{spelled}` in brackets")
    was_number = parser.kind == "number"
    tree = parser.atom()
    while parser.kind == "sub" or parser.kind == "[":
        tree = indexed(parser, tree)
    is_run = parser.kind == "name" and parser.found[parser.at][2] == tree.place[1]  # sin xy
    is_run &= spelled != "sqrt" or parser.text[start] != "\\"  # TeX takes one letter: \\sqrt xy
    if parser.kind == "^" or is_run or (was_number and parser.kind in _STARTS):
        _two_readings(parser, tree.place, start)
    return tree


def _two_readings(parser: Cursor, place: Place, start: int) -> NoReturn:
    """sin x^2, sin xy and sin 2x: what belongs to the argument is not guessed."""
    sign = "" if parser.kind == "^" else "*"
    if sign:
        parser.power()
    else:
        parser.advance()
        parser.exponent()
    text, end = parser.text, parser.behind()
    head, shown = text[start : place[0]].strip(), text[place[0] : place[1]]
    rest = sign + text[place[1] : end].strip()
    parser.refuse(
        f"`{text[start:end]}` has two readings: "
        f"`{head}({shown}{rest})` and `{head}({shown}){rest}`",
        (start, end),
        "use brackets",
    )


def shadowed_call(parser: Cursor, value: str, place: Place) -> NoReturn:
    """Refuses sigma(z) beside a declared scalar sigma."""
    function = SPELLINGS[value]
    parser.refuse(
        f"`{parser.text[place[0] : place[1]]}(…)` has two readings: the declared `{value}` times "
        f"a bracket, and the function {function}",
        place,
        f"write `{value}*(…)` or `{function}(…)`",
    )


# ----- behind a dot ------------------------------------------------------------------------------


def attribute(parser: Cursor, tree: Written) -> Written:
    """.T, .I, or a method such as .inv() and .dot(b)."""
    _, value, start, end = parser.advance()
    name, begin = str(value), tree.place[0]
    if name in ("T", "transpose", "H") and parser.kind != "(":
        return Postfix("T", tree, (begin, end))
    if name == "I":
        return Postfix("I", tree, (begin, end))
    if name not in METHODS or parser.kind != "(":
        parser.refuse(
            f"`.{name}` cannot be used here",
            (start, end),
            "behind a dot stand T, I, inv(), dot(b), sum()",
        )
    opened = parser.advance()
    parser.enter(opened)
    arguments = parser.listed() if parser.kind != ")" else ()
    end = parser.close(opened, ")")
    parser.depth -= 1
    if name in ("T", "transpose"):
        return Postfix("T", tree, (begin, end))
    return call(parser, name, (tree, *arguments), name, begin)


# ----- sums over an index ------------------------------------------------------------------------


def _big_sum(parser: Cursor, start: int) -> Written:
    """sum_k body; sum_{i=1}^n body. The body reaches to the next + or −."""
    _, sub, at, end = parser.advance()
    match = _SUM_INDEX.fullmatch(str(sub))
    if match is None:
        parser.refuse(
            f"`{sub}` is not an index of summation",
            (at, end),
            "sum_k …, sum_{k=1}^n … or Sum(…, (k, 1, n))",
        )
    lower = upper = None
    if match[2]:
        is_number = match[2].isdecimal()
        lower = Literal(int(match[2]), (at, end)) if is_number else Word(match[2], (at, end))
    if parser.kind == "^":
        parser.advance()
        upper = parser.exponent()
    body = parser.product()
    place = (start, body.place[1])
    for index in reversed(match[1].split(",")):  # \\sum_{i,j}
        body = BigSum(index.strip(), lower, upper, body, place)
    return body
