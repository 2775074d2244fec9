"""Trees → sums, products, quotients and powers of them, or the ShapeError that says why not.

The rules of answer-language: a 1×1 is a scalar; a product scales if either side is a scalar and
multiplies matrices otherwise; what has two readings is refused with both. What comes out is in
normal form: sums and products flat, scalars in front of the matrix that they scale, and a
stretch of a matrix product that is a scalar (the xᵀx of y xᵀ x) taken out as one.

Until a context fixes it, the size of an `I` is UNKNOWN; `fitted` gives it one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grader.errors import AnswerError, ShapeError, Span
from grader.language.functions import MAX_DIGITS, MAX_EXPONENT
from grader.language.tree import (
    ONE,
    SCALAR,
    Dimension,
    Expression,
    Filled,
    Function,
    Hadamard,
    Identity,
    IndexedSum,
    Inverse,
    MatrixPower,
    MatrixProduct,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Shape,
    Spread,
    Sum,
    Transpose,
    Unit,
    described,
)
from grader.language.written import Place

UNKNOWN = "?"


class Source:
    """The text being read: what stands at a place, for messages, and remarks on the reading."""

    __slots__ = ("notes", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.notes: list[str] = []

    def at(self, place: Place) -> str:
        """The student's own words at a place, shortened."""
        shown = " ".join(self.text[place[0] : place[1]].split())
        return shown if len(shown) <= 48 else shown[:45] + "…"

    def error(self, message: str, place: Place, hint: str = "") -> ShapeError:
        """A ShapeError at a place."""
        return ShapeError(message, span=Span(*place), hint=hint)


# ----- sizes that follow from the context --------------------------------------------------------


def fitted(tree: Expression, shape: Shape) -> Expression:
    """`tree` with every UNKNOWN dimension taken from `shape` as far as it tells."""
    rows = shape[0] if tree.shape[0] == UNKNOWN else tree.shape[0]
    columns = shape[1] if tree.shape[1] == UNKNOWN else tree.shape[1]
    if (rows, columns) == tree.shape:
        return tree
    new = (rows, columns)
    match tree:
        case Identity():
            side = rows if rows != UNKNOWN else columns
            if columns not in (UNKNOWN, side):
                raise ShapeError(
                    f"an identity matrix is square: I cannot be {described(new)}",
                    hint="write eye(n) where a matrix of that size is meant",
                )
            return Identity((side, side))
        case Unit(index, _):
            if isinstance(index, int) and isinstance(rows, int) and index >= rows:
                raise ShapeError(f"a unit vector of {rows} entries has its 1 beyond the last one")
            return Unit(index, new)
        case IndexedSum(index, lower, upper, of, _):
            return IndexedSum(index, lower, upper, fitted(of, new), new)
        case Transpose(of, _):
            return Transpose(fitted(of, (columns, rows)), new)
        case Negative(of, _):
            return Negative(fitted(of, new), new)
        case Spread(of, _):
            return Spread(of, new)
        case Sum(terms, _):
            return Sum(tuple(fitted(term, new) for term in terms), new)
        case Product(factors, _):
            return Product((*factors[:-1], fitted(factors[-1], new)), new)
        case Hadamard(factors, _):
            return Hadamard(tuple(fitted(factor, new) for factor in factors), new)
        case Quotient(of, by, _):
            return Quotient(fitted(of, new), by, new)
        case Inverse(of, _):
            return Inverse(fitted(of, new), new)
        case MatrixPower(base, exponent, _):
            return MatrixPower(fitted(base, new), exponent, new)
        case MatrixProduct(factors, _):
            return _fitted_product(factors, new)
    return tree


def _fitted_product(factors: tuple[Expression, ...], shape: Shape) -> Expression:
    found: list[Expression] = []
    rows = shape[0]
    for i, factor in enumerate(factors):
        columns = factors[i + 1].shape[0] if i + 1 < len(factors) else shape[1]
        found.append(fitted(factor, (rows, columns)))
        rows = found[-1].shape[1]
    return MatrixProduct(tuple(found), (found[0].shape[0], found[-1].shape[1]))


def is_open(tree: Expression) -> bool:
    """Whether a dimension is still unknown."""
    return UNKNOWN in tree.shape


def has_zero_value(tree: Expression) -> bool:
    """Whether this is a plain 0."""
    return isinstance(tree, Number) and tree.value == 0


