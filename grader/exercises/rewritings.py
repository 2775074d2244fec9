"""A key → other ways to write the same: each is right, and must be accepted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Final

from grader.calculus.construction import (
    added,
    matrix_product,
    negated,
    product,
    quotient,
    spread,
    transposed,
)
from grader.exercises.slips import TWO, Changed, Rule, everywhere
from grader.language.tree import (
    ONE,
    SCALAR,
    Diagonal,
    Expression,
    Function,
    Hadamard,
    Identity,
    MatrixProduct,
    Negative,
    Norm,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Total,
    Transpose,
)


def rewritings(key: Expression) -> Iterator[Changed]:
    """Every rewriting of a key, each tree once."""
    seen = {key}
    whole = ((name, tree) for name, rule in _WHOLE for tree in rule(key))
    local = ((name, tree) for name, rule in _LOCAL for tree in everywhere(key, rule))
    for name, tree in chain(whole, local):
        if tree not in seen:
            seen.add(tree)
            yield Changed(name, tree)


# ----- the whole key -----------------------------------------------------------------------------


def _twice_transposed(key: Expression) -> Iterator[Expression]:
    """(Kᵀ)ᵀ, with the transpose inside carried to the factors."""
    if key.shape != SCALAR:
        yield Transpose(_carried(key), key.shape)


def _carried(node: Expression) -> Expression:
    """nodeᵀ by (A + B)ᵀ = Aᵀ + Bᵀ, (A B)ᵀ = Bᵀ Aᵀ, (c A)ᵀ = c Aᵀ."""
    turned = (node.shape[1], node.shape[0])
    if node.shape == SCALAR:
        return node
    match node:
        case Sum(terms):
            return Sum(tuple(map(_carried, terms)), turned)
        case Negative(of):
            return Negative(_carried(of), turned)
        case MatrixProduct(factors):
            return MatrixProduct(tuple(map(_carried, reversed(factors))), turned)
        case Product(factors):
            return Product(tuple(map(_carried, factors)), turned)
        case Quotient(of, by) if by.shape == SCALAR:
            return Quotient(_carried(of), by, turned)
    return transposed(node)


def _doubled_and_halved(key: Expression) -> Iterator[Expression]:
    """2 K / 2, K/3 + 2 K/3, −(−K)."""
    yield quotient(Product((TWO, key), key.shape), TWO)
    thirds = (Product((Number(Fraction(part, 3)), key), key.shape) for part in (1, 2))
    yield Sum(tuple(thirds), key.shape)
    yield Negative(Negative(key, key.shape), key.shape)


def _times_identity(key: Expression) -> Iterator[Expression]:
    """I K."""
    if key.shape != SCALAR:
        yield MatrixProduct((Identity((key.shape[0], key.shape[0])), key), key.shape)


# ----- one place ---------------------------------------------------------------------------------


def _commuted(node: Expression) -> Iterator[Expression]:
    """b + a, v ⊙ u, and factors of numbers the other way round."""
    if isinstance(node, Sum):
        yield Sum(node.terms[::-1], node.shape)
    if isinstance(node, Hadamard):
        yield Hadamard(node.factors[::-1], node.shape)
    if isinstance(node, Product) and node.shape == SCALAR:
        yield Product(node.factors[::-1], SCALAR)


def _distributed(node: Expression) -> Iterator[Expression]:
    """(a + b) c → a c + b c, for every kind of product and for quotients."""
    match node:
        case MatrixProduct(factors) | Product(factors) | Hadamard(factors):
            make = matrix_product if isinstance(node, MatrixProduct) else product
            for i, factor in enumerate(factors):
                if isinstance(factor, Sum):
                    pieces = ((*factors[:i], term, *factors[i + 1 :]) for term in factor.terms)
                    if isinstance(node, Hadamard):
                        terms = [Hadamard(piece, node.shape) for piece in pieces]
                        yield Sum(tuple(terms), node.shape)
                    else:
                        yield added([make(piece) for piece in pieces], node.shape)
        case Quotient(Sum(terms), by):
            yield added([quotient(term, by) for term in terms], node.shape)
        case _:
            return


def _turned(node: Expression) -> Iterator[Expression]:
    """xᵀ y → yᵀ x; a − b → −(b − a)."""
    if isinstance(node, MatrixProduct) and node.shape == SCALAR:
        yield MatrixProduct(tuple(map(transposed, reversed(node.factors))), SCALAR)
    if isinstance(node, Sum) and any(isinstance(term, Negative) for term in node.terms):
        yield Negative(added(map(negated, node.terms), node.shape), node.shape)


def _spelled_out(node: Expression) -> Iterator[Expression]:
    """σ(u) = 1/(1 + e⁻ᵘ) = eᵘ/(1 + eᵘ), ‖u‖² = sum of squares, u² = u·u, u ⊙ v = diag(u) v."""
    match node:
        case Function("sigmoid", of, shape):
            power, other = Function("exp", of, shape), Function("exp", negated(of), shape)
            one = spread(ONE, shape)
            yield Quotient(ONE, Sum((one, other), shape), shape)
            yield Quotient(power, Sum((one, power), shape), shape)
        case Function("exp", Negative(of), shape):
            yield Quotient(ONE, Function("exp", of, shape), shape)
        case Power(Norm(of), Number(exponent)) if exponent == 2 and of.shape != SCALAR:
            yield Total(Hadamard((of, of), of.shape))
        case Power(base, Number(exponent), shape) if exponent == 2 and shape == SCALAR:
            yield Product((base, base), SCALAR)
        case Hadamard((first, *others), shape) if shape[1] == 1:
            rest = others[0] if len(others) == 1 else Hadamard(tuple(others), shape)
            yield matrix_product((Diagonal(first, (shape[0], shape[0])), rest))


_WHOLE: Final[tuple[tuple[str, Rule], ...]] = (
    ("twice transposed", _twice_transposed),
    ("doubled and halved", _doubled_and_halved),
    ("times I", _times_identity),
)
_LOCAL: Final[tuple[tuple[str, Rule], ...]] = (
    ("commuted", _commuted),
    ("distributed", _distributed),
    ("turned round", _turned),
    ("spelled out", _spelled_out),
)
