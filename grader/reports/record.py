"""GradedStudent → the record: plain data with a format version, which every report is made from.

It holds the keys, so that `grader replay` can repeat each verdict: it belongs to the course. What
a student may see is the page (markdown.py), in which no key stands.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from grader.comparison.verdict import Counterexample, Evidence, Mistake
from grader.grading.result import (
    Basis,
    Carried,
    Given,
    GradedPart,
    GradedStudent,
    GradedSubmission,
    Proof,
)
from grader.version import VERSION

if TYPE_CHECKING:
    from grader.reports.fields import (
        BasisRecord,
        CarriedRecord,
        CounterexampleRecord,
        EvidenceRecord,
        GivenRecord,
        MistakeRecord,
        PartRecord,
        ProofRecord,
        Record,
        SheetRecord,
    )

# 1: first published. Raise it when a field changes its meaning, not when one is added.
FORMAT: Final = 1


def record(graded: GradedStudent) -> Record:
    """The record of a student."""
    parts = [part for submission in graded.submissions for part in submission.parts]
    return {
        "format": FORMAT,
        "grader": VERSION,
        "seed": graded.seed,
        "student": graded.student,
        "name": graded.name,
        "points": number(_points(parts)),
        "earned": number(_earned(parts)),
        "open": number(_open(parts)),
        "sheets": [_sheet(submission, graded.name) for submission in graded.submissions],
        "problems": list(graded.problems),
    }


def to_json(found: Record) -> str:
    """The record as JSON, a part a line: json's own indentation takes ten times as long."""
    sheets = [
        _with_lines(dict(sheet), "parts", [_compact(part) for part in sheet["parts"]])
        for sheet in found["sheets"]
    ]
    return _with_lines(dict(found), "sheets", sheets) + "\n"


def _with_lines(fields: dict[str, object], last: str, items: list[str]) -> str:
    """An object as JSON whose field `last` comes last, each of its items on a line of its own."""
    del fields[last]
    return f'{_compact(fields)[:-1]}, "{last}": [\n' + ",\n".join(items) + "\n]}"


def _compact(value: object) -> str:
    import json  # late: an answer that is checked by itself is not worth its 3 ms

    return json.dumps(value, ensure_ascii=False)


def part_record(graded: GradedPart, picture: str = "") -> PartRecord:
    """The record of one answer."""
    verdict = graded.verdict
    return {
        "id": graded.id,
        "title": graded.title,
        "status": graded.status.value,
        "is_open": graded.status.is_open,
        "points": number(graded.points),
        "earned": number(graded.earned),
        "answer": graded.answer,
        "reading": graded.reading,
        "shape": graded.shape,
        "outcome": verdict.outcome.value if verdict else "",
        "evidence": [_evidence(each) for each in verdict.evidence] if verdict else [],
        "counterexample": _counterexample(verdict.counterexample) if verdict else None,
        "mistake": _mistake(verdict.mistake) if verdict else None,
        "notes": list(verdict.notes) if verdict else [],
        "reason": graded.reason,
        "hint": graded.hint,
        "excerpt": graded.excerpt,
        "basis": _basis(graded.basis) if graded.basis else None,
        "work": graded.work,
        "sandbox": graded.sandbox,
        "carried": _carried(graded.carried),
        "variant": graded.variant,
        "items": [part_record(item) for item in graded.items],
        "proof": _proof(graded.proof, graded.points) if graded.proof else None,
        "given": _given(graded.given),
        "rubric": graded.rubric,
        "picture": picture,
    }


def _proof(found: Proof, points: Fraction) -> ProofRecord:
    question = found.question
    return {
        "start": question.start,
        "goal": question.goal,
        "variables": dict(question.variables),
        "definitions": dict(question.definitions),
        "functions": {name: list(names) for name, names in question.functions.items()},
        "wrt": question.wrt,
        "min_steps": question.min_steps,
        "per_step": str(question.per_step or ""),
        "credit": {name: str(share) for name, share in question.credit.items()},
        "points": str(points),
        "index_base": found.index_base,
        "seed": found.seed,
    }


def _given(found: Given | None) -> GivenRecord | None:
    if found is None:
        return None
    return {
        "tutor": found.tutor,
        "comment": found.comment,
        "status": found.status.value,
        "earned": number(found.earned),
    }


def number(value: Fraction) -> int | float:
    """Points as JSON has them: whole, or with a decimal point."""
    return value.numerator if value.denominator == 1 else float(value)


def picture_file(name: str, sheet: str, part: str) -> str:
    """The file of the picture beside a part, in the folder of the reports."""
    return f"{name}-{sheet}-{part}.svg"


def _sheet(graded: GradedSubmission, name: str) -> SheetRecord:
    return {
        "sheet": graded.sheet,
        "title": graded.title,
        "file": graded.file,
        "points": number(_points(graded.parts)),
        "earned": number(_earned(graded.parts)),
        "open": number(_open(graded.parts)),
        "parts": [
            part_record(part, picture_file(name, graded.sheet, part.id) if part.picture else "")
            for part in graded.parts
        ],
        "problems": list(graded.problems),
    }


def _evidence(evidence: Evidence) -> EvidenceRecord:
    return {
        "kind": evidence.kind.value,
        "summary": evidence.summary,
        "dimensions": [dict(each) for each in evidence.dimensions],
        "every_dimension": evidence.every_dimension,
        "log2_error": evidence.log2_error,
        "points": evidence.points,
        "digits": evidence.digits,
    }


def _carried(found: Carried | None) -> CarriedRecord | None:
    if found is None:
        return None
    return {
        "parts": list(found.parts),
        "evidence": [_evidence(each) for each in found.verdict.evidence],
        "basis": _basis(found.basis),
    }


def _basis(found: Basis) -> BasisRecord:
    return {
        "reference": found.reference,
        "variables": dict(found.variables),
        "definitions": dict(found.definitions),
        "index_base": found.index_base,
        "entry": found.entry,
        "seed": found.seed,
        "up_to": found.up_to,
        "form": found.form,
    }


def _counterexample(found: Counterexample | None) -> CounterexampleRecord | None:
    if found is None:
        return None
    return {
        "point": dict(found.point),
        "dimensions": dict(found.dimensions),
        "entry": found.entry,
        "answer": found.answer,
        "reference": found.reference,
    }


def _mistake(found: Mistake | None) -> MistakeRecord | None:
    return {"name": found.name, "explanation": found.explanation} if found else None


def _points(parts: tuple[GradedPart, ...] | list[GradedPart]) -> Fraction:
    return sum((part.points for part in parts), Fraction(0))


def _earned(parts: tuple[GradedPart, ...] | list[GradedPart]) -> Fraction:
    return sum((part.earned for part in parts), Fraction(0))


def _open(parts: tuple[GradedPart, ...] | list[GradedPart]) -> Fraction:
    return sum((part.open for part in parts), Fraction(0))
