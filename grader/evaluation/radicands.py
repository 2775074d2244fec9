"""Tree → do its roots hide a sign?

√(u) is read as the root that is a square (modular.py). Where u = w·v², that is √w·v up to the
sign of v, which no draw shows: √(x²) equals −x whenever x happens to be no square. Such trees
need many draws. A radicand that cannot have a square factor needs none:

- ‖x‖² = Σ xᵢ² of two or more independent entries, ‖Ax − b‖² with a b that occurs nowhere else,
  ‖Ax‖² with an A that occurs nowhere else;
- c + h with a number c ≠ 0 and h homogeneous of degree d > 0: a square factor v² would divide
  c + h and, by Euler, v would divide x·∇(c + h) = d·h, hence c;
- what is made of positive variables and numbers by products and powers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader.evaluation.positivity import is_positive
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import Expression


def hidden_signs(trees: Iterable[Expression], variables: Mapping[str, Declaration]) -> int:
    """How many different radicands of the trees may hide a sign."""
    radicands = {radicand for tree in trees for radicand in _radicands(tree)}
    return sum(not _is_safe(radicand, variables) for radicand in radicands)


def _radicands(tree: Expression) -> Iterator[Expression]:
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        if type(node) is tuple:
            pending += node
            continue
        if not isinstance(node, t.Node):
            continue
        pending += [getattr(node, name) for name in node.__match_args__]
        match node:
            case t.Norm(of):
                yield t.Norm(of)
            case t.Function("sqrt", of, _):
                yield of
            case t.Power(base, t.Number(exponent), _) if exponent.denominator != 1:
                yield base
            case t.Power(base, exponent, _) if not isinstance(exponent, t.Number):
                yield base


def _is_safe(radicand: Expression, variables: Mapping[str, Declaration]) -> bool:
    match radicand:
        case t.Norm(of):
            return _has_free_vector(of, variables)
        case t.MatrixProduct((t.Transpose(left, _), right), (1, 1)) if left == right:
            return _has_free_vector(right, variables)
        case t.Sum(terms, _):
            degrees = {_degree(term) for term in terms}
            if len(degrees) == 2 and 0 in degrees and None not in degrees:
                return min(degrees, key=lambda degree: degree or 0) == 0
    return _is_monomial(radicand, variables)


def _degree(node: Expression) -> int | None:
    """The degree of a homogeneous polynomial; None for what is none."""
    match node:
        case t.Number() | t.Size() | t.Filled() | t.Identity() | t.Unit() | t.Constant():
            return 0
        case t.Variable():
            return 1
        case t.Sum(terms, _):
            degrees = {_degree(term) for term in terms}
            return degrees.pop() if len(degrees) == 1 else None
        case t.Product(factors, _) | t.Hadamard(factors, _) | t.MatrixProduct(factors, _):
            found = [_degree(factor) for factor in factors]
            return None if None in found else sum(degree or 0 for degree in found)
        case t.Negative(of, _) | t.Transpose(of, _) | t.Spread(of, _) | t.Trace(of) | t.Total(of):
            return _degree(of)
        case t.Entry(of, _, _):
            return _degree(of)
        case t.Power(t.Norm(of), t.Number(exponent), _) if exponent.numerator % 2 == 0:
            inner = _degree(of)
            return None if inner is None or exponent.denominator != 1 else inner * int(exponent)
        case t.Power(base, t.Number(exponent), _) if exponent.denominator == 1 and exponent > 0:
            inner = _degree(base)
            return None if inner is None else inner * int(exponent)
        case t.Quotient(of, t.Number(), _):
            return _degree(of)
    return None


def _is_monomial(node: Expression, variables: Mapping[str, Declaration]) -> bool:
    match node:
        case t.Number(value):
            return value > 0
        case t.Size():
            return True
        case t.Variable():
            return is_positive(node, variables)
        case t.Function(name, of, _):
            return name == "exp" or (name == "sqrt" and _is_monomial(of, variables))
        case t.Product(factors, _) | t.Hadamard(factors, _):
            return all(_is_monomial(factor, variables) for factor in factors)
        case t.Quotient(of, by, _):
            return _is_monomial(of, variables) and _is_monomial(by, variables)
        case t.Power(base, _, _):
            return _is_monomial(base, variables)
    return False


def _has_free_vector(of: Expression, variables: Mapping[str, Declaration]) -> bool:
    """Whether one term is a variable of two or more entries that stands nowhere else."""
    if isinstance(of, t.MatrixProduct):
        return _has_free_vector(of.factors[0], variables) and _occurs_once(of, of.factors[0])
    terms = of.terms if isinstance(of, t.Sum) else (of,)
    for term in terms:
        bare = term.of if isinstance(term, t.Negative | t.Transpose) else term
        if isinstance(bare, t.Variable) and not variables[bare.name].structure:
            entries = [side for side in bare.shape if side != 1]
            if entries and _count(of, bare.name) == 1:
                return True
    return False


def _occurs_once(of: Expression, factor: Expression) -> bool:
    bare = factor.of if isinstance(factor, t.Transpose) else factor
    return (
        isinstance(bare, t.Variable) and factor.shape[0] != 1 and _count(of, bare.name) == 1
    )


def _count(tree: Any, name: str) -> int:
    if isinstance(tree, t.Variable):
        return int(tree.name == name)
    if type(tree) is tuple:
        return sum(_count(part, name) for part in tree)
    if isinstance(tree, t.Node):
        return sum(_count(getattr(tree, field), name) for field in tree.__match_args__)
    return 0
