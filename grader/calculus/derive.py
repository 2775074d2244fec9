"""Texts → the derivative: what `grader derive` and `from grader import derive` work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.calculus.derivative import Derivation, Input, Task, derivative
from grader.calculus.errors import CalculusError
from grader.language.declarations import Scope, scope
from grader.language.shapes import meaning
from grader.language.tree import Entry, Variable

SYMMETRIC = frozenset(("symmetric", "positive definite", "diagonal"))


def derive(
    function: str,
    wrt: str | Sequence[str],
    variables: Mapping[str, str],
    task: Task = "gradient",
    *,
    index_base: int = 1,
) -> Derivation:
    """The derivative of a function by a variable, an entry (`z[i]`) or a list of numbers.

    >>> from grader.language.text import text
    >>> found = derive("norm(A*x - b)^2/2", "x", {"A": "n x m", "x": "m", "b": "n"})
    >>> text(found.result)
    'A.T*(A*x - b)'
    """
    names = scope(variables, index_base=index_base)
    return derived(function, wrt, names, task)


def derived(function: str, wrt: str | Sequence[str], names: Scope, task: Task) -> Derivation:
    """The same with the names of an exercise."""
    tree = meaning(function, names).tree
    inputs: Input | tuple[Input, ...]
    inputs = input_named(wrt, names) if isinstance(wrt, str) else tuple(
        input_named(one, names) for one in wrt
    )  # fmt: skip
    return derivative(tree, inputs, task, symmetric=symmetric_names(names))


def input_named(text: str, names: Scope) -> Input:
    """The variable or entry that a text names."""
    tree = meaning(text, names).tree
    if isinstance(tree, Variable) or (isinstance(tree, Entry) and isinstance(tree.of, Variable)):
        return tree
    raise CalculusError(
        f"`{text}` is not a variable",
        hint="a derivative is by a declared name or one of its entries",
    )


def symmetric_names(names: Scope) -> frozenset[str]:
    """The variables that are declared symmetric, or as something that is."""
    return frozenset(
        name for name, declared in names.variables.items() if declared.structure in SYMMETRIC
    )
