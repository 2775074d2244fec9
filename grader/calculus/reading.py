"""Simplified tree → terms, and their arithmetic.

The parts of a node are simplified before it is read, so that equal parts are the same atom.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

from grader.calculus.construction import function
from grader.calculus.errors import CalculusError
from grader.calculus.numbering import Numbering
from grader.calculus.terms import (
    NOTHING,
    UNIT,
    Powers,
    Rational,
    Term,
    content,
    is_led_by_minus,
    key,
    scaled,
    whole,
)
from grader.calculus.writing import built_sum, opposite
from grader.language.tree import (
    SCALAR,
    Expression,
    Filled,
    Function,
    Hadamard,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Spread,
    Sum,
)


def multiplied(left: Term, right: Term, table: Numbering) -> Term:
    """The product of two terms."""
    if left is UNIT:
        return right
    if right is UNIT:
        return left
    coefficient = left.coefficient * right.coefficient
    if type(coefficient) is not int:
        coefficient = whole(coefficient)
    if coefficient == 0:
        return NOTHING
    scalars = _added(left.scalars, right.scalars)
    entries = _added(left.entries, right.entries)
    term = Term(coefficient, scalars, entries)
    return _opened(term, table) if _has_root(left) and _has_root(right) else term


def _added(left: Powers, right: Powers) -> Powers:
    if not left or not right:
        return left or right
    powers = left | right
    for atom in right:
        if atom in left:
            total = whole(left[atom] + right[atom])
            if total == 0:
                del powers[atom]
            else:
                powers[atom] = total
    return powers


def raised(term: Term, exponent: int, table: Numbering) -> Term:
    """A whole power of a term."""
    coefficient: Rational = term.coefficient
    if coefficient not in (1, -1):
        coefficient = whole(Fraction(coefficient) ** exponent)
    elif exponent % 2 == 0:
        coefficient = 1
    if not _has_root(term):
        scalars = {atom: k * exponent for atom, k in term.scalars.items()}
        return Term(coefficient, scalars, {a: k * exponent for a, k in term.entries.items()})
    scalars = {atom: whole(k * exponent) for atom, k in term.scalars.items()}
    entries = {atom: whole(k * exponent) for atom, k in term.entries.items()}
    return _opened(Term(coefficient, scalars, entries), table)


def _has_root(term: Term) -> bool:
    for powers in (term.scalars, term.entries):
        for exponent in powers.values():
            if type(exponent) is not int:
                return True
    return False


def _opened(term: Term, table: Numbering) -> Term:
    """√u·√u gives back the u that was one atom under the root."""
    for powers in (term.scalars, term.entries):
        for atom, exponent in powers.items():
            if isinstance(exponent, int) and is_closed(table.nodes[atom]):
                rest = {one: k for one, k in powers.items() if one != atom}
                inner = raised(read(table.nodes[atom], table), exponent, table)
                other = Term(term.coefficient, rest, term.entries)
                if powers is term.entries:
                    other = Term(term.coefficient, term.scalars, rest)
                return multiplied(other, inner, table)
    return term


def is_closed(node: Expression) -> bool:
    """Whether a node is an atom only below a root."""
    return isinstance(node, Number | Product | Hadamard | Quotient | Spread) or (
        isinstance(node, Power) and isinstance(node.exponent, Number)
    )


def read_sum(node: Expression, table: Numbering) -> list[Term]:
    """The summands of a simplified node."""
    if isinstance(node, Sum):
        terms: list[Term] = []
        for one in node.terms:
            terms += read_sum(one, table)
        return terms
    if isinstance(node, Negative):
        return [scaled(term, -1) for term in read_sum(node.of, table)]
    return read_sum(node.of, table) if isinstance(node, Spread) else [read(node, table)]


def read(node: Expression, table: Numbering) -> Term:
    """A simplified node as one term."""
    known = table.terms.get(id(node))
    if known is None:
        known = table.terms[id(node)] = (_read(node, table), node)
    return known[0]


def _read(node: Expression, table: Numbering) -> Term:
    rule = READ.get(type(node))
    return _atom(node, table) if rule is None else rule(node, table)


def _read_inside(node: Spread, table: Numbering) -> Term:
    return read(node.of, table)


def _read_constant(node: Number | Filled, table: Numbering) -> Term:
    return Term(whole(node.value), {}, {})


def _read_negative(node: Negative, table: Numbering) -> Term:
    return scaled(read(node.of, table), -1)


def _read_product(node: Product | Hadamard, table: Numbering) -> Term:
    term = UNIT
    for factor in node.factors:
        term = multiplied(term, read(factor, table), table)
    return logistic(term, table)


def _read_quotient(node: Quotient, table: Numbering) -> Term:
    below = reciprocal(read(node.by, table), table)
    return logistic(multiplied(read(node.of, table), below, table), table)


def _read_raised(node: Power, table: Numbering) -> Term:
    if not isinstance(node.exponent, Number):
        return _atom(node, table)
    return logistic(_read_power(node.base, whole(node.exponent.value), table), table)


def _read_function(node: Function, table: Numbering) -> Term:
    if node.name == "sqrt":
        return _read_power(node.of, Fraction(1, 2), table)
    if node.name == "exp" and is_negative(node.of, table):
        return _atom(function("exp", opposite(node.of)), table, -1)
    return _atom(node, table)


def _atom(node: Expression, table: Numbering, exponent: Rational = 1) -> Term:
    powers: Powers = {table.number(node): exponent}
    return Term(1, powers, {}) if node.shape == SCALAR else Term(1, {}, powers)


def reciprocal(term: Term, table: Numbering) -> Term:
    """1/u."""
    if term.coefficient == 0:
        raise CalculusError("the function divides by zero")
    return raised(term, -1, table)


def _read_power(base: Expression, k: Rational, table: Numbering) -> Term:
    if k < 0:
        return reciprocal(_read_power(base, -k, table), table)
    term = read(base, table)
    if k == 0 or term.coefficient == 0:
        return NOTHING if k else UNIT
    if isinstance(k, int):
        return raised(term, k, table)
    if key(term) == key(UNIT) and k.denominator == 2 and term.coefficient > 0:
        root = Fraction(isqrt(term.coefficient.numerator), isqrt(term.coefficient.denominator))
        if root * root == term.coefficient:
            return Term(whole(root**k.numerator), {}, {})
    return _atom(base, table, k)


def _read_factor(node: Sum, table: Numbering) -> Term:
    """A sum as a factor: its content (2 of 2a − 2b, −1 of b − a) taken out."""
    terms = read_sum(node, table)
    number = content(terms)
    if is_led_by_minus(terms):
        number = -number
    if number == 1:
        return _atom(node, table)
    primitive = built_sum([scaled(term, 1 / Fraction(number)) for term in terms], node.shape, table)
    return scaled(_atom(primitive, table), number)


# How each kind of node is read; all others are atoms.
READ: dict[type[Expression], Callable[[Any, Numbering], Term]] = {
    Number: _read_constant,
    Filled: _read_constant,
    Negative: _read_negative,
    Spread: _read_inside,
    Product: _read_product,
    Hadamard: _read_product,
    Quotient: _read_quotient,
    Power: _read_raised,
    Function: _read_function,
    Sum: _read_factor,
}


def is_negative(node: Expression, table: Numbering) -> bool:
    """Whether −u is the canonical one of u and −u."""
    if isinstance(node, Number):
        return node.value < 0
    if isinstance(node, Sum):
        return is_led_by_minus(read_sum(node, table))
    return isinstance(node, Negative) or (isinstance(node, Spread) and is_negative(node.of, table))


def logistic(term: Term, table: Numbering) -> Term:
    """1/(1 + e⁻ᵘ) = σ(u) and e⁻ᵘ σ(u) = 1 − σ(u), wherever they are factors of the term."""
    for powers in (term.scalars, term.entries):
        for atom, exponent in powers.items():
            node = table.nodes[atom]
            if isinstance(node, Sum) and isinstance(exponent, int) and exponent < 0:
                found = _one_plus_exp(node, table)
                if found is not None:
                    return logistic(_with_sigmoid(term, atom, *found, table), table)
            if isinstance(node, Function) and node.name == "exp" and len(powers) > 1:
                met = _with_exp_absorbed(term, powers, atom, table)
                if met is not None:
                    return logistic(met, table)
    return term


def _with_exp_absorbed(term: Term, powers: Powers, atom: int, table: Numbering) -> Term | None:
    """eᵘ (1 − σ(u)) = σ(u) and e⁻ᵘ σ(u) = 1 − σ(u)."""
    node, exponent = table.nodes[atom], powers[atom]
    assert isinstance(node, Function)
    if not isinstance(exponent, int) or not any(_may_meet(table.nodes[one]) for one in powers):
        return None
    sigmoid = function("sigmoid", node.of)
    pair = (one_minus(sigmoid, table), sigmoid)
    old, new = map(table.number, pair if exponent > 0 else reversed(pair))
    if powers.get(old, 0) < 1:
        return None
    sign = 1 if exponent > 0 else -1
    rest = _added(powers, {atom: -sign, old: -1})
    other = Term(term.coefficient, term.scalars, rest)
    if powers is term.scalars:
        other = Term(term.coefficient, rest, term.entries)
    return multiplied(other, _atom(table.nodes[new], table), table)


def _may_meet(node: Expression) -> bool:
    """Whether an exponential beside a node may vanish: σ(u), 1 − σ(u)."""
    return isinstance(node, Sum) or (isinstance(node, Function) and node.name == "sigmoid")


def _one_plus_exp(node: Sum, table: Numbering) -> tuple[int, int] | None:
    """For 1 + e^{su}, s = ±1: the atom eᵘ and s."""
    if len(node.terms) != 2:
        return None
    one, other = sorted(read_sum(node, table), key=key)
    if one != UNIT or other.coefficient != 1 or len(other.scalars) + len(other.entries) != 1:
        return None
    (((atom, sign),),) = (powers.items() for powers in (other.scalars, other.entries) if powers)
    base = table.nodes[atom]
    if not isinstance(base, Function) or base.name != "exp" or sign not in (1, -1):
        return None
    return (atom, int(sign)) if base.shape == node.shape else None


def _with_sigmoid(term: Term, atom: int, exp: int, sign: int, table: Numbering) -> Term:
    """(1 + e^{su})⁻ᵏ is σ(−su)ᵏ, and each e^{su} beside it turns one σ(−su) into σ(su)."""
    powers = dict(term.scalars if atom in term.scalars else term.entries)
    k = -int(powers.pop(atom))
    above = powers.get(exp, 0) * sign
    pairs = min(k, int(above)) if above >= 1 else 0
    if pairs:
        powers[exp] = powers[exp] - pairs * sign
        if powers[exp] == 0:
            del powers[exp]
    base = table.nodes[exp]
    assert isinstance(base, Function)
    sigmoid = function("sigmoid", base.of)
    same, other = (pairs, k - pairs) if sign == 1 else (k - pairs, pairs)
    rest = Term(term.coefficient, term.scalars, powers)
    if atom in term.scalars:
        rest = Term(term.coefficient, powers, term.entries)
    for node, count in ((sigmoid, same), (one_minus(sigmoid, table), other)):
        if count:
            rest = multiplied(rest, _atom(node, table, count), table)
    return rest


def one_minus(node: Expression, table: Numbering) -> Expression:
    """1 − u."""
    return built_sum([UNIT, scaled(_atom(node, table), -1)], node.shape, table)