# ----- sums --------------------------------------------------------------------------------------


def added(
    terms: Sequence[tuple[bool, Expression, Place]], place: Place, source: Source
) -> Expression:
    """The sum of (is it subtracted, term, place); a scalar is added to every entry."""
    shape = _common_shape(terms, place, source)
    flat: list[Expression] = []
    for negative, term, _ in terms:
        if term.shape != shape:
            if term.shape == SCALAR:
                if has_zero_value(term):
                    term = Filled(0, shape)
                else:
                    _note_spread(term, shape, source)
                    term = Spread(term, shape)
            else:
                term = fitted(term, shape)
        flat.append(negated(term) if negative else term)
    return flat[0] if len(flat) == 1 else Sum(tuple(flat), shape)


def _common_shape(
    terms: Sequence[tuple[bool, Expression, Place]], place: Place, source: Source
) -> Shape:
    shape, first = SCALAR, place
    for _, term, where in terms:
        other = term.shape
        if other == SCALAR or other == shape:
            continue
        if shape == SCALAR:
            shape, first = other, where
            continue
        joined = tuple(
            theirs if ours == UNKNOWN else ours for ours, theirs in zip(shape, other, strict=True)
        )
        if any(t not in (UNKNOWN, j) for t, j in zip(other, joined, strict=True)):
            left, right = source.at(first), source.at(where)
            hint = ""
            if other == (shape[1], shape[0]):
                hint = f"did you mean `{_behind(right, '.T')}`?"
            raise source.error(
                f"{left} is {described(shape)} and {right} is {described(other)}: "
                "a sum needs equal shapes",
                where, hint,
            )  # fmt: skip
        shape, first = (joined[0], joined[1]), where
    return shape


def _note_spread(term: Expression, shape: Shape, source: Source) -> None:
    if shape[0] == shape[1] and isinstance(term, Number):
        note = (
            f"{term.value} is added to every entry of the matrix; "
            f"{term.value}*I would add to the diagonal only"
        )
        source.notes.append(note)
    elif shape[0] == shape[1]:
        source.notes.append(
            "a scalar is added to every entry of the matrix; s*I would add to the diagonal only"
        )


def negated(tree: Expression) -> Expression:
    """−tree."""
    return Negative(tree, tree.shape)


def _behind(text: str, what: str) -> str:
    return text + what if text.replace("_", "").isalnum() or text[-1:] == ")" else f"({text}){what}"


# ----- products ----------------------------------------------------------------------------------


def product(factors: Sequence[Expression], shape: Shape) -> Expression:
    """Scalars and at most one matrix, in normal form: flat, the matrix last."""
    scalars: list[Expression] = []
    matrix: Expression | None = None
    for factor in factors:
        for part in factor.factors if isinstance(factor, Product) else (factor,):
            if part.shape == SCALAR:
                scalars.append(part)
            else:
                matrix = part
    if matrix is not None:
        scalars.append(matrix)
    return scalars[0] if len(scalars) == 1 else Product(tuple(scalars), shape)


def matrix_product(factors: Sequence[Expression]) -> Expression:
    """Matrices that fit one after the other, in normal form."""
    scalars: list[Expression] = []
    flat: list[Expression] = []
    for factor in factors:
        if isinstance(factor, Product):
            scalars += factor.factors[:-1]
            factor = factor.factors[-1]
        if isinstance(factor, MatrixProduct):
            flat += factor.factors
        else:
            flat.append(factor)
    edges = [flat[0].shape[0], *(factor.shape[1] for factor in flat)]
    ones = [i for i, edge in enumerate(edges) if edge == 1]
    shape: Shape = (edges[0], edges[-1])
    if len(ones) > 1 and len(flat) > 2 and ones != [0, len(flat)]:
        for start, end in zip(ones, ones[1:], strict=False):
            inner = (flat[start].shape[0], flat[end - 1].shape[1])
            scalars.append(MatrixProduct(tuple(flat[start:end]), inner))
        flat = flat[: ones[0]] + flat[ones[-1] :]
    if not flat:
        return product(scalars, SCALAR)
    rest = flat[0] if len(flat) == 1 else MatrixProduct(tuple(flat), shape)
    return product([*scalars, rest], shape) if scalars else rest


