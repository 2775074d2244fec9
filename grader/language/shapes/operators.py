"""Operators of a derivation as written → what the scope makes of them: ∂/∂x_i (…), ∇(…), f(v)."""

from __future__ import annotations

from collections.abc import Callable

from grader.errors import NOWHERE, AnswerError, Span
from grader.language.algebra import Source, is_open_inside, transposed
from grader.language.declarations import Operators, Scope
from grader.language.indices import Indices
from grader.language.nodes import nodes_of
from grader.language.shapes.abstract import partial
from grader.language.substitution import substituted, variables_in
from grader.language.tree import (
    SCALAR,
    Entry,
    Expression,
    IndexedSum,
    MatrixProduct,
    Node,
    Sum,
    Unit,
    Variable,
    described,
)
from grader.language.written import (
    Applied,
    Defined,
    Differential,
    Listing,
    Partial,
    Postfix,
    Word,
    Written,
)

Read = Callable[[Written], Expression]


def differential(
    node: Differential, scope: Scope, indices: Indices, read: Read, source: Source
) -> Expression:
    """∂/∂x_i (…), ∂f/∂x, ∇_x (…), as a tree that the scope gives."""
    operators = scope.operators
    assert operators is not None
    if isinstance(node.by, Applied):
        return _by_function(node, scope, indices, read, source)
    by = read(node.by) if node.by is not None else None
    of = read(node.of)
    if by is None:
        by = _only_variable(of, node, scope, operators, source)
    variable = by.of if isinstance(by, Entry) else by
    if not isinstance(variable, Variable) or variable.name not in scope.variables:
        place = node.by.place if node.by is not None else node.place
        raise source.error(
            f"`{source.at(place)}` is not a variable: nothing can be differentiated by it",
            place,
            f"the variables are {', '.join(_variables(scope))}",
        )
    if is_open_inside(of):
        raise source.error("the size of the identity matrix is not clear", node.place, "eye(n)")
    try:
        return operators.apply(node.kind, of, by)
    except AnswerError as error:
        if error.span == NOWHERE:
            error.span = Span(*node.place)
        raise


def _variables(scope: Scope) -> list[str]:
    return [name for name in scope.variables if name not in scope.abstract]


def _only_variable(
    of: Expression, node: Differential, scope: Scope, operators: Operators, source: Source
) -> Expression:
    """What ∇ without a subscript differentiates by."""
    if isinstance(node.of, Defined) and len(node.of.arguments) == 1:
        argument = node.of.arguments[0]  # ∇f(v) is by v
        if isinstance(argument, Word) and argument.name in scope.variables:
            return scope.nodes[argument.name]
    inside = variables_in(of)
    if operators.wrt in inside or (operators.wrt and not inside):
        return scope.nodes[operators.wrt]
    found = [name for name in _variables(scope) if name in inside]
    if len(found) == 1:
        return scope.nodes[found[0]]
    raise source.error("the derivative by which variable?", node.place, "write it below: ∇_x, ∂/∂x")


def _by_function(
    node: Differential, scope: Scope, indices: Indices, read: Read, source: Source
) -> Expression:
    """∂_x L(x(w), y(w)): by the number that L takes from x."""
    by, of = node.by, node.of
    assert isinstance(by, Applied)
    if isinstance(of, Postfix):
        of = of.of
    if isinstance(of, Applied) and not of.kind:
        places = [
            place
            for place, argument in enumerate(of.arguments)
            if isinstance(argument, Applied) and argument.name == by.name and not argument.kind
        ]
        if len(places) == 1:
            component = str(places[0] + scope.index_base)
            return partial(Partial(of, component, node.place), scope, indices, read, source)
    raise source.error(
        f"`{by.name}` is a function, and not what `{source.at(of.place)}` takes once",
        node.place,
        f"write ∂_{by.name} L({by.name}(…), …) of an L that takes it, or ∂_1 L(…)",
    )


def blocks(node: Listing, read: Read) -> Expression | None:
    """Rows below each other, or columns side by side: Σ eₖ rₖ; None for a list of numbers."""
    items = list(node.items)
    is_row = len(items) == 1 and isinstance(items[0], Listing)
    if is_row and isinstance(items[0], Listing):
        items = list(items[0].items)
    if len(items) < 2 or any(isinstance(item, Listing) for item in items):
        return None
    found = [read(item) for item in items]
    shape = found[0].shape
    across = 0 if is_row else 1  # the side that is one for a column, a row
    if any(one.shape != shape for one in found) or shape == SCALAR or shape[1 - across] != 1:
        return None
    size = len(found)
    units = [Unit(place, (size, 1)) for place in range(size)]
    pairs = zip(found, units, strict=True)
    if is_row:
        side_by_side = (shape[0], size)
        terms = [MatrixProduct((one, transposed(unit)), side_by_side) for one, unit in pairs]
        return Sum(tuple(terms), side_by_side)
    below = (size, shape[1])
    return Sum(tuple([MatrixProduct((unit, one), below) for one, unit in pairs]), below)


def defined(node: Defined, scope: Scope, read: Read, source: Source) -> Expression:
    """f(v): the tree of f with its arguments put in."""
    operators = scope.operators
    assert operators is not None
    wanted = operators.functions[node.name]
    if len(wanted) != len(node.arguments):
        raise source.error(
            f"{node.name} takes {len(wanted)} arguments, not {len(node.arguments)}", node.place
        )
    tree = scope.definitions[node.name]
    new: dict[str, Expression] = {}
    for name, argument in zip(wanted, node.arguments, strict=True):
        found, shape = read(argument), scope.nodes[name].shape
        if found.shape != shape:
            raise source.error(
                f"{node.name} takes {described(shape)}, "
                f"`{source.at(argument.place)}` is {described(found.shape)}",
                argument.place,
            )
        if found != scope.nodes[name]:
            new[name] = found
    if new and any(_indices(one) & _bound(tree) for one in new.values()):
        raise source.error(
            f"an index of the argument is also one of the sums of {node.name}",
            node.place,
            "choose another letter",
        )
    return substituted(tree, new) if new else tree


def _bound(tree: Expression) -> set[str]:
    """The indices of all sums in a tree."""
    return {node.index for node in nodes_of(tree) if isinstance(node, IndexedSum)}


def _indices(tree: Expression) -> set[str]:
    """The names of all indices in a tree."""
    found = _bound(tree)
    pending: list[object] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            name = getattr(part, "name", None)
            found |= {name} if isinstance(name, str) else set()
            pending += part
        elif isinstance(part, Node):
            pending += [getattr(part, name) for name in part.__match_args__]
    return found


__all__ = ["defined", "differential"]
