"""Angles in the exact reading: multiples of π as rotations, the rest in the field of angles."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from grader.evaluation.evaluator import (
    EvaluationError,
    Inexpressible,
    Value,
    combined,
    mapped,
    value,
)
from grader.evaluation.logarithms import terms
from grader.evaluation.real import Exact
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression

Residues: TypeAlias = Any  # modular.Residues, which uses this module


def turned(of: Expression, at: Residues) -> Value:
    """(cos, sin) of an angle, entry by entry."""
    angles = at.angles
    field = at.field
    multiple = Fraction(0)
    rest: list[Expression] = []
    for factor, term in terms(_spread_pi(of)):
        times = _times_pi(term, at)
        if times is not None:
            multiple += factor * times
        else:
            rest.append(t.Product((t.Number(factor), term), term.shape) if factor != 1 else term)
    points: Value = (1, 0)
    if rest:
        sum_of_rest = rest[0] if len(rest) == 1 else t.Sum(tuple(rest), of.shape)
        order = field.angles.prime
        points = mapped(lambda a: field.circle(a % order), value(sum_of_rest, angles))
    elif of.shape != SCALAR:
        points = mapped(lambda a: (1, 0), value(t.Filled(0, of.shape), at))
    if multiple:
        multiple %= 2
        rotation = field.rotation(multiple.numerator, multiple.denominator)
        if rotation is None:
            raise Inexpressible("this multiple of π")
        prime = at.prime

        def rotated(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
            return ((a[0] * b[0] - a[1] * b[1]) % prime, (a[0] * b[1] + a[1] * b[0]) % prime)

        points = combined(rotated, points, rotation)
    return points


def _times_pi(node: Expression, at: Residues) -> Fraction | None:
    """The rational q of a term q·π, numbers of the point (dimensions, finite sets) included."""
    match node:
        case t.Constant("pi"):
            return Fraction(1)
        case t.Spread(of, _):
            return _times_pi(of, at)
        case t.Product(factors, (1, 1)) if t.Constant("pi") in factors:
            rest = list(factors)
            rest.remove(t.Constant("pi"))
            point = Exact(dict(at.draw.fixed), at.sizes)
            point.indices = at.indices
            product = Fraction(1)
            try:
                for factor in rest:
                    product *= value(factor, point)
            except (EvaluationError, KeyError):
                return None
            return product
        case t.Quotient(of, t.Number(number), (1, 1)):
            times = _times_pi(of, at)
            return None if times is None else times / number
    return None


def _spread_pi(of: Expression) -> Expression:
    """π·(a + b) as π·a + π·b, so that the multiples of π in it can be seen."""
    match of:
        case t.Product(factors, (1, 1)) if t.Constant("pi") in factors:
            for i, factor in enumerate(factors):
                if isinstance(factor, t.Sum | t.Negative):
                    parts = factor.terms if isinstance(factor, t.Sum) else (factor.of,)
                    products = tuple(
                        _spread_pi(t.Product((*factors[:i], part, *factors[i + 1 :]), SCALAR))
                        for part in (
                            part if not isinstance(part, t.Negative) else part.of for part in parts
                        )
                    )
                    signs = [isinstance(part, t.Negative) for part in parts]
                    if isinstance(factor, t.Negative):
                        signs = [True]
                    return t.Sum(
                        tuple(
                            t.Negative(product, SCALAR) if sign else product
                            for product, sign in zip(products, signs, strict=True)
                        ),
                        SCALAR,
                    )
        case t.Sum(parts, shape):
            return t.Sum(tuple(_spread_pi(part) for part in parts), shape)
        case t.Negative(inner, shape):
            return t.Negative(_spread_pi(inner), shape)
        case t.Quotient(inner, t.Number() as by, shape):
            return t.Quotient(_spread_pi(inner), by, shape)
    return of