def multiplied(
    left: Expression, right: Expression, places: tuple[Place, Place], source: Source
) -> Expression:
    """left · right: scaling if either is a scalar, else the matrix product."""
    if left.shape == SCALAR:
        return product((left, right), right.shape)
    if right.shape == SCALAR:
        return product((left, right), left.shape)
    if left.shape[1] != right.shape[0]:
        if left.shape[1] == UNKNOWN:
            left = fitted(left, (UNKNOWN, right.shape[0]))
        elif right.shape[0] == UNKNOWN:
            right = fitted(right, (left.shape[1], UNKNOWN))
        else:
            raise _no_product(left, right, places, source)
    return matrix_product((left, right))


def _no_product(
    left: Expression, right: Expression, places: tuple[Place, Place], source: Source
) -> ShapeError:
    a, b = source.at(places[0]), source.at(places[1])
    place = (places[0][0], places[1][1])
    one, two = left.shape, right.shape
    at, bt = _behind(a, ".T"), _behind(b, ".T")
    if one[1] == 1 and two[1] == 1:
        hint = f"{a}*{bt} is a matrix, {a}.*{b} is taken entry by entry"
        if one == two:
            hint = f"{at}*{b} is a scalar, {a}*{bt} is a matrix"
        return source.error(
            f"{a} is {described(one)} and {b} is {described(two)}: "
            "two columns have no matrix product",
            place, hint,
        )  # fmt: skip
    if one[0] == two[0]:
        hint = f"did you mean `{at}*{b}`?"
    elif one[1] == two[1]:
        hint = f"did you mean `{a}*{bt}`?"
    elif one[0] == two[1]:
        hint = f"did you mean `{b}*{a}`?"
    else:
        hint = "the columns of the left factor must be as many as the rows of the right one"
    return source.error(
        f"`{a}*{b}` multiplies {described(one)} by {described(two)}", place, hint
    )


def chained(
    factors: Sequence[tuple[Expression, Place]], source: Source
) -> Expression:
    """a b c …, from the left."""
    tree, place = factors[0]
    for right, where in factors[1:]:
        tree = multiplied(tree, right, (place, where), source)
        place = (place[0], where[1])
    return tree


def elementwise_product(
    left: Expression, right: Expression, places: tuple[Place, Place], source: Source
) -> Expression:
    """left ⊙ right."""
    if left.shape == SCALAR or right.shape == SCALAR:
        return multiplied(left, right, places, source)
    left, right = fitted(left, right.shape), fitted(right, left.shape)
    if left.shape != right.shape:
        a, b = source.at(places[0]), source.at(places[1])
        raise source.error(
            f"{a} is {described(left.shape)} and {b} is {described(right.shape)}: "
            "a product entry by entry needs equal shapes",
            (places[0][0], places[1][1]),
        )
    scalars: list[Expression] = []
    flat: list[Expression] = []
    for factor in (left, right):
        if isinstance(factor, Product):
            scalars += factor.factors[:-1]
            factor = factor.factors[-1]
        flat += factor.factors if isinstance(factor, Hadamard) else (factor,)
    return product([*scalars, Hadamard(tuple(flat), left.shape)], left.shape)


# ----- quotients ---------------------------------------------------------------------------------


def is_elementwise(tree: Expression) -> bool:
    """Whether a matrix is written as a function taken entry by entry: 1 + exp(-z), tanh(z)^2."""
    match tree:
        case Function():
            return True
        case Negative(of, _):
            return is_elementwise(of)
        case Sum(terms, _):
            return any(is_elementwise(term) for term in terms) and all(
                isinstance(term, Spread | Filled) or is_elementwise(term) for term in terms
            )
        case Product(factors, _) | Hadamard(factors, _):
            return any(is_elementwise(f) for f in factors if f.shape != SCALAR)
        case Power(base, _, _):
            return True
        case Quotient(of, by, _):
            return by.shape != SCALAR or is_elementwise(of)
    return False


