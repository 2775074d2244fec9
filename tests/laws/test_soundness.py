"""Pairs that are made to break the exact reading: whatever agrees there is equal, at every seed.

Each table is about one argument of the docstrings of plans.py, modular.py, elementwise.py,
radicands.py or logarithms.py. "different" must never be called equal, nor the other way round.
"""

from __future__ import annotations

import pytest

from grader import compare
from grader.evaluation.fields import SMALL, TOP

EQUAL, DIFFERENT, UNDECIDED = "equal", "different", "undecided"
X = {"x": "scalar", "y": "scalar"}
POSITIVE = {"x": "scalar positive", "y": "scalar positive"}
V = {"x": "n", "y": "n", "A": "n x n", "B": "n x n"}


def check(answer: str, reference: str, variables: dict[str, str], outcome: str) -> None:
    found = compare(answer, reference, variables)
    evidence = found.evidence[-1]
    assert found.outcome == outcome, evidence.summary
    assert evidence.log2_error is None or evidence.log2_error <= -100, evidence.summary


# ----- signs -------------------------------------------------------------------------------

# 29, 37, 41 … are squares modulo some of our primes and none modulo others: a finite field takes
# 37 for a negative number. The sign of what is a number is its own.
LARGE = [29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103]


@pytest.mark.parametrize("prime", LARGE)
def test_a_number_is_positive_whatever_it_is_modulo_a_prime(prime: int) -> None:
    check(f"-{prime}*abs(x)", f"abs({prime}*x)", X, DIFFERENT)
    check(f"-{prime}*sqrt(x^2)", f"sqrt({prime**2}*x^2)", X, DIFFERENT)
    check(f"-{prime}*norm(x)", f"norm({prime}*x)", V, DIFFERENT)
    check("2*x", f"max(2, {prime})*x", X, DIFFERENT)
    check(f"{prime}*x", f"max(2, {prime})*x", X, EQUAL)
    check(f"-{prime}*x", f"abs(2 - {prime + 2})*x", X, DIFFERENT)


SIGNS = [
    ("x", "abs(x)", X, DIFFERENT),
    ("sign(x)*x", "abs(x)", X, EQUAL),
    ("abs(x)*y", "abs(x*y)", X, DIFFERENT),
    ("abs(x)*abs(y)", "abs(x*y)", X, EQUAL),
    ("sign(x)", "sign(x)^3", X, EQUAL),
    ("sign(x)*sign(y)", "sign(x*y)", X, EQUAL),
    ("sign(x) + sign(y)", "sign(x + y)", X, DIFFERENT),
    ("x*sign(y)", "abs(x)*sign(x*y)", X, EQUAL),
    ("max(x, y)", "(x + y + abs(x - y))/2", X, EQUAL),
    ("max(x, y) + min(x, y)", "x + y", X, EQUAL),
    ("max(x, y) - min(x, y)", "abs(x - y)", X, EQUAL),
    ("max(x, y)", "x*sign(x - y)", X, DIFFERENT),
    ("max(x, -x)", "abs(x)", X, EQUAL),
    ("max(x, 0)", "relu(x)", X, EQUAL),
    ("relu(x) - relu(-x)", "x", X, EQUAL),
    ("relu(x) + relu(-x)", "x", X, DIFFERENT),
    ("relu(x)*relu(y)", "relu(x*y)", X, DIFFERENT),
    ("relu(relu(x))", "relu(x)", X, EQUAL),
    ("relu(x)^2 + relu(-x)^2", "x^2", X, EQUAL),
    ("abs(abs(x) - abs(y))", "abs(x - y)", X, DIFFERENT),
    ("x^2*abs(y)", "abs(x^2*y)", X, EQUAL),
    ("abs(A*A)", "A*A", V, DIFFERENT),
    ("abs(A)*abs(x)", "abs(A*x)", V, DIFFERENT),
    ("abs(x).*abs(y)", "abs(x.*y)", V, EQUAL),
    ("sum(abs(x))", "abs(sum(x))", V, DIFFERENT),
    ("abs(1 - sqrt(3))*x", "(1 - sqrt(3))*x", X, DIFFERENT),
    ("abs(1 - sqrt(3))*x", "(sqrt(3) - 1)*x", X, EQUAL),
    ("abs(x)*(x^2 + 1)", "abs(x^3 + x)", X, EQUAL),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), SIGNS)
