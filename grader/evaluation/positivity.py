"""Tree → is it known to be positive, or not negative, from its form and the declarations alone?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import Expression

Declarations: TypeAlias = Mapping[str, Declaration]
Rational: TypeAlias = Fraction | int

_POSITIVE = frozenset(("exp", "cosh", "sigmoid", "softplus"))


def is_positive(node: Expression, variables: Declarations) -> bool:
    """Whether every entry is above zero wherever the tree has a value."""
    match node:
        case t.Number(value):
            return value > 0
        case t.Constant() | t.Size():
            return True
        case t.Filled(value, _):
            return value > 0
        case t.Variable(name, _):
            declared = variables[name]
            return declared.is_positive and declared.structure == ""
        case t.Function(name, of, _):
            return name in _POSITIVE or (name == "sqrt" and is_positive(of, variables))
        case t.Spread(of, _) | t.Transpose(of, _) | t.Entry(of, _, _) | t.Slice(of, _, _, _):
            return is_positive(of, variables)
        case t.Total(of) | t.Vectorization(of, _):
            return is_positive(of, variables)
        case t.IndexedSum(_, (None, 0), (dimension, -1), of, _) if dimension is not None:
            return is_positive(of, variables)  # not of a sum that may be empty
        case t.Softmax():
            return True
        case t.Determinant(of) | t.Trace(of):
            return _is_definite(of, variables)
        case t.Sum(terms, _):
            return (
                any(is_positive(term, variables) for term in terms)
                and all(is_nonnegative(term, variables) for term in terms)
            ) or _is_above_zero(terms, variables)
        case t.Product(factors, _) | t.Hadamard(factors, _) | t.MatrixProduct(factors, _):
            return all(is_positive(factor, variables) for factor in factors)
        case t.Quotient(of, by, _):
            return is_positive(of, variables) and is_positive(by, variables)
        case t.Power(base, _, _):
            return is_positive(base, variables)
        case _:
            return False


def _is_definite(of: Expression, variables: Declarations) -> bool:
    """Whether a matrix is declared positive definite, or is the inverse of one that is."""
    match of:
        case t.Variable(name, _):
            return variables[name].structure == "positive definite"
        case t.Inverse(inner, _) | t.Transpose(inner, _):
            return _is_definite(inner, variables)
        case _:
            return False


def _is_quadratic(factors: tuple[Expression, ...], variables: Declarations) -> bool:
    """vᵀv, or vᵀ S v with S positive definite, also where v is a product."""
    while len(factors) > 1 and (
        factors[0] == t.Transpose(factors[-1], factors[0].shape)
        or factors[-1] == t.Transpose(factors[0], factors[-1].shape)
    ):
        factors = factors[1:-1]
    return not factors or (len(factors) == 1 and _is_definite(factors[0], variables))


def _is_above_zero(terms: tuple[Expression, ...], variables: Declarations) -> bool:
    """Whether the lower bounds of the terms add up to 0 or more, one of them never reached."""
    bounds = [lower_bound(term, variables) for term in terms]
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return False
    total = sum(bound for bound, _ in known)
    return total > 0 or (total == 0 and any(open_ for _, open_ in known))


def lower_bound(node: Expression, variables: Declarations) -> tuple[Rational, bool] | None:
    """A number that no entry is below, and whether it is never reached; None if unknown."""
    match node:
        case t.Negative(of, _):
            upper = upper_bound(of, variables)
            return None if upper is None else (-upper[0], upper[1])
        case t.Number(value) | t.Filled(value, _):
            return (value, False)
        case t.Spread(of, _):
            return lower_bound(of, variables)
        case t.Variable(name, _):
            declared = variables[name]
            if declared.domain in ("interval", "set") and not declared.structure:
                return (min(declared.values), declared.domain == "interval")
        case t.Function(name, _, _) if name in ("sin", "cos", "tanh"):
            return (-1, name == "tanh")
    if is_positive(node, variables):
        return (0, True)
    return (0, False) if is_nonnegative(node, variables) else None


def upper_bound(node: Expression, variables: Declarations) -> tuple[Rational, bool] | None:
    """A number that no entry is above, and whether it is never reached; None if unknown."""
    match node:
        case t.Negative(of, _):
            lower = lower_bound(of, variables)
            return None if lower is None else (-lower[0], lower[1])
        case t.Number(value) | t.Filled(value, _):
            return (value, False)
        case t.Spread(of, _):
            return upper_bound(of, variables)
        case t.Variable(name, _):
            declared = variables[name]
            if declared.domain in ("interval", "set") and not declared.structure:
                return (max(declared.values), declared.domain == "interval")
        case t.Function(name, _, _) if name in ("sin", "cos", "tanh", "sigmoid"):
            return (1, name in ("tanh", "sigmoid"))
        case t.Softmax():
            return (1, True)
        case _:
            pass
    return None


def is_nonnegative(node: Expression, variables: Declarations) -> bool:
    """Whether no entry is below zero wherever the tree has a value."""
    return is_positive(node, variables) or _is_nonnegative(node, variables)


def _is_nonnegative(node: Expression, variables: Declarations) -> bool:
    match node:
        case t.Number(value):
            return value >= 0
        case t.Filled() | t.Identity() | t.Unit() | t.Delta() | t.Norm():
            return True
        case t.Variable(name, _):
            declared = variables[name]
            return (
                declared.domain in ("positive", "nonnegative")
                or declared.structure == "one-hot"
                or (declared.domain in ("set", "interval") and min(declared.values) >= 0)
            )
        case t.Function(name, of, _):
            return name in ("abs", "sqrt", "relu", "acos")
        case t.Spread(of, _) | t.Transpose(of, _) | t.Entry(of, _, _) | t.Slice(of, _, _, _):
            return is_nonnegative(of, variables)
        case t.Total(of) | t.Vectorization(of, _) | t.IndexedSum(_, _, _, of, _):
            return is_nonnegative(of, variables)
        case t.Sum(terms, _):
            return all(is_nonnegative(term, variables) for term in terms)
        case t.MatrixProduct(factors, (1, 1)) if _is_quadratic(factors, variables):
            return True
        case t.MatrixProduct(factors, _):
            return all(is_nonnegative(factor, variables) for factor in factors)
        case t.Product(factors, _) | t.Hadamard(factors, _):
            return all(is_nonnegative(factor, variables) for factor in factors) or (
                len(factors) == 2 and factors[0] == factors[1]
            )
        case t.Quotient(of, by, _):
            return is_nonnegative(of, variables) and is_nonnegative(by, variables)
        case t.Power(base, exponent, _):
            is_even = isinstance(exponent, t.Number) and exponent.value.numerator % 2 == 0
            return is_even or is_nonnegative(base, variables)
        case t.Extremum("max", operands, _):
            return any(is_nonnegative(operand, variables) for operand in operands)
        case _:
            return False
