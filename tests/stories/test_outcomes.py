"""Every answer of the samples gets the outcome that a person worked out for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from grader.cli import run

ROOT = Path(__file__).parents[2]
EXPECTED = yaml.safe_load((ROOT / "tests/golden/expected-outcomes.yaml").read_text("utf-8"))
STATUS = {
    "transposed": "partly right",
    "partly": "partly right",
    "carried": "partly right",
    "equal": "right",
    "different": "wrong",
    "unreadable": "unreadable",
    "missing": "missing",
}


@pytest.fixture(scope="module")
def statuses(tmp_path_factory):
    """(file, part) → status, and the problems of each file."""
    out = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert run(["grade", "--seed", "11", "--out", str(out)]) == 0
    found = {}
    for report in out.glob("*.json"):
        for sheet in json.loads(report.read_text("utf-8"))["sheets"]:
            file = sheet["file"].removeprefix("submissions/")
            for part in sheet["parts"]:
                # One entry of several may be right: what is not equal is different all the same.
                by_entry = part["items"] and part["outcome"]
                found[file, part["id"]] = STATUS[by_entry] if by_entry else part["status"]
    return found


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["file"])
def test_a_sample_gets_what_was_worked_out_by_hand(statuses, expected):
    file = expected["file"]
    if "broken" in expected:
        assert not any(name == file for name, _ in statuses)
        return
    wanted = {
        part: STATUS[each["outcome"]]
        for part, each in expected["outcomes"].items()
        if each["outcome"] in STATUS
    }
    assert {part: statuses[file, part] for part in wanted} == wanted
