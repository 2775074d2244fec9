"""Calls of a student's function → remarks that cost nothing: how it was called and read.

What is said of shapes is said once, of the first call; what the code prints, of the example only.
"""

from __future__ import annotations

from typing import Final

from grader.comparison.functions.fit import remark
from grader.comparison.functions.trial import Finding, Trial
from grader.comparison.functions.verdict import Asked
from grader.comparison.functions.wording import lines, said, short
from grader.evaluation.sandbox.sandbox import Value
from grader.evaluation.sandbox.source import CROSSED, NAMED, Problem

PRINTED: Final = 300  # characters of what the code printed, where it is wrong


def remarks(trial: Trial, asked: Asked) -> tuple[str, ...]:
    """How things were read, and what the code does besides returning a value."""
    left_out = trial.loaded.left_out
    found = [f"{said(left_out, asked).reason} The rest was run"] if left_out else []
    return (*found, *_called(trial), *_read(trial), *_changed(trial), *_odd(trial))


def printed(trial: Trial) -> tuple[str, ...]:
    """What it printed at the example."""
    text = lines(trial.printed.strip()[:PRINTED]).replace("\n", " ↵ ").replace("`", "'")
    return (f"it printed `{text}`",) if text else ()


def _called(trial: Trial) -> list[str]:
    """How the parameters were given, where that is not as asked."""
    way, _, names = trial.loaded.way.partition(" ")
    if way == NAMED and names:
        return ["it was called by the names of its parameters"]
    if way == NAMED:
        return ["the parameters have another order: it was called by their names"]
    if way == CROSSED and trial.worst is not None:
        given = ", ".join(trial.calls[0].case.inputs)
        return [f"its parameters are called {short(names)}, and were given {given} in this order"]
    return []


def _read(trial: Trial) -> list[str]:
    """What a result is taken for, where it has not the very shape that is asked for."""
    first = trial.calls[0] if trial.calls else None
    if first is None or not isinstance(first.reply, Value) or first.finding is Finding.SHAPE:
        return []
    found = remark(first.reply.shape, first.case.sides, short(first.reply.what))
    return [found] if found else []


def _changed(trial: Trial) -> list[str]:
    """Arguments that a call changed."""
    replies = [call.reply for call in trial.calls if isinstance(call.reply, Value)]
    names = list(trial.calls[0].case.inputs) if trial.calls else []
    return [
        f"it changes its argument `{name}`: a caller would be surprised"
        for place, name in enumerate(names)
        if any(reply.changed[place : place + 1] == (True,) for reply in replies)
    ]


def _odd(trial: Trial) -> list[str]:
    """Inputs at which it gives no numbers, and may."""
    odd = [call for call in trial.calls if call.finding is Finding.ODD]
    soft = dict.fromkeys(call.case.name for call in odd if not call.case.is_lone)
    found = [f"not finite for {' and '.join(soft)}: it divides by 0 or overflows"] if soft else []
    for call in odd:
        if call.case.is_lone and isinstance(call.reply, Problem):
            found.append(f"where all dimensions are 1 it stops with {short(call.reply.what)}")
            break
    return found
