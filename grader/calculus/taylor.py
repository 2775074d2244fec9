"""Function, variables, point → the terms of its Taylor polynomial, and variants of them.

    of numbers      T_k = Σ_α ∂^α f(p) (x − p)^α / α!,  α the exponents of total order k
    of one vector   T_0 = f(p),  T_1 = ⟨∇f(p), x − p⟩,  T_2 = ½ (x − p)ᵀ ∇²f(p) (x − p)

A matrix is taken as the vector of its columns. Of a vector, orders above 2 have no matrix form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from math import factorial, prod
from typing import NamedTuple, TypeAlias

from grader.calculus.construction import (
    added,
    inner,
    matrix_product,
    negated,
    power,
    product,
    transposed,
    zero,
)
from grader.calculus.derivative import Task, derivative
from grader.calculus.errors import CalculusError
from grader.calculus.numbering import Numbering
from grader.calculus.presentation import presented
from grader.calculus.simplification import Simplification
from grader.language.substitution import substituted
from grader.language.tree import (
    SCALAR,
    Expression,
    Inverse,
    Number,
    Quotient,
    Variable,
    Vectorization,
    times,
)

Point: TypeAlias = Mapping[str, Expression]
Weight: TypeAlias = Callable[[tuple[int, ...]], Fraction]

MOST_DERIVATIVES = 120


class Differentiated(NamedTuple):
    """A derivative that was used: of what, by what, which, and the formula for it."""

    function: Expression
    wrt: tuple[str, ...]
    task: Task
    formula: Expression


class Expansion:
    """The derivatives of a function up to an order, from which its Taylor polynomials are made.

    Raises CalculusError where there are too many, or none.
    """

    def __init__(
        self,
        function: Expression,
        wrt: tuple[Variable, ...],
        order: int,
        symmetric: frozenset[str] = frozenset(),
    ) -> None:
        self.function, self.wrt, self.order = function, wrt, order
        self.symmetric = symmetric
        self.used: list[Differentiated] = []
        self.is_of_numbers = all(one.shape == SCALAR for one in wrt)
        if self.is_of_numbers:
            self._partials = self._all_partials()
        elif order > 2:
            raise CalculusError(
                f"a Taylor polynomial of order {order} in a vector has no matrix form",
                hint="give its numbers names of their own, as in `wrt: [x_1, x_2]`",
            )
        else:
            tasks: tuple[Task, ...] = ("gradient", "hessian")
            self._whole = [function, *(self._derived(function, wrt, t) for t in tasks[:order])]

    def _derived(self, of: Expression, wrt: tuple[Variable, ...], task: Task) -> Expression:
        formula = derivative(of, wrt[0], task, symmetric=self.symmetric).result
        self.used.append(Differentiated(of, (wrt[0].name,), task, formula))
        return formula

    def _all_partials(self) -> dict[tuple[int, ...], Expression]:
        count = len(self.wrt)
        found = {(0,) * count: self.function}
        for order in range(1, self.order + 1):
            for chosen in combinations_with_replacement(range(count), order):
                if len(found) > MOST_DERIVATIVES:
                    raise CalculusError("so many derivatives are too many")
                below = exponents(chosen[:-1], count)
                variable = self.wrt[chosen[-1]]
                found[exponents(chosen, count)] = self._derived(
                    found[below], (variable,), "gradient"
                )
        return found

    # ----- terms

    def displacement(self, point: Point) -> dict[str, Expression]:
        """x − p for each variable."""
        return {one.name: added((one, negated(point[one.name])), one.shape) for one in self.wrt}

    def term(
        self,
        order: int,
        point: Point | None,
        steps: Point,
        weight: Weight = lambda alpha: Fraction(1),
    ) -> Expression:
        """The term of an order: derivatives at `point` (None: left as they are), times steps."""

        def at(tree: Expression) -> Expression:
            return tree if point is None else substituted(tree, point)

        if not self.is_of_numbers:
            return _whole_term(order, at(self._whole[order]), steps[self.wrt[0].name], weight)
        terms = [
            product(
                (
                    Number(weight(alpha) / prod(map(factorial, alpha))),
                    at(formula),
                    *(
                        power(steps[one.name], Number(exponent))
                        for one, exponent in zip(self.wrt, alpha, strict=True)
                        if exponent
                    ),
                )
            )
            for alpha, formula in self._partials.items()
            if sum(alpha) == order
        ]
        return added(terms, SCALAR)

    def terms(self, point: Point, order: int) -> Iterator[Expression]:
        """The terms of the Taylor polynomial around a point, up to an order."""
        steps = self.displacement(point)
        for number in range(order + 1):
            yield self.term(number, point, steps)

    def polynomial(self, point: Point) -> Expression:
        """The Taylor polynomial, simplified; raises CalculusError at a pole."""
        return simplified(added(self.terms(point, self.order), SCALAR))


def _whole_term(order: int, of: Expression, step: Expression, weight: Weight) -> Expression:
    factor = Number(weight((order,)) / factorial(order))
    if order == 0:
        return product((factor, of))
    if order == 1:
        return product((factor, inner(of, step)))
    column = step
    if step.shape[1] != 1:
        is_row = step.shape[0] == 1
        column = transposed(step) if is_row else Vectorization(step, (times(*step.shape), 1))
    return product((factor, matrix_product((transposed(column), of, column))))


def exponents(chosen: tuple[int, ...], count: int) -> tuple[int, ...]:
    """How often each of `count` variables is chosen."""
    return tuple(chosen.count(number) for number in range(count))


def simplified(tree: Expression) -> Expression:
    """A tree as one would write it; raises CalculusError where it divides by zero."""
    table = Numbering()
    return presented(Simplification(table)(table.shared(tree)), table)


def solution(gradient: Expression, hessian: Expression, variable: Variable) -> Expression:
    """The x where H x + g(0) = 0, for a Hessian without x: −H⁻¹ g(0); a column or a number."""
    start = substituted(gradient, {variable.name: zero(variable.shape)})
    if variable.shape == SCALAR:
        return simplified(negated(Quotient(start, hessian, SCALAR)))
    return simplified(negated(matrix_product((Inverse(hessian, hessian.shape), start))))
