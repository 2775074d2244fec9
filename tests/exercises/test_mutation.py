"""Slips and rewritings of keys: which there are, and that none is judged wrongly."""

from __future__ import annotations

import pytest

from grader.exercises.library import exercise_files, load_exercise
from grader.exercises.model import Formula, Layout, Task
from grader.exercises.mutation import mutation, mutations
from grader.exercises.rewritings import rewritings
from grader.exercises.slips import slips
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.text import text
from grader.reports.mutation import mutation_lines

VARIABLES = {"A": "n x n", "B": "n x n", "x": "n", "w": "n", "z": "scalar", "X": "n x m"}
WITHIN = scope(VARIABLES)


def tree(key):
    return meaning(key, WITHIN).tree


@pytest.mark.parametrize(
    ("key", "name", "answer"),
    [
        ("A*x", "sign", "-A*x"),
        ("A*x - w", "sign", "A*x + w"),
        ("A*x", "factor 2", "2*A*x"),
        ("A*x", "factor 2", "A*x/2"),
        ("A*x", "transposed", "x.T*A.T"),
        ("A*x + w", "dropped term", "w"),
        ("(A + A.T)*x", "symmetric only", "(2*A)*x"),
        ("X*X.T*x/m", "missing 1/m", "X*X.T*x"),
        ("A*B", "elementwise", "A.*B"),
        ("exp(z)*cos(exp(z))", "forgotten factor", "cos(exp(z))"),
        ("x.*exp(x)", "forgotten factor", "exp(x)"),
        ("z^3", "exponent", "z^2"),
        ("A*x", "wrong argument", "A*w"),
        ("A.T*x", "A for A.T", "A*x"),
        ("A*x", "A for A.T", "A.T*x"),
    ],
)
def test_a_slip(key, name, answer):
    assert (name, answer) in {(slip.name, text(slip.tree)) for slip in slips(tree(key), WITHIN)}


@pytest.mark.parametrize(
    ("key", "name", "answer"),
    [
        ("A*x + w", "commuted", "w + A*x"),
        ("(A + B)*x", "distributed", "A*x + B*x"),
        ("(x + w)/z", "distributed", "x/z + w/z"),
        ("(A + B)*x", "twice transposed", "(x.T*(A.T + B.T)).T"),
        ("A*x", "doubled and halved", "2*A*x/2"),
        ("A*x", "times I", "eye(n)*(A*x)"),
        ("x.T*w", "turned round", "w.T*x"),
        ("x - w", "turned round", "-(-x + w)"),
        ("sigmoid(z)", "spelled out", "1/(1 + exp(-z))"),
        ("sigmoid(x)", "spelled out", "exp(x)./(1 + exp(x))"),
        ("norm(x)^2", "spelled out", "sum(x.*x)"),
        ("x.*w", "spelled out", "diag(x)*w"),
    ],
)
def test_a_rewriting(key, name, answer):
    assert (name, answer) in {(one.name, text(one.tree)) for one in rewritings(tree(key))}


@pytest.mark.parametrize("path", exercise_files("exercises"))
def test_no_slip_of_the_sheets_passes_and_no_rewriting_is_refused(path):
    for found in mutations(load_exercise(path)):
        assert (found.passed, found.refused) == ((), ()), found.part
        assert found.slips >= 3
        assert found.rewritings >= 3


def asked(key, variables=VARIABLES):
    question = Formula(variables, {}, "", (), Task.EXPRESSION, "", key, Layout.DEFAULT, {})
    return mutation("s/1", question, 1)


def test_a_slip_that_changes_nothing_is_none():
    found = asked("A + A.T")
    assert (found.equal, found.passed) == (1, ())  # transposed


def test_what_would_be_judged_wrongly_is_listed(monkeypatch):
    found = asked("A*x")
    odd = found._replace(
        passed=(("sign", "-A*x", "equal"),), refused=(("commuted", "x*A", "undecided"),)
    )
    lines = mutation_lines([odd])
    assert lines[1].startswith("✗ s/1 ")
    assert lines[2:4] == [
        "      accepted slip (sign; equal): -A*x",
        "      refused rewriting (commuted; undecided): x*A",
    ]
