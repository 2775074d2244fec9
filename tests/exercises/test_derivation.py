"""Parts that ask for a derivation or are marked by hand: what is read, what lint says of them."""

from __future__ import annotations

import pytest

from grader.documents.reading import read_document
from grader.exercises.keys import lint
from grader.exercises.model import Derivation, Manual

HEAD = "sheet: s\ntitle: T\nparts:\n"
PROOF = """  - id: p
    kind: derivation
    title: T
    prompt: P
    points: 3
    variables: {a: n, x: n}
    start: ∇_x (a^T x)
    goal: a
"""
STEPS = "'∇_x (a^T x) = ∇_x Σ_j a_j x_j = Σ_j a_j e_j = a'"


def linted(part):
    return lint(read_document(HEAD + part), "s.yaml")


def test_a_part_is_read_with_its_defaults():
    found = linted(PROOF)
    assert found.complaints == ()
    question = found.exercise.parts[0].question
    assert isinstance(question, Derivation)
    assert (question.min_steps, question.per_step, question.credit) == (2, None, {})
    assert found.keys[0].evidence.endswith("without a model derivation")


def test_a_list_of_steps_is_a_text_with_a_line_for_each():
    found = linted(
        PROOF + "    reference:\n      - ∇_x (a^T x) = ∇_x Σ_j a_j x_j\n"
        "      - {step: = Σ_j a_j e_j, reason: linearity}\n      - = a\n"
        "    definitions: {f(x): a^T x, b: a}\n"
    )
    assert found.complaints == ()
    question = found.exercise.parts[0].question
    assert question.reference == "∇_x (a^T x) = ∇_x Σ_j a_j x_j\n= Σ_j a_j e_j  # linearity\n= a"
    assert question.functions == {"f": ("x",)}
    assert "the model derivation of 3 steps earns all points" in found.keys[0].evidence


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        (PROOF.replace("goal: a", "goal: 2*a"), "11:11: the goal does not follow from the start"),
        (PROOF.replace("goal: a", "goal: ∇_x(x^T a)"), "11:11: the goal is the start"),
        (PROOF.replace("goal: a", "goal: a)"), "s.yaml:11:12: goal:"),
        (PROOF.replace("goal: a", "goal: a^T"), "This is 1×n, the start is n×1"),
        (PROOF.replace("    goal: a\n", ""), "`goal` is missing"),
        (PROOF.replace("∇_x", "∇_y"), "s.yaml:10:14: start:"),
        (PROOF.replace("a: n,", "a: n by,"), "`by` is not an assumption"),
        (PROOF + "    min_steps: 0\n", "`min_steps: 0` (a number from 1 to 40)"),
        (PROOF + "    wrt: z\n", "`z` is not one of the variables"),
        (PROOF + "    credit: {jmp: 0}\n", "unknown fault `jmp` (did you mean `jump`?)"),
        (PROOF + "    credit: {jump: 2}\n", "`jump: 2` is more than the whole"),
        (PROOF + "    definitions: {f(z): a}\n", "`z` is not one of the variables"),
        (PROOF + "    definitions: {a: x}\n", "`a` is also one of the variables"),
        (PROOF + f"    min_steps: 4\n    reference: {STEPS}\n", "3 steps of the 4 that this proof"),
        (PROOF + "    reference: '∇_x (a^T x) = x = a'\n", "step 2, `x`, is wrong: Not equal to"),
        (PROOF + "    reference: '∇_x (a^T x) = '\n", "step 2, ``, is unreadable"),
        (PROOF + "    accepts: ['= a']\n", "accepts: does not earn all points: 1 step of the 2"),
        (PROOF + f"    rejects: [{STEPS}]\n", "rejects: this derivation earns all points"),
        (PROOF + "    reference: [{reason: x}]\n", "a table that is not a step"),
    ],
)
def test_a_part_that_is_not_right_is_complained_of(part, complaint):
    found = linted(part)
    assert any(complaint in each for each in found.complaints), found.complaints


MANUAL = """  - id: m
    kind: manual
    title: T
    prompt: P
    points: 2
"""
RUBRIC = (
    "    rubric:\n      - {criterion: a, points: 1}\n      - {criterion: b, points: 1, text: B}\n"
)


def test_without_a_rubric_the_part_is_its_only_criterion():
    (part,) = linted(MANUAL + "    files: [.PNG, pdf]\n").exercise.parts
    assert isinstance(part.question, Manual)
    assert [(each.name, each.points) for each in part.question.rubric] == [("answer", 2)]
    assert part.question.files == ("png", "pdf")
    assert "by 2 criteria" in linted(MANUAL + RUBRIC).keys[0].evidence


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        (MANUAL.replace("2", "3") + RUBRIC, "the points of the rubric are 2 in all, those of"),
        (MANUAL + RUBRIC.replace("n: b", "n: a"), "the criterion `a` stands here a second time"),
        (MANUAL + "    rubric: none\n", "`rubric` is not a list of criteria"),
        (MANUAL + "    rubric: [a]\n", "a criterion is a table of keys"),
        (MANUAL + "    rubric: [{criterion: a, point: 2}]\n", "unknown key `point`"),
        (MANUAL + "    files: [a/b]\n", "`a/b` is not the ending of a file"),
        (MANUAL + "    files: [png]\n    most_files: 100\n", "`most_files: 100`"),
    ],
)
def test_a_rubric_that_is_not_right_is_complained_of(part, complaint):
    found = linted(part)
    assert any(complaint in each for each in found.complaints), found.complaints
