"""Derivations: how they are read, what becomes of each step, what they earn."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.comparison.chain.judgement import Asked, Ending, Standing, judgement
from grader.comparison.chain.lines import MOST_STEPS, TooLong, pieces
from grader.comparison.chain.pairs import Known
from grader.comparison.chain.reading import Reader
from grader.comparison.chain.share import Rules, share_of
from grader.errors import AnswerError
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.text import text

INNER = {"a": "n", "x": "n", "A": "n x n", "t": "scalar"}
MAPS = {"f": "R^d -> R^n", "g": "R^d -> R^n", "x": "d"}
COMPOSED = {"x": "R^p -> R", "y": "R^p -> R", "L": "R, R -> R", "w": "p"}
GOAL_OF_COMPOSED = "∂_1 L(x(w), y(w)) ∇x(w) + ∂_2 L(x(w), y(w)) ∇y(w)"


def asked(variables, start, goal, *, base=1, definitions=None, functions=None):
    names = scope(variables, index_base=base)
    trees = {}
    for name, of in (definitions or {}).items():
        trees[name] = meaning(of, names).tree
        names = scope(variables, index_base=base, definitions=trees)
    return Asked(start, goal, names, functions or {})


GRADIENT = asked(INNER, "∇_x (a^T x)", "a")


def judged(typed, of=GRADIENT):
    return judgement(typed, of, 7)


def standings(typed, of=GRADIENT):
    """One letter a step: given, right (Work or idle), wrong, unreadable, undecided (d)."""
    letters = {Standing.UNDECIDED: "d"}
    return "".join(
        "W" if step.is_work else letters.get(step.standing, step.standing[0].replace("w", "x"))
        for step in judged(typed, of).steps
    )


# ----- lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a\nb", [("a", False), ("b", True)]),
        ("a = b\n= c", [("a", False), ("b", True), ("c", True)]),
        ("a = b = c\nd = e", [("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1)]),
        ("= b", [("b", True)]),
        ("a &= b \\\\\n &= c \\tag 5", [("a", 0), ("b", 1), ("c", 1)]),
        (r"\begin{align} a &= b \\[2pt] &= c \notag \end{align}", [("a", 0), ("b", 1), ("c", 1)]),
        (r"a = \begin{bmatrix} b & c \\ d & e \end{bmatrix}",
         [("a", 0), (r"\begin{bmatrix} b & c \\ d & e \end{bmatrix}", 1)]),
        (r"a = b \implies c = d", [("a", 0), ("b", 1), ("c", 0), ("d", 1)]),
        ("so a = b\nTherefore, c = d", [("a", 0), ("b", 1), ("c", 0), ("d", 1)]),
        (r"\sum_{k=1}^n x_k = b", [(r"\sum_{k=1}^n x_k", 0), ("b", 1)]),
        ("a = (b +\n c)", [("a", 0), ("(b +  c)", 1)]),
        ("1) a\n2) = b", [("a", 0), ("b", 1)]),
        ("1. a\n2. b", [("a", 0), ("b", 1)]),
        ("Let us begin with the sum:\na = b.\nThis was to be shown", [("a", 0), ("b", 1)]),
        ("a = b\nwhere b = 1 for all c\n= c", [("a", 0), ("b", 1), ("c", 1)]),
        ("Then we take the derivative:\na", [("a", 0)]),
        ("- a\n- b", [("- a", 0), ("- b", 1)]),
    ],
)  # fmt: skip
def test_a_text_is_taken_apart(typed, expected):
    found = pieces(typed, {"a", "b", "c", "d", "e"})
    assert [(piece.text, piece.joins) for piece in found] == [(t, bool(j)) for t, j in expected]


@pytest.mark.parametrize(
    ("typed", "step", "reason"),
    [
        ("a  # the sum rule", "a", "the sum rule"),
        ("a -- by linearity", "a", "by linearity"),
        ("a | product rule", "a", "product rule"),
        ("a because x is fixed", "a", "because x is fixed"),
        ("a (since x is fixed)", "a", "since x is fixed"),
        (r"a \quad \text{(chain rule)}", "a", "chain rule"),
        ("a by the chain rule", "a", "by the chain rule"),
        ("|a| + |b|", "|a| + |b|", ""),
        ("| a | + | b |", "| a | + | b |", ""),
        ("a -- b", "a -- b", ""),
    ],
)
def test_a_reason_stands_behind_a_step(typed, step, reason):
    (found,) = pieces(typed, {"a", "b"})
    assert (found.text, found.reason) == (step, reason)


@pytest.mark.parametrize("typed", ["= a\n" * 10_000, "a = " * 61 + "a", "∂\n" * 200_000])
def test_a_derivation_that_is_too_long_is_not_read(typed):
    found = pieces(typed, set())
    assert isinstance(found, TooLong)
    assert f"at most {MOST_STEPS}" in found.hint


# ----- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "typed", "shown", "worth"),
    [
        (INNER, "∂/∂x_i (a^T x)", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, "∂_{x_i} <a, x>", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, "∂_x_i (a^T x)", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, r"\frac{\partial}{\partial x_i} (a^T x)", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, r"\frac{\partial (a^T x)}{\partial x_i}", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, r"\frac{\partial}{\partial{x_{i}}} (a^T x)", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, "∂(a^T x)/∂x_i", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, "d/dx_i (a^T x)", "∂/∂x[i](a.T*x)", "a[i]"),
        (INNER, "∂x_j/∂x_i", "∂/∂x[i](x[j])", "delta(i, j)"),
        (INNER, "∇_x (a^T x)", "∇_{x}(a.T*x)", "a"),
        (INNER, "grad_x(x^T A x)", "∇_{x}(x.T*A*x)", "(A + A.T)*x"),
        (INNER, "∂/∂x (A x)", "∂/∂x(A*x)", "A"),
        (INNER, "∂/∂x (a^T x)", "∂/∂x(a.T*x)", "a.T"),
        (INNER, "∇_x^2 (x^T A x)", "∇^2_{x}(x.T*A*x)", "A + A.T"),
        (INNER, "∇_A (x^T A x)", "∇_{A}(x.T*A*x)", "x*x.T"),
        (INNER, "d/dt (t^2 a)", "∂/∂t(t^2*a)", "2*t*a"),
        (INNER, "∂_{x_i} Σ_j a_j x_j", "∂/∂x[i](Sum(a[j]*x[j], (j, 1, n)))", "a[i]"),
        (MAPS, "∂_{x_i} f_k(x)", "∂/∂x[i](f(x)[k])", "J_f(x)[k,i]"),
        (MAPS, "∂/∂x f", "∂/∂x(f(x))", "J_f(x)"),
        (COMPOSED, "∂_x L(x, y)", "J_L(x(w), y(w))[1]", "J_L(x(w), y(w))[1]"),
        (COMPOSED, r"\frac{\partial L(x, y)}{\partial y}", *["J_L(x(w), y(w))[2]"] * 2),
        (COMPOSED, "∇_w x(w)", "J_x(w).T", "J_x(w).T"),
        (
            MAPS,
            "∂_{x_i} (f^T g)(x)",
            "∂/∂x[i](f(x).T*g(x))",
            "(J_f(x).T*g(x))[i] + (f(x).T*J_g(x))[i]",
        ),
        (COMPOSED, "[J_x(w); J_y(w)]", *["unit(1, 2)*J_x(w) + unit(2, 2)*J_y(w)"] * 2),
    ],
)
def test_derivatives_stand_in_a_step_and_are_worked_out(variables, typed, shown, worth):
    names = scope(variables)
    reader = Reader(names, {}, "")
    found = reader.readings(typed)[0]
    assert (text(found.shown), text(found.tree)) == (shown, worth)
    again = Reader(names, {}, "").readings(text(found.shown))[0]
    assert (again.shown, again.tree) == (found.shown, found.tree)  # what is printed is read


def test_a_defined_function_may_be_differentiated():
    of = asked({"v": "2"}, "v", "v", definitions={"f": "v.T*v"}, functions={"f": ("v",)})
    reader = Reader(of.scope, of.functions, "")
    found = [reader.readings(typed)[0].tree for typed in
             ("∂f/∂v_1", "∂f(v)/∂v_1", "∇f(v)", "J_f(v)", "∇_v f", "f(2 v)")]  # fmt: skip
    assert [text(tree) for tree in found] == [
        "2*v[1]", "2*v[1]", "2*v", "2*v.T", "2*v", "(2*v).T*(2*v)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("∂/∂(x + a) (a^T x)", "is not a variable"),
        ("∂/∂x", "something is missing"),
        ("∂^2 a/∂x^2", "a second derivative is read one at a time"),
        ("∇_x (A x)", "only a number has a gradient"),
        ("∂/∂A (A x)", "by a matrix is no matrix"),
        ("∂/∂t " * 3 + "t", "too many derivatives inside each other"),
        ("∇(t a^T x)", "the derivative by which variable?"),
        ("∇_x (" + "+".join(["a^T x"] * 200) + ")", "too long to be differentiated"),
    ],
)
def test_what_is_said_of_a_derivative_that_cannot_be_read(typed, message):
    with pytest.raises(AnswerError) as caught:
        Reader(scope(INNER), {}, "").readings(typed)
    assert message in caught.value.message


def test_an_answer_may_not_hold_what_a_step_may():
    with pytest.raises(AnswerError, match="asks for the derivative"):
        meaning("∇_x (a^T x)", scope(INNER))


# ----- steps -------------------------------------------------------------------------------------

BY_COMPONENTS = "∂_{x_i} <a,x> = ∂_{x_i} Σ_j a_j x_j\n= Σ_j a_j δ_{ij}\n= a_i\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("∇_x (a^T x) = a", "gW"),
        (BY_COMPONENTS + "∇_x (a^T x) = a", "gWWWgW"),
        ("= ∇_x Σ_j a_j x_j\n= a", "WW"),  # goes on from what is asked
        ("∇_x (a^T x)\na\na\na", "gWrr"),
        ("∇_x (a^T x) = ∇_x (x^T a) = ∇_x (0 + 1 a^T x) = a", "grrW"),
        ("∇_x (a^T x) = 2 a = 2 a + a - a = a", "gxrW"),  # follows from the slip; right again
        ("∇_x (a^T x) = 2 a = 3 a = a", "gxxW"),
        ("∇_x (a^T x) = a + = a", "guW"),
        ("∇_x (a^T x) = x/(a^T x - x^T a) = a", "gxW"),  # divides by zero
        ("∂_{x_i} <a, x> = a_j", "gx"),  # free indices that do not match
        ("∂_{x_i} <a, x> = Σ_j a_j δ_{jj} = a_i", "gxW"),
        ("∂_{x_i} <a, x> = a", "gW"),  # from an entry to the whole
        ("∇_x (a^T x) = a^T", "gx"),
        ("a^T a = a^T a + 1 - 1 = Σ_k a_k^2\n∇_x (a^T x) = a", "grrgW"),  # true, but no part of it
        ("∂_x a^T x = a^T", "gW"),  # ∂ reaches as far as makes sense
    ],
)
def test_each_step_is_judged_on_its_own(typed, expected):
    assert standings(typed) == expected


def test_the_first_wrong_step_is_named_with_a_counterexample():
    found = judged("∇_x (a^T x) = x = a")
    assert found.first_wrong.number == 2
    assert found.first_wrong.told == (
        "Not equal to the step before: at `a = (1, 0)`, `x = (1, 1)` this is `(1, 1)`, "
        "the step before is `(1, 0)`."
    )
    assert judged("∂_{x_i} <a, x> = a_j").first_wrong.told.endswith(
        "the free indices do not match: `j` here, `i` before."
    )


def test_a_product_rule_as_the_sheet_prints_it():
    goal = "J_f(x)^T g(x) + J_g(x)^T f(x)"
    of = asked(MAPS, "∇_x (f(x)^T g(x))", goal)
    typed = (
        "∂_{x_i} (f(x)^T g(x)) = ∂_{x_i} Σ_k f_k(x) g_k(x)\n"
        "= Σ_k (∂_{x_i} f_k(x) g_k(x) + f_k(x) ∂_{x_i} g_k(x))\n"
        "= Σ_k (J_f(x)_{ki} g_k(x) + J_g(x)_{ki} f_k(x))\n"
        "= J_f^T(x)_{i,:} g(x) + J_g^T(x)_{i,:} f(x)\n"
        f"∇_x (f(x)^T g(x)) = {goal}"
    )
    assert standings(typed, of) == "gWWWWgW"
    assert "two readings" in judged(typed, of).steps[2].notes[0]


def test_a_chain_rule_where_the_argument_is_left_out():
    of = asked(COMPOSED, "∇_w L(x(w), y(w))", GOAL_OF_COMPOSED)
    typed = "∇_w L(x, y) = (∂/∂w [x, y])^T ∇L(x, y) = ∂_x L(x, y) ∇x(w) + ∂_y L(x, y) ∇_w y"
    found = judged(typed, of)
    assert (found.work, found.start, found.end) == (2, Ending.AS_ASKED, Ending.AS_ASKED)


# ----- start, end, points ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("∇_x (a^T x) = a", Ending.AS_ASKED, Ending.AS_ASKED),
        ("∇_x <x, a> = a", Ending.AS_ASKED, Ending.AS_ASKED),
        ("∂_{x_k} <a, x> = a_k", Ending.AS_ASKED, Ending.ENTRY),
        ("= a", Ending.AS_ASKED, Ending.AS_ASKED),
        ("Σ_j a_j e_j = a", Ending.OTHER_FORM, Ending.AS_ASKED),
        ("∇_x (a^T x) = Σ_j a_j e_j", Ending.AS_ASKED, Ending.OTHER_FORM),
        ("∇_x (a^T x) = 2 a", Ending.AS_ASKED, Ending.MISSING),
        ("∇_a (a^T x) = x", Ending.MISSING, Ending.MISSING),
        ("x = x", Ending.MISSING, Ending.MISSING),
    ],
)
def test_start_and_end_must_be_what_was_asked(typed, start, end):
    found = judged(typed)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("typed", "rules", "share"),
    [
        (BY_COMPONENTS + "∇_x (a^T x) = a", Rules(3, None, {}), Fraction(1)),
        ("a", Rules(3, None, {}), Fraction(0)),  # the goal alone
        ("a = a\n= a", Rules(3, None, {}), Fraction(0)),
        ("a", Rules(3, None, {"repeated": Fraction(1, 4)}), Fraction(1, 4)),
        ("∇_x (a^T x) = a", Rules(3, None, {}), Fraction(1, 3)),  # one jump
        ("∇_x (a^T x) = a", Rules(3, None, {"jump": Fraction(0)}), Fraction(0)),
        ("∇_x (a^T x) = a", Rules(1, None, {}), Fraction(1)),
        ("∇_x (a^T x) = a", Rules(3, Fraction(1, 5), {}), Fraction(1, 5)),
        ("∇_x (a^T x) = 2 a = a", Rules(1, None, {}), Fraction(1, 2)),
        ("∇_x (a^T x) = a + = a", Rules(1, None, {}), Fraction(1, 2)),
        (BY_COMPONENTS, Rules(3, None, {}), Fraction(3, 4)),  # an entry only
        (BY_COMPONENTS, Rules(3, None, {"form": Fraction(1)}), Fraction(1)),
        ("∇_x (a^T x) = ∇_x Σ_j a_j x_j", Rules(1, None, {}), Fraction(3, 4)),
        ("Σ_j a_j e_j = a", Rules(1, None, {}), Fraction(1, 2)),
        ("∇_x (a^T x) = x", Rules(1, None, {}), Fraction(0)),
    ],
)
def test_what_a_derivation_earns(typed, rules, share):
    assert share_of(judged(typed), rules).share == share


# ----- padding -----------------------------------------------------------------------------------

MAPS_PROOF = asked(MAPS | {"t": "scalar"}, "∇_x (f(x)^T g(x))", "J_f(x)^T g(x) + J_g(x)^T f(x)")
_INNER = "f(x)^T g(x)"
_GOAL = "J_f(x)^T g(x) + J_g(x)^T f(x)"


@pytest.mark.parametrize(
    ("steps", "work"),
    [
        ([f"∇_x ({_INNER} + {k})" for k in (1, 2, 3)], 1),
        ([f"∇_x ({_INNER} + t^{k})" for k in (1, 2, 3)], 1),
        ([f"∇_x ({k} {_INNER})/{k}" for k in (2, 3, 5)], 1),
        ([f"∇_x (2 + {k} {_INNER})/{k}" for k in (2, 3, 5)], 1),
        ([f"∇_x ({_INNER}) + ∇_x({k})" for k in (1, 2)], 1),
        ([_GOAL, f"∇_x ({_INNER})", _GOAL, "∇_x (g(x)^T f(x))"], 1),
        ([f"{_GOAL} + {k}(sin(t)^2 + cos(t)^2 - 1) x" for k in (1, 2, 3)], 1),
        ([f"({_GOAL})*(sin(t)^2 + cos(t)^2)^{k}" for k in (1, 2, 3)], 1),
        ([f"J_f(x)^T g(x)*{one} + J_g(x)^T f(x)" for one in ("exp(0)", "cos(0)", "t/t", "t^0")], 1),
        (["J_f(x)^T g(x)*exp(t)*(1/exp(t)) + J_g(x)^T f(x)"], 1),
        # what is a step, once
        (["∇_x Σ_k f_k(x) g_k(x)", "∇_x Σ_j f_j(x) g_j(x)", "∇_x Σ_k (f_k(x) g_k(x) + 1)"], 2),
        (["∇_x (2 f(x)^T g(x))/2", "∇_x Σ_k f_k(x) g_k(x)",
          "Σ_k (f_k(x) ∇g_k(x) + g_k(x) ∇f_k(x))"], 3),
    ],
)  # fmt: skip
def test_what_can_be_put_in_forever_is_no_work(steps, work):
    typed = "\n= ".join([f"∇_x ({_INNER})", *steps, _GOAL])
    found = judged(typed, MAPS_PROOF)
    assert {step.standing for step in found.steps} <= {Standing.GIVEN, Standing.RIGHT}
    assert found.work == work


@pytest.mark.parametrize(
    ("start", "goal", "typed", "work"),
    [
        # a factor may be taken out of a derivative, and a constant away, once
        ("∇_x (x^T x/2 + 3)", "x", "= ∇_x (x^T x/2)\n= ∇_x (x^T x)/2\n= x", 2),
        ("∇_x (x^T x/2)", "x", "= ½ ∇_x (x^T x)\n= ½ ∇_x Σ_k x_k^2\n= x", 3),
        ("∇_x (x^T x/2)", "x", "= ½ ∇_x (x^T x)\n= ∇_x (x^T x/2)\n= ⅓ ∇_x (3 x^T x/2)\n= x", 2),
        # the same once more with another letter
        ("∇_x (a^T x)", "a", "∂_{x_i} (a^T x) = a_i\n∂_{x_j} (a^T x) = a_j\n∇_x (a^T x) = a", 2),
        ("∇_x (a^T x)", "a", "= A A^-1 a\n= A^2 A^-2 a\n= a", 1),
    ],
)
def test_a_rule_that_is_used_again_is_no_more_work(start, goal, typed, work):
    assert judged(typed, asked(INNER, start, goal)).work == work


def test_what_one_derivation_has_shown_serves_the_next():
    of = asked({"A": "n x n", "x": "n"}, "x.T*A*x + 0*x.T*x", "x.T*A.T*x")
    typed = "x.T*A*x\n= x.T*A.T*x\n= x.T*A*x/2 + x.T*A.T*x/2\n= 2*x.T*A*x"
    known: Known = {}
    alone, first, second = (
        judgement(typed, of, 7),
        *(judgement(typed, of, 7, known) for _ in range(2)),
    )
    assert known
    assert alone == first == second
    assert second.first_wrong is not None


def test_what_there_is_no_time_for_is_undecided(monkeypatch):
    monkeypatch.setattr("grader.comparison.chain.pairs.SECONDS", -1.0)
    found = judged("∇_x (a^T x)\n= ∇_x (x^T a)\n= a\n= 2 a")
    assert [step.standing for step in found.steps] == [
        Standing.GIVEN, Standing.RIGHT, Standing.UNDECIDED, Standing.UNDECIDED,
    ]  # fmt: skip
    assert "no time" in found.steps[-1].told
