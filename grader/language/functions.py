"""The names a student may call: every spelling → its canonical name, with the counts of arguments.

A new elementwise function is one row here and one row in each arithmetic that can do it.
"""

from __future__ import annotations

# Of one number; of a matrix they are taken entry by entry.
ELEMENTWISE = frozenset(
    (
        "exp log sqrt sin cos tan sec csc cot asin acos atan sinh cosh tanh "
        "sigmoid softplus relu abs sign"
    ).split()
)

# name: (fewest, most) arguments. `shapes.py` has a rule for each.
ARGUMENTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(ELEMENTWISE, (1, 1)),
    "log": (1, 2),
    "root": (2, 2),
    "power": (2, 2),
    "max": (2, 16),
    "min": (2, 16),
    "norm": (1, 2),
    "inner": (2, 2),
    "dot": (2, 2),
    "outer": (2, 2),
    "matmul": (2, 16),
    "hadamard": (2, 16),
    "divide": (2, 2),
    "solve": (2, 2),
    "add": (2, 16),
    "subtract": (2, 2),
    "transpose": (1, 1),
    "inverse": (1, 1),
    "pinv": (1, 1),
    "trace": (1, 1),
    "det": (1, 1),
    "diag": (1, 16),
    "vec": (1, 1),
    "kron": (2, 16),
    "sum": (1, 1),
    "mean": (1, 1),
    "softmax": (1, 1),
    "logsumexp": (1, 1),
    "eye": (1, 2),
    "ones": (1, 2),
    "zeros": (1, 2),
    "unit": (1, 2),
    "Sum": (2, 4),
    "delta": (2, 2),
    "matrix": (1, 3),
    "log10": (1, 1),
    "log2": (1, 1),
    "log1p": (1, 1),
    "expm1": (1, 1),
    "square": (1, 1),
    "reciprocal": (1, 1),
    "sech": (1, 1),
    "csch": (1, 1),
    "coth": (1, 1),
    "asinh": (1, 1),
    "acosh": (1, 1),
    "atanh": (1, 1),
}

SPELLINGS: dict[str, str] = {name: name for name in ARGUMENTS}
for canonical, others in {
    "exp": "Exp",
    "log": "ln Log Ln",
    "sqrt": "Sqrt √",
    "sin": "Sin",
    "cos": "Cos",
    "tan": "Tan",
    "asin": "arcsin arsin",
    "acos": "arccos",
    "atan": "arctan",
    "sinh": "Sinh",
    "cosh": "Cosh",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid sigma σ logistic expit sigm",
    "softplus": "Softplus SoftPlus",
    "relu": "ReLU Relu RELU",
    "abs": "Abs absolute fabs",
    "sign": "sgn Sign signum",
    "root": "real_root",
    "power": "pow Pow",
    "max": "Max maximum",
    "min": "Min minimum",
    "norm": "Norm",
    "inner": "vdot",
    "outer": "OuterProduct",
    "dot": "Dot",
    "add": "Add MatAdd",
    "asinh": "arcsinh arsinh",
    "acosh": "arccosh arcosh",
    "atanh": "arctanh artanh",
    "divide": "Rational Fraction",
    "hadamard": "HadamardProduct multiply hadamard_product",
    "matmul": "MatMul MatrixMul",
    "transpose": "Transpose trans transposed",
    "inverse": "inv Inverse Inv",
    "pinv": "pseudoinverse PseudoInverse pseudo_inverse pInv",
    "trace": "tr Tr Trace",
    "det": "Det Determinant determinant",
    "diag": "Diag DiagMatrix diagonal",
    "vec": "Vec vectorize",
    "kron": "Kron KroneckerProduct kronecker",
    "mean": "Mean average avg",
    "softmax": "Softmax",
    "logsumexp": "LogSumExp lse",
    "eye": "Identity identity",
    "ones": "OneMatrix",
    "zeros": "ZeroMatrix",
    "unit": "basis",
    "Sum": "Summation summation",
    "sum": "∑ Σ",
    "delta": "KroneckerDelta δ kronecker_delta",
    "matrix": "Matrix array MutableDenseMatrix ImmutableMatrix asarray",
}.items():
    SPELLINGS.update(dict.fromkeys(others.split(), canonical))

# Asked for, not to be asked of us: the answer must be worked out.
REFUSED = frozenset(
    (
        "diff Derivative derivative differentiate gradient grad jacobian Jacobian hessian Hessian "
        "nabla partial integrate Integral limit Limit lambdify"
    ).split()
)

# Names of modules in front of a function: np.exp, sp.Matrix, np.linalg.inv.
MODULES = frozenset("np numpy sp sympy sym math jnp torch scipy linalg special".split())

# What may be called as a method, `A.inv()`; the object becomes the first argument.
METHODS = frozenset(
    "T I inv inverse pinv transpose dot trace det sum mean norm diagonal abs exp hadamard".split()
)

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
GREEK_NAMES = {name: letter for letter, name in reversed(GREEK.items())}

# ----- bounds: each is named by the error that it causes -----------------------------------------

MAX_LENGTH = 20_000  # characters of an answer
MAX_DEPTH = 60  # brackets inside brackets
MAX_NESTING = 180  # operations inside each other
MAX_DIGITS = 100  # of a literal
MAX_EXPONENT = 512
MAX_SIZE = 64  # of an explicit dimension or index
MAX_ENTRIES = 4096  # of a Kronecker product, and terms of sums inside each other
