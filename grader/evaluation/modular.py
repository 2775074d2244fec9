"""Tree + random residues → its value in a finite field: the exact reading.

A tree over sums, products, quotients and powers is a rational function of the entries of its
variables. Two different ones agree at a random point of a field of p elements with probability at
most degree/p (Schwartz, Zippel). All integers are exact, so agreement is proof up to that bound.

What goes beyond rational functions is given a value that respects its laws:

exp         gᵃ with a taken in the field below (fields.py): exp(a+b) = exp(a)·exp(b) holds by
            construction, and so does everything made of exp. The generator g is drawn as well,
            or e would be a known number. Exponentials of independent arguments are independent
            unknowns (for arguments that are algebraically but not linearly dependent, as x and
            x², this is Gonnet's hypothesis: no relation but the linear ones is ever met).
sin, cos    the point of the circle group at an angle taken in the field of angles; multiples of
            π are rotations. Angle sums, parity and sin² + cos² = 1 hold by construction.
roots       of the two roots the one that is a square; a point where the radicand is no square
            is drawn again (`Redraw`). Squares are closed under products, so √a·√b = √(ab).
abs, sign   the Legendre symbol as sign (elementwise.py).
log         of what is made of positive things by products and powers: the sum of the logs. Of
            anything else an opaque residue that depends on the value alone: whatever holds for
            all functions with L(1/u) = −L(u) holds for log. Agreement is proof, disagreement not.
positive    variables are drawn as exp of a random number, which is then their log.

A rational coefficient that is a multiple of the prime would be taken for zero. What is written
with long numbers is therefore compared at real points as well (exact.py).
"""

from __future__ import annotations

from fractions import Fraction

from grader.evaluation.abstract import applied
from grader.evaluation.elementwise import FUNCTIONS, exponential, is_settled_root, root
from grader.evaluation.evaluator import Rule, Value, combined, entries, mapped, total, value
from grader.evaluation.fields import TOP, Field
from grader.evaluation.logarithms import logarithm
from grader.evaluation.radicands import has_variable
from grader.evaluation.residues import Draw, Redraw, Residues
from grader.evaluation.rules import RULES
from grader.evaluation.sampling import magnitude
from grader.evaluation.terms import LARGEST_EXPONENT, rational, terms
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression

__all__ = ["Draw", "Redraw", "residues"]

_HALF = Fraction(1, 2)


def residues(
    tree: Expression, draw: Draw, indices: dict[str, int] | None = None, field: Field = TOP
) -> Value:
    """The value of a tree in a field, every entry reduced.

    Raises Pole or Redraw where another draw may do, Inexpressible where none will.
    """
    at = Residues(field, draw, MODULAR_RULES, {} if indices is None else indices)
    found = MODULAR_RULES[type(tree)](tree, at)
    prime = at.prime
    if type(found) is list:
        return [[entry % prime for entry in row] for row in found]
    return found % prime


def _function(node: t.Function, at: Residues) -> Value:
    return FUNCTIONS[node.name](node.of, at)


def _abstract(node: t.Abstract, at: Residues) -> Value:
    """What it is at some arguments is remembered: an indexed sum asks for each entry by itself."""
    inputs = entries(value(node.of, at))
    known = at.draw.applied
    asked = (at.field.index, node.name, node.order, node.shape, *inputs)
    found = known.get(asked)
    if found is None:
        found = known[asked] = applied(node, inputs, at)
    return found


# ----- powers ------------------------------------------------------------------------------------


