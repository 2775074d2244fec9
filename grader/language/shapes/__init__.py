"""Tree as written + scope → tree as meant, or a ShapeError.

Names are looked up, every product is told apart (scaling or matrix product), every `I` gets its
size, every index its range. Where what is written has two readings, shapes decide; where they
cannot, the error shows both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from grader.errors import NOWHERE, AnswerError, ShapeError, Span
from grader.language.algebra import (
    Source,
    added,
    chained,
    divided,
    elementwise_product,
    fitted,
    inverted,
    is_open,
    is_open_inside,
    kronecker,
    raised,
    transposed,
)
from grader.language.calls import FROBENIUS, called
from grader.language.declarations import Scope
from grader.language.functions import MAX_NESTING
from grader.language.indices import Indices
from grader.language.parser import parsed
from grader.language.shapes import abstract, listings, names, operators, ranks
from grader.language.tree import (
    SCALAR,
    Dimension,
    Expression,
    Filled,
    Function,
    Number,
    Shape,
    depth,
)
from grader.language.written import (
    Applied,
    BigSum,
    Call,
    Defined,
    DerivativeOf,
    Differential,
    Factor,
    Item,
    Listing,
    Literal,
    Partial,
    Place,
    Postfix,
    PowerOf,
    ProductOf,
    Subscript,
    SumOf,
    Text,
    Word,
    Written,
)

__all__ = ["Meaning", "meaning"]

Placed: TypeAlias = tuple[Expression, Place]

_PLAIN_TIMES = frozenset(("*", " ", "@"))

# A text of fewer characters cannot mean a tree that is nested too deeply.
SURELY_SHALLOW = 100


class Meaning(NamedTuple):
    """A text as it was understood: the tree, its free indices with their ranges, remarks.

    `smallest` says how large a symbolic dimension must be for every explicit index to exist.
    """

    tree: Expression
    free: tuple[tuple[str, Dimension], ...] = ()
    notes: tuple[str, ...] = ()
    smallest: tuple[tuple[str, int], ...] = ()


def meaning(text: str, scope: Scope, *, shape: Shape | None = None) -> Meaning:
    """What `text` means; `shape` is the shape asked for, from which a bare I or 0 takes its size.

    Raises AnswerError where the text cannot be read, ShapeError where shapes do not fit.
    """
    written = parsed(text, scope)
    reader = _Reader(text, scope, {})
    try:
        return _understood(written, reader, shape)
    except AnswerError:
        # What an index runs over may stand behind the unit vector that takes its size from it.
        learned = reader.indices.ranges.learned
        if not reader.indices.has_open_unit or not learned:
            raise
        return _understood(written, _Reader(text, scope, learned), shape)


def _understood(written: Written, reader: _Reader, shape: Shape | None) -> Meaning:
    source, indices = reader.source, reader.indices
    try:
        tree = reader.read(written)
        if shape is not None and shape != SCALAR:
            if isinstance(written, Literal) and written.value == 0:
                tree = Filled(0, shape)
            elif is_open(tree):
                tree = fitted(tree, shape)
        has_open_parts = indices.has_open_unit or "I" in source.text
        if is_open(tree) or (has_open_parts and is_open_inside(tree)):
            raise ShapeError(
                "the size of the identity matrix (or vector of ones, or unit vector) does not "
                "follow from the context",
                hint="write eye(n), ones(n) or unit(i, n)",
            )
        if len(source.text) > SURELY_SHALLOW and depth(tree) > MAX_NESTING:
            raise AnswerError(
                "the answer is nested too deeply",
                hint=f"at most {MAX_NESTING} operations inside each other are read",
            )
        free = indices.ranges.free(tree)
    except AnswerError as error:
        if error.span == NOWHERE:
            error.span = Span(0, len(source.text))
        raise
    return Meaning(tree, free, tuple(source.notes), indices.ranges.smallest())


class _Reader:
    """Reads one text: what it has learned about indices, and remarks for the student."""

    __slots__ = ("indices", "scope", "source")

    def __init__(self, text: str, scope: Scope, hints: dict[str, Dimension]) -> None:
        self.scope = scope
        self.source = Source(text, scope.names)
        self.indices = Indices(scope, self.source, hints)

    def read(self, node: Written) -> Expression:
        """The tree of any written node."""
        return _RULES[type(node)](self, node)

    # ----- leaves

    def literal(self, node: Literal) -> Expression:
        """2."""
        return Number(node.value)

    def word(self, node: Word) -> Expression:
        """x."""
        known = self.scope.nodes.get(node.name)
        return (
            known if known is not None else names.named(node, self.scope, self.indices, self.source)
        )

    def text(self, node: Text) -> Expression:
        """Refuses a quoted word where no norm asks for one."""
        raise AnswerError(f"`{node.value}` in quotes does not fit here", span=Span(*node.place))

    # ----- sums, products, powers

    def sum_of(self, node: SumOf) -> Expression:
        """a + b - c."""
        terms = [(negative, self.read(term), term.place) for negative, term in node.terms]
        return added(terms, node.place, self.source)

    def product_of(self, node: ProductOf) -> Expression:
        """a*b/c."""
        first = node.factors[0].of
        pending = [(self.read(first), first.place)]
        for factor in node.factors[1:]:
            operator, of = factor.operator, factor.of
            if operator in _PLAIN_TIMES:
                pending.append((self.read(of), of.place))
                continue
            left = chained(pending, self.source)
            place = (pending[0][1][0], pending[-1][1][1])
            end = factor.run[-1].place[1] if factor.run else of.place[1]
            if operator == ".*":
                places = (place, of.place)
                tree = elementwise_product(left, self.read(of), places, self.source)
            elif operator == "left":
                pair = ((left, place), (self.read(of), of.place))
                tree = called("solve", pair, (place[0], end), self.source)
            elif operator == "kron":
                tree = kronecker(left, self.read(of), (place[0], end), self.source)
            else:
                tree = self.quotient(left, place, factor)
            pending = [(tree, (place[0], end))]
        return chained(pending, self.source)

    def quotient(self, left: Expression, place: Place, factor: Factor) -> Expression:
        """left / by."""
        by, where = self.read(factor.of), factor.of.place
        elementwise = factor.operator == "./"
        if factor.run:
            run = [(self.read(part), part.place) for part in factor.run]
            return self.quotient_and_run((left, place), (by, where), run, elementwise)
        return divided(left, by, (place, where), self.source, elementwise=elementwise)

    def quotient_and_run(
        self, left: Placed, by: Placed, run: list[Placed], elementwise: bool
    ) -> Expression:
        """A quotient with factors behind it: `1/m X` is (1/m) X or 1/(m X)."""
        source = self.source
        (of, place), (under, where), end = left, by, run[-1][1][1]
        first = second = None
        problem: AnswerError | None = None
        try:
            over = divided(of, under, (place, where), source, elementwise=elementwise)
            first = chained([(over, (place[0], where[1])), *run], source)
        except AnswerError as error:
            problem = error
        try:
            below = chained([by, *run], source)
            if below.shape == SCALAR:
                second = divided(of, below, (place, (where[0], end)), source)
        except AnswerError:
            pass
        if first is not None and second is not None:
            a, b, c = source.at(place), source.at(where), source.at((run[0][1][0], end))
            raise AnswerError(
                f"`{source.at((place[0], end))}` has two readings: "
                f"`({a}/{b})*{c}` and `{a}/({b}*{c})`",
                span=Span(place[0], end),
                hint="use brackets",
            )
        tree = first if first is not None else second
        if tree is None:
            assert problem is not None
            raise problem
        return tree

    def power_of(self, node: PowerOf) -> Expression:
        """a^k."""
        base, exponent = self.read(node.base), self.read(node.exponent)
        places = (node.base.place, node.exponent.place)
        return raised(base, exponent, places, self.source, elementwise=node.operator == ".^")

    def postfix(self, node: Postfix) -> Expression:
        """A.T, A.I, A^-T, A^+."""
        is_one = isinstance(node.of, Literal) and node.of.value == 1 and node.operator == "T"
        of = self.indices.open_ones() if is_one else self.read(node.of)
        if node.operator == "T":
            return transposed(of)
        if node.operator == "+":
            return ranks.pseudo_inverse(of, node.of.place, self.scope, self.source)
        inverse = inverted(of, node.of.place, self.source)
        return transposed(inverse) if node.operator == "-T" else inverse

    # ----- calls and lists

    def call(self, node: Call) -> Expression:
        """f(a, b)."""
        name, arguments = node.name, node.arguments
        rule = _CALLS.get(name)
        if rule is not None:
            return rule(self, node)
        if name == "abs" and node.spelled == "|…|":
            return self.bars(node)
        if name == "norm" and len(arguments) == 2 and self.is_frobenius(arguments[1]):
            pair = ((self.read(arguments[0]), arguments[0].place), (FROBENIUS, node.place))
            return called(name, pair, node.place, self.source)
        free = len(self.indices.ranges.known)
        found = tuple([(self.read(argument), argument.place) for argument in arguments])
        if name in ("sum", "mean") and len(self.indices.ranges.known) > free:
            self.indices.refuse_sum_without_index(found[0][0], node)
        return called(name, found, node.place, self.source)

    def is_frobenius(self, node: Written) -> bool:
        """Whether this is the 'fro' of norm(A, 'fro'), with or without quotes."""
        if isinstance(node, Word):
            return node.name in ("fro", "F") and node.name not in self.scope.words
        return isinstance(node, Text) and node.value in ("fro", "F")

    def bars(self, node: Call) -> Expression:
        """|x|: of a square matrix it may be the determinant."""
        of = self.read(node.arguments[0])
        if of.shape[0] == of.shape[1] and of.shape != SCALAR:
            inner = self.source.at(node.arguments[0].place)
            raise AnswerError(
                f"`|{inner}|` of a square matrix has two readings",
                span=Span(*node.place),
                hint=f"write det({inner}) or abs({inner})",
            )
        return Function("abs", of, of.shape)

    def summed(self, node: Call) -> Expression:
        """Sum(a, (k, 1, n))."""
        return self.indices.summed(node, self.read)

    def delta(self, node: Call) -> Expression:
        """delta(i, j)."""
        return self.indices.delta(node.arguments, node.place)

    def unit(self, node: Call) -> Expression:
        """unit(i, n)."""
        return self.indices.unit(node.arguments, self.read)

    def matrix(self, node: Call) -> Expression:
        """Matrix([[a, b], [c, d]])."""
        return listings.matrix(node, self.read, self.source)

    def listing(self, node: Listing) -> Expression:
        """[a, b]."""
        if self.scope.operators is not None:
            blocks = operators.blocks(node, self.read)
            if blocks is not None:
                return blocks
        return listings.listing(node, self.read, self.source)

    def pseudo_inverse(self, node: Call) -> Expression:
        """pinv(A)."""
        of = node.arguments[0]
        return ranks.pseudo_inverse(self.read(of), of.place, self.scope, self.source)

    # ----- indices

    def item(self, node: Item) -> Expression:
        """A[i, j]."""
        return self.indices.item(self.read(node.of), node)

    def subscript(self, node: Subscript) -> Expression:
        """A_ij, and δ_ij, e_i, I_n, 1_n."""
        of = node.of
        if isinstance(of, Word) and of.name not in self.scope.nodes:
            if of.name == "delta":
                return self.indices.delta_of(node.subscript, node.place)
            if of.name == "e":
                return self.indices.unit_of(node.subscript, node.place)
            if of.name == "I":
                return names.sized(node, self.scope)
        if isinstance(of, Literal) and of.value in (0, 1):
            return names.sized(node, self.scope)
        return self.indices.subscripted(self.read(of), node)

    def big_sum(self, node: BigSum) -> Expression:
        """sum_k a."""
        return self.indices.big_sum(node, self.read)

    # ----- abstract functions

    def applied(self, node: Applied) -> Expression:
        """f(x)."""
        return abstract.applied(node, self.scope, self.read, self.source)

    def partial(self, node: Partial) -> Expression:
        """∂_1 f(x)."""
        return abstract.partial(node, self.scope, self.indices, self.read, self.source)

    def derivative_of(self, node: DerivativeOf) -> Expression:
        """∂z/∂y."""
        return abstract.derivative_of(node, self.scope, self.indices, self.read, self.source)

    # ----- in a derivation

    def differential(self, node: Differential) -> Expression:
        """∂/∂x_i (…), ∇_x (…)."""
        return operators.differential(node, self.scope, self.indices, self.read, self.source)

    def defined(self, node: Defined) -> Expression:
        """f(v) of a defined f."""
        return operators.defined(node, self.scope, self.read, self.source)


_CALLS: dict[str, Callable[[_Reader, Call], Expression]] = {
    "Sum": _Reader.summed,
    "delta": _Reader.delta,
    "unit": _Reader.unit,
    "matrix": _Reader.matrix,
    "pinv": _Reader.pseudo_inverse,
}

_RULES: dict[type[Any], Callable[[_Reader, Any], Expression]] = {
    Literal: _Reader.literal,
    Word: _Reader.word,
    Text: _Reader.text,
    SumOf: _Reader.sum_of,
    ProductOf: _Reader.product_of,
    PowerOf: _Reader.power_of,
    Postfix: _Reader.postfix,
    Call: _Reader.call,
    Listing: _Reader.listing,
    Item: _Reader.item,
    Subscript: _Reader.subscript,
    BigSum: _Reader.big_sum,
    Applied: _Reader.applied,
    Partial: _Reader.partial,
    DerivativeOf: _Reader.derivative_of,
    Differential: _Reader.differential,
    Defined: _Reader.defined,
}