def test_signs(answer: str, reference: str, variables: dict[str, str], outcome: str) -> None:
    check(answer, reference, variables, outcome)


# ----- roots -------------------------------------------------------------------------------

ROOTS = [
    ("x", "sqrt(x^2)", X, DIFFERENT),
    ("abs(x)", "sqrt(x^2)", X, EQUAL),
    ("x", "sqrt(x^2)", POSITIVE, EQUAL),
    ("x - 1", "sqrt((x - 1)^2)", X, DIFFERENT),
    ("x - 1", "sqrt(x^2 - 2*x + 1)", X, DIFFERENT),
    ("abs(x - 1)", "sqrt(x^2 - 2*x + 1)", X, EQUAL),
    ("x*sqrt(y)", "sqrt(x^2*y)", X, DIFFERENT),
    ("abs(x)*sqrt(y)", "sqrt(x^2*y)", X, EQUAL),
    ("x*sqrt(y)", "sqrt(x^2*y)", POSITIVE, EQUAL),
    ("abs(x)*sqrt(x - 1)", "sqrt(x^2*(x - 1))", X, EQUAL),
    ("sqrt(x)*sqrt(y)", "sqrt(x*y)", X, DIFFERENT),
    ("sqrt(x)*sqrt(y)", "sqrt(x*y)", POSITIVE, EQUAL),
    ("sqrt(x) + sqrt(y)", "sqrt(x + y)", POSITIVE, DIFFERENT),
    ("x + y", "sqrt((x + y)^2)", X, DIFFERENT),
    ("abs(x + y)", "sqrt(x^2 + 2*x*y + y^2)", X, EQUAL),
    ("x*(x - 1)", "sqrt(x^2*(x - 1)^2)", X, DIFFERENT),
    ("abs(x)*(x - 1)", "sqrt(x^2*(x - 1)^2)", X, DIFFERENT),
    ("abs(x)*abs(x - 1)", "sqrt(x^2*(x - 1)^2)", X, EQUAL),
    ("(x^2)^(3/2)", "x^3", X, DIFFERENT),
    ("(x^2)^(3/2)", "abs(x)^3", X, EQUAL),
    ("(x^3)^(1/3)", "x", POSITIVE, EQUAL),
    ("x^(1/2)*x^(1/3)", "x^(5/6)", POSITIVE, EQUAL),
    ("x^(1/2)*x^(1/3)", "x^(1/6)", POSITIVE, DIFFERENT),
    ("1 - sqrt(5)", "sqrt(6 - 2*sqrt(5))", {}, DIFFERENT),
    ("sqrt(5) - 1", "sqrt(6 - 2*sqrt(5))", {}, EQUAL),
    ("sqrt(3) - sqrt(2)", "sqrt(5 - 2*sqrt(6))", {}, EQUAL),
    ("sqrt(2) - sqrt(3)", "sqrt(5 - 2*sqrt(6))", {}, DIFFERENT),
    ("norm(-x)", "norm(x)", V, EQUAL),
    ("-norm(x)", "norm(-x)", V, DIFFERENT),
    ("norm(x)*norm(y)", "x.T*y", V, DIFFERENT),
    ("norm(x)*abs(sum(y))", "norm(x*sum(y))", V, EQUAL),
    ("norm(x)*sum(y)", "norm(x*sum(y))", V, DIFFERENT),
    ("norm(2*A*x)", "2*norm(A*x)", V, EQUAL),
    ("exp(log(x^2)/2)", "x", X, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), ROOTS)
