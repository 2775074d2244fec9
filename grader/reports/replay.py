"""The JSON of a record → each of its verdicts, confirmed or not, by the exact reading alone.

The file may come from anywhere: whatever does not fit is a GraderError that says where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from grader.comparison.key import Key, prepared
from grader.comparison.replay import replayed
from grader.comparison.verdict import Kind, Outcome
from grader.errors import AnswerError, DeclarationError, GraderError
from grader.exercises.asked import scope_of
from grader.exercises.model import Formula, Layout, Task
from grader.grading.result import Status
from grader.reports.proofs import judged_again
from grader.reports.record import FORMAT

LONGEST: Final = 64_000_000  # bytes of a report
LARGEST_SEED: Final = 1 << 256
LONGEST_TEXT: Final = 100_000  # characters of one answer or key


class Result(StrEnum):
    """What became of a recorded verdict."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    NOT_REPLAYED = "not replayed"


class Replayed(NamedTuple):
    """One part of a report: what stands there, and what the exact reading says of it."""

    part: str
    result: Result
    recorded: str
    why: str = ""


class ReportError(GraderError):
    """A report that cannot be replayed: not JSON, another format, or something missing."""


def replay(text: str) -> Iterator[Replayed]:
    """Every answer of a report; raises ReportError, for the first part that does not fit."""
    record = _loaded(text)
    if record.get("format") != FORMAT:
        shown = json.dumps(record.get("format"))[:40]
        raise ReportError(f"the format is {shown}", hint=f"format {FORMAT} can be replayed")
    keys: dict[str, Key] = {}
    for number, sheet in enumerate(_list(record, "sheets", "the report")):
        where = f"sheets[{number}]"
        name = _text(_table(sheet, where), "sheet", where)
        for place, part in enumerate(_list(sheet, "parts", where)):
            here = f"{where}.parts[{place}]"
            yield from _with_items(f"{name}/", _table(part, here), here, keys)


def _with_items(
    before: str, part: Mapping[str, Any], where: str, keys: dict[str, Key]
) -> Iterator[Replayed]:
    """A part, or what was judged on its own within it; without items of their own each."""
    name = before + _text(part, "id", where)
    if part.get("proof") is not None:
        yield _proof(name, part, where)
        return
    if _is_by_hand(part):
        return  # no verdict of ours
    items = _list(part, "items", where) if "items" in part else []
    if not items or part.get("basis") is not None:
        yield _replayed(name, part, where, keys)
    for number, item in enumerate(items):
        here = f"{where}.items[{number}]"
        yield from _with_items(f"{name} ", _table(item, here), here, keys)


def _is_by_hand(part: Mapping[str, Any]) -> bool:
    """Whether a tutor marks this, by a rubric: there is nothing to repeat."""
    items = part.get("items")
    has_rubric = isinstance(items, list) and any(
        isinstance(item, dict) and not item.get("answer") and item.get("points") for item in items
    )
    return part.get("basis") is None and (has_rubric or part.get("given") is not None)


def _proof(name: str, part: Mapping[str, Any], where: str) -> Replayed:
    """A derivation, judged again as a whole."""
    status, answer = _text(part, "status", where), _text(part, "answer", where)
    if len(answer) > LONGEST_TEXT:
        raise ReportError(f"{where}: the answer is longer than {LONGEST_TEXT:,} characters")
    try:
        found = judged_again(part)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as problem:
        raise ReportError(f"{where}.proof: something does not fit: {problem}") from None
    result = Result.CONFIRMED if found.is_same else Result.DIFFERS
    return Replayed(name, result, status, found.why)


def _replayed(name: str, part: Mapping[str, Any], where: str, keys: dict[str, Key]) -> Replayed:
    given = part.get("given")  # what a tutor made of it is not ours to repeat
    by_us = part if given is None else _table(given, f"{where}.given")
    status, answer = _text(by_us, "status", where), _text(part, "answer", where)
    outcome = _text(part, "outcome", where)
    if status not in tuple(Status):
        raise ReportError(f"{where}: there is no status `{status[:40]}`")
    if status == Status.MISSING and not answer.strip():
        return Replayed(name, Result.CONFIRMED, status)
    basis = part.get("basis")
    if basis is None and part.get("sandbox"):
        why = "a Python function is not run here: the values it returned are not confirmed"
        return Replayed(name, Result.NOT_REPLAYED, status, f"{why}; `grader grade` runs {answer}")
    if basis is None:
        return Replayed(name, Result.NOT_REPLAYED, status, "the report does not hold its key")
    key = _key(_table(basis, where), where, keys)
    up_to, form = (str(basis.get(field) or "") for field in ("up_to", "form"))
    found = _found(answer, key, up_to)
    if form and outcome == found == Outcome.EQUAL and status in (Status.PARTLY, Status.WRONG):
        return Replayed(name, Result.CONFIRMED, status)  # right, but for its form
    compared = _compared(name, status, outcome, found, _kind(part, where))
    if part.get("carried") is None or compared.result is not Result.CONFIRMED:
        return compared
    return _carried(compared, answer, _table(part["carried"], f"{where}.carried"), where, keys)


