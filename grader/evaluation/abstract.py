"""Abstract function + arguments → its value or derivative: a sample polynomial map stands for it.

f(x) = c + L x + Σₑ aₑ (bₑ·x + dₑ)ᵉ for e = 2 … 5, every coefficient drawn with the point. Values
and derivatives at one or a few points of such a map are as free as those of any differentiable
function, so what holds for a random one holds for all (each further point of evaluation uses up
one degree). All derivatives are written down, none is approximated.

The coefficients of f are two matrices that belong to the point: `f C` (outputs × 1 + inputs + 4:
c, L, a) and `f B` (4 × inputs + 1: b, d).
"""

from __future__ import annotations

from typing import Any

from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, size

EXPONENTS = (2, 3, 4, 5)


def shapes(declared: Declaration, sizes: dict[str, int]) -> dict[str, tuple[int, int]]:
    """The shapes of the coefficients of an abstract function, by name."""
    inputs = input_count(declared, sizes)
    outputs = size(declared.shape[0], sizes)
    return {
        f"{declared.name} C": (outputs, 1 + inputs + len(EXPONENTS)),
        f"{declared.name} B": (len(EXPONENTS), inputs + 1),
    }


def input_count(declared: Declaration, sizes: dict[str, int]) -> int:
    """How many numbers the function takes."""
    return sum(size(rows, sizes) * size(columns, sizes) for rows, columns in declared.arguments)


def applied(node: t.Abstract, inputs: list[Any], at: Any) -> Any:
    """The value of an abstract function or of a derivative at inputs."""
    upper, lower = at.coefficients(f"{node.name} C"), at.coefficients(f"{node.name} B")
    count = len(inputs)
    inner = [at.dot([*row[:count]], inputs) + row[count] for row in lower]
    order = node.order
    powers = [_falling(e, order, number, at) for e, number in zip(EXPONENTS, inner, strict=True)]
    if order == 0:
        rows = [
            [row[0] + at.dot(row[1 : count + 1], inputs) + at.dot(row[count + 1 :], powers)]
            for row in upper
        ]
    elif order == 1:
        rows = [
            [
                row[1 + j]
                + at.dot(
                    row[count + 1 :],
                    [at.reduced(p * low[j]) for p, low in zip(powers, lower, strict=True)],
                )
                for j in range(count)
            ]
            for row in upper
        ]
    elif count == 1:  # the k-th derivative of a function of one number
        slopes = [at.reduced(p * at.power(low[0], at.number(order)))
                  for p, low in zip(powers, lower, strict=True)]  # fmt: skip
        rows = [[at.dot(row[count + 1 :], slopes)] for row in upper]
    else:  # the Hessian of a function with one output
        row = upper[0]
        rows = [
            [
                at.dot(
                    row[count + 1 :],
                    [at.reduced(at.reduced(p * low[i]) * low[j])
                     for p, low in zip(powers, lower, strict=True)],
                )
                for j in range(count)
            ]
            for i in range(count)
        ]  # fmt: skip
    return rows[0][0] if node.shape == SCALAR else rows


def _falling(exponent: int, order: int, number: Any, at: Any) -> Any:
    """The derivative of numberᵉ of some order: e(e−1)… · number^(e−order)."""
    if order > exponent:
        return at.number(0)
    factor = 1
    for k in range(order):
        factor *= exponent - k
    product = at.number(factor)
    for _ in range(exponent - order):
        product = at.reduced(product * number)
    return product


