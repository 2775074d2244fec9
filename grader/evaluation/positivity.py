"""Tree → is it known to be positive, or not negative, from its form and the declarations alone?"""

from __future__ import annotations

from collections.abc import Mapping

from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import Expression

Declarations = Mapping[str, Declaration]

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
        case t.Total(of) | t.Vectorization(of, _) | t.IndexedSum(_, _, _, of, _):
            return is_positive(of, variables)
        case t.Softmax():
            return True
        case t.Sum(terms, _):
            return any(is_positive(term, variables) for term in terms) and all(
                is_nonnegative(term, variables) for term in terms
            )
        case t.Product(factors, _) | t.Hadamard(factors, _) | t.MatrixProduct(factors, _):
            return all(is_positive(factor, variables) for factor in factors)
        case t.Quotient(of, by, _):
            return is_positive(of, variables) and is_positive(by, variables)
        case t.Power(base, _, _):
            return is_positive(base, variables)
    return False


def is_nonnegative(node: Expression, variables: Declarations) -> bool:
    """Whether no entry is below zero wherever the tree has a value."""
    if is_positive(node, variables):
        return True
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
        case t.MatrixProduct((t.Transpose(left, _), right), (1, 1)) if left == right:
            return True
        case t.Product(factors, _) | t.Hadamard(factors, _) | t.MatrixProduct(factors, _):
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
    return False
