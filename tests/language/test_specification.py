"""Every sentence of the answer language, as a student types it and as it is read.

The section stands in the name of each test.
"""

from __future__ import annotations

import re

import pytest

from grader.errors import AnswerError
from grader.language.declarations import scope
from grader.language.shapes import meaning
from grader.language.text import text
from tests.language.complaints import LISTED, NAMES, complaint

READINGS = {
    "Variables": [
        ("a", "a"),
        ("x", "x"),
        ("h", "h"),
        ("A", "A"),
        ("M", "M"),
        ("λ", "lambda"),
        ("lambda", "lambda"),
        (r"\lambda", "lambda"),
        ("1/m", "1/m"),
        ("n*x", "n*x"),
        ("x + 0", "x + zeros(n)"),
        ("W_{out}", "W_out"),
    ],
    "Operators: product": [
        ("A*x", "A*x"),
        ("A@x", "A*x"),
        ("A x", "A*x"),
        ("2x", "2*x"),
        ("2(x + y)", "2*(x + y)"),
        ("A·x", "A*x"),
        ("np.subtract(np.add(x, y), A@x)", "(x + y) - A*x"),
        ("A_{1,:}ᵀ", "A[1,:].T"),
        (r"A_{:,k}^\top A_{:,k}", "A[:,k].T*A[:,k]"),
        ("a×2", "a*2"),
        (r"a \cdot x", "a*x"),
        (r"\frac{a}{b} x", "(a/b)*x"),
    ],
    "Operators: quotient": [
        (r"\frac a2", "a/2"),
        (r"\frac ab + \frac xb", "a/b + x/b"),
        (r"\frac ab t", "(a/b)*t"),
        ("x/a", "x/a"),
        ("A/a", "A/a"),
        ("x/y", "x./y"),
        ("x/(x + y)", "x./(x + y)"),
        ("a/(1+exp(-x))", "a./(1 + exp(-x))"),
        ("1/x", "1./x"),
        ("x/exp(x)", "x./exp(x)"),
        ("A./B", "A./B"),
        ("1./A", "1./A"),
    ],
    "Operators: power": [
        ("a^b", "a^b"),
        ("a**2", "a^2"),
        ("A^2", "A^2"),
        ("A**3", "A^3"),
        ("A^-1", "inv(A)"),
        ("A**-1", "inv(A)"),
        ("A^{-1}", "inv(A)"),
        ("A^-T", "inv(A).T"),
        ("tanh(x)^2", "tanh(x)^2"),
        ("x.^2", "x.^2"),
        (r"x^{\odot 2}", "x.^2"),
        ("x.^y", "x.^y"),
        ("2.^x", "2.^x"),
    ],
    "Operators: transpose": [
        ("A.T", "A.T"),
        ("A^T", "A.T"),
        ("A'", "A.T"),
        ("A^{T}", "A.T"),
        ("Aᵀ", "A.T"),
        (r"A^\top", "A.T"),
        (r"A^{\mathsf{T}}", "A.T"),
        ("x^TAx", "x.T*A*x"),
        ("transpose(A)", "A.T"),
        ("Transpose(A)", "A.T"),
        ("trans(A)", "A.T"),
        ("A.transpose()", "A.T"),
        ("(A + B)'", "(A + B).T"),
        ("inv(A).T", "inv(A).T"),
    ],
    "Operators: inverse": [
        (r"A\x", "inv(A)*x"),
        (r"A \ (x - y)", "inv(A)*(x - y)"),
        (r"A'\(A*x)", "inv(A.T)*A*x"),
        (r"A*B\x", "inv(A*B)*x"),
        (r"\A\x", "A*x"),  # macros
        (r"\frac12 A\x", "(1/2)*A*x"),
        (r"A \lambda", "lambda*A"),
        (r"\(A x\)", "A*x"),
        ("np.linalg.solve(A, x)", "inv(A)*x"),
        ("A.I", "inv(A)"),
        ("A.inv()", "inv(A)"),
        ("inv(A)", "inv(A)"),
        ("inverse(A)", "inv(A)"),
        ("Inverse(A)", "inv(A)"),
        ("A⁻¹", "inv(A)"),
        ("A^{-T}", "inv(A).T"),
    ],
    "Operators: entry by entry": [
        ("x⊙y", "x.*y"),
        ("x.*y", "x.*y"),
        ("x∘y", "x.*y"),
        (r"x \odot y", "x.*y"),
        ("hadamard(x, y)", "x.*y"),
        ("HadamardProduct(x, y)", "x.*y"),
        ("x./y", "x./y"),
        ("x ⊘ y", "x./y"),
        ("x.^2", "x.^2"),
    ],
    "Operators: a scalar is added to every entry": [
        ("x + a", "x + a"),
        ("h + 1", "h + 1"),
        ("A + a", "A + a"),
    ],
    "Operators: entries": [
        ("x[2]", "x[2]"),
        ("x_i", "x[i]"),
        ("x_1", "x[1]"),
        ("x₁", "x[1]"),
        ("A[1,2]", "A[1,2]"),
        ("A[1][2]", "A[1,2]"),
        ("(A x)_i", "(A*x)[i]"),
        ("(A x)[i]", "(A*x)[i]"),
        ("∇f(x)[1]", "J_f(x).T[1]"),
        ("A_ij", "A[i,j]"),
        ("A_12", "A[1,2]"),
        ("A_{1,2}", "A[1,2]"),
        ("A[2,:]", "A[2,:]"),
        ("A[:,1]", "A[:,1]"),
        ("X_{:,j}", "X[:,j]"),
    ],
    "Operators: bars": [
        ("|a|", "abs(a)"),
        ("|x|", "abs(x)"),
        ("‖x‖", "norm(x)"),
        ("||x||", "norm(x)"),
        ("||x||_2", "norm(x)"),
        ("‖x‖_1", "sum(abs(x))"),
        ("||A||_F", "norm(A)"),
        (r"\|x\|_2^2", "norm(x)^2"),
        (r"\lVert x \rVert", "norm(x)"),
        ("|a||b|", "abs(a)*abs(b)"),
    ],
    "Precedence": [
        ("-a^2", "-a^2"),
        ("2a^2", "2*a^2"),
        ("a^b^2", "a^(b^2)"),
        ("a^-b", "a^(-b)"),
        ("a/b*t", "(a/b)*t"),
        ("a*b/t", "a*b/t"),
        ("a - b - t", "a - b - t"),
        ("a b^2", "a*b^2"),
        ("1/m X(h-u')^T", "(1/m)*X*(h - u.T).T"),
        ("1/2 x", "(1/2)*x"),
        ("a/b x", "(a/b)*x"),
        ("{a + b} x", "(a + b)*x"),
        ("-x^T y", "-x.T*y"),
    ],
    "A run of names": [
        ("ab", "a*b"),
        ("xᵀAx", "x.T*A*x"),
        ("λab", "lambda*a*b"),
        ("2ab", "2*a*b"),
        ("W_outx", "W_out*x"),
    ],
    "A function without brackets": [
        ("sin a", "sin(a)"),
        ("exp x", "exp(x)"),
        ("sin a b", "sin(a)*b"),
        ("log 2", "log(2)"),
        ("√a", "sqrt(a)"),
        ("sin^2(a)", "sin(a)^2"),
        ("exp^2(x)", "exp(x)^2"),
        ("log_2(a)", "log(a)/log(2)"),
    ],
    "Numbers": [
        ("0.5", "1/2"),
        (".25", "1/4"),
        ("2.", "2"),
        ("1e-3", "1/1000"),
        ("½", "1/2"),
        ("007", "7"),
        ("0.1 + 0.2", "1/10 + 1/5"),
    ],
    "Characters": [
        ("eᵃ", "exp(a)"),
        ("e⁻ᵃᵇ", "exp(-a*b)"),
        ("eᵗ", "exp(t)"),  # beside a declared t
        ("xₖ", "x[k]"),
        ("−a", "-a"),
        ("a – b", "a - b"),
        ("（a＋b）²", "(a + b)^2"),
        ("a²", "a^2"),
        ("A⁻ᵀ", "inv(A).T"),
        ("σ(a)", "sigmoid(a)"),
        (r"\sigma(a)", "sigmoid(a)"),
        ("φ(a)", "phi(a)"),
        (r"\left( a + b \right)", "a + b"),
        (r"\frac{a}{b}", "a/b"),
        (r"\tfrac12 a", "(1/2)*a"),
        (r"a \cdot b", "a*b"),
        ("𝐱ᵀ𝐀𝐱", "x.T*A*x"),
        (r"\mathbf{x}^\top A x", "x.T*A*x"),
        ("$A x$", "A*x"),
        ("a ~ b", "a*b"),
        ("A x.", "A*x"),
        ("A x,", "A*x"),
    ],
    "A restatement": [
        ("grad = 2*A*x", "2*A*x"),
        ("∇f(x) = A x", "A*x"),
        ("y = A x", "A*x"),
        ("f'(x) = A x", "A*x"),
        ("w^* = A x", "A*x"),
        ("dL/dx = A x", "A*x"),
        (r"\frac{\partial f}{\partial x} = A x", "A*x"),
        (r"\nabla_x f(x) = A x", "A*x"),
        ("= A x", "A*x"),
    ],
    "Functions: elementwise": [
        ("exp(x)", "exp(x)"),
        ("log(x)", "log(x)"),
        ("ln(x)", "log(x)"),
        ("sqrt(x)", "sqrt(x)"),
        (
            "sin(a) + cos(a) + tan(a) + sec(a) + csc(a) + cot(a)",
            "sin(a) + cos(a) + tan(a) + sec(a) + csc(a) + cot(a)",
        ),
        ("asin(a) + acos(a) + atan(a)", "asin(a) + acos(a) + atan(a)"),
        ("sinh(a) + cosh(a) + tanh(a)", "sinh(a) + cosh(a) + tanh(a)"),
        ("sigmoid(x)", "sigmoid(x)"),
        ("softplus(x)", "softplus(x)"),
        ("relu(x)", "relu(x)"),
        ("abs(x)", "abs(x)"),
        ("sign(x)", "sign(x)"),
        ("Abs(x)", "abs(x)"),
        ("arctan(a)", "atan(a)"),
        ("np.exp(x)", "exp(x)"),
        ("sgn(a)", "sign(a)"),
        ("σ(x)", "sigmoid(x)"),
        ("log(a, b)", "log(a)/log(b)"),
        ("root(a, 4)", "a^(1/4)"),
        ("max(a, b)", "max(a, b)"),
        ("min(x, 0)", "min(x, 0)"),
        ("np.maximum(0, x)", "max(0, x)"),
        ("sech(a) + csch(a) + coth(a)", "1/cosh(a) + 1/sinh(a) + 1/tanh(a)"),
        ("asinh(a)", "log(a + sqrt(a^2 + 1))"),
        ("arccosh(x)", "log(x + sqrt(x.^2 - 1))"),
        ("np.arctanh(a)", "log((1 + a)/(1 - a))/2"),
        ("Rational(1, 3)*a", "(1/3)*a"),
    ],
    "Functions: of vectors and matrices": [
        (r"\norm{x}_2^2", "norm(x)^2"),
        ("norm(x)^2_2", "norm(x)^2"),
        ("norm(A)_F", "norm(A)"),
        ("tr[A B]", "trace(A*B)"),
        ("softmax[a, b]", "softmax([a, b])"),
        (r"\inner{x}{y}", "x.T*y"),
        ("norm(x)", "norm(x)"),
        ("norm(A)", "norm(A)"),
        ("norm(x, 1)", "sum(abs(x))"),
        ("norm(A, 'fro')", "norm(A)"),
        ("np.linalg.norm(x)", "norm(x)"),
        ("inner(x, y)", "x.T*y"),
        ("dot(x, y)", "x.T*y"),
        ("⟨x, y⟩", "x.T*y"),
        ("<x, y>", "x.T*y"),
        ("x.dot(y)", "x.T*y"),
        ("A.dot(x)", "A*x"),
        ("A.T.dot(x)", "A.T*x"),
        ("outer(x, y)", "x*y.T"),
        ("trace(A)", "trace(A)"),
        ("tr(A)", "trace(A)"),
        (r"\operatorname{tr}(A)", "trace(A)"),
        ("det(A)", "det(A)"),
        ("diag(x)", "diag(x)"),
        ("diag(A)", "diag(A)"),
        ("vec(A)", "vec(A)"),
        ("kron(A, B)", "kron(A, B)"),
        ("A ⊗ B", "kron(A, B)"),
        ("sum(x)", "sum(x)"),
        ("x.sum()", "sum(x)"),
        ("mean(x)", "sum(x)/n"),
        ("softmax(x)", "softmax(x)"),
        ("logsumexp(x)", "logsumexp(x)"),
        ("inner(A, B)", "trace(A.T*B)"),
    ],
    "Constants": [
        ("0", "0"),
        ("A + I", "A + eye(n)"),
        ("A - λI", "A - lambda*eye(n)"),
        ("I x", "eye(n)*x"),
        ("I_n", "eye(n)"),
        ("eye(n)", "eye(n)"),
        ("Identity(n)", "eye(n)"),
        ("ones(n)", "ones(n)"),
        ("ones(n, m)", "ones(n, m)"),
        ("np.ones((n, m))", "ones(n, m)"),
        ("zeros(n)", "zeros(n)"),
        ("zeros(n, m)", "zeros(n, m)"),
        ("1ₙ", "ones(n)"),
        (r"\mathbf{1}_n", "ones(n)"),
        (r"\mathbf{1}^T x", "ones(n).T*x"),
        (r"\mathbf 1^\top x", "ones(n).T*x"),
        (r"\bar 1^\top x", "ones(n).T*x"),  # sheet 000
        (r"\bar{1}_n", "ones(n)"),
        ("1'x", "ones(n).T*x"),
        ("1^T A 𝟏", "ones(n).T*A*ones(n)"),
        (r"x - \bm{1}", "x - ones(n)"),
        (r"\frac{\mathbf{1}}{\mathbf{1} + e^{-x}}", "ones(n)./(ones(n) + exp(-x))"),
        (r"\mathrm{1} x", "1*x"),
        ("A e_1", "A*unit(1, n)"),
        ("e_1^T A", "unit(1, n).T*A"),
        ("e_i^T x", "unit(i, n).T*x"),
        ("x_i e_i", "x[i]*unit(i, n)"),
        ("pi", "pi"),
        ("π", "pi"),
        ("e", "exp(1)"),
        ("E", "exp(1)"),
        ("e^{-x}", "exp(-x)"),
    ],
    "Index notation": [
        ("Sum(x[k], (k, 1, n))", "Sum(x[k], (k, 1, n))"),
        ("Sum(A[i,k]*x[k], (k, 1, n))", "Sum(A[i,k]*x[k], (k, 1, n))"),
        ("sum_k A_ik x_k", "Sum(A[i,k]*x[k], (k, 1, n))"),
        ("sum_{k=1}^n x_k^2", "Sum(x[k]^2, (k, 1, n))"),
        (r"\sum_{k=1}^{n-1} (x_{k+1} - x_k)", "Sum(x[k+1] - x[k], (k, 1, n-1))"),
        ("Σ_k x_k", "Sum(x[k], (k, 1, n))"),
        ("∑ₖ xₖ", "Sum(x[k], (k, 1, n))"),
        ("KroneckerDelta(i, j)*x_j", "delta(i, j)*x[j]"),
        ("delta(i, j) x_j", "delta(i, j)*x[j]"),
        ("δ_ij x_j", "delta(i, j)*x[j]"),
        ("sum_k k x_k", "Sum(k*x[k], (k, 1, n))"),
        (r"\sum_{i,j} A_{ij}", "Sum(Sum(A[i,j], (j, 1, n)), (i, 1, n))"),
    ],
    "Component lists": [
        ("[a, b, t]", "[a, b, t]"),
        ("(a, b, t)", "[a, b, t]"),
        ("[[a, b], [t, 1]]", "[[a, b], [t, 1]]"),
        ("[a, b; t, 1]", "[[a, b], [t, 1]]"),
        ("Matrix([[a, b], [t, 1]])", "[[a, b], [t, 1]]"),
        ("Matrix([a, b])", "[a, b]"),
        ("Matrix(2, 2, [a, b, t, 1])", "[[a, b], [t, 1]]"),
        ("np.array([a, b])", "[a, b]"),
        ("np.array([[a, b], [t, 1]])", "[[a, b], [t, 1]]"),
        (r"\begin{pmatrix} a & b \\ t & 1 \end{pmatrix}", "[[a, b], [t, 1]]"),
        (r"\begin{bmatrix} a \\ b \end{bmatrix}", "[a, b]"),
        ("(a, b)^T", "[a, b].T"),
    ],
    "Abstract functions": [
        ("f(x)", "f(x)"),
        ("J_f(x)", "J_f(x)"),
        ("J_{f}(x)", "J_f(x)"),
        ("J_f(x)^T", "J_f(x).T"),
        ("J_f^T(x)", "J_f(x).T"),
        ("grad_f(x)", "J_f(x).T"),
        ("∇f(x)", "J_f(x).T"),
        ("∇f(g(u))", "J_f(g(u)).T"),
        ("J_g(u)^T ∇f(g(u))", "J_g(u).T*J_f(g(u)).T"),
        ("∂_1 L(a, b)", "J_L(a, b)[1]"),
        ("L(a, b)", "L(a, b)"),
        ("phi'(a)", "phi'(a)"),
        ("phi''(a)", "phi''(a)"),
        ("φ″(a)", "phi''(a)"),
        ("D(phi)(a)", "phi'(a)"),
        ("H_f(x)", "H_f(x)"),
        ("∇²f(x)", "H_f(x)"),
        ("g'(u)", "J_g(u)"),
        ("Jf(x)", "J_f(x)"),
        ("(∇f)(x)", "J_f(x).T"),
        ("∇(f)(x)", "J_f(x).T"),
        ("g_k(u)", "g(u)[k]"),
        ("∇g_k(u)", "J_g(u)[k,:].T"),
        ("φ^{\\prime\\prime}(a)", "phi''(a)"),
    ],
}


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        pytest.param(answer, reading, id=f"{section}: {answer}")
        for section, rows in READINGS.items()
        for answer, reading in rows
    ],
)
def test_an_answer_is_read_as(answer: str, reading: str) -> None:
    assert text(meaning(answer, NAMES).tree) == reading


