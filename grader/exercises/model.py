"""Exercise (a sheet), its parts, and what each kind of part asks. Plain data.

NamedTuples, because a cold start pays for these classes and a dataclass costs it thrice as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from grader.comparison.functions.verdict import Asked
from grader.documents.tree import Table, Text


class Task(StrEnum):
    """What is asked of the function; EXPRESSION asks for a formula without derivative.

    DESCENT is the direction of steepest descent, TAYLOR a Taylor polynomial around a point,
    MINIMISER the point where the function is least.
    """

    GRADIENT = "gradient"
    JACOBIAN = "jacobian"
    HESSIAN = "hessian"
    EXPRESSION = "expression"
    DESCENT = "descent"
    TAYLOR = "taylor"
    MINIMISER = "minimiser"


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
NO_TASKS: Final[Mapping[Task, Fraction]] = {}
NO_TEXTS: Final[Mapping[str, str]] = {}


class Erratum(NamedTuple):
    """A misprint of the sheet: what it prints, and what is wrong with that."""

    printed: str
    problem: str


class Form(NamedTuple):
    """How a right answer must be written: words (`expanded`), names that must or may not occur."""

    words: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Picture(NamedTuple):
    """What the grader draws beside a part: level sets of a function of two numbers.

    `window` is (left, right, bottom, top); a gradient arrow starts at each of `points`; with
    `at`, the first and second Taylor approximations around that point are drawn, too.
    """

    variables: Mapping[str, str]
    function: str
    wrt: tuple[str, ...]
    window: tuple[Fraction, Fraction, Fraction, Fraction]
    points: tuple[tuple[Fraction, Fraction], ...] = ()
    at: tuple[Fraction, Fraction] | None = None
    levels: tuple[Fraction, ...] = ()
    line: int = 1
    column: int = 1


class Use(NamedTuple):
    """An earlier part that a part builds on, and the name of its right answer there.

    `question` is that of the earlier part; None until all parts of the sheet have been read.
    """

    part: str
    name: str
    at: Text
    question: Formula | None = None


class Formula(NamedTuple):
    """A part that asks for a formula.

    `credit` gives the share of the points that a recognised mistake still earns, by its name
    (`transposed`). `places` says where each text stood in the file, by key (`reference`,
    `variables.A`). `accepts` and `rejects` are answers that the author wants tested.

    `at` is the point of a Taylor polynomial, or where a derivative is taken, by name; an empty
    name holds the components for the whole of `wrt`. `up_to` is empty, `factor` or
    `positive factor`. A part with `tasks` asks for several derivatives of one function, each
    with its weight; `references` are their keys.
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
    form: Form = Form()
    up_to: str = ""
    order: int = 0
    at: Mapping[str, Text] = NO_PLACES
    tasks: Mapping[Task, Fraction] = NO_TASKS
    references: Mapping[str, str] = NO_TEXTS
    uses: tuple[Use, ...] = ()


class Derivation(NamedTuple):
    """A part that asks for a proof in steps, from an expression to one that is equal to it.

    `functions` are the definitions that are applied to variables, as f(v), with the names of
    these. `credit` gives what is left of the points in spite of a fault, `per_step` the points of
    one step. `reference` is the author's own derivation, one step per line.
    """

    variables: Mapping[str, str]
    definitions: Mapping[str, str]
    functions: Mapping[str, tuple[str, ...]]
    start: str
    goal: str
    wrt: str  # what ∇ differentiates by where nobody says so
    min_steps: int
    per_step: Fraction | None
    credit: Mapping[str, Fraction]
    reference: str
    places: Mapping[str, Text] = NO_PLACES
    accepts: tuple[Text, ...] = ()
    rejects: tuple[Text, ...] = ()


class Criterion(NamedTuple):
    """What a tutor looks for, and the points for it."""

    name: str
    points: Fraction
    text: str


class Manual(NamedTuple):
    """A part that a tutor marks: a text, or files with one of these endings."""

    rubric: tuple[Criterion, ...]
    files: tuple[str, ...]  # endings without the dot; empty where only a text is handed in
    most_files: int = 1


# A further kind of part is a further class here, and a file beside formula.py here and in grading.
Question: TypeAlias = Formula | Derivation | Manual


class AnswerBy(StrEnum):
    """In which way a part is answered; BOTH are marked each by itself."""

    FORMULA = "formula"
    FUNCTION = "function"
    EITHER = "either"
    BOTH = "both"


class Python(NamedTuple):
    """The Python function that may or must answer a part, with its share of the points."""

    asked: Asked
    answer_by: AnswerBy
    function_share: Fraction


class Choice(NamedTuple):
    """A name that stands for one of several values: those listed, or numbers from `low` on."""

    name: str
    values: tuple[str, ...] = ()
    low: int = 0
    size: int = 0  # how many values there are


class Part(NamedTuple):
    """One numbered question of a sheet.

    With `choose` it is one of several variants, the first until it is drawn for a student;
    `variant` has its values, and `table` the part as it stands in the file.
    """

    id: str
    title: str
    prompt: str
    points: Fraction
    source: str
    erratum: Erratum | None
    question: Question
    picture: Picture | None = None
    python: Python | None = None
    choose: tuple[Choice, ...] = ()
    variant: Mapping[str, str] = NO_TEXTS
    table: Table | None = None


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
