"""An expression of a derivation → the tree as it is written, and with its derivatives worked out.

A derivative stands in the written tree as a name that no answer can have (`∂/∂x[i](…)`); behind
the name is kept what calculus makes of it. So the written tree says what the student did, and the
other one what it is worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from grader.calculus.construction import transposed
from grader.calculus.derivative import derivative, partial_derivative
from grader.calculus.entries import entry_of
from grader.calculus.errors import CalculusError
from grader.calculus.parts import parts
from grader.comparison.chain.forms import Forms
from grader.errors import AnswerError, GraderError
from grader.language.declarations import Operators, Scope
from grader.language.parser import parsed
from grader.language.shapes import Meaning, meaning
from grader.language.substitution import substituted, variables_in
from grader.language.text import text
from grader.language.tree import (
    SCALAR,
    Abstract,
    At,
    Dimension,
    Entry,
    Expression,
    Shape,
    Transpose,
    Variable,
    described,
)
from grader.language.written import Differential, Factor, Written

MOST_LEVELS = 2  # derivatives inside each other
MOST_NODES = 400  # of what is differentiated
MOST_IN_ALL = 2_000  # … in one derivation
SYMMETRIC = ("symmetric", "positive definite", "diagonal")


class UnworkableError(GraderError):
    """A derivative that calculus cannot work out: nobody's mistake, a tutor looks."""


class Operation(NamedTuple):
    """What a name in a written tree stands for: kind, operand worked out, variable, result.

    `shown` is the operand as it is written.
    """

    kind: str
    of: Expression
    by: Expression
    result: Expression
    shown: Expression


class Reading(NamedTuple):
    """An expression: as it is written, worked out, its free indices, and its number (forms.py)."""

    shown: Expression
    tree: Expression
    number: int
    free: tuple[tuple[str, Dimension], ...] = ()
    notes: tuple[str, ...] = ()
    smallest: tuple[tuple[str, int], ...] = ()


class Reader:
    """Reads the expressions of one derivation."""

    def __init__(self, scope: Scope, functions: Mapping[str, tuple[str, ...]], wrt: str) -> None:
        self.forms = Forms()
        self.operations: dict[str, Operation] = {}
        self._levels: dict[str, int] = {}
        self._nodes = 0  # differentiated so far
        self._names: dict[tuple[object, ...], Expression] = {}
        self._symmetric = frozenset(
            name for name, declared in scope.variables.items() if declared.structure in SYMMETRIC
        )
        self.base = scope.index_base
        self.scope = scope._replace(operators=Operators(self._applied, functions, wrt))
        wide = Operators(self._applied, functions, wrt, is_wide=True)
        self._wide = scope._replace(operators=wide)

    def readings(self, typed: str, shape: Shape | None = None) -> tuple[Reading, ...]:
        """How an expression can be read: once, or twice where ∂ may reach further.

        Raises AnswerError, or UnworkableError where a derivative cannot be worked out.
        """
        written = parsed(typed, self.scope)
        if not _is_followed(written):
            return (self._read(typed, self.scope, shape),)
        found: list[Reading] = []
        problem: GraderError | None = None
        for scope in (self.scope, self._wide):
            try:
                reading = self._read(typed, scope, shape)
            except (AnswerError, UnworkableError) as error:
                problem = problem or error
                continue
            if all(reading.number != other.number for other in found):
                found.append(reading)
        if not found:
            assert problem is not None
            raise problem
        if self._is_of_constant(found[0].shown):  # nobody means the derivative of a constant
            found.reverse()
        return tuple(found)

    def _is_of_constant(self, shown: Expression) -> bool:
        """Whether a derivative in a written tree is one by what does not stand there."""
        used = (self.operations[name] for name in variables_in(shown) if name in self.operations)
        return any(
            not variables_in(operation.by) <= variables_in(operation.of) for operation in used
        )

    def _read(self, typed: str, scope: Scope, shape: Shape | None) -> Reading:
        return self.of_meaning(meaning(typed, scope, shape=shape))

    def of_meaning(self, known: Meaning) -> Reading:
        """A tree that was read, with its derivatives worked out."""
        tree = self.worked_out(known.tree)
        number = self.forms.number(known.tree)
        return Reading(known.tree, tree, number, known.free, known.notes, known.smallest)

    def worked_out(self, tree: Expression) -> Expression:
        """The tree with what calculus makes of each derivative."""
        if not self.operations:
            return tree
        results: dict[str, Expression] = {
            name: operation.result for name, operation in self.operations.items()
        }
        return substituted(tree, results)

    def operation(self, shown: Expression) -> Operation | None:
        """The derivative that a written tree is, as a whole."""
        if isinstance(shown, Transpose):
            shown = shown.of
        if isinstance(shown, Entry):
            shown = shown.of
        return self.operations.get(shown.name) if isinstance(shown, Variable) else None

    # ----- operators

    def _applied(self, kind: str, of: Expression, by: Expression) -> Expression:
        """A name for the derivative, behind which the result is kept; ∇_x g(x) is ∇g(x)."""
        if kind == "gradient" and isinstance(of, Abstract) and of.of == by and of.shape == SCALAR:
            return transposed(Abstract(of.name, of.order + 1, of.of, (1, by.shape[0])))
        key = (kind, self.forms.number(of), by)
        known = self._names.get(key)
        if known is None:
            level = 1 + max((self._levels.get(name, 0) for name in variables_in(of)), default=0)
            inner = self.worked_out(of)
            self._nodes += _size(inner, level)
            if self._nodes > MOST_IN_ALL:
                raise AnswerError("there are too many derivatives in this derivation")
            try:
                result = _derived(kind, inner, by, self._symmetric)
            except CalculusError as problem:
                raise UnworkableError(problem.message, hint=problem.hint) from problem
            name = _name(kind, of, by, self.base)
            known = self._names[key] = Variable(name, result.shape)
            self.operations[name] = Operation(kind, inner, by, result, of)
            self._levels[name] = level
        return known


