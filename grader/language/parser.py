"""Tokens → the tree as written.

Precedence climbing: a sum of products of powers of things with something behind them. The
parser knows the grammar and nothing else: no shapes, no exercise. What follows a quotient
without an operator (`1/m X y`) is kept apart, because only shapes can tell what it belongs to.
"""

from __future__ import annotations

import re
from typing import NoReturn

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import ARGUMENTS, MAX_DEPTH, METHODS, SPELLINGS
from grader.language.tokens import Token, tokens
from grader.language.written import (
    Applied,
    BigSum,
    Call,
    Factor,
    Item,
    Listing,
    Literal,
    Partial,
    Postfix,
    PowerOf,
    ProductOf,
    Subscript,
    SumOf,
    Text,
    Word,
    Written,
)

_TIMES = frozenset(("*", "@", ".*", "kron"))
_OVER = frozenset(("/", "./"))
# What can begin a factor that has no operator before it.
_STARTS = frozenset(
    (
        "name", "number", "call", "(", "{", "frac", "beginmatrix", "<", "refused", "abstract",
        "derivative", "∇", "∂",
    )
)  # fmt: skip
_BARS = frozenset(("|", "||"))
_BEHIND = frozenset(("attr", "'", "sub", "["))
_FACTORS = _TIMES | _OVER | _STARTS | _BARS
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_MAX_POSTFIX = 12
_PROSE = frozenset(("the", "is", "and", "of", "for", "where", "with", "since", "because"))


def parsed(text: str, scope: Scope) -> Written:
    """The tree as written; raises AnswerError with the place and what would work."""
    found = tokens(text, scope)
    if "=" in text or "＝" in text:
        found = _without_restatement(text, found)
    parser = _Parser(text, found, scope)
    if parser.kind == "end":
        raise AnswerError("there is nothing to read", span=Span(0, len(text)))
    tree = parser.sum()
    if parser.kind in (",", ";") and parser.found[parser.at + 1][0] == "end":
        parser.advance()
    if parser.kind != "end":
        parser.unexpected()
    return tree


def _without_restatement(text: str, found: list[Token]) -> list[Token]:
    """Drops a leading `name =` that restates the question (`∇f(x) = …`)."""
    depth = 0
    for i, (kind, _, start, end) in enumerate(found):
        if kind in ("(", "[", "{"):
            depth += 1
        elif kind in (")", "]", "}"):
            depth -= 1
        elif kind == "=" and depth == 0:
            outside = _outside_brackets(found[:i])
            is_restatement = 0 < i <= 40 and not outside & {"+", "*", ".*", "@", ":", "number"}
            if any(token[0] == "=" for token in _top_level(found[i + 1 :])):
                raise AnswerError(
                    "there is more than one `=`", span=Span(start, end),
                    hint="give the result alone",
                )  # fmt: skip
            if not is_restatement:
                raise AnswerError(
                    f"`{text[:start].strip()[:40]} = …` is an equation, not an expression",
                    span=Span(start, end), hint="give the expression alone",
                )  # fmt: skip
            return found[i + 1 :]
    return found


def _top_level(found: list[Token]) -> list[Token]:
    depth, kept = 0, []
    for token in found:
        depth += (token[0] in ("(", "[", "{")) - (token[0] in (")", "]", "}"))
        if depth == 0:
            kept.append(token)
    return kept


def _outside_brackets(found: list[Token]) -> set[str]:
    """Kinds of token outside brackets, exponents and subscripts left out: w^* is a name."""
    kinds, previous = set(), ""
    for kind, _, _, _ in _top_level(found):
        if previous != "^":
            kinds.add(kind)
        previous = kind
    return kinds


