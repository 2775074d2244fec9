"""Function, variables, task → the derivative as a matrix expression, with the steps to it.

    gradient   of a number: the shape of the variable; by a list of numbers a column
    jacobian   outputs × inputs; entries of a matrix count column by column, of a row from the left
    hessian    of a number: the Jacobian of the gradient; of a matrix X that of vec(∇f) by vec(X)

A symmetric matrix as a variable has independent entries. That a matrix is symmetric is used for
the result, never for the function: xᵀAᵀy and xᵀAy have different gradients by A.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from grader.calculus.components import has_unit_vectors, written_out
from grader.calculus.construction import matrix_product, transposed, zero
from grader.calculus.differential import Differentiation, Step
from grader.calculus.entries import entry_of
from grader.calculus.errors import CalculusError
from grader.calculus.gradients import gradient_of, unit, unit_matrix
from grader.calculus.indices import free_indices, set_apart
from grader.calculus.jacobians import jacobian_of, vectorized
from grader.calculus.numbering import Numbering
from grader.calculus.parts import has_sums
from grader.calculus.presentation import presented
from grader.calculus.simplification import Simplification
from grader.language.tree import (
    ONE,
    SCALAR,
    Entry,
    Expression,
    IndexedSum,
    Stack,
    Sum,
    Variable,
    described,
)

Task: TypeAlias = Literal["gradient", "jacobian", "hessian"]
Input: TypeAlias = Variable | Entry

LARGEST = 40_000  # nodes of a derivative before it is simplified; a text has room for a fifth

FORMULAS = {
    "gradient": "df = tr(Gᵀ dX) ⇒ ∇f = G (Magnus & Neudecker, ch. 9)",
    "jacobian": "vec(dY) = J vec(dX) ⇒ the Jacobian is J (Magnus & Neudecker, ch. 9)",
    "list": "one row or column for each partial derivative, in the order of the list",
}


class Derivation(NamedTuple):
    """The derivative, and how it was found."""

    result: Expression
    steps: tuple[Step, ...]


def derivative(
    tree: Expression,
    wrt: Input | tuple[Input, ...],
    task: Task,
    *,
    symmetric: frozenset[str] = frozenset(),
) -> Derivation:
    """The gradient, Jacobian or Hessian of a tree by a variable, an entry or a list of numbers.

    `symmetric` names the variables that are symmetric matrices. Raises CalculusError.
    """
    if task != "jacobian" and tree.shape != SCALAR:
        raise CalculusError(
            f"the function is {described(tree.shape)}: only a number has a {task}",
            hint="ask for its Jacobian",
        )
    work = _Derivation(tree, wrt, symmetric)
    if isinstance(wrt, tuple):
        result = work.by_list(wrt, task)
    elif task == "gradient":
        result = work.gradient(wrt)
    elif task == "jacobian":
        result = work.jacobian(work.tree, wrt)
    else:
        result = work.jacobian(work.prepared(work.gradient(wrt)), wrt)
    return work.finished(result)


def partial_derivative(tree: Expression, wrt: Input) -> Expression:
    """∂/∂x of a tree by a number, entry by entry: it has the shape of the tree.

    Raises CalculusError.
    """
    work = _Derivation(tree, wrt)
    return work.finished(work.simplified(work.partial(work.tree, wrt))).result


class _Derivation:
    """The steps taken so far, and what the pieces of work share."""

    def __init__(
        self,
        tree: Expression,
        wrt: Input | tuple[Input, ...],
        symmetric: frozenset[str] = frozenset(),
    ) -> None:
        self.steps: list[Step] = []
        inputs = wrt if isinstance(wrt, tuple) else (wrt,)
        self.variables = [variable_of(one) for one in inputs]
        # A symmetric matrix that is differentiated by is symmetric in the result alone.
        self._at_last = symmetric.intersection(one.name for one in self.variables)
        self._symmetric = symmetric
        self.table = Numbering(symmetric - self._at_last)
        self._simplified = Simplification(self.table)
        self._indices = frozenset[str]().union(*map(free_indices, inputs))
        self.tree = self.prepared(tree)
        self._names = frozenset(variable.name for variable in self.variables) | self.table.names()

    def prepared(self, tree: Expression) -> Expression:
        """A function to be differentiated: Σ in matrix form where it has one, indices apart."""
        shared = self.table.shared(tree)
        if not self.table.has_met(IndexedSum) or not has_sums(tree):
            return shared
        matrix_form = self.simplified(tree)
        if matrix_form != tree:
            self.steps.append(Step("matrix form", "Σᵢ aᵢ bᵢ = aᵀ b", tree, matrix_form))
        return set_apart(matrix_form, self._indices | free_indices(matrix_form))

    def simplified(self, tree: Expression) -> Expression:
        """A result so far, written shorter; refused where nobody could read it in any way."""
        if self.table.weight(tree) > LARGEST:
            raise CalculusError(
                f"the derivative has more than {LARGEST:,} parts: too long to be written",
                hint="give a name to a part of the function, and differentiate by that",
            )
        return self._simplified(tree)

    def marker(self, variable: Variable) -> Variable:
        """dX: a name that the function does not use."""
        name = "d" + variable.name
        while name in self._names:
            name = "d" + name
        return Variable(name, variable.shape)

    # ----- differentials

    def along(self, tree: Expression, variable: Variable, direction: Expression) -> Expression:
        """The differential of a tree, given that of a variable."""
        rules = Differentiation({variable.name: direction})
        differential = rules(tree)
        self.steps.extend(rules.steps)
        if differential is not None:
            return differential
        self.steps.append(Step("constant", "dC = 0 (MC 33)", tree, zero(tree.shape)))
        return self.steps[-1].after

    def partial(self, tree: Expression, wrt: Input) -> Expression:
        """The derivative by a number: the differential along one entry of the variable."""
        if isinstance(wrt, Entry):
            variable = variable_of(wrt)
            direction = unit_matrix(wrt.row, wrt.column, variable.shape)
            return self.along(tree, variable, direction)
        return self.along(tree, wrt, ONE)

    # ----- tasks

    def gradient(self, wrt: Input) -> Expression:
        """The gradient of the function."""
        if wrt.shape == SCALAR and isinstance(wrt, Variable):
            return self.simplified(self.partial(self.tree, wrt))
        variable = variable_of(wrt)
        marker = self.marker(variable)
        differential = self.along(self.tree, variable, marker)
        found = gradient_of(differential, marker)
        self.steps.append(Step("identification", FORMULAS["gradient"], differential, found))
        simple = self.simplified(found)
        if isinstance(wrt, Entry):
            chosen = self.simplified(entry_of(simple, wrt.row, wrt.column))
            self.steps.append(Step("entry", "∂f/∂X[i,j] = (∇f)[i,j]", simple, chosen))
            return chosen
        return simple

    def jacobian(self, tree: Expression, wrt: Input) -> Expression:
        """The Jacobian of a tree."""
        if wrt.shape == SCALAR:
            return self.simplified(vectorized(self.partial(tree, wrt)))
        assert isinstance(wrt, Variable)
        marker = self.marker(wrt)
        differential = self.along(tree, wrt, marker)
        found = jacobian_of(differential, marker, tree.shape)
        self.steps.append(Step("identification", FORMULAS["jacobian"], differential, found))
        return self.simplified(found)

    def by_list(self, wrt: tuple[Input, ...], task: Task) -> Expression:
        """By a list of numbers: the partial derivatives as components."""
        for one in wrt:
            if one.shape != SCALAR:
                raise CalculusError(
                    f"{variable_of(one).name} is {described(one.shape)}: a list holds numbers",
                    hint="take the derivative by one vector or matrix alone",
                )
        firsts = [self.simplified(self.partial(self.tree, one)) for one in wrt]
        if task == "gradient":
            found = listed([[one] for one in firsts])
        elif task == "hessian":
            rows = [[self.simplified(self.partial(one, by)) for by in wrt] for one in firsts]
            found = listed(rows)
        else:
            found = side_by_side([vectorized(one) for one in firsts])
        self.steps.append(Step("partial derivatives", FORMULAS["list"], self.tree, found))
        return found

    def finished(self, result: Expression) -> Derivation:
        """The result simplified with all that is known, and written as one would."""
        table, simplified = self.table, self._simplified
        if self._at_last:
            table = Numbering(self._symmetric)
            simplified = Simplification(table)
        simple = simplified(result)
        if has_unit_vectors(simple):
            simple = simplified(written_out(simple))
        shown = presented(simple, table)
        if self.steps and shown != self.steps[-1].after:
            formula = "like terms, common factors"
            self.steps.append(Step("simplification", formula, self.steps[-1].after, shown))
        return Derivation(shown, tuple(self.steps))


def listed(rows: list[list[Expression]]) -> Expression:
    """Numbers as a matrix; a single one is a number."""
    shape = (len(rows), len(rows[0]))
    return rows[0][0] if shape == SCALAR else Stack(tuple(map(tuple, rows)), shape)


def side_by_side(columns: list[Expression]) -> Expression:
    """Columns as one matrix: written out where the dimension is a number, else Σ vₖ eₖᵀ."""
    rows, size = columns[0].shape[0], len(columns)
    if isinstance(rows, int):
        return listed([[entry_of(one, i, 0) for one in columns] for i in range(rows)])
    terms = [
        matrix_product((column, transposed(unit(k, size)))) for k, column in enumerate(columns)
    ]
    return Sum(tuple(terms), (rows, size)) if size > 1 else terms[0]


def variable_of(wrt: Input) -> Variable:
    """The variable that is differentiated by, or one of whose entries is."""
    variable = wrt.of if isinstance(wrt, Entry) else wrt
    if not isinstance(variable, Variable):
        raise CalculusError("an entry to differentiate by must be one of a variable")
    return variable