def _power(node: t.Power, at: Residues) -> Value:
    """A rational exponent directly; any other as base^c · exp(rest · log base)."""
    exponent = rational(node.exponent, at.sizes, at.indices, at.draw.fixed)
    if exponent is None or magnitude(exponent) > LARGEST_EXPONENT:
        return _real_power(node, at)
    if type(node.base) is t.Norm and exponent.numerator % 2 == 0:  # no root is needed
        numbers = entries(value(node.base.of, at))
        return at.rational_power(at.dot(numbers, numbers), Fraction(exponent) / 2)
    if exponent == _HALF:
        return root(node.base, at)
    if exponent.denominator % 2 == 0 and type(node.base) is t.Power:
        even = rational(node.base.exponent, at.sizes, at.indices)
        if even is not None and even.numerator % 2 == 0 and even.denominator == 1:
            # (v^2k)^(a/b) is |v|^(2ka/b): the sign of v is seen.
            size = t.Function("abs", node.base.base, node.base.shape)
            return _power(t.Power(size, t.Number(exponent * even), node.shape), at)
    base = value(node.base, at)
    if exponent.denominator == 1 and exponent > 0:
        prime, whole = at.prime, int(exponent)
        return mapped(lambda number: pow(number, whole, prime), base)
    is_settled = at.draw.path is None or is_settled_root(node.base, at)
    return at.rational_powers(base, exponent, node.base, is_settled=is_settled)


def _real_power(node: t.Power, at: Residues) -> Value:
    log = t.Function("log", node.base, node.base.shape)
    plain, rest = Fraction(0), []
    for factor, term in terms(node.exponent):
        more = plain + factor * term.value if isinstance(term, t.Number) else None
        if more is not None and magnitude(more) <= LARGEST_EXPONENT:
            plain = more
        else:
            rest.append(t.Product((t.Number(factor), term), term.shape))
    known = mapped(lambda u: at.rational_power(u, plain), value(node.base, at)) if plain else None
    if not rest:
        return known
    exponent = rest[0] if len(rest) == 1 else t.Sum(tuple(rest), node.exponent.shape)
    product: Expression
    if exponent.shape != SCALAR and node.base.shape != SCALAR:
        product = t.Hadamard((exponent, log), node.shape)
    elif exponent.shape == SCALAR:
        product = t.Product((exponent, log), node.shape)
    else:
        product = t.Product((log, exponent), node.shape)
    power = exponential(product, at)
    if known is not None:
        power = combined(lambda a, b: a * b % at.prime, known, power)
    return power


# ----- of vectors --------------------------------------------------------------------------------


def _norm(node: t.Norm, at: Residues) -> Value:
    numbers = entries(value(node.of, at))
    is_settled = at.draw.path is None or not has_variable(node.of)
    return at.roots(
        at.dot(numbers, numbers), t.Power(node, t.Number(2), SCALAR), is_settled=is_settled
    )


def _softmax(node: t.Softmax, at: Residues) -> Value:
    powers = exponential(node.of, at)
    over = at.reciprocals([total(entries(powers))])[0]
    return mapped(lambda entry: entry * over % at.prime, powers)


def _log_sum_exp(node: t.LogSumExp, at: Residues) -> Value:
    power = t.Function("exp", node.of, node.of.shape)
    return logarithm(t.Total(power), at)


def _extremum(node: t.Extremum, at: Residues) -> Value:
    """max(a, b) = (a + b + |a − b|)/2; of rational numbers the one that it is."""
    known = [rational(operand, at.sizes, at.indices, at.draw.fixed) for operand in node.operands]
    choose = max if node.name == "max" else min
    numbers = [number for number in known if number is not None]
    operands = [one for one, number in zip(node.operands, known, strict=True) if number is None]
    parts = [value(operand, at) for operand in operands]
    if numbers:
        operands.append(t.Number(choose(numbers)))
        parts.append(at.number(choose(numbers)))
    half = at.field.inverse(2)
    side = 1 if node.name == "max" else -1

    best = parts[0]
    for k, part in enumerate(parts[1:], 1):
        before = operands[0] if k == 1 else t.Extremum(node.name, tuple(operands[:k]), node.shape)
        gap = combined(lambda a, b: a - b, best, part)
        size = combined(lambda a, b: side * a * b, gap, at.signs(gap, before, operands[k]))
        both = combined(lambda a, b: a + b, best, part)
        best = combined(lambda a, b: (a + b) * half % at.prime, both, size)
    return best


MODULAR_RULES: dict[type, Rule] = {
    **RULES,
    t.Abstract: _abstract,
    t.Function: _function,
    t.Power: _power,
    t.Norm: _norm,
    t.Softmax: _softmax,
    t.LogSumExp: _log_sum_exp,
    t.Extremum: _extremum,
}
