"""A step → what it says without padding: steps that say the same are no work done twice.

Padding is what can be put in forever and never gets anywhere: a constant below a derivative
(∇(f + 1) for ∇f), a factor carried in and out of it (∇(2f)/2), an index called by another letter,
a term that is zero or a factor that is one (sin² + cos² − 1, t/t, exp(0)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from grader.calculus.parts import mapped
from grader.comparison.chain.forms import Forms
from grader.comparison.chain.reading import Operation, Reading
from grader.language.substitution import renamed, variables_in
from grader.language.tree import (
    SCALAR,
    ZERO,
    Entry,
    Expression,
    Filled,
    Function,
    IndexedSum,
    Inverse,
    MatrixProduct,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
)

_AT_NUMBERS: Final[dict[tuple[str, Fraction | int], int]] = {
    ("exp", 0): 1, ("sin", 0): 0, ("cos", 0): 1, ("tan", 0): 0, ("log", 1): 0, ("sqrt", 1): 1,
    ("sqrt", 0): 0, ("abs", 1): 1, ("cosh", 0): 1, ("sinh", 0): 0, ("tanh", 0): 0,
}  # fmt: skip


class Core(NamedTuple):
    """What a step says: its number, the numbers of its terms and of its factors.

    It `is_bare` if nothing had to be taken away from below a derivative.
    """

    number: int
    is_bare: bool
    terms: Counter[int]
    factors: Counter[int]


class Progress:
    """What a derivation has said so far, from its start on."""

    def __init__(
        self,
        forms: Forms,
        operations: Mapping[str, Operation],
        start: Reading,
        goal: Reading,
    ) -> None:
        self._forms = forms
        self._operations = operations
        self._names: dict[tuple[object, ...], Variable] = {}
        self._inside: dict[str, frozenset[str]] = {}  # what the operand of each name depends on
        self._is_bare = True
        self._cores: set[int] = set()
        self._bare: set[int] = set()
        self._wrong: set[int] = set()
        self._chain: list[Core] = []  # the steps that are equal to the next one, if it is right
        self._goal = (self.core(goal), goal.tree.shape)
        self.begin(start)

    def begin(self, reading: Reading) -> None:
        """Remember an expression that claims nothing, from which the next ones follow."""
        core = self.core(reading)
        self._chain = [core]
        self._keep(core)

    def slip(self, reading: Reading) -> None:
        """Remember a wrong expression, from which the next ones may follow.

        With a free index of another name it may be what is right: it says nothing for the others.
        """
        self._chain = [self.core(reading)]
        self._wrong.add(reading.number)

    def is_new(self, reading: Reading) -> bool:
        """Whether a right step says what none before it said; it is remembered from now on."""
        core = self.core(reading)
        goal, shape = self._goal
        if reading.tree.shape == shape and _is_padded(core, goal):
            core = goal
        # To take a constant away, or a factor out, is a step; to do it again is none.
        is_new = core.number not in self._cores or (core.is_bare and core.number not in self._bare)
        is_new = is_new and reading.number not in self._wrong
        is_new = is_new and not any(_is_padded(core, before) for before in self._chain)
        self._keep(core)
        self._chain.append(core)
        return is_new

    def _keep(self, core: Core) -> None:
        self._cores.add(core.number)
        if core.is_bare:
            self._bare.add(core.number)

    # ----- the core of a step

    def core(self, reading: Reading) -> Core:
        """What a step says; its free indices are called by their order."""
        names = {name: f"free{place}" for place, (name, _) in enumerate(reading.free)}
        self._is_bare = True
        plain = self._plain(self._stripped(renamed(reading.shown, names), names))
        number = self._forms.table.number
        terms = plain.terms if isinstance(plain, Sum) else (plain,)
        _, rest = self._forms.split(plain)
        factors = rest.factors if isinstance(rest, Product) else (rest,) if rest else ()
        return Core(
            number(plain), self._is_bare, Counter(map(number, terms)), Counter(map(number, factors))
        )

    def _stripped(self, node: Expression, names: dict[str, str], depth: int = 0) -> Expression:
        """A tree with every derivative in it replaced by its core.

        Below a derivative an index is called as `names` say, one that is summed over by its depth.
        """
        if isinstance(node, Variable) and node.name in self._operations:
            return self._derivative(self._operations[node.name], names, depth)
        if isinstance(node, IndexedSum):
            names, depth = {**names, node.index: f"sum{depth}"}, depth + 1
        return mapped(node, lambda part: self._stripped(part, names, depth))

    def _derivative(self, of: Operation, names: dict[str, str], depth: int) -> Expression:
        """A factor times a name for the derivative of what depends on the variable."""
        by = renamed(of.by, names)
        base = by.of if isinstance(by, Entry) else by
        operand = self._plain(self._stripped(renamed(of.shown, names), names, depth))
        kept = self._depending(operand, variables_in(base))
        self._is_bare = self._is_bare and kept is operand
        factor, rest = self._primitive(kept)
        if rest is None:
            self._is_bare = False
            return ZERO if of.result.shape == SCALAR else Filled(0, of.result.shape)
        key = (of.kind, self._forms.table.number(rest), by)
        if key not in self._names:
            name = f"derivative {len(self._names)}"
            self._names[key] = Variable(name, of.result.shape)
            self._inside[name] = self._names_in(rest)
        if factor == 1:
            return self._names[key]
        self._is_bare = self._is_bare and isinstance(kept, Sum)
        return self._forms.scaled(factor, self._names[key])

    def _depending(self, operand: Expression, names: frozenset[str]) -> Expression:
        """The terms in which one of the variables stands."""
        if isinstance(operand, IndexedSum):
            inner = self._depending(operand.of, names)
            if inner is operand.of:
                return operand
            return IndexedSum(operand.index, operand.lower, operand.upper, inner, operand.shape)
        terms = operand.terms if isinstance(operand, Sum) else (operand,)
        kept = [term for term in terms if self._names_in(term) & names]
        if len(kept) == len(terms):
            return operand
        return self._forms.added(kept, operand.shape)

    def _names_in(self, tree: Expression) -> frozenset[str]:
        found = variables_in(tree)
        hidden = [self._inside[name] for name in found if name in self._inside]
        return found.union(*hidden) if hidden else found

    def _primitive(self, operand: Expression) -> tuple[Fraction, Expression | None]:
        """A number and what it multiplies; of a sum, the number of its first term."""
        if not isinstance(operand, Sum):
            factor, rest = self._forms.split(operand)
            return (factor, rest) if factor else (factor, None)
        split = [self._forms.split(term) for term in operand.terms]
        numbers = [self._forms.table.number(rest) if rest is not None else -1 for _, rest in split]
        first = split[numbers.index(max(numbers))][0]
        terms = [
            self._forms.scaled(factor / first, rest) for factor, rest in split if rest is not None
        ]
        return first, self._forms.added(terms, operand.shape)

    # ----- what is worth a number

    def _plain(self, tree: Expression) -> Expression:
        return self._forms.plain(self._folded(tree))

    def _folded(self, tree: Expression) -> Expression:
        """The tree without exp(0), t⁰ and t/t."""
        node = mapped(tree, self._folded)
        match node:
            case Function(name, Number(value)) if (name, value) in _AT_NUMBERS:
                return Number(_AT_NUMBERS[name, value])
            case Power(base, Number(value=0)) if base.shape == SCALAR:
                return Number(1)
            case Quotient(of, by) if by.shape == SCALAR:
                return self._cancelled(of, by) or node
            case MatrixProduct(factors):
                return self._without_inverses(factors, node)
            case Product(factors) if any(isinstance(one, Quotient) for one in factors):
                return self._over_one(factors, node)
            case _:
                return node

    def _without_inverses(self, factors: tuple[Expression, ...], node: Expression) -> Expression:
        """A matrix product without A A⁻¹."""
        number = self._forms.table.number
        kept: list[Expression] = []
        for factor in factors:
            before = kept[-1] if kept else None
            if _is_inverse(before, factor, number) or _is_inverse(factor, before, number):
                kept.pop()
            else:
                kept.append(factor)
        if len(kept) == len(factors) or not kept:
            return node
        return kept[0] if len(kept) == 1 else MatrixProduct(tuple(kept), node.shape)

    def _cancelled(self, of: Expression, by: Expression) -> Expression | None:
        """A quotient in which the divisor is a factor of what is divided."""
        number = self._forms.table.number(self._forms.plain(by))
        factors = list(of.factors) if isinstance(of, Product) else [of]
        for place, factor in enumerate(factors):
            if self._forms.table.number(self._forms.plain(factor)) == number:
                rest = factors[:place] + factors[place + 1 :]
                if not rest:
                    return Number(1)
                return rest[0] if len(rest) == 1 else Product(tuple(rest), of.shape)
        return None

    def _over_one(self, factors: tuple[Expression, ...], node: Product) -> Expression:
        """A product with its first quotient around the whole, if something cancels then."""
        for place, factor in enumerate(factors):
            if isinstance(factor, Quotient) and factor.by.shape == SCALAR:
                above = (*factors[:place], factor.of, *factors[place + 1 :])
                found = self._cancelled(Product(above, node.shape), factor.by)
                if found is not None:
                    return found
        return node


def _is_inverse(
    this: Expression | None, other: Expression | None, number: Callable[[Expression], int]
) -> bool:
    return isinstance(this, Inverse) and other is not None and number(this.of) == number(other)


def _is_padded(this: Core, before: Core) -> bool:
    """Whether a step that equals another is that one with more terms, or factors."""
    return any(
        mine != theirs and theirs and mine >= theirs
        for mine, theirs in ((this.terms, before.terms), (this.factors, before.factors))
    )
