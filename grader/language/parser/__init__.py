"""Tokens → the tree as written.

Precedence climbing: a sum of products of powers of things with something behind them. The
parser knows the grammar and nothing else: no shapes, no exercise. What follows a quotient
without an operator (`1/m X y`) is kept apart, because only shapes can tell what it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import MAX_NESTING, SPELLINGS
from grader.language.parser import abstract, applications, applied, brackets, operators
from grader.language.parser.cursor import BARS, Cursor
from grader.language.parser.restatement import without_restatement
from grader.language.tokens import Token, tokens
from grader.language.written import (
    Factor,
    Literal,
    Postfix,
    PowerOf,
    ProductOf,
    Subscript,
    SumOf,
    Text,
    Word,
    Written,
    nesting,
)

__all__ = ["parsed"]

_TIMES = frozenset(("*", "@", ".*", "kron"))
_OVER = frozenset(("/", "./"))
_LEFT = frozenset(("left",))  # A\\b
# What can begin a factor that has no operator before it.
_STARTS = frozenset(
    (
        "name", "number", "call", "(", "{", "frac", "beginmatrix", "<", "refused", "abstract",
        "derivative", "∇", "∂",
    )
)  # fmt: skip
_ENDS = frozenset(("end", "*", "@", ")", "]", "}", ",", ";", "+", "-"))  # … X^+ is complete
_BEHIND = frozenset(("attr", "'", "sub", "[", "dagger"))
_FACTORS = _TIMES | _OVER | _LEFT | _STARTS | BARS
_MOST_BEHIND = 12  # transposes, powers or indices in a row


def parsed(text: str, scope: Scope) -> Written:
    """The tree as written; raises AnswerError with the place and what would work."""
    found = tokens(text, scope)
    if "=" in text or "＝" in text:
        found = without_restatement(text, found, scope)
    if found[0][0] == "end":
        raise AnswerError("there is nothing to read", span=Span(0, len(text)))
    if sum(token[0] in BARS for token in found) < 3:
        tree = _read(text, found, scope)
    else:
        try:
            tree = _read(text, list(found), scope)
        except AnswerError as error:
            try:
                tree = _read(text, found, scope, nests=True)
            except AnswerError:
                raise error from None
    # Fewer tokens cannot be nested too deeply.
    if len(found) > MAX_NESTING / 2 and nesting(tree) > MAX_NESTING:
        raise AnswerError(
            "the answer is nested too deeply",
            span=Span(0, len(text)),
            hint=f"at most {MAX_NESTING} operations inside each other are read",
        )
    return tree


def _read(text: str, found: list[Token], scope: Scope, *, nests: bool = False) -> Written:
    """All tokens as one tree."""
    parser = Parser(text, found, scope)
    parser.nests = nests
    tree = parser.sum()
    if parser.kind in (",", ";") and parser.next_kind() == "end":
        parser.advance()
    if parser.kind != "end":
        parser.unexpected()
    return tree


class Parser(Cursor):
    """The grammar: each method reads one kind of phrase and moves on."""

    __slots__ = ()

    # ----- sums and products

    def sum(self) -> Written:
        """±product ± product …"""
        start = self.found[self.at][2]
        negative = False
        while self.kind == "-" or self.kind == "+":
            negative ^= self.advance()[0] == "-"
        first = self.product()
        if not negative and self.kind != "+" and self.kind != "-":
            return first
        terms = [(negative, first)]
        while self.kind == "+" or self.kind == "-":
            negative = False
            while self.kind == "-" or self.kind == "+":
                negative ^= self.advance()[0] == "-"
            terms.append((negative, self.product()))
        return SumOf(tuple(terms), (start, self.behind()))

    def product(self) -> Written:
        """power * power / power power …"""
        first = self.power()
        kind = self.kind
        if kind not in _FACTORS or (kind in BARS and not self.opens_bar()):
            return first
        factors = [Factor("", first, ())]
        while True:
            if kind in _TIMES:
                self.at += 1
                self.kind = self.found[self.at][0]
                factors.append(Factor(kind, self.signed(), ()))
            elif kind in _OVER:
                self.advance()
                factors.append(Factor(kind, self.signed(), self.run()))
            elif kind in _LEFT:
                factors.append(self.left_divided(factors))
            elif kind in _STARTS or (kind in BARS and self.opens_bar()):
                if kind == "number" and self.found[self.at - 1][0] == "number":
                    self.refuse_two_numbers()
                factors.append(Factor(" ", self.power(), ()))
            else:
                break
            kind = self.kind
        return ProductOf(tuple(factors), (first.place[0], self.found[self.at - 1][3]))

    def left_divided(self, factors: list[Factor]) -> Factor:
        r"""The b of A\b; of 2 A\b only the author knows what b is divided by."""
        token = self.advance()
        if " " in [factor.operator for factor in factors]:
            self.refuse(
                f"`{self.text[factors[0].of.place[0] : token[3]]}` has two readings",
                (token[2], token[3]),
                "use brackets, or write inv(A)*b for A\\b",
            )
        return Factor("left", self.signed(), ())

    def opens_bar(self) -> bool:
        """Whether a bar behind a factor opens a new factor; within bars it closes them.

        Only where that has failed (`nests`) it opens one if a factor follows: a|x + b|y||.
        """
        return not self.bars or (self.nests and self.next_kind() in _STARTS)

    def run(self) -> tuple[Written, ...]:
        """What follows a quotient without an operator."""
        if self.kind not in _STARTS and self.kind not in BARS:
            return ()
        found = []
        while self.kind in _STARTS or (self.kind in BARS and self.opens_bar()):
            if self.kind == "number" and self.found[self.at - 1][0] == "number":
                self.refuse_two_numbers()
            found.append(self.power())
        return tuple(found)

    def refuse_two_numbers(self) -> None:
        """Refuses `2 3`, but not 2 𝟏ₙ."""
        if self.next_kind() == "sub":
            return
        place = (self.found[self.at - 1][2], self.found[self.at][3])
        is_one = self.found[self.at][1] == 1 and self.next_kind() in ("'", "^")
        self.refuse(
            f"`{self.text[place[0] : place[1]]}` is two numbers side by side",
            place,
            "a vector of ones is ones(n)"
            if is_one
            else "write * between them, or leave the gap out",
        )

    def signed(self) -> Written:
        """A factor that may carry a minus: a*-b."""
        if self.kind != "-":
            return self.power()
        start = self.found[self.at][2]
        negative = False
        while self.kind == "-":
            self.advance()
            negative = not negative
        of = self.power()
        return SumOf(((True, of),), (start, self.behind())) if negative else of

    # ----- powers and what stands behind

    def power(self) -> Written:
        """base ^ exponent, to the right; transposes and inverses bind to what stands before."""
        tree = self.atom()
        if self.kind in _BEHIND:
            tree = self.postfix(tree)
        count = 0
        while self.kind == "^" or self.kind == ".^":
            count += 1
            operator = self.advance()
            self.bounded(count, operator)
            tree = self.raised(tree, operator)
            if self.kind in _BEHIND:
                tree = self.postfix(tree)
        return tree

    def raised(self, base: Written, operator: Token) -> Written:
        """base^T, base^-T, base^exponent, base^{⊙ exponent}."""
        self.enter(operator)
        start, kind = base.place[0], operator[0]
        if kind == "^":
            turned = self.transpose() or self.bare_plus(base)
            if turned:
                self.depth -= 1
                return self.transposed(turned, base, self.behind())
            if self.kind == "{" and self.next_kind() in (".*", "."):  # x^{⊙2}
                opened = self.advance()
                self.advance()
                exponent = self.nested()
                self.close(opened, "}")
                kind = ".^"
            else:
                exponent = self.exponent()
        else:
            exponent = self.exponent()
        self.depth -= 1
        return PowerOf(base, exponent, kind, (start, self.behind()))

    def bare_plus(self, base: Written) -> str:
        """The + of X^+ where no exponent follows: nothing, or the name of a vector or matrix."""
        if self.kind != "+":
            return ""
        behind = self.found[self.at + 1]
        declared = self.scope.variables.get(str(behind[1])) if behind[0] == "name" else None
        base_is_matrix = (
            isinstance(base, Word)
            and base.name in self.scope.variables
            and 1 not in self.scope.variables[base.name].shape
        )
        is_factor = base_is_matrix or (declared is not None and declared.shape != (1, 1))
        if behind[0] not in _ENDS and not (is_factor and behind[0] in ("name", "call")):
            return ""
        return self.advance()[0]

    def bounded(self, count: int, token: Token) -> None:
        """Refuses too many transposes, powers or indices in a row."""
        if count > _MOST_BEHIND:
            self.refuse(
                "there is too much behind this",
                (token[2], token[3]),
                f"at most {_MOST_BEHIND} transposes, powers or indices in a row are read",
            )

    def exponent(self) -> Written:
        """A signed number, name or bracket; to the right: a^b^c is a^(b^c)."""
        start = self.found[self.at][2]
        negative = False
        while self.kind == "-" or self.kind == "+":
            negative ^= self.advance()[0] == "-"
        tree = self.atom()
        while self.kind == "[" or self.kind == "sub":
            tree = brackets.indexed(self, tree)
        if self.kind == "^" and not self.is_transpose_next():
            operator = self.advance()
            self.enter(operator)
            above = self.exponent()
            self.depth -= 1
            tree = PowerOf(tree, above, "^", (tree.place[0], above.place[1]))
        if negative:
            return SumOf(((True, tree),), (start, tree.place[1]))
        return tree

    def postfix(self, tree: Written) -> Written:
        """What stands behind without a sign of its own: .T ' [i, j] _i .inv()"""
        count = 0
        while True:
            kind = self.kind
            if kind == "attr":
                tree = applications.attribute(self, tree)
            elif kind == "'" or kind == "dagger":
                tree = self.transposed("T" if kind == "'" else "+", tree, self.advance()[3])
            elif kind == "sub" or (kind == "[" and not isinstance(tree, Literal)):
                tree = brackets.indexed(self, tree)
            else:
                return tree
            count += 1
            self.bounded(count, self.found[self.at - 1])

    def transposed(self, operator: str, of: Written, end: int) -> Written:
        """ofᵀ, of⁻ᵀ, of⁺; 11ᵀ is the number or 𝟏𝟏ᵀ."""
        place = (of.place[0], end)
        if isinstance(of, Literal) and of.value == 11:
            shown = self.text[place[0] : end]
            self.refuse(f"`{shown}` has two readings", place, "a matrix of ones is ones(n, n)")
        if operator == "T" and isinstance(of, Subscript) and _is_of_matrix(of.subscript):
            # The sheets write (Aᵀ)_ij so; the transpose of a number is nothing to write.
            turned = Postfix(operator, of.of, (of.of.place[0], of.of.place[1]))
            return Subscript(turned, of.subscript, place)
        return Postfix(operator, of, place)

    # ----- atoms

    def atom(self) -> Written:
        """A number, a name, a call, or something in brackets."""
        token = self.found[self.at]
        kind, value, start, end = token
        if kind == "name":
            return self.name(str(value), (start, end))
        if kind == "number":
            self.at += 1
            self.kind = self.found[self.at][0]
            assert not isinstance(value, str)
            return Literal(value, (start, end))
        rule = _ATOMS.get(kind)
        if rule is None:
            self.unexpected()
        self.enter(token)
        tree = rule(self)
        self.depth -= 1
        return tree

    def name(self, name: str, place: tuple[int, int]) -> Written:
        """A name; D(h)(t) is the derivative of an abstract h."""
        if name == "D" and abstract.is_operator_d(self):
            return abstract.operator_d(self)
        if self.scope.operators is not None:
            found = operators.name(self, name)
            if found is not None:
                return found
        self.at += 1
        self.kind = self.found[self.at][0]
        if self.kind == "(" and name in SPELLINGS and name in self.scope.names:
            applications.shadowed_call(self, name, place)
        return Word(name, place)