def _carried(
    found: Replayed, answer: str, carried: Mapping[str, Any], where: str, keys: dict[str, Key]
) -> Replayed:
    """Whether the answer is right given the student's own earlier answers, as the record says."""
    basis = _table(carried.get("basis"), f"{where}.carried.basis")
    if _kind(carried, f"{where}.carried") in (Kind.SYMBOLIC, Kind.NUMERIC):
        why = "the exact reading cannot repeat why it is right given earlier answers"
        return found._replace(result=Result.NOT_REPLAYED, why=why)
    key, up_to = _key(basis, f"{where}.carried", keys), str(basis.get("up_to") or "")
    if _found(answer, key, up_to) != Outcome.EQUAL:
        why = "the exact reading does not find it right given the earlier answers"
        return found._replace(result=Result.DIFFERS, why=why)
    return found


def _compared(name: str, status: str, outcome: str, found: str, kind: str) -> Replayed:
    """The recorded verdict beside the one that was found."""
    expected = _OUTCOMES.get(status, "")
    if status in (Status.UNDECIDED, Status.FAILURE):
        if found == Outcome.UNDECIDED:
            return Replayed(name, Result.CONFIRMED, status)
        return Replayed(name, Result.NOT_REPLAYED, status, f"now it is {found}")
    if outcome != expected:
        why = f"the status does not go with the outcome `{outcome[:40]}`"
        return Replayed(name, Result.DIFFERS, status, why)
    if found == Outcome.UNDECIDED:
        why = f"not confirmed by replay: {kind}"
        return Replayed(name, Result.NOT_REPLAYED, status, why)
    if found != (outcome or Status.UNREADABLE):
        return Replayed(name, Result.DIFFERS, status, f"the exact reading says {found}")
    return Replayed(name, Result.CONFIRMED, status)


_OUTCOMES: Final[Mapping[str, str]] = {
    Status.RIGHT: Outcome.EQUAL,
    Status.PARTLY: Outcome.DIFFERENT,
    Status.WRONG: Outcome.DIFFERENT,
    Status.UNREADABLE: "",
}


def _found(answer: str, key: Key, up_to: str) -> str:
    try:
        return replayed(answer, key, up_to)
    except AnswerError:
        return Status.UNREADABLE


def _key(basis: Mapping[str, Any], where: str, keys: dict[str, Key]) -> Key:
    """The key of a part, made once for all parts that have the same."""
    at = f"{where}.basis"
    index_base, seed = basis.get("index_base"), basis.get("seed")
    if type(index_base) is not int or index_base not in (0, 1):
        raise ReportError(f"{at}: `index_base` is neither 0 nor 1")
    if type(seed) is not int or not 0 <= seed < LARGEST_SEED:
        raise ReportError(f"{at}: `seed` is not a number from 0 on")
    question = Formula(
        _texts(basis, "variables", at), _texts(basis, "definitions", at), "", (),
        Task.EXPRESSION, _text(basis, "entry", at), _text(basis, "reference", at),
        Layout.DEFAULT, {},
    )  # fmt: skip
    same = json.dumps([*question[:2], question.reference, index_base, seed])
    if same not in keys:
        try:
            within = scope_of(question, index_base)
            keys[same] = prepared(question.reference, within, seed=seed)
        except (AnswerError, DeclarationError) as problem:
            raise ReportError(f"{at}: {problem.message}") from None
    return keys[same]


# ----- reading -----------------------------------------------------------------------------------


def _loaded(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ReportError("brackets stand too deep inside each other") from None
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno}, column {problem.colno}"
        raise ReportError(f"not JSON: {problem.msg} at {place}") from None
    except ValueError as problem:  # a number with too many digits
        raise ReportError(f"not JSON: {problem}") from None
    return _table(found, "the report")


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ReportError(f"{where} is not a table")
    return value


def _list(table: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = table.get(key)
    if not isinstance(value, list):
        raise ReportError(f"{where}: `{key}` is not a list")
    return value


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str):
        raise ReportError(f"{where}: `{key}` is not a text")
    if len(value) > LONGEST_TEXT:
        raise ReportError(f"{where}: `{key}` is longer than {LONGEST_TEXT:,} characters")
    return value


def _texts(table: Mapping[str, Any], key: str, where: str) -> dict[str, str]:
    found = _table(table.get(key), f"{where}: `{key}`")
    return {name: _text(found, name, f"{where}.{key}") for name in found}


def _kind(part: Mapping[str, Any], where: str) -> str:
    """How the verdict was known; one of the kinds of evidence."""
    evidence = _list(part, "evidence", where)
    kind = _table(evidence[-1], where).get("kind") if evidence else ""
    return kind if kind in tuple(Kind) else "of no known kind"


def replay_lines(parts: list[Replayed]) -> list[str]:
    """What was not confirmed, a line each, and the counts."""
    lines = [
        f"{'✗' if part.result is Result.DIFFERS else '?'} {part.part}: {part.recorded}; {part.why}"
        for part in parts
        if part.result is not Result.CONFIRMED
    ]
    counts = [
        f"{count} {result}"
        for result in Result
        if (count := sum(part.result is result for part in parts))
    ]
    plural = "s" * (len(parts) != 1)
    return [*lines, f"{len(parts)} verdict{plural}: {', '.join(counts) or 'none'}"]