class _Parser:
    """A place in a list of tokens; each method reads one kind of phrase and moves on."""

    __slots__ = ("at", "bars", "depth", "found", "kind", "scope", "shadowed", "text")

    def __init__(self, text: str, found: list[Token], scope: Scope) -> None:
        self.text = text
        self.found = found
        self.scope = scope
        self.at = 0
        self.kind = found[0][0]
        self.depth = 0
        self.bars = ""  # the innermost open bracket, if it is a bar

    # ----- moving on

    def advance(self) -> Token:
        token = self.found[self.at]
        self.at += 1
        self.kind = self.found[self.at][0]
        return token

    def enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise AnswerError(
                "there are too many brackets inside brackets", span=Span(token[2], token[3]),
                hint=f"at most {MAX_DEPTH} levels are read",
            )  # fmt: skip

    def close(self, opened: Token, closing: str) -> int:
        """Reads the closing bracket; returns where it ends."""
        if self.kind != closing:
            token = self.found[self.at]
            if token[0] == "end":
                raise AnswerError(
                    f"this `{opened[1]}` is never closed", span=Span(opened[2], opened[3]),
                    hint=f"a `{closing}` is missing",
                )  # fmt: skip
            self.unexpected(f"`{closing}` to close `{opened[1]}`")
        self.depth -= 1
        return self.advance()[3]

    def unexpected(self, wanted: str = "") -> NoReturn:
        """Raises the error for the token that stands where nothing fits it."""
        kind, value, start, end = self.found[self.at]
        span = Span(start, max(end, start + 1))
        if kind == "end":
            behind = self.text[: self.found[self.at - 1][3]].rstrip()[-1:] if self.at else ""
            message = f"something is missing behind `{behind}`" if behind else "nothing to read"
        elif self.at and self.found[self.at - 1][0] in (",", ";"):
            message = f"a component is missing before `{value}`"
        elif kind in (")", "]", "}", ">"):
            message = f"this `{value}` closes nothing" if not wanted else f"`{value}` stands here"
        elif kind == "=":
            message = "an `=` stands here"
        elif kind == "T":
            message = "`T` is not a name here; it transposes only as A^T or A.T"
        else:
            message = f"`{self.text[start:end]}` does not fit here"
        hint = f"expected {wanted}" if wanted else ""
        raise AnswerError(message, span=span, hint=hint)

    # ----- sums and products

    def sum(self) -> Written:
        """±product ± product …"""
        start = self.found[self.at][2]
        negative = False
        while self.kind == "-" or self.kind == "+":
            negative ^= self.advance()[0] == "-"
        terms = [(negative, self.product())]
        while self.kind == "+" or self.kind == "-":
            negative = self.advance()[0] == "-"
            while self.kind == "-" or self.kind == "+":
                negative ^= self.advance()[0] == "-"
            terms.append((negative, self.product()))
        if not negative and len(terms) == 1:
            return terms[0][1]
        return SumOf(tuple(terms), (start, self.found[self.at - 1][3]))

    def product(self) -> Written:
        """power * power / power power …"""
        first = self.power()
        kind = self.kind
        if kind not in _FACTORS or (kind in _BARS and self.bars):
            return first
        factors = [Factor("", first, ())]
        while True:
            if kind in _TIMES:
                self.at += 1
                self.kind = self.found[self.at][0]
                factors.append(Factor(kind, self.signed(), ()))
            elif kind in _OVER:
                self.advance()
                by = self.signed()
                run = []
                while self.kind in _STARTS or (self.kind in _BARS and not self.bars):
                    run.append(self.power())
                factors.append(Factor(kind, by, tuple(run)))
            elif kind in _STARTS or (kind in _BARS and not self.bars):
                if kind == "number" and self.found[self.at - 1][0] == "number":
                    self.two_numbers()
                factors.append(Factor(" ", self.power(), ()))
            else:
                break
            kind = self.kind
        return ProductOf(tuple(factors), (first.place[0], self.found[self.at - 1][3]))

    def two_numbers(self) -> NoReturn:
        (_, _, start, _), (_, _, _, end) = self.found[self.at - 1], self.found[self.at]
        raise AnswerError(
            f"`{self.text[start:end]}` is two numbers side by side", span=Span(start, end),
            hint="write * between them, or leave the gap out",
        )  # fmt: skip

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
        if negative:
            return SumOf(((True, of),), (start, self.found[self.at - 1][3]))
        return of

    # ----- powers and what stands behind

    def power(self) -> Written:
        """base ^ exponent, to the right; transposes and inverses bind to what stands before."""
        tree = self.atom()
        if self.kind in _BEHIND:
            tree = self.postfix(tree)
        if self.kind != "^" and self.kind != ".^":
            return tree
        count = 0
        while self.kind == "^" or self.kind == ".^":
            count += 1
            start = tree.place[0]
            operator = self.advance()
            self.enter(operator)
            if operator[0] == "^":
                transpose = self.transpose()
                if transpose:
                    tree = Postfix(transpose, tree, (start, self.found[self.at - 1][3]))
                    self.depth -= 1
                    self.bounded(count, operator)
                    tree = self.postfix(tree)
                    continue
            exponent = self.exponent()
            self.depth -= 1
            tree = PowerOf(tree, exponent, operator[0], (start, self.found[self.at - 1][3]))
            tree = self.postfix(tree)
            self.bounded(count, operator)
        return tree

    def bounded(self, count: int, token: Token) -> None:
        if count > _MAX_POSTFIX:
            raise AnswerError(
                "there is too much behind this", span=Span(token[2], token[3]),
                hint=f"at most {_MAX_POSTFIX} transposes, powers or indices in a row are read",
            )  # fmt: skip

    def transpose(self) -> str:
        """The T or -T of A^T, A^{-T}, A^(T); "" where something else stands."""
        kinds = [token[0] for token in self.found[self.at : self.at + 4]]
        for pattern, operator in _TRANSPOSES:
            if kinds[: len(pattern)] == pattern:
                for _ in pattern:
                    self.advance()
                return operator
        return ""

    def exponent(self) -> Written:
        """A signed number, name or bracket; to the right: a^b^c is a^(b^c)."""
        start = self.found[self.at][2]
        negative = False
        while self.kind == "-" or self.kind == "+":
            negative ^= self.advance()[0] == "-"
        tree = self.atom()
        while self.kind == "[" or self.kind == "sub":
            tree = self.indexed(tree)
        if self.kind == "^":
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
                tree = self.attribute(tree)
            elif kind == "'":
                tree = Postfix("T", tree, (tree.place[0], self.advance()[3]))
            elif kind == "sub" or (kind == "[" and not isinstance(tree, Literal)):
                tree = self.indexed(tree)
            else:
                return tree
            count += 1
            self.bounded(count, self.found[self.at - 1])

    def attribute(self, tree: Written) -> Written:
        """.T, .I, or a method such as .inv() and .dot(b)."""
        _, name, start, end = self.advance()
        place = (tree.place[0], end)
        if name in ("T", "transpose", "H") and self.kind != "(":
            return Postfix("T", tree, place)
        if name == "I":
            return Postfix("I", tree, place)
        if name not in METHODS or self.kind != "(":
            raise AnswerError(
                f"`.{name}` cannot be used here", span=Span(start, end),
                hint="behind a dot stand T, I, inv(), dot(b), sum()",
            )  # fmt: skip
        opened = self.advance()
        self.enter(opened)
        arguments = self.listed(")") if self.kind != ")" else ()
        place = (tree.place[0], self.close(opened, ")"))
        if name == "T" or name == "transpose":
            return Postfix("T", tree, place)
        return self.call(str(name), (tree, *arguments), place)

    def indexed(self, tree: Written) -> Written:
        """tree[i, j], tree[i, :] or tree_i."""
        if self.kind == "sub":
            _, sub, _, end = self.advance()
            return Subscript(tree, str(sub), (tree.place[0], end))
        opened = self.advance()
        self.enter(opened)
        indices: list[Written | None] = []
        while True:
            if self.kind == ":":
                self.advance()
                indices.append(None)
            elif self.kind == "[":  # A[[1]] is no index
                self.unexpected("an index")
            else:
                indices.append(self.nested())
            if self.kind != ",":
                break
            self.advance()
        if self.kind == "]" and len(indices) == 1 and self.found[self.at + 1][0] == "[":
            end = self.close(opened, "]")  # A[1][2] is A[1, 2]
            inner = self.advance()
            self.enter(inner)
            indices.append(self.nested())
            return Item(tree, tuple(indices), (tree.place[0], self.close(inner, "]")))
        return Item(tree, tuple(indices), (tree.place[0], self.close(opened, "]")))

    # ----- atoms

    def atom(self) -> Written:
        """A number, a name, a call, or something in brackets."""
        kind, value, start, end = self.found[self.at]
        if kind == "name":
            if value == "D" and self.scope.abstract:
                derivative = self.operator_d()
                if derivative is not None:
                    return derivative
            self.at += 1
            self.kind = self.found[self.at][0]
            if self.kind == "(" and value in SPELLINGS and value in self.scope.names:
                self.shadowed_call(str(value), start, end)
            return Word(value, (start, end))  # type: ignore[arg-type]
        if kind == "number":
            self.at += 1
            self.kind = self.found[self.at][0]
            return Literal(value, (start, end))  # type: ignore[arg-type]
        if kind == "(" or kind == "{":
            return self.bracket()
        if kind == "call":
            return self.application()
        if kind == "[":
            opened = self.advance()
            self.enter(opened)
            bars, self.bars = self.bars, ""
            items = self.listed("]")
            self.bars = bars
            return Listing(items, (start, self.close(opened, "]")))
        if kind in _BARS:
            return self.barred()
        if kind == "<":
            return self.angle()
        if kind == "frac":
            return self.fraction()
        if kind == "beginmatrix":
            return self.environment()
        if kind in ("abstract", "derivative"):
            return self.abstract()
        if kind == "∇" and self.found[self.at + 1][0] in ("abstract", "sub"):
            return self.nabla()
        if kind == "refused" and self.found[self.at + 1][0] == "abstract":
            return self.nabla()
        if kind == "∂" and self.found[self.at + 1][0] == "sub":
            return self.partial()
        if kind == "text":
            self.advance()
            return Text(str(value), (start, end))
        if kind in ("refused", "∇", "∂"):
            raise AnswerError(
                f"`{self.text[start:end]}` asks for the derivative instead of giving it",
                span=Span(start, end), hint="work the answer out",
            )  # fmt: skip
        self.unexpected()

    def nested(self) -> Written:
        """A sum inside brackets, where bars outside do not matter."""
        bars, self.bars = self.bars, ""
        tree = self.sum()
        self.bars = bars
        return tree

    def listed(self, closing: str) -> tuple[Written, ...]:
        """Comma-separated sums up to, not including, the closing bracket."""
        items = [self.nested()]
        while self.kind == "," or self.kind == ";":
            self.advance()
            items.append(self.nested())
        return tuple(items)

    def bracket(self) -> Written:
        """( sum ), { sum } or a list of components ( a, b )."""
        opened = self.advance()
        self.enter(opened)
        closing = _CLOSING[opened[0]]
        if self.kind == closing:
            raise AnswerError(
                "there is nothing between the brackets",
                span=Span(opened[2], self.found[self.at][3]),
            )
        items = self.listed(closing)
        end = self.close(opened, closing)
        if len(items) == 1:
            return items[0]._replace(place=(opened[2], end))
        return Listing(items, (opened[2], end))

    def application(self) -> Written:
        """f(a, b), f a, f^2(a), log_b(a), sum_k a."""
        _, spelled, start, end = self.advance()
        name = SPELLINGS[str(spelled)]
        if self.kind == "sub" and name in ("sum", "Sum"):
            return self.big_sum(start)
        arguments: tuple[Written, ...] = ()
        if self.kind == "sub" and name in ("log", "delta"):
            _, sub, at, behind = self.advance()
            if name == "delta":
                return Subscript(Word("delta", (start, end)), str(sub), (start, behind))
            if not str(sub).isdigit():
                raise AnswerError("this base is not a number", span=Span(at, behind),
                                  hint="write log(x, b)")  # fmt: skip
            arguments = (Literal(int(str(sub)), (at, behind)),)
        if self.kind == "'":
            raise AnswerError(
                f"`{spelled}'` is a derivative that has to be written out", span=Span(start, end + 1)
            )
        above = None
        if self.kind == "^":
            self.advance()
            above = self.exponent()
            if isinstance(above, SumOf):
                raise AnswerError(
                    f"`{self.text[start : above.place[1]]}` has two readings",
                    span=Span(start, above.place[1]),
                    hint=f"the inverse function has a name of its own, as asin; "
                    f"the reciprocal is 1/{spelled}(…)",
                )  # fmt: skip
        if name == "sqrt" and self.kind == "[":  # \\sqrt[3]{x}
            name, arguments = "root", (self.degree(),)
        tree = self.call(name, self.arguments(str(spelled), name) + arguments, (start, 0))
        tree = tree._replace(spelled=str(spelled), place=(start, self.found[self.at - 1][3]))
        if above is not None:
            return PowerOf(tree, above, "^", tree.place)
        return tree

    def arguments(self, spelled: str, name: str) -> tuple[Written, ...]:
        """(a, b), {a}, or the next single name or number."""
        opened = self.found[self.at]
        if opened[0] == "(" or opened[0] == "{":
            self.advance()
            self.enter(opened)
            closing = _CLOSING[opened[0]]
            if self.kind == closing:
                raise AnswerError(
                    f"`{spelled}` needs something to be applied to",
                    span=Span(opened[2], self.found[self.at][3]),
                )
            items = self.listed(closing)
            self.close(opened, closing)
            return items
        return (self.unbracketed(spelled),)

    def degree(self) -> Written:
        """The [3] of a LaTeX root."""
        opened = self.advance()
        self.enter(opened)
        degree = self.nested()
        self.close(opened, "]")
        return degree

    def unbracketed(self, spelled: str) -> Written:
        """The single name or number of `sin x`; two readings are refused with both."""
        _, _, start, _ = self.found[self.at - 1]
        if self.kind in _BARS and not self.bars:
            return self.barred()
        if self.kind not in ("name", "number", "frac", "call", "beginmatrix"):
            self.unexpected(f"the argument of `{spelled}` in brackets")
        was_number = self.kind == "number"
        tree = self.atom()
        while self.kind == "sub" or self.kind == "[":
            tree = self.indexed(tree)
        shown = self.text[tree.place[0] : tree.place[1]]
        if self.kind == "^" or (was_number and self.kind in _STARTS):
            _, value, _, end = self.found[min(self.at + (self.kind == "^"), len(self.found) - 1)]
            joined = f"{shown}^{value}" if self.kind == "^" else f"{shown}*{value}"
            other = f"{spelled}({shown})" + joined[len(shown) :]
            raise AnswerError(
                f"`{self.text[start:end]}` has two readings: "
                f"`{spelled}({joined})` and `{other}`",
                span=Span(start, end), hint="use brackets",
            )  # fmt: skip
        return tree

    def call(self, name: str, arguments: tuple[Written, ...], place: tuple[int, int]) -> Call:
        """A call with a count of arguments that the function takes."""
        name = SPELLINGS[name]
        fewest, most = ARGUMENTS[name]
        if not fewest <= len(arguments) <= most:
            count = str(fewest) if fewest == most else f"{fewest} to {most}"
            end = self.found[self.at - 1][3]
            raise AnswerError(
                f"`{name}` takes {count} argument{'s' * (most > 1)}, not {len(arguments)}",
                span=Span(place[0], end),
            )
        return Call(name, arguments, name, place)

    def shadowed_call(self, value: str, start: int, end: int) -> NoReturn:
        raise AnswerError(
            f"`{self.text[start:end]}(…)` has two readings: the declared `{value}` times a "
            f"bracket, and the function {SPELLINGS[value]}",
            span=Span(start, end), hint=f"write `{value}*(…)` or `{SPELLINGS[value]}(…)`",
        )  # fmt: skip

    def big_sum(self, start: int) -> Written:
        """sum_k body; sum_{i=1}^n body. The body reaches to the next + or −."""
        _, sub, at, end = self.advance()
        match = _SUM_INDEX.fullmatch(str(sub))
        if match is None:
            raise AnswerError(
                f"`{sub}` is not an index of summation", span=Span(at, end),
                hint="sum_k …, sum_{k=1}^n … or Sum(…, (k, 1, n))",
            )  # fmt: skip
        lower = upper = None
        if match[2]:
            lower = Literal(int(match[2]), (at, end))
        if self.kind == "^":
            self.advance()
            upper = self.exponent()
        body = self.product()
        return BigSum(match[1], lower, upper, body, (start, body.place[1]))

    def barred(self) -> Written:
        """|x|, ||x||, ||x||_2."""
        opened = self.advance()
        self.enter(opened)
        bars, self.bars = self.bars, opened[0]
        tree = self.sum()
        self.bars = bars
        if opened[0] == "|" and self.kind == "||":  # |x||y|: one bar closes, the other opens
            _, value, start, end = self.found[self.at]
            self.found[self.at : self.at + 1] = [("|", value, start, end - 1), ("|", value, end - 1, end)]
            self.kind = "|"
        elif opened[0] == "||" and self.kind == "|" and self.found[self.at + 1][0] == "|":
            del self.found[self.at + 1]
            self.kind = "||"
        end = self.close(opened, opened[0] if opened[0] == self.kind else opened[0])
        place = (opened[2], end)
        if opened[0] == "|":
            return Call("abs", (tree,), "|…|", place)
        if self.kind == "sub":
            _, sub, at, end = self.advance()
            place = (opened[2], end)
            word = Text("fro", (at, end)) if str(sub) in ("F", "fro", "Fro") else None
            if word is None and not str(sub).isdigit():
                raise AnswerError(f"a norm has no subscript `{sub}`", span=Span(at, end),
                                  hint="‖x‖_2, ‖x‖_1, ‖A‖_F")  # fmt: skip
            kind = word or Literal(int(str(sub)), (at, end))
            return Call("norm", (tree, kind), "‖…‖", place)
        return Call("norm", (tree,), "‖…‖", place)

    def angle(self) -> Written:
        """<a, b>."""
        opened = self.advance()
        self.enter(opened)
        items = self.listed(">")
        place = (opened[2], self.close(opened, ">"))
        if len(items) != 2:
            raise AnswerError("an inner product has two arguments: <a, b>", span=Span(*place))
        return Call("inner", items, "⟨…⟩", place)

    def fraction(self) -> Written:
        r"""\frac{a}{b}."""
        start = self.advance()[2]
        parts = []
        for _ in range(2):
            parts.append(self.bracket() if self.kind == "{" else self.atom())
        place = (start, parts[1].place[1])
        return ProductOf((Factor("", parts[0], ()), Factor("/", parts[1], ())), place)

    def abstract(self) -> Written:
        """f(x), h'(t), J_f(x), J_f^T(x)."""
        start, kind = self.found[self.at][2], ""
        if self.kind == "derivative":
            kind = str(self.advance()[1])
        name, at = self.advance()[1:3]
        primes = 0
        while self.kind == "'":
            self.advance()
            primes += 1
        turned = ""
        if self.kind == "^":
            self.advance()
            turned = self.transpose()
            if turned != "T":
                self.unexpected("the argument of the function in brackets")
        if self.kind != "(" or primes > 5:
            raise AnswerError(
                f"`{self.text[start : self.found[self.at - 1][3]]}` is a function and needs its "
                "argument",
                span=Span(start, self.found[self.at - 1][3]), hint=f"write {name}(x)",
            )  # fmt: skip
        opened = self.advance()
        self.enter(opened)
        arguments = self.listed(")")
        place = (start, self.close(opened, ")"))
        tree: Written = Applied(str(name), kind, primes, arguments, place)
        return Postfix("T", tree, place) if turned else tree

    def nabla(self) -> Written:
        """∇g(y), ∇_x g(y), grad g(y)."""
        start = self.advance()[2]
        if self.kind == "sub":
            self.advance()
        if self.kind != "abstract":
            self.at, self.kind = self.at - 1, "∇"
            raise AnswerError(
                "`∇` asks for the derivative instead of giving it", span=Span(start, start + 1),
                hint="work the answer out",
            )  # fmt: skip
        tree = self.abstract()
        if isinstance(tree, Postfix) and isinstance(tree.of, Applied):
            return Postfix("T", tree.of._replace(kind="grad"), tree.place)
        assert isinstance(tree, Applied)
        return tree._replace(kind="grad", place=(start, tree.place[1]))

    def partial(self) -> Written:
        """∂_1 L(u, v)."""
        start = self.advance()[2]
        component = str(self.advance()[1])
        if self.kind != "abstract" or not component.isdigit():
            raise AnswerError(
                "`∂` asks for the derivative instead of giving it", span=Span(start, start + 1),
                hint="work the answer out; ∂_1 L(u, v) is read for an abstract function L",
            )  # fmt: skip
        tree = self.abstract()
        if not isinstance(tree, Applied):
            self.unexpected()
        return Partial(tree, component, (start, tree.place[1]))

    def operator_d(self) -> Written | None:
        """D(h)(t): the derivative of an abstract function."""
        kinds = [token[0] for token in self.found[self.at + 1 : self.at + 5]]
        if kinds != ["(", "abstract", ")", "("]:
            return None
        start = self.advance()[2]
        self.advance()
        name = self.advance()
        self.advance()
        self.at -= 1
        self.found[self.at] = name
        self.kind = "abstract"
        tree = self.abstract()
        assert isinstance(tree, Applied)
        return tree._replace(kind="J", place=(start, tree.place[1]))

    def environment(self) -> Written:
        r"""\begin{pmatrix} a & b \\ c & d \end{pmatrix}."""
        opened = self.advance()
        self.enter(opened)
        rows: list[list[Written]] = [[]]
        while self.kind not in ("endmatrix", "end"):
            rows[-1].append(self.nested())
            if self.kind == "\\\\":
                self.advance()
                if self.kind != "endmatrix":
                    rows.append([])
            elif self.kind == "&":
                self.advance()
            elif self.kind != "endmatrix":
                self.unexpected("& or \\\\")
        place = (opened[2], self.close(opened, "endmatrix"))
        if all(len(row) == 1 for row in rows):
            return Listing(tuple(row[0] for row in rows), place)
        return Listing(tuple(Listing(tuple(row), place) for row in rows), place)


_SUM_INDEX = re.compile(r"\s*([A-Za-z])\s*(?:=\s*(\d{1,3})\s*)?")
_TRANSPOSES = (
    (["T"], "T"),
    (["-", "T"], "-T"),
    (["{", "T", "}"], "T"),
    (["{", "-", "T", "}"], "-T"),
    (["(", "T", ")"], "T"),
    (["(", "-", "T", ")"], "-T"),
)