def test_roots(answer: str, reference: str, variables: dict[str, str], outcome: str) -> None:
    check(answer, reference, variables, outcome)


@pytest.mark.parametrize(
    ("answer", "reference", "is_shown_by_draws"),
    [
        ("(1 + sqrt(2))*x", "sqrt(3 + 2*sqrt(2))*x", False),
        ("abs(sqrt(2) - 1)*x", "(sqrt(2) - 1)*x", False),
        ("2*x/sqrt(2)", "sqrt(2)*x", True),
        ("x*x", "x^2", True),
        ("sqrt(x^2)", "abs(x)", True),
    ],
)
def test_what_rests_on_digits_as_well_says_so(
    answer: str, reference: str, is_shown_by_draws: bool
) -> None:
    found = compare(answer, reference, X).evidence[-1]
    assert found.kind == "exact"
    assert (found.points, found.digits) == ((0, 0) if is_shown_by_draws else (2, 300))
    assert ("300 digits" in found.summary) is not is_shown_by_draws


# ----- powers, logs, exponentials ----------------------------------------------------------

TRANSCENDENTAL = [
    # e is no number of the field, whatever generates its group
    ("4*x", "e*x", X, DIFFERENT),
    ("16", "exp(2)", {}, DIFFERENT),
    ("2", "exp(1/2)", {}, DIFFERENT),
    ("3", "e", {}, DIFFERENT),
    ("e^2*e^3", "exp(5)", {}, EQUAL),
    ("22/7*x", "pi*x", X, DIFFERENT),
    ("log(8)", "3*log(2)", {}, EQUAL),
    ("log(6)", "log(2) + log(3)", {}, EQUAL),
    ("log(5)", "log(2) + log(3)", {}, DIFFERENT),
    ("2*log(x)", "log(x^2)", X, DIFFERENT),
    ("2*log(abs(x))", "log(x^2)", X, EQUAL),
    ("2*log(x)", "log(x^2)", POSITIVE, EQUAL),
    ("log(x) + log(y)", "log(x*y)", X, DIFFERENT),
    ("log(x) + log(y)", "log(x*y)", POSITIVE, EQUAL),
    ("log(x) + log(y)", "log(x + y)", POSITIVE, DIFFERENT),
    ("log(x + y)", "log(y + x)", X, EQUAL),
    ("log(1 + x^2) + log(1 + y^2)", "log((1 + x^2)*(1 + y^2))", X, EQUAL),
    ("-log(1 + x^2)", "log(1/(1 + x^2))", X, EQUAL),
    ("x", "exp(log(x))", POSITIVE, EQUAL),
    ("x", "exp(log(x))", X, DIFFERENT),
    ("x", "log(exp(x))", X, EQUAL),
    ("x^y*x^2", "x^(y + 2)", POSITIVE, EQUAL),
    ("x^y*x^2", "x^(2*y)", POSITIVE, DIFFERENT),
    ("exp(x)^y", "exp(x*y)", X, EQUAL),
    ("exp(x^y)", "exp(x)^y", POSITIVE, DIFFERENT),
    ("exp(exp(x))*exp(exp(y))", "exp(exp(x) + exp(y))", X, EQUAL),
    ("exp(exp(x + y))", "exp(exp(x))*exp(exp(y))", X, DIFFERENT),
    ("exp(-exp(-x))", "1/exp(1/exp(x))", X, EQUAL),
    ("softmax(x)", "exp(x - logsumexp(x))", V, EQUAL),
    ("softmax(x)", "exp(x)/(1 + sum(exp(x)))", V, DIFFERENT),
    ("softplus(x)", "x + softplus(-x)", X, EQUAL),
    ("softplus(x)", "-x + softplus(-x)", X, DIFFERENT),
    ("tanh(x)", "2*sigmoid(2*x) - 1", X, EQUAL),
    ("tanh(x)", "2*sigmoid(x) - 1", X, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), TRANSCENDENTAL)
