"""A student's code + a key → FunctionVerdict: right where it returns the right numbers, always.

Every second case is called again at the end, in the other direction, and a call that came out wrong
is repeated in fresh processes: what depends on earlier calls, on chance or on the clock is not a
function of its arguments.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from grader.comparison.functions import ratios
from grader.comparison.functions.cases import Case, Drawn, drawn
from grader.comparison.functions.fit import asked as asked_shape
from grader.comparison.functions.fit import fits
from grader.comparison.functions.forms import (
    call,
    forms_of,
    literal,
    returned,
    shape,
    shape_of_value,
)
from grader.comparison.functions.remarks import printed, remarks
from grader.comparison.functions.trial import Bench, Called, Finding, Questions, Trial, is_same
from grader.comparison.functions.verdict import Asked, FunctionVerdict, HandedInCode
from grader.comparison.functions.wording import NOT_RUNNABLE, SHOWN, said
from grader.comparison.key import Key
from grader.comparison.verdict import Counterexample, Evidence, Kind, Mistake, Outcome
from grader.evaluation.sandbox.levels import described
from grader.evaluation.sandbox.limits import Limits
from grader.evaluation.sandbox.sandbox import LIMITS, Job, Sandbox, Value
from grader.evaluation.sandbox.source import Problem

AGAIN: Final = 6  # calls at the same inputs, where one came out wrong


class Prepared(NamedTuple):
    """An asked function with its key and its cases, made once for all students."""

    asked: Asked
    key: Key
    drawn: Drawn
    questions: Questions


def prepared(asked: Asked, key: Key) -> Prepared:
    """The cases for a function that is asked for."""
    return Prepared(asked, key, drawn(key, asked.parameters), Questions(key.scope.variables))


def judged(code: HandedInCode, known: Prepared, sandbox: Sandbox) -> FunctionVerdict:
    """The verdict on a student's code; raises SandboxError where it cannot be run."""
    asked, cases = known.asked, known.drawn.cases
    if not cases:
        words = "No inputs were found at which the right value can be computed."
        return FunctionVerdict(
            Outcome.UNDECIDED,
            (Evidence(Kind.UNDECIDED, "no inputs; a tutor will look at it"),),
            words,
        )
    job = Job(asked.name, asked.names, code.texts, asked.setup)
    limits = Limits(asked.seconds, LIMITS.memory)
    bench = Bench(sandbox, asked, job, limits, known.questions)
    best: Trial | None = None
    for form in forms_of(cases[0]):
        trial = bench.trial([*cases, *cases[::-2], cases[0]], form)
        if best is None or trial.progress > best.progress:
            best = trial
        if best.worst is None or (trial.problem is not None):
            break
    assert best is not None
    found = _of_trial(best, bench, known)
    return found._replace(sandbox=described(best.layers))


def _of_trial(trial: Trial, bench: Bench, known: Prepared) -> FunctionVerdict:
    if trial.problem is not None and not trial.calls:
        return _without_calls(trial, trial.problem, known)
    worst = trial.worst
    if worst is None:
        return _agreed(trial, known)
    is_over = trial.problem is not None  # killed: to wait for it once more would tell nothing
    repeated = None if is_over else _unsteady(trial, worst, bench)
    if repeated is not None:
        return repeated
    if worst.finding is Finding.BROKEN:
        left_out = trial.loaded.left_out
        if left_out is not None and _is_missing(worst):
            return _without_calls(trial, left_out, known)
        return _broken(trial, worst, known)
    return _apart(trial, worst, known)


def _is_missing(worst: Called) -> bool:
    """Whether a call lacks a name: that of what was left out."""
    return isinstance(worst.reply, Problem) and worst.reply.what in ("NameError", "AttributeError")


def _without_calls(trial: Trial, problem: Problem, known: Prepared) -> FunctionVerdict:
    """There is no function to be called, or it lacks what could not be loaded."""
    words = said(problem, known.asked)
    is_runnable = problem.word not in NOT_RUNNABLE
    evidence = Evidence(Kind.REFUTED, words.reason)
    return FunctionVerdict(
        Outcome.DIFFERENT, (evidence,) if is_runnable else (), words.reason, is_runnable,
        words.hint, words.excerpt, notes=printed(trial),
    )  # fmt: skip


def _broken(trial: Trial, worst: Called, known: Prepared) -> FunctionVerdict:
    assert isinstance(worst.reply, Problem)
    words = said(worst.reply, known.asked)
    called = _short(call(known.asked.name, worst.case, trial.form))
    reason = f"{words.reason} This is what `{called}` does."
    return FunctionVerdict(
        Outcome.DIFFERENT, (Evidence(Kind.REFUTED, words.reason),), reason,
        hint=words.hint, excerpt=words.excerpt, notes=remarks(trial, known.asked) + printed(trial),
    )  # fmt: skip


