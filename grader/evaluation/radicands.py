"""Tree → do its roots hide a sign?

√(u) is read as the root that is a square (modular.py). Where u = w·v², that is √w·v up to the
sign of v, which no draw shows: √(x²) equals −x whenever x happens to be no square. Such trees
need many draws. A radicand that cannot have a square factor needs none:

- ‖x‖² = Σ xᵢ² of two or more independent entries, ‖Ax − b‖² with a b that occurs nowhere else,
  ‖Ax‖² with an A that occurs nowhere else;
- c + h with a number c ≠ 0 and h homogeneous of degree d > 0: a square factor v² would divide
  c + h and, by Euler, v would divide x·∇(c + h) = d·h, hence c;
- what is made of positive variables and numbers by products and powers.

Squares that are written as such are taken out first: √(x²y) is |x|·√y, and the sign is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from grader.evaluation.positivity import is_positive
from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import Expression


class Signs(NamedTuple):
    """How many radicands may hide a sign, and whether a root shows one (√(x²y) = |x|√y)."""

    hidden: int
    are_shown: bool
    has_constants: bool = False  # a radicand without variables may hide one that no draw changes
    square: frozenset[Expression] | None = None  # what stands under square roots, if all are such


NO_SIGNS = Signs(0, are_shown=False)


def signs_of_roots(trees: Iterable[Expression], variables: Mapping[str, Declaration]) -> Signs:
    """What the roots of the trees ask for."""
    found = {pair for tree in trees for pair in _radicands(tree)}
    insides = set()
    are_shown = False
    are_square = True
    for radicand, is_square_root in found:
        are_square = are_square and (is_square_root or isinstance(radicand, t.Norm))
        outside, inside = split_square(radicand) if is_square_root else ([], radicand)
        are_shown = are_shown or bool(outside)
        if inside is not None:
            insides.add(inside)
    unsafe = [inside for inside in insides if not _is_safe(inside, variables)]
    hidden = sum(has_variable(inside) for inside in unsafe)
    square = frozenset(filter(has_variable, insides)) if are_square else None
    return Signs(hidden, are_shown, hidden < len(unsafe), square)


def has_variable(tree: Any) -> bool:
    """Whether a variable or an abstract function stands in a tree."""
    if type(tree) is tuple:
        return any(has_variable(part) for part in tree)
    if isinstance(tree, t.Variable | t.Abstract):
        return True
    return isinstance(tree, t.Node) and any(
        has_variable(getattr(tree, name)) for name in tree.__match_args__
    )


def is_plain_number(tree: Any) -> bool:
    """Whether a tree is made of rational numbers and roots: the same at every draw."""
    match tree:
        case t.Number():
            return True
        case t.Sum(parts, _) | t.Product(parts, _):
            return all(map(is_plain_number, parts))
        case t.Negative(of, _) | t.Function("sqrt" | "abs", of, _):
            return is_plain_number(of)
        case t.Quotient(of, by, _) | t.Power(of, by, _):
            return is_plain_number(of) and is_plain_number(by)
        case _:
            return False


def split_square(radicand: Expression) -> tuple[list[Expression], Expression | None]:
    """u as v², … and the rest, as far as squares are written as such: √u = |v|·√rest.

    The rest is None where nothing is left.
    """
    match radicand:
        case t.Power(base, t.Number(exponent), _) if exponent.denominator == 1 and exponent > 1:
            half, odd = divmod(int(exponent), 2)
            outside: list[Expression] = [base] * half
            if type(base) is t.Norm:
                return [], radicand  # a sum of squares as it is
            return outside, (base if odd else None)
        case t.Product((first, second), (1, 1)) | t.Hadamard((first, second), _) if first == second:
            return [first], None
        case t.Product(factors, (1, 1)):
            found: list[Expression] = []
            rest: list[Expression] = []
            for factor in factors:
                squares, left = split_square(factor)
                found += squares
                if left is not None:
                    rest.append(left)
            if not found:
                return [], radicand
            if not rest:
                return found, None
            return found, rest[0] if len(rest) == 1 else t.Product(tuple(rest), (1, 1))
        case _:
            return [], radicand


def _radicands(tree: Expression) -> Iterator[tuple[Expression, bool]]:
    """What stands under a root, and whether it is the square root."""
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        if type(node) is tuple:
            pending += node
            continue
        if not isinstance(node, t.Node):
            continue
        match node:
            case t.Power(t.Norm(of), t.Number(exponent), _) if exponent.numerator % 2 == 0:
                pending.append(of)
                continue
            case t.Norm(of):
                yield t.Norm(of), False
            case t.Function("sqrt", of, _):
                yield of, True
            case t.Power(base, t.Number(exponent), _) if exponent.denominator != 1:
                yield base, exponent == Fraction(1, 2)
            case t.Power(base, exponent, _) if not isinstance(exponent, t.Number):
                yield base, False
        pending += [getattr(node, name) for name in node.__match_args__]


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
        case _:
            pass
    return is_monomial(radicand, variables)


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
        case _:
            return None


def is_monomial(node: Expression, variables: Mapping[str, Declaration]) -> bool:
    """Whether a tree is made of positive variables and numbers by products and powers."""
    match node:
        case t.Number(value):
            return value > 0
        case t.Size() | t.Constant():
            return True
        case t.Variable():
            return is_positive(node, variables)
        case t.Function(name, of, _):
            return name == "exp" or (name == "sqrt" and is_monomial(of, variables))
        case t.Product(factors, _) | t.Hadamard(factors, _):
            return all(is_monomial(factor, variables) for factor in factors)
        case t.Quotient(of, by, _):
            return is_monomial(of, variables) and is_monomial(by, variables)
        case t.Power(base, _, _):
            return is_monomial(base, variables)
        case _:
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
    return isinstance(bare, t.Variable) and factor.shape[0] != 1 and _count(of, bare.name) == 1


def _count(tree: Any, name: str) -> int:
    if isinstance(tree, t.Variable):
        return int(tree.name == name)
    if type(tree) is tuple:
        return sum(_count(part, name) for part in tree)
    if isinstance(tree, t.Node):
        return sum(_count(getattr(tree, field), name) for field in tree.__match_args__)
    return 0