def test_exponentials_and_logs(
    answer: str, reference: str, variables: dict[str, str], outcome: str
) -> None:
    check(answer, reference, variables, outcome)


ANGLES = [
    ("sin(x)", "cos(x - pi/2)", X, EQUAL),
    ("sin(x)", "cos(x + pi/2)", X, DIFFERENT),
    ("-sin(x)", "sin(x + pi)", X, EQUAL),
    ("sin(x)", "sin(x + 2*pi)", X, EQUAL),
    ("sin(x)", "sin(x + pi*x)", X, DIFFERENT),
    ("2*sin(x)*cos(x)", "sin(2*x)", X, EQUAL),
    ("sin(x)^2", "1 - cos(x)^2", X, EQUAL),
    ("sin(x^2)", "sin(x)^2", X, DIFFERENT),
    ("1/2", "cos(pi/3)", {}, EQUAL),
    ("sqrt(2)/2", "cos(pi/4)", {}, EQUAL),
    ("-sqrt(2)/2", "cos(pi/4)", {}, DIFFERENT),
    ("(1 + sqrt(5))/4", "cos(pi/5)", {}, EQUAL),
    ("(1 - sqrt(5))/4", "cos(pi/5)", {}, DIFFERENT),
    ("(sqrt(6) - sqrt(2))/4", "sin(pi/12)", {}, EQUAL),
    ("sin(exp(x))*cos(exp(y)) + cos(exp(x))*sin(exp(y))", "sin(exp(x) + exp(y))", X, EQUAL),
    ("sin(sin(x + y))", "sin(sin(x)) + sin(sin(y))", X, DIFFERENT),
    ("0", "sin(pi*k)", {"k": "scalar"}, DIFFERENT),
    ("cos(x)*exp(sin(x))", "cos(x)*exp(-sin(-x))", X, EQUAL),
    ("sin(1)", "1", {}, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), ANGLES)
def test_angles(answer: str, reference: str, variables: dict[str, str], outcome: str) -> None:
    check(answer, reference, variables, outcome)


# ----- dimensions --------------------------------------------------------------------------


def product_of_gaps(first: int, last: int) -> str:
    return "*".join(f"(n - {k})" for k in range(first, last + 1))


