"""One answer → GradedPart, whatever kind of part it belongs to.

A failure of ours in one part must neither cost the student points nor stop the others: `_guarded`
below is the one place in the program that catches every exception, and it hands the traceback on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar, assert_never

from grader.comparison.key import Key
from grader.exercises.model import Derivation, Exercise, Formula, Manual, Part
from grader.grading import formula
from grader.grading.result import Basis, GradedPart, Proof, Status

if TYPE_CHECKING:
    from grader.comparison.chain.judgement import Asked
    from grader.comparison.functions.judging import Prepared
    from grader.comparison.functions.verdict import HandedInCode
    from grader.evaluation.sandbox.levels import Level

T = TypeVar("T")

MOST_KEYS: Final = 5_000  # made ready at a time; where every student has a variant there are many


class Marker:
    """Marks answers with one seed; keeps each key that it has made ready.

    With `shows_work`, a wrong answer gets the difference to its key in components, which takes
    seconds. No Python function is run below the level of `sandbox`.
    """

    def __init__(
        self,
        seed: int,
        *,
        shows_work: bool = False,
        sandbox: Level | None = None,
        secret: bytes | None = None,
    ) -> None:
        self.seed = seed
        self.sandbox = sandbox
        self.secret = secret  # by which the variants of the students are drawn
        self.shows_work = shows_work
        self._keys: dict[tuple[str, str], tuple[Key, Basis | None]] = {}
        self._asked: dict[tuple[str, str], Asked] = {}
        self._functions: dict[tuple[str, str], Prepared] = {}

    def part(self, exercise: Exercise, part: Part, answer: str) -> GradedPart:
        """What became of an answer; an empty one is missing."""
        found = self._guarded_part(exercise, part, answer)
        return found._replace(variant=_shown(part)) if part.choose else found

    def _guarded_part(self, exercise: Exercise, part: Part, answer: str) -> GradedPart:
        if not answer.strip():
            missing = GradedPart(part.id, part.title, Status.MISSING, part.points)
            return missing._replace(reason="No answer.", picture=part.picture)
        found = _guarded(
            lambda: self._marked(exercise, part, answer),
            lambda failure: _failed(exercise, part, answer, failure),
        )
        return found._replace(picture=part.picture) if part.picture else found

    def function(self, exercise: Exercise, part: Part, code: HandedInCode) -> GradedPart:
        """What became of a student's Python function; raises nothing either."""
        return _guarded(
            lambda: self._called(exercise, part, code),
            lambda failure: _failed(exercise, part, code.file, failure),
        )

    def carried(
        self, exercise: Exercise, part: Part, found: GradedPart, earlier: Mapping[str, GradedPart]
    ) -> GradedPart:
        """The same answer, judged also by what the student had found out in earlier parts."""
        if not isinstance(part.question, Formula) or not part.question.uses:
            return found
        # Imported late, as all that few parts need: a check of a formula pays for nothing else.
        from grader.grading.carried import carried

        question, base = part.question, exercise.index_base
        return _guarded(
            lambda: carried(question, base, found, earlier, self.seed),
            lambda failure: found._replace(failure=f"{exercise.sheet}/{part.id}: {failure}"),
        )

    def _marked(self, exercise: Exercise, part: Part, answer: str) -> GradedPart:
        match part.question:
            case Formula(tasks=tasks) as question if tasks:
                from grader.grading.tasks import graded_tasks

                return graded_tasks(
                    part, question, answer,
                    lambda one, of, text: self._formula(exercise, one, of, text, f"{part.id} "),
                )  # fmt: skip
            case Formula() as question:
                return self._formula(exercise, part, question, answer)
            case Derivation() as question:
                return self._derived(exercise, part, question, answer)
            case Manual() as question:
                from grader.grading import manual

                return manual.graded(part, question, answer)
            case _:
                assert_never(part.question)

    def _formula(
        self, exercise: Exercise, part: Part, question: Formula, answer: str, before: str = ""
    ) -> GradedPart:
        """A formula against its key; `before` tells apart the tasks of several parts."""
        at = (exercise.sheet, f"{before}{part.id} {_shown(part)}")
        if len(self._keys) > MOST_KEYS:
            self._keys.clear()
        if at not in self._keys:
            base = exercise.index_base
            made = formula.key(question, base, self.seed)
            self._keys[at] = (made, formula.basis(question, base, made))
        key, basis = self._keys[at]
        found = formula.graded(part, question, answer, key)._replace(basis=basis)
        if question.uses:
            from grader.grading.carried import veiled_reading

            found = veiled_reading(question, exercise.index_base, found)
        return formula.with_work(found, key) if self.shows_work else found

    def _called(self, exercise: Exercise, part: Part, code: HandedInCode) -> GradedPart:
        # Imported late: nothing of this is needed for what is typed.
        from grader.comparison.functions.judging import prepared
        from grader.grading.functions import begin, graded_function

        assert part.python is not None
        assert isinstance(part.question, Formula)
        at = (exercise.sheet, f"{part.id} {_shown(part)}")
        if at not in self._functions:
            begin(part.python.asked)
            key = formula.key(part.question, exercise.index_base, self.seed)
            self._functions[at] = prepared(part.python.asked, key)
        return graded_function(part, part.question, code, self._functions[at], self.sandbox)

    def _derived(
        self, exercise: Exercise, part: Part, question: Derivation, answer: str
    ) -> GradedPart:
        # Imported late: this needs the calculus, for which a formula should not have to wait.
        from grader.exercises.proving import asked_of
        from grader.grading import derivation

        at = (exercise.sheet, f"{part.id} {_shown(part)}")
        if at not in self._asked:
            self._asked[at] = asked_of(question, exercise.index_base)
        found = derivation.graded(part, question, answer, self._asked[at], self.seed)
        return found._replace(proof=Proof(question, exercise.index_base, self.seed))


def _shown(part: Part) -> str:
    """The variant of a part for a reader; empty where there are none."""
    if not part.variant:
        return ""
    from grader.exercises.choices import shown

    return shown(part.variant)


def _failed(exercise: Exercise, part: Part, answer: str, failure: str) -> GradedPart:
    return GradedPart(
        part.id,
        part.title,
        Status.FAILURE,
        part.points,
        answer=answer,
        reason=f"The grader itself failed on this answer. {formula.TO_BE_REVIEWED}",
        failure=f"{exercise.sheet}/{part.id}: {answer[:200]!r}\n{failure}",
    )


def _guarded(work: Callable[[], T], failed: Callable[[str], T]) -> T:
    try:
        return work()
    # Our own bug must surface, and does: as a status of its own, with its traceback on the log.
    # Without this, one bug would take the marks of a whole class with it.
    except Exception:  # noqa: BLE001
        import traceback  # late: 4 ms that a failure alone should cost

        return failed(traceback.format_exc())
