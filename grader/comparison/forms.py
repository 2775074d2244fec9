"""Answer + required form → what stands in its way, as a piece of the answer; nothing if it fits.

Decided on the tree as meant, so that order, brackets and spelling do not matter.

    expanded               no product, power, norm or transpose of a sum
    factored               a product, or a single term; no common factor is left in a bracket
    no_inverse             no inverse of a matrix
    simplified_dimensions  nothing that shapes alone make superfluous: factors I, terms 0,
                           (Aᵀ)ᵀ, (A⁻¹)⁻¹, sums over an index that nothing depends on

Names that must or must not occur are looked for in the text as written: an abbreviation is gone
from the tree. A definition of the exercise counts as what it stands for where a form is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from grader.language import tree as t
from grader.language.declarations import Scope
from grader.language.functions import SPELLINGS
from grader.language.parser import parsed
from grader.language.text import parts
from grader.language.tree import SCALAR, Expression
from grader.language.written import Applied, Call, Factor, Word, Written


class Offence(NamedTuple):
    """A piece of the answer that the form does not allow (None: the whole), and why."""

    piece: Expression | None
    why: str


Finder = Callable[[Expression], Iterator[Offence]]


def offence(tree: Expression, words: tuple[str, ...]) -> Offence | None:
    """The first thing that keeps an answer from a form; None if it has them all."""
    for word in words:
        found = next(FORMS[word](tree), None)
        if found is not None:
            return found
    return None


def everything(tree: Expression) -> Iterator[Expression]:
    """Each node, from the outside in."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(parts(node))


# ----- expanded ----------------------------------------------------------------------------------


def _not_expanded(tree: Expression) -> Iterator[Offence]:
    for node in everything(tree):
        why = _multiplies_a_sum(node)
        if why:
            yield Offence(node, f"is {why} a sum")


def _multiplies_a_sum(node: Expression) -> str:
    """What a node does to a sum that could be multiplied out; empty if nothing."""
    match node:
        case t.Product(factors) | t.MatrixProduct(factors) | t.Hadamard(factors):
            return "a product with" if any(map(_is_sum, factors)) else ""
        case t.Kronecker(left, right):
            return "a product with" if _is_sum(left) or _is_sum(right) else ""
        case t.Quotient(of, _):
            return "a quotient of" if _is_sum(of) else ""
        case t.Power(base, t.Number(exponent)) if exponent > 1 and exponent.denominator == 1:
            return "a power of" if _is_sum(base) else ""
        case t.MatrixPower(base, exponent) if exponent > 1:
            return "a power of" if _is_sum(base) else ""
        case t.Norm(of):
            return "a norm of" if _is_sum(of) else ""
        case t.Transpose(of):
            return "the transpose of" if _is_sum(of) else ""
        case _:
            return ""


def _is_sum(node: Expression) -> bool:
    """Whether a node is a sum, perhaps under a sign."""
    while isinstance(node, t.Negative):
        node = node.of
    return isinstance(node, t.Sum)


# ----- factored ----------------------------------------------------------------------------------


def _not_factored(tree: Expression) -> Iterator[Offence]:
    core = _without_numbers(tree)
    if isinstance(core, t.Sum):
        yield Offence(core, "is a sum, not a product")
        return
    for factor in _factors(core):
        if isinstance(factor, t.Sum):
            common = _common_factor(factor)
            if common is not None:
                yield Offence(factor, "still has a common factor in its terms")


def _without_numbers(node: Expression) -> Expression:
    """A node without its sign, and without numbers and dimensions as factors."""
    while True:
        match node:
            case t.Negative(of) | t.Transpose(of):
                node = of
            case t.Quotient(of, by) if _is_number(by):
                node = of
            case t.Product(factors):
                rest = [factor for factor in factors if not _is_number(factor)]
                if len(rest) != 1:
                    return node
                node = rest[0]
            case _:
                return node


