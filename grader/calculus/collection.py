"""Terms → their sum: like terms collected, common factors in front of brackets.

Three ways of writing are tried and the lightest is taken: as it stands, multiplied out where
factors are sums (y (1 − a) − (1 − y) a is y − a), and with common factors taken out
(Aᵀ A x − Aᵀ b is Aᵀ (A x − b)).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product as combinations

from grader.calculus.chains import chained
from grader.calculus.numbering import Numbering
from grader.calculus.reading import multiplied, read, read_sum
from grader.calculus.terms import Powers, Rational, Term, content, key, whole
from grader.calculus.writing import built, built_sum
from grader.language.tree import (
    SCALAR,
    Entry,
    Expression,
    MatrixProduct,
    Shape,
    Sum,
    Variable,
)

MOST_TERMS = 64  # of a product that is multiplied out
ONES = Term(1, {}, {})  # what numbers share that stand at every entry of a matrix


def collected(terms: Sequence[Term], shape: Shape, table: Numbering) -> Expression:
    """The sum of terms in the lightest way of writing found."""
    like = combined(terms)
    if len(like) > 1:
        common = shared_by(like, shape, table)
        if common is not None and not _sums_in(common, table):
            # Multiplying out the rest is as good as multiplying out the whole.
            return with_common(like, common, shape, table)
    result = arranged(like, shape, table)
    opened = multiplied_out(like, table)
    if opened is not None:
        other = arranged(combined(opened), shape, table)
        saved = table.weight(result) - table.weight(other)
        if saved > 0 or (saved == 0 and _is_nested(result)):
            return other
    return result


def _is_nested(node: Expression) -> bool:
    """Whether a sum has a sum as a term: a + (b + c)."""
    return isinstance(node, Sum) and any(isinstance(term, Sum) for term in node.terms)


def combined(terms: Sequence[Term]) -> list[Term]:
    """Like terms added, those that cancel gone."""
    found: dict[object, Term] = {}
    for term in terms:
        name = key(term)
        known = found.get(name)
        if known is not None:
            total = whole(known.coefficient + term.coefficient)
            term = Term(total, term.scalars, term.entries)
        found[name] = term
    return [term for term in found.values() if term.coefficient]


def arranged(terms: list[Term], shape: Shape, table: Numbering) -> Expression:
    """Unlike terms with what they share in front of a bracket."""
    if not terms:
        return built(Term(0, {}, {}), shape, table)
    if len(terms) == 1:
        return built(terms[0], shape, table)
    common = shared_by(terms, shape, table)
    if common is not None:
        return with_common(terms, common, shape, table)
    if shape != SCALAR:
        terms = grouped(terms, shape, table)
    return built_sum(terms, shape, table)


def with_common(terms: list[Term], common: Term, shape: Shape, table: Numbering) -> Expression:
    """What terms share in front of a bracket with the rest."""
    if common is ONES:
        return built(read(collected(terms, SCALAR, table), table), shape, table)
    inner = read(collected([_without(term, common) for term in terms], shape, table), table)
    return built(multiplied(common, inner, table), shape, table)


# ----- multiplied out ----------------------------------------------------------------------


def multiplied_out(terms: Sequence[Term], table: Numbering) -> list[Term] | None:
    """The terms with sums among their factors multiplied out; None if there are none."""
    result: list[Term] = []
    changed = False
    for term in terms:
        sums = _sums_in(term, table)
        if not sums:
            result.append(term)
            continue
        count = 1
        for one in sums:
            count *= len(one)
        if count + len(result) > MOST_TERMS:
            return None
        changed = True
        rest = Term(
            term.coefficient,
            _not_sums(term.scalars, table),
            _not_sums(term.entries, table),
        )
        for choice in combinations(*sums):
            opened = rest
            for factor in choice:
                opened = multiplied(opened, factor, table)
            result.append(opened)
    return result if changed else None


def _sums_in(term: Term, table: Numbering) -> list[list[Term]]:
    found: list[list[Term]] = []
    for powers in (term.scalars, term.entries):
        for atom, exponent in powers.items():
            if _is_open_sum(atom, exponent, table):
                found.extend([read_sum(table.nodes[atom], table)] * int(exponent))
    return found


def _not_sums(powers: Powers, table: Numbering) -> Powers:
    return {a: k for a, k in powers.items() if not _is_open_sum(a, k, table)}


def _is_open_sum(atom: int, exponent: Rational, table: Numbering) -> bool:
    return isinstance(exponent, int) and 0 < exponent <= 4 and isinstance(table.nodes[atom], Sum)


# ----- shared by all terms -----------------------------------------------------------------


def shared_by(terms: Sequence[Term], shape: Shape, table: Numbering) -> Term | None:
    """What is taken out of all terms: of a matrix every common factor; of a number only what
    stands below the bar or is more than a variable (a polynomial stays one)."""
    if shape != SCALAR and not any(term.entries for term in terms):
        return ONES
    coefficient = content(terms)
    if shape == SCALAR and any(abs(term.coefficient) != coefficient for term in terms):
        coefficient = 1
    if all(term.coefficient < 0 for term in terms):
        coefficient = -coefficient
    scalars = _common_powers([term.scalars for term in terms])
    if scalars and shape == SCALAR:
        scalars = {a: k for a, k in scalars.items() if k < 0 or not _is_name(table.nodes[a])}
    entries = _common_powers([term.entries for term in terms])
    if coefficient == 1 and not scalars and not entries:
        return None
    return Term(coefficient, scalars, entries)


def _common_powers(all_powers: Sequence[Powers]) -> Powers:
    first, *others = all_powers
    common: Powers = {}
    if not all(all_powers):
        return common
    for atom, exponent in first.items():
        exponents = [exponent, *(powers.get(atom, 0) for powers in others)]
        if all(k > 0 for k in exponents):
            common[atom] = min(exponents)
        elif all(k < 0 for k in exponents):
            common[atom] = max(exponents)
    return common


def _is_name(node: Expression) -> bool:
    return isinstance(node, Variable | Entry)


def _without(term: Term, common: Term) -> Term:
    def less(powers: Powers, taken: Powers) -> Powers:
        if not taken:
            return powers
        reduced = {atom: whole(k - taken.get(atom, 0)) for atom, k in powers.items()}
        return {atom: k for atom, k in reduced.items() if k}

    coefficient = term.coefficient
    if common.coefficient != 1:
        coefficient = whole(Fraction(coefficient) / common.coefficient)
    scalars = less(term.scalars, common.scalars)
    return Term(coefficient, scalars, less(term.entries, common.entries))


# ----- factors of matrix products ----------------------------------------------------------


def grouped(terms: list[Term], shape: Shape, table: Numbering) -> list[Term]:
    """Terms that begin or end with the same matrix put together: A x + A y as A (x + y)."""
    while True:
        groups: dict[tuple[bool, int], list[int]] = {}
        for place, term in enumerate(terms):
            for is_left in (True, False):
                factor = outer_factor(term, is_left, table)
                if factor is not None:
                    groups.setdefault((is_left, table.number(factor)), []).append(place)
        shares = {name: places for name, places in groups.items() if len(places) > 1}
        if not shares:
            return terms
        best = max(shares, key=lambda name: _saving(name[1], shares[name], table))
        terms = _put_together(terms, best, shares[best], shape, table)


def _saving(atom: int, places: list[int], table: Numbering) -> int:
    return (len(places) - 1) * table.weight(table.nodes[atom])


def outer_factor(term: Term, is_left: bool, table: Numbering) -> Expression | None:
    """The first or last factor of a term that is a product of matrices."""
    factors = matrix_factors(term, table)
    return None if len(factors) < 2 else factors[0 if is_left else -1]


def matrix_factors(term: Term, table: Numbering) -> tuple[Expression, ...]:
    """The factors of the matrix product that a term scales."""
    if len(term.entries) != 1:
        return ()
    ((atom, exponent),) = term.entries.items()
    node = table.nodes[atom]
    if exponent != 1:
        return ()
    return node.factors if isinstance(node, MatrixProduct) else (node,)


def _put_together(
    terms: list[Term],
    name: tuple[bool, int],
    places: list[int],
    shape: Shape,
    table: Numbering,
) -> list[Term]:
    is_left, atom = name
    factor = table.nodes[atom]
    rest_shape = (factor.shape[1], shape[1]) if is_left else (shape[0], factor.shape[0])
    rests: list[Term] = []
    for place in places:
        term = terms[place]
        factors = matrix_factors(term, table)
        rest = chained(factors[1:] if is_left else factors[:-1], rest_shape, table)
        outer = Term(term.coefficient, term.scalars, {})
        rests.append(multiplied(outer, read(rest, table), table))
    inner = collected(rests, rest_shape, table)
    both = (factor, inner) if is_left else (inner, factor)
    together = read(chained(both, shape, table), table)
    return [
        together if place == places[0] else term
        for place, term in enumerate(terms)
        if place == places[0] or place not in places
    ]
