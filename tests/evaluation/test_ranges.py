"""Ranges hold the real value: mpmath, which computes in its own way, is the judge."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import mpmath
import pytest

from grader.evaluation.evaluator import EvaluationError, Inexpressible, OutOfDomain, Pole
from grader.evaluation.ranges import Range, Ranges

HERE = Ranges({}, {})
JUDGE = mpmath.mp.clone()
JUDGE.dps = 400

NUMBERS = [
    Fraction(sign * number)
    for sign in (1, -1)
    for number in (
        0, 1, 2, 3, 10, 37, 10**6, 2**53 - 1, 2**53, 2**53 + 1, 10**20, 10**160, 10**300,
        Fraction(1, 2), Fraction(1, 3), Fraction(9, 10), Fraction(22, 7), Fraction(355, 113),
        Fraction(1, 10**9), Fraction(1, 10**160), Fraction(1, 10**320), Fraction(1, 10**400), 710,
        800,
    )
]  # fmt: skip

UNARY = {
    "exp": JUDGE.exp, "log": JUDGE.log, "sqrt": JUDGE.sqrt, "sin": JUDGE.sin, "cos": JUDGE.cos,
    "tan": JUDGE.tan, "sec": JUDGE.sec, "csc": JUDGE.csc, "cot": JUDGE.cot, "asin": JUDGE.asin,
    "acos": JUDGE.acos, "atan": JUDGE.atan, "sinh": JUDGE.sinh, "cosh": JUDGE.cosh,
    "tanh": JUDGE.tanh, "sigmoid": lambda x: 1 / (1 + JUDGE.exp(-x)),
    "softplus": lambda x: JUDGE.log1p(JUDGE.exp(x)), "relu": lambda x: max(x, JUDGE.zero),
    "abs": abs, "sign": JUDGE.sign,
}  # fmt: skip


def exactly(number: Fraction):
    return JUDGE.mpf(number.numerator) / number.denominator


def holds(found: Range, true) -> bool:
    return JUDGE.mpf(found.low) <= true <= JUDGE.mpf(found.high)


def test_every_function_has_a_judge():
    assert set(UNARY) | {"max", "min"} == set(HERE.functions)


@pytest.mark.parametrize("name", UNARY)
def test_the_range_of_a_function_holds_its_value(name):
    held = 0
    for number in NUMBERS:
        if abs(number) > 1000 and name in ("exp", "sinh", "cosh", "tanh", "sigmoid", "softplus"):
            continue  # the judge would take long
        try:
            found = HERE.functions[name](HERE.number(number))
        except EvaluationError:
            continue
        assert holds(found, UNARY[name](exactly(number))), number
        held += 1
    assert held >= 8


@pytest.mark.parametrize("name", UNARY)
def test_the_range_of_a_range_holds_the_values_at_its_ends_and_between(name):
    held = 0
    for low, width in product((-3.0, -0.7, 0.0, 0.3, 1.0, math.pi, 6.0, 100.0), (0, 1, 2, 5e15)):
        high = low
        for _ in range(min(int(width), 2)):
            high = math.nextafter(high, math.inf)
        high += 0.4 * (width == 5e15)
        try:
            found = HERE.functions[name](Range(low, high))
        except EvaluationError:
            continue
        for step in range(9):
            inside = JUDGE.mpf(low) + (JUDGE.mpf(high) - low) * step / 8
            assert holds(found, UNARY[name](inside)), (low, high)
            held += 1
    assert held >= 9


@pytest.mark.parametrize("k", range(1, 60))
def test_waves_are_held_where_two_neighbours_enclose_a_zero(k):
    zero = k * math.pi / 2
    for low in (math.nextafter(zero, 0), zero):
        found = {name: HERE.functions[name](Range(low, math.nextafter(low, 1e9)))
                 for name in ("sin", "cos")}  # fmt: skip
        for end in (low, math.nextafter(low, 1e9)):
            assert holds(found["sin"], JUDGE.sin(end))
            assert holds(found["cos"], JUDGE.cos(end))


@pytest.mark.parametrize(
    "operation", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b], ids=["+", "-", "*"]
)
def test_sums_and_products_are_held(operation):
    for a, b in product(NUMBERS, NUMBERS):
        try:
            found = operation(HERE.number(a), HERE.number(b))
        except Inexpressible:
            continue
        assert holds(found, exactly(operation(a, b))), (a, b)


def test_reciprocals_are_held():
    for number in NUMBERS:
        if number:
            try:
                [found] = HERE.reciprocals([HERE.number(number)])
            except Inexpressible:
                continue
            assert holds(found, exactly(1 / number)), number


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 7, -1, -2, Fraction(1, 2), Fraction(-5, 3)])
def test_powers_are_held(exponent):
    for number in NUMBERS:
        if not number and exponent <= 0:
            continue
        try:
            found = HERE.power(HERE.number(number), HERE.number(Fraction(exponent)))
        except EvaluationError:
            continue
        assert holds(found, exactly(number) ** exactly(Fraction(exponent))), number


@pytest.mark.parametrize(
    ("base", "exponent", "low", "high"),
    [
        ((0.0, 1e-200), 2.0, Fraction(0), Fraction(1, 10**399)),  # where floats underflow
        ((-1e-200, 1e-200), 2.0, Fraction(0), Fraction(1, 10**399)),
        ((-2.0, 2.0), 2.0, Fraction(0), Fraction(4)),
        ((-2.0, 1.0), 3.0, Fraction(-8), Fraction(1)),
        ((-3.0, -2.0), 4.0, Fraction(16), Fraction(81)),
        ((-4.0, -2.0), -3.0, Fraction(-1, 8), Fraction(-1, 64)),
    ],
)
def test_powers_of_a_range_hold_all_between(base, exponent, low, high):
    found = HERE.power(Range(*base), Range(exponent, exponent))
    assert found.low <= low < high <= found.high


def test_an_underflow_is_no_zero():
    for name in ("exp", "sigmoid", "softplus"):
        found = HERE.functions[name](Range(-800.0, -800.0))
        assert found.low < 0 < found.high, name
        with pytest.raises(Inexpressible):
            HERE.functions["sign"](found)
        with pytest.raises(Inexpressible):
            HERE.reciprocals([found])
    assert HERE.power(Range(0.0, 1e-200), Range(2.0, 2.0)).high > 0
    assert (Range(1e-200, 1e-200) * Range(1e-200, 1e-200)).high > 0


@pytest.mark.parametrize(
    ("name", "number"),
    [("sqrt", 0), ("log", 1), ("asin", 0), ("acos", 1), ("atan", 0), ("sinh", 0), ("tanh", 0)],
)
def test_a_zero_that_is_exact_stays_exact(name, number):
    found = HERE.functions[name](Range(float(number), float(number)))
    assert found.low == 0 == found.high


def test_small_whole_numbers_stay_exact():
    found = sum([Range(3.0, 3.0) * Range(4.0, 4.0), HERE.power(Range(2.0, 2.0), Range(5.0, 5.0))])
    assert (found.low, found.high, found.middle) == (44, 44, 44)


@pytest.mark.parametrize(
    ("low", "high", "name", "error"),
    [
        (-2.0, -1.0, "log", OutOfDomain),
        (-2.0, 1.0, "log", Inexpressible),
        (0.0, 0.0, "log", Pole),
        (0.0, 1e-300, "log", Inexpressible),
        (-2.0, -1.0, "sqrt", OutOfDomain),
        (-1e-300, 0.0, "sqrt", Inexpressible),
        (1.5, 2.0, "asin", OutOfDomain),
        (0.5, 1.5, "asin", Inexpressible),
        (1.5, 2.0, "acos", OutOfDomain),
        (700.0, 800.0, "exp", Inexpressible),
        (1e16, 1e16, "sin", Inexpressible),
    ],
)
def test_a_domain_is_left_by_all_of_a_range_or_not_at_all(low, high, name, error):
    with pytest.raises(error):
        HERE.functions[name](Range(low, high))


@pytest.mark.parametrize(
    ("base", "exponent", "error"),
    [
        (Range(-2.0, -2.0), Range(0.5, 0.5), OutOfDomain),
        (Range(-2.0, -2.0), Range(0.9999999999999999, 1.0), Inexpressible),
        (Range(-2.0, 2.0), Range(0.5, 0.5), Inexpressible),
        (Range(0.0, 0.0), Range(-1.0, -1.0), Pole),
        (Range(1e300, 1e300), Range(2.0, 2.0), Inexpressible),
    ],
)
def test_powers_without_a_value(base, exponent, error):
    with pytest.raises(error):
        HERE.power(base, exponent)


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (math.nan, 1.0), (0.0, math.inf)])
def test_what_is_no_range_is_refused(low, high):
    with pytest.raises(Inexpressible):
        Range(low, high)


def test_a_pivot_is_an_entry_that_is_surely_not_zero():
    assert HERE.pivot([Range(-9.0, 9.0), Range(1.0, 2.0), Range(-4.0, -3.0)]) == 2
    with pytest.raises(Inexpressible):
        HERE.pivot([Range(-1.0, 1.0), Range(0.0, 0.0)])
