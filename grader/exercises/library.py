"""A folder of exercise files → the sheets in it that may be used for marking.

A file with a complaint, from loading or from lint, is not used; its complaints are kept.
"""

# os.path throughout: to import pathlib would cost a cold start a tenth of its time.
from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from grader.documents.tree import Complaint
from grader.errors import ExerciseError, UsageError
from grader.exercises import cache, loading
from grader.exercises.fields import nearest
from grader.exercises.model import Exercise, Formula, LintReport, Part
from grader.exercises.uses import linked
from grader.files import FileError, read_text

SHEET: Final = re.compile(r"""^sheet\s*:\s*["']?([\w.+-]+)["']?\s*(?:#.*)?$""", re.MULTILINE)
LONGEST: Final = 1_000_000  # bytes of an exercise file
ENDINGS: Final = (".yaml", ".yml")


class Library(NamedTuple):
    """The sheets that can be used by name, and the complaints about the files that cannot."""

    sheets: dict[str, Exercise]
    complaints: tuple[str, ...]


def exercise_files(folder: str) -> tuple[str, ...]:
    """The exercise files of a folder in order of their names; raises ExerciseError."""
    try:
        names = sorted(os.listdir(folder))
    except (OSError, ValueError) as problem:
        said = getattr(problem, "strerror", "") or str(problem)
        raise ExerciseError(
            f"{folder}: cannot be read: {said}", hint="--exercises DIR says where they are"
        ) from None
    files = tuple(os.path.join(folder, name) for name in names if name.endswith(ENDINGS))
    if not files:
        raise ExerciseError(
            f"{folder}: no exercise file (*.yaml) here", hint="--exercises DIR says where they are"
        )
    return files


def load_library(folder: str, wanted: Collection[str] | None = None) -> Library:
    """All exercises of a folder that lint passes, and what is wrong with the others.

    Where it is known which sheets are `wanted`, files that say they are another are left alone, so
    that they cost nothing; unless one that is wanted is not found without them.
    """
    paths = exercise_files(folder)
    if wanted is None:
        return _loaded(paths)
    found = _loaded([path for path in paths if _sheet_in(path) in ("", *wanted)])
    return found if found.sheets.keys() >= set(wanted) else _loaded(paths)


def _sheet_in(path: str) -> str:
    """Which sheet a file says it is, at first sight; empty where that is not plain to see."""
    try:
        names = SHEET.findall(read_text(path, LONGEST))
    except FileError:
        return ""
    return names[0] if len(names) == 1 else ""


def _loaded(paths: Sequence[str]) -> Library:
    exercises: list[Exercise] = []
    complaints: list[str] = []
    for path in paths:
        try:
            exercises.append(load_exercise(path))
        except ExerciseError as problem:
            complaints += problem.complaints
    sheets: dict[str, Exercise] = {}
    for exercise in exercises:
        sheets.setdefault(exercise.sheet, exercise)
    return Library(sheets, (*complaints, *clashes(exercises)))


def clashes(exercises: Sequence[Exercise]) -> tuple[str, ...]:
    """A complaint for each file whose sheet another file has, too."""
    first: dict[str, Exercise] = {}
    return tuple(
        f"{exercise.file}:1:1: the sheet `{exercise.sheet}` is also in"
        f" {first[exercise.sheet].file} (keep one)"
        for exercise in exercises
        if exercise.sheet and first.setdefault(exercise.sheet, exercise) is not exercise
    )


def find_part(folder: str, name: str) -> tuple[Exercise, Part]:
    """The part called SHEET/ID, or the only one called ID, with its sheet.

    Raises UsageError if there is none or more than one, ExerciseError if a file has a complaint.
    """
    sheet, _, id_ = name.rpartition("/")
    exercise = _likely(folder, sheet, id_)
    if exercise is not None:
        exercises: tuple[Exercise, ...] = (exercise,)
    else:
        library = _with_part(folder, sheet, id_)
        exercises = tuple(each for each in library.sheets.values() if sheet in ("", each.sheet))
        if library.complaints and not any(each.part(id_) for each in exercises):
            raise ExerciseError(f"no part `{name}`", complaints=library.complaints)
        if not exercises:
            raise UsageError(f"no sheet `{sheet}`", hint=nearest(sheet, tuple(library.sheets)))
    found = [(each, part) for each in exercises if (part := each.part(id_)) is not None]
    if not found:
        known = tuple(dict.fromkeys(part.id for each in exercises for part in each.parts))
        raise UsageError(f"no part `{name}`", hint=nearest(id_, known))
    if len(found) > 1:
        names = " or ".join(f"`{each.sheet}/{id_}`" for each, _ in found)
        raise UsageError(f"several sheets have a part `{name}`", hint=f"write {names}")
    return found[0]


