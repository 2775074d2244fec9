"""Logs in the exact reading: log of products and powers of positive things, exponents with logs.

A log that can be taken apart is: log(exp a) = a, log(uv) = log u + log v and log(uᶜ) = c·log u for
positive u, v, log(u²) = 2 log|u|, log of a rational by its primes. What is left is an opaque
residue L(u) that depends on the value of u, with L(1/u) = −L(u) and log(1 + eᵗ) = t + log(1 + e⁻ᵗ).
In an exponent a term c·log u gives uᶜ, so that exp(z − logsumexp(z)) is softmax(z).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from grader.evaluation.evaluator import Value, combined, entries, mapped, total, value
from grader.evaluation.positivity import is_nonnegative, is_positive
from grader.evaluation.radicands import is_monomial
from grader.evaluation.residues import Residues
from grader.evaluation.terms import rational, terms
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Expression

_MOST_POWERS = 16  # whose products are looked for

Base: TypeAlias = Callable[[Residues], Value]


def logarithm(of: Expression, at: Residues) -> Value:
    """log(of), entry by entry."""
    if at.draw.fixed:
        known = rational(of, at.sizes, at.indices, at.draw.fixed)
        if known is not None and known > 0:
            return _log_of_rational(Fraction(known), at)
    return _by_its_form(of, at)


def _by_its_form(of: Expression, at: Residues) -> Value:
    """log(of), taken apart as far as that goes."""
    match of:
        case t.Number(number) if number > 0:
            return _log_of_rational(Fraction(number), at)
        case t.Function("exp", inner, _):
            return value(inner, at)
        case t.Function("sigmoid", inner, _):
            below = t.Function("softplus", t.Negative(inner, inner.shape), inner.shape)
            return mapped(lambda number: -number, value(below, at))
        case t.Function("sqrt", inner, _) if is_nonnegative(inner, at.draw.variables):
            return _scaled(Fraction(1, 2), logarithm(inner, at), at)
        case t.Norm(inner):
            numbers = entries(value(inner, at))
            return _scaled(Fraction(1, 2), opaque_log(at.dot(numbers, numbers), at), at)
        case t.Variable(name, shape) if is_positive(of, at.draw.variables):
            return at.logs(name, shape)
        case t.Entry(t.Variable() as inner, _, _) if is_positive(of, at.draw.variables):
            log = t.Function("log", inner, inner.shape)
            return value(t.Entry(log, of.row, of.column), at)
        case t.Transpose(inner, shape):
            log = t.Function("log", inner, inner.shape)
            return value(t.Transpose(log, shape), at)
        case t.Spread(inner, shape):
            log = t.Function("log", inner, SCALAR)
            return value(t.Spread(log, shape), at)
        case t.Product(factors, _) | t.Hadamard(factors, _) if all(
            is_positive(factor, at.draw.variables) for factor in factors
        ):
            return _summed([logarithm(factor, at) for factor in factors])
        case t.Quotient(above, below, _) if is_positive(above, at.draw.variables) and is_positive(
            below, at.draw.variables
        ):
            minus = mapped(lambda number: -number, logarithm(below, at))
            return _summed([logarithm(above, at), minus])
        case t.Power(base, t.Number(exponent), _) if (
            is_positive(base, at.draw.variables) or exponent.numerator % 2 == 0
        ):
            size = t.Function("abs", base, base.shape)
            inner = base if is_positive(base, at.draw.variables) else size
            return _scaled(Fraction(exponent), logarithm(inner, at), at)
        case t.Sum((first, t.Negative(t.Function("sigmoid", inner, _), _)), _) if _is_one(first):
            below = t.Function("softplus", inner, inner.shape)
            return mapped(lambda number: -number, value(below, at))
        case t.Sum((first, second), _):
            return _log_of_two(first, second, of, at)
        case _:
            return mapped(lambda number: opaque_log(number, at), value(of, at))


def _summed(values: list[Value]) -> Value:
    result = values[0]
    for other in values[1:]:
        result = combined(lambda a, b: a + b, result, other)
    return result


def _scaled(factor: Fraction, of: Value, at: Residues) -> Value:
    number = at.number(factor.numerator if factor.denominator == 1 else factor)
    return mapped(lambda entry: entry * number % at.prime, of)


def _log_of_two(first: Expression, second: Expression, of: Expression, at: Residues) -> Value:
    """log(1 + eᵗ) in the one of its two forms whose residue t is the smaller."""
    if not (_is_one(first) and _inner(second) is not None):
        first, second = second, first
    exponent = _inner(second)
    if not _is_one(first) or exponent is None:
        return mapped(lambda number: opaque_log(number, at), value(of, at))
    sums = value(of, at)
    powers = value(second, at)
    exponents = value(exponent, at)
    prime = at.prime

    def canonical(number: int, pair: tuple[int, int]) -> int:
        power, above = pair
        if at.draw.fixed or above % prime <= prime // 2:
            return opaque_log(number, at)
        return above + opaque_log(number * at.reciprocals([power])[0], at)

    pairs = combined(lambda a, b: (a, b), powers, exponents)
    return combined(canonical, sums, pairs)


def _is_one(node: Expression) -> bool:
    match node:
        case t.Number(number):
            return number == 1
        case t.Filled(1, _):
            return True
        case t.Spread(of, _):
            return _is_one(of)
        case _:
            return False


def _inner(node: Expression) -> Expression | None:
    match node:
        case t.Function("exp", of, _):
            return of
        case t.Spread(t.Function("exp", of, _), shape):
            return t.Spread(of, shape)
        case _:
            return None


def opaque_log(number: int, at: Residues) -> int:
    """L(u), with L(1/u) = −L(u); L(1) = 0."""
    number %= at.prime
    if number == 1 or number == 0:
        return 0
    inverse = at.reciprocals([number])[0]
    if at.draw.fixed:
        return _log_by_what_is_known(number, inverse, at)
    return _unknown_log(number, inverse, at)


def _unknown_log(number: int, inverse: int, at: Residues) -> int:
    if number < inverse:
        return int(at.opaque("log", number))
    return -int(at.opaque("log", inverse))


def _log_by_what_is_known(number: int, inverse: int, at: Residues) -> int:
    """t for eᵗ, and t + log u for eᵗ·u with a u whose log was asked for before.

    eᵗ may be the product of two powers: softmax(z) has entries that differ by exp(z₁ − z₂).

    Where values are fixed, y·p + (1 − y)·(1 − p) is p, or 1 − p, which its form does not show.
    """
    field, prime = at.field.index, at.prime
    powers, logs = at.draw.powers, at.draw.logs
    for u, side in ((number, 1), (inverse, -1)):
        known = powers.get((field, u), logs.get((field, u)))
        if known is not None:
            return side * known
    for power, exponent in _products(field, at):
        known = logs.get((field, number * power % prime))
        if known is not None:
            return known - exponent
    found = _unknown_log(number, inverse, at)
    logs[field, number], logs[field, inverse] = found, -found
    return found


def _products(field: int, at: Residues) -> Iterator[tuple[int, int]]:
    """The powers of e of a field, and the products of two, with their exponents."""
    known = [(power, t) for (index, power), t in at.draw.powers.items() if index == field]
    yield from known
    if len(known) <= _MOST_POWERS:
        for (one, s), (two, t) in combinations(known, 2):
            yield one * two % at.prime, s + t


def _log_of_rational(number: Fraction, at: Residues) -> int:
    """Σ e·log p over the primes of a rational."""
    found = 0
    for part, side in ((number.numerator, 1), (number.denominator, -1)):
        divisor = 2
        while part > 1:
            if divisor > 1000:
                divisor = part
            while part % divisor == 0:
                found += side * at.unknown(f"log {divisor}")
                part //= divisor
            divisor += 1
    return found


# ----- exponents ---------------------------------------------------------------------------------


def split_exponent(
    of: Expression, variables: Mapping[str, Declaration]
) -> tuple[Expression | None, list[tuple[Base, Fraction]]]:
    """An exponent as (what goes to the field below, powers uᶜ from its terms c·log u).

    With a fraction c the power is a root of u: only where u cannot hide a sign.
    """
    if not _has_log(of):
        return of, []
    powers: list[tuple[Base, Fraction]] = []
    rest: list[Expression] = []
    for factor, term in terms(of):
        base = _base(term, variables, is_whole=factor.denominator == 1)
        if base is not None:
            powers.append((base, factor))
            continue
        rest.append(t.Product((t.Number(factor), term), term.shape))
    if not rest:
        return None, powers
    return (rest[0] if len(rest) == 1 else t.Sum(tuple(rest), of.shape)), powers


def _has_log(node: Expression) -> bool:
    """Whether a log stands among the terms of a sum or the factors of one of them."""
    match node:
        case t.Function(name, _, _):
            return name in ("log", "softplus")
        case t.LogSumExp():
            return True
        case t.Sum(parts, _):
            return any(_has_log(part) for part in parts)
        case t.Negative(of, _) | t.Spread(of, _) | t.Quotient(of, _, _):
            return _has_log(of)
        case t.Product(factors, _) | t.Hadamard(factors, _):
            return any(_has_log(factor) for factor in factors)
        case _:
            return False


def _base(term: Expression, variables: Mapping[str, Declaration], *, is_whole: bool) -> Base | None:
    """u, if the term is log u."""
    match term:
        case t.Function("log", of, _) if is_whole or is_monomial(of, variables):
            return lambda at: value(of, at)
        case t.Function("softplus", of, _):
            power = t.Function("exp", of, of.shape)
            return lambda at: mapped(lambda number: number + 1, value(power, at))
        case t.LogSumExp(of):
            power = t.Function("exp", of, of.shape)
            return lambda at: total(entries(value(power, at)))
        case t.Spread(of, _):
            inner = _base(of, variables, is_whole=is_whole)
            if inner is None:
                return None
            filled = t.Filled(1, term.shape)
            return lambda at: [[inner(at)] * len(row) for row in value(filled, at)]
        case _:
            return None
