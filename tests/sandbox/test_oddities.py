"""Honest code of any style passes, at every level."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.comparison.functions.judging import judged
from grader.comparison.functions.verdict import HandedInCode
from grader.comparison.verdict import Outcome

ODDITIES = sorted((Path(__file__).parent / "oddities").glob("*.py"))

NOTES = {
    "changes_its_arguments": "it changes its argument `b`: a caller would be surprised",
    "other_order": "the parameters have another order: it was called by their names",
}


def test_there_are_enough_of_them():
    assert len(ODDITIES) >= 20


@pytest.mark.parametrize("path", ODDITIES, ids=lambda path: path.stem)
def test_an_oddity_is_right(path, sandbox_of_kind, asked_gradient):
    _, sandbox = sandbox_of_kind
    code = HandedInCode(path.name, ((path.name, path.read_bytes()),))
    found = judged(code, asked_gradient, sandbox)
    assert found.outcome is Outcome.EQUAL, (found.reason, found.hint, found.excerpt)
    assert found.notes == ((NOTES[path.stem],) if path.stem in NOTES else ())