def _with_part(folder: str, sheet: str, id_: str) -> Library:
    """The sheets in whose files the id of a part occurs; all of them where it is in none."""
    paths = exercise_files(folder)
    found = _loaded([path for path in paths if _may_hold(path, id_)])
    sheets = [each for each in found.sheets.values() if sheet in ("", each.sheet)]
    return found if any(each.part(id_) for each in sheets) else _loaded(paths)


def _may_hold(path: str, id_: str) -> bool:
    try:
        return id_ in read_text(path, LONGEST)
    except FileError:
        return True


def find_sheet(folder: str, name: str) -> Exercise:
    """The sheet with this name.

    Raises UsageError if there is none, ExerciseError if a file has a complaint.
    """
    exercise = _likely(folder, name)
    if exercise is not None:
        return exercise
    library = load_library(folder)
    if name in library.sheets:
        return library.sheets[name]
    if library.complaints:
        raise ExerciseError(f"no sheet `{name}`", complaints=library.complaints)
    raise UsageError(f"no sheet `{name}`", hint=nearest(name, tuple(library.sheets)))


def asked_part(
    folder: str, name: str, student: str | None, secret: bytes | None
) -> tuple[Exercise, Part]:
    """The same as the student has it; raises UsageError where nobody says which student."""
    exercise, part = find_part(folder, name)
    if not part.choose:
        return exercise, part
    if student is None:
        raise UsageError(
            f"`{exercise.sheet}/{part.id}` differs from student to student",
            hint="--student NAME says whose variant is meant",
        )
    # Imported late: few sheets have variants.
    from grader.exercises.variation import sheet_of

    exercise = sheet_of(exercise, student, secret)
    return exercise, exercise.part(part.id) or part


def _likely(folder: str, sheet: str, only: str = "") -> Exercise | None:
    """The sheet from the file of its name, where that is right: the others need not be read."""
    path = os.path.join(folder, f"{sheet}.yaml")
    if not sheet or not os.path.isfile(path):
        return None
    exercise = load_exercise(path, only)
    return exercise if exercise.sheet == sheet else None


def load_exercise(path: str, only: str = "") -> Exercise:
    """The exercise in a file if lint passes it; raises ExerciseError with what is wrong.

    The lint result is remembered with the text of the file, so that it costs its time once. Who
    wants `only` the part with an id may get that one alone, with those that it uses.
    """
    text = _text(path)
    known = cache.recall(path, text)
    if known is None:
        report = _linted(path, text)
        complaints, exercise = report.complaints, report.exercise
    else:
        complaints = known.complaints
        read, _ = loading.read_exercise(known.document, path, only)
        exercise = _completed(read, known.references)
    if complaints:
        raise ExerciseError(f"{path} cannot be used", complaints=complaints)
    return exercise


def lint_file(path: str) -> LintReport:
    """The lint report of a file, made afresh; raises ExerciseError if there is nothing to lint."""
    return _linted(path, _text(path))


def _linted(path: str, text: str) -> LintReport:
    # Imported late: a remembered exercise needs neither YAML nor numerics.
    from grader.documents.reading import DocumentError, read_document
    from grader.exercises.keys import lint

    try:
        document = read_document(text)
    except DocumentError as problem:
        raise _unusable(path, problem.complaint) from None
    report = lint(document, path)
    derived = {key.part: key.derived for key in report.keys if key.derived}
    cache.remember(path, text, cache.Remembered(document, report.complaints, derived))
    return report


def _completed(exercise: Exercise, references: Mapping[str, str]) -> Exercise:
    """The exercise with the keys that lint derived for it."""
    if not references:
        return exercise
    parts = tuple(
        part._replace(question=part.question._replace(reference=references[part.id]))
        if part.id in references and isinstance(part.question, Formula)
        else part
        for part in exercise.parts
    )
    return exercise._replace(parts=linked(parts, []))


def _text(path: str) -> str:
    try:
        return read_text(path, LONGEST)
    except FileError as problem:
        raise _unusable(path, Complaint(*problem.place, problem.message, problem.hint)) from None


def _unusable(path: str, complaint: Complaint) -> ExerciseError:
    return ExerciseError(f"{path} cannot be used", complaints=(complaint.at(path),))
