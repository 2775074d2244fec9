"""What went wrong with a student's code → the reason in the student's words."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final, NamedTuple

from grader.comparison.functions.verdict import Asked
from grader.evaluation.sandbox.limits import Limits
from grader.evaluation.sandbox.source import Problem

MEGABYTES: Final = Limits().memory >> 20
SHOWN: Final = 600  # characters of a text that a message repeats

ASKS: Final = "nobody is there to answer `input()`: write the value down instead"

LAZY: Final = ("generator", "map", "filter", "zip", "dict", "set", "dict_values")

# What came back, by the letter of NumPy for its kind; and what may be written instead.
KINDS: Final = {
    "bool": ("truth values", "write `1.0 * (x > 0)`, or `.astype(float)`"),
    "complex": ("complex numbers", "where only rounding makes them complex, return `.real`"),
    "<U": ("texts", "return the numbers themselves"),
    "|S": ("texts", "return the numbers themselves"),
    "datetime": ("dates", ""),
}

# Where there is no function to be called, nothing is wrong: there is no answer yet.
NOT_RUNNABLE: Final = ("syntax", "encoding", "missing", "signature", "module")


class Said(NamedTuple):
    """A reason with a hint and the lines it is about."""

    reason: str
    hint: str = ""
    excerpt: str = ""


def said(problem: Problem, asked: Asked) -> Said:
    """The problem in words; `asked` is what the exercise wants."""
    problem = problem._replace(what=short(problem.what), place=short(problem.place))
    message, place = short(problem.message), problem.place
    at = f" ({place})" if place else ""
    match problem.word:
        case "syntax":
            return Said(f"Python cannot read it: {message}{at}.", excerpt=lines(problem.lines))
        case "encoding":
            return Said(f"The text cannot be decoded: {message}.", "save the file as UTF-8")
        case "missing":
            return _missing(problem, asked)
        case "signature":
            return Said(
                f"`{message}` cannot be called with {len(asked.parameters)} arguments.",
                f"write `def {asked.signature}:`",
            )
        case "module":
            return _module(problem, asked)
        case "raised":
            words = f"{problem.what}: {message}" if message else problem.what
            hint = ASKS if problem.what == "EOFError" else ""
            return Said(f"It stops with {words}{at}.", hint, lines(problem.lines))
        case _:
            return _stopped(problem, asked, at)


def _stopped(problem: Problem, asked: Asked, at: str) -> Said:
    """What the sandbox does not allow or put up with."""
    message = short(problem.message)
    match problem.word:
        case "forbidden":
            words = f"The sandbox does not allow this: {message}{at}."
            hint = "compute with the arguments only; files, network and processes are out of reach"
            return Said(words, hint, lines(problem.lines))
        case "exit":
            hint = "return the value, do not end the program"
            return Said(f"It ends Python itself{at}.", hint, lines(problem.lines))
        case "memory":
            words = f"It needs more than {MEGABYTES} MB of memory{at}."
            return Said(words, excerpt=lines(problem.lines))
        case "slow":
            return Said(*_slow(message, asked.seconds))
        case "flood":
            return Said("It prints without end.", "a few lines are enough")
        case "forged":
            return Said("It writes where only results go, so that no result can be read.")
        case "returned":
            return _returned(problem)
        case _:
            return Said(_died(message))


def _missing(problem: Problem, asked: Asked) -> Said:
    if problem.what:
        return Said(f"`{asked.name}` is not a function here ({problem.what}).")
    names = [name for name in problem.message.split("\n") if name.isidentifier()]
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(asked.name.lower(), by_lower, n=1)
    if close:
        hint = f"did you mean `{by_lower[close[0]]}`? Call it `{asked.signature}`"
    else:
        there = ", ".join(f"`{name}`" for name in names[:8])
        there = f"; there is {there}" if there else ""
        hint = f"write `def {asked.signature}:`{there}"
    return Said(f"There is no function `{asked.name}`.", hint)


def _module(problem: Problem, asked: Asked) -> Said:
    more = "".join(f", {name}" for name in asked.modules)
    hint = f"there are NumPy and the usual modules of Python{more}"
    name = short(problem.message)
    where = f" ({problem.place})" if problem.place else ""
    return Said(f"The module `{name}` is not there{where}.", hint, lines(problem.lines))


def _returned(problem: Problem) -> Said:
    what = short(problem.message)
    match problem.what:
        case "none":
            return Said("It returns nothing (None).", "is there a `return` on every way?")
        case "function":
            return Said(f"It returns a {what}, not numbers.", "call it: `f(x)`, not `f`")
        case "ragged":
            return Said(f"It returns a {what} that makes no array of numbers.")
        case "large":
            return Said(f"It returns too much: {what}.")
        case "dtype":
            return _kind(what)
        case _:
            hint = "return an array or a list" if what in LAZY else ""
            return Said(f"It returns a {what}, not numbers.", hint)


def _kind(what: str) -> Said:
    _, _, dtype = what.rpartition(" of ")
    kind, hint = next((KINDS[key] for key in KINDS if dtype.startswith(key)), ("no numbers", ""))
    return Said(f"It returns {kind} ({what}); real numbers are asked for.", hint)


def _slow(message: str, seconds: int) -> tuple[str, str]:
    used, _, waited = message.partition(" ")
    limit = f"all calls together may take {seconds} s of computing"
    words = f"Too slow: stopped after {used} s of computing and {waited} s in all; {limit}."
    return words, "the inputs are small: is there a loop that does not end?"


def _died(message: str) -> str:
    signal, _, code = message.partition(" ")
    if signal == "11":
        return "It crashed Python (segmentation fault); endless recursion can do that."
    if signal != "0":
        return f"Its process was ended by signal {signal}."
    return f"It ended its process (exit code {code}) instead of returning a value."


def short(text: str) -> str:
    """A text of the student on one line, not too long, without a way out of code quotes."""
    shown = " ".join(text.replace("`", "'").split())
    shown = "".join(c if c.isprintable() else "·" for c in shown)
    return shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"


def lines(text: str) -> str:
    """Lines of the student, each character one that can be seen."""
    shown = text[: 2 * SHOWN].split("\n")
    return "\n".join(
        "".join(c if c.isprintable() else "·" for c in line) for line in shown
    ).rstrip()
