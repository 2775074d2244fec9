"""Values → text that a person can check: 3/2, (1, 2), [[1, 0], [2, 1]], ≈ 0.367879."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grader.evaluation.abstract import EXPONENTS
from grader.evaluation.evaluator import Value
from grader.evaluation.sampling import Matrix, Rational
from grader.language.tree import SCALAR, Expression, size

_POWERS_OF_TEN = frozenset(10**k for k in range(1, 10))
_SHORT = 40  # bits of a rational that is shown as it is


def rows_of(of: Value) -> tuple[int, int]:
    """The sides of a value."""
    return (len(of), len(of[0])) if isinstance(of, list) else (1, 1)


def texts_of_pair(
    pair: tuple[list[Any], list[Any]], tree: Expression, sizes: dict[str, int]
) -> tuple[str, str]:
    """Two values with as many digits as it takes to tell them apart."""
    ours, theirs = "", ""
    for digits in (6, 12, 25, 50, 100, 300, 1000):
        ours, theirs = (text_of_value(numbers, tree, sizes, digits=digits) for numbers in pair)
        if ours.replace("≈ ", "") != theirs.replace("≈ ", ""):
            break
    return ours, theirs


def text_of_value(
    numbers: list[Any],
    tree: Expression | None,
    sizes: dict[str, int],
    sides: tuple[int, int] | None = None,
    digits: int = 6,
) -> str:
    """Numbers as a person writes them: 3/2, (1, 2), [[1, 0], [2, 1]]; long ones rounded."""
    if sides is None:
        shape = tree.shape if tree is not None else SCALAR
        sides = (size(shape[0], sizes), size(shape[1], sizes))
    texts = [text_of_number(number, digits) for number in numbers]
    rows, columns = sides
    if rows == columns == 1:
        return texts[0]
    if columns == 1:
        return f"({', '.join(texts)})"
    lines = [", ".join(texts[i : i + columns]) for i in range(0, len(texts), columns)]
    return "[" + ", ".join(f"[{line}]" for line in lines) + "]"


def text_of_number(number: Any, digits: int = 6) -> str:
    """A whole number or fraction as it is if short, else so many significant digits."""
    if isinstance(number, int | Fraction):
        if number.numerator.bit_length() + number.denominator.bit_length() <= _SHORT:
            if number.denominator in _POWERS_OF_TEN:
                return format(float(number), ".12g")
            return str(number)
    elif abs(number) < 1 << _SHORT and number == int(number):
        return str(int(number))
    if digits <= 15:
        try:
            shown = format(float(number), f".{digits}g")
        except OverflowError:
            shown = "inf"
        if shown not in ("inf", "-inf", "0"):
            return "≈ " + shown
    return "≈ " + _with_digits(number, digits)


def _with_digits(number: Any, digits: int) -> str:
    import mpmath  # 40 ms that only a value beyond floats has to pay

    with mpmath.workdps(digits + 10):
        if isinstance(number, Fraction):
            number = mpmath.mpf(number.numerator) / number.denominator
        else:
            number = mpmath.mpf(getattr(number, "a", number))  # the middle of an enclosure
        return str(mpmath.nstr(number, digits))


# ----- sample functions --------------------------------------------------------------------------


def text_of_function(upper: Matrix, lower: Matrix) -> str:
    """A sample function (abstract.py) as a polynomial: `1 + 2*x1 + (x1 - x2)^2`."""
    count = len(lower[0]) - 1
    names = ["t"] if count == 1 else [f"x{k + 1}" for k in range(count)]
    inner = [_sum_of(row[:count], names, row[count]) for row in lower]
    outputs = []
    for row in upper:
        powers = [
            f"{base}^{e}" if base.isalnum() else f"({base})^{e}"
            for base, e in zip(inner, EXPONENTS, strict=True)
        ]
        outputs.append(_sum_of(row[1:], [*names, *powers], row[0]))
    return outputs[0] if len(outputs) == 1 else f"({', '.join(outputs)})"


def _sum_of(factors: list[Rational], names: list[str], constant: Rational) -> str:
    """A sum of multiples without those that are 0."""
    parts = [str(constant)] if constant else []
    for factor, name in zip(factors, names, strict=True):
        if factor:
            size = "" if abs(factor) == 1 else f"{abs(factor)}*"
            parts.append(f"{'-' if factor < 0 else ''}{size}{name}")
    return " + ".join(parts).replace("+ -", "- ") or "0"
