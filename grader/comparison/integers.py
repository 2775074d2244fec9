"""Integer variables → the cases of their remainders, in which sin(πk) and (−1)ᵏ are numbers.

The exact reading takes an integer for any number. Here its remainder modulo N is fixed, and what
depends on nothing else is put in its place:

- a term π·P(k) of an angle, P a polynomial with rational coefficients: modulo 2 the value of P
  depends on k modulo N = 2·(common denominator) alone, and angles count modulo 2π;
- the sign of uᴱ, E a polynomial with whole coefficients: its parity depends on k modulo 2, and
  uᴱ is |u|ᴱ for even E and sign(u)·|u|ᴱ for odd E.

What remains holds for all real k where the two sides agree, in particular for the integers of the
case; so agreement in all the cases is proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product as combinations
from math import lcm, log2, prod
from typing import NamedTuple, TypeAlias

from grader.calculus.parts import mapped, parts
from grader.comparison.exact import Agreement
from grader.evaluation.evaluator import EvaluationError, value
from grader.evaluation.polynomials import Monomial, Polynomial, Polynomials
from grader.evaluation.positivity import is_positive
from grader.evaluation.sampling import magnitude
from grader.evaluation.terms import rational
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Expression, Shape

_MOST_CASES = 36
_LARGEST = 24  # N
_ANGLES = frozenset("sin cos tan sec csc cot".split())

Declarations: TypeAlias = Mapping[str, Declaration]
Whole: TypeAlias = dict[tuple[tuple[str, int], ...], Fraction]  # a polynomial in integers


class Case(NamedTuple):
    """Both sides, as they are for integers with certain remainders."""

    answer: Expression
    key: Expression


def agreement_at_integers(
    answer: Expression,
    key: Expression,
    variables: Declarations,
    compared: Callable[[Expression, Expression], Agreement],
) -> Agreement | None:
    """Agreement in all the cases, each `compared`; None if there is none, or no case."""
    found: list[Agreement] = []
    for case in integer_cases(answer, key, variables):
        one = compared(*case)
        if not one.agrees or one.evidence is None:
            return None
        found.append(one)
    if not found:
        return None
    proofs = [one.evidence for one in found if one.evidence is not None]
    worst = max(proofs, key=lambda one: one.log2_error or 0)
    error = (worst.log2_error or 0) + log2(len(found))
    if len(found) > 1:
        more = f"; so in each of {len(found)} cases of remainders of the integers"
        worst = worst._replace(summary=worst.summary + more, log2_error=error)
    # The forms of the cases are not what was typed, so that is looked at at real points.
    features = frozenset(("sign",)).union(*(one.features for one in found))
    return found[0]._replace(features=features, evidence=worst)


def integer_cases(answer: Expression, key: Expression, variables: Declarations) -> list[Case]:
    """The cases for both sides; none where there is nothing to decide, or too much."""
    names = [
        name
        for name, one in variables.items()
        if one.domain == "integer" and one.shape == SCALAR and not one.arguments
    ]
    if not names:
        return []
    rules = _Rules(variables, frozenset(names))
    found = [*rules.deciding(answer), *rules.deciding(key)]
    modulus = lcm(*(modulus for modulus, _ in found))
    used = sorted({name for _, part in found for name in part})
    if not used or modulus > _LARGEST or modulus ** len(used) > _MOST_CASES:
        return []
    cases = []
    for remainders in combinations(range(modulus), repeat=len(used)):
        rules.at = dict(zip(used, remainders, strict=True))
        cases.append(Case(rules.decided(answer), rules.decided(key)))
    return list(dict.fromkeys(cases))


class _Rules:
    """What the remainders of integers decide."""

    def __init__(self, variables: Declarations, names: frozenset[str]) -> None:
        self.variables = variables
        self.names = names
        self.at: dict[str, int] = {}

    def deciding(self, node: Expression) -> Iterator[tuple[int, set[str]]]:
        """The moduli, and the integers, on which parts of a tree depend."""
        found = self._angle(node) or self._exponent(node)
        if found:
            names = {name for monomial in found for name, _ in monomial}
            yield 2 * lcm(*(number.denominator for number in found.values())), names
        for part in parts(node):
            yield from self.deciding(part)

    def decided(self, node: Expression) -> Expression:
        """A tree with what is decided put in its place."""
        node = mapped(node, self.decided)
        match node:
            case t.Function(name, of, shape) if name in _ANGLES:
                multiple = self._angle(node)
                if multiple:
                    return t.Function(name, self._turned(of, multiple), shape)
            case t.Power(base, exponent, shape):
                whole = self._exponent(node)
                if whole:
                    return self._raised(base, exponent, shape, is_odd=self._at(whole) % 2 == 1)
            case _:
                pass
        return node

    def _at(self, whole: Whole) -> Fraction:
        return sum(
            (
                number * prod(self.at[name] ** power for name, power in monomial)
                for monomial, number in whole.items()
            ),
            Fraction(0),
        )

    def _turned(self, of: Expression, multiple: Whole) -> Expression:
        """The angle without π·P(k), and with its value modulo 2π."""
        terms: list[Expression] = [
            t.Product((t.Number(-number), t.Constant("pi"), *_powers(monomial)), SCALAR)
            for monomial, number in multiple.items()
        ]
        terms.append(t.Product((t.Number(self._at(multiple) % 2), t.Constant("pi")), SCALAR))
        turn = t.Sum(tuple(terms), SCALAR)
        return t.Sum((of, turn if of.shape == SCALAR else t.Spread(turn, of.shape)), of.shape)

    def _raised(
        self, base: Expression, exponent: Expression, shape: Shape, *, is_odd: bool
    ) -> Expression:
        """|u|ᴱ, with the sign of u where E is odd."""
        number = rational(base, {}, {})
        size: Expression = t.Function("abs", base, base.shape)
        if number is not None:
            base, size = t.Number(number), t.Number(magnitude(number))
            if number in (1, -1):
                return base if is_odd else size
        power = t.Power(size, exponent, shape)
        if not is_odd:
            return power
        sign = t.Function("sign", base, base.shape)
        if shape == SCALAR:
            return t.Product((sign, power), shape)
        return t.Hadamard((sign, power), shape)

    # ----- polynomials in integers

    def _angle(self, node: Expression) -> Whole:
        """P of the terms π·P(k) in the argument of sin, cos …; empty if there are none."""
        if not isinstance(node, t.Function) or node.name not in _ANGLES:
            return {}
        found: Whole = {}
        for term in _scalars(node.of):
            for monomial, number in self._expanded(term):
                powers = dict(monomial)
                if powers.pop(("pi",), 0) == 1 and powers:
                    rest = self._in_integers(tuple(powers.items()))
                    if rest is not None:
                        found[rest] = found.get(rest, Fraction(0)) + number
        return {monomial: number for monomial, number in found.items() if number}

    def _exponent(self, node: Expression) -> Whole:
        """The exponent of a power whose base may be negative, if it is always whole."""
        if not isinstance(node, t.Power) or node.exponent.shape != SCALAR:
            return {}
        if is_positive(node.base, self.variables) or _is_size(node.base):
            return {}
        found: Whole = {}
        for monomial, number in self._expanded(node.exponent):
            whole = self._in_integers(monomial)
            if whole is None or number.denominator != 1:
                return {}
            found[whole] = number
        return found if any(found) else {}

    def _expanded(self, of: Expression) -> list[tuple[Monomial, Fraction]]:
        try:
            polynomial: Polynomial = value(of, Polynomials(self.variables, {}, {}))
        except (EvaluationError, KeyError):  # the latter of a dimension: it has no value here
            return []
        return [(monomial, Fraction(number)) for monomial, number in polynomial.terms.items()]

    def _in_integers(self, monomial: Monomial) -> tuple[tuple[str, int], ...] | None:
        """A product of powers of integer variables; None for any other."""
        if any(len(unknown) != 3 or unknown[0] not in self.names for unknown, _ in monomial):
            return None
        return tuple((unknown[0], power) for unknown, power in monomial)


def _scalars(of: Expression) -> Iterator[Expression]:
    """The scalar terms of an angle."""
    match of:
        case t.Spread(inner, _):
            yield inner
        case t.Sum(terms, shape) if shape != SCALAR:
            for term in terms:
                yield from _scalars(term)
        case _ if of.shape == SCALAR:
            yield of


def _powers(monomial: tuple[tuple[str, int], ...]) -> Iterator[Expression]:
    for name, power in monomial:
        variable = t.Variable(name, SCALAR)
        yield variable if power == 1 else t.Power(variable, t.Number(power), SCALAR)


def _is_size(base: Expression) -> bool:
    """Whether the sign has been taken off already."""
    return isinstance(base, t.Function) and base.name == "abs"
