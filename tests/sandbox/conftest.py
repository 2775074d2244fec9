"""What the tests of the sandbox share: an asked function, and ways to run students' code."""

from __future__ import annotations

import os

import pytest

from grader.comparison.functions.judging import judged, prepared
from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.comparison.ladder import prepared as prepared_key
from grader.evaluation.sandbox.processes import Options
from grader.evaluation.sandbox.sandbox import Sandbox
from grader.language.declarations import scope

collect_ignore = ["attacks", "oddities"]  # students' code: for the sandbox alone

VARIABLES = {"A": "m x n", "x": "n", "b": "m"}
NOBODY = 61_357  # a user of no name and no rights


@pytest.fixture(scope="session")
def asked_gradient():
    """∇ ½‖Ax − b‖², asked for as `grad(A, x, b)`, with a second for all calls."""
    key = prepared_key("A.T*(A*x - b)", scope(VARIABLES), seed=5)
    return prepared(Asked("grad", ("A", "x", "b"), seconds=1), key)


def every_sandbox():
    """The ways to run the corpora: as strict as can be, without rights, without clear refusals."""
    found = {"strongest": Options()}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        found["without rights"] = Options(user=NOBODY)
    found["locks alone"] = Options(without=("watch",))
    return found


@pytest.fixture(scope="session", params=list(every_sandbox()))
def sandbox_of_kind(request):
    """A sandbox of each kind, started once, with the name of its kind."""
    sandbox = Sandbox(options=every_sandbox()[request.param])
    yield request.param, sandbox
    sandbox.stop()


@pytest.fixture(scope="session")
def strongest():
    """The sandbox as strict as it can be here."""
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def verdict_on(asked_gradient, strongest):
    """The verdict on a text of code for `grad(A, x, b)`."""

    def verdict(text, name="answer.py"):
        raw = text if isinstance(text, bytes) else text.encode()
        return judged(HandedInCode(name, ((name, raw),)), asked_gradient, strongest)

    return verdict
