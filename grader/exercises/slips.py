"""A key → the wrong answers that people give: one slip each, at every place where it can happen.

A slip may happen to change nothing (xᵀx transposed): whoever uses these has to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final, NamedTuple, TypeAlias

from grader.calculus.construction import (
    added,
    hadamard,
    matrix_product,
    negated,
    product,
    quotient,
    transposed,
)
from grader.calculus.parts import mapped, parts
from grader.language.declarations import Scope
from grader.language.tree import (
    Expression,
    Hadamard,
    MatrixProduct,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Size,
    Sum,
    Transpose,
    Variable,
)

Rule: TypeAlias = Callable[[Expression], Iterator[Expression]]

TWO: Final = Number(2)


class Changed(NamedTuple):
    """A tree made from a key; `name` says what was done to it."""

    name: str
    tree: Expression


def slips(key: Expression, within: Scope) -> Iterator[Changed]:
    """Every slip of a key, each tree once."""
    seen = {key}
    for name, rule in _whole():
        yield from _new(name, rule(key), seen)
    for name, rule in (*_LOCAL, ("wrong argument", _other_variable(within))):
        yield from _new(name, everywhere(key, rule), seen)


def everywhere(tree: Expression, rule: Rule) -> Iterator[Expression]:
    """The tree with a rule applied at one place, for every place where it applies."""
    yield from rule(tree)
    for number, part in enumerate(parts(tree)):
        for new in everywhere(part, rule):
            if new.shape == part.shape:
                yield _with_part(tree, number, new)


def _with_part(tree: Expression, number: int, new: Expression) -> Expression:
    places = count()
    return mapped(tree, lambda part: new if next(places) == number else part)


def _new(name: str, trees: Iterator[Expression], seen: set[Expression]) -> Iterator[Changed]:
    for tree in trees:
        if tree not in seen:
            seen.add(tree)
            yield Changed(name, tree)


# ----- at the whole key --------------------------------------------------------------------------


def _whole() -> tuple[tuple[str, Rule], ...]:
    return (
        ("sign", lambda key: iter((negated(key),))),
        ("factor 2", lambda key: iter((product((TWO, key)), quotient(key, TWO)))),
        ("transposed", lambda key: iter((transposed(key),))),
    )


# ----- at one place ------------------------------------------------------------------------------


def _sign(node: Expression) -> Iterator[Expression]:
    """−u → u; a + b → a − b."""
    if isinstance(node, Negative):
        yield node.of
    if isinstance(node, Sum):
        for i, term in enumerate(node.terms):
            others = (*node.terms[:i], negated(term), *node.terms[i + 1 :])
            yield added(others, node.shape)


def _dropped_term(node: Expression) -> Iterator[Expression]:
    """a + b → a."""
    if isinstance(node, Sum):
        for i in range(len(node.terms)):
            yield added((*node.terms[:i], *node.terms[i + 1 :]), node.shape)


def _symmetric_only(node: Expression) -> Iterator[Expression]:
    """A + Aᵀ → 2A, which is right for a symmetric A alone."""
    if isinstance(node, Sum) and len(node.terms) == 2:
        first, second = node.terms
        if transposed(first) == second:
            yield product((TWO, first))
            yield product((TWO, second))


def _missing_size(node: Expression) -> Iterator[Expression]:
    """u/m → u."""
    if isinstance(node, Quotient) and isinstance(node.by, Size):
        yield node.of


def _elementwise(node: Expression) -> Iterator[Expression]:
    """A B → A ⊙ B, where both are of one shape."""
    if isinstance(node, MatrixProduct):
        for i, (left, right) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
            if left.shape == right.shape:
                pair = hadamard((left, right))
                yield matrix_product((*node.factors[:i], pair, *node.factors[i + 2 :]))


def _forgotten_factor(node: Expression) -> Iterator[Expression]:
    """u·v → v: the inner derivative that was forgotten, or a number."""
    if isinstance(node, Product) and len(node.factors) > 1:
        for i, factor in enumerate(node.factors):
            if factor.shape == (1, 1):
                yield product((*node.factors[:i], *node.factors[i + 1 :]))
    if isinstance(node, Hadamard):
        for i in range(len(node.factors)):
            yield hadamard((*node.factors[:i], *node.factors[i + 1 :]))


def _exponent(node: Expression) -> Iterator[Expression]:
    """uᵏ → uᵏ⁻¹, uᵏ⁺¹."""
    if isinstance(node, Power) and isinstance(node.exponent, Number):
        for step in (-1, 1):
            yield Power(node.base, Number(node.exponent.value + step), node.shape)


def _untransposed(node: Expression) -> Iterator[Expression]:
    """Aᵀ → A and A → Aᵀ of a square matrix."""
    if isinstance(node, Transpose) and node.of.shape == node.shape:
        yield node.of
    if isinstance(node, Variable) and node.shape[0] == node.shape[1] != 1:
        yield Transpose(node, node.shape)


def _other_variable(within: Scope) -> Rule:
    """x → w, another variable of the same shape."""

    def rule(node: Expression) -> Iterator[Expression]:
        if isinstance(node, Variable):
            for name, declared in within.variables.items():
                if declared.shape == node.shape and name != node.name and not declared.arguments:
                    yield Variable(name, node.shape)

    return rule


_LOCAL: Final[tuple[tuple[str, Rule], ...]] = (
    ("sign", _sign),
    ("dropped term", _dropped_term),
    ("symmetric only", _symmetric_only),
    ("missing 1/m", _missing_size),
    ("elementwise", _elementwise),
    ("forgotten factor", _forgotten_factor),
    ("exponent", _exponent),
    ("A for A.T", _untransposed),
)
