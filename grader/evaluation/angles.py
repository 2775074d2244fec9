"""Angles in the exact reading: multiples of π as rotations, the rest in the field of angles."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from grader.evaluation.evaluator import Inexpressible, Value, combined, mapped, value
from grader.evaluation.logarithms import terms
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression

Residues: TypeAlias = Any  # modular.Residues, which uses this module


def turned(of: Expression, at: Residues) -> Value:
    """(cos, sin) of an angle, entry by entry."""
    angles = at.angles
    field = at.field
    multiple = Fraction(0)
    rest: list[Expression] = []
    for factor, term in terms(of):
        if _is_pi(term):
            multiple += factor
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


def _is_pi(node: Expression) -> bool:
    match node:
        case t.Constant("pi"):
            return True
        case t.Spread(of, _):
            return _is_pi(of)
    return False
