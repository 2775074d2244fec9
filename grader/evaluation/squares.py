"""Radicands → are they independent modulo squares? Then no root hides a sign.

Of the two roots of u the exact reading takes the one that is a square. That matters only where
some product of radicands is a square, as x² alone is, or xy·xz·yz: then √(xy)·√(xz) is x·√(yz) up
to a sign, which a draw does not show. If no product of different radicands is a constant times a
square, the roots r₁ … rₖ generate a field of degree 2ᵏ over the rational functions, in which
either sign of each root is as good as the other. What is not zero in it has a norm that is not
zero, a rational function; where it vanishes at a draw the norm does too, for whatever roots were
taken. So one draw proves as much as without roots (its degree times 2ᵏ).

Whether a product is a square is seen on a random line x = a + s·b: there the radicands are
polynomials in s, found from their values, and a square factor stays one. At most one exponential
may stand in the radicands; with its argument a polynomial it is one more unknown (Gonnet).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import combinations
from operator import add, mul
from typing import TypeAlias

from grader.evaluation.evaluator import EvaluationError, Rule, combined, entries, mapped, value
from grader.evaluation.fields import TOP
from grader.evaluation.residues import Draw, Redraw, Residues
from grader.evaluation.rules import RULES
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.nodes import nodes_of
from grader.language.tree import Expression, Node, Shape

_POINTS = (4, 7, 13)  # first those for degrees up to 3, at last up to 12
_MOST = 4  # different radicands
_EXP = "exp of the line"

# From the constant up; the last is not zero.
Polynomial: TypeAlias = list[int]


def are_independent(
    radicands: Iterable[Expression],
    variables: Mapping[str, Declaration],
    sizes: dict[str, int],
    seed: int,
) -> bool:
    """Whether no product of radicands is a square, but for constants; False where unknown."""
    bare = _without_exponential(list(radicands))
    if bare is None:
        return False
    names: dict[str, Shape] = {}
    for tree in bare:
        if not _note_variables(tree, names):
            return False
    if any(name != _EXP and variables[name].structure == "orthogonal" for name in names):
        return False
    try:
        found = _on_a_line(bare, names, variables, sizes, seed)
    except (EvaluationError, Redraw, KeyError, AttributeError):
        return False  # what is no polynomial
    return found is not None and _is_free(found)


# ----- radicands as polynomials ------------------------------------------------------------------


def _without_exponential(radicands: list[Expression]) -> list[Expression] | None:
    """The radicands with a variable for exp(u); None where there is more than one u."""
    arguments: set[Expression] = set()

    def bare(node: object) -> object:
        if type(node) is tuple:
            return tuple(map(bare, node))
        if isinstance(node, t.Function) and node.name == "exp":
            arguments.add(node.of)
            return t.Variable(_EXP, node.shape)
        if isinstance(node, Node):
            kind = type(node)
            return kind(*(bare(getattr(node, name)) for name in node.__match_args__))
        return node

    found = [bare(one) for one in radicands]
    if len(arguments) > 1 or any(one.shape != (1, 1) for one in arguments):
        return None
    return found  # type: ignore[return-value]


_POLYNOMIAL = (
    t.Number, t.Constant, t.Variable, t.Size, t.Identity, t.Filled, t.Unit, t.IndexNumber,
    t.Spread, t.Sum, t.Negative, t.Product, t.Hadamard, t.MatrixProduct, t.Kronecker, t.Quotient,
    t.Power, t.MatrixPower, t.Transpose, t.Entry, t.Slice, t.Stack, t.Diagonal, t.DiagonalPart,
    t.Vectorization, t.Trace, t.Total, t.IndexedSum, t.Delta, t.Norm,
)  # fmt: skip


def _note_variables(tree: Expression, names: dict[str, Shape]) -> bool:
    """Collects the variables; False where something is surely no polynomial."""
    for node in nodes_of(tree):
        if not isinstance(node, _POLYNOMIAL):
            return False
        if isinstance(node, t.Power) and not _is_whole(node.exponent):
            return False
        if isinstance(node, t.Variable):
            names[node.name] = node.shape
    return True


def _is_whole(exponent: Expression) -> bool:
    return isinstance(exponent, t.Number) and exponent.value.denominator == 1


def _squared_norm(node: t.Norm, at: Residues) -> int:
    """‖v‖² for the norm itself: as a radicand √(‖v‖²), or as the base of an even power."""
    numbers = entries(value(node.of, at))
    return at.dot(numbers, numbers)


def _power(node: t.Power, at: Residues) -> object:
    assert isinstance(node.exponent, t.Number)
    exponent = int(node.exponent.value)
    if isinstance(node.base, t.Norm):
        if exponent % 2:
            raise KeyError("an odd power of a root")
        exponent //= 2
    if exponent < 0:
        raise KeyError("a quotient")
    base = value(node.base, at)
    return combined(lambda a, b: pow(a, b, at.prime), base, exponent)


_RULES: dict[type, Rule] = {**RULES, t.Norm: _squared_norm, t.Power: _power}


def _on_a_line(
    radicands: list[Expression],
    names: dict[str, Shape],
    variables: Mapping[str, Declaration],
    sizes: dict[str, int],
    seed: int,
) -> list[Polynomial] | None:
    """The entries of all radicands as polynomials in s; None where one is none of low degree."""
    ends = []
    for k in (1, 2):
        draw = Draw(variables, sizes, (seed * 2 + k) << 40)
        at = Residues(TOP, draw, _RULES, {})
        draw.known[TOP.index, _EXP] = draw.numbers(TOP, _EXP, 1)[0]
        ends.append({name: at.variable(name, shape) for name, shape in names.items()})
    checked_at = Draw(variables, sizes, seed + 1).numbers(TOP, "line", 1)[0]

    def values(s: int) -> list[int]:
        draw = Draw(variables, sizes, (seed + 1) << 41)
        for name in names:
            step = mapped(partial(mul, s), ends[1][name])
            draw.known[TOP.index, name] = combined(add, ends[0][name], step)
        at = Residues(TOP, draw, _RULES, {})
        return [n % TOP.prime for tree in radicands for n in entries(_radicand(tree, at))]

    checks = values(checked_at)
    rows: list[list[int]] = []
    for count in _POINTS:
        rows += [values(s) for s in range(len(rows), count)]
        found = [_interpolated(list(known)) for known in zip(*rows, strict=True)]
        pairs = zip(found, checks, strict=True)
        if all(_at(polynomial, checked_at) == check for polynomial, check in pairs):
            return [one for k, one in enumerate(found) if one not in found[:k]]
    return None


def _radicand(tree: Expression, at: Residues) -> object:
    """A norm stands for the root of its square; within a radicand it may not stand alone."""
    if isinstance(tree, t.Norm):
        return _squared_norm(tree, at)
    if _has_bare_norm(tree):
        raise KeyError("a root within a root")
    return value(tree, at)


def _has_bare_norm(tree: object) -> bool:
    if type(tree) is tuple:
        return any(map(_has_bare_norm, tree))
    if isinstance(tree, t.Norm):
        return True
    if isinstance(tree, t.Power) and isinstance(tree.base, t.Norm):
        return _has_bare_norm(tree.base.of)
    return isinstance(tree, Node) and any(
        _has_bare_norm(getattr(tree, name)) for name in tree.__match_args__
    )


# ----- polynomials modulo the prime --------------------------------------------------------------


def _is_free(found: list[Polynomial]) -> bool:
    """Whether no product of these is a constant times a square."""
    if not 0 < len(found) <= _MOST or any(len(one) < 2 for one in found):
        return False
    whole = _product(found)
    if len(_gcd(whole, _derivative(whole))) == 1:
        return True  # no factor occurs twice
    return not any(
        _is_square(_product(list(chosen)))
        for count in range(1, len(found) + 1)
        for chosen in combinations(found, count)
    )


def _is_square(polynomial: Polynomial) -> bool:
    """Whether all factors occur an even number of times (Yun's algorithm)."""
    common = _gcd(polynomial, _derivative(polynomial))
    simple = _divided(polynomial, common)[0]
    is_odd = True
    while len(simple) > 1:
        both = _gcd(simple, common)
        if is_odd and len(both) < len(simple):
            return False  # some factors occur just so often
        simple, common = both, _divided(common, both)[0]
        is_odd = not is_odd
    return True


def _interpolated(known: list[int]) -> Polynomial:
    """The polynomial with these values at 0, 1, 2 … (Newton)."""
    p = TOP.prime
    steps = list(known)
    for order in range(1, len(steps)):
        below = TOP.inverse(order)
        for i in range(len(steps) - 1, order - 1, -1):
            steps[i] = (steps[i] - steps[i - 1]) * below % p
    found = [0]
    for i in range(len(steps) - 1, -1, -1):
        shifted = [0, *found]
        for k, number in enumerate(found):
            shifted[k] = (shifted[k] - i * number) % p
        shifted[0] = (shifted[0] + steps[i]) % p
        found = shifted
    return _trimmed(found)


def _trimmed(polynomial: Polynomial) -> Polynomial:
    while len(polynomial) > 1 and not polynomial[-1]:
        polynomial.pop()
    return polynomial


def _at(polynomial: Polynomial, s: int) -> int:
    found = 0
    for number in reversed(polynomial):
        found = (found * s + number) % TOP.prime
    return found


def _derivative(polynomial: Polynomial) -> Polynomial:
    return _trimmed([k * number % TOP.prime for k, number in enumerate(polynomial)][1:] or [0])


def _product(factors: list[Polynomial]) -> Polynomial:
    found = [1]
    for factor in factors:
        product = [0] * (len(found) + len(factor) - 1)
        for i, a in enumerate(found):
            for j, b in enumerate(factor):
                product[i + j] = (product[i + j] + a * b) % TOP.prime
        found = product
    return found


def _divided(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Quotient and rest."""
    p = TOP.prime
    rest = list(above)
    over = pow(below[-1], -1, p)
    quotient = [0] * max(1, len(rest) - len(below) + 1)
    for shift in range(len(rest) - len(below), -1, -1):
        factor = rest[shift + len(below) - 1] * over % p
        quotient[shift] = factor
        for k, number in enumerate(below):
            rest[shift + k] = (rest[shift + k] - factor * number) % p
    return _trimmed(quotient), _trimmed(rest)


def _gcd(a: Polynomial, b: Polynomial) -> Polynomial:
    while b != [0]:
        a, b = b, _divided(a, b)[1]
    return a