DIMENSIONS = [
    *((f"n*x + {product_of_gaps(1, last)}*x", "n*x", V, DIFFERENT) for last in (2, 3, 5, 8, 12)),
    ("2*x", "n*x", V, DIFFERENT),
    ("sum(ones(n))*x", "n*x", V, EQUAL),
    ("trace(eye(n))*x", "n*x", V, EQUAL),
    ("x[1] + x[2]", "sum(x)", V, DIFFERENT),
    ("x[1] + x[2] + x[3]", "sum(x)", V, DIFFERENT),
    ("exp(x[1])*exp(x[2])", "exp(sum(x))", V, DIFFERENT),
    ("A[1,1] + A[2,2]", "trace(A)", V, DIFFERENT),
    ("A[1,1]*A[2,2] - A[1,2]*A[2,1]", "det(A)", V, DIFFERENT),
    *((f"{k}*x[1]", "Sum(x[1], (i, 1, n))", V, DIFFERENT) for k in (2, 3, 4)),
    ("n*x[1]", "Sum(x[1], (i, 1, n))", V, EQUAL),
    *((f"{k}*sum(x)", "Sum(Sum(x[j], (i, 1, n)), (j, 1, n))", V, DIFFERENT) for k in (2, 3, 4)),
    ("n*sum(x)", "Sum(Sum(x[j], (i, 1, n)), (j, 1, n))", V, EQUAL),
    *((f"{k}", "sum(x./x)", V, DIFFERENT) for k in (2, 3, 4)),
    ("n", "sum(x./x)", V, EQUAL),
    *((f"{k}", "sum(exp(x).*exp(-x))", V, DIFFERENT) for k in (2, 3, 4)),
    *((f"{k}", "sum(sin(x).^2 + cos(x).^2)", V, DIFFERENT) for k in (2, 3, 4)),
    *((f"{k}", "x.T*(1./x)", V, DIFFERENT) for k in (2, 3, 4)),
    *((f"{k}", "Sum(x[i]/x[i], (i, 1, n))", V, DIFFERENT) for k in (2, 3, 4)),
    *((f"{k}", "Sum(A[i,i]*inv(A)[i,i]/(A[i,i]*inv(A)[i,i]), (i, 1, n))", V, DIFFERENT)
      for k in (2, 3)),
    *((f"{k}", "trace(A*inv(A))", V, DIFFERENT) for k in (2, 3, 4, 5)),
    ("n", "trace(A*inv(A))", V, EQUAL),
    ("(2*n^2 - 6*n + 8)*x", "2^n*x", V, DIFFERENT),
    ("2^(n + 1)*x", "2*2^n*x", V, EQUAL),
    ("x*(-1)^n", "x", V, DIFFERENT),
    ("n*(n + 1)/2", "Sum(k, (k, 1, n))", V, EQUAL),
    ("n*(n - 1)/2", "Sum(k, (k, 1, n))", V, DIFFERENT),
    ("n^2*(n + 1)^2/4", "Sum(k^3, (k, 1, n))", V, EQUAL),
    ("27*n - 45", "Sum(k^3, (k, 1, n))", V, DIFFERENT),
    ("55*n^2 - 240*n + 261", "Sum(k^4, (k, 1, n))", V, DIFFERENT),
    ("sum(x) - x[1]", "Sum(x[k], (k, 2, n))", V, EQUAL),
    ("sum(x)", "Sum(x[k], (k, 2, n))", V, DIFFERENT),
    ("Sum(x[k+1] - x[k], (k, 1, n-1))",
     "Sum(x[k+1], (k, 1, n-1)) - Sum(x[k], (k, 1, n-1))", V, EQUAL),
    ("mean(x)", "sum(x)/n", V, EQUAL),
    ("sum(x)/3", "mean(x)", V, DIFFERENT),
    ("ones(n).T*ones(n)", "n", V, EQUAL),
    ("n*m", "sum(ones(n, m))", {"X": "n x m"}, EQUAL),
    ("n^2", "sum(ones(n, m))", {"X": "n x m"}, DIFFERENT),
    ("1/m*sum(X)", "1/n*sum(X)", {"X": "n x m"}, DIFFERENT),
    ("sum(X)/(1 + n)", "sum(X)/(n + 1)", {"X": "n x m"}, EQUAL),
    ("A[i,j]", "A[j,i]", V, DIFFERENT),
    ("A[i,j] + A[j,i]", "A[j,i] + A[i,j]", V, EQUAL),
    ("kron(A, B)*vec(A)", "vec(B*A*A.T)", V, EQUAL),
    ("kron(B, A)*vec(A)", "vec(B*A*A.T)", V, DIFFERENT),
    ("kron(B.T, A)*vec(A)", "vec(A*A*B)", V, EQUAL),
    ("det(A)^2", "det(2*A)", V, DIFFERENT),
    ("2^n*det(A)", "det(2*A)", V, EQUAL),
    ("4*det(A)", "det(2*A)", V, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), DIMENSIONS)
def test_what_holds_for_some_dimensions_only(
    answer: str, reference: str, variables: dict[str, str], outcome: str
) -> None:
    check(answer, reference, variables, outcome)


def standard_identity() -> str:
    """S₄(A, B, C, D), which vanishes for 2×2 matrices (Amitsur and Levitzki)."""
    from itertools import permutations

    terms = []
    for order in permutations(range(4)):
        odd = sum(order[i] > order[j] for i in range(4) for j in range(i + 1, 4)) % 2
        terms.append(("- " if odd else "+ ") + "*".join("ABCD"[i] for i in order))
    return " ".join(terms).removeprefix("+ ")


