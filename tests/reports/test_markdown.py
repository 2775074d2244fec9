"""A page for the student, which nothing that a student types can break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports.markdown import code, escaped, prose, to_markdown

PART = {
    "id": "3c", "title": "A form", "status": "wrong", "is_open": False, "points": 2, "earned": 0,
    "answer": "2*A*x", "reading": "2*A*x", "shape": "n×1", "outcome": "different",
    "evidence": [{"kind": "refuted", "summary": "at a point"}], "counterexample": None,
    "mistake": None, "notes": [], "reason": "Not `2*A*x`.", "hint": "", "excerpt": "",
    "basis": None, "work": "", "items": [], "given": None, "rubric": "", "picture": "",
    "proof": None,
}  # fmt: skip
SHEET = {
    "sheet": "s", "title": "T", "file": "a.yaml", "points": 2, "earned": 0, "open": 0,
    "parts": [PART], "problems": [],
}  # fmt: skip
RECORD = {
    "format": 1, "grader": "0", "seed": 7, "student": "Alice", "name": "alice", "points": 2,
    "earned": 0, "open": 0, "sheets": [SHEET], "problems": [],
}  # fmt: skip


def page(**changes):
    part = {**PART, **changes}
    return to_markdown({**RECORD, "sheets": [{**SHEET, "parts": [part]}]})


def test_a_page_says_everything_in_order():
    point = {
        "point": {"A": "[[0, 1], [0, 0]]", "x": "(1, 1)"}, "dimensions": {"n": 2}, "entry": "",
        "answer": "(2, 0)", "reference": "(1, 1)",
    }  # fmt: skip
    assert page(counterexample=point, notes=["a note"]) == (
        "# Alice\n\n0 of 2 points.\n\n## s: T\n\n0 of 2 points.\n\n### ✗ 3c A form\n\n"
        "Wrong: 0 of 2 points.\n\n"
        "- Your answer: `2*A*x`\n- Read as: `2*A*x` (n×1)\n- Note: a note\n"
        "- Reason: Not `2*A*x`.\n"
        "- See: at `A = [[0, 1], [0, 0]]`, `x = (1, 1)` your answer is `(2, 0)`,"
        " the right value is `(1, 1)`\n"
        "- Evidence: refuted, by the values above\n\n"
        "Marked by gradient-grader 0 with the seed 7.\n"
    )


def test_what_was_judged_on_its_own_stands_below_with_its_reason():
    item = {**PART, "id": "step 2", "title": "", "answer": "3*x", "reading": "", "evidence": []}
    right = {**item, "id": "step 1", "status": "right", "answer": "a\nb", "points": 0}
    assert "\n\n- Your answer: `2*A*x`" in page(items=[right, item])
    assert page(items=[right, item]).endswith(
        "- ✓ step 1: \n  ```text\n  a\n  b\n  ```\n"
        "- ✗ step 2: `3*x` (0 of 2 points)\n  - Reason: Not `2*A*x`.\n\n"
        "Marked by gradient-grader 0 with the seed 7.\n"
    )


def test_an_unreadable_answer_shows_its_place_in_a_block():
    text = page(excerpt="2*A*\n    ^", reading="", evidence=[], hint="write `x`")
    assert "- Place: \n  ```text\n  2*A*\n      ^\n  ```\n- Hint: write `x`\n" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a`b", "`` a`b ``"),
        ("```", "```` ``` ````"),
        ("a\nb", "\n  ```text\n  a\n  b\n  ```"),
        ("a\n```\n# b", "\n  ````text\n  a\n  ```\n  # b\n  ````"),
        ("a\r\nb", "\n  ```text\n  a\n  b\n  ```"),
        ("x\u202e", "`x\\u202e`"),
        ("x\u200fy\ufeff", "`x\\u200fy\\ufeff`"),
        ("x\x1b[31m", "`x\\x1b[31m`"),
        ("a\u2028b", "`a\\u2028b`"),
        ("\ud800", "`\\ud800`"),
        ("<script>", "`<script>`"),
        (" ", "`   `"),
    ],
)
def test_an_answer_cannot_leave_its_code(text, shown):
    assert code(text) == shown


def test_a_long_answer_is_cut():
    assert code("x" * 5000) == f"`{'x' * 4000}… (5,000 characters)`"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# A\n# B", r"\# A \# B"),
        ("[a](http://b)", r"\[a\](http\://b)"),
        ("<img src=x>", r"\<img src=x\>"),
        ("www.evil.example", r"www\.evil.example"),
        ("@all #1 a_b *c* $d$ &lt; |", r"\@all \#1 a\_b \*c\* \$d\$ \&lt; \|"),
        ("![x](y)", r"!\[x\](y)"),
    ],
)
def test_a_name_is_no_markup(text, shown):
    assert escaped(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`a*b` is *n*", r"`a*b` is \*n\*"),
        ("a`b", r"a\`b"),
        ("`a` <b> `c", r"`a` \<b\> \`c"),
        ("``", ""),
    ],
)
def test_a_message_keeps_its_code(text, shown):
    assert prose(text) == shown


def test_a_student_without_marks_is_not_given_zero():
    text = to_markdown({**RECORD, "sheets": [], "problems": ["a.yaml:1:1: broken"]})
    assert "Not marked.\n\n- ! a.yaml:1:1: broken\n" in text


@given(st.text("`ab\n~ #\r\u202e\x00", max_size=40))
def test_no_run_of_backticks_in_an_answer_is_as_long_as_its_fence(text):
    shown = code(text).strip()
    fence = re.match("`+", shown)[0]
    inside = shown[len(fence) : -len(fence)]
    assert shown.endswith(fence)
    assert fence not in re.findall("`+", inside)
    assert all(line.startswith("  ") for line in code(text).split("\n")[1:])
    assert all(character.isprintable() or character == "\n" for character in shown)
