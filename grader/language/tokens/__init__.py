r"""Text → tokens, each with its place.

A token is `(kind, value, start, end)`. Kinds are operators as themselves (`+`, `.*`, `||`) and

    number  value: int or Fraction          name    value: the declared or plain name
    call    value: a function's name        sub     value: the text of a subscript
    attr    value: the name behind a dot    text    value: a quoted word
    T       a transpose in an exponent      frac, begin, \\, &, end: from LaTeX
    abstract, derivative: an abstract function and what asks for its derivative, as J in J_f
    refused  a name that asks for the derivative itself

Runs of declared names (`xAy`), subscripts (`A_12`), Greek letters, superscripts and LaTeX
commands are told apart here, because a name can only be read by somebody who knows the names.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NoReturn

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import MAX_DIGITS, MAX_LENGTH
from grader.language.tokens.characters import OPERATORS, symbol
from grader.language.tokens.commands import command
from grader.language.tokens.words import Token, join_subscript, read_word

__all__ = ["Token", "tokens"]

# Groups are not possessive: `(…)?+` is broken in Python 3.11.2.
_TOKEN = re.compile(
    r"""
    [ \t\r\n$~]*+(?:
      ([0-9]++(?:\.[0-9]++|\.(?=[eE][+-]?[0-9])|\.(?![*/^A-Za-z.']))?|\.[0-9]++)  # 1 number
      ([eE][+-]?[0-9]++(?![A-Za-z0-9_]))?  # 2 its e-8
    | ([A-Za-z\u0370-\u03ff][A-Za-z0-9\u0370-\u03ff]*+(?:_[A-Za-z0-9\u0370-\u03ff]++)*)  # 3 name
    | (\*\*|\.\*\*|\.\*|\./|\.\^|\.'|\|\||[-+*/@^()\[\]{},|=<>:&;]|'(?!(?:fro|F|nuc|inf)'))  # 4
    | \.([A-Za-z]\w*+)  # 5 attribute
    | _[ ]*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([A-Za-z0-9]++))  # 6, 7 subscript
    | \\([A-Za-z]++|.)  # 8 command
    | (\.?[ \t\r\n$~]*\Z)  # 9 end
    | ([^\x00-\x7f])  # 10 symbol
    | ["'](fro|F|nuc|inf)["']  # 11 quoted
    )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str, scope: Scope) -> list[Token]:
    """The tokens of `text`, an `end` last; raises AnswerError with the place."""
    if len(text) > MAX_LENGTH:
        raise AnswerError(
            f"the answer has {len(text):,} characters", hint=f"at most {MAX_LENGTH:,} are read"
        )
    found: list[Token] = []
    words = scope.words
    match_at = _TOKEN.match
    position = 0
    while True:
        match = match_at(text, position)
        if match is None:
            _unreadable(text, position)
        kind = match.lastindex or 0
        start, position = match.span(kind)
        # The kinds of which almost all answers consist are told apart here, the others below.
        if kind == 4:
            operator = match[4]
            found.append((OPERATORS[operator], operator, start, position))
        elif kind == 3:
            word = match[3]
            known = words.get(word)
            if known is not None:
                found.append((*known, start, position))
            else:
                position = read_word(text, word, start, position, scope, found)
        elif kind == 1:
            digits = match[1]
            is_small = position - start < 19 and digits.isdecimal()
            value = int(digits) if is_small else _number(digits, "", start, position)
            found.append(("number", value, start, position))
        elif kind == 9:
            found.append(("end", "", start, position))
            return found
        else:
            position = _read_other(match, kind, scope, found)


def _read_other(match: re.Match[str], kind: int, scope: Scope, found: list[Token]) -> int:
    """A token of a rarer kind; returns where reading goes on."""
    start, end = match.span(kind)
    if kind == 2:
        start = match.start(1)
        if "e" in scope.names or "E" in scope.names:  # a declared e: 2e-3 is 2·e − 3
            end = match.end(1)
        value = _number(match[1], match.string[match.end(1) : end], start, end)
        found.append(("number", value, start, end))
    elif kind == 5:
        found.append(("attr", match[5], start - 1, end))
    elif kind == 8:
        return command(match.string, match[8], start - 1, end, scope, found)
    elif kind == 10:
        return symbol(match.string, start, scope, found)
    elif kind == 11:
        end = match.end()
        found.append(("text", match[11], start - 1, end))
    else:
        start = match.string.rindex("_", 0, start)
        end = match.end()
        join_subscript(match[kind].strip(), start, end, scope, found)
    return end


def _number(digits: str, exponent: str, start: int, end: int) -> int | Fraction:
    """The exact rational that a literal spells; digits and exponent bounded."""
    if len(digits) > MAX_DIGITS or len(exponent) > 6 or abs(int(exponent[1:] or 0)) > 400:
        raise AnswerError(
            "this number is too long",
            span=Span(start, end),
            hint=f"a literal has at most {MAX_DIGITS} digits, its exponent is at most 400",
        )
    value = Fraction(digits.rstrip("."))
    if exponent:
        value *= Fraction(10) ** int(exponent[1:])
    return value.numerator if value.denominator == 1 else value


_HINTS = {
    '"': "quotes are not needed",
    "'": "quotes are not needed",
    "_": "a subscript needs something: x_1, A_{1,2}",
    "!": "a factorial is not part of the language",
    "%": "write a percentage as a quotient",
    ".": "a dot stands in numbers and in A.T",
    "?": "give the expression alone",
    "#": "give the expression alone, without a comment",
    "`": "give the expression alone, without quotes",
    "\\": "a backslash begins a LaTeX command such as \\frac",
}


def _unreadable(text: str, position: int) -> NoReturn:
    while text[position] in " \t\r\n$~":
        position += 1
    character = text[position]
    shown = f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"
    raise AnswerError(
        f"{shown} means nothing here",
        span=Span(position, position + 1),
        hint=_HINTS.get(character, ""),
    )
