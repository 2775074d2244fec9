"""A report is enough to repeat its verdicts, and no file makes the replay fail."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction

import pytest

from grader.exercises.model import Exercise, Formula, Layout, Part, Task
from grader.grading.marking import Marker
from grader.grading.result import GradedStudent, GradedSubmission
from grader.reports.record import record, to_json
from grader.reports.replay import ReportError, replay, replay_lines

FORM = Formula(
    {"A": "n x n", "x": "n"}, {"h": "A*x"}, "x.T*A*x", ("x",), Task.HESSIAN, "", "A + A.T",
    Layout.DEFAULT, {},
)  # fmt: skip
IDENTITY = FORM._replace(function="x.T*x", reference="2*I")
ENTRY = FORM._replace(task=Task.GRADIENT, entry="i", reference="(A[i,:] + A[:,i].T)*x")
SIGNS = Formula({"x": "scalar"}, {}, "", (), Task.EXPRESSION, "", "sqrt(x^2)", Layout.DEFAULT, {})
ANSWERS = [
    (FORM, "A' + A", "right"),
    (FORM, "2*A", "wrong"),
    (FORM, "A +", "unreadable"),
    (FORM, "A*x", "wrong"),
    (FORM, "", "missing"),
    (IDENTITY, "I + I", "right"),
    (IDENTITY, "2", "wrong"),
    (ENTRY, "h[j] + x.T*A[:,j]", "right"),
    (ENTRY, "2*h[i]", "wrong"),
    (SIGNS, "abs(x)", "right"),
    (SIGNS, "x", "wrong"),
]


def part(number, question):
    return Part(str(number), "T", "P", Fraction(1), "", None, question)


def report(answers=ANSWERS, seed=7):
    parts = tuple(part(number, question) for number, (question, *_) in enumerate(answers))
    sheet = Exercise("s", "T", "", 1, parts)
    marker = Marker(seed)
    graded = tuple(
        marker.part(sheet, one, answer) for one, (_, answer, _) in zip(parts, answers, strict=True)
    )
    submission = GradedSubmission("s", "T", "a.yaml", graded)
    return to_json(record(GradedStudent("A", "a", seed, (submission,))))


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1])
def test_every_verdict_is_confirmed(seed):
    found = list(replay(report(seed=seed)))
    assert [one.recorded for one in found] == [status for *_, status in ANSWERS]
    assert {one.result for one in found} == {"confirmed"}
    assert replay_lines(found) == ["11 verdicts: 11 confirmed"]


def changed(number=0, **fields):
    """A report with one answer, fields of whose record are changed."""
    plain = json.loads(report([ANSWERS[number]]))
    plain["sheets"][0]["parts"][0].update(fields)
    return json.dumps(plain)


def symbolic(answer="asin(x/sqrt(1 + x^2))"):
    """A report with a verdict that only SymPy can give."""
    basis = {"variables": {"x": "scalar"}, "definitions": {}, "entry": "", "index_base": 1,
             "seed": 7, "reference": "atan(x)"}  # fmt: skip
    return changed(0, answer=answer, basis=basis, evidence=[{"kind": "symbolic"}])


def test_replay_asks_neither_sympy_nor_numpy(monkeypatch):
    from grader.evaluation import judge

    monkeypatch.setattr(judge, "difference_is_zero", lambda *_, **__: pytest.fail("SymPy is asked"))
    tampered = symbolic().replace('"symbolic"', '"exact"')
    assert replay_lines(list(replay(tampered))) == [
        "? s/0: right; not confirmed by replay: exact",
        "1 verdict: 1 not replayed",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (changed(0, answer="2*A"), "✗ s/0: right; the exact reading says different"),
        (changed(1, answer="A + A.T"), "✗ s/0: wrong; the exact reading says equal"),
        (changed(1, answer="A +"), "✗ s/0: wrong; the exact reading says unreadable"),
        (changed(2, answer="A"), "✗ s/0: unreadable; the exact reading says different"),
        (changed(1, status="right"),
         "✗ s/0: right; the status does not go with the outcome `different`"),
        (changed(0, basis=None), "? s/0: right; the report does not hold its key"),
        (symbolic(), "? s/0: right; not confirmed by replay: symbolic"),
        (symbolic(answer="min(x, 2)"), "✗ s/0: right; the exact reading says different"),
        (changed(0, status="undecided", outcome="undecided"), "? s/0: undecided; now it is equal"),
    ],
)  # fmt: skip
def test_what_is_not_confirmed_is_said(text, line):
    assert replay_lines(list(replay(text)))[0] == line


def basis(**fields):
    plain = json.loads(report([ANSWERS[0]]))
    plain["sheets"][0]["parts"][0]["basis"].update(fields)
    return json.dumps(plain)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: Expecting value at line 1, column 1"),
        ("{", "not JSON: "),
        ("[" * 100_000, "brackets stand too deep inside each other"),
        ('{"format": NaN}', "not JSON: NaN is no number"),
        ('{"format": ' + "9" * 5000 + "}", "not JSON: "),
        ("[]", "the report is not a table"),
        ("{}", "the format is null"),
        ('{"format": 2}', "the format is 2"),
        ('{"format": 1}', "the report: `sheets` is not a list"),
        ('{"format": 1, "sheets": [3]}', "sheets[0] is not a table"),
        ('{"format": 1, "sheets": [{"sheet": "s"}]}', "sheets[0]: `parts` is not a list"),
        (changed(answer=3), "sheets[0].parts[0]: `answer` is not a text"),
        (changed(answer="x" * 200_000), "sheets[0].parts[0]: `answer` is longer than 100,000"),
        (changed(status="great"), "sheets[0].parts[0]: there is no status `great`"),
        (changed(evidence={}), "sheets[0].parts[0]: `evidence` is not a list"),
        (basis(seed=-1), "sheets[0].parts[0].basis: `seed` is not a number"),
        (basis(seed=True), "sheets[0].parts[0].basis: `seed` is not a number"),
        (basis(index_base=2), "sheets[0].parts[0].basis: `index_base` is neither 0 nor 1"),
        (basis(variables={"A": "n x"}), "sheets[0].parts[0].basis: "),
        (basis(variables={"A": 3}), "sheets[0].parts[0].basis.variables: `A` is not a text"),
        (basis(definitions={"h": "A*"}), "sheets[0].parts[0].basis: "),
        (basis(reference="A + B"), "sheets[0].parts[0].basis: in the reference: "),
    ],
)  # fmt: skip
def test_a_report_that_does_not_fit_says_where(text, message):
    with pytest.raises(ReportError) as problem:
        list(replay(text))
    assert problem.value.message.startswith(message)


def test_neither_numpy_nor_sympy_is_needed(tmp_path):
    (tmp_path / "a.json").write_text(report(), encoding="utf-8")
    program = (
        "import sys\nfrom grader.cli import run\n"
        "code = run(['replay', sys.argv[1]])\n"
        "assert not {'numpy', 'sympy', 'yaml'} & set(sys.modules)\nsys.exit(code)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.json")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (found.returncode, found.stdout, found.stderr) == (0, "11 verdicts: 11 confirmed\n", "")
