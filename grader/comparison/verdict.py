"""Outcome, Evidence, Verdict: what is known of an answer, and how. Plain data.

The reading is kept as a tree and printed when somebody asks for it. NamedTuples, because a cold
start pays for these classes and a dataclass costs it thrice as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from grader.language.text import text
from grader.language.tree import Expression, described

_MOST_SHOWN = 4  # choices of dimensions that a summary names


class Outcome(StrEnum):
    """UNDECIDED costs the student nothing: a tutor looks."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


class Kind(StrEnum):
    """How it is known; from a counterexample or a proof down to nothing at all."""

    REFUTED = "refuted"
    EXACT = "exact"
    SYMBOLIC = "symbolic"
    NUMERIC = "numeric"
    UNDECIDED = "undecided"


class Evidence(NamedTuple):
    """What one rung of the ladder found; `summary` is a sentence for the reader."""

    kind: Kind
    summary: str
    # Exact: the dimensions evaluated at, each a tuple of (name, number), and log₂ of the bound
    # on the probability of error; `every_dimension` where the draws speak for all n, m.
    dimensions: tuple[tuple[tuple[str, int], ...], ...] = ()
    every_dimension: bool = False
    log2_error: float | None = None
    # Numeric: at so many points to so many digits.
    points: int = 0
    digits: int = 0


class Counterexample(NamedTuple):
    """A point over the reals where both sides differ; values as text, exact or rounded."""

    point: tuple[tuple[str, str], ...]  # (name, value), dimensions left out
    dimensions: tuple[tuple[str, int], ...]
    answer: str
    reference: str
    entry: str = ""  # of a free index: the entry that is shown, as `i = 2`

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.point)
        where = ", ".join(part for part in (at, self.entry) if part)
        prefix = f"at {where} " if where else ""
        return f"{prefix}your answer is {self.answer}, the right value is {self.reference}"


class Mistake(NamedTuple):
    """A wrong answer that is recognised; `name` is stable, `explanation` is for the student."""

    name: str  # transposed, sign, factor, shape, missing-term …
    explanation: str


class Verdict(NamedTuple):
    """The outcome for one answer with all that supports it; the last evidence decides."""

    outcome: Outcome
    evidence: tuple[Evidence, ...]
    tree: Expression  # the answer as it was understood
    index_base: int = 1
    counterexample: Counterexample | None = None
    mistake: Mistake | None = None
    notes: tuple[str, ...] = ()  # remarks on the reading: "b is added to every entry"

    @property
    def reading(self) -> str:
        """How the answer was read, as text that could be typed."""
        return text(self.tree, self.index_base)

    @property
    def shape(self) -> str:
        """The shape of the answer as read: "n×1", "a scalar"."""
        return described(self.tree.shape)


def exact_evidence(
    choices: Sequence[dict[str, int]], error: float, draws: int, *, for_all: bool
) -> Evidence:
    """What agreement at so many draws says; log₂ of the chance that it is by accident.

    `choices` are the dimensions of the draws; for all of them the first will do.
    """
    if not choices[0]:
        where = "equal everywhere"
    elif for_all:
        where = f"equal for all {', '.join(choices[0])}"
    else:
        where = f"equal (tried {tried(choices)})"
    return Evidence(
        Kind.EXACT,
        f"{where}: proved by exact evaluation in a finite field (chance of error below "
        f"2^-{int(-error)}, {draws} draw{'s' * (draws > 1)})",
        dimensions=tuple(tuple(sizes.items()) for sizes in (choices[:1] if for_all else choices)),
        every_dimension=for_all,
        log2_error=error,
    )


def tried(choices: Sequence[dict[str, int]]) -> str:
    """Dimensions as text: `n = 3, 4` of one name, `d = 3, n = 3; d = 3, n = 4` of several."""
    if len(choices[0]) == 1:
        (name,) = choices[0]
        return f"{name} = {_shortened([str(sizes[name]) for sizes in choices], ', ')}"
    each = [", ".join(f"{name} = {number}" for name, number in one.items()) for one in choices]
    return _shortened(each, "; ")


def _shortened(texts: list[str], separator: str) -> str:
    """The first and the last, where there are many."""
    if len(texts) > _MOST_SHOWN:
        texts = [*texts[: _MOST_SHOWN - 1], "…", texts[-1]]
    return separator.join(texts)
