"""Abstract functions as written → the function, its Jacobian, gradient, Hessian or partial."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from grader.errors import AnswerError, Span
from grader.language.algebra import Source, fitted, transposed
from grader.language.declarations import Declaration, Scope
from grader.language.indices import Indices
from grader.language.tree import SCALAR, Abstract, Dimension, Expression, Stack, described
from grader.language.written import (
    Applied,
    DerivativeOf,
    Item,
    Literal,
    Partial,
    Subscript,
    Word,
    Written,
)

Read = Callable[[Written], Expression]


def applied(node: Applied, scope: Scope, read: Read, source: Source) -> Expression:
    """f(x), J_f(x), ∇g(y), h″(t)."""
    declared = scope.variables[node.name]
    of = _inputs(node, declared, read, source) if node.arguments else _usual(node, scope, source)
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
    rows = _count(declared)
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


def _count(declared: Declaration) -> Dimension:
    """How many numbers an abstract function takes."""
    wanted = declared.arguments
    return wanted[0][0] if len(wanted) == 1 else len(wanted)


# ----- functions without their argument --------------------------------------------------------


def _usual(node: Applied, scope: Scope, source: Source) -> Expression:
    """Where f is meant if it stands alone; refused where that could be more than one place."""
    found = usual_argument(node.name, scope)
    if found is None:
        raise AnswerError(
            f"`{source.at(node.place)}` is a function and needs its argument",
            span=Span(*node.place),
            hint=f"write {node.name}(x)",
        )
    return found


def usual_argument(name: str, scope: Scope) -> Expression | None:
    """The one declared thing that a function can be applied to; None where there are several.

    A function of k numbers takes the k scalars of the exercise in their order: variables, and
    functions such as the x, y, z of L(x(w), y(w), z(w)).
    """
    rows = _count(scope.variables[name])
    found = _of_shape(rows, scope)
    if len(found) == 1 or rows == 1:
        return found[0] if len(found) == 1 else None
    numbers = []
    for other, declared in scope.variables.items():
        if not declared.arguments and declared.shape == SCALAR:
            numbers.append(scope.nodes[other])
        elif declared.arguments and other != name and declared.shape == SCALAR:
            places = _of_shape(_count(declared), scope)
            if len(places) != 1:
                return None
            numbers.append(Abstract(other, 0, places[0], SCALAR))
    if found or len(numbers) != rows:
        return None
    return Stack(tuple([(one,) for one in numbers]), (rows, 1))


def _of_shape(rows: Dimension, scope: Scope) -> list[Expression]:
    """The variables that are columns of this length; where there are none, the definitions."""
    shape = (rows, 1)
    variables = [scope.nodes[name] for name in scope.variables if name in scope.nodes]
    defined = scope.definitions.values()
    return [tree for tree in variables if tree.shape == shape] or [
        tree for tree in defined if tree.shape == shape
    ]


# ----- derivatives by something -------------------------------------------------------------


def partial(
    node: Partial, scope: Scope, indices: Indices, read: Read, source: Source
) -> Expression:
    """∂_1 f(…), counted from the index base; ∂_i f(…)."""
    inner = node.of
    jacobian = Applied(inner.name, "J", inner.primes, inner.arguments, inner.place)
    of = applied(jacobian, scope, read, source)
    if of.shape == SCALAR:
        return of
    name = node.component
    column = Literal(int(name), node.place) if name.isdecimal() else Word(name, node.place)
    which: tuple[Written | None, ...] = (column,) if of.shape[0] == 1 else (None, column)
    return indices.item(of, Item(inner, which, node.place))


def derivative_of(
    node: DerivativeOf, scope: Scope, indices: Indices, read: Read, source: Source
) -> Expression:
    """∂z/∂y where z is f(y) for an abstract f: J_f(y), or its part for ∂z_i, ∂y_j, a ∂ by one
    of several arguments. Any other derivative has to be worked out.
    """
    core, row = _entry(node.of)
    by, column = (None, None) if node.by is None else _entry(node.by)
    of = _function(core, by, scope, read, source)
    if of is None:
        _worked_out(node, source)
    if by is not None:
        whole = read(by)
        rows = of.of.rows if isinstance(of.of, Stack) else ()
        single = whole if column is None else read(node.by) if node.by else whole
        places = [number for number, (one,) in enumerate(rows) if one == single]
        if whole != of.of and len(places) == 1:
            column = Literal(places[0] + scope.index_base, node.place)
        elif whole != of.of:
            _worked_out(node, source)
    outputs, inputs = of.shape[0], of.of.shape[0]
    jacobian: Expression = Abstract(of.name, 1, of.of, (outputs, inputs))
    if jacobian.shape != SCALAR and (row is not None or column is not None):
        which = (column,) if outputs == 1 else (row,) if inputs == 1 else (row, column)
        if which[0] is not None or len(which) == 2:
            jacobian = indices.item(jacobian, Item(node.of, which, node.place))
    if node.kind != "grad":
        return jacobian
    if jacobian.shape[0] != 1:
        raise source.error(
            f"{of.name} ({scope.variables[of.name].text}) has no gradient",
            node.place,
            f"its Jacobian is J_{of.name}(x), outputs × inputs",
        )
    return transposed(jacobian)


def _function(
    core: Written, by: Written | None, scope: Scope, read: Read, source: Source
) -> Abstract | None:
    """f(y) for what is differentiated; f alone is taken at what it is differentiated by."""
    if not isinstance(core, Applied) or core.arguments or by is None:
        tree = read(core)
    else:
        at = read(by)
        declared = scope.variables[core.name]
        if at.shape == (_count(declared), 1):
            tree = Abstract(core.name, 0, at, declared.shape)
        else:
            tree = read(core)
    return tree if isinstance(tree, Abstract) and tree.order == 0 else None


def _entry(node: Written) -> tuple[Written, Written | None]:
    """z_i as z and i."""
    if not isinstance(node, Subscript):
        return node, None
    word, place = node.subscript.strip(), node.place
    index = Literal(int(word[:9]), place) if word.isdecimal() else Word(word, place)
    return node.of, index


def _worked_out(node: DerivativeOf, source: Source) -> NoReturn:
    raise AnswerError(
        f"`{source.at(node.place)}` asks for the derivative instead of giving it",
        span=Span(*node.place),
        hint="work the answer out; ∂z/∂y is read for z = f(y) with an abstract function f",
    )
