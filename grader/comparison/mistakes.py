"""A wrong answer → the mistake that explains it, if it is one of the usual ones.

Each test is a statement in the finite field (the answer is minus the key, a number times the
key, the key without one of its terms …), so that it costs microseconds and is no guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from grader.comparison.draws import Draws
from grader.comparison.seen import ATTEMPTS, Pair, Seen, flat
from grader.comparison.verdict import Mistake
from grader.evaluation.evaluator import EvaluationError, Pole, Value
from grader.evaluation.fields import TOP
from grader.evaluation.residues import Draw, Redraw
from grader.language.algebra import transposed
from grader.language.declarations import Declaration
from grader.language.tree import (
    SCALAR,
    Expression,
    MatrixProduct,
    Negative,
    Product,
    Sum,
    Transpose,
    Variable,
    described,
)

UNDEFINED = "undefined"
_SMALL = 3  # the least dimension at which a mistake is looked for
_FEW = 4  # sizes at which nothing that can be typed takes long
_MUCH = 3000  # operations for one value of both sides that make it worth doing so
_ALL = 3000  # operations, so many that are worth it for a rule that tries matrices in turn
_LARGEST = 64  # numerator and denominator of a factor that is named
_MANY, _TWO = 8, 2  # draws that are wanted where there are signs, and elsewhere
_SYMMETRIC = frozenset(("symmetric", "positive definite", "diagonal"))


def shape_mistake(tree: Expression, draws: Draws, sizes: dict[str, int]) -> Mistake:
    """What to say of an answer whose shape is not the key's; right but transposed is recognised."""
    key = draws.key
    ours, theirs = described(tree.shape), described(key.shape)
    if tree.shape == (key.shape[1], key.shape[0]) and SCALAR not in (tree.shape, key.shape):
        if _agrees(transposed(tree), draws, sizes):
            return Mistake(
                "transposed",
                f"Right, but transposed: your answer is {ours}, asked for is {theirs}. "
                "Your layout is that of the other convention (numerator and denominator layout).",
            )
        return Mistake("shape", f"Your answer is {ours}, the transpose of the shape {theirs}.")
    return Mistake("shape", f"Your answer is {ours}, the right answer is {theirs}.")


def undefined_mistake(sizes: dict[str, int]) -> Mistake:
    """What to say of an answer that has no value for dimensions for which the key has one."""
    where = ", ".join(f"{name} = {count}" for name, count in sizes.items())
    return Mistake(
        UNDEFINED,
        f"Your answer has no value for {where}, whatever the entries are (it inverts a singular "
        "matrix, or divides by zero); the right answer has one.",
    )


def _agrees(tree: Expression, draws: Draws, sizes: dict[str, int]) -> bool:
    try:
        for number in range(8):
            pair = draws.at(sizes, number)
            if pair is None:
                continue
            try:
                return bool(draws.value(tree, pair[0]) == pair[1])
            except (Pole, Redraw):
                continue
    except EvaluationError:
        return False
    return False


def mistake(
    tree: Expression, draws: Draws, sizes: dict[str, int], *, has_signs: bool = True
) -> Mistake | None:
    """The usual mistake that turns the key into this answer; None if none fits.

    Where abs, max and the like stand, the signs of few draws may be equal by accident.
    """
    small = {name: min(count, _SMALL + i) for i, (name, count) in enumerate(sizes.items())}
    is_large = small != sizes and max(sizes.values()) > _FEW
    smaller, larger = (
        Seen(tree, draws, chosen, _MANY if has_signs else _TWO) for chosen in (small, sizes)
    )
    is_costly = is_large and larger.operations() > _MUCH
    for seen in (smaller, larger) if is_costly else (larger,):
        try:
            if any(ours != theirs for _, ours, theirs in seen):
                return _first(seen, smaller)
        except (EvaluationError, Redraw):
            continue
    return None


def _first(seen: Seen, smaller: Seen) -> Mistake | None:
    for rule, is_small in _RULES:
        try:
            if is_small and rule(smaller) is None:
                continue
        except (EvaluationError, Redraw):
            pass  # some indices need larger dimensions
        try:
            named = rule(seen)
        except (EvaluationError, Redraw):
            continue
        if named is not None:
            return named
    return None


def _zero(seen: Seen) -> Mistake | None:
    if not seen.all(lambda pair: not any(pair.ours)):
        return None
    return Mistake("zero", "Your answer is zero, the right answer is not.")


