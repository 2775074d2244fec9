"""The record of a derivation → what becomes of it when it is judged again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from grader.errors import AnswerError, DeclarationError
from grader.exercises.model import Derivation, Part
from grader.grading.result import GradedPart
from grader.reports.record import number


class Again(NamedTuple):
    """Whether a derivation is judged as the record says; else why not."""

    is_same: bool
    why: str = ""


def judged_again(part: Mapping[str, Any]) -> Again:
    """The steps, the status and the points of a derivation against those of its record.

    Raises KeyError, TypeError or ValueError where the record does not fit.
    """
    proof = part["proof"]
    by_us = part["given"] or part
    try:
        found = _graded(str(part["id"]), str(part["answer"]), proof)
    except (AnswerError, DeclarationError) as problem:
        return Again(False, f"what is asked cannot be read: {problem.message}")
    if found.status.value != by_us["status"] or number(found.earned) != by_us["earned"]:
        return Again(False, f"now it is {found.status}, {number(found.earned)} points")
    steps = [(item["id"], item["status"]) for item in part["items"]]
    if steps != [(item.id, item.status.value) for item in found.items] and part["given"] is None:
        return Again(False, "the steps are judged otherwise now")
    return Again(True)


def _graded(id_: str, answer: str, proof: Mapping[str, Any]) -> GradedPart:
    # Imported late: a report without a derivation does not need the calculus.
    from grader.exercises.proving import asked_of
    from grader.grading.derivation import graded

    question = Derivation(
        variables=_texts(proof["variables"]),
        definitions=_texts(proof["definitions"]),
        functions={str(name): tuple(map(str, of)) for name, of in proof["functions"].items()},
        start=str(proof["start"]),
        goal=str(proof["goal"]),
        wrt=str(proof["wrt"]),
        min_steps=int(proof["min_steps"]),
        per_step=_fraction(proof["per_step"]) if proof["per_step"] else None,
        credit={str(name): _fraction(share) for name, share in proof["credit"].items()},
        reference="",
    )
    part = Part(id_, "", "", _fraction(proof["points"]), "", None, question)
    asked = asked_of(question, int(proof["index_base"]))
    return graded(part, question, answer, asked, int(proof["seed"]))


def _texts(table: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(text) for name, text in table.items()}


def _fraction(text: str) -> Fraction:
    if len(text) > 40:
        raise ValueError("a number that is too long")
    return Fraction(text)