ANY = dict.fromkeys("ABCD", "n x n")
TWO = dict.fromkeys("ABCD", "2 x 2")
THREE = dict.fromkeys("ABCD", "3 x 3")
CAYLEY_2 = "A^2 - trace(A)*A + (trace(A)^2 - trace(A^2))/2*eye({})"
CAYLEY_3 = (
    "A^3 - trace(A)*A^2 + (trace(A)^2 - trace(A^2))/2*A"
    " - (trace(A)^3 - 3*trace(A)*trace(A^2) + 2*trace(A^3))/6*eye({})"
)
IDENTITIES = [
    (standard_identity(), "zeros(2, 2)", TWO, EQUAL),
    (standard_identity(), "zeros(3, 3)", THREE, DIFFERENT),
    (standard_identity(), "zeros(n, n)", ANY, DIFFERENT),
    (CAYLEY_2.format(2), "zeros(2, 2)", TWO, EQUAL),
    (CAYLEY_2.format(3), "zeros(3, 3)", THREE, DIFFERENT),
    (CAYLEY_2.format("n"), "zeros(n, n)", ANY, DIFFERENT),
    (CAYLEY_3.format(3), "zeros(3, 3)", THREE, EQUAL),
    (CAYLEY_3.format("n"), "zeros(n, n)", ANY, DIFFERENT),
    ("(trace(A)^2 - trace(A^2))/2", "det(A)", TWO, EQUAL),
    ("(trace(A)^2 - trace(A^2))/2", "det(A)", ANY, DIFFERENT),
    ("(trace(A)*eye(2) - A)/det(A)", "inv(A)", TWO, EQUAL),
    ("(trace(A)*eye(n) - A)/det(A)", "inv(A)", ANY, DIFFERENT),
    ("trace(A*B*C)", "trace(A*C*B)", TWO, DIFFERENT),
    ("(A*B - B*A)^2*C", "C*(A*B - B*A)^2", TWO, EQUAL),
    ("(A*B - B*A)^2*C", "C*(A*B - B*A)^2", ANY, DIFFERENT),
    ("A*B", "B*A", {"A": "1 x 1", "B": "1 x 1"}, EQUAL),
    ("A^200", "A^199*A", ANY, EQUAL),
    ("A^200*B", "A^199*B*A", ANY, DIFFERENT),
    ("trace(A^60*B)", "trace(B*(A^20)^3)", ANY, EQUAL),
    ("trace(A^60*B)", "trace(A^59*B)", ANY, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), IDENTITIES)
def test_identities_of_small_matrices(
    answer: str, reference: str, variables: dict[str, str], outcome: str
) -> None:
    check(answer, reference, variables, outcome)


def test_what_holds_for_all_dimensions_says_so() -> None:
    evidence = compare("A.T*A*x", "A.T*(A*x)", {"A": "m x n", "x": "n"}).evidence[-1]
    assert evidence.every_dimension
    assert "for all m, n" in evidence.summary
    evidence = compare("inv(A)*x", "inv(A)*x", V).evidence[-1]
    assert not evidence.every_dimension
    assert "tried n = " in evidence.summary


# ----- assumptions -------------------------------------------------------------------------

