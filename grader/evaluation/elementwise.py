"""Functions of one number in the exact reading: how each respects its laws, and why that is proof.

exp and what is made of it, sin, cos and what is made of them, are computed (fields.py). What is
left has no place in a finite field and gets a value that obeys some of its laws:

sqrt        the root that is a square itself. Roots of monomials in positive things multiply as
            they should; of others the sign is hidden, see radicands.py.
abs, sign   the Legendre symbol as sign, which is multiplicative but knows nothing of sums. With
            k such signs the value is one of 2ᵏ rational functions. All patterns that the signs
            can have over the reals occur among the draws (multiplicative relations are the only
            ones that the Legendre symbol keeps), so agreement in all is proof, but disagreement
            is not: |1 + x²| = 1 + x². The sign of a rational number is its own. A factor such
            as the 37 of |37x| may be no square: that the real points fall under a pattern that
            was drawn is checked there (counterexample.py).
asin, atan  opaque and odd: a residue that depends on the value of the argument alone.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from operator import mul
from typing import TypeAlias

from grader.evaluation.angles import turned
from grader.evaluation.evaluator import Pole, Value, combined, entries, mapped, reshaped, value
from grader.evaluation.logarithms import logarithm, split_exponent
from grader.evaluation.positivity import is_nonnegative, is_positive
from grader.evaluation.radicands import has_variable, is_monomial, split_square
from grader.evaluation.rational import sign
from grader.evaluation.residues import Residues
from grader.evaluation.terms import rational
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression

Rule: TypeAlias = Callable[[Expression, Residues], Value]


# ----- exponentials ------------------------------------------------------------------------------


def exponential(of: Expression, at: Residues) -> Value:
    """exp(of): a power of g; terms c·log(u) of the exponent become the factors uᶜ."""
    below = at.below
    rest, powers = split_exponent(of, at.draw.variables)
    product: Value = None
    if rest is not None:
        order, raised, unit = below.prime, at.field.exponential, at.draw.unit(below.field)
        product = mapped(lambda a: raised(a * unit % order), value(rest, below))
    for base, exponent in powers:
        power = mapped(partial(_raised, exponent, at), base(at))
        product = power if product is None else _times(product, power, at)
    if at.draw.fixed:
        at.note_logs(product, value(of, at))
    return product


def _raised(exponent: Fraction, at: Residues, base: int) -> int:
    return at.rational_power(base, exponent)


def _times(left: Value, right: Value, at: Residues) -> Value:
    return combined(lambda a, b: a * b % at.prime, left, right)


def _sigmoid(of: Expression, at: Residues) -> Value:
    """E/(1 + E)."""
    power = exponential(of, at)
    below = at.reciprocals([1 + entry for entry in entries(power)])
    return _times(power, reshaped(below, power), at)


def _hyperbolic(above: int) -> Rule:
    """sinh, cosh: (E² ∓ 1)/2E."""

    def function(of: Expression, at: Residues) -> Value:
        power = exponential(of, at)
        numbers = entries(power)
        under = at.reciprocals([2 * number for number in numbers])
        found = [(a * a + above) * b % at.prime for a, b in zip(numbers, under, strict=True)]
        return reshaped(found, power)

    return function


def _tanh(of: Expression, at: Residues) -> Value:
    """(E² − 1)/(E² + 1)."""
    power = exponential(of, at)
    squares = [number * number % at.prime for number in entries(power)]
    under = at.reciprocals([square + 1 for square in squares])
    return reshaped([(a - 1) * b % at.prime for a, b in zip(squares, under, strict=True)], power)


def _softplus(of: Expression, at: Residues) -> Value:
    one = t.ONE if of.shape == SCALAR else t.Filled(1, of.shape)
    return logarithm(t.Sum((one, t.Function("exp", of, of.shape)), of.shape), at)


# ----- angles ------------------------------------------------------------------------------------


def _trigonometric(name: str) -> Rule:
    def function(of: Expression, at: Residues) -> Value:
        points = turned(of, at)
        numbers = entries(points)
        sines, cosines = [s for _, s in numbers], [c for c, _ in numbers]
        match name:
            case "sin":
                found = sines
            case "cos":
                found = cosines
            case "sec":
                found = at.reciprocals(cosines)
            case "csc":
                found = at.reciprocals(sines)
            case _:
                above, under = (sines, cosines) if name == "tan" else (cosines, sines)
                inverse = at.reciprocals(under)
                found = [a * b % at.prime for a, b in zip(above, inverse, strict=True)]
        return reshaped(found, points)

    return function


def _odd(name: str) -> Rule:
    """asin, atan: opaque, with f(−a) = −f(a)."""

    def one(number: int, at: Residues) -> int:
        number %= at.prime
        mirrored = at.prime - number if number else 0
        if number == mirrored:
            return 0
        if number < mirrored:
            return at.opaque(name, number)
        return -at.opaque(name, mirrored)

    def function(of: Expression, at: Residues) -> Value:
        return mapped(lambda number: one(number, at), value(of, at))

    return function


_asin = _odd("asin")


def _acos(of: Expression, at: Residues) -> Value:
    """π/2 − asin."""
    quarter = at.constant("pi") * at.field.inverse(2)
    return mapped(lambda number: quarter - number, _asin(of, at))


# ----- roots and signs ---------------------------------------------------------------------------


def root(of: Expression, at: Residues) -> Value:
    """√of: |v|·√rest where of is written as v²·rest."""
    number = rational(of, at.sizes, at.indices, at.draw.fixed) if at.draw.fixed else None
    if number is not None and number < 0:
        raise Pole("the root of a negative number")  # not another point, but no point
    outside, inside = split_square(of)
    found = None
    if inside is not None:
        is_settled = at.draw.path is None or is_settled_root(inside, at)
        found = at.roots(value(inside, at), inside, is_settled=is_settled)
    for base in outside:
        size = _abs(base, at)
        found = size if found is None else _times(found, size, at)
    return found


def is_settled_root(of: Expression, at: Residues) -> bool:
    """Whether no path has to choose between two roots: of a number, or of a positive monomial."""
    return is_monomial(of, at.draw.variables) or not has_variable(of)


def known_sign(of: Expression, at: Residues) -> int | None:
    """The sign of a scalar that is a rational number at this point; else None."""
    number = rational(of, at.sizes, at.indices, at.draw.fixed)
    return None if number is None else sign(number)


def _abs(of: Expression, at: Residues) -> Value:
    found = value(of, at)
    if is_nonnegative(of, at.draw.variables):
        return found
    known = known_sign(of, at)
    if known is not None:
        return known * found
    return combined(mul, found, at.signs(found, of))


def _sign(of: Expression, at: Residues) -> Value:
    found = value(of, at)
    if is_positive(of, at.draw.variables):
        return mapped(lambda number: 1, found)
    known = known_sign(of, at)
    if known is not None:
        return known
    return at.signs(found, of)


def _relu(of: Expression, at: Residues) -> Value:
    found = value(of, at)
    if is_nonnegative(of, at.draw.variables):
        return found
    known = known_sign(of, at)
    if known is not None:
        return found if known > 0 else 0
    return combined(lambda number, sign: number if sign > 0 else 0, found, at.signs(found, of))


FUNCTIONS: dict[str, Rule] = {
    "exp": exponential,
    "log": logarithm,
    "sqrt": root,
    **{name: _trigonometric(name) for name in "sin cos tan sec csc cot".split()},
    "asin": _asin,
    "acos": _acos,
    "atan": _odd("atan"),
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": _relu,
    "abs": _abs,
    "sign": _sign,
}
