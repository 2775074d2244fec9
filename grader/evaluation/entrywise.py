"""Tree → is each entry the same function of the same entries of its variables?

Then a statement about matrices of one row and column is one about matrices of any size.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, Expression, Shape


def is_entrywise(node: Expression, shape: Shape, variables: Mapping[str, Declaration]) -> bool:
    """Whether a tree of that shape is made of functions of entries, and of scalars."""
    if node.shape not in (shape, SCALAR):
        return False
    match node:
        case t.Number() | t.Constant() | t.Filled():
            return True
        case t.Variable(name, _):
            return not variables[name].structure
        case t.Spread(of, _) | t.Negative(of, _) | t.Function(_, of, _):
            return is_entrywise(of, shape, variables)
        case t.Sum(parts, _) | t.Product(parts, _) | t.Hadamard(parts, _):
            return all(is_entrywise(part, shape, variables) for part in parts)
        case t.Extremum(_, parts, _):
            return all(is_entrywise(part, shape, variables) for part in parts)
        case t.Quotient(one, two, _) | t.Power(one, two, _):
            return all(is_entrywise(part, shape, variables) for part in (one, two))
        case _:
            return False


def are_entrywise(
    trees: tuple[Expression, Expression], variables: Mapping[str, Declaration]
) -> bool:
    """Whether that holds for both, and some dimension is a symbol."""
    shape = trees[0].shape
    return any(isinstance(side, str) for side in shape) and all(
        is_entrywise(tree, shape, variables) for tree in trees
    )
