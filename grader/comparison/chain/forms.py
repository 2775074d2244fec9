"""Trees → numbers: trees that differ only in trivial ways have the same number.

Trivial are the order of terms and factors, + 0, · 1, the sum of two numbers, like terms, −(−a),
(Aᵀ)ᵀ and the name of an index that is summed over. A step that changes nothing else is no work.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grader.calculus.indices import replaced
from grader.calculus.numbering import Numbering
from grader.calculus.parts import mapped, parts
from grader.language.tree import (
    SCALAR,
    ZERO,
    At,
    Expression,
    Filled,
    Identity,
    IndexedSum,
    MatrixProduct,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
    Sum,
    Transpose,
)


class Forms:
    """The numbers given so far."""

    def __init__(self) -> None:
        self.table = Numbering()
        self._heights: dict[int, tuple[int, Expression]] = {}

    def number(self, tree: Expression) -> int:
        """The number of a tree."""
        return self.table.number(self.plain(tree))

    def plain(self, tree: Expression) -> Expression:
        """The tree without what is trivial."""
        node = mapped(tree, self.plain)
        match node:
            case Negative(of=of):
                return self.scaled(Fraction(-1), of)
            case Sum(terms=terms):
                return self.added(terms, node.shape)
            case Product(factors=factors):
                return self._multiplied(factors)
            case Quotient(of=of, by=Number(value=value)) if value:
                return self.scaled(1 / Fraction(value), of)
            case Power(base=base, exponent=Number(value=1)):
                return base
            case Transpose(of=of) if of.shape == SCALAR:
                return of
            case Transpose(of=Transpose(of=of)):
                return of
            case MatrixProduct(factors=factors):
                return self._chained(factors)
            case IndexedSum():
                return self._with_plain_index(node)
            case _:
                return node

    def is_zero(self, tree: Expression) -> bool:
        """Whether a tree is plainly zero."""
        plain = self.plain(tree)
        return plain == ZERO or (isinstance(plain, Filled) and plain.value == 0)

    # ----- sums and products

    def scaled(self, by: Fraction, of: Expression) -> Expression:
        """A number times a plain tree."""
        factor, rest = self.split(of)
        factor *= by
        if rest is None:
            return Number(_whole(factor))
        if factor == 1:
            return rest
        if factor == 0:
            return ZERO if rest.shape == SCALAR else Filled(0, rest.shape)
        inner = rest.factors if isinstance(rest, Product) else (rest,)
        return Product((Number(_whole(factor)), *inner), rest.shape)

    def split(self, of: Expression) -> tuple[Fraction, Expression | None]:
        """A number and what it multiplies."""
        match of:
            case Number(value=value):
                return Fraction(value), None
            case Product(factors=(Number(value=value), *rest)):
                left = rest[0] if len(rest) == 1 else Product(tuple(rest), of.shape)
                return Fraction(value), left
            case _:
                return Fraction(1), of

    def added(self, terms: Sequence[Expression], shape: Shape) -> Expression:
        """The sum of plain terms with like ones collected."""
        number = Fraction(0)
        found: dict[int, tuple[Fraction, Expression]] = {}
        pending = list(reversed(terms))
        while pending:
            term = pending.pop()
            if isinstance(term, Sum):
                pending += reversed(term.terms)
                continue
            if isinstance(term, Filled) and term.value == 0:
                continue
            factor, rest = self.split(term)
            if rest is None:
                number += factor
                continue
            key = self.table.number(rest)
            found[key] = (found.get(key, (Fraction(0), rest))[0] + factor, rest)
        kept = [self.scaled(factor, rest) for factor, rest in found.values() if factor]
        if number:
            kept.append(Number(_whole(number)))
        if not kept:
            return ZERO if shape == SCALAR else Filled(0, shape)
        return kept[0] if len(kept) == 1 else Sum(tuple(kept), shape)

    def _multiplied(self, factors: Sequence[Expression]) -> Expression:
        number = Fraction(1)
        kept: list[Expression] = []
        for factor in factors:
            inner, rest = self.split(factor)
            number *= inner
            if rest is not None:
                kept += rest.factors if isinstance(rest, Product) else (rest,)
        if not kept:
            return Number(_whole(number))
        shape = kept[-1].shape
        rest = kept[0] if len(kept) == 1 else Product(tuple(kept), shape)
        return self.scaled(number, rest)

    def _chained(self, factors: Sequence[Expression]) -> Expression:
        """A matrix product without identities, its scalars in front."""
        number = Fraction(1)
        scalars: list[Expression] = []
        kept: list[Expression] = []
        shape = (factors[0].shape[0], factors[-1].shape[1])
        for factor in factors:
            inner, rest = self.split(factor)
            number *= inner
            if rest is None or isinstance(rest, Identity):
                continue
            if isinstance(rest, Product):
                scalars += rest.factors[:-1]
                rest = rest.factors[-1]
            kept += rest.factors if isinstance(rest, MatrixProduct) else (rest,)
        if not kept:
            return factors[0]
        chain = kept[0] if len(kept) == 1 else MatrixProduct(tuple(kept), shape)
        rest = Product((*scalars, chain), shape) if scalars else chain
        return self.scaled(number, rest)

    # ----- indices

    def _with_plain_index(self, node: IndexedSum) -> Expression:
        """Σ with an index named after the sums inside: Σ_j and Σ_k are the same."""
        height = 1 + self._height(node.of)
        name = f"k{height}"
        of = replaced(node.of, node.index, At(name))
        return IndexedSum(name, node.lower, node.upper, of, node.shape)

    def _height(self, node: Expression) -> int:
        """How many sums stand inside each other, in a tree whose indices are plain."""
        known = self._heights.get(id(node))
        if known is None:
            height = max(map(self._height, parts(node)), default=0)
            known = (height + isinstance(node, IndexedSum), node)
            self._heights[id(node)] = known
        return known[0]


def _whole(value: Fraction) -> Fraction | int:
    return value.numerator if value.denominator == 1 else value