def divided(
    of: Expression, by: Expression, places: tuple[Place, Place], source: Source,
    *, elementwise: bool = False,
) -> Expression:  # fmt: skip
    """of / by: by a scalar, or entry by entry where that is the only reading."""
    if isinstance(of, Number) and isinstance(by, Number) and by.value:
        return Number(simplest(Fraction(of.value) / by.value))
    value = constant(by)
    if value == 0 or isinstance(by, Filled) and by.value == 0:
        raise AnswerError("this divides by zero", span=Span(*places[1]))
    if by.shape == SCALAR:
        return Quotient(of, by, of.shape)
    a, b = source.at(places[0]), source.at(places[1])
    place = (places[0][0], places[1][1])
    square = by.shape[0] == by.shape[1]
    if of.shape == SCALAR:
        if elementwise or is_elementwise(by) or (not square and 1 in by.shape):
            return Quotient(of, by, by.shape)
    else:
        of, by = fitted(of, by.shape), fitted(by, of.shape)
        if of.shape == by.shape and (elementwise or not square or is_elementwise(by)):
            return Quotient(of, by, by.shape)
        if elementwise:
            raise source.error(
                f"{a} is {described(of.shape)} and {b} is {described(by.shape)}: "
                "a quotient entry by entry needs equal shapes",
                place,
            )
    inverse = f"inv({b})" if a == "1" else f"{a}*inv({b})"
    if square and of.shape in (SCALAR, by.shape):
        raise source.error(
            f"`{a}/{b}` divides by a matrix", place,
            f"write `{inverse}` for the inverse, `{a}./{b}` for a quotient entry by entry",
        )  # fmt: skip
    raise source.error(
        f"`{a}/{b}` divides {described(of.shape)} by {described(by.shape)}", place,
        f"write `{inverse}` for the inverse" if square
        else f"`{a}./{b}` is a quotient entry by entry, of equal shapes",
    )  # fmt: skip


# ----- powers ------------------------------------------------------------------------------------


def simplest(value: Fraction | int) -> Fraction | int:
    """A whole Fraction as an int."""
    return value.numerator if value.denominator == 1 else value


def constant(tree: Expression) -> Fraction | int | None:
    """The rational that a tree without variables is, as far as that is small; else None."""
    match tree:
        case Number(value):
            return value
        case Negative(of, _):
            inner = constant(of)
            return None if inner is None else -inner
        case Sum(terms, _):
            return _folded([constant(term) for term in terms], 0)
        case Product(factors, _):
            return _folded([constant(factor) for factor in factors], 1)
        case Quotient(of, by, _):
            above, below = constant(of), constant(by)
            return None if above is None or not below else simplest(Fraction(above) / below)
        case Power(base, exponent, _):
            inner, above = constant(base), constant(exponent)
            if inner is None or above is None or above.denominator != 1 or not inner:
                return None
            size = max(abs(inner.numerator), inner.denominator)
            if abs(above) * size.bit_length() > 4 * MAX_DIGITS:
                return None
            return simplest(Fraction(inner) ** int(above))
    return None


def _folded(values: list[Fraction | int | None], start: int) -> Fraction | int | None:
    total: Fraction | int = start
    for value in values:
        if value is None:
            return None
        total = total * value if start else total + value
    return total if len(str(total)) <= 2 * MAX_DIGITS else None


def raised(
    base: Expression, exponent: Expression, places: tuple[Place, Place], source: Source,
    *, elementwise: bool = False,
) -> Expression:  # fmt: skip
    """base ^ exponent: of a scalar, of a square matrix, or entry by entry."""
    place = (places[0][0], places[1][1])
    value = constant(exponent)
    if value is None and not _is_moderate(exponent):
        raise AnswerError(
            f"the exponent `{source.at(places[1])}` is too large", span=Span(*places[1]),
            hint=f"exponents up to {MAX_EXPONENT} are read",
        )  # fmt: skip
    if value is not None:
        if abs(value) > MAX_EXPONENT or value.denominator > 10**12:
            raise AnswerError(
                f"the exponent `{source.at(places[1])}` is too large", span=Span(*places[1]),
                hint=f"exponents up to {MAX_EXPONENT} are read",
            )  # fmt: skip
        exponent = Number(value)
    a, k = source.at(places[0]), source.at(places[1])
    if is_euler(base) and not elementwise:
        if exponent.shape[0] == exponent.shape[1] != 1 and not is_elementwise(exponent):
            raise source.error(
                f"`{a}^{k}` has a matrix as exponent", place,
                f"`exp({k})` is taken entry by entry; the matrix exponential is not known here",
            )  # fmt: skip
        return Function("exp", exponent, exponent.shape)
    if base.shape == SCALAR and exponent.shape == SCALAR:
        return Power(base, exponent, SCALAR)
    if elementwise or base.shape == SCALAR:
        return _elementwise_power(base, exponent, places, source, elementwise)
    if exponent.shape != SCALAR:
        raise source.error(f"the exponent {k} is {described(exponent.shape)}", places[1],
                           "an exponent is a number")  # fmt: skip
    square = base.shape[0] == base.shape[1]
    if is_elementwise(base):
        if square:
            raise source.error(
                f"`{a}^{k}` has two readings", place,
                f"write `({a}).^{k}` entry by entry, or `{a}*{a}` for the matrix product",
            )  # fmt: skip
        return Power(base, exponent, base.shape)
    if not square:
        raise source.error(
            f"{a} is {described(base.shape)}: it has no power", place,
            f"write `{_behind(a, '')}.^{k}` entry by entry"
            + (f", `{_behind(a, '.T')}*{a}` for the square of the norm" if 1 in base.shape else ""),
        )  # fmt: skip
    if value is None or value.denominator != 1:
        raise source.error(f"a matrix has no power {k}", place,
                           "a whole number, -1 for the inverse, T for the transpose")  # fmt: skip
    return matrix_power(base, int(value))


