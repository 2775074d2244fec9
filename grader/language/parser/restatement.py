"""A leading `name =` that restates the question (`∇f(x) = …`) → dropped; equations are refused."""

from __future__ import annotations

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.tokens import Token

LONGEST = 40  # tokens before the `=`
_OPERATORS = {"+", "*", ".*", "@", ":", "number"}


def without_restatement(text: str, found: list[Token], scope: Scope) -> list[Token]:
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
    if at > LONGEST or not _is_restatement(found[:at], scope):
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


def _is_restatement(found: list[Token], scope: Scope) -> bool:
    """Whether these are a name or a derivative, as w^*, f'(x) or df/dx, and not A x."""
    kinds, names, previous = set(), 0, ""
    for kind, value, _, _ in _outside_brackets(found):
        if previous != "^":  # the exponent of w^* belongs to the name
            kinds.add(kind)
            names += kind == "name" and value in scope.nodes
        previous = kind
    is_derivative = bool(kinds & {"∇", "∂", "/", "frac", "refused", "derivative"})
    return not kinds & _OPERATORS and (names < 2 or is_derivative)
