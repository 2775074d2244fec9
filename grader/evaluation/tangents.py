"""Tree + point + direction → value and exact derivative, over any arithmetic (dual numbers).

A number is a + b·ε with ε² = 0: sums, products, quotients, inverses and determinants carry the
derivative along by themselves. A function takes its value from the arithmetic below and its
derivative from the formula for it, evaluated there as well; so over residues d exp(a) is
exp(a)·da with da in the same field, whatever field the exponent lives in. Tangents over tangents
give second derivatives. Nothing here knows the calculus on trees: each proves the other.

A function asks for its argument several times, and so does each inside it: what a part is worth
is remembered at each of the points, and so are the formulas, or nested functions would cost 3ᵏ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from grader.evaluation.evaluator import Rule, Value, combined, entries, mapped, value
from grader.evaluation.remembered import remembering
from grader.evaluation.rules import RULES
from grader.language import tree as t
from grader.language.tree import SCALAR, Expression, Shape


class Tangent:
    """a + b·ε."""

    __slots__ = ("at", "slope")

    def __init__(self, at: Any, slope: Any) -> None:
        self.at = at
        self.slope = slope

    def __add__(self, other: Any) -> Tangent:
        if isinstance(other, Tangent):
            return Tangent(self.at + other.at, self.slope + other.slope)
        return Tangent(self.at + other, self.slope)

    __radd__ = __add__

    def __neg__(self) -> Tangent:
        return Tangent(-self.at, -self.slope)

    def __sub__(self, other: Any) -> Tangent:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Tangent:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Tangent:
        if isinstance(other, Tangent):
            return Tangent(self.at * other.at, self.at * other.slope + self.slope * other.at)
        return Tangent(self.at * other, self.slope * other)

    __rmul__ = __mul__


Formulas: TypeAlias = dict[int, tuple[Expression, Expression]]


class Tangents:
    """A point of the evaluator: another one, moving along a direction.

    The direction has a number or a matrix of numbers for each variable that moves.
    """

    __slots__ = ("direction", "formulas", "inner", "rules", "sizes")

    def __init__(self, inner: Any, direction: Mapping[str, Value], formulas: Formulas) -> None:
        self.inner = inner  # the point below: residues, or tangents again
        self.direction = direction
        self.formulas = formulas  # those of other points may be given, and are added to
        self.sizes: dict[str, int] = inner.sizes
        self.rules = remembering(TANGENT_RULES)

    def formula(self, node: Any, made: Callable[[Any], Expression]) -> Expression:
        """The formula that belongs to a node, made once: so its parts are remembered as well."""
        found = self.formulas.get(id(node))
        if found is None:  # the node is kept, so that no other one has its id
            found = self.formulas[id(node)] = node, made(node)
        return found[1]

    @property
    def indices(self) -> dict[str, int]:
        """The values of the indices, shared with the point below."""
        return self.inner.indices  # type: ignore[no-any-return]

    def variable(self, name: str, shape: Shape) -> Value:
        """The variable; where it moves, its slope is the direction."""
        found = self.inner.variable(name, shape)
        if name not in self.direction:
            return mapped(self.lifted, found)
        return combined(Tangent, found, mapped(self.inner.number, self.direction[name]))

    def coefficients(self, name: str) -> Value:
        """Coefficients do not move."""
        return mapped(self.lifted, self.inner.coefficients(name))

    def lifted(self, number: Any) -> Tangent:
        """A number of the arithmetic below, at rest."""
        return Tangent(number, self.inner.number(0))

    def number(self, value: Fraction | int) -> Tangent:
        """A rational, at rest."""
        return self.lifted(self.inner.number(value))

    def constant(self, name: str) -> Tangent:
        """π, at rest."""
        return self.lifted(self.inner.constant(name))

    def dot(self, left: Sequence[Any], right: Sequence[Any]) -> Any:
        """Σ leftᵢ·rightᵢ."""
        products = [a * b for a, b in zip(left, right, strict=True)]
        return self.reduced(sum(products[1:], products[0]))

    def reduced(self, number: Any) -> Any:
        """Both parts brought back to their usual size."""
        if not isinstance(number, Tangent):
            return self.inner.reduced(number)
        return Tangent(self.inner.reduced(number.at), self.inner.reduced(number.slope))

    def reciprocals(self, numbers: Sequence[Any]) -> list[Any]:
        """1/(a + bε) = 1/a − b/a² ε."""
        inverses = self.inner.reciprocals([number.at for number in numbers])
        reduced = self.inner.reduced
        return [
            Tangent(inverse, -reduced(reduced(inverse * inverse) * number.slope))
            for number, inverse in zip(numbers, inverses, strict=True)
        ]

    def pivot(self, column: Sequence[Any]) -> int:
        """Where the arithmetic below would divide."""
        return int(self.inner.pivot([entry.at for entry in column]))

    def power(self, base: Any, exponent: Any) -> Any:
        """A whole power, of coefficients only."""
        return self.lifted(self.inner.power(base.at, exponent.at))


def _moved(node: Expression, slope: Value, at: Tangents) -> Value:
    """The value from below, with a slope."""
    return combined(Tangent, value(node, at.inner), slope)


def _slopes(of: Value) -> Value:
    return mapped(lambda number: number.slope, of)


def _times(left: Value, right: Value, at: Tangents) -> Value:
    return combined(lambda a, b: at.inner.reduced(a * b), left, right)


def _one(shape: Shape) -> Expression:
    return t.ONE if shape == SCALAR else t.Filled(1, shape)


def _over(above: Expression, below: Expression) -> Expression:
    return t.Quotient(above, below, below.shape)


def _square(of: Expression) -> Expression:
    return t.Power(of, t.Number(2), of.shape)


def _plus(*terms: Expression) -> Expression:
    return t.Sum(terms, terms[0].shape)


def _minus(of: Expression) -> Expression:
    return t.Negative(of, of.shape)


def _f(name: str, of: Expression) -> Expression:
    return t.Function(name, of, of.shape)


def _both(left: Expression, right: Expression) -> Expression:
    if left.shape == SCALAR:
        return t.Product((left, right), SCALAR)
    return t.Hadamard((left, right), left.shape)


# f′ as a tree, for each function of one number (any table of derivatives).
_DERIVATIVES: dict[str, Callable[[Expression], Expression]] = {
    "exp": lambda x: _f("exp", x),
    "log": lambda x: _over(_one(x.shape), x),
    "sqrt": lambda x: _over(_one(x.shape), _plus(_f("sqrt", x), _f("sqrt", x))),
    "sin": lambda x: _f("cos", x),
    "cos": lambda x: _minus(_f("sin", x)),
    "tan": lambda x: _plus(_one(x.shape), _square(_f("tan", x))),
    "sec": lambda x: _both(_f("sec", x), _f("tan", x)),
    "csc": lambda x: _minus(_both(_f("csc", x), _f("cot", x))),
    "cot": lambda x: _minus(_plus(_one(x.shape), _square(_f("cot", x)))),
    "asin": lambda x: _over(_one(x.shape), _f("sqrt", _plus(_one(x.shape), _minus(_square(x))))),
    "acos": lambda x: _minus(
        _over(_one(x.shape), _f("sqrt", _plus(_one(x.shape), _minus(_square(x)))))
    ),
    "atan": lambda x: _over(_one(x.shape), _plus(_one(x.shape), _square(x))),
    "sinh": lambda x: _f("cosh", x),
    "cosh": lambda x: _f("sinh", x),
    "tanh": lambda x: _plus(_one(x.shape), _minus(_square(_f("tanh", x)))),
    "sigmoid": lambda x: _both(
        _f("sigmoid", x), _plus(_one(x.shape), _minus(_f("sigmoid", x)))
    ),
    "softplus": lambda x: _f("sigmoid", x),
    "relu": lambda x: _over(
        _plus(_one(x.shape), _f("sign", x)), _plus(_one(x.shape), _one(x.shape))
    ),
    "abs": lambda x: _f("sign", x),
}  # fmt: skip


def _function(node: t.Function, at: Tangents) -> Value:
    """f(a + bε) = f(a) + f′(a)·b ε."""
    slope = _slopes(value(node.of, at))
    if node.name == "sign":
        return _moved(node, mapped(lambda number: at.inner.number(0), slope), at)
    derivative = value(at.formula(node, lambda node: _DERIVATIVES[node.name](node.of)), at.inner)
    return _moved(node, _times(derivative, slope, at), at)


def _power(node: t.Power, at: Tangents) -> Value:
    """d(uᵏ) = k·uᵏ⁻¹ du + uᵏ·log(u) dk."""
    base, exponent = node.base, node.exponent
    slope = _slopes(value(base, at))
    if isinstance(exponent, t.Number):
        if exponent.value == 0:
            return _moved(node, mapped(lambda number: at.inner.number(0), slope), at)
        scaled = at.formula(node, _of_power)
        return _moved(node, _times(value(scaled, at.inner), slope, at), at)
    spread = exponent if exponent.shape == base.shape else t.Spread(exponent, base.shape)
    lower = t.Power(base, _plus(spread, _minus(_one(base.shape))), base.shape)
    first = _times(value(_both(spread, lower), at.inner), slope, at)
    growth = value(_both(node, _f("log", base)), at.inner)
    second = _times(growth, _slopes(value(spread, at)), at)
    return _moved(node, combined(lambda a, b: a + b, first, second), at)


def _of_power(node: t.Power) -> Expression:
    """k·uᵏ⁻¹ for a number k."""
    base, exponent = node.base, node.exponent
    assert isinstance(exponent, t.Number)
    lower = t.Power(base, t.Number(exponent.value - 1), base.shape)
    return t.Product((exponent, lower), base.shape)


def _norm(node: t.Norm, at: Tangents) -> Value:
    """d‖x‖ = ⟨x, dx⟩/‖x‖."""
    numbers = entries(value(node.of, at))
    above = at.inner.dot([n.at for n in numbers], [n.slope for n in numbers])
    norm = value(node, at.inner)
    return Tangent(norm, at.inner.reduced(above * at.inner.reciprocals([norm])[0]))


def _softmax(node: t.Softmax, at: Tangents) -> Value:
    """ds = s ⊙ (dz − ⟨s, dz⟩)."""
    shares = value(node, at.inner)
    slopes = _slopes(value(node.of, at))
    mean = at.inner.dot(entries(shares), entries(slopes))
    return _moved(node, _times(shares, mapped(lambda slope: slope - mean, slopes), at), at)


def _log_sum_exp(node: t.LogSumExp, at: Tangents) -> Value:
    """d log Σ exp z = ⟨softmax(z), dz⟩."""
    shares = value(at.formula(node, lambda node: t.Softmax(node.of, node.of.shape)), at.inner)
    slope = at.inner.dot(entries(shares), entries(_slopes(value(node.of, at))))
    return Tangent(value(node, at.inner), slope)


def _extremum(node: t.Extremum, at: Tangents) -> Value:
    """d max(a, b) = (da + db + sign(a − b)·(da − db))/2, pairwise; each operand is read once."""
    side = 1 if node.name == "max" else -1
    half = at.inner.number(Fraction(1, 2))
    tree: Expression = node.operands[0]
    slope = _slopes(value(tree, at))
    for count, other in enumerate(node.operands[1:], 2):
        sign = value(_f("sign", _plus(tree, _minus(other))), at.inner)
        moved = _slopes(value(other, at))
        gap = _times(sign, combined(lambda a, b: side * (a - b), slope, moved), at)
        both = combined(lambda a, b: a + b, slope, moved)
        slope = combined(lambda a, b: at.inner.reduced(half * (a + b)), both, gap)
        tree = t.Extremum(node.name, node.operands[:count], node.shape)
    return _moved(node, slope, at)


TANGENT_RULES: dict[type, Rule] = {
    **RULES,
    t.Function: _function,
    t.Power: _power,
    t.Norm: _norm,
    t.Softmax: _softmax,
    t.LogSumExp: _log_sum_exp,
    t.Extremum: _extremum,
}
