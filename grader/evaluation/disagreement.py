"""Two SymPy expressions → whether they differ at a point that is tried, to 50 digits.

A look before the work, and a check on what SymPy proves: it never decides by itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import sympy as sp
from sympy import Expr, Symbol

from grader.evaluation.entries import Entries

# What SymPy raises where a method of its own does not apply or gives up.
GIVES_UP: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    sp.PolynomialError,
    sp.CoercionFailed,
)
DIGITS = 50
POINTS = 5  # with real values on both sides, after which a difference of 0 is believed enough


def disagreement(mine: Expr, yours: Expr, entries: Entries) -> bool | None:
    """Whether the two differ at some point that is tried; None if neither is real at any.

    A look before the work, and a check on SymPy: it alone never decides.
    """
    tried = 0
    for point in _points(mine.free_symbols | yours.free_symbols, entries):
        values = [_number(e.xreplace(point)) for e in (mine, yours, mine - yours)]
        left, right, gap = values
        if left is None or right is None or gap is None:
            continue
        if abs(gap) > sp.Float("1e-25") + sp.Float("1e-40") * (abs(left) + abs(right)):
            return True
        tried += 1
        if tried == POINTS:
            break
    return False if tried else None


def _number(e: Expr) -> Expr | None:
    """The real value to 50 digits, or None."""
    try:
        real, imaginary = e.evalf(DIGITS).as_real_imag()
    except GIVES_UP:
        return None
    if not (real.is_number and real.is_finite and imaginary.is_number):
        return None
    return real if abs(imaginary) <= sp.Float("1e-30") * (1 + abs(real)) else None


def _points(symbols: Iterable[Symbol], entries: Entries) -> Iterator[Mapping[Symbol, Expr]]:
    """Points with small rational coordinates that honour what is declared."""
    rng = random.Random(1)
    names = sorted(symbols, key=str)
    for number, scale in enumerate((8, 20, 2, 60, 40, 12, 1, 3, 30, 5, 8, 20)):
        point: dict[Symbol, Expr] = {}
        for group in entries.choices:
            point |= rng.choice(group)
        for k, symbol in enumerate(names):
            # Above 0 all, below 0 all, in turn, the other way round; then as it comes.
            side = ((1, 1), (-1, -1), (1, -1), (-1, 1))[number][k % 2] if number < 4 else None
            if symbol in entries.chart:
                free = sorted(entries.chart[symbol].free_symbols, key=str)
                point |= {t: _coordinate(t, rng, scale, side) for t in free if t not in point}
                point[symbol] = entries.chart[symbol].xreplace(point)
            elif symbol not in point:
                point[symbol] = _coordinate(symbol, rng, scale, side)
        yield point


def _coordinate(symbol: Symbol, rng: random.Random, scale: int, side: int | None) -> Expr:
    """At most 30/scale, with that sign if it is allowed."""
    number = sp.Rational(rng.randint(1, 30), 1 if symbol.is_integer else scale + rng.randint(0, 3))
    sign = 1 if symbol.is_nonnegative else -1 if symbol.is_nonpositive else side
    return (sign or rng.choice((1, -1))) * number
