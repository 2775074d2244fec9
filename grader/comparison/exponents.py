"""Sums of logs → products of powers: what is equal after exp was equal before.

Over the reals exp is injective. So u = v is proved by exp(m·u) = exp(m·v), and there a term
c·log w has become w^(m·c), which the exact reading knows all about, while log w itself is but a
residue without laws. With m·c even, signs do not matter: log(w²) = 2·log|w|, and the power of |w|
is that of w. Where the logs are defined is compared at real points (ladder.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from grader.evaluation.positivity import is_positive
from grader.evaluation.terms import terms
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.dimensions import times
from grader.language.tree import SCALAR, Expression, Shape

_LARGEST = 64  # exponent

# A coefficient, whether what follows is the argument of a log, and that or a plain term.
Part: TypeAlias = tuple[Fraction, bool, Expression]


def exponentials(
    answer: Expression, key: Expression, variables: Mapping[str, Declaration]
) -> tuple[Expression, Expression] | None:
    """exp(m·answer) and exp(m·key) with their logs gone; None where there are none."""
    ours, theirs = list(_parts(answer, variables)), list(_parts(key, variables))
    both = [coefficient for coefficient, is_log, _ in (*ours, *theirs) if is_log]
    if not both:
        return None
    common = 2 * lcm(*(coefficient.denominator for coefficient in both))
    if any(abs(coefficient) * common > _LARGEST for coefficient in both):
        return None
    return _product(ours, common, answer.shape), _product(theirs, common, key.shape)


def _product(found: list[Part], common: int, shape: Shape) -> Expression:
    """Π wᶜ · exp(the rest)."""
    factors: list[Expression] = []
    rest: list[Expression] = []
    for coefficient, is_log, of in found:
        number = t.Number(coefficient * common)
        if is_log:
            factors.append(t.Power(of, number, shape))
        else:
            rest.append(t.Product((number, of), shape))
    if rest:
        exponent = rest[0] if len(rest) == 1 else t.Sum(tuple(rest), shape)
        factors.append(t.Function("exp", exponent, shape))
    if len(factors) == 1:
        return factors[0]
    if shape == SCALAR:
        return t.Product(tuple(factors), shape)
    return t.Hadamard(tuple(factors), shape)


def _parts(node: Expression, variables: Mapping[str, Declaration]) -> Iterator[Part]:
    """A sum as its logs and what else there is."""
    for factor, term in terms(node):
        for coefficient, is_log, of in _of_term(term, variables):
            yield factor * coefficient, is_log, of


def _of_term(term: Expression, variables: Mapping[str, Declaration]) -> Iterator[Part]:
    match term:
        case t.Function("log", of, _):
            yield from _of_log(of, variables)
        case t.Function("softplus", of, shape):
            yield Fraction(1), True, _one_plus_exp(of, shape)
        case t.LogSumExp(of):
            yield Fraction(1), True, t.Total(t.Function("exp", of, of.shape))
        case t.Spread(of, shape) if shape != SCALAR:
            yield from _spread(_parts(of, variables), shape)
        case t.Total(of):
            for coefficient, is_log, inner in _parts(of, variables):
                if is_log:  # the product of all entries
                    whole: Expression = _product_of_entries(inner)
                else:
                    whole = t.Total(inner)
                yield coefficient, is_log, whole
        case _:
            yield Fraction(1), False, term


def _of_log(of: Expression, variables: Mapping[str, Declaration]) -> Iterator[Part]:
    """log(of), taken apart; log(ab) is log|a| + log|b|."""
    one = Fraction(1)
    match of:
        case t.Function("exp", inner, _):
            yield from _parts(inner, variables)
        case t.Function("sqrt", inner, _):
            yield from _scaled(Fraction(1, 2), _of_log(inner, variables))
        case t.Function("abs", inner, _):
            yield from _of_log(inner, variables)
        case t.Function("sigmoid", inner, shape):
            yield -one, True, _one_plus_exp(t.Negative(inner, shape), shape)
        case t.Norm(inner):
            yield Fraction(1, 2), True, t.Power(t.Norm(inner), t.Number(2), SCALAR)
        case t.Softmax(inner, shape):
            yield from _parts(inner, variables)
            total = t.Total(t.Function("exp", inner, shape))
            yield -one, True, t.Spread(total, shape)
        case t.Power(base, t.Number(exponent), _) if abs(Fraction(exponent)) <= _LARGEST:
            yield from _scaled(Fraction(exponent), _of_log(base, variables))
        case t.Power(base, exponent, shape) if is_positive(base, variables) and (
            base.shape == exponent.shape == SCALAR
        ):
            yield one, False, t.Product((exponent, t.Function("log", base, SCALAR)), shape)
        case t.Product(factors, shape) | t.Hadamard(factors, shape):
            for factor in factors:
                yield from _fitted(_of_log(factor, variables), factor.shape, shape)
        case t.Quotient(above, below, shape):
            yield from _fitted(_of_log(above, variables), above.shape, shape)
            lower = _fitted(_of_log(below, variables), below.shape, shape)
            yield from _scaled(-one, lower)
        case t.Spread(inner, shape):
            yield from _spread(_of_log(inner, variables), shape)
        case _:
            yield one, True, of


def _scaled(factor: Fraction, found: Iterator[Part]) -> Iterator[Part]:
    for coefficient, is_log, of in found:
        yield factor * coefficient, is_log, of


def _spread(found: Iterator[Part], shape: Shape) -> Iterator[Part]:
    for coefficient, is_log, of in found:
        yield coefficient, is_log, t.Spread(of, shape)


def _fitted(found: Iterator[Part], own: Shape, shape: Shape) -> Iterator[Part]:
    """The logs of a factor in the shape of the product."""
    return found if own == shape else _spread(found, shape)


def _one_plus_exp(of: Expression, shape: Shape) -> Expression:
    one = t.ONE if shape == SCALAR else t.Filled(1, shape)
    return t.Sum((one, t.Function("exp", of, shape)), shape)


def _product_of_entries(of: Expression) -> Expression:
    """Π uᵢ as det(diag(u)), of all entries of a matrix."""
    rows, columns = of.shape
    is_line = 1 in (rows, columns)
    column = of if is_line else t.Vectorization(of, (times(rows, columns), 1))
    side = column.shape[0] if column.shape[1] == 1 else column.shape[1]
    return t.Determinant(t.Diagonal(column, (side, side)))
