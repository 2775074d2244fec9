"""A leading `name =` that restates the question (`∇f(x) = …`) → dropped; equations are refused."""

from __future__ import annotations

from grader.errors import AnswerError, Span
from grader.language.tokens import Token

LONGEST = 40  # tokens before the `=`


def without_restatement(text: str, found: list[Token]) -> list[Token]:
    """The tokens behind a leading `name =`; raises AnswerError for any other equation."""
    equals = [token for token in _outside_brackets(found) if token[0] == "="]
    if not equals:
        return found
    at = found.index(equals[0])
    _, _, start, end = equals[0]
    if len(equals) > 1:
        raise AnswerError(
            "there is more than one `=`", span=Span(start, end), hint="give the result alone"
        )
    if at > LONGEST or _kinds(found[:at]) & {"+", "*", ".*", "@", ":", "number"}:
        raise AnswerError(
            f"`{text[:start].strip()[:40]} = …` is an equation, not an expression",
            span=Span(start, end),
            hint="give the expression alone",
        )
    return found[at + 1 :]


def _outside_brackets(found: list[Token]) -> list[Token]:
    depth, kept = 0, []
    for token in found:
        depth += (token[0] in ("(", "[", "{")) - (token[0] in (")", "]", "}"))
        if depth == 0:
            kept.append(token)
    return kept


def _kinds(found: list[Token]) -> set[str]:
    """Kinds of token outside brackets, exponents and subscripts left out: w^* is a name."""
    kinds, previous = set(), ""
    for kind, _, _, _ in _outside_brackets(found):
        if previous != "^":
            kinds.add(kind)
        previous = kind
    return kinds
