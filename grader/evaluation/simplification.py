"""A SymPy expression over the reals → whether it is zero, as far as simplification can prove it.

Each way below either shows that the expression is 0 at every point where it has a real value
(sets of measure zero aside, such as poles), or shows nothing. What makes them sound:
- the normal forms are those of an expression over the reals (`normal_forms.py`);
- nothing is concluded from a number with rounding errors;
- |u|, sign(u), max(a, b) are opened case by case, u > 0 and u < 0; a case is left out only if
  it contradicts what the earlier ones say;
- what is smooth on a convex set, with all partial derivatives 0, is constant there.
Whether both sides of an equation have a real value at the same points is another question:
`sign_form` makes the conditions for that comparable.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from math import prod

import sympy as sp
from sympy import Expr, Symbol

from grader.evaluation.disagreement import GIVES_UP
from grader.evaluation.entries import Choices, Entries
from grader.evaluation.normal_forms import (
    GENERAL,
    HYPERBOLIC,
    is_positive,
    reduces,
    sign_form,
    tries,
)

MAX_CASES = 8  # signs assumed one after the other
MAX_SYMBOLS = 4  # whose signs are tried in all combinations
MAX_CHOICES = 256  # members of finite sets, in all combinations


def is_zero(e: Expr, entries: Entries) -> bool:
    """Whether `e` is proved to be 0 at all allowed values of its symbols."""
    if reduces(e):
        return True
    groups = [group for group in entries.choices if any(s in e.free_symbols for s in group[0])]
    count = prod(len(group) for group in groups)
    if groups and count <= MAX_CHOICES:
        return by_choices(e, groups, entries)
    if groups and e.has(*CORNERS):
        return False  # a member of the set may sit at the corner, which is no null set then
    if by_cases(e, entries.positive) or is_constant_zero(e):
        return True
    chart = {s: entries.chart[s] for s in e.free_symbols if s in entries.chart}
    if chart and is_zero(e.xreplace(chart), replace(entries, chart={})):
        return True
    if any(tries(rewriting, e) for rewriting in GENERAL):
        return True
    return by_signs(e)


# ----- cases -------------------------------------------------------------------------------

CORNERS = (sp.Abs, sp.sign, sp.Max, sp.Min)


def by_cases(e: Expr, positive: tuple[Expr, ...] = (), depth: int = 0) -> bool:
    """Whether `e` is 0 in every case of the signs on which its |·|, sign, max and min depend.

    `positive` is what the case assumes. The arguments are taken as real: where they are not,
    e has no real value.
    """
    corner = _innermost(e)
    if corner is None:
        return depth > 0 and (reduces(e) or is_constant_zero(e))
    if depth > MAX_CASES:
        return False
    try:
        critical = _critical(corner)
        whole = [s for s in sorted(critical.free_symbols, key=str) if _may_be_zero(s)]
        sign, open_factor = (0, whole[0]) if whole else _sign(critical, positive)
        if open_factor is None:
            return by_cases(_without(corner, sign, e), positive, depth + 1)
        if not open_factor.is_Symbol and all(s.is_integer for s in open_factor.free_symbols):
            return False  # n − m may well be 0
        sides = (1, -1, 0) if whole else (1, -1)
        cases = [_in_case(e, positive, open_factor, side) for side in sides]
        return all(by_cases(*case, depth + 1) for case in cases)
    except GIVES_UP:
        return False


def _may_be_zero(symbol: Symbol) -> bool:
    """Whether it is a whole number that may be 0: no null set, so a case of its own."""
    return bool(symbol.is_integer and symbol.is_zero is None)


def _innermost(e: Expr) -> Expr | None:
    """A corner that holds no other; always the same one."""
    corners = [c for c in e.atoms(*CORNERS) if not any(a.has(*CORNERS) for a in c.args)]
    return min(corners, key=lambda c: (c.count_ops(), str(c)), default=None)


def _critical(corner: Expr) -> Expr:
    """What the corner takes the sign of."""
    if isinstance(corner, (sp.Max, sp.Min)):
        first, second = sorted(corner.args, key=str)[:2]
        return first - second
    return corner.args[0]


def _without(corner: Expr, sign: int, e: Expr) -> Expr:
    """e, where the sign of what is critical for the corner is known."""
    if isinstance(corner, sp.Abs):
        value = sign * corner.args[0]
    elif isinstance(corner, sp.sign):
        value = sp.Integer(sign)
    else:
        first, second, *others = sorted(corner.args, key=str)
        larger, smaller = (first, second) if sign > 0 else (second, first)
        value = corner.func(larger if isinstance(corner, sp.Max) else smaller, *others)
    return e.xreplace({corner: value})


def _sign(u: Expr, positive: tuple[Expr, ...]) -> tuple[int, Expr | None]:
    """The sign of u as far as it follows, and a first factor that would have to be known."""
    sign = 1
    for factor in sp.Mul.make_args(sign_form(u)):
        known = _known_sign(factor, positive)
        if not known:
            return sign, factor
        sign *= known
    return sign, None


def _known_sign(u: Expr, positive: tuple[Expr, ...]) -> int:
    """1 or −1 if that follows from what is positive, else 0."""
    sums = [sp.Integer(0), *positive, *(a + b for a, b in itertools.combinations(positive, 2))]
    for known in sums:
        if sp.expand(u - known).is_nonnegative:
            return 1
        if sp.expand(u + known).is_nonpositive:
            return -1
    return 0


def _in_case(
    e: Expr, positive: tuple[Expr, ...], factor: Expr, side: int
) -> tuple[Expr, tuple[Expr, ...]]:
    """e and what is positive, where the factor has this sign; a symbol becomes ±a positive one."""
    if not isinstance(factor, Symbol):
        return e, (*positive, side * factor)
    kept = {"integer": True} if factor.is_integer else {}
    known = {factor: side * Symbol(f"{factor}.p", positive=True, **kept)}
    return e.xreplace(known), tuple(p.xreplace(known) for p in positive)


def by_signs(e: Expr) -> bool:
    """Whether `e` is 0 for all combinations of signs of its symbols."""
    symbols = [s for s in sorted(e.free_symbols, key=str) if not _known_sign(s, ())]
    if not 0 < len(symbols) <= MAX_SYMBOLS or any(map(_may_be_zero, symbols)):
        return False
    for sides in itertools.product((1, -1), repeat=len(symbols)):
        case = e
        for symbol, side in zip(symbols, sides, strict=True):
            case, _ = _in_case(case, (), symbol, side)
        if not (reduces(case) or by_cases(case) or any(tries(r, case) for r in GENERAL)):
            return False
    return True


def by_choices(e: Expr, groups: Sequence[Choices], entries: Entries) -> bool:
    """Whether `e` is 0 for all members of the finite sets that its symbols are in."""
    rest = replace(entries, choices=[])
    for choice in itertools.product(*groups):
        values = {symbol: value for member in choice for symbol, value in member.items()}
        if not is_zero(e.xreplace(values), rest):
            return False
    return True


# ----- constants ---------------------------------------------------------------------------


def is_constant_zero(e: Expr) -> bool:
    """Whether `e` is smooth on a convex set, has derivatives 0, and is 0 at a point of it."""
    try:
        # The point 0 is the easiest, so take it in where e is smooth there as well.
        closed = e.xreplace({s: _with_zero(s) for s in e.free_symbols})
        e = closed if _is_smooth(closed) else e
        symbols = sorted(e.free_symbols, key=str)
        if not symbols or not _is_smooth(e) or any(_has_gaps(s) for s in symbols):
            return False
        point = {s: sp.Integer(0 if s.is_zero is None else 1) for s in symbols}
        point |= {s: sp.Integer(-1) for s in symbols if s.is_negative}
        there = e.xreplace(point)
        return all(reduces(sp.diff(e, s)) for s in symbols) and (
            reduces(there) or tries(sp.simplify, there)
        )
    except GIVES_UP:
        return False


def _with_zero(symbol: Symbol) -> Symbol:
    if symbol.is_integer or not (symbol.is_positive or symbol.is_negative):
        return symbol
    side = "nonnegative" if symbol.is_positive else "nonpositive"
    return Symbol(f"{symbol}.0", **{side: True})


def _has_gaps(symbol: Symbol) -> bool:
    """Whether its values are no interval."""
    one_sided = symbol.is_positive or symbol.is_negative
    return bool(symbol.is_integer or (symbol.is_zero is False and not one_sided))


def _is_smooth(e: Expr) -> bool:
    """Whether `e` is real and has derivatives at all values of its symbols."""
    if e.is_Symbol or e.is_number:
        return bool(e.is_real)
    if e.is_Pow and not isinstance(e, sp.exp):
        whole = e.exp.is_Integer and e.exp.is_nonnegative
        above = is_positive(e.base) or (e.exp.is_Integer and is_positive(-e.base))
        return bool(e.exp.is_real and (whole or above)) and all(map(_is_smooth, e.args))
    if isinstance(e, sp.log):
        smooth = is_positive(e.args[0])
    elif isinstance(e, (sp.asin, sp.acos)):
        smooth = is_positive(1 - e.args[0] ** 2)
    else:
        smooth = (
            e.is_Add or e.is_Mul or isinstance(e, (sp.exp, sp.sin, sp.cos, sp.atan, *HYPERBOLIC))
        )
    return bool(smooth) and all(map(_is_smooth, e.args))