SIZE = (
    "the size of the identity matrix (or vector of ones, or unit vector) does not follow from "
    "the context"
)
COMPLAINTS = {
    "Operators: product": [
        (
            "x*y",
            "x is n×1 and y is n×1: two columns have no matrix product",
            "x*y",
            "`x.T*y` is a scalar, `x*y.T` is a matrix",
        ),
        (
            "h*h",
            "h is 1×m and h is 1×m: two rows have no matrix product",
            "h*h",
            "`h*h.T` is a scalar, `h.T*h` is a matrix",
        ),
        (
            "A*u",
            "`A*u` multiplies n×n by m×1",
            "A*u",
            "the columns of the left factor must be as many as the rows of the right one",
        ),
        ("M*M", "`M*M` multiplies 2×3 by 2×3", "M*M", "did you mean `M.T*M`?"),
        (
            "u*e_1",
            "u is m×1 and e_1 is ?×1: two columns have no matrix product",
            "u*e_1",
            "`u*e_1.T` is a matrix",
        ),
        (
            "unit(1, 1)*u",
            "a unit vector stands where only a number fits",
            "unit(1, 1)*u",
            "write unit(i, n) for the i-th one of n entries",
        ),
        ("M.T*M.T", "`M.T*M.T` multiplies 3×2 by 3×2", "M.T*M.T", "did you mean `M*M.T`?"),
    ],
    "Operators: quotient": [
        (
            "A/B",
            "`A/B` divides by a matrix",
            "A/B",
            "write `A*inv(B)` for the inverse, `A./B` for a quotient entry by entry",
        ),
        (
            "1/A",
            "`1/A` divides by a matrix",
            "1/A",
            "write `inv(A)` for the inverse, `1./A` for a quotient entry by entry",
        ),
        (
            "a/A",
            "`a/A` divides by a matrix",
            "a/A",
            "write `a*inv(A)` for the inverse, `a./A` for a quotient entry by entry",
        ),
        ("x/A", "`x/A` divides n×1 by n×n", "x/A", "write `inv(A)*x` for the inverse"),
        (
            "A/x",
            "`A/x` divides n×n by n×1",
            "A/x",
            "a quotient is by a number, or entry by entry of equal shapes",
        ),
        ("A./x", "A is n×n and x is n×1: a quotient entry by entry needs equal shapes", "A./x", ""),
    ],
    "Operators: power": [
        (
            "x^2",
            "x is n×1: it has no power",
            "x^2",
            "write `x.^2` entry by entry, `x.T*x` for the square of the norm",
        ),
        ("X^2", "X is n×m: it has no power", "X^2", "write `X.^2` entry by entry"),
        (
            "tanh(A)^2",
            "`tanh(A)^2` has two readings",
            "tanh(A)^2",
            ("write `(tanh(A)).^2` entry by entry, or `tanh(A)*tanh(A)` for the matrix product"),
        ),
        (
            "A^a",
            "a matrix has no power a",
            "a",
            "a whole number, -1 for the inverse, T for the transpose",
        ),
        (
            "A^(1/2)",
            "a matrix has no power (1/2)",
            "(1/2)",
            "a whole number, -1 for the inverse, T for the transpose",
        ),
        ("2^A", "the exponent A is a matrix", "A", "write `.^` for a power entry by entry"),
        (
            "e^A",
            "`e^A` has a matrix as exponent",
            "e^A",
            "`exp(A)` is taken entry by entry; the matrix exponential is not known here",
        ),
        ("A^x", "the exponent x is n×1", "x", "an exponent is a number"),
    ],
    "Operators: inverse": [
        (
            r"2A\x",
            r"`2A\` has two readings",
            "\\",
            r"use brackets, or write inv(A)*b for A\b",
        ),
        (
            r"A\ x",
            r"`\` has two readings",
            "\\ ",
            r"A bracket is `(` or `\left(`; to divide by A from the left write inv(A)*b",
        ),
        (
            r"\frac12\(x + y\)",
            r"`\(` does not fit here",
            r"\(",
            r"A bracket is `(` or `\left(`; to divide by A from the left write inv(A)*b",
        ),
        (r"X\u", "X is n×m: only a square matrix divides from the left", "X", ""),
        ("solve(a, b)", "a is a scalar: only a square matrix divides from the left", "a", ""),
    ],
    "Operators: sums": [
        ("A + x", "A is n×n and x is n×1: a sum needs equal shapes", "x", ""),
        ("x + h", "x is n×1 and h is 1×m: a sum needs equal shapes", "h", ""),
        ("x + u", "x is n×1 and u is m×1: a sum needs equal shapes", "u", ""),
    ],
    "Operators: bars": [
        (
            "|x|_2",
            "`|x|_2` has two readings",
            "|x|_2",
            "write ‖x‖_2 for a norm, abs(x)[2] for an entry",
        ),
        ("|A|", "`|A|` of a square matrix has two readings", "|A|", "write det(A) or abs(A)"),
        ("||x||_foo", "a norm has no subscript `foo`", "_foo", "‖x‖_2, ‖x‖_1, ‖A‖_F"),
    ],
    "Precedence": [
        ("1/2a", "`1/2a` has two readings: `(1/2)*a` and `1/(2*a)`", "1/2a", "use brackets"),
        ("a/b t", "`a/b t` has two readings: `(a/b)*t` and `a/(b*t)`", "a/b t", "use brackets"),
        ("x/2a", "`x/2a` has two readings: `(x/2)*a` and `x/(2*a)`", "x/2a", "use brackets"),
    ],
    "A function without brackets": [
        ("exp^{-a}", "`exp^{-a}` has two readings", "exp^{-a}", "write exp(…) or e^{…}"),
        (
            "sin ab",
            "`sin ab` has two readings: `sin(a*b)` and `sin(a)*b`",
            "sin ab",
            "use brackets",
        ),
        (
            "cos^2 ab",
            "`cos^2 ab` has two readings: `cos^2(a*b)` and `cos^2(a)*b`",
            "cos^2 ab",
            "use brackets",
        ),
        ("√a²", "`√a²` has two readings: `√(a²)` and `√(a)²`", "√a²", "use brackets"),
        (
            "sin 2(a)",
            "`sin 2(a)` has two readings: `sin(2*(a))` and `sin(2)*(a)`",
            "sin 2(a)",
            "use brackets",
        ),
        (
            "sin 2a",
            "`sin 2a` has two readings: `sin(2*a)` and `sin(2)*a`",
            "sin 2a",
            "use brackets",
        ),
        (
            "sin a^2",
            "`sin a^2` has two readings: `sin(a^2)` and `sin(a)^2`",
            "sin a^2",
            "use brackets",
        ),
        (
            "sin^-1(a)",
            "`sin^-1` has two readings",
            "sin^-1",
            ("the inverse function has a name of its own, as asin; the reciprocal is 1/sin(…)"),
        ),
        ("sin -a", "`-` does not fit here", "-", "expected the argument of `sin` in brackets"),
    ],
    "A restatement": [
        (
            "A x = A y",
            "`A x = …` is an equation, not an expression",
            "=",
            "give the expression alone",
        ),
        (
            "a + b = t",
            "`a + b = …` is an equation, not an expression",
            "=",
            "give the expression alone",
        ),
        ("x = a = b", "there is more than one `=`", "=", "give the result alone"),
        ("a == b", "there is more than one `=`", "=", "give the result alone"),
    ],
    "Functions": [
        (
            "norm(A, 1)",
            "the 1-norm of the matrix A has two readings",
            "norm(A, 1)",
            "entry by entry it is sum(abs(A)); the induced norm is not known here",
        ),
        (
            "norm(A, 2)",
            "the 2-norm of the matrix A has two readings",
            "norm(A, 2)",
            (
                "write ‖A‖_F or norm(A, 'fro') for the Frobenius norm; the spectral norm is "
                "not known here"
            ),
        ),
        (
            "norm(x, 3)",
            "`norm(x, 3)` is not a norm known here",
            "norm(x, 3)",
            "norm(x), norm(x, 1), norm(A, 'fro')",
        ),
        ("log(a, b, t)", "`log` takes 1 to 2 arguments, not 3", "log(a, b, t)", ""),
        ("max(a)", "`max` takes 2 to 16 arguments, not 1", "max(a)", ""),
        ("trace(X)", "X is n×m: only a square matrix has a trace", "X", ""),
        ("det(x)", "x is n×1: only a square matrix has a determinant", "x", ""),
        ("inv(X)", "X is n×m: only a square matrix has an inverse", "X", ""),
        ("diag(X)", "X is n×m: only a vector or a square matrix has a diag", "X", ""),
        (
            "softmax(A)",
            "A is n×n: softmax is of a vector (by rows or by columns of a matrix?)",
            "A",
            "",
        ),
        ("sin()", "`sin` needs something to be applied to", "()", ""),
    ],
    "Constants": [
        (
            "I",
            SIZE,
            "I",
            "write eye(n), ones(n) or unit(i, n)",
        ),
        (
            "2 I",
            SIZE,
            "2 I",
            "write eye(n), ones(n) or unit(i, n)",
        ),
        (
            "e_1",
            SIZE,
            "e_1",
            "write eye(n), ones(n) or unit(i, n)",
        ),
        ("ones(q)", "`q` is not a name of this exercise", "q", LISTED),
        ("eye(2, 3)", "an identity matrix is square", "eye(2, 3)", "write eye(n)"),
        (
            r"\mathbb{1}^T x",
            r"`\mathbb{1}` has two readings",
            r"\mathbb{1}",
            "write `ones(n)` for a vector of ones, `eye(n)` for the identity matrix",
        ),
        ("1'a", SIZE, "1'a", "write eye(n), ones(n) or unit(i, n)"),
        ("a 1 1^T", "`1 1` is two numbers side by side", "1 1", "a vector of ones is ones(n)"),
        ("a/b 1 1'", "`1 1` is two numbers side by side", "1 1", "a vector of ones is ones(n)"),
        ("11^T x", "`11^T` has two readings", "11^T", "a matrix of ones is ones(n, n)"),
    ],
    "Index notation": [
        (
            "sum_k k",
            "the range of `k` does not follow from its use",
            "sum_k k",
            "write Sum(…, (k, 1, n))",
        ),
        (
            "δ_ij",
            "the range of the index `i` does not follow from its use",
            "δ_ij",
            "an index takes its range from what it stands at, as the i of x_i",
        ),
        (
            "sum(x_i)",
            "`sum(x_i)` does not say over which index",
            "sum(x_i)",
            "write sum_i x_i, or Sum(x_i, (i, 1, n))",
        ),
        (
            "sum_x x",
            "`x` is a name of this exercise and cannot be an index",
            "sum_x x",
            "choose another letter",
        ),
        (
            "Sum(x[k], (k, 1, q))",
            "`q` is not a bound of a sum",
            "q",
            "a dimension such as n, or a number up to 24",
        ),
        ("Sum(x[k])", "`Sum` takes 2 to 4 arguments, not 1", "Sum(x[k])", ""),
    ],
    "Component lists": [
        ("a, b", "`,` does not fit here", ",", "a list is written in brackets: [a, b]"),
        (
            "<a, b, t>",
            "an inner product has two arguments: <a, b>",
            "<a, b, t>",
            "a list of components is [a, b, c]",
        ),
        (
            "[a, x]",
            "x is n×1: a component is a number",
            "x",
            "a list holds the components one by one",
        ),
        ("[[a, b], [t]]", "the rows have 2 and 1 entries", "t", "every row needs as many"),
        (
            "[a b]",
            "`a b` in square brackets has two readings",
            "a b",
            "write `[a, b]` for a list, `(a b)` for the product",
        ),
        ("(a, )", "a component is missing before `)`", ")", ""),
        ("[a, ]", "a component is missing before `]`", "]", ""),
        ("[]", "there is nothing between the brackets", "[]", ""),
    ],
    "Abstract functions": [
        ("f", "`f` is a function and needs its argument", "f", "write f(x)"),
        (
            "∇g(u)",
            "g (R^m -> R^n) has no gradient",
            "∇g(u)",
            "its Jacobian is J_g(x), outputs × inputs",
        ),
        ("f(u)", "f (R^n -> R) takes n×1, u is m×1", "u", ""),
        ("L(a)", "L (R^2 -> R) takes 2×1, a is a scalar", "a", ""),
        ("phi(x)", "phi (R -> R) takes a scalar, x is n×1", "x", ""),
        (
            "f^2(x)",
            "`2` does not fit here",
            "2",
            "expected the argument of the function in brackets",
        ),
    ],
    "Names": [
        (r"\mathrm{d}", r"`\mathrm{d}` is not a name of this exercise", r"\mathrm{d}", LISTED),
        (
            "a①",
            "`①` (U+2460, circled digit one) means nothing here",
            "①",
            "type the mathematics with the letters and signs of the keyboard",
        ),
        ("foo", "`foo` is not a name of this exercise", "foo", LISTED),
        ("xx1", "`xx1` is not a name of this exercise", "xx1", LISTED),
        (
            "lgo",
            "`lgo` is not a name of this exercise",
            "lgo",
            "is the function `log` meant? " + LISTED,
        ),
        ("AT", "`AT` is not a name of this exercise", "AT", "did you mean `A.T`? " + LISTED),
        (
            "Lambda",
            "`Lambda` is not a name of this exercise",
            "Lambda",
            "did you mean `lambda`? " + LISTED,
        ),
        (
            "diff(f, x)",
            "`diff` asks for the derivative instead of giving it",
            "diff",
            "work the answer out",
        ),
        (
            r"\frac{∂s}",
            r"`\frac{∂s}` asks for the derivative instead of giving it",
            r"\frac{∂s}",
            "work the answer out; ∂_1 L(u, v) is read for an abstract function L",
        ),
        (
            "Derivative(x)",
            "`Derivative` asks for the derivative instead of giving it",
            "Derivative",
            "work the answer out",
        ),
        (
            "gradient",
            "`gradient` asks for the derivative instead of giving it",
            "gradient",
            "work the answer out",
        ),
        ("∇", "`∇` asks for the derivative instead of giving it", "∇", "work the answer out"),
        (
            "∂x",
            "`∂` asks for the derivative instead of giving it",
            "∂",
            "work the answer out; ∂_1 L(u, v) is read for an abstract function L",
        ),
        ("J", "`J` asks for the derivative instead of giving it", "J", "work the answer out"),
    ],
    "Safety": [
        (
            "__import__('os')",
            "`_` means nothing here",
            "_",
            "a subscript needs something: x_1, A_{1,2}",
        ),
        ("x.__class__", "`.` means nothing here", ".", "a dot stands in numbers and in A.T"),
        (
            "x.shape",
            "`.shape` cannot be used here",
            ".shape",
            "behind a dot stand T, I, inv(), dot(b), sum()",
        ),
        ("9**9**9**9", "the exponent `9**9` is too large", "9**9", "exponents up to 512 are read"),
        (
            "(a + b)**5000",
            "the exponent `5000` is too large",
            "5000",
            "exponents up to 512 are read",
        ),
        (
            "x[10**9]",
            "`10**9` is not an index",
            "10**9",
            "[ ] behind something holds an index, a whole number or a letter; ( ) groups",
        ),
        ("ones(65)", "a dimension of 65 is too large", "65", "explicit sizes go up to 64"),
        (
            "1e401",
            "this number is too long",
            "1e401",
            "a literal has at most 100 digits, its exponent is at most 400",
        ),
        (
            "x⊗x⊗x⊗x⊗x⊗x⊗x",
            "x⊗x⊗x⊗x⊗x⊗x⊗x is n*n*n*n*n*n*n×1, which is too large",
            "x⊗x⊗x⊗x⊗x⊗x⊗x",
            "products ⊗ of up to 4,096 entries are read",
        ),
        (
            "sum_i sum_j sum_k sum_l sum_p sum_q sum_r a",
            "there are too many sums inside each other",
            "sum_r a",
            "up to 4,096 terms are read, 4 taken for each n",
        ),
    ],
}