def _is_of_matrix(subscript: str) -> bool:
    """Whether a subscript may name a row and a column: `ij`, `12`, `k,l`, but not `1,:`."""
    is_pair = "," in subscript and ":" not in subscript
    return is_pair or (len(subscript) == 2 and subscript.isalnum())


def _quoted(parser: Cursor) -> Written:
    _, value, start, end = parser.advance()
    return Text(str(value), (start, end))


def _bracket(parser: Cursor) -> Written:
    """A bracket; (∇g)(y) reads as ∇g(y) does."""
    if abstract.in_brackets(parser):
        return parser.atom()
    if parser.scope.operators is not None:
        return applied.bracket(parser)
    return brackets.bracket(parser)


def _fraction(parser: Cursor) -> Written:
    if parser.scope.operators is not None:
        return operators.fraction(parser)
    if abstract.is_fraction(parser):
        return abstract.fraction(parser)
    return brackets.fraction(parser)


_ATOMS: dict[str, Callable[[Cursor], Written]] = {
    "(": _bracket,
    "{": brackets.bracket,
    "[": brackets.listing,
    "|": brackets.barred,
    "||": brackets.barred,
    "<": brackets.angle,
    "frac": _fraction,
    "beginmatrix": brackets.environment,
    "call": applications.application,
    "abstract": abstract.abstract,
    "derivative": abstract.abstract,
    "∇": operators.nabla,
    "refused": operators.gradient,
    "∂": operators.partial,
    "text": _quoted,
}
