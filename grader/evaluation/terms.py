"""Sum → its terms with their rational factors; tree → the rational number it is, if it is one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.evaluation.evaluator import EvaluationError, Value, value
from grader.evaluation.rational import Exact
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression

LARGEST_EXPONENT = 4096


def terms(node: Expression, factor: Fraction = Fraction(1)) -> list[tuple[Fraction, Expression]]:
    """A sum taken apart into (rational factor, term)."""
    match node:
        case t.Sum(parts, _):
            return [term for part in parts for term in terms(part, factor)]
        case t.Negative(of, _):
            return terms(of, -factor)
        case t.Spread(of, shape) if shape != SCALAR:
            return [(c, t.Spread(term, shape)) for c, term in terms(of, factor)]
        case t.Product((t.Number(number), *rest), shape):
            inner = rest[0] if len(rest) == 1 else t.Product(tuple(rest), shape)
            return terms(inner, factor * number)
        case t.Quotient(of, t.Number(number), _) if number:
            return terms(of, factor / number)
    return [(factor, node)]


def rational(
    node: Expression,
    sizes: dict[str, int],
    indices: dict[str, int],
    fixed: Mapping[str, Value] | None = None,
) -> Fraction | int | None:
    """The rational that a scalar is once dimensions and indices are numbers; None if it is none.

    `fixed` has the values of variables that are known at the point (finite sets).
    """
    if isinstance(node, t.Number):
        return node.value
    if node.shape != SCALAR:
        return None
    point = Exact(dict(fixed or {}), sizes)
    point.indices = indices
    try:
        found: Fraction | int = value(node, point)
    except (EvaluationError, KeyError):
        return None
    return found