def _apart(trial: Trial, worst: Called, known: Prepared) -> FunctionVerdict:
    """The numbers or the shape are not the right ones; the right ones are shown of one case."""
    assert isinstance(worst.reply, Value)
    mistake = ratios.mistake(trial.calls)
    called = _short(call(known.asked.name, worst.case, trial.form))
    if worst.finding is Finding.SHAPE:
        sides = worst.case.sides
        reason = f"`{called}` has the shape {worst.reply.shape}; asked for is {asked_shape(sides)}."
        mistake = mistake or Mistake("shape", reason)
        if mistake.name == "transposed":
            reason = f"{mistake.explanation} {reason}"
    else:
        reason = mistake.explanation if mistake else "Not the right values."
    counterexample = None
    if worst.case.is_visible:
        counterexample = _counterexample(worst.case, worst.reply, trial.form)
    elif worst.finding is Finding.APART:
        digits = _digits(worst.reply, worst.case)
        result = _short(returned(worst.reply.numbers, worst.reply.shape, digits))
        is_first = trial.calls and trial.calls[0].case.is_visible
        before = "It agrees with the example, but not everywhere: " if is_first else ""
        reason += f" {before}`{called}` is `{result}`, which is wrong."
    evidence = Evidence(Kind.REFUTED, f"different in {_count(trial)}")
    return FunctionVerdict(
        Outcome.DIFFERENT, (evidence,), reason, counterexample=counterexample, mistake=mistake,
        notes=remarks(trial, known.asked) + printed(trial),
    )  # fmt: skip


def _agreed(trial: Trial, known: Prepared) -> FunctionVerdict:
    count = len(known.drawn.cases)
    points = sum(call.finding is Finding.RIGHT for call in trial.calls[:count])
    sizes = {tuple(call.case.sizes.items()) for call in trial.calls}
    where = f"{points} inputs" + (f" of {len(sizes)} sizes" if len(sizes) > 1 else "")
    summary = f"equal to the right value at {where}, to a rounding of single precision; not proved"
    notes = remarks(trial, known.asked)
    if not known.drawn.are_enough:
        words = "It could not be decided: at all inputs tried, rounding may decide."
        evidence = Evidence(Kind.UNDECIDED, f"{words} A tutor will look at it", points=points)
        return FunctionVerdict(Outcome.UNDECIDED, (evidence,), words, notes=notes)
    evidence = Evidence(Kind.NUMERIC, summary, points=points, digits=6)
    return FunctionVerdict(Outcome.EQUAL, (evidence,), "Right.", notes=notes)


def _unsteady(trial: Trial, worst: Called, bench: Bench) -> FunctionVerdict | None:
    """Whether the very inputs that came out wrong give something else in a fresh process.

    The same sequence of results in a second one says that it is earlier calls that matter; another
    sequence, that it is chance or the clock.
    """
    fresh = bench.trial([worst.case] * AGAIN, trial.form).calls
    if _are_same(fresh, (worst,) * len(fresh)):
        return None
    second = bench.trial([worst.case] * AGAIN, trial.form).calls
    if not _are_same(fresh, second):
        reason = (
            "For the same inputs it gives other values each time: the result may depend on the "
            "arguments only, not on chance, the clock or earlier calls."
        )
    elif fresh and fresh[0].finding is Finding.RIGHT:
        reason = (
            "It depends on earlier calls: alone, a call gives the right value, and after others it "
            "does not. Is there a variable outside the function, or a default that is changed?"
        )
    elif _are_same(fresh[1:], fresh[:-1]):
        return None  # wrong from the first call on, in another way
    else:
        reason = (
            "It depends on earlier calls: the same inputs give other values when it is called "
            "again. Is there a variable outside the function, or a default that is changed?"
        )
    evidence = Evidence(Kind.REFUTED, "other values for the same inputs")
    return FunctionVerdict(
        Outcome.DIFFERENT, (evidence,), reason, mistake=Mistake("state", reason),
        notes=remarks(trial, bench.asked),
    )  # fmt: skip


def _are_same(some: tuple[Called, ...], others: tuple[Called, ...]) -> bool:
    """Whether calls at one case gave the same, each as the one beside it."""
    return len(some) == len(others) and all(
        is_same(one.reply, other.reply, one.case)
        if isinstance(one.reply, Value)
        else type(one.reply) is type(other.reply)
        for one, other in zip(some, others, strict=True)
    )


def _counterexample(case: Case, reply: Value, form: str) -> Counterexample:
    shown = [
        (name, _short(literal(of, shape(case, name, form)))) for name, of in case.inputs.items()
    ]
    digits = 6 if not fits(reply.shape, case.sides) else _digits(reply, case)
    return Counterexample(
        tuple(shown), tuple(case.sizes.items()),
        _short(returned(reply.numbers, reply.shape, digits)),
        _short(returned(case.value, shape_of_value(case, form), digits)),
    )  # fmt: skip


def _digits(reply: Value, case: Case) -> int:
    """As many digits as it takes to see the difference."""
    if len(reply.numbers) != len(case.value):
        return 6
    for digits in (6, 9, 12):
        ours = [f"{number:.{digits}g}" for number in reply.numbers]
        if ours != [f"{number:.{digits}g}" for number in case.value]:
            return digits
    return 17


def _count(trial: Trial) -> str:
    told = [call for call in trial.calls if isinstance(call.reply, Value)]
    wrong = sum(call.finding not in (Finding.RIGHT, Finding.ODD) for call in told)
    return f"{wrong} of {len(told)} calls"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
