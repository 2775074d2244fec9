"""Terms of a sum → the counts of indices in their least common denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.evaluation.tallies import Tally, repeated
from grader.language import tree as t
from grader.language.tree import Expression


def common_denominator(terms: tuple[Expression, ...], tally: Callable[[Expression], Tally]) -> int:
    """Each divisor as often as it stands in the term that has it most often."""
    most: dict[Expression, int] = {}
    for term in terms:
        found: dict[Expression, int] = {}
        for divisor, times in _divisors(term):
            found[divisor] = found.get(divisor, 0) + times
        for divisor, times in found.items():
            most[divisor] = max(most.get(divisor, 0), times)
    return sum(repeated(tally(one), times).inner for one, times in most.items())


def _divisors(node: Expression) -> Iterator[tuple[Expression, int]]:
    """What is divided by in a term, and how often."""
    match node:
        case t.Quotient(of, by, _):
            yield from _divisors(of)
            match by:
                case t.Power(base, t.Number(exponent), _) if exponent.denominator == 1:
                    yield base, max(1, int(exponent))
                case t.Product(factors, _) | t.Hadamard(factors, _):
                    yield from ((factor, 1) for factor in factors)
                case _:
                    yield by, 1
        case t.Power(base, t.Number(exponent), _) if exponent < 0:
            yield base, max(1, int(-exponent))
        case t.Product(factors, _) | t.Hadamard(factors, _) | t.MatrixProduct(factors, _):
            for factor in factors:
                yield from _divisors(factor)
        case t.Sum(terms, _):
            for term in terms:
                yield from _divisors(term)
        case t.Negative(of, _) | t.Transpose(of, _) | t.Spread(of, _) | t.Total(of):
            yield from _divisors(of)
        case _:
            pass
