"""Answer + key → the outcome by proof alone: equal residues, or a point where both sides differ.

What SymPy or digits alone could decide comes back as undecided, and SymPy is never asked. Nor is
an answer taken for the key because of its spelling: everything is computed again.
"""

from __future__ import annotations

from typing import Final

from grader.comparison.directions import direction_verdict
from grader.comparison.key import Key
from grader.comparison.ladder import verdict
from grader.comparison.verdict import Kind, Outcome

PROVING: Final = (Kind.EXACT, Kind.REFUTED)


def replayed(answer: str, key: Key, up_to: str = "") -> Outcome:
    """The outcome for an answer; raises AnswerError where it cannot be read."""
    key.is_brief = key.must_compute = True
    if up_to:
        found = direction_verdict(answer, key, positive=up_to != "factor")
    else:
        found = verdict(answer, key)
    return found.outcome if found.evidence[-1].kind in PROVING else Outcome.UNDECIDED
