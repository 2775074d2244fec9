"""Functions of one number, or entry by entry, that are made of others: log(x, b), root, max."""

from __future__ import annotations

from fractions import Fraction

from grader.errors import AnswerError, Span
from grader.language.algebra import Source, added, constant, divided, elementwise_product, raised
from grader.language.calls.arguments import Arguments, Rule, need, places
from grader.language.functions import MAX_SIZE
from grader.language.tree import (
    ONE,
    SCALAR,
    Expression,
    Extremum,
    Function,
    Number,
    Power,
    Product,
    Quotient,
    Spread,
    described,
)
from grader.language.written import Place


def _log(arguments: Arguments, place: Place, source: Source) -> Expression:
    """log(x, b) = log x / log b."""
    of, base = arguments[0][0], arguments[1][0]
    need(base.shape == SCALAR, arguments[1:], "the base of a logarithm is a number", source)
    above = Function("log", of, of.shape)
    return Quotient(above, Function("log", base, SCALAR), of.shape)


def _log_of_base(base: int) -> Rule:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        return _log((arguments[0], (Number(base), place)), place, source)

    return rule


def _log1p(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    inner = added(((False, ONE, where), (False, of, where)), place, source)
    return Function("log", inner, of.shape)


def _expm1(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    power = Function("exp", of, of.shape)
    return added(((False, power, where), (True, ONE, where)), place, source)


def _root(arguments: Arguments, place: Place, source: Source) -> Expression:
    """root(x, n): of an odd n also of negative numbers, sign(x)·|x|^(1/n)."""
    of = arguments[0][0]
    degree = constant(arguments[1][0])
    if degree is None and arguments[1][0].shape == SCALAR:  # root(x, n): x^(1/n) of a positive x
        over = Quotient(ONE, arguments[1][0], SCALAR)
        return raised(of, over, places(arguments), source, elementwise=of.shape != SCALAR)
    if degree is None or degree.denominator != 1 or not 1 <= degree <= MAX_SIZE:
        raise AnswerError(
            f"`{source.at(arguments[1][1])}` is not the degree of a root",
            span=Span(*arguments[1][1]), hint="root(x, 3) is the third root",
        )  # fmt: skip
    if degree == 1:
        return of
    if degree == 2:
        return Function("sqrt", of, of.shape)
    exponent = Number(Fraction(1, int(degree)))
    if degree % 2 == 0:
        return Power(of, exponent, of.shape)
    size = Power(Function("abs", of, of.shape), exponent, of.shape)
    sign = Function("sign", of, of.shape)
    if of.shape == SCALAR:
        return Product((sign, size), SCALAR)
    return elementwise_product(sign, size, (place, place), source)


def _power(arguments: Arguments, place: Place, source: Source) -> Expression:
    (base, _), (exponent, _) = arguments
    return raised(base, exponent, places(arguments), source, elementwise=base.shape != SCALAR)


def _square(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    return raised(of, Number(2), (where, where), source, elementwise=of.shape != SCALAR)


def _reciprocal(arguments: Arguments, place: Place, source: Source) -> Expression:
    of, where = arguments[0]
    return divided(ONE, of, (where, where), source, elementwise=True)


# ----- hyperbolic functions, by those that every arithmetic knows --------------------------------


def _over(name: str) -> Rule:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        """sech x = 1/cosh x, and so on."""
        of = arguments[0][0]
        return Quotient(ONE, Function(name, of, of.shape), of.shape)

    return rule


def _area(sign: int) -> Rule:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        """asinh x = log(x + √(x²+1)); acosh x = log(x + √(x²−1)), of x ≥ 1 alone."""
        of, where = arguments[0]
        square = _square(arguments, where, source)
        root = added(((False, square, where), (sign < 0, ONE, where)), where, source)
        root = Function("sqrt", root, of.shape)
        inner = added(((False, of, where), (False, root, where)), where, source)
        return Function("log", inner, of.shape)

    return rule


def _atanh(arguments: Arguments, place: Place, source: Source) -> Expression:
    """atanh x = log((1+x)/(1−x))/2."""
    of, where = arguments[0]
    above = added(((False, ONE, where), (False, of, where)), where, source)
    below = added(((False, ONE, where), (True, of, where)), where, source)
    ratio = divided(above, below, (where, where), source, elementwise=True)
    return Quotient(Function("log", ratio, of.shape), Number(2), of.shape)


def _extremum(name: str) -> Rule:
    def rule(arguments: Arguments, place: Place, source: Source) -> Expression:
        """max(a, b), entry by entry; a number is compared with every entry."""
        shape = next((of.shape for of, _ in arguments if of.shape != SCALAR), SCALAR)
        operands = []
        for of, where in arguments:
            if of.shape not in (SCALAR, shape):
                raise source.error(
                    f"{source.at(where)} is {described(of.shape)}, not {described(shape)}", where,
                    f"{name} compares entry by entry",
                )  # fmt: skip
            operands.append(of if of.shape == shape else Spread(of, shape))
        return Extremum(name, tuple(operands), shape)

    return rule


RULES: dict[str, Rule] = {
    "log": _log,
    "log10": _log_of_base(10),
    "log2": _log_of_base(2),
    "log1p": _log1p,
    "expm1": _expm1,
    "root": _root,
    "power": _power,
    "square": _square,
    "reciprocal": _reciprocal,
    "sech": _over("cosh"),
    "csch": _over("sinh"),
    "coth": _over("tanh"),
    "asinh": _area(1),
    "acosh": _area(-1),
    "atanh": _atanh,
    "max": _extremum("max"),
    "min": _extremum("min"),
}
