"""Variants: drawn from student and secret, followed by everything, checked by lint."""

from __future__ import annotations

import hashlib
import hmac
import json
from ast import literal_eval

import pytest

from grader.cli import run
from grader.documents.reading import read_document
from grader.exercises.choices import drawn, shown, values_of, variant_count
from grader.exercises.keys import lint
from grader.exercises.variation import sheet_of

SHEET = """
sheet: var
title: Variants
parts:
  - id: form
    title: A quadratic form
    prompt: 'Let $A = {A}$. Give the gradient of ${k} x^\\top A x$.'
    choose: {A: [[[1,2],[0,1]], [[2,1],[1,-1]], [[0,3],[1,0]]], k: -2..3}
    variables: {x: 2}
    function: '{k}*x.T*{A}*x + 0*{k}^2'
    wrt: x
    task: gradient
    reference: '{k}*({A} + {A}.T)*x'
    accepts: ['{k}*{A}*x + {k}*{A}.T*x']
  - id: power
    title: A power, its key derived
    prompt: Differentiate $x^{n}$.
    choose: {n: 2..9}
    variables: {x: scalar}
    function: x^{n}
    wrt: x
    task: gradient
  - id: taylor
    title: A Taylor polynomial
    prompt: Expand $x^2/4 + y^2/9$ around ${p}$.
    choose: {p: [(1,1), (2,1), (0,3)]}
    variables: {x: scalar, y: scalar}
    function: x^2/4 + y^2/9
    wrt: [x, y]
    task: taylor
    order: 1
    at: {p}
    picture: {window: [-4, 4, -4, 4], points: [{p}], at: '{p}'}
  - {id: same, title: Same, prompt: p, variables: {x: n}, task: expression, reference: x}
"""
EXERCISE = lint(read_document(SHEET), "var.yaml").exercise
SECRET = b"a secret of the course"


def complaints(part, text=""):
    """What lint says of a sheet with one part."""
    whole = f"sheet: s\ntitle: t\nparts:\n  - id: a\n    title: t\n    prompt: p {text}\n{part}"
    return lint(read_document(whole), "s.yaml").complaints


def test_the_sheet_has_no_complaint():
    report = lint(read_document(SHEET.replace("2..9", "2..500")), "var.yaml")
    assert report.complaints == ()
    told = [key.evidence.rpartition("; ")[2] for key in report.keys[:3]]
    assert told == [
        "all 18 variants checked",
        "50 of 499 variants checked",
        "all 3 variants checked",
    ]


def test_a_variant_is_the_hmac_of_sheet_part_and_student():
    part = EXERCISE.part("power")
    digest = hmac.new(SECRET, b"var/power/ada novak", hashlib.sha256).digest()
    number = int.from_bytes(digest, "big") % 8
    assert drawn("var", part, "Ada Novak", SECRET) == number
    assert shown(values_of(part.choose, number)) == f"n = {number + 2}"


@pytest.mark.parametrize("name", ["Ada Novak", " ada  NOVAK ", "Ada\u00a0Novak"])
def test_spaces_and_capitals_of_a_name_do_not_matter(name):
    assert drawn("var", EXERCISE.part("power"), name, SECRET) == drawn(
        "var", EXERCISE.part("power"), "Ada Novak", SECRET
    )


def test_students_parts_and_secrets_draw_independently():
    part = EXERCISE.part("form")
    students = [str(number) for number in range(900)]
    mine = [drawn("var", part, student, SECRET) for student in students]
    counts = [mine.count(number) for number in range(variant_count(part))]
    assert 20 < min(counts) < max(counts) < 90  # 50 expected, each with a deviation of 7
    other = [drawn("var", part, student, b"another") for student in students]
    sheet = [drawn("raw", part, student, SECRET) for student in students]
    for theirs in (other, sheet):
        assert 20 < sum(a == b for a, b in zip(mine, theirs, strict=True)) < 90


def test_prompt_function_key_and_point_follow():
    for student in ("Ada", "Bob", "Cleo", "Dan"):
        mine = sheet_of(EXERCISE, student, SECRET)
        form, power, taylor, same = mine.parts
        assert f"${form.variant['k']} x^" in form.prompt
        assert power.question.function == f"x^{power.variant['n']}"
        assert power.question.reference == f"{power.variant['n']}*x^{int(power.variant['n']) - 1}"
        assert taylor.question.at[""].value == taylor.variant["p"]
        assert taylor.picture.points == (literal_eval(taylor.variant["p"]),)
        assert taylor.picture.at == literal_eval(taylor.variant["p"])
        assert f"around ${taylor.variant['p']}$" in taylor.prompt
        assert same == EXERCISE.part("same")


def test_a_matrix_is_typeset_in_the_prompt_and_a_negative_number_is_grouped():
    first = EXERCISE.part("form")
    assert r"$A = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}$" in first.prompt
    assert first.question.function == "(-2)*x.T*[[1,2],[0,1]]*x + 0*(-2)^2"


