"""A derivation → a verdict for each step, and whether it begins and ends where it should.

A step is right if it equals the one before. After a wrong step the next one is right if it follows
from that one, or if it equals what stood before the slip. A step that cannot be read, or has no
value, is left out: the next one is compared with the last that has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from grader.calculus.construction import transposed
from grader.comparison.chain.lines import Piece, TooLong, pieces
from grader.comparison.chain.padding import Progress
from grader.comparison.chain.pairs import Known, Pair, Pairs
from grader.comparison.chain.reading import (
    Reader,
    Reading,
    UnworkableError,
    entries,
    explicit_entry,
)
from grader.comparison.verdict import Outcome, Verdict
from grader.errors import AnswerError, pointed
from grader.language.declarations import Scope
from grader.language.functions import SPELLINGS
from grader.language.text import text
from grader.language.tree import SCALAR, Entry, Expression, Variable, described

MOST_WRONG: Final = 8  # steps after which nobody looks further
_AGAIN: Final = "not equal to the wrong step before, but right again"


class Asked(NamedTuple):
    """What a derivation is to show: from where to where, and with which names.

    `functions` are those among the definitions that are applied, with their arguments.
    """

    start: str
    goal: str
    scope: Scope
    functions: Mapping[str, tuple[str, ...]]
    wrt: str = ""


class Standing(StrEnum):
    """What became of a step; one that is GIVEN claims nothing."""

    GIVEN = "given"
    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


class Step(NamedTuple):
    """One expression with what is known of it; `is_work` if it is new, and part of the proof."""

    number: int
    piece: Piece
    standing: Standing
    told: str = ""
    hint: str = ""
    excerpt: str = ""
    reading: str = ""
    shape: str = ""
    notes: tuple[str, ...] = ()
    is_work: bool = False
    verdict: Verdict | None = None


class Ending(StrEnum):
    """Whether the derivation begins or ends with what was asked."""

    AS_ASKED = "as asked"
    OTHER_FORM = "equal"  # … but in another form
    ENTRY = "entry"  # its entry, in the form of an entry
    MISSING = "missing"


class Judgement(NamedTuple):
    """All that is known of a derivation; `problem` is why it was not read at all."""

    steps: tuple[Step, ...] = ()
    start: Ending = Ending.MISSING
    end: Ending = Ending.MISSING
    problem: TooLong | None = None
    is_goal_alone: bool = False  # every expression is the goal
    left_out: int = 0  # expressions behind so many wrong ones that nobody looked at them

    @property
    def work(self) -> int:
        """How many steps are right, new, and part of the proof."""
        return sum(step.is_work for step in self.steps)

    @property
    def idle(self) -> int:
        """How many right steps say nothing new."""
        return sum(step.standing is Standing.RIGHT and not step.is_work for step in self.steps)

    def count(self, *standings: Standing) -> int:
        """How many steps became one of these."""
        return sum(step.standing in standings for step in self.steps)

    @property
    def first_wrong(self) -> Step | None:
        """The first step that is wrong."""
        return next((step for step in self.steps if step.standing is Standing.WRONG), None)


def judgement(typed: str, asked: Asked, seed: int, known: Known | None = None) -> Judgement:
    """What is known of a derivation; raises AnswerError if the author's texts cannot be read.

    `known` keeps what was found out about pairs of steps for the next derivation of this part.
    """
    scope = asked.scope
    words = scope.names.keys() | SPELLINGS.keys() | scope.dimensions
    found = pieces(typed, words)
    if isinstance(found, TooLong):
        return Judgement(problem=found)
    if not found:
        hint = "write one step per line, each an expression or `lhs = rhs`"
        return Judgement(problem=TooLong("there is no step in this", hint))
    work = _Work(asked, seed, known)
    for number, piece in enumerate(found, 1):
        if sum(step.standing is Standing.WRONG for step in work.steps) >= MOST_WRONG:
            break
        work.add(number, piece)
    return work.concluded()._replace(left_out=len(found) - len(work.steps))


class _Work:
    """The steps judged so far."""

    def __init__(self, asked: Asked, seed: int, known: Known | None) -> None:
        wrt = asked.wrt or _usual(asked)
        self.reader = Reader(asked.scope, asked.functions, wrt)
        self.pairs = Pairs(asked.scope, seed, known)
        self.start = self.reader.readings(asked.start)[0]
        self.goal = self.reader.readings(asked.goal, self.start.tree.shape)[0]
        self.steps: list[Step] = []
        self.read: list[Reading] = []
        self.begun = Ending.MISSING
        self.before: Reading | None = None  # the expression that the next one is compared with
        self.sound: Reading | None = None  # the last one before a slip
        self.is_related = False  # whether the present chain belongs to the proof
        self.progress = Progress(self.reader.forms, self.reader.operations, self.start, self.goal)

    # ----- one step

    def add(self, number: int, piece: Piece) -> None:
        """Judge one more expression."""
        try:
            readings = self.reader.readings(piece.text, self._shape())
        except AnswerError as problem:
            excerpt = pointed(piece.text, problem.span) if problem.span.end else ""
            self._unread(number, piece, problem.message, problem.hint, excerpt)
            return
        except UnworkableError as problem:
            told = f"This derivative could not be worked out: {problem.message}."
            step = Step(number, piece, Standing.UNDECIDED, told, problem.hint)
            if "divides by zero" in problem.message:
                step = step._replace(standing=Standing.WRONG, told="This divides by zero.")
            self._keep(step)
            return
        if not piece.joins or (self.before is None and not self.read):
            self._begin(number, piece, readings)
        else:
            self._follow(number, piece, readings)

    def _shape(self) -> tuple[int | str, int | str]:
        """The shape from which a bare 0 or I takes its size."""
        return self.before.tree.shape if self.before is not None else self.start.tree.shape

    def _unread(self, number: int, piece: Piece, told: str, hint: str, excerpt: str) -> None:
        self._keep(Step(number, piece, Standing.UNREADABLE, told, hint, excerpt))
        if not piece.joins:  # what follows begins with something nobody knows
            self.before = self.sound = None

    def _keep(self, step: Step) -> None:
        self.steps.append(step)

    def _begin(self, number: int, piece: Piece, readings: tuple[Reading, ...]) -> None:
        """The first expression of a chain; with an `=` before it, it follows from the start."""
        if piece.joins and not self.steps:
            self.before = self.sound = self.start
            self.begun, self.is_related = Ending.AS_ASKED, True
            self._follow(number, piece, readings)
            return
        known = {other.number for other in self.read}
        relations = [(self._relation(reading), reading) for reading in readings]
        relation, reading = next(
            ((each, other) for each, other in relations if each), (None, readings[0])
        )
        if reading.number in known:
            self.is_related = self.is_related or relation is not None
        else:
            self.is_related = relation is not None
        if relation is not None and self.begun is not Ending.AS_ASKED:
            self.begun = relation if self.begun is Ending.MISSING else min(self.begun, relation)
        self.before = self.sound = reading
        if self._is_undefined(reading):
            self._keep(self._step(number, piece, Standing.WRONG, reading, "This divides by zero."))
            self.before = self.sound = None
            return
        self.read.append(reading)
        self.progress.begin(reading)
        self._keep(self._step(number, piece, Standing.GIVEN, reading))

    def _follow(self, number: int, piece: Piece, readings: tuple[Reading, ...]) -> None:
        """An expression that is said to be equal to the one before it."""
        if self.before is None:
            # What it should equal could not be read: then it begins anew.
            self._begin(number, piece._replace(joins=False), readings)
            return
        found: list[tuple[Reading, Pair]] = []
        for reading in readings:
            found.append((reading, self._pair(reading, self.before)))
            if found[-1][1].outcome is Outcome.EQUAL:
                break
        reading, pair = next((each for each in found if each[1].outcome is Outcome.EQUAL), found[0])
        notes = reading.notes
        if len(readings) > 1:
            notes += (f"∂ has two readings here; this one was taken: {self._text(reading)}",)
        if pair.outcome is Outcome.EQUAL:
            self._right(number, piece, reading, pair, notes)
            return
        if self._is_undefined(reading):
            self._keep(self._step(number, piece, Standing.WRONG, reading, "This divides by zero."))
            return
        if pair.outcome is Outcome.UNDECIDED:
            self._keep(self._step(number, piece, Standing.UNDECIDED, reading, pair.told))
            self.before = reading
            self.read.append(reading)
            return
        if self.sound is not None and self.sound is not self.before:
            again = self._pair(reading, self.sound)
            if again.outcome is Outcome.EQUAL:
                self._right(number, piece, reading, again, (*notes, _AGAIN))
                return
        self._keep(
            self._step(number, piece, Standing.WRONG, reading, pair.told)._replace(
                notes=notes, verdict=pair.verdict
            )
        )
        self.read.append(reading)
        self.progress.slip(reading)
        self.before = reading

    def _right(
        self, number: int, piece: Piece, reading: Reading, pair: Pair, notes: tuple[str, ...]
    ) -> None:
        is_new = self.progress.is_new(reading)
        step = self._step(number, piece, Standing.RIGHT, reading)
        self._keep(
            step._replace(is_work=is_new and self.is_related, notes=notes, verdict=pair.verdict)
        )
        self.read.append(reading)
        if self.before is self.sound or self.sound is None or _AGAIN in notes:
            self.sound = reading
        self.before = reading

    def _pair(self, reading: Reading, before: Reading) -> Pair:
        if reading.number == before.number and reading.free == before.free:
            return Pair(Outcome.EQUAL)
        return self.pairs.compared(reading, before)

    def _is_undefined(self, reading: Reading) -> bool:
        return self.pairs.divides_by_zero(reading)

    def _step(
        self, number: int, piece: Piece, standing: Standing, reading: Reading, told: str = ""
    ) -> Step:
        shown = described(reading.tree.shape)
        return Step(number, piece, standing, told, reading=self._text(reading), shape=shown)

    def _text(self, reading: Reading) -> str:
        return text(reading.shown, self.reader.base)

    # ----- start and end

    def _relation(self, reading: Reading) -> Ending | None:
        """How an expression is the start: as it is, its entry, equal to it; None if not at all."""
        if reading.number == self.start.number:
            return Ending.AS_ASKED
        operation = self.reader.operation(reading.shown)
        asked = self.reader.operation(self.start.shown)
        is_alike = (
            operation is not None
            and asked is not None
            and _variable(operation.by) == _variable(asked.by)
        )
        if self._is_equal(reading, self.start) or self._is_explicit_entry(reading):
            return Ending.AS_ASKED if is_alike else Ending.OTHER_FORM
        if is_alike and 1 in reading.tree.shape and reading.tree.shape != SCALAR:
            rows, columns = reading.tree.shape
            if self.start.tree.shape == (columns, rows):
                turned = reading._replace(tree=transposed(reading.tree))
                return Ending.OTHER_FORM if self._is_equal(turned, self.start) else None
        if asked is not None and reading.tree == asked.of:
            return Ending.ENTRY  # the function itself, before it is differentiated
        return None

    def _is_equal(self, reading: Reading, other: Reading) -> bool:
        is_entry = reading.tree.shape != other.tree.shape
        if is_entry and not (reading.tree.shape == SCALAR and reading.free):
            return False
        return self.pairs.compared(reading, other).outcome is Outcome.EQUAL

    def _is_explicit_entry(self, reading: Reading) -> bool:
        """Whether this is ∂f/∂x_1, one entry of the gradient that was asked for."""
        operation = self.reader.operation(reading.shown)
        if operation is None or not isinstance(operation.by, Entry):
            return False
        row, column = operation.by.row, operation.by.column
        if not isinstance(row, int) or not isinstance(column, int):
            return False
        if reading.tree.shape != SCALAR or self.start.tree.shape != operation.by.of.shape:
            return False
        return self._is_equal(reading, explicit_entry(self.start, row, column))

    def concluded(self) -> Judgement:
        """All steps, and how the derivation begins and ends."""
        is_alone = bool(self.read) and all(
            reading.number == self.goal.number for reading in self.read
        )
        return Judgement(tuple(self.steps), self._start(), self._end(), is_goal_alone=is_alone)

    def _start(self) -> Ending:
        return Ending.MISSING if self.begun is Ending.ENTRY else self.begun

    def _end(self) -> Ending:
        """Whether the last expression is the goal, in its form."""
        last = self.steps[-1]
        if not self.read or not last.reading or last.standing is Standing.UNREADABLE:
            return Ending.MISSING
        if not self.is_related or last.standing not in (
            Standing.RIGHT, Standing.WRONG, Standing.GIVEN,
        ):  # fmt: skip
            return Ending.MISSING
        reading = self.read[-1]
        if self._text(reading) != last.reading:
            return Ending.MISSING
        if reading.number == self.goal.number:
            return Ending.AS_ASKED
        for whole in entries(self.goal, reading.free):
            if self.reader.forms.number(whole.tree) == reading.number:
                return Ending.ENTRY
        return Ending.OTHER_FORM if self._is_equal(reading, self.goal) else Ending.MISSING


def _usual(asked: Asked) -> str:
    """What ∇ differentiates by where nobody says so: what the start is differentiated by."""
    reader = Reader(asked.scope, asked.functions, "")
    operation = reader.operation(reader.readings(asked.start)[0].shown)
    variable = _variable(operation.by) if operation is not None else None
    return variable.name if isinstance(variable, Variable) else ""


def _variable(by: Expression) -> Expression:
    return by.of if isinstance(by, Entry) else by


__all__ = ["Asked", "Ending", "Judgement", "Standing", "Step", "judgement"]