@pytest.mark.parametrize(
    ("answer", "message", "marked", "hint"),
    [
        pytest.param(*row, id=f"{section}: {row[0]}")
        for section, rows in COMPLAINTS.items()
        for row in rows
    ],
)
def test_an_answer_is_refused(answer: str, message: str, marked: str, hint: str) -> None:
    assert complaint(answer) == (message, marked, hint)


MAPS = {"q": "R^n -> R^m", "f": "R^m -> R", "h1": "R -> R", "x": "n", "t": "scalar"}


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        ("∂z/∂x", "J_q(x)"),
        ("dz/dx", "J_q(x)"),
        ("∂q/∂x", "J_q(x)"),
        ("∂q(x)/∂x", "J_q(x)"),
        (r"\frac{\partial z}{\partial x}", "J_q(x)"),
        (r"\frac{dz}{dx}", "J_q(x)"),
        ("∂_x z", "J_q(x)"),
        ("∂z_i/∂x_j", "J_q(x)[i,j]"),
        ("∂z/∂x_j", "J_q(x)[:,j]"),
        ("∂z_2/∂x", "J_q(x)[2,:]"),
        ("∂p/∂z", "J_f(q(x))"),
        ("∇_z p", "J_f(q(x)).T"),
        ("grad_z p", "J_f(q(x)).T"),
        ("∂f/∂z ∂z/∂x", "J_f(q(x))*J_q(x)"),
        ("(∂z/∂x)^T z", "J_q(x).T*q(x)"),
        ("2 ∂z/∂x", "2*J_q(x)"),
        ("h_1'(t)", "h1'(t)"),
        ("h₁'(t)", "h1'(t)"),
        ("J_q^T q", "J_q(x).T*q(x)"),
        ("q", "q(x)"),
        ("∇f", "J_f(q(x)).T"),
        ("h1'", "h1'(t)"),
    ],
)
def test_derivatives_of_maps_may_stand_in_an_answer(answer, reading):
    """Of z = q(x) and p = f(z), whose derivatives by z and x can only mean J_q and J_f."""
    names = scope(MAPS)
    z = meaning("q(x)", names).tree
    names = scope(MAPS, definitions={"z": z, "p": meaning("f(q(x))", names).tree})
    assert text(meaning(answer, names).tree, 1) == reading


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        ("x1/2 + 2x2/9", "x_1/2 + 2*x_2/9"),
        ("x₁ x2", "x_1*x_2"),
        ("x1^2", "x_1^2"),
        ("A00 A_01", "A_00*A_01"),
        ("sin x1", "sin(x_1)"),
    ],
)
def test_a_name_with_a_number_may_be_typed_without_its_bar(answer, reading):
    names = scope(dict.fromkeys(("x_1", "x_2", "A_00", "A_01"), "scalar"))
    assert text(meaning(answer, names).tree, 1) == reading


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("∂p/∂x", "`∂p/∂x` asks for the derivative instead of giving it"),
        ("∇_x p", "`∇_x p` asks for the derivative instead of giving it"),
        ("∂t/∂t", "`∂t/∂t` asks for the derivative instead of giving it"),
        ("∂z/∂x^T", "`∂z/∂x` with a transpose behind it has two readings"),
        ("q x", "`q` is a function and needs its argument"),
        ("∇_x z", "q (R^n -> R^m) has no gradient"),
        ("∂q/∂", "`∂` asks for the derivative instead of giving it"),
        ("∂_y q(x)", "`∂` asks for the derivative instead of giving it"),
    ],
)
def test_other_derivatives_have_to_be_worked_out(answer, message):
    names = scope(MAPS)
    z = meaning("q(x)", names).tree
    names = scope(MAPS, definitions={"z": z, "p": meaning("f(q(x))", names).tree})
    with pytest.raises(AnswerError, match=re.escape(message)):
        meaning(answer, names)


def test_with_a_declared_d_a_quotient_stays_a_quotient():
    names = scope({"d": "scalar", "z": "scalar", "x": "scalar"})
    assert text(meaning("dz/(dx)", names).tree, 1) == "d*z/(d*x)"
