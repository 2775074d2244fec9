"""Terms → tree: signs and scalars in front, quotients instead of powers below zero."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grader.calculus.construction import function, negated, ones
from grader.calculus.numbering import Numbering
from grader.calculus.terms import Powers, Rational, Term, scaled
from grader.language.tree import (
    SCALAR,
    Diagonal,
    Entry,
    Expression,
    Filled,
    Function,
    Hadamard,
    MatrixProduct,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
    Size,
    Spread,
    Sum,
    Total,
    Trace,
    Variable,
)


def built_sum(terms: Sequence[Term], shape: Shape, table: Numbering) -> Expression:
    """The sum of terms as a node, one that is not subtracted first."""
    if len(terms) == 1:
        return built(terms[0], shape, table)
    first = next((i for i, term in enumerate(terms) if term.coefficient > 0), 0)
    order = [terms[first], *terms[:first], *terms[first + 1 :]]
    return Sum(tuple(_summand(term, shape, table) for term in order), shape)


def _summand(term: Term, shape: Shape, table: Numbering) -> Expression:
    if shape == SCALAR or term.entries:
        return built(term, shape, table, may_flip=False)
    value = built(scaled(term, -1 if term.coefficient < 0 else 1), SCALAR, table)
    spread = Spread(value, shape)
    return negated(spread) if term.coefficient < 0 else spread


def built(term: Term, shape: Shape, table: Numbering, *, may_flip: bool = True) -> Expression:
    """A term as a node: −(scalars · matrix)/scalars, quotients entry by entry inside."""
    if term.coefficient == 0:
        return Number(0) if shape == SCALAR else Filled(0, shape)
    is_minus = term.coefficient < 0
    if is_minus and may_flip:
        flipped = _flipped(term, table)
        if flipped is not None:
            return built(flipped, shape, table, may_flip=False)
    above, below = _fraction(term.scalars, table)
    size: Rational = -term.coefficient if is_minus else term.coefficient
    if size.denominator != 1 and (above or below or term.entries):
        below.insert(0, Number(size.denominator))
        size = size.numerator
    if size != 1 or (shape == SCALAR and not above):
        above.insert(0, Number(size))
    node = _scalar_over_entries(term, shape, table, above) if shape != SCALAR else _product(above)
    if below:
        node = Quotient(node, _product(below), shape)
    return Negative(node, shape) if is_minus else node


def _scalar_over_entries(
    term: Term, shape: Shape, table: Numbering, scalars: list[Expression]
) -> Expression:
    """scalars · (entries ./ entries); without entries above, scalars ./ entries."""
    above, below = _fraction(term.entries, table)
    if below:
        by = below[0] if len(below) == 1 else Hadamard(tuple(below), shape)
        if not above:
            return Quotient(_product(scalars) if scalars else Number(1), by, shape)
        of = above[0] if len(above) == 1 else Hadamard(tuple(above), shape)
        return _product([*scalars, Quotient(of, by, shape)])
    if not above:
        return _product([*scalars, ones(shape)])
    of = above[0] if len(above) == 1 else Hadamard(tuple(above), shape)
    return _product([*scalars, of])


def _product(factors: Sequence[Expression]) -> Expression:
    """A product in normal form, of factors none of which is a product or negative."""
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(factors), factors[-1].shape) if factors else Number(1)


def _fraction(powers: Powers, table: Numbering) -> tuple[list[Expression], list[Expression]]:
    """The factors above and below the bar."""
    above: list[Expression] = []
    below: list[Expression] = []
    for atom, exponent in powers.items():
        node = table.nodes[atom]
        if exponent > 0:
            above.append(node if exponent == 1 else power_of(node, exponent))
        elif isinstance(node, Function) and node.name == "exp":
            above.append(power_of(function("exp", opposite(node.of)), -exponent))
        else:
            below.append(power_of(node, -exponent))
    if len(above) > 1:
        above.sort(key=rank)
    return above, below


def rank(node: Expression) -> int:
    """Where a factor stands: dimensions, names, functions, and last what needs brackets."""
    match node:
        case Size():
            return 0
        case Variable() | Entry() | Power(base=Variable() | Entry()):
            return 1
        case Sum():
            return 3
        case _:
            return 2


def power_of(node: Expression, exponent: Rational) -> Expression:
    """A positive power as it is usually written: u, √u, uᵏ."""
    if exponent == 1:
        return node
    if exponent == Fraction(1, 2):
        return function("sqrt", node)
    return Power(node, Number(exponent), node.shape)


def _flipped(term: Term, table: Numbering) -> Term | None:
    """−(a − b) c as (b − a) c, where a factor is a sum with a minus in it."""
    for powers in (term.scalars, term.entries):
        for atom, exponent in powers.items():
            turned = turned_around(table.nodes[atom]) if exponent == 1 else None
            if turned is not None:
                other = table.number(turned)
                new = {other if one == atom else one: k for one, k in powers.items()}
                scalars = new if powers is term.scalars else term.scalars
                entries = new if powers is term.entries else term.entries
                return Term(-term.coefficient, scalars, entries)
    return None


def turned_around(node: Expression) -> Expression | None:
    """−u without a minus in front, if u has a sum with a minus in it: b − a for a − b."""
    match node:
        case Sum(terms=terms) if any(isinstance(term, Negative) for term in terms):
            return opposite(node)
        case MatrixProduct(factors=factors):
            for place, factor in enumerate(factors):
                turned_factor = turned_around(factor) if isinstance(factor, Sum) else None
                if turned_factor is not None:
                    new = (*factors[:place], turned_factor, *factors[place + 1 :])
                    return MatrixProduct(new, node.shape)
            return None
        case Total(of=Sum() as of) | Trace(of=Sum() as of):
            inner = turned_around(of)
            return None if inner is None else type(node)(inner)
        case Diagonal(of=Sum() as of):
            inner = turned_around(of)
            return None if inner is None else Diagonal(inner, node.shape)
        case _:
            return None


def opposite(node: Expression) -> Expression:
    """−u, carried into sums."""
    match node:
        case Sum(terms=terms):
            turned = sorted(map(negated, terms), key=lambda term: isinstance(term, Negative))
            return Sum(tuple(turned), node.shape)
        case Spread(of=of):
            return Spread(opposite(of), node.shape)
        case _:
            return negated(node)
