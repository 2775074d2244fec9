"""The variants of a part → those that lint looks at, what it says of them; the sheet of a student.

All variants are looked at where they are few, else the first, the last and many between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from grader.documents.tree import Complaint
from grader.errors import ExerciseError, UsageError
from grader.exercises.asked import scope_of
from grader.exercises.choices import drawn, shown, variant_count
from grader.exercises.loading import variant
from grader.exercises.model import Exercise, Formula, Part
from grader.exercises.uses import linked
from grader.language.shapes import meaning
from grader.language.text import text

ENUMERATED: Final = 100  # variants that are all looked at
DRAWN: Final = 50  # of more
NAMED: Final = 3  # variants that are named for one complaint


def numbers(part: Part) -> tuple[int, ...]:
    """The variants that are looked at: the same ones each time."""
    count = variant_count(part)
    if count <= ENUMERATED:
        return tuple(range(count))
    found = {0: None, count - 1: None}
    attempt = 0
    while len(found) < DRAWN:
        found[drawn("lint", part, str(attempt), b"lint")] = None
        attempt += 1
    return tuple(found)


def variant_of(part: Part, number: int) -> tuple[Part, tuple[Complaint, ...]]:
    """A variant of a part, and what is wrong with its texts; the part itself if it has no other."""
    complaints: list[Complaint] = []
    found = None
    if part.table is not None:
        found = variant(part.table, part.choose, number, complaints)
    return found or part, tuple(complaints)


def told_once(
    found: Sequence[tuple[Mapping[str, str], tuple[Complaint, ...]]],
) -> tuple[Complaint, ...]:
    """The complaints about all variants: each once, with the variants that it is about."""
    variants: dict[Complaint, list[str]] = {}
    for values, complaints in found:
        for complaint in dict.fromkeys(complaints):
            variants.setdefault(complaint, []).append(shown(values))
    merged = []
    for complaint, about in variants.items():
        if len(about) == len(found):
            merged.append(complaint)
            continue
        more = f" and {len(about) - NAMED} other variants" if len(about) > NAMED else ""
        which = f"with {' or '.join(about[:NAMED])}{more}: "
        merged.append(complaint._replace(message=which + complaint.message))
    return _fewer(merged)


def _fewer(complaints: list[Complaint]) -> tuple[Complaint, ...]:
    """At most a few complaints about one place, and how many more there are."""
    places: dict[tuple[int, int], list[Complaint]] = {}
    for complaint in complaints:
        places.setdefault((complaint.line, complaint.column), []).append(complaint)
    kept = []
    for place, here in places.items():
        kept += here[:NAMED]
        if len(here) > NAMED:
            message = f"… and {len(here) - NAMED} more complaints about other variants"
            kept.append(Complaint(*place, message))
    return tuple(kept)


def unplaced(part: Part) -> tuple[Complaint, ...]:
    """A complaint for each name that is chosen and stands nowhere."""
    assert part.table is not None
    at = next(value for key, value in part.table.entries if key.value == "choose")
    written = str([value for key, value in part.table.entries if key.value != "choose"])
    return tuple(
        Complaint(
            at.line, at.column, f"choose: `{{{choice.name}}}` stands nowhere in this part",
            "write it where the value belongs, as in the prompt and the function",
        )
        for choice in part.choose
        if not re.search(r"\{\s*" + re.escape(choice.name) + r"\s*\}", written)
        and f"value='{choice.name}'" not in written  # `at: {p}` was read as a table
    )  # fmt: skip


def sheet_of(exercise: Exercise, student: str, secret: bytes | None) -> Exercise:
    """The sheet with the variants of one student.

    Raises UsageError without the course's secret, ExerciseError if a variant cannot be used.
    """
    if not any(part.choose for part in exercise.parts):
        return exercise
    if secret is None:
        raise UsageError(
            f"the questions of `{exercise.sheet}` differ from student to student, and the secret"
            " that says how is missing",
            hint="set GRADER_SECRET, or give --secret FILE",
        )
    parts = []
    for part in exercise.parts:
        if part.choose:
            parts.append(_drawn(exercise, part, student, secret))
        else:
            parts.append(part)
    return exercise._replace(parts=linked(parts, []))


def _drawn(exercise: Exercise, part: Part, student: str, secret: bytes) -> Part:
    found, complaints = variant_of(part, drawn(exercise.sheet, part, student, secret))
    if complaints:
        told = tuple(complaint.at(exercise.file) for complaint in complaints)
        which = f"{exercise.sheet}/{part.id} with {shown(found.variant)}"
        raise ExerciseError(f"{which} cannot be used", complaints=told)
    before, question = part.question, found.question
    if not isinstance(before, Formula) or not isinstance(question, Formula):
        return found
    if question.reference.strip() or not before.reference.strip():
        return found
    # The key was derived. Imported late: the calculus costs as much as a whole verdict.
    from grader.exercises.evidence import derived_formula

    within = scope_of(question, exercise.index_base)
    tree = derived_formula(question, within, meaning(question.function, within).tree)
    written = text(tree, exercise.index_base)
    return found._replace(question=question._replace(reference=written))
