"""Declared names + sizes → matrices of SymPy symbols, and all that the declarations say of them.

What a declaration says is respected in three ways, each sound (a difference that simplifies to
0 is 0 at every value that the declaration allows):
- by SymPy's assumptions: real, positive, nonnegative, nonzero, integer;
- by sharing: a symmetric matrix has one symbol for two entries, a diagonal one zeros elsewhere;
- what symbols cannot say stands beside them, for whoever simplifies: the `chart` writes a
  symbol as an expression in free ones with just the allowed values (x in (0, 1) is t/(1 + t)
  with t > 0; a positive definite A is L Lᵀ), the `choices` list a finite set.
Where nothing of this is done (invertible, full rank) the symbols are free, which asks for more.
An orthogonal matrix cannot be written out, and raises InexpressibleError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import sympy as sp
from sympy import Expr, Symbol
from sympy import ImmutableDenseMatrix as Matrix

from grader.language.declarations import Declaration
from grader.language.tree import Node, Shape, Variable, size

MAX_ENTRIES = 1024  # of one matrix: more would not be simplified in time


class InexpressibleError(Exception):
    """Something that explicit entries cannot say; the judge then knows nothing."""


Choices: TypeAlias = list[dict[Symbol, Expr]]


@dataclass(slots=True)
class Entries:
    """The declared names written out, and what their declarations say beyond the symbols."""

    matrices: dict[str, Matrix] = field(default_factory=dict)
    # A symbol as an expression in free symbols that runs over just the values allowed for it.
    chart: dict[Symbol, Expr] = field(default_factory=dict)
    # For each finite set (or one-hot vector) all that its symbols can be.
    choices: list[Choices] = field(default_factory=list)
    # What else is above 0, because there is nothing to compare where it is not.
    positive: tuple[Expr, ...] = ()


def names(tree: Node) -> Iterator[str]:
    """The variables in a tree, each as often as it occurs."""
    if isinstance(tree, Variable):
        yield tree.name
    waiting: list[object] = [getattr(tree, name) for name in tree.__match_args__]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            yield from names(part)
        elif isinstance(part, tuple):
            waiting += part


def entries(
    declarations: Mapping[str, Declaration],
    sizes: Mapping[str, int],
    wanted: Sequence[str],
    *,
    index_base: int = 1,
) -> Entries:
    """The `wanted` names as matrices of symbols called `x`, `x[1]`, `A[1,2]`."""
    written = Entries()
    for name in sorted(set(wanted)):
        _write_out(
            written, declarations[name], *counts(declarations[name].shape, sizes), index_base
        )
    return written


def _write_out(written: Entries, declared: Declaration, rows: int, columns: int, base: int) -> None:
    """Adds one name to what is written."""
    if declared.structure == "orthogonal" or declared.arguments:
        what = "a function" if declared.arguments else "orthogonal"
        raise InexpressibleError(f"{declared.name} is {what}: it has no free entries")

    def entry(i: int, j: int) -> Expr:
        if declared.structure in ("symmetric", "positive definite") and i > j:
            i, j = j, i
        if declared.structure == "diagonal" and i != j:
            return sp.Integer(0)
        places = [k + base for k, count in ((i, rows), (j, columns)) if count > 1]
        name = declared.name + (f"[{','.join(map(str, places))}]" if places else "")
        return Symbol(name, **_assumptions(declared, on_diagonal=i == j))

    matrix = Matrix(rows, columns, [entry(i, j) for i in range(rows) for j in range(columns)])
    written.matrices[declared.name] = matrix
    if declared.structure == "positive definite":
        written.chart |= _cholesky(declared.name, matrix)
    if declared.structure == "one-hot":
        written.choices.append([{x: sp.Integer(x == hot) for x in matrix} for hot in matrix])
    for symbol in sorted(matrix.free_symbols, key=str):
        if declared.domain == "interval":
            written.chart[symbol] = _between(symbol, *declared.values)
        elif declared.domain == "set":
            written.choices.append([{symbol: rational(v)} for v in declared.values])


def _assumptions(declared: Declaration, *, on_diagonal: bool) -> dict[str, bool]:
    """What SymPy may know of an entry."""
    values, known = declared.values, {"real": True}
    if declared.domain in ("positive", "nonnegative", "nonzero", "integer"):
        known[declared.domain] = True
    elif declared.domain == "interval":
        known |= {"positive": True} if values[0] >= 0 else {}
        known |= {"negative": True} if values[1] <= 0 else {}
    elif declared.domain == "set":
        known |= {"integer": True} if all(v.denominator == 1 for v in values) else {}
        known |= {"nonnegative": True} if min(values) >= 0 else {}
        known |= {"nonzero": True} if 0 not in values else {}
    if declared.structure == "one-hot":
        known |= {"integer": True, "nonnegative": True}
    if declared.structure == "positive definite" and on_diagonal:
        known |= {"positive": True}
    return known


def _between(symbol: Symbol, lower: Fraction, upper: Fraction) -> Expr:
    """(a + b t)/(1 + t), t > 0: every number between a and b, once."""
    t = Symbol(f"{symbol}.t", positive=True)
    return (rational(lower) + rational(upper) * t) / (1 + t)


def _cholesky(name: str, matrix: Matrix) -> dict[Symbol, Expr]:
    """A = L Lᵀ, L lower triangular with a positive diagonal: every positive definite A, once."""
    lower = Matrix(
        matrix.rows,
        matrix.cols,
        lambda i, j: (
            Symbol(f"{name}.L[{i},{j}]", real=True, **({"positive": True} if i == j else {}))
            if i >= j
            else sp.Integer(0)
        ),
    )
    product = lower * lower.T
    return {matrix[i, j]: product[i, j] for i in range(matrix.rows) for j in range(i + 1)}


# ----- numbers and sizes -------------------------------------------------------------------


def rational(value: Fraction | int) -> Expr:
    """An int or a Fraction as a SymPy number."""
    return sp.Rational(value.numerator, value.denominator)


def counts(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, int]:
    """How many rows and columns; raises InexpressibleError if that is too many."""
    rows, columns = (size(dimension, dict(sizes)) for dimension in shape)
    check_count(rows, columns)
    return rows, columns


def check_count(rows: int, columns: int) -> None:
    """Raises InexpressibleError for a matrix that is too large."""
    if rows * columns > MAX_ENTRIES:
        raise InexpressibleError(f"a matrix of {rows}×{columns} entries is too large")
