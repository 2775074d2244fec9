"""Tree as written + scope → tree as meant, or a ShapeError.

Names are looked up, every product is told apart (scaling or matrix product), every `I` gets its
size, every index its range. Where what is written has two readings, shapes decide; where they
cannot, the error shows both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.errors import AnswerError, ShapeError, Span
from grader.language.algebra import (
    UNKNOWN,
    Source,
    added,
    chained,
    divided,
    elementwise_product,
    fitted,
    inverted,
    is_open,
    raised,
    transposed,
)
from grader.language.calls import FROBENIUS, called, kronecker
from grader.language.declarations import Scope
from grader.language.functions import GREEK_NAMES, MAX_DEPTH, REFUSED, SPELLINGS
from grader.language.indices import Indices
from grader.language.parser import parsed
from grader.language.tree import (
    ONE,
    SCALAR,
    Abstract,
    Constant,
    Dimension,
    Expression,
    Filled,
    Function,
    Identity,
    Number,
    Shape,
    Size,
    Stack,
    depth,
    described,
)
from grader.language.written import (
    Applied,
    BigSum,
    Call,
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


@dataclass(frozen=True, slots=True)
class Meaning:
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
    reader = _Reader(text, scope)
    tree = reader.read(written)
    if shape is not None and shape != SCALAR:
        if isinstance(written, Literal) and written.value == 0:
            tree = Filled(0, shape)
        elif is_open(tree):
            tree = fitted(tree, shape)
    if is_open(tree):
        raise ShapeError(
            "the size of the identity matrix (or unit vector) does not follow from the context",
            span=Span(0, len(text)), hint="write eye(n), or unit(i, n)",
        )  # fmt: skip
    if len(text) > 200 and depth(tree) > MAX_DEPTH * 3:
        raise AnswerError(
            "the answer is nested too deeply", span=Span(0, len(text)),
            hint=f"at most {MAX_DEPTH * 3} operations inside each other are read",
        )  # fmt: skip
    indices = reader.indices
    return Meaning(tree, indices.free(), tuple(reader.source.notes), indices.smallest())


class _Reader:
    """Reads one text: what it has learned about indices, and remarks for the student."""

    __slots__ = ("indices", "scope", "source")

    def __init__(self, text: str, scope: Scope) -> None:
        self.scope = scope
        self.source = Source(text)
        self.indices = Indices(scope, self.source)

    def read(self, node: Written) -> Expression:
        """The tree of any written node."""
        return _RULES[type(node)](self, node)

    # ----- leaves

    def literal(self, node: Literal) -> Expression:
        return Number(node.value)

    def word(self, node: Word) -> Expression:
        name = node.name
        known = self.scope.nodes.get(name)
        if known is not None:
            return known
        index = self.indices.as_number(name)
        if index is not None:
            return index
        if name in self.scope.dimensions:
            return Size(name)
        if name in ("pi", "π"):
            return Constant("pi")
        if name in ("e", "E"):
            return Function("exp", ONE, SCALAR)
        if name == "I":
            return Identity((UNKNOWN, UNKNOWN))
        self.unknown(name, node.place)

    def unknown(self, name: str, place: Place) -> NoReturn:
        scope = self.scope
        if name in scope.variables:
            declared = scope.variables[name]
            raise AnswerError(
                f"`{name}` is a function ({declared.text}) and needs its argument",
                span=Span(*place), hint=f"write {name}(x)",
            )  # fmt: skip
        if name in REFUSED:
            raise AnswerError(
                f"`{name}` asks for the derivative instead of giving it", span=Span(*place),
                hint="work the answer out",
            )  # fmt: skip
        names = [*scope.variables, *scope.definitions, *sorted(scope.dimensions)]
        import difflib  # 3 ms that only an error has to pay

        close = difflib.get_close_matches(name, [*names, *SPELLINGS], 1, 0.6)
        if not close:
            close = [known for known in names if known.lower() == name.lower()][:1]
        hint = f"did you mean `{close[0]}`? " if close else ""
        listed = ", ".join(names) or "none"
        raise AnswerError(
            f"`{GREEK_NAMES.get(name, name)}` is not a name of this exercise", span=Span(*place),
            hint=f"{hint}the names are {listed}",
        )  # fmt: skip

    def text(self, node: Text) -> Expression:
        raise AnswerError(f"`{node.value}` in quotes does not fit here", span=Span(*node.place))

    # ----- sums, products, powers

    def sum_of(self, node: SumOf) -> Expression:
        terms = [(negative, self.read(term), term.place) for negative, term in node.terms]
        return added(terms, node.place, self.source)

    def product_of(self, node: ProductOf) -> Expression:
        factors = node.factors
        pending = [(self.read(factors[0].of), factors[0].of.place)]
        for factor in factors[1:]:
            operator = factor.operator
            if operator in ("*", " ", "@"):
                pending.append((self.read(factor.of), factor.of.place))
                continue
            left = chained(pending, self.source)
            place = (pending[0][1][0], pending[-1][1][1])
            if operator == ".*":
                right = (self.read(factor.of), factor.of.place)
                tree = elementwise_product(left, right[0], (place, right[1]), self.source)
            elif operator == "kron":
                tree = kronecker(left, self.read(factor.of))
            else:
                tree = self.quotient(left, place, factor)
            end = factor.run[-1].place[1] if factor.run else factor.of.place[1]
            pending = [(tree, (place[0], end))]
        return chained(pending, self.source)

    def quotient(self, left: Expression, place: Place, factor: Factor) -> Expression:
        """left / by, and what follows without an operator: `1/m X` is (1/m) X or 1/(m X)."""
        by, where = self.read(factor.of), factor.of.place
        elementwise = factor.operator == "./"
        if not factor.run:
            return divided(left, by, (place, where), self.source, elementwise=elementwise)
        run = [(self.read(part), part.place) for part in factor.run]
        end = run[-1][1][1]
        first = second = None
        problem: AnswerError | None = None
        try:
            over = divided(left, by, (place, where), self.source, elementwise=elementwise)
            first = chained([(over, (place[0], where[1])), *run], self.source)
        except AnswerError as error:
            problem = error
        try:
            below = chained([(by, where), *run], self.source)
            if below.shape == SCALAR:
                second = divided(left, below, (place, (where[0], end)), self.source)
        except AnswerError:
            pass
        if first is not None and second is not None:
            a, b = self.source.at(place), self.source.at(where)
            c = self.source.at((run[0][1][0], end))
            raise AnswerError(
                f"`{self.source.at((place[0], end))}` has two readings: "
                f"`({a}/{b})*{c}` and `{a}/({b}*{c})`",
                span=Span(place[0], end), hint="use brackets",
            )  # fmt: skip
        tree = first if first is not None else second
        if tree is None:
            assert problem is not None
            raise problem
        return tree

    def power_of(self, node: PowerOf) -> Expression:
        base, exponent = self.read(node.base), self.read(node.exponent)
        places = (node.base.place, node.exponent.place)
        elementwise = node.operator == ".^"
        return raised(base, exponent, places, self.source, elementwise=elementwise)

    def postfix(self, node: Postfix) -> Expression:
        of = self.read(node.of)
        if node.operator == "T":
            return transposed(of)
        inverse = inverted(of, node.of.place, self.source)
        return transposed(inverse) if node.operator == "-T" else inverse

    # ----- calls and lists

    def call(self, node: Call) -> Expression:
        name, arguments = node.name, node.arguments
        if name == "Sum":
            return self.indices.summed(node, self.read)
        if name == "delta":
            return self.indices.delta(arguments, node.place)
        if name == "unit":
            return self.indices.unit(arguments, self.read)
        if name == "matrix":
            return self.matrix(node)
        if name == "abs" and node.spelled == "|…|":
            return self.bars(node)
        if name == "norm" and len(arguments) == 2 and isinstance(arguments[1], Text):
            if arguments[1].value not in ("fro", "F"):
                self.text(arguments[1])
            pair = ((self.read(arguments[0]), arguments[0].place), (FROBENIUS, node.place))
            return called(name, pair, node.place, self.source)
        found = tuple((self.read(argument), argument.place) for argument in arguments)
        return called(name, found, node.place, self.source)

    def bars(self, node: Call) -> Expression:
        """|x|: of a square matrix it may be the determinant."""
        of = self.read(node.arguments[0])
        if of.shape[0] == of.shape[1] and of.shape != SCALAR:
            inner = self.source.at(node.arguments[0].place)
            raise AnswerError(
                f"`|{inner}|` of a square matrix has two readings", span=Span(*node.place),
                hint=f"write det({inner}) or abs({inner})",
            )  # fmt: skip
        return Function("abs", of, of.shape)

    def matrix(self, node: Call) -> Expression:
        """Matrix([[a, b], [c, d]]), Matrix([a, b]), Matrix(2, 2, [a, b, c, d])."""
        arguments = node.arguments
        if len(arguments) == 3 and isinstance(arguments[2], Listing):
            sizes = [a.value if isinstance(a, Literal) else 0 for a in arguments[:2]]
            items = arguments[2].items
            if sizes[0] * sizes[1] == len(items) and sizes[0] > 0:
                width = int(sizes[1])
                rows = [items[i : i + width] for i in range(0, len(items), width)]
                listing = Listing(tuple(Listing(tuple(r), node.place) for r in rows), node.place)
                return self.listing(listing)
        if len(arguments) == 1:
            if isinstance(arguments[0], Listing):
                return self.listing(arguments[0])
            return self.read(arguments[0])
        raise AnswerError(
            "this matrix cannot be read", span=Span(*node.place),
            hint="write [[a, b], [c, d]] row by row",
        )  # fmt: skip

    def listing(self, node: Listing) -> Expression:
        """[a, b] a column; [[a, b], [c, d]] a matrix, row by row."""
        if all(isinstance(item, Listing) for item in node.items):
            rows = [item.items for item in node.items if isinstance(item, Listing)]
        else:
            rows = [(item,) for item in node.items]
        width = len(rows[0])
        found = []
        for row in rows:
            if len(row) != width:
                raise AnswerError(
                    f"the rows have {width} and {len(row)} entries", span=Span(*row[-1].place),
                    hint="every row needs as many",
                )  # fmt: skip
            found.append(tuple(self.component(entry) for entry in row))
        if len(found) == width == 1:
            return found[0][0]
        return Stack(tuple(found), (len(found), width))

    def component(self, node: Written) -> Expression:
        tree = self.read(node)
        if tree.shape != SCALAR:
            shown = self.source.at(node.place)
            raise self.source.error(
                f"{shown} is {described(tree.shape)}: a component is a number", node.place,
                "a list holds the components one by one",
            )  # fmt: skip
        return tree

    # ----- indices

    def item(self, node: Item) -> Expression:
        return self.indices.item(self.read(node.of), node)

    def subscript(self, node: Subscript) -> Expression:
        of = node.of
        if isinstance(of, Word) and of.name not in self.scope.nodes:
            if of.name == "delta":
                return self.indices.delta_of(node.subscript, node.place)
            if of.name == "e":
                return self.indices.unit_of(node.subscript, node.place)
            if of.name == "I":
                return self.sized(node)
        if isinstance(of, Literal) and of.value in (0, 1):
            return self.sized(node)
        return self.indices.subscripted(self.read(of), node)

    def sized(self, node: Subscript) -> Expression:
        """I_n, 1_n, 0_n."""
        word = node.subscript
        if word.isdigit() and 0 < int(word[:3]) <= 64:
            dimension: Dimension = int(word)
        elif word in self.scope.dimensions:
            dimension = word
        else:
            raise AnswerError(
                f"`{word}` is not a dimension of this exercise", span=Span(*node.place),
                hint="write eye(n), ones(n)",
            )  # fmt: skip
        if isinstance(node.of, Literal):
            return Filled(int(node.of.value), (dimension, 1))
        return Identity((dimension, dimension))

    def applied(self, node: Applied) -> Expression:
        """f(x), J_f(x), ∇g(y), h″(t)."""
        declared = self.scope.variables[node.name]
        of = self.inputs(node, declared.arguments)
        outputs, inputs = declared.shape[0], of.shape[0]
        order = node.primes + (node.kind in ("J", "grad")) + 2 * (node.kind == "H")
        if order == 0:
            return Abstract(node.name, 0, of, declared.shape)
        if order == 1:
            if node.kind == "grad" and outputs != 1:
                raise self.source.error(
                    f"{node.name} ({declared.text}) has no gradient", node.place,
                    f"its Jacobian is J_{node.name}(…), outputs × inputs",
                )  # fmt: skip
            tree = Abstract(node.name, 1, of, (outputs, inputs))
            return transposed(tree) if node.kind == "grad" else tree
        if outputs != 1 or (node.primes and inputs != 1):
            raise self.source.error(
                f"{node.name} ({declared.text}) has no such derivative here", node.place,
                "primes are for functions R -> R, H_f(x) is the Hessian of f: R^n -> R",
            )  # fmt: skip
        return Abstract(node.name, order, of, (inputs, inputs))

    def inputs(self, node: Applied, wanted: tuple[Shape, ...]) -> Expression:
        """The column of what an abstract function is applied to."""
        found = [(self.read(argument), argument.place) for argument in node.arguments]
        rows = wanted[0][0] if len(wanted) == 1 else len(wanted)
        if len(found) == 1:
            of, place = found[0]
            of = fitted(of, (rows, 1))
            if of.shape == (rows, 1):
                return of
            raise self.source.error(
                f"{node.name} ({self.scope.variables[node.name].text}) takes {rows}×1, "
                f"{self.source.at(place)} is {described(of.shape)}",
                place,
            )
        if len(found) != rows or any(of.shape != SCALAR for of, _ in found):
            raise self.source.error(
                f"{node.name} ({self.scope.variables[node.name].text}) does not take "
                f"these {len(found)} arguments",
                node.place,
            )
        return Stack(tuple((of,) for of, _ in found), (rows, 1))

    def partial(self, node: Partial) -> Expression:
        """∂_i f(…), counted from the index base."""
        of = self.applied(node.of._replace(kind="J"))
        item = Item(node.of, (Literal(self.scope.index_base, node.place),
                              Literal(int(node.component), node.place)), node.place)  # fmt: skip
        if of.shape == SCALAR:
            return of
        if of.shape[0] == 1:
            item = item._replace(indices=item.indices[1:])
        else:
            item = item._replace(indices=(None, item.indices[1]))
        return self.indices.item(of, item)

    def big_sum(self, node: BigSum) -> Expression:
        return self.indices.big_sum(node, self.read)


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
}