def _factor(seen: Seen) -> Mistake | None:
    """The answer is a number, perhaps times a dimension, times the key."""
    draws, sizes, prime = seen.draws, seen.sizes, TOP.prime
    few = islice(seen, None if seen.wanted > _TWO else 1)  # a relu may be 0 at the first draws
    told = next((pair for pair in few if any(pair.theirs)), None)
    if told is None or len(told.ours) != len(told.theirs):
        return None
    ours, theirs = told.ours, told.theirs
    k = next(i for i, number in enumerate(theirs) if number)
    ratio = ours[k] * pow(theirs[k], -1, prime) % prime

    def fits(pair: Pair) -> bool:
        return not any((b * ratio - a) % prime for a, b in zip(pair.ours, pair.theirs, strict=True))

    if not (fits(told) and _is_plausible(ratio, sizes) and seen.all(fits)):
        return None
    # One choice of sizes cannot tell a factor n from a factor 3: a second one does.
    others = {name: number + 1 for name, number in sizes.items()}
    second = _ratio(seen.tree, draws, others) if sizes else ratio
    factor = _small(ratio)
    if second == ratio and factor is not None:
        if factor == -1:
            return Mistake("sign", "The sign is wrong: your answer is minus the right one.")
        shown = f"({factor})" if factor < 0 else str(factor)
        return Mistake("factor", f"A constant factor: your answer is {shown} times the right one.")
    if second is None:
        return None
    for name, number in sizes.items():
        for power, words in ((1, f"a factor {name} too much"), (-1, f"a factor 1/{name} too much")):
            scale = [pow(count, power, prime) for count in (number, others[name])]
            rest = _small(ratio * pow(scale[0], -1, prime) % prime)
            if rest is not None and rest == _small(second * pow(scale[1], -1, prime) % prime):
                more = "" if rest == 1 else f", and {rest} times besides"
                if power == 1:
                    words += f" (is 1/{name} missing?)"
                return Mistake("factor", f"Your answer has {words}{more}.")
    return None


def _is_plausible(ratio: int, sizes: dict[str, int]) -> bool:
    """Whether a ratio may be a small number, perhaps times or over a dimension."""
    prime = TOP.prime
    scales = [scale for count in sizes.values() for scale in (count, pow(count, -1, prime))]
    return any(_small(ratio * scale % prime) is not None for scale in (1, *scales))


def _ratio(tree: Expression, draws: Draws, sizes: dict[str, int]) -> int | None:
    for number in range(4):
        pair = draws.at(sizes, number)
        if pair is None:
            continue
        theirs = flat(pair[1])
        k = next((i for i, number in enumerate(theirs) if number), None)
        if k is not None:
            ours = flat(draws.value(tree, pair[0]))
            return ours[k] * pow(theirs[k], -1, TOP.prime) % TOP.prime
    return None


def _small(residue: int) -> Fraction | None:
    """The rational with small numerator and denominator that a residue stands for."""
    for below in range(1, _LARGEST + 1):
        above = residue * below % TOP.prime
        if above <= _LARGEST:
            return Fraction(above, below)
        if TOP.prime - above <= _LARGEST:
            return -Fraction(TOP.prime - above, below)
    return None


def _terms(tree: Expression) -> tuple[Expression, ...]:
    """The terms of a sum, products of a matrix and a sum multiplied out."""
    match tree:
        case Sum(terms, _):
            return tuple(part for term in terms for part in _terms(term))
        case Negative(of, shape):
            return tuple(Negative(part, shape) for part in _terms(of))
        case Product(factors, shape):
            last = _terms(factors[-1])
            if len(last) > 1:
                return tuple(Product((*factors[:-1], part), shape) for part in last)
        case MatrixProduct(factors, shape):
            for i, factor in enumerate(factors):
                parts = _terms(factor)
                if len(parts) > 1:
                    return tuple(
                        MatrixProduct((*factors[:i], part, *factors[i + 1 :]), shape)
                        for part in parts
                    )
        case Transpose(of, shape):
            return tuple(Transpose(part, shape) for part in _terms(of))
        case _:
            pass
    return (tree,)


