"""Calls that came back wrong → the mistake they have in common, if it is one that has a name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from grader.comparison.functions.fit import is_transposed
from grader.comparison.functions.trial import Called, Finding
from grader.comparison.verdict import Mistake
from grader.evaluation.sandbox.sandbox import Value

CLOSE: Final = 1e-6
TURNED: Final = "Right, but transposed: the layout is that of the other convention."
LARGEST: Final = 60  # numerator and denominator of a factor that is named


def mistake(calls: Sequence[Called]) -> Mistake | None:
    """What all calls have in common: transposed, a sign, a factor, a dimension."""
    told = [
        (call, call.reply)
        for call in calls
        if isinstance(call.reply, Value) and call.case.scale > 0
        if not call.case.is_soft and not call.case.is_lone
    ]
    if all(call.finding is Finding.RIGHT for call, _ in told):
        return None  # it is wrong elsewhere
    if all(_is_turned(call, reply) for call, reply in told):
        return Mistake("transposed", TURNED)
    if any(call.finding is Finding.SHAPE for call, _ in told):
        return _of_shape(told)
    factors = [_factor(call, reply) for call, reply in told]
    known = [(call, factor) for (call, _), factor in zip(told, factors, strict=True) if factor]
    if len(known) < max(2, len(told)):
        return None
    return _same(known) or _dimension(known)


def _of_shape(told: list[tuple[Called, Value]]) -> Mistake | None:
    """Whether all shapes that do not fit are the transposed ones."""
    unfit = [(call, reply) for call, reply in told if call.finding is Finding.SHAPE]
    if not all(is_transposed(reply.shape, call.case.sides) for call, reply in unfit):
        return None
    return Mistake("shape", "The result has the transposed shape.")


def _is_turned(call: Called, reply: Value) -> bool:
    """Whether a result is the value with rows and columns interchanged."""
    rows, columns = call.case.sides
    if reply.shape != (columns, rows):
        return False
    turned = [call.case.value[i * columns + j] for j in range(columns) for i in range(rows)]
    pairs = zip(reply.numbers, turned, strict=True)
    return all(abs(a - b) <= call.case.tolerance for a, b in pairs)


def _factor(call: Called, reply: Value) -> float | None:
    """The number by which the value must be multiplied to give what came back."""
    value, tolerance = call.case.value, max(call.case.tolerance, CLOSE * call.case.scale)
    factor = sum(a * b for a, b in zip(reply.numbers, value, strict=True)) / sum(
        b * b for b in value
    )
    is_multiple = all(
        abs(a - factor * b) <= tolerance * max(1.0, abs(factor))
        for a, b in zip(reply.numbers, value, strict=True)
    )
    return factor if is_multiple else None


def _same(known: list[tuple[Called, float]]) -> Mistake | None:
    first = known[0][1]
    if any(abs(factor - first) > CLOSE * max(1.0, abs(first)) for _, factor in known):
        return None
    named = _named(first)
    if named == -1:
        return Mistake("sign", "The sign is wrong: the result is minus the right one.")
    if named is None or named == 1:
        return None
    return Mistake("factor", f"A constant factor: the result is {named} times the right one.")


def _dimension(known: list[tuple[Called, float]]) -> Mistake | None:
    for name in known[0][0].case.sizes:
        for power, words in ((1, f"a factor {name} too much"), (-1, f"a factor 1/{name} too much")):
            rests = [factor / call.case.sizes[name] ** power for call, factor in known]
            rest = _named(rests[0])
            if rest is None or any(abs(each - rests[0]) > CLOSE * abs(rests[0]) for each in rests):
                continue
            more = "" if rest == 1 else f", and is {rest} times what it should be besides"
            return Mistake("factor", f"The result has {words}{more}.")
    return None


def _named(factor: float) -> Fraction | None:
    """A small fraction that a factor is; None if it is none."""
    found = Fraction(factor).limit_denominator(LARGEST)
    is_it = abs(float(found) - factor) <= CLOSE * max(1.0, abs(factor))
    return found if is_it and found and abs(found.numerator) <= LARGEST else None
