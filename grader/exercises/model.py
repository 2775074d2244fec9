"""Exercise (a sheet), its parts, and what each kind of part asks. Plain data.

NamedTuples, because a cold start pays for these classes and a dataclass costs it thrice as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from grader.documents.tree import Text


class Task(StrEnum):
    """What is asked of the function; EXPRESSION asks for a formula without derivative."""

    GRADIENT = "gradient"
    JACOBIAN = "jacobian"
    HESSIAN = "hessian"
    EXPRESSION = "expression"


class Layout(StrEnum):
    """How the derivative is laid out where the sheet differs from the rule of its task.

    NUMERATOR: outputs × inputs, so a gradient is a row; DENOMINATOR: its transpose.
    ROW and COLUMN: the derivative of a number by a vector as a row or column.
    """

    DEFAULT = ""
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    ROW = "row"
    COLUMN = "column"


NO_PLACES: Final[Mapping[str, Text]] = {}


class Erratum(NamedTuple):
    """A misprint of the sheet: what it prints, and what is wrong with that."""

    printed: str
    problem: str


class Formula(NamedTuple):
    """A part that asks for a formula.

    `credit` gives the share of the points that a recognised mistake still earns, by its name
    (`transposed`). `places` says where each text stood in the file, by key (`reference`,
    `variables.A`). `accepts` and `rejects` are answers that the author wants tested.
    """

    variables: Mapping[str, str]
    definitions: Mapping[str, str]
    function: str  # empty for an expression
    wrt: tuple[str, ...]
    task: Task
    entry: str  # the free indices of one entry that is asked for (`i`), else empty
    reference: str  # where the author leaves it out, lint derives it
    layout: Layout
    credit: Mapping[str, Fraction]
    places: Mapping[str, Text] = NO_PLACES
    accepts: tuple[Text, ...] = ()
    rejects: tuple[Text, ...] = ()


# A further kind of part is a further class here, and a file beside formula.py here and in grading.
Question: TypeAlias = Formula


class Part(NamedTuple):
    """One numbered question of a sheet."""

    id: str
    title: str
    prompt: str
    points: Fraction
    source: str
    erratum: Erratum | None
    question: Question


class Exercise(NamedTuple):
    """A sheet: its parts in order, each id once."""

    sheet: str
    title: str
    source: str
    index_base: int
    parts: tuple[Part, ...]
    file: str = ""

    def part(self, id: str) -> Part | None:  # noqa: A002  the word of the file format
        """The part with this id."""
        return next((part for part in self.parts if part.id == id), None)


class KeyReport(NamedTuple):
    """What lint knows of one reference: `evidence` is a sentence for the author.

    `derived` is the reference that lint found where the author left it out.
    """

    part: str
    is_sound: bool
    evidence: str
    derived: str = ""


class LintReport(NamedTuple):
    """What lint found in one exercise file; without complaints it may be used for marking."""

    exercise: Exercise
    keys: tuple[KeyReport, ...]
    complaints: tuple[str, ...]  # `file:line:column: what`