Q = {"Q": "n x n orthogonal", "P": "n x n orthogonal", "x": "n", "b": "scalar positive"}
S = {"S": "n x n symmetric", "A": "n x n", "x": "n", "D": "n x n diagonal"}
ASSUMPTIONS = [
    ("x", "det(Q)*x", Q, DIFFERENT),
    ("x", "det(Q)^2*x", Q, EQUAL),
    ("x", "det(Q)*det(P)*x", Q, DIFFERENT),
    ("det(P*Q)", "det(Q)*det(P)", Q, EQUAL),
    ("sqrt(b)", "det(Q)*sqrt(b)", Q, DIFFERENT),
    ("abs(b*x)", "det(Q)*abs(b*x)", Q, DIFFERENT),
    ("Q.T*x", "inv(Q)*x", Q, EQUAL),
    ("Q*x", "inv(Q)*x", Q, DIFFERENT),
    ("norm(x)", "norm(Q*x)", Q, EQUAL),
    ("P*Q*x", "Q*P*x", Q, DIFFERENT),
    ("S.T*x", "S*x", S, EQUAL),
    ("A.T*x", "A*x", S, DIFFERENT),
    ("S*A", "A*S", S, DIFFERENT),
    ("D*S", "S*D", S, DIFFERENT),
    ("diag(diag(D))*x", "D*x", S, EQUAL),
    ("diag(diag(S))*x", "S*x", S, DIFFERENT),
    ("diag(D).*x", "D*x", S, EQUAL),
    ("(X.T*X)*inv(X.T*X)*w", "w", {"X": "n x d full rank", "w": "d"}, EQUAL),
    ("X*inv(X.T*X)*X.T*y", "y", {"X": "n x d full rank", "y": "n"}, DIFFERENT),
    ("y.*y", "y", {"y": "n in {0, 1}"}, EQUAL),
    ("y.*y", "y", {"y": "n in {-1, 1}"}, DIFFERENT),
    ("ones(n)", "y.*y", {"y": "n in {-1, 1}"}, EQUAL),
    ("y", "1/y", {"y": "scalar in {-1, 1}"}, EQUAL),
    ("1/y", "y", {"y": "scalar in {0, 1}"}, DIFFERENT),
    ("y^3", "y", {"y": "scalar in {-1, 0, 1}"}, EQUAL),
    ("y^2", "y", {"y": "scalar in {-1, 0, 1}"}, DIFFERENT),
    ("y^3 - 3*y^2 + 2*y", "0", {"y": "scalar in {0, 1, 2}"}, EQUAL),
    ("sum(t)", "1", {"t": "k one-hot"}, EQUAL),
    ("t*t.T", "diag(t)", {"t": "k one-hot"}, EQUAL),
    ("t*t.T", "eye(k)", {"t": "k one-hot"}, DIFFERENT),
    ("t.T*z*sum(t)", "t.T*z", {"t": "k one-hot", "z": "k"}, EQUAL),
    ("abs(y*x)", "y*abs(x)", {"y": "scalar in {0, 1}", "x": "scalar"}, EQUAL),
    ("abs(y*x)", "y*abs(x)", {"y": "scalar in {-1, 1}", "x": "scalar"}, DIFFERENT),
    ("abs(y*x)", "abs(x)", {"y": "scalar in {-1, 1}", "x": "scalar"}, EQUAL),
    ("abs(p)", "p", {"p": "scalar in (0, 1)"}, EQUAL),
    ("abs(1 - p)", "1 - p", {"p": "scalar in (0, 1)"}, EQUAL),
    ("abs(p)", "p", {"p": "scalar in (-1, 1)"}, DIFFERENT),
    ("sin(pi*k)", "0", {"k": "scalar integer"}, EQUAL),
    ("cos(pi*k)", "1", {"k": "scalar integer"}, DIFFERENT),
    ("cos(2*pi*k)", "1", {"k": "scalar integer"}, EQUAL),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), ASSUMPTIONS)
def test_assumptions(answer: str, reference: str, variables: dict[str, str], outcome: str) -> None:
    check(answer, reference, variables, outcome)


# ----- numbers, domains, poles -------------------------------------------------------------