def _is_moderate(exponent: Expression) -> bool:
    """False where an exponent made of numbers alone is beyond the bound."""
    try:
        return abs(_rounded(exponent) or 0.0) <= MAX_EXPONENT
    except (OverflowError, ZeroDivisionError):
        return False


def _rounded(tree: Expression) -> float | None:
    """A tree of numbers as a float; None where it holds anything else."""
    parts: list[float | None]
    match tree:
        case Number(value):
            return float(value)
        case Negative(of, _):
            inner = _rounded(of)
            return None if inner is None else -inner
        case Sum(terms, _):
            parts = [_rounded(term) for term in terms]
            return None if None in parts else sum(part for part in parts if part is not None)
        case Product(factors, _):
            parts = [_rounded(factor) for factor in factors]
            product = 1.0
            for part in parts:
                if part is None:
                    return None
                product *= part
            return product
        case Power(base, exponent, _) | Quotient(base, exponent, _):
            below, above = _rounded(base), _rounded(exponent)
            if below is None or above is None:
                return None
            if isinstance(tree, Quotient):
                return below / above
            return abs(below) ** above
    return None


def is_euler(tree: Expression) -> bool:
    """Whether this is e."""
    return isinstance(tree, Function) and tree.name == "exp" and tree.of == ONE


def matrix_power(base: Expression, exponent: int) -> Expression:
    """Aᵏ for a whole k."""
    if exponent == 1:
        return base
    if exponent == 0:
        return Identity(base.shape)
    power = base
    if abs(exponent) > 1:
        power = MatrixPower(base, abs(exponent), base.shape)
    return Inverse(power, base.shape) if exponent < 0 else power


def _elementwise_power(
    base: Expression, exponent: Expression, places: tuple[Place, Place], source: Source,
    elementwise: bool,
) -> Expression:  # fmt: skip
    k = source.at(places[1])
    if base.shape == SCALAR and exponent.shape != SCALAR:
        if 1 not in exponent.shape and not elementwise and not is_elementwise(exponent):
            raise source.error(f"the exponent {k} is a matrix", places[1],
                               "write `.^` for a power entry by entry")  # fmt: skip
        return Power(Spread(base, exponent.shape), exponent, exponent.shape)
    if exponent.shape not in (SCALAR, base.shape):
        raise source.error(
            f"{source.at(places[0])} is {described(base.shape)} and {k} is "
            f"{described(exponent.shape)}: a power entry by entry needs equal shapes",
            (places[0][0], places[1][1]),
        )
    return Power(base, exponent, base.shape)


# ----- transposes --------------------------------------------------------------------------------


def transposed(tree: Expression) -> Expression:
    """treeᵀ; a scalar is its own."""
    if tree.shape == SCALAR:
        return tree
    if isinstance(tree, Transpose):
        return tree.of
    return Transpose(tree, (tree.shape[1], tree.shape[0]))


def inverted(tree: Expression, place: Place, source: Source) -> Expression:
    """tree⁻¹; of a scalar the reciprocal."""
    if tree.shape == SCALAR:
        return divided(ONE, tree, (place, place), source)
    if tree.shape[0] != tree.shape[1]:
        raise source.error(
            f"{source.at(place)} is {described(tree.shape)}: only a square matrix has an inverse",
            place,
        )
    return Inverse(tree, tree.shape)


