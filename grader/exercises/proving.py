"""A part that asks for a derivation → what its steps are judged by; and is the part itself right?

It is if its goal equals its start, if the author's own derivation earns all points, and if the
derivations that the author calls right or wrong are judged so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from grader.comparison.chain.judgement import Asked, Judgement, Standing, judgement
from grader.comparison.chain.pairs import Known, Pairs
from grader.comparison.chain.reading import Reader, Reading, UnworkableError
from grader.comparison.chain.share import Rules, Share, share_of
from grader.comparison.verdict import Outcome
from grader.documents.tree import Complaint, Text
from grader.errors import AnswerError, DeclarationError
from grader.exercises.model import Derivation
from grader.exercises.trials import place
from grader.language.declarations import Scope, declaration, scope
from grader.language.shapes import meaning
from grader.language.tree import Expression

SEED = 20
T = TypeVar("T")


def asked_of(question: Derivation, index_base: int) -> Asked:
    """What a derivation is to show; raises AnswerError or DeclarationError for bad texts."""
    found = scope(question.variables, index_base=index_base)
    definitions: dict[str, Expression] = {}
    for name, text in question.definitions.items():
        definitions[name] = meaning(text, found).tree
        found = scope(question.variables, index_base=index_base, definitions=definitions)
    return Asked(question.start, question.goal, found, question.functions, question.wrt)


def rules_of(question: Derivation, points: object) -> Rules:
    """How the points of a part are given; `per_step` becomes a share of them."""
    per_step = question.per_step
    if per_step is not None and points:
        per_step = per_step / points  # type: ignore[operator]
    return Rules(question.min_steps, per_step, question.credit)


class Linted:
    """What was found out about a part: a sentence, and complaints if it is not right."""

    def __init__(self, question: Derivation, index_base: int, points: object) -> None:
        self.question = question
        self.rules = rules_of(question, points)
        self.complaints: list[Complaint] = []
        self.evidence = "not checked"
        self._known: Known = {}
        asked = self._asked(index_base)
        if asked is not None:
            self._check(asked)

    def _asked(self, index_base: int) -> Asked | None:
        """The names of the part, or a complaint at the text to blame."""
        question = self.question
        for name, text in question.variables.items():
            self._read(f"variables.{name}", lambda name=name, text=text: declaration(name, text))  # type: ignore[misc]
        if self.complaints:
            return None
        found: Scope = scope(question.variables, index_base=index_base)
        definitions: dict[str, Expression] = {}
        for name, text in question.definitions.items():
            if name in question.variables:
                self._complain(f"definitions.{name}", f"`{name}` is also one of the variables")
                return None
            within = found
            known = self._read(f"definitions.{name}", lambda text=text: meaning(text, within))  # type: ignore[misc]  # noqa: B023
            if known is None:
                return None
            definitions[name] = known.tree
            found = scope(question.variables, index_base=index_base, definitions=definitions)
        return Asked(question.start, question.goal, found, question.functions, question.wrt)

    def _check(self, asked: Asked) -> None:
        reader = Reader(asked.scope, asked.functions, asked.wrt)
        start = self._reading("start", lambda: reader.readings(asked.start))
        if start is None:
            return
        shape = start.tree.shape
        goal = self._reading("goal", lambda: reader.readings(asked.goal, shape))
        if goal is None:
            return
        pair = Pairs(asked.scope, SEED, self._known).compared(goal, start, "the start")
        if start.number == goal.number:
            self._complain("goal", "the goal is the start: nothing is to be shown")
        elif pair.outcome is not Outcome.EQUAL:
            self.evidence = "wrong"
            self._complain("goal", f"the goal does not follow from the start: {pair.told}")
        if self.complaints:
            return
        assert pair.verdict is not None
        self.evidence = f"the goal is the start, {pair.verdict.evidence[-1].summary}"
        self._check_reference(asked)
        self._check_trials(asked)

    def _check_reference(self, asked: Asked) -> None:
        if not self.question.reference:
            self.evidence += "; without a model derivation"
            return
        found, share = self._judged(self.question.reference, asked)
        wrong = _fault(found, share)
        if wrong:
            self._complain("reference", f"the model derivation does not earn all points: {wrong}")
        else:
            self.evidence += f"; the model derivation of {found.work} steps earns all points"

    def _check_trials(self, asked: Asked) -> None:
        accepts, rejects = self.question.accepts, self.question.rejects
        count = len(accepts) + len(rejects)
        failed = list(self._trials(asked))
        self.complaints += failed
        if count:
            self.evidence += f"; {count} answer{'s' * (count > 1)} tested"
            self.evidence += f", {len(failed)} not as wanted" if failed else ""

    def _trials(self, asked: Asked) -> Iterator[Complaint]:
        for answer in self.question.accepts:
            found, share = self._judged(answer.value, asked)
            wrong = _fault(found, share)
            if wrong:
                yield _at(answer, f"accepts: does not earn all points: {wrong}")
        for answer in self.question.rejects:
            found, share = self._judged(answer.value, asked)
            if not _fault(found, share):
                yield _at(answer, "rejects: this derivation earns all points")

    def _judged(self, text: str, asked: Asked) -> tuple[Judgement, Share]:
        found = judgement(text, asked, SEED, self._known)
        return found, share_of(found, self.rules)

    # ----- complaints

    def _reading(self, key: str, read: Callable[[], tuple[Reading, ...]]) -> Reading | None:
        found = self._read(key, read)
        if found is None:
            return None
        if len(found) > 1:
            self._complain(key, f"{key}: ∂ has two readings here", "use brackets")
            return None
        return found[0]

    def _read(self, key: str, read: Callable[[], T]) -> T | None:
        at = self.question.places[key]
        try:
            return read()
        except AnswerError as problem:
            line, column = place(at, problem.span)
            self.complaints.append(
                Complaint(line, column, f"{key}: {problem.message}", problem.hint)
            )
        except (DeclarationError, UnworkableError) as problem:
            self.complaints.append(_at(at, problem.message, problem.hint))
        return None

    def _complain(self, key: str, message: str, hint: str = "") -> None:
        self.complaints.append(_at(self.question.places[key], message, hint))


def _fault(found: Judgement, share: Share) -> str:
    """Why a derivation does not earn all points; nothing if it does."""
    if found.problem is not None:
        return f"{found.problem.message} ({found.problem.hint})"
    for step in found.steps:
        if step.standing not in (Standing.RIGHT, Standing.GIVEN):
            return f"step {step.number}, `{step.piece.text}`, is {step.standing}: {step.told}"
    return "; ".join(share.told) if share.share < 1 else ""


def _at(text: Text, message: str, hint: str = "") -> Complaint:
    return Complaint(text.line, text.column, message, hint)