NUMBERS = [
    ("1.000001*x", "x", X, DIFFERENT),
    ("1.000000000001*x", "x", X, DIFFERENT),
    ("(1 + 10^-60)*exp(x)", "exp(x)", X, DIFFERENT),
    ("x + 10^-80", "x", X, DIFFERENT),
    ("exp(x) + 10^-80", "exp(x)", X, DIFFERENT),
    ("exp(x) + 10^-300", "exp(x)", X, DIFFERENT),
    ("10^-300*x", "2*10^-300*x", X, DIFFERENT),
    ("10^300*x", "2*10^300*x", X, DIFFERENT),
    ("10^300*x*10^-300", "x", X, EQUAL),
    ("(x + 10^40) - 10^40", "x", X, EQUAL),
    ("(exp(x) + 10^30 - 10^30)*y", "exp(x)*y", X, EQUAL),
    ("0.333*x", "x/3", X, DIFFERENT),
    ("0.5*x", "x/2", X, EQUAL),
    (f"x + {TOP.prime}*y", "x", X, DIFFERENT),
    (f"x + {SMALL.prime}*abs(y)", "x", X, DIFFERENT),
    (f"x*{TOP.prime + 1}", "x", X, DIFFERENT),
    (f"exp(x + {TOP.exponents.prime if TOP.exponents else 0})", "exp(x)", X, UNDECIDED),
    (f"sin(x + {TOP.angles.prime if TOP.angles else 0})", "sin(x)", X, DIFFERENT),
    ("x^2*(x - 1)*(x + 1)*(x - 2)*(x + 2)*(x - 3)*(x + 3)", "0", X, DIFFERENT),
    ("x*y*(x - y)*(x + y)*(x - 1)*(y - 1)", "0", X, DIFFERENT),
    ("(1 - cos(x))/x^2", "2*sin(x/2)^2/x^2", X, EQUAL),
    ("(x^2 - 1)/(x - 1)", "x + 1", X, EQUAL),
    ("x/x", "1", X, EQUAL),
    ("sqrt(x)^2", "x", X, DIFFERENT),
    ("log((x + 10)^2)/2", "log(x + 10)", X, DIFFERENT),
    ("sqrt(x - 1)*sqrt(x + 1)", "sqrt(x^2 - 1)", X, DIFFERENT),
    ("asin(sin(x))", "x", X, DIFFERENT),
    ("sin(asin(x))", "x", X, DIFFERENT),
    ("tan(atan(x))", "x", X, EQUAL),
    ("inv(x*x.T)", "inv(x*x.T)", V, EQUAL),
    ("2*inv(x*x.T)", "inv(x*x.T)", V, UNDECIDED),
    ("0*inv(x*x.T)", "zeros(n, n)", V, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), NUMBERS)
def test_numbers_domains_and_poles(
    answer: str, reference: str, variables: dict[str, str], outcome: str
) -> None:
    check(answer, reference, variables, outcome)


FUNCTIONS = {"f": "R^d -> R", "h": "R -> R", "x": "d", "y": "d", "t": "scalar", "A": "d x d"}
ABSTRACT = [
    ("f(x) + f(y)", "f(x + y)", FUNCTIONS, DIFFERENT),
    ("2*f(x)", "f(2*x)", FUNCTIONS, DIFFERENT),
    ("A.T*grad_f(A*x)", "grad_f(A*x)", FUNCTIONS, DIFFERENT),
    ("h'(t)*2", "2*h'(t)", FUNCTIONS, EQUAL),
    ("h'(2*t)*2", "h'(2*t)", FUNCTIONS, DIFFERENT),
    ("h''(t)", "h'(t)^2", FUNCTIONS, DIFFERENT),
    ("H_f(x).T", "H_f(x)", FUNCTIONS, EQUAL),
    # the sixth difference of a polynomial of degree 5 is 0
    (
        "h(t) - 6*h(t+1) + 15*h(t+2) - 20*h(t+3) + 15*h(t+4) - 6*h(t+5) + h(t+6)", "0",
        FUNCTIONS, DIFFERENT,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reference", "variables", "outcome"), ABSTRACT)
def test_abstract_functions(
    answer: str, reference: str, variables: dict[str, str], outcome: str
) -> None:
    check(answer, reference, variables, outcome)
