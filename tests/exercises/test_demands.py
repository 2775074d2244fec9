"""What lint says of forms, points, orders, tasks and pictures that do not fit."""

from __future__ import annotations

import pytest

from grader.documents.reading import read_document
from grader.exercises.keys import lint

HEAD = "sheet: s\ntitle: T\nparts:\n  - id: 1\n    title: A\n    prompt: P\n"
NUMBERS = "variables: {x: scalar, y: scalar}"
PRODUCT = f"{NUMBERS}|task: expression|reference: x*(x + y)"
TAYLOR = f"{NUMBERS}|wrt: x|task: taylor|function: log(x)"
SQUARE = f"{NUMBERS}|wrt: x|function: x^2"


def complaints(lines):
    text = HEAD + "".join(f"    {line}\n" for line in lines.split("|"))
    return " ".join(lint(read_document(text), "s.yaml").complaints)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (f"{PRODUCT}|form: expanded", "9:16: the reference is not in the form"),
        (f"{PRODUCT}|form: expandd", "10:11: unknown form `expandd` (did you mean `expanded`?)"),
        (f"{PRODUCT}|form: [factored, expanded]", "no formula is both expanded and factored"),
        (f"{PRODUCT}|form: {{uses: [z]}}", "form: `z` is no name of this part"),
        (f"{PRODUCT}|form: {{uses: x, without: x}}", "`x` must occur and must not"),
        (f"{PRODUCT}|form: {{use: x}}", "unknown form `use` (did you mean `uses`?)"),
        (f"{PRODUCT}|form: expanded|accepts: ['x*(x + y)']", "not in the form"),
        (f"{TAYLOR}|order: 2|at: 0", "12:9: at x = 0 there is no derivative"),
        (f"{TAYLOR}|order: 2|at: -1", "12:9: the function has no value at x = -1"),
        (f"{TAYLOR}|order: 9|at: 1", "`order: 9` (a whole number from 0 to 8)"),
        ("variables: {x: n}|wrt: x|task: taylor|function: (x.T*x)^2|order: 3|at: 0",
         "`order: 3`: of a vector or matrix only orders 0, 1 and 2 are marked (give its entries "
         "names of their own, as in `wrt: [x_1, x_2]`: then up to order 8)"),
        ("variables: {x: n}|wrt: x|task: descent|function: x.T*x|entry: i",
         "an entry has no direction: `entry` does not go with `up_to` or `task: descent`"),
        ("variables: {x: n}|wrt: x|task: gradient|function: x.T*x|entry: i|up_to: factor",
         "an entry has no direction"),
        (f"{TAYLOR}|at: 1", "`order` is missing"),
        (f"{TAYLOR}|order: 1", "`at` is missing"),
        (f"{TAYLOR}|order: 1|at: x + 1", "the point moves with `x`"),
        (f"{TAYLOR}|order: 1|at: [1, 2]", "the point is 2×1, `x` is a scalar"),
        (f"{TAYLOR}|order: 1|at: 1|reference: x", "the reference is not the Taylor polynomial"),
        (f"{SQUARE}|task: gradient|at: {{q: 1}}", "the point does not say where `x` is"),
        (f"{SQUARE}|task: gradient|order: 2", "`order` belongs to `task: taylor`"),
        (f"{SQUARE}|task: gradient|credit: {{form: 2}}", "is more than the whole"),
        (f"{SQUARE}|task: gradient|credit: {{no-half: 1}}", "unknown mistake `no-half`"),
        (f"{SQUARE}|tasks: [gradient, hessian]", "the gradient has no reference"),
        (f"{SQUARE}|tasks: [gradient]", "`tasks` holds two tasks or more"),
        (f"{SQUARE}|task: minimiser|reference: 1", "no minimiser: Put into the gradient"),
        (f"{NUMBERS}|wrt: x|function: -x^2|task: minimiser", "it is a maximum"),
        (f"{SQUARE}|task: descent|reference: 2*x", "not the direction of steepest descent"),
        (f"{SQUARE}|task: gradient|picture: {{window: [0, 1, 0, 1]}}", "of two numbers"),
        (f"{PRODUCT}|picture: {{function: x, wrt: [x, y], window: [1, 0, 0, 1]}}", "is empty"),
        (f"{PRODUCT}|picture: {{function: x, wrt: [x, y], window: [0, 1]}}", "not a list of 4"),
        (f"{PRODUCT}|picture: {{function: log(x), wrt: [x, y], window: [-2, -1, 0, 1]}}",
         "no value in the window"),
    ],
)  # fmt: skip
def test_a_complaint_says_what_does_not_fit(lines, said):
    assert said in complaints(lines)


@pytest.mark.parametrize(
    "lines",
    [
        f"{NUMBERS}|task: expression|reference: x^2 + x*y|form: [expanded, no_inverse]",
        f"{PRODUCT}|form: {{uses: [x], factored: true}}",
        f"{TAYLOR}|order: 3|at: y",
        f"{SQUARE}|task: minimiser",
        f"{SQUARE}|task: gradient|at: 3|up_to: factor",
        f"{SQUARE}|tasks: {{gradient: 2, hessian: 1}}|reference: {{gradient: 2*x, hessian: 2}}",
        "variables: {f: R^n -> R, x: n}|function: f(x)|wrt: x|task: descent|layout: row",
        "variables: {x: n, p: n}|function: sum(exp(x))|wrt: x|task: taylor|order: 2|at: p",
        "variables: {x: n}|function: sum(exp(x))|wrt: x|task: taylor|order: 2|at: 0",
    ],
)
def test_what_fits_is_proved(lines):
    assert complaints(lines) == ""
