"""The fields of a record, by name and type: what the JSON holds.

For the type checker alone: whoever runs the grader would pay for these classes and get nothing.
"""

from __future__ import annotations

from typing import TypedDict


class EvidenceRecord(TypedDict):
    """One rung of the ladder; what does not apply is empty."""

    kind: str
    summary: str
    dimensions: list[dict[str, int]]
    every_dimension: bool
    log2_error: float | None
    points: int
    digits: int


class CounterexampleRecord(TypedDict):
    """A point where the answer and the right answer differ."""

    point: dict[str, str]
    dimensions: dict[str, int]
    entry: str
    answer: str
    reference: str


class MistakeRecord(TypedDict):
    """A mistake that was recognised."""

    name: str
    explanation: str


class BasisRecord(TypedDict):
    """What a verdict depends on beside the answer; the dimensions stand with the evidence."""

    reference: str
    variables: dict[str, str]
    definitions: dict[str, str]
    index_base: int
    entry: str
    seed: int
    up_to: str
    form: str


class CarriedRecord(TypedDict):
    """Why an answer is right given the student's own answers to earlier parts."""

    parts: list[str]
    evidence: list[EvidenceRecord]
    basis: BasisRecord


class GivenRecord(TypedDict):
    """What a tutor gave by hand, and what the part was before that."""

    tutor: str
    comment: str
    status: str
    earned: int | float


class ProofRecord(TypedDict):
    """What the verdicts on a derivation depend on; shares and points as fractions."""

    start: str
    goal: str
    variables: dict[str, str]
    definitions: dict[str, str]
    functions: dict[str, list[str]]
    wrt: str
    min_steps: int
    per_step: str
    credit: dict[str, str]
    points: str
    index_base: int
    seed: int


class PartRecord(TypedDict):
    """One answer; `items` are what was judged on its own within it, `picture` a file beside."""

    id: str
    title: str
    status: str
    is_open: bool
    points: int | float
    earned: int | float
    answer: str
    reading: str
    shape: str
    outcome: str
    evidence: list[EvidenceRecord]
    counterexample: CounterexampleRecord | None
    mistake: MistakeRecord | None
    notes: list[str]
    reason: str
    hint: str
    excerpt: str
    basis: BasisRecord | None
    work: str
    sandbox: str  # of a Python function: the level in force, with its layers
    carried: CarriedRecord | None
    variant: str
    items: list[PartRecord]
    proof: ProofRecord | None
    given: GivenRecord | None
    rubric: str
    picture: str


class SheetRecord(TypedDict):
    """One sheet of one student; `open` are the points that a tutor has yet to give or not."""

    sheet: str
    title: str
    file: str
    points: int | float
    earned: int | float
    open: int | float
    parts: list[PartRecord]
    problems: list[str]


class Record(TypedDict):
    """All that one student handed in."""

    format: int
    grader: str
    seed: int
    student: str
    name: str
    points: int | float
    earned: int | float
    open: int | float
    sheets: list[SheetRecord]
    problems: list[str]