def _size(of: Expression, level: int) -> int:
    """How much is differentiated; refuses what would take too long."""
    if level > MOST_LEVELS:
        raise AnswerError(
            "there are too many derivatives inside each other",
            hint=f"at most {MOST_LEVELS} are worked out",
        )
    count = 0
    pending: list[Expression] = [of]
    while pending and count <= MOST_NODES:
        count += 1
        pending += parts(pending.pop())
    if count > MOST_NODES:
        raise AnswerError(
            "this is too long to be differentiated",
            hint=f"at most {MOST_NODES} names, numbers and operations are",
        )
    return count


@lru_cache(maxsize=64)
def _derived(kind: str, of: Expression, by: Expression, symmetric: frozenset[str]) -> Expression:
    """The derivative of a tree; raises AnswerError where it is none, CalculusError.

    Remembered: one who derives in many ways differentiates the same.
    """
    assert isinstance(by, Variable | Entry)
    if kind != "partial" and of.shape != SCALAR:
        raise AnswerError(
            f"∇ of what is {described(of.shape)}: only a number has a gradient",
            hint="write ∂/∂x (…) for the Jacobian",
        )
    if kind == "hessian":
        return derivative(of, by, "hessian", symmetric=symmetric).result
    if by.shape == SCALAR:
        return partial_derivative(of, by)
    if kind == "gradient" or (of.shape == SCALAR and 1 not in by.shape):
        return derivative(of, by, "gradient", symmetric=symmetric).result
    if 1 not in by.shape:
        raise AnswerError(
            f"the derivative of what is {described(of.shape)} by a matrix is no matrix",
            hint="take the derivative by one entry: ∂/∂X[i,j] (…)",
        )
    return derivative(of, by, "jacobian", symmetric=symmetric).result


def _name(kind: str, of: Expression, by: Expression, base: int) -> str:
    """The derivative as it is typed."""
    variable, inside = text(by, base), text(of, base)
    sign = {"partial": f"∂/∂{variable}", "gradient": f"∇_{{{variable}}}"}.get(kind)
    return f"{sign or f'∇^2_{{{variable}}}'}({inside})"


def _is_followed(written: Written) -> bool:
    """Whether ∂ could be meant to reach further anywhere in a text."""
    pending: list[object] = [written]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending += part
        elif isinstance(part, Written | Factor):
            if isinstance(part, Differential) and part.is_followed:
                return True
            pending += [getattr(part, name) for name in part.__slots__]
    return False


# ----- entries -----------------------------------------------------------------------------------


def entries(reading: Reading, free: tuple[tuple[str, Dimension], ...]) -> list[Reading]:
    """A vector or matrix as its entry with these free indices, in each way that fits.

    A matrix has its rows counted by the index that comes first in the alphabet, or else last.
    """
    rows, columns = reading.tree.shape
    names = [(name, dimension) for name, dimension in free if name not in dict(reading.free)]
    ways: list[tuple[At | int, At | int]] = []
    if len(names) == 1:
        (name, dimension) = names[0]
        if columns == 1 and dimension == rows:
            ways = [(At(name), 0)]
        elif rows == 1 and dimension == columns:
            ways = [(0, At(name))]
    elif len(names) == 2:
        for (one, along), (other, across) in (names, names[::-1]):
            if along == rows and across == columns:
                ways.append((At(one), At(other)))
    return [_entry(reading, row, column, free) for row, column in ways]


def explicit_entry(reading: Reading, row: int, column: int) -> Reading:
    """One entry of a vector or matrix."""
    return _entry(reading, row, column, reading.free)


def _entry(
    reading: Reading,
    row: At | int,
    column: At | int,
    free: tuple[tuple[str, Dimension], ...],
) -> Reading:
    whole = {**dict(reading.free), **dict(free)}
    tree = entry_of(reading.tree, row, column)
    return reading._replace(shown=tree, tree=tree, free=tuple(sorted(whole.items())))
