"""Honest code of any style passes, at every level."""

from __future__ import annotations

import re
from pathlib import Path

from grader.comparison.functions.judging import judged
from grader.comparison.functions.verdict import HandedInCode
from grader.comparison.verdict import Outcome

ODDITIES = sorted((Path(__file__).parent / "oddities").glob("*.py"))

READ_AS = re.compile(r"an? \w+ of shape \(.*\) is read as a (column|row|number|matrix)$")
NOTES = {
    "changes_its_arguments": "it changes its argument `b`: a caller would be surprised",
    "other_order": "the parameters have another order: it was called by their names",
}


def test_there_are_enough_of_them():
    assert len(ODDITIES) >= 20


def pairs(kinds):
    """Each oddity at each kind that has all that students meet."""
    return [(kind, path) for kind in kinds if kind != "locks alone" for path in ODDITIES]


def test_an_oddity_is_right(kind, path, sandboxes, asked_gradient):
    sandbox = sandboxes[kind]
    code = HandedInCode(path.name, ((path.name, path.read_bytes()),))
    found = judged(code, asked_gradient, sandbox)
    assert found.outcome is Outcome.EQUAL, (found.reason, found.hint, found.excerpt)
    notes = [note for note in found.notes if not READ_AS.match(note)]
    assert notes == ([NOTES[path.stem]] if path.stem in NOTES else [])
