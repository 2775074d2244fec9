"""Abstract function + arguments → its value or derivative: a sample polynomial map stands for it.

f(x) = c + L x + Σₑ aₑ (bₑ·x + dₑ)ᵉ for e = 2, 3, 4, 5, 9, every coefficient drawn with the point.
Values and derivatives at one or a few points of such a map are as free as those of any
differentiable function, so what holds for a random one holds for all (each further point of
evaluation uses up one degree). All derivatives are written down, none is approximated.

The coefficients of f are two matrices that belong to the point: `f C` (outputs × 1 + inputs + 5:
c, L, a) and `f B` (5 × inputs + 1: b, d).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grader.language import tree as t
from grader.language.declarations import Declaration
from grader.language.tree import SCALAR, size

EXPONENTS = (2, 3, 4, 5, 9)


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


def simple_coefficients(
    declared: Declaration, sizes: dict[str, int], number: int
) -> dict[str, list[list[Fraction | int]]]:
    """Coefficients of a function that is easy to check: xₖ², xₖ + xₖ₊₁² …, by number."""
    inputs = input_count(declared, sizes)
    outputs = size(declared.shape[0], sizes)
    lower: list[list[Fraction | int]] = [
        [*(int(j == (k + number // 2) % inputs) for j in range(inputs)), number // 3 % 2]
        for k in range(len(EXPONENTS))
    ]
    upper: list[list[Fraction | int]] = [
        [
            number // 4 % 2,
            *(int(number > 0 and j == (i + 1) % inputs) for j in range(inputs)),
            *(int(k == i % 2 + number // 2 % 2) for k in range(len(EXPONENTS))),
        ]
        for i in range(outputs)
    ]
    return {f"{declared.name} C": upper, f"{declared.name} B": lower}


def applied(node: t.Abstract, inputs: list[Any], at: Any) -> Any:
    """The value of an abstract function or of a derivative at inputs."""
    upper, lower = at.coefficients(f"{node.name} C"), at.coefficients(f"{node.name} B")
    count, order = len(inputs), node.order
    inner = [at.dot([*row[:count]], inputs) + row[count] for row in lower]
    powers = [_falling(e, order, number, at) for e, number in zip(EXPONENTS, inner, strict=True)]
    outer = [row[count + 1 :] for row in upper]
    if order == 0:
        rows = [
            [row[0] + at.dot(row[1 : count + 1], inputs) + at.dot(a, powers)]
            for row, a in zip(upper, outer, strict=True)
        ]
    elif order == 1:
        columns = [_times(powers, [low[j] for low in lower], at) for j in range(count)]
        rows = [
            [row[1 + j] + at.dot(a, column) for j, column in enumerate(columns)]
            for row, a in zip(upper, outer, strict=True)
        ]
    elif count == 1:  # the k-th derivative of a function of one number
        slopes = [at.power(low[0], at.number(order)) for low in lower]
        rows = [[at.dot(a, _times(powers, slopes, at))] for a in outer]
    else:  # the Hessian of a function with one output
        columns = [[low[j] for low in lower] for j in range(count)]
        first = [_times(powers, column, at) for column in columns]
        rows = [
            [at.dot(outer[0], _times(one, column, at)) for column in columns] for one in first
        ]  # fmt: skip
    return rows[0][0] if node.shape == SCALAR else rows


def _times(left: list[Any], right: list[Any], at: Any) -> list[Any]:
    return [at.reduced(a * b) for a, b in zip(left, right, strict=True)]


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
