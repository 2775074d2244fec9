"""Does the body of an indexed sum really depend on the index? If not, the sum is n times it.

Only what is surely no constant counts: in Σᵢ xᵢ, in Σᵢ exp(xᵢ) and in Σᵢ aᵢ/bᵢ the terms differ;
in Σᵢ b, Σᵢ xᵢ/xᵢ or Σᵢ (xᵢ + 1) some part of them may not.
"""

from __future__ import annotations

from typing import Any

from grader.evaluation.tallies import DIVIDED, FUNCTION, PLAIN, may_cancel
from grader.language import tree as t
from grader.language.tree import At, Expression

_UNSURE = 8


def runs_along(body: Expression, index: str) -> bool:
    """Whether every term of the body surely varies with the index."""
    found = _varies(body, index)
    return bool(found) and not found & _UNSURE


def _varies(node: Expression, index: str) -> int:
    """How a part varies with the index: as the kinds of tallies.py, or it is unsure."""
    match node:
        case t.Entry(t.Variable(), row, column) | t.Slice(t.Variable(), row, column, _):
            return PLAIN if _is(row, index) or _is(column, index) else 0
        case t.Negative(of, _) | t.Transpose(of, _) | t.IndexedSum(_, _, _, of, _):
            return _varies(of, index)
        case t.Sum(terms, _):
            parts = [_varies(term, index) for term in terms]
            return _joined(parts) | (0 if all(parts) else _UNSURE)
        case t.Product(factors, _) | t.Hadamard(factors, _) | t.MatrixProduct(factors, _):
            return _of_product([_varies(factor, index) for factor in factors])
        case t.Quotient(of, by, _):
            return _of_product([_varies(of, index), _reciprocal(_varies(by, index))])
        case t.Power(base, t.Number(exponent), _):
            part = _varies(base, index)
            part = part if exponent > 0 else _reciprocal(part)
            return part | (_UNSURE if part & FUNCTION else 0)
        case t.Function(_, of, _):
            part = _varies(of, index)
            return FUNCTION | part & _UNSURE if part else 0
        case t.IndexNumber():
            return 0  # its powers are counted
        case _:
            return _UNSURE if _mentions(node, index) else 0


def _is(index: object, name: str) -> bool:
    return isinstance(index, At) and index.name == name


def _joined(parts: list[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _of_product(parts: list[int]) -> int:
    found = 0
    for part in parts:
        if may_cancel(found, part):
            found |= _UNSURE
        found |= part
    return found


def _reciprocal(part: int) -> int:
    turned = part & (FUNCTION | _UNSURE)
    return turned | (DIVIDED if part & PLAIN else 0) | (PLAIN if part & DIVIDED else 0)


def _mentions(node: Any, index: str) -> bool:
    if isinstance(node, At):
        return node.name == index
    if type(node) is tuple:
        return any(_mentions(part, index) for part in node)
    if isinstance(node, t.Node):
        return any(_mentions(getattr(node, name), index) for name in node.__match_args__)
    return False
