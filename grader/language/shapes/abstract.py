"""Abstract functions as written → the function, its Jacobian, gradient, Hessian or partial."""

from __future__ import annotations

from collections.abc import Callable

from grader.language.algebra import Source, fitted, transposed
from grader.language.declarations import Declaration, Scope
from grader.language.indices import Indices
from grader.language.tree import SCALAR, Abstract, Expression, Stack, described
from grader.language.written import Applied, Item, Literal, Partial, Written

Read = Callable[[Written], Expression]


def applied(node: Applied, scope: Scope, read: Read, source: Source) -> Expression:
    """f(x), J_f(x), ∇g(y), h″(t)."""
    declared = scope.variables[node.name]
    of = _inputs(node, declared, read, source)
    outputs, inputs = declared.shape[0], of.shape[0]
    order = node.primes + {"": 0, "J": 1, "grad": 1, "H": 2}[node.kind]
    if order == 0:
        return Abstract(node.name, 0, of, declared.shape)
    if node.kind == "grad" and outputs != 1:
        raise source.error(
            f"{node.name} ({declared.text}) has no gradient",
            node.place,
            f"its Jacobian is J_{node.name}(x), outputs × inputs",
        )
    if order == 1:
        tree = Abstract(node.name, 1, of, (outputs, inputs))
        return transposed(tree) if node.kind == "grad" else tree
    if outputs != 1 or (node.primes and inputs != 1):
        raise source.error(
            f"{node.name} ({declared.text}) has no such derivative here",
            node.place,
            "primes are for functions R -> R, H_f(x) is the Hessian of f: R^n -> R",
        )
    return Abstract(node.name, order, of, (inputs, inputs))


def _inputs(node: Applied, declared: Declaration, read: Read, source: Source) -> Expression:
    """The column of what an abstract function is applied to."""
    found = [(read(argument), argument.place) for argument in node.arguments]
    wanted = declared.arguments
    rows = wanted[0][0] if len(wanted) == 1 else len(wanted)
    if len(found) == 1:
        of, place = found[0]
        of = fitted(of, (rows, 1))
        if of.shape == (rows, 1):
            return of
        raise source.error(
            f"{node.name} ({declared.text}) takes {described((rows, 1))}, "
            f"{source.at(place)} is {described(of.shape)}",
            place,
        )
    if len(found) != rows or any(of.shape != SCALAR for of, _ in found):
        raise source.error(
            f"{node.name} ({declared.text}) does not take these {len(found)} arguments",
            node.place,
        )
    return Stack(tuple([(of,) for of, _ in found]), (rows, 1))


def partial(
    node: Partial, scope: Scope, indices: Indices, read: Read, source: Source
) -> Expression:
    """∂_i f(…), counted from the index base."""
    inner = node.of
    jacobian = Applied(inner.name, "J", inner.primes, inner.arguments, inner.place)
    of = applied(jacobian, scope, read, source)
    if of.shape == SCALAR:
        return of
    column = Literal(int(node.component), node.place)
    which = (column,) if of.shape[0] == 1 else (None, column)
    return indices.item(of, Item(inner, which, node.place))
