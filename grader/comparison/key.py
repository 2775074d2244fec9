"""Reference + scope → a key: read and evaluated once, against which answers are compared."""

from __future__ import annotations

from typing import Any

from grader.comparison.draws import Draws
from grader.comparison.exact import agreement
from grader.comparison.places import most_values
from grader.comparison.spelling import spelling
from grader.comparison.spots import KeyAtPlaces
from grader.comparison.verdict import Evidence, Kind
from grader.errors import AnswerError
from grader.language.declarations import Scope
from grader.language.shapes import Meaning, meaning
from grader.language.tree import Expression, Shape

JUDGE_SECONDS = 4.0
_MOST_OTHERS = 16  # forms of the key that are remembered


class Key:
    """A reference, read and evaluated once, against which answers are compared.

    One that `is_brief` never starts the symbolic judge, which takes up to `judge_seconds`. Who
    wants the outcome alone sets `names_mistakes` to false.
    """

    __slots__ = (
        "_evidence", "_others", "_spelling", "at_places", "draws", "is_brief", "judge_seconds",
        "meaning", "memory", "most_values", "must_compute", "names_mistakes", "restated", "scope",
        "seed",
    )  # fmt: skip

    def __init__(self, known: Meaning, names: Scope, seed: int) -> None:
        self.meaning = known
        self.scope = names
        self.seed = seed
        self.memory: dict[str, Any] = {}  # what others made of it for one answer serves the next
        self.is_brief = False
        self.must_compute = False  # an answer, even one whose spelling shows that it is the key
        self.names_mistakes = True
        self.judge_seconds = JUDGE_SECONDS
        self.draws = Draws(known.tree, names, seed, known.free)
        self.most_values = most_values(names.variables)
        self.at_places = KeyAtPlaces(known.tree, names, seed, known.free)
        self.restated: Expression | None = None  # by simpler functions, once it is asked for
        self._evidence: Evidence | None = None
        self._spelling: str | None = None
        self._others: dict[Expression, Draws] = {}

    def limit(self, until: float, judge_seconds: float) -> None:
        """Decide what can be decided until then, by the clock of `process_time`."""
        self.draws.until = self.at_places.until = until
        self.judge_seconds = judge_seconds

    def draws_of(self, other: Expression) -> Draws:
        """The draws for what stands for the key: the key restated, its exponential."""
        if other not in self._others:
            if len(self._others) >= _MOST_OTHERS:
                self._others.clear()
            self._others[other] = Draws(other, self.scope, self.seed, self.meaning.free)
            self._others[other].until = self.draws.until
        return self._others[other]

    @property
    def spelling(self) -> str:
        """The text that every tree shares which differs from the key in its spelling only."""
        if self._spelling is None:
            self._spelling = spelling(self.meaning.tree)
        return self._spelling

    @property
    def evidence(self) -> Evidence:
        """What shows that the key is equal to itself: so is whatever means the same tree."""
        if self._evidence is None:
            found = agreement(self.draws.key, self.draws, dict(self.meaning.smallest))
            same = Evidence(Kind.EXACT, "equal: the same expression")
            self._evidence = (found.evidence if found.agrees else None) or same
        return self._evidence

    @property
    def shape(self) -> Shape:
        """The shape asked for."""
        return self.meaning.tree.shape


def prepared(reference: str, names: Scope, *, seed: int = 0, shape: Shape | None = None) -> Key:
    """The key for a reference; raises AnswerError where it cannot be read."""
    try:
        return Key(meaning(reference, names, shape=shape), names, seed)
    except AnswerError as error:
        error.message = f"in the reference: {error.message}"
        error.args = (error.message,)
        raise
