"""Trees without variables → the number that they are, as far as that is small."""

from __future__ import annotations

from fractions import Fraction

from grader.language.functions import MAX_DIGITS
from grader.language.tree import (
    ONE,
    Expression,
    Filled,
    Function,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
)


def simplest(value: Fraction | int) -> Fraction | int:
    """A whole Fraction as an int."""
    return value.numerator if value.denominator == 1 else value


def constant(tree: Expression) -> Fraction | int | None:
    """The rational that a tree without variables is, as far as that is small; else None."""
    match tree:
        case Number(value):
            return value
        case Negative(of, _):
            inner = constant(of)
            return None if inner is None else -inner
        case Sum(terms, _):
            return _folded(terms, 0)
        case Product(factors, _):
            return _folded(factors, 1)
        case Quotient(of, by, _):
            above = constant(of)
            below = None if above is None else constant(by)  # x/(1 + …) is none at a glance
            return None if above is None or not below else simplest(Fraction(above) / below)
        case Power(base, exponent, _):
            return _power(constant(base), constant(exponent))
        case _:
            return None


def _folded(parts: tuple[Expression, ...], start: int) -> Fraction | int | None:
    """The sum from 0, or the product from 1."""
    if any(type(part) is Variable for part in parts):
        return None
    total: Fraction | int = start
    for part in parts:
        value = constant(part)
        if value is None:
            return None
        total = total * value if start else total + value
        if len(str(total)) > 2 * MAX_DIGITS:
            return None
    return total


def _power(base: Fraction | int | None, exponent: Fraction | int | None) -> Fraction | int | None:
    if base is None or exponent is None or exponent.denominator != 1 or not base:
        return None
    size = max(abs(base.numerator), base.denominator)
    if abs(int(exponent)) * size.bit_length() > 4 * MAX_DIGITS:
        return None
    power: Fraction = Fraction(base) ** int(exponent)
    return simplest(power)


def rounded(tree: Expression) -> float | None:
    """A tree of numbers, however large, as a float; None where it holds anything else."""
    match tree:
        case Number(value):
            return float(value)
        case Negative(of, _):
            inner = rounded(of)
            return None if inner is None else -inner
        case Sum(terms, _):
            return _rounded_fold(terms, 0)
        case Product(factors, _):
            return _rounded_fold(factors, 1)
        case Power(base, exponent, _) | Quotient(base, exponent, _):
            left, right = rounded(base), rounded(exponent)
            if left is None or right is None:
                return None
            return left / right if isinstance(tree, Quotient) else float(abs(left) ** right)
        case _:
            return None


def _rounded_fold(parts: tuple[Expression, ...], start: int) -> float | None:
    total = float(start)
    for part in parts:
        value = rounded(part)
        if value is None:
            return None
        total = total * value if start else total + value
    return total


def has_zero_value(tree: Expression) -> bool:
    """Whether this is a plain 0, or zeros."""
    return (isinstance(tree, Number) and tree.value == 0) or (
        isinstance(tree, Filled) and tree.value == 0
    )


def is_euler(tree: Expression) -> bool:
    """Whether this is e."""
    return isinstance(tree, Function) and tree.name == "exp" and tree.of == ONE