def _term(seen: Seen) -> Mistake | None:
    """The answer is the key without one term, or with the sign of one term turned."""
    remarks, prime = seen.draws.remarks, TOP.prime
    terms = remarks.get("terms")
    if terms is None:
        terms = remarks["terms"] = _terms(seen.draws.key)
    if not 1 < len(terms) <= 8:
        return None
    for k, term in enumerate(terms):
        for times, name, words in (
            (1, "missing-term", "One term is missing."),
            (2, "sign-of-term", "One term has the wrong sign."),
        ):

            def fits(pair: Pair, k: int = k, term: Expression = term, times: int = times) -> bool:
                draw, ours, theirs = pair
                if (k, draw) not in remarks:
                    remarks[k, draw] = flat(seen.draws.value(term, draw))
                return all(
                    (a - b + times * c) % prime == 0
                    for a, b, c in zip(ours, theirs, remarks[k, draw], strict=True)
                )

            if seen.all(fits):
                return Mistake(name, words)
    return None


def _under_symmetry(seen: Seen) -> Mistake | None:
    """The answer is right for symmetric matrices only."""
    draws, left = seen.draws, _affordable(seen)
    for name, declared in draws.scope.variables.items():
        rows, columns = declared.shape
        if rows != columns or rows == 1 or declared.structure not in ("", "invertible"):
            continue
        left -= 1
        if left < 0:
            return None
        if _agree_under(_symmetric(declared), seen):
            return Mistake(
                "symmetric-only", f"Right only if {name} is symmetric, which is not given."
            )
    return None


def _agree_under(declared: Declaration, seen: Seen) -> bool:
    """Whether both sides agree at draws of a variable that is declared like this."""
    pairs = (_drawn_under(declared, seen, number) for number in range(9, 9 + ATTEMPTS))
    return _has_values(seen.tree, seen.draws, pairs, seen.wanted // 2)  # one will do, but for signs


def _drawn_under(declared: Declaration, seen: Seen, number: int) -> tuple[Draw, Value] | None:
    """Such a draw with the key's value there; None where it has none."""
    draws = seen.draws
    asked = (declared.name, number, *seen.sizes.values())
    if asked not in draws.remarks:
        changed = dict(draws.scope.variables) | {declared.name: declared}
        draw = Draw(changed, seen.sizes, draws.seed * 4096 + number)
        try:
            draws.remarks[asked] = draw, draws.value(draws.key, draw)
        except (Pole, Redraw):
            draws.remarks[asked] = None
    found: tuple[Draw, Value] | None = draws.remarks[asked]
    return found


def _has_values(
    tree: Expression,
    draws: Draws,
    pairs: Iterable[tuple[Draw, Value] | None],
    wanted: int,
) -> bool:
    """Whether a tree has the values that are given at so many draws."""
    agreed = 0
    for draw, theirs in filter(None, pairs):
        try:
            if draws.value(tree, draw) != theirs:
                return False
        except (Pole, Redraw):
            continue
        agreed += 1
        if agreed == wanted:
            return True
    return False


def _affordable(seen: Seen) -> int:
    """How many matrices are tried: a remark on an answer is not worth any time."""
    variables = seen.draws.scope.variables.values()
    square = sum(one.shape[0] == one.shape[1] != 1 for one in variables)
    if square <= 2:
        return square
    return _ALL // seen.operations()


def _symmetric(declared: Declaration) -> Declaration:
    return Declaration(declared.name, declared.shape, declared.text, "symmetric")


def _swapped(seen: Seen) -> Mistake | None:
    """The answer is the key with a matrix in place of its transpose."""
    draws, left = seen.draws, _affordable(seen)
    for name, declared in draws.scope.variables.items():
        if declared.shape[0] != declared.shape[1] or declared.shape == SCALAR:
            continue
        if declared.structure in _SYMMETRIC:
            continue
        turned = _with_transposed(seen.tree, name)
        if turned == seen.tree:
            continue
        left -= 1
        if left < 0:
            return None

        pairs = (draws.at(seen.sizes, number) for number in range(ATTEMPTS))
        if _has_values(turned, draws, pairs, seen.wanted):
            return Mistake("transposed-argument", f"{name} and its transpose are interchanged.")
    return None


def _with_transposed(node: Any, name: str) -> Any:
    """A tree with every occurrence of a variable transposed."""
    if isinstance(node, Variable):
        return Transpose(node, node.shape) if node.name == name else node
    if isinstance(node, tuple) and type(node) is tuple:
        return tuple(_with_transposed(part, name) for part in node)
    if isinstance(node, Expression):
        return type(node)(*(_with_transposed(part, name) for part in _fields(node)))
    return node


def _fields(node: Expression) -> Iterator[Any]:
    return (getattr(node, name) for name in node.__match_args__)


# The last two evaluate the answer for each matrix: they do so at small dimensions first.
_RULES = (
    (_zero, False), (_factor, False), (_term, False), (_under_symmetry, True), (_swapped, True)
)  # fmt: skip