def _is_number(node: Expression) -> bool:
    return all(
        isinstance(
            one, t.Number | t.Constant | t.Size | t.Product | t.Quotient | t.Power | t.Negative
        )
        for one in everything(node)
    )


def _factors(node: Expression) -> list[Expression]:
    """The factors of a product, those of products inside it included."""
    match node:
        case t.Product(factors) | t.MatrixProduct(factors) | t.Hadamard(factors):
            return [inner for factor in factors for inner in _factors(factor)]
        case t.Negative(of) | t.Transpose(of):
            return _factors(of)
        case t.Power(base, t.Number(exponent)) if exponent > 0 and exponent.denominator == 1:
            return _factors(base)
        case t.Quotient(of, by) if by.shape == SCALAR:
            return _factors(of)
        case _:
            return [node]


def _common_factor(node: t.Sum) -> Expression | None:
    """A factor that all terms of a sum share, where it could be taken out of the bracket."""
    rows = [[one for one in _factors(term) if not _is_number(one)] for term in node.terms]
    if not all(rows):
        return None
    for one in rows[0]:
        if one.shape == SCALAR and all(one in row for row in rows[1:]):
            return one
    if node.shape != SCALAR:
        for end in (0, -1):
            if len({row[end] for row in rows}) == 1 and any(len(row) > 1 for row in rows):
                return rows[0][end]
    return None


# ----- the others --------------------------------------------------------------------------------


def _inverses(tree: Expression) -> Iterator[Offence]:
    for node in everything(tree):
        if isinstance(node, t.Inverse):
            yield Offence(node, "is an inverse")


def _superfluous(tree: Expression) -> Iterator[Offence]:
    for node in everything(tree):
        why = _superfluous_in(node)
        if why:
            yield Offence(node, why)


def _superfluous_in(node: Expression) -> str:
    match node:
        case t.Product(factors) | t.MatrixProduct(factors):
            if any(map(_is_one, factors)) or (
                isinstance(node, t.MatrixProduct)
                and any(isinstance(one, t.Identity) for one in factors)
            ):
                return "has a factor that changes nothing"
        case t.Sum(terms):
            if any(isinstance(one, t.Number | t.Filled) and one.value == 0 for one in terms):
                return "has a term that is zero"
        case t.Transpose(t.Transpose() | t.Identity() | t.Diagonal()):
            return "has a transposition that changes nothing"
        case t.Inverse(t.Inverse() | t.Identity()):
            return "has an inverse that changes nothing"
        case t.Trace(of) | t.Total(of) if of.shape == SCALAR:
            return "is taken of a number"
        case t.IndexedSum(index, of=of) if not _depends_on(of, index):
            return "sums over an index that nothing depends on"
        case _:
            pass
    return ""


def _is_one(node: Expression) -> bool:
    return isinstance(node, t.Number) and node.value == 1


def _depends_on(node: Expression, index: str) -> bool:
    return any(
        isinstance(field, t.At) and field.name == index
        for one in everything(node)
        for name in one.__match_args__
        for field in (getattr(one, name),)
    )


FORMS: Final[Mapping[str, Finder]] = {
    "expanded": _not_expanded,
    "factored": _not_factored,
    "no_inverse": _inverses,
    "simplified_dimensions": _superfluous,
}


# ----- names -------------------------------------------------------------------------------------


def names_in(answer: str, within: Scope) -> frozenset[str]:
    """The names that occur in an answer as written, canonical; raises AnswerError."""
    found: set[str] = set()
    pending: list[object] = [parsed(answer, within)]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending += node
        elif isinstance(node, Written | Factor):
            if isinstance(node, Word | Applied | Call):
                found.add(node.name)
            pending += [getattr(node, name) for name in node.__slots__]
    return frozenset(found)


def canonical(name: str, within: Scope) -> str:
    """A name of the exercise or of a function as `names_in` gives it; empty if there is none."""
    if name in within.names:
        return within.names[name]
    if name in within.dimensions:
        return name
    return SPELLINGS.get(name, "")
