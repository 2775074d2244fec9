"""Components: numpy at random floats is the judge of every rule; declarations become symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
import sympy as sp

from grader.evaluation.components import FUNCTIONS, Place, components, determinant
from grader.evaluation.entries import Entries, InexpressibleError, entries, names
from grader.language.declarations import Scope, scope
from grader.language.functions import ELEMENTWISE
from grader.language.shapes import meaning
from grader.language.tree import KINDS, Abstract, At, Expression, Node, Unit

SIZES = {"n": 3, "m": 2}
SCOPE = scope(
    {"A": "n x n", "B": "n x m", "x": "n", "y": "n", "w": "1 x n", "s": "scalar", "t": "scalar"}
)
Values = Mapping[str, np.ndarray]


def written(
    text: str, given: Scope = SCOPE, sizes: Mapping[str, int] = SIZES
) -> tuple[sp.Matrix, Entries, Place]:
    """The text in components; its free indices are 2 and 1, counted from zero."""
    tree = meaning(text, given).tree
    table = entries(given.variables, sizes, list(names(tree)))
    place = Place(table.matrices, dict(sizes), {"i": 2, "j": 1})
    return components(tree, place), table, place


def kinds(node: Node) -> Iterator[type]:
    yield type(node)
    waiting: list[object] = [getattr(node, name) for name in node.__match_args__]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            yield from kinds(part)
        elif isinstance(part, tuple):
            waiting += part


def softmax(z: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(z) / np.exp(z).sum())


# What numpy makes of the same thing: A is v["A"], and so on; a scalar is 1×1.
RULES: dict[str, Callable[[Values], object]] = {
    "3/4": lambda v: 0.75,
    "pi*s": lambda v: np.pi * v["s"],
    "s/m + n": lambda v: v["s"] / 2 + 3,
    "A + I": lambda v: v["A"] + np.eye(3),
    "ones(n, m) - zeros(n, m)": lambda v: np.ones((3, 2)),
    "A*e_2": lambda v: v["A"][:, [1]],
    "x + s": lambda v: v["x"] + v["s"],
    "x - 2*y": lambda v: v["x"] - 2 * v["y"],
    "-A": lambda v: -v["A"],
    "s*t*A": lambda v: v["s"] * v["t"] * v["A"],
    "x.*y.*x": lambda v: v["x"] ** 2 * v["y"],
    "A*B*B.T": lambda v: v["A"] @ v["B"] @ v["B"].T,
    "x.T*A*y": lambda v: v["x"].T @ v["A"] @ v["y"],
    "x*w": lambda v: v["x"] @ v["w"],
    "kron(B, A)": lambda v: np.kron(v["B"], v["A"]),
    "A/s": lambda v: v["A"] / v["s"],
    "x./y": lambda v: v["x"] / v["y"],
    "1/(1+exp(x))": lambda v: 1 / (1 + np.exp(v["x"])),
    "x.^3": lambda v: v["x"] ** 3,
    "abs(s)^(5/2)": lambda v: np.abs(v["s"]) ** 2.5,
    "exp(s)^t": lambda v: np.exp(v["s"]) ** v["t"],
    "A^3": lambda v: np.linalg.matrix_power(v["A"], 3),
    "inv(A)*x": lambda v: np.linalg.solve(v["A"], v["x"]),
    "B.T": lambda v: v["B"].T,
    "B[1,2] + x[3]": lambda v: v["B"][0, 1] + v["x"][2],
    "x_i*A_ij": lambda v: v["x"][2] * v["A"][2, 1],
    "A[2,:]": lambda v: v["A"][[1], :],
    "A[:,j]": lambda v: v["A"][:, [1]],
    "[s, t, 1]": lambda v: np.array([[v["s"].item()], [v["t"].item()], [1]]),
    "[[s, t], [t, 1]]": lambda v: np.array([[v["s"].item(), v["t"].item()], [v["t"].item(), 1]]),
    "diag(x)": lambda v: np.diag(v["x"][:, 0]),
    "diag(A)": lambda v: np.diag(v["A"])[:, None],
    "vec(B)": lambda v: v["B"].T.reshape(-1, 1),
    "max(x, s)": lambda v: np.maximum(v["x"], v["s"]),
    "min(x, y, 0)": lambda v: np.minimum(np.minimum(v["x"], v["y"]), 0),
    "softmax(x)": lambda v: softmax(v["x"]),
    "norm(x)": lambda v: np.linalg.norm(v["x"]),
    "norm(B)": lambda v: np.linalg.norm(v["B"]),
    "trace(A)": lambda v: np.trace(v["A"]),
    "det(A)": lambda v: np.linalg.det(v["A"]),
    "sum(B)": lambda v: v["B"].sum(),
    "logsumexp(w)": lambda v: np.log(np.exp(v["w"]).sum()),
    "Sum(x[k]*A[k,j], (k, 1, n))": lambda v: v["x"].T @ v["A"][:, [1]],
    "Sum(k*x[k], (k, 2, n))": lambda v: 2 * v["x"][1] + 3 * v["x"][2],
    "Sum((x[k+1] - x[k])^2, (k, 1, n-1))": lambda v: (np.diff(v["x"], axis=0) ** 2).sum(),
    "Sum(delta(k, i)*y[k], (k, 1, n))*x[i]": lambda v: v["y"][2] * v["x"][2],
    "exp(x)": lambda v: np.exp(v["x"]),
    "log(abs(x))": lambda v: np.log(np.abs(v["x"])),
    "sqrt(abs(x))": lambda v: np.sqrt(np.abs(v["x"])),
    "sin(x) + cos(x)": lambda v: np.sin(v["x"]) + np.cos(v["x"]),
    "tan(x)": lambda v: np.tan(v["x"]),
    "sec(x)": lambda v: 1 / np.cos(v["x"]),
    "csc(x)": lambda v: 1 / np.sin(v["x"]),
    "cot(x)": lambda v: 1 / np.tan(v["x"]),
    "asin(x/9)": lambda v: np.arcsin(v["x"] / 9),
    "acos(x/9)": lambda v: np.arccos(v["x"] / 9),
    "atan(x)": lambda v: np.arctan(v["x"]),
    "sinh(x) + cosh(x)": lambda v: np.exp(v["x"]),
    "tanh(x)": lambda v: np.tanh(v["x"]),
    "sigmoid(x)": lambda v: 1 / (1 + np.exp(-v["x"])),
    "softplus(x)": lambda v: np.log1p(np.exp(v["x"])),
    "relu(x)": lambda v: np.maximum(v["x"], 0),
    "sign(x)": lambda v: np.sign(v["x"]),
}


@pytest.mark.parametrize("text", RULES)
def test_every_rule_agrees_with_numpy(text: str) -> None:
    rng = np.random.default_rng(7)
    matrix, table, _ = written(text)
    values: dict[str, np.ndarray] = {}
    point: dict[sp.Symbol, sp.Float] = {}
    for name in SCOPE.variables:
        shape = table.matrices[name].shape if name in table.matrices else (1, 1)
        values[name] = rng.normal(size=shape) * 2
        if name in table.matrices:
            point |= dict(zip(table.matrices[name], map(sp.Float, values[name].flat), strict=True))
    theirs = np.array(matrix.xreplace(point).evalf(), dtype=float)
    ours = np.atleast_2d(np.asarray(RULES[text](values), dtype=float))
    assert theirs.shape == ours.shape
    assert np.allclose(theirs, ours, rtol=1e-12, atol=1e-12)


def test_the_table_above_has_every_kind_and_every_function() -> None:
    trees = [meaning(text, SCOPE).tree for text in RULES]
    # A sample function has no components.
    assert {kind for tree in trees for kind in kinds(tree)} == set(KINDS) - {Abstract}
    assert set(FUNCTIONS) == ELEMENTWISE


@pytest.mark.parametrize(
    ("declaration", "is_so"),
    [
        ("scalar", lambda a: a.is_real and a.is_positive is None),
        ("scalar positive", lambda a: a.is_positive),
        ("scalar nonnegative", lambda a: a.is_nonnegative and a.is_positive is None),
        ("scalar nonzero", lambda a: a.is_real and a.is_nonzero),
        ("scalar integer", lambda a: a.is_integer),
        ("scalar in (0, 1)", lambda a: a.is_positive and not a.is_integer),
        ("scalar in (-1, 1)", lambda a: a.is_positive is None),
        ("scalar in (-2, -1)", lambda a: a.is_negative),
        ("scalar in {0, 1}", lambda a: a.is_integer and a.is_nonnegative and a.is_zero is None),
        ("scalar in {-1, 1}", lambda a: a.is_integer and a.is_nonzero),
    ],
)
def test_symbols_know_what_is_declared(
    declaration: str, is_so: Callable[[sp.Symbol], bool]
) -> None:
    matrix, _, _ = written("a", scope({"a": declaration}))
    assert is_so(matrix[0])


def test_entries_are_called_as_the_exercise_counts() -> None:
    given = scope({"A": "n x m", "x": "n", "w": "1 x n", "s": "scalar"})
    for base, expected in ((1, "A[1,2] x[2] w[2] s"), (0, "A[0,1] x[1] w[1] s")):
        table = entries(given.variables, SIZES, list(given.variables), index_base=base)
        places = {"A": (0, 1), "x": (1, 0), "w": (0, 1), "s": (0, 0)}
        found = [str(table.matrices[name][place]) for name, place in places.items()]
        assert " ".join(found) == expected


def test_only_the_names_that_occur_are_written_out() -> None:
    given = scope({"Q": "n x n orthogonal", "x": "n"})
    _, table, _ = written("2*x", given)
    assert set(table.matrices) == {"x"}
    with pytest.raises(InexpressibleError, match="Q is orthogonal: it has no free entries"):
        written("Q*x", given)


def test_structure_is_shared_symbols_and_zeros() -> None:
    given = scope({"S": "n x n symmetric", "D": "n x n diagonal", "P": "n x n positive definite"})
    symmetric, _, _ = written("S - S.T", given)
    diagonal, _, _ = written("D", given)
    definite, table, _ = written("P", given)
    assert symmetric == sp.zeros(3)
    assert diagonal.is_diagonal()
    assert all(diagonal[k, k].free_symbols for k in range(3))
    assert definite.is_symmetric()
    # In its chart it is L Lᵀ, whose leading minors are positive.
    assert sp.factor(definite[:2, :2].xreplace(table.chart).det()).is_positive


def test_what_symbols_cannot_say_stands_in_chart_and_choices() -> None:
    given = scope({"p": "scalar in (2, 5)", "y": "m in {0, 1}", "h": "n one-hot"})
    matrix, table, _ = written("p*(h.T*h)*(y.T*y)", given)
    p = table.matrices["p"][0]
    inside = table.chart[p]
    assert sp.limit(inside, *inside.free_symbols, 0) == 2
    assert sp.limit(inside, *inside.free_symbols, sp.oo) == 5
    sizes = sorted(len(group) for group in table.choices)
    assert sizes == [2, 2, 3]  # y_1, y_2, and the places of the one
    hot = next(group for group in table.choices if len(group) == 3)
    assert all(sum(choice.values()) == 1 for choice in hot)
    assert matrix.shape == (1, 1)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("log(s)", {"s"}),
        ("sqrt(s) + log(s)", {"s"}),
        ("s^(3/2)", {"s"}),
        ("s^-3", set()),
        ("s^t", {"s"}),
        ("acos(s)", {"1 - s**2"}),
        ("log(1 + s^2) + sqrt(abs(s)) + norm(x)", set()),
    ],
)
def test_conditions_say_where_a_tree_is_real(text: str, conditions: set[str]) -> None:
    _, _, place = written(text)
    assert {str(condition) for condition in place.conditions} == conditions


def test_a_determinant_equals_sympys() -> None:
    matrix = sp.ImmutableDenseMatrix(4, 4, lambda i, j: sp.Symbol(f"a{i}{j}"))
    assert sp.expand(determinant(matrix) - matrix.det()) == 0


@pytest.mark.parametrize(
    ("text", "sizes", "message"),
    [
        ("x*x.T", {"n": 40}, "a matrix of 40×40 entries is too large"),
        ("det(A)", {"n": 9}, "a determinant of 9 rows is too large"),
        ("max(sqrt(-1-s^2), 0)", {"n": 2}, "numbers that are not real have no order"),
        ("x[4]", {"n": 2}, "there is no entry 3 .from 0. among 2"),
    ],
)
def test_what_cannot_be_written_out(text: str, sizes: dict[str, int], message: str) -> None:
    with pytest.raises(InexpressibleError, match=message):
        written(text, SCOPE, sizes)


def test_an_index_outside_is_noticed() -> None:
    outside: Expression = Unit(At("i", 1), ("n", 1))
    with pytest.raises(InexpressibleError, match="there is no entry 3"):
        components(outside, Place({}, SIZES, {"i": 2}))


def test_division_by_zero_is_a_value_not_an_exception() -> None:
    matrix, _, _ = written("s/(t - t)")
    assert matrix[0].has(sp.zoo)
