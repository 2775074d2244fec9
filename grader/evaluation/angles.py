"""Angles in the exact reading: multiples of π as rotations, the rest in the field of angles."""

from __future__ import annotations

from fractions import Fraction

from grader.evaluation.evaluator import Inexpressible, Value, combined, mapped, value
from grader.evaluation.residues import Residues
from grader.evaluation.terms import rational, terms
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression


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
        points = mapped(at.circle, value(sum_of_rest, angles))
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
            product = Fraction(1)
            for factor in rest:
                number = rational(factor, at.sizes, at.indices, at.draw.fixed)
                if number is None:
                    return None
                product *= number
            return product
        case t.Quotient(of, t.Number(number), (1, 1)):
            times = _times_pi(of, at)
            return None if times is None else times / number
        case _:
            return None


def _spread_pi(of: Expression) -> Expression:
    """π·(a + b) as π·a + π·b, so that the multiples of π in it can be seen."""
    match of:
        case t.Product(factors, (1, 1)) if t.Constant("pi") in factors:
            for i, factor in enumerate(factors):
                if isinstance(factor, t.Sum):
                    return t.Sum(
                        tuple(_with_factor(factors, i, part) for part in factor.terms), SCALAR
                    )
                if isinstance(factor, t.Negative):
                    return _with_factor(factors, i, factor)
        case t.Sum(parts, shape):
            return t.Sum(tuple(_spread_pi(part) for part in parts), shape)
        case t.Negative(inner, shape):
            return t.Negative(_spread_pi(inner), shape)
        case t.Quotient(inner, t.Number() as by, shape):
            return t.Quotient(_spread_pi(inner), by, shape)
        case _:
            pass
    return of


def _with_factor(factors: tuple[Expression, ...], place: int, part: Expression) -> Expression:
    """A product with one factor replaced, the sign of that factor in front."""
    if isinstance(part, t.Negative):
        return t.Negative(_with_factor(factors, place, part.of), SCALAR)
    return _spread_pi(t.Product((*factors[:place], part, *factors[place + 1 :]), SCALAR))
