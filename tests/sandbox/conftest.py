"""What the tests of the sandbox share: an asked function, and ways to run students' code."""

from __future__ import annotations

import os

import pytest

from grader.comparison.functions.judging import judged, prepared
from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.comparison.key import prepared as prepared_key
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


def pytest_generate_tests(metafunc):
    """A test that takes a `kind` of sandbox and a `path` of code gets those that go together."""
    if {"kind", "path"} <= set(metafunc.fixturenames):
        pairs = metafunc.module.pairs(list(every_sandbox()))
        ids = [f"{path.stem}-{kind}" for kind, path in pairs]
        metafunc.parametrize(("kind", "path"), pairs, ids=ids)


def every_sandbox():
    """The ways to run the corpora: as strict as can be, without rights, without clear refusals."""
    found = {"strongest": Options()}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        found["without rights"] = Options(user=NOBODY)
    found["locks alone"] = Options(without=("watch",))
    return found


@pytest.fixture(scope="session")
def sandboxes():
    """A sandbox of each kind; none is started before it is used."""
    found = {kind: Sandbox(options=options) for kind, options in every_sandbox().items()}
    yield found
    for sandbox in found.values():
        sandbox.stop()


@pytest.fixture(scope="session")
def strongest(sandboxes):
    """The sandbox as strict as it can be here."""
    return sandboxes["strongest"]


@pytest.fixture
def verdict_on(asked_gradient, strongest):
    """The verdict on a text of code for `grad(A, x, b)`."""

    def verdict(text, name="answer.py"):
        raw = text if isinstance(text, bytes) else text.encode()
        return judged(HandedInCode(name, ((name, raw),)), asked_gradient, strongest)

    return verdict
