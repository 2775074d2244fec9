"""The tree as written: what the parser makes of a text before anybody asks for shapes.

Some dozen kinds of phrase, each with the place where it stands. `a*b` is a product of two things
here; whether it scales or multiplies matrices is found out in shapes.py. The kinds are plain
classes for the reason that those of tree.py are; `place` alone may change, when brackets close.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

Place: TypeAlias = tuple[int, int]  # start and end in the text, as errors.Span


class Literal:
    """A number: 2, 0.5, 1e-8."""

    __slots__ = ("place", "value")

    def __init__(self, value: Fraction | int, place: Place) -> None:
        self.value: Final = value
        self.place = place


class Word:
    """A name: a variable, a dimension, an index, π, I."""

    __slots__ = ("name", "place")

    def __init__(self, name: str, place: Place) -> None:
        self.name: Final = name
        self.place = place


class SumOf:
    """Terms with their signs: (is it subtracted, term)."""

    __slots__ = ("place", "terms")

    def __init__(self, terms: tuple[tuple[bool, Written], ...], place: Place) -> None:
        self.terms: Final = terms
        self.place = place


class Factor:
    """One factor of a product with the operator before it ("" for the first one).

    `run` holds what follows a quotient without an operator: the b c of `1/a b c`.
    """

    __slots__ = ("of", "operator", "run")

    def __init__(self, operator: str, of: Written, run: tuple[Written, ...]) -> None:
        self.operator: Final = operator
        self.of: Final = of
        self.run: Final = run


class ProductOf:
    """Factors from left to right."""

    __slots__ = ("factors", "place")

    def __init__(self, factors: tuple[Factor, ...], place: Place) -> None:
        self.factors: Final = factors
        self.place = place


class PowerOf:
    """base ^ exponent; operator `^` or `.^`."""

    __slots__ = ("base", "exponent", "operator", "place")

    def __init__(self, base: Written, exponent: Written, operator: str, place: Place) -> None:
        self.base: Final = base
        self.exponent: Final = exponent
        self.operator: Final = operator
        self.place = place


class Postfix:
    """Something behind its operand: T (transpose), -T, I (inverse)."""

    __slots__ = ("of", "operator", "place")

    def __init__(self, operator: str, of: Written, place: Place) -> None:
        self.operator: Final = operator
        self.of: Final = of
        self.place = place


class Call:
    """A function with its arguments; `name` is canonical, `spelled` as typed."""

    __slots__ = ("arguments", "name", "place", "spelled")

    def __init__(
        self, name: str, arguments: tuple[Written, ...], spelled: str, place: Place
    ) -> None:
        self.name: Final = name
        self.arguments: Final = arguments
        self.spelled: Final = spelled
        self.place = place


class Item:
    """of[i, j]; None is a colon."""

    __slots__ = ("indices", "of", "place")

    def __init__(self, of: Written, indices: tuple[Written | None, ...], place: Place) -> None:
        self.of: Final = of
        self.indices: Final = indices
        self.place = place


class Subscript:
    """of_i, of_12, of_{1,2}: the subscript as text, its meaning depends on the shape."""

    __slots__ = ("of", "place", "subscript")

    def __init__(self, of: Written, subscript: str, place: Place) -> None:
        self.of: Final = of
        self.subscript: Final = subscript
        self.place = place


class Listing:
    """[a, b], (a, b) or a matrix environment."""

    __slots__ = ("items", "place")

    def __init__(self, items: tuple[Written, ...], place: Place) -> None:
        self.items: Final = items
        self.place = place


class BigSum:
    """sum_k body, or with bounds."""

    __slots__ = ("index", "lower", "of", "place", "upper")

    def __init__(
        self, index: str, lower: Written | None, upper: Written | None, of: Written, place: Place
    ) -> None:
        self.index: Final = index
        self.lower: Final = lower
        self.upper: Final = upper
        self.of: Final = of
        self.place = place


class Text:
    """A quoted word, as 'fro'."""

    __slots__ = ("place", "value")

    def __init__(self, value: str, place: Place) -> None:
        self.value: Final = value
        self.place = place


class Applied:
    """An abstract function or a derivative of it; kind "", J, H or grad, order by primes.

    Without arguments it is meant at the one place where the exercise can mean it.
    """

    __slots__ = ("arguments", "kind", "name", "place", "primes")

    def __init__(
        self, name: str, kind: str, primes: int, arguments: tuple[Written, ...], place: Place
    ) -> None:
        self.name: Final = name
        self.kind: Final = kind
        self.primes: Final = primes
        self.arguments: Final = arguments
        self.place = place


class Partial:
    """∂_i f(…): the derivative by the i-th number that f takes."""

    __slots__ = ("component", "of", "place")

    def __init__(self, of: Applied, component: str, place: Place) -> None:
        self.of: Final = of
        self.component: Final = component
        self.place = place


class DerivativeOf:
    """∂of/∂by, or (kind grad) ∇_by of; without `by` it is by all that the function takes."""

    __slots__ = ("by", "kind", "of", "place")

    def __init__(self, kind: str, of: Written, by: Written | None, place: Place) -> None:
        self.kind: Final = kind
        self.of: Final = of
        self.by: Final = by
        self.place = place


class Differential:
    """∂/∂x_i (…), ∂f/∂x, ∇_x (…): `kind` is partial, gradient or hessian; `by` may be left out.

    `is_followed` tells that more factors stand behind, which ∂ could be meant to reach.
    """

    __slots__ = ("by", "is_followed", "kind", "of", "place")

    def __init__(
        self, kind: str, by: Written | None, of: Written, place: Place, *, is_followed: bool
    ) -> None:
        self.kind: Final = kind
        self.by: Final = by
        self.of: Final = of
        self.is_followed: Final = is_followed
        self.place = place


class Defined:
    """f(v), where the exercise defines f."""

    __slots__ = ("arguments", "name", "place")

    def __init__(self, name: str, arguments: tuple[Written, ...], place: Place) -> None:
        self.name: Final = name
        self.arguments: Final = arguments
        self.place = place


Written: TypeAlias = (
    Literal | Word | SumOf | ProductOf | PowerOf | Postfix | Call | Item | Subscript | Listing
    | BigSum | Text | Applied | Partial | DerivativeOf | Differential | Defined
)  # fmt: skip

_DEEPENS = frozenset(("/", "./", ".*", "kron"))


def nesting(tree: Written) -> int:
    """How deep what is meant can be: phrases inside each other, and quotients in a row."""
    deepest = 0
    pending: list[tuple[object, int]] = [(tree, 1)]
    while pending:
        part, level = pending.pop()
        if isinstance(part, tuple):
            pending += [(inner, level) for inner in part]
        elif isinstance(part, Written | Factor):
            deepest = max(deepest, level)
            if isinstance(part, ProductOf):
                level += sum([factor.operator in _DEEPENS for factor in part.factors])
            pending += [(getattr(part, name), level + 1) for name in part.__slots__]
    return deepest
