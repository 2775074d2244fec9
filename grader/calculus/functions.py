"""Functions of one number: their symmetries and their values at 0 and 1."""

from __future__ import annotations

from fractions import Fraction

from grader.calculus.construction import function, is_number, is_zero, ones, product, spread, zero
from grader.calculus.numbering import Numbering
from grader.calculus.reading import is_negative, one_minus, read
from grader.calculus.writing import built, opposite
from grader.language.tree import SCALAR, Expression, Function, Negative, Number, Spread

ODD = frozenset(("sin", "tan", "cot", "csc", "asin", "atan", "sinh", "tanh", "sign"))
EVEN = frozenset(("cos", "sec", "cosh", "abs"))
AT_ZERO: dict[str, int | Fraction] = {
    "exp": 1,
    "cos": 1,
    "sec": 1,
    "cosh": 1,
    "sigmoid": Fraction(1, 2),
}
ZERO_AT_ZERO = ODD - {"cot", "csc"} | {"sqrt", "relu", "abs"}


def function_rule(node: Function, table: Numbering) -> Expression:
    """f(−u) by symmetry, f(0), log(exp(u)) = u; roots are powers."""
    name, of = node.name, node.of
    if isinstance(of, Spread):
        return spread(function_rule(Function(name, of.of, SCALAR), table), node.shape)
    if is_zero(of):
        return _at_zero(node)
    if name == "log" and isinstance(of, Function) and of.name == "exp":
        return of.of
    if name == "log" and is_number(of, 1):
        return zero(node.shape)
    if name == "sqrt":
        return built(read(node, table), node.shape, table)
    if name in ODD | EVEN | {"sigmoid"} and is_negative(of, table):
        positive = function(name, opposite(of))
        if name == "sigmoid":
            return one_minus(positive, table)
        return positive if name in EVEN else Negative(positive, node.shape)
    return node


def _at_zero(node: Function) -> Expression:
    """f(0) where it is rational."""
    if node.name in ZERO_AT_ZERO:
        return zero(node.shape)
    value = AT_ZERO.get(node.name)
    return node if value is None else product((Number(value), ones(node.shape)))
