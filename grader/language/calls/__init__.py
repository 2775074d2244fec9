"""A function's canonical name + its arguments as trees → the tree of the call."""

from __future__ import annotations

from grader.errors import AnswerError, Span
from grader.language.algebra import Source, is_open
from grader.language.calls import matrices, numbers, products, sized
from grader.language.calls.arguments import Arguments, Rule
from grader.language.calls.matrices import FROBENIUS
from grader.language.calls.sized import as_dimension
from grader.language.functions import ELEMENTWISE
from grader.language.tree import Expression, Function
from grader.language.written import Place

__all__ = ["FROBENIUS", "as_dimension", "called"]

_RULES: dict[str, Rule] = {
    **numbers.RULES,
    **products.RULES,
    **matrices.RULES,
    **sized.RULES,
}


def called(name: str, arguments: Arguments, place: Place, source: Source) -> Expression:
    """The tree of name(arguments); raises ShapeError where the arguments do not fit."""
    of, where = arguments[0]
    if is_open(of) and name not in ("transpose", "inverse", "matmul"):
        raise source.error(
            f"the size of `{source.at(where)}` does not follow from the context", where,
            "write eye(n) or ones(n) for a known size",
        )  # fmt: skip
    if name in ELEMENTWISE and len(arguments) == 1:
        return Function(name, of, of.shape)
    rule = _RULES.get(name)
    if rule is None:
        raise AnswerError(f"`{name}` cannot be used like this", span=Span(*place))
    return rule(arguments, place, source)
