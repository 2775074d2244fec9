"""Tree → the same value in simpler functions, by identities that hold wherever both are defined.

The exact reading gives log, asin and their like residues that know nothing of them. Many an
answer needs but one identity: tan(atan x) = x, 4·atan 1 = π, max(max(a, b), c) = max(a, b, c).
Each rule below holds at every real point at which both of its sides have a value. What differs
is where they have one (sin(asin x) needs |x| ≤ 1); so the ladder compares the domains of what
was typed, at real points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import atan, pi

from grader.calculus.parts import mapped, parts
from grader.comparison.surds import exponential_of_logs, without_nesting
from grader.evaluation.positivity import is_nonnegative, is_positive
from grader.evaluation.terms import terms
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Expression, Shape

_MOST_COPIES = 6  # of arguments: tan(asin(tan(asin(…)))) would double with each
_LARGEST_TURN = 64  # in a coefficient of atan

_HALF, _QUARTER = Fraction(1, 2), Fraction(1, 4)
# Arguments at which an inverse function is a multiple of π; those below 0 follow.
_TURNS: Mapping[str, Mapping[Fraction | int, Fraction]] = {
    "asin": {0: Fraction(0), _HALF: Fraction(1, 6), 1: _HALF},
    "acos": {0: _HALF, _HALF: Fraction(1, 3), 1: Fraction(0)},
    "atan": {0: Fraction(0), 1: _QUARTER},
}


def restated(tree: Expression, variables: Mapping[str, Declaration]) -> Expression:
    """The tree after all rules, from the inside out."""
    return _Rules(variables).apply(tree)


class _Rules:
    """The rules, with what they may still copy."""

    def __init__(self, variables: Mapping[str, Declaration]) -> None:
        self.variables = variables
        self.copies = _MOST_COPIES

    def apply(self, node: Expression) -> Expression:
        """A tree after all rules."""
        node = mapped(node, self.apply)
        match node:
            case t.Function("sin" | "cos" | "tan" as name, t.Function(inverse, of, _), shape) if (
                inverse in _TURNS
            ):
                if self.copies:
                    self.copies -= 1
                    return _COMPOSED[name, inverse](of, shape)
            case t.Function("asin" | "acos" | "atan" as name, of, shape) if shape == SCALAR:
                return _turn(name, of) or _reciprocal_turn(node)
            case t.Function("abs", of, shape) if is_nonnegative(
                t.Negative(of, shape), self.variables
            ) or _is_below(of, self.variables):
                return t.Negative(of, shape)
            case t.Function("log", t.Power(base, exponent, _), shape) if (
                shape == exponent.shape == SCALAR and is_positive(base, self.variables)
            ):
                return t.Product((exponent, t.Function("log", base, shape)), shape)
            case t.Function("sqrt", of, shape) if shape == SCALAR:
                return without_nesting(of) or node
            case t.Function("exp", of, shape) if shape == SCALAR:
                return exponential_of_logs(of) or node
            case t.Extremum():
                return _flat(node)
            case t.Sum(_, shape) if shape == SCALAR:
                return _without_turns(node)
            case _:
                pass
        return node


# ----- sin, cos, tan of asin, acos, atan ---------------------------------------------------------


def _one(shape: Shape) -> Expression:
    return t.ONE if shape == SCALAR else t.Filled(1, shape)


def _square(of: Expression, shape: Shape) -> Expression:
    return t.Power(of, t.Number(2), shape)


def _rest(of: Expression, shape: Shape) -> Expression:
    """√(1 − u²)."""
    inner = t.Sum((_one(shape), t.Negative(_square(of, shape), shape)), shape)
    return t.Function("sqrt", inner, shape)


def _hypotenuse(of: Expression, shape: Shape) -> Expression:
    """√(1 + u²)."""
    return t.Function("sqrt", t.Sum((_one(shape), _square(of, shape)), shape), shape)


_COMPOSED: Mapping[tuple[str, str], Callable[[Expression, Shape], Expression]] = {
    ("sin", "asin"): lambda u, shape: u,
    ("cos", "asin"): _rest,
    ("tan", "asin"): lambda u, shape: t.Quotient(u, _rest(u, shape), shape),
    ("sin", "acos"): _rest,
    ("cos", "acos"): lambda u, shape: u,
    ("tan", "acos"): lambda u, shape: t.Quotient(_rest(u, shape), u, shape),
    ("sin", "atan"): lambda u, shape: t.Quotient(u, _hypotenuse(u, shape), shape),
    ("cos", "atan"): lambda u, shape: t.Quotient(_one(shape), _hypotenuse(u, shape), shape),
    ("tan", "atan"): lambda u, shape: u,
}


# ----- multiples of π ----------------------------------------------------------------------------


def _times_pi(number: Fraction) -> Expression:
    return t.Product((t.Number(number), t.Constant("pi")), SCALAR)


def _turn(name: str, of: Expression) -> Expression | None:
    """asin, acos, atan of a number at which it is a multiple of π."""
    found = terms(of)
    if len(found) != 1 or not isinstance(found[0][1], t.Number):
        return None
    number = Fraction(found[0][0] * found[0][1].value)
    turn = _TURNS[name].get(abs(number))
    if turn is None:
        return None
    if number < 0:  # acos(−u) = π − acos u, the others are odd
        turn = 1 - turn if name == "acos" else -turn
    return _times_pi(turn)


def _reciprocal_turn(node: t.Function) -> Expression:
    """atan(c/u) = sign(u/c)·π/2 − atan(u/c)."""
    match node:
        case t.Function("atan", t.Quotient(t.Number(number), of, shape), _) if number and (
            not isinstance(of, t.Number)
        ):
            inner = of if number == 1 else t.Quotient(of, t.Number(number), shape)
            quarter = t.Product((_times_pi(_HALF), t.Function("sign", inner, shape)), shape)
            return t.Sum((quarter, t.Negative(t.Function("atan", inner, shape), shape)), shape)
        case _:
            return node


def _without_turns(node: t.Sum) -> Expression:
    """Σ c·atan(q) as a multiple of π, where it is one (Machin: 4·atan(1/5) − atan(1/239) = π/4).

    It is the argument of Π (1 + iq)ᶜ: where that Gaussian number lies on one of the eight rays,
    the sum is a multiple of π/4, and a float, sure to a thousandth, says of which.
    """
    product, angle = (Fraction(1), Fraction(0)), 0.0
    rest: list[Expression] = []
    found = 0
    for factor, term in terms(node):
        number = _argument(term)
        if number is None or factor.denominator != 1 or abs(factor) > _LARGEST_TURN:
            plain = t.Product((t.Number(factor), term), SCALAR)
            rest.append(term if factor == 1 else plain)
            continue
        found += 1
        angle += float(factor) * atan(number)
        turned = (Fraction(1), number if factor > 0 else -number)
        for _ in range(abs(int(factor))):
            product = (
                product[0] * turned[0] - product[1] * turned[1],
                product[0] * turned[1] + product[1] * turned[0],
            )
    real, imaginary = product
    if found < 2 or not (real == 0 or imaginary == 0 or abs(real) == abs(imaginary)):
        return node
    eighths = round(angle / (pi / 4))
    whole = _times_pi(Fraction(eighths, 4))
    return t.Sum((*rest, whole), SCALAR) if rest else whole


def _argument(term: Expression) -> Fraction | None:
    """The q of atan(q)."""
    match term:
        case t.Function("atan", of, _):
            found = terms(of)
            if len(found) == 1 and isinstance(found[0][1], t.Number):
                number = Fraction(found[0][0] * found[0][1].value)
                small = max(abs(number.numerator), number.denominator).bit_length() <= 64
                return number if small else None
        case _:
            pass
    return None


# ----- order -------------------------------------------------------------------------------------


def _flat(node: t.Extremum) -> Expression:
    """max(max(a, b), c) as max of all, sorted; each once."""
    operands: dict[str, Expression] = {}
    for operand in node.operands:
        if isinstance(operand, t.Extremum) and operand.name == node.name:
            operands.update((repr(inner), inner) for inner in operand.operands)
        else:
            operands[repr(operand)] = operand
    if len(operands) == 1:
        only = next(iter(operands.values()))
        return only if only.shape == node.shape else node
    return t.Extremum(node.name, tuple(operands[key] for key in sorted(operands)), node.shape)


def _is_below(of: Expression, variables: Mapping[str, Declaration]) -> bool:
    """Whether a sum is 0 or less: p − 1 of a p in (0, 1)."""
    if not isinstance(of, t.Sum):
        return False
    turned = tuple(_negative(term) for term in of.terms)
    return is_nonnegative(t.Sum(turned, of.shape), variables)


def _negative(term: Expression) -> Expression:
    match term:
        case t.Negative(of, _):
            return of
        case t.Number(value):
            return t.Number(-value)
        case t.Filled(value, shape):
            return t.Filled(-value, shape)
        case t.Spread(of, shape):
            return t.Spread(_negative(of), shape)
        case _:
            return t.Negative(term, term.shape)


# ----- squares -----------------------------------------------------------------------------------


def squares(
    answer: Expression, key: Expression, variables: Mapping[str, Declaration]
) -> tuple[Expression, Expression] | None:
    """u² and v² for u, v ≥ 0, which are equal where their squares are: √(1 − tanh² x) = 1/cosh x.

    None where a side may be negative, or has no root.
    """
    if not (_has_root(answer) or _has_root(key)):
        return None
    if not (is_nonnegative(answer, variables) and is_nonnegative(key, variables)):
        return None
    return _squared(answer), _squared(key)


def _has_root(node: Expression) -> bool:
    match node:
        case t.Function("sqrt" | "abs", _, _) | t.Norm():
            return True
        case t.Power(_, t.Number(exponent), _) if exponent.denominator != 1:
            return True
        case _:
            return any(map(_has_root, parts(node)))


def _squared(node: Expression) -> Expression:
    match node:
        case t.Function("sqrt", of, _):
            return of
        case t.Negative(of, _):
            return _squared(of)
        case t.Spread(of, shape):
            return t.Spread(_squared(of), shape)
        case t.Product(factors, shape):
            return t.Product(tuple(map(_squared, factors)), shape)
        case t.Hadamard(factors, shape):
            return t.Hadamard(tuple(map(_squared, factors)), shape)
        case t.Quotient(of, by, shape):
            return t.Quotient(_squared(of), _squared(by), shape)
        case t.Power(base, t.Number(exponent), shape):
            return t.Power(base, t.Number(2 * exponent), shape)
        case t.Function("abs", of, shape):
            return t.Power(of, t.Number(2), shape)
        case _:
            return t.Power(node, t.Number(2), node.shape)