@pytest.mark.parametrize(
    ("choose", "complaint"),
    [
        ("{k: 3}", "7:17: choose: `k` is neither a list nor a range"),
        ("{k: 5..1}", "choose: `k` has fewer than two values"),
        ("{k: [1]}", "choose: `k` needs two values or more"),
        ("{k: [1, 1]}", "choose: `k` needs two values or more"),
        ("{k: [1, '']}", "choose: `k` needs two values or more"),
        ("[1, 2]", "`choose` is not a table of names"),
        ("{2k: [1, 2]}", "choose: `2k` cannot be a name"),
        ("{k: [1, 2], u: 1..2}", "choose: `{u}` stands nowhere in this part"),
    ],
)
def test_what_cannot_be_chosen(choose, complaint):
    part = f"    choose: {choose}\n    task: expression\n    reference: '{{k}}'\n"
    found = complaints(part)
    assert any(complaint in each for each in found), found


def test_a_variant_that_makes_the_key_singular_is_named():
    part = (
        "    choose: {A: [[[1,2],[0,1]], [[1,2],[2,4]]]}\n    variables: {x: 2}\n"
        "    task: expression\n    reference: 'inv({A})*x'\n"
    )
    (found,) = complaints(part)
    assert "10:16: with A = [[1,2],[2,4]]: the reference has no value" in found


def test_a_variant_that_divides_by_zero_is_named():
    part = (
        "    choose: {k: -1..1}\n    variables: {x: scalar}\n    function: x^2/{k}\n    wrt: x\n"
        "    task: gradient\n    reference: 2*x/{k}\n"
    )
    (found,) = complaints(part)
    assert "9:15: with k = 0: function: this divides by zero" in found


def test_what_holds_for_all_variants_is_said_once():
    part = "    choose: {k: 1..9}\n    task: expression\n    reference: foo*{k}\n"
    (found,) = complaints(part)
    assert "with k" not in found
    part = part.replace("foo", "0*x[{k}]").replace("task", "variables: {x: 3}\n    task")
    *few, more = complaints(part)
    assert [each.partition("with ")[2][:5] for each in few] == ["k = 4", "k = 5", "k = 6"]
    assert "and 3 more complaints about other variants" in more


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the sheet; the secret is not set."""
    few = SHEET.replace("-2..3", "0..1")  # lint looks at every variant each time
    (tmp_path / "var.yaml").write_text(few, encoding="utf-8")
    monkeypatch.setenv("GRADER_EXERCISES", str(tmp_path))
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    return tmp_path


def test_show_check_and_variants_agree(folder, monkeypatch, capsys):
    monkeypatch.setenv("GRADER_SECRET", SECRET.decode())
    names = folder / "names.txt"
    names.write_text("Ada\n# a remark\n\nBob\n", encoding="utf-8")
    assert run(["variants", "var", "--students", str(names)]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[:2] for row in rows] == [
        [student, part] for student in ("Ada", "Bob") for part in ("form", "power", "taylor")
    ]
    power = rows[4][2].removeprefix("n = ")
    assert run(["show", "var/power", "--student", "Bob"]) == 0
    assert f"Differentiate $x^{power}$." in capsys.readouterr().out
    answer = f"{power}*x^{int(power) - 1}"
    assert run(["check", "var/power", answer, "--student", "Bob"]) == 0
    assert f"variant   n = {power}" in capsys.readouterr().out


def test_a_secret_may_stand_in_a_file(folder, capsys):
    secret = folder / "secret"
    secret.write_bytes(SECRET + b"\n")
    assert run(["variants", "var", "--student", "Ada", "--secret", str(secret)]) == 0
    mine = sheet_of(EXERCISE, "Ada", SECRET).part("power")
    assert f"Ada\tpower\t{shown(mine.variant)}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "var/power", "x"], "`var/power` differs from student to student"),
        (["check", "var/power", "x", "--student", "Ada"], "set GRADER_SECRET"),
        (["variants", "var", "--student", "Ada"], "set GRADER_SECRET"),
        (["variants", "var"], "whose variants?"),
        (["variants", "raw", "--student", "Ada"], "no sheet `raw` (there is `var`)"),
        (["show", "var/power", "--student", "Ada", "--secret", "nowhere"], "--secret nowhere:"),
    ],
)
def test_what_is_missing_is_said(folder, capsys, arguments, message):
    assert run(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_report_states_the_variant_and_can_be_replayed(folder, capsys):
    mine = sheet_of(EXERCISE, "Ada", SECRET).part("power")
    answer = f"{mine.variant['n']}*x^{int(mine.variant['n']) - 1}"
    (folder / "secret").write_bytes(SECRET)
    (folder / "handed in").mkdir()
    submission = folder / "handed in" / "ada.yaml"
    text = f"student: Ada\nsheet: var\nanswers: {{power: '{answer}', taylor: x, same: x}}\n"
    submission.write_text(text, encoding="utf-8")
    out = folder / "out"
    command = ["grade", str(submission), "--out", str(out), "--seed", "1"]
    assert run(command) == 0
    assert "that says how is missing (set GRADER_SECRET" in capsys.readouterr().out
    assert run([*command, "--secret", str(folder / "secret")]) == 0
    parts = json.loads((out / "ada.json").read_text(encoding="utf-8"))["sheets"][0]["parts"]
    assert [part["status"] for part in parts] == ["missing", "right", "wrong", "right"]
    assert parts[1]["variant"] == shown(mine.variant)
    page = (out / "ada.md").read_text(encoding="utf-8")
    assert f"- Your variant: `{shown(mine.variant)}`" in page
    assert run(["replay", str(out / "ada.json")]) == 0
