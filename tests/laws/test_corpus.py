"""Every answer of tests/corpus gets the verdict that is known of it beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from grader import AnswerError, compare
from grader.comparison import key
from grader.comparison.key import prepared
from grader.comparison.ladder import verdict
from grader.comparison.spelling import spelling
from grader.language.declarations import scope
from grader.language.shapes import meaning

FOLDER = Path(__file__).parents[1] / "corpus"
LISTED = {"equal": "right", "different": "wrong"}


@pytest.fixture(autouse=True)
def a_patient_judge(monkeypatch):
    """SymPy gets all the time it needs: how busy the machine is shall not show here."""
    monkeypatch.setattr(key, "JUDGE_SECONDS", 60.0)


def cases():
    # BaseLoader: answers are texts, whatever YAML thinks they are.
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def found(answer, case):
    """The list that an answer belongs to."""
    base = int(case.get("index_base", 1))
    try:
        verdict = compare(answer, case["reference"], case["variables"], index_base=base)
    except AnswerError:
        return "unreadable"
    evidence = verdict.evidence[-1]
    if evidence.kind == "exact" and "the same expression" not in evidence.summary:
        assert evidence.log2_error is not None, evidence
        assert evidence.log2_error <= -100, evidence
    return LISTED.get(verdict.outcome, "undecided")


@pytest.mark.parametrize("case", tuple(cases()), ids=lambda case: case["id"])
def test_an_answer_gets_the_verdict_that_is_known_of_it(case):
    lists = ("right", "wrong", "unreadable")
    known = {(answer, name) for name in lists for answer in case.get(name, ())}
    assert {(answer, found(answer, case)) for answer, _ in known} == known


@pytest.mark.parametrize("case", tuple(cases()), ids=lambda case: case["id"])
def test_computing_confirms_what_the_spelling_shows(case):
    names = scope(case["variables"], index_base=int(case.get("index_base", 1)))
    known = prepared(case["reference"], names)
    again = prepared(case["reference"], names)
    again.must_compute = True
    for answer in case.get("right", ()):
        tree = meaning(answer, names, shape=known.shape).tree
        if tree.shape == known.shape and spelling(tree) == known.spelling:
            assert verdict(answer, again).outcome == "equal"


@pytest.mark.parametrize(
    ("answer", "case", "truth"),
    [
        pytest.param(answer, case, truth, id=f"{case['id']} {answer}")
        for case in cases()
        for truth in ("right", "wrong")
        for answer in case.get(f"open_{truth}", ())
    ],
)
def test_what_cannot_be_decided_yet_is_left_to_a_tutor(answer, case, truth):
    assert found(answer, case) in (truth, "undecided", "unreadable")
