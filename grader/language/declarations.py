"""Declarations (`A: n x n symmetric`) → Scope: the names an answer may use, what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from grader.errors import DeclarationError
from grader.language.functions import GREEK, GREEK_NAMES, MAX_SIZE, SPELLINGS
from grader.language.tree import SCALAR, Dimension, Expression, Shape, Variable

STRUCTURES = (
    "positive definite", "symmetric", "invertible", "orthogonal", "diagonal", "full rank",
    "one-hot",
)  # fmt: skip
DOMAINS = ("positive", "nonnegative", "nonzero", "integer")


class Declaration(NamedTuple):
    """A declared name: its shape, and what may be assumed of its value.

    `values` are the members of a finite set or the two ends of an interval. An abstract function
    R^k → R^l has `arguments` (its inputs' shapes) and its value's shape in `shape`.
    """

    name: str
    shape: Shape
    text: str
    structure: str = ""  # one of STRUCTURES
    domain: str = ""  # one of DOMAINS, "interval" or "set"
    values: tuple[Fraction, ...] = ()
    arguments: tuple[Shape, ...] = ()

    @property
    def is_positive(self) -> bool:
        """Whether every entry is known to be above zero."""
        return self.domain == "positive" or (
            self.domain in ("interval", "set") and min(self.values) >= (self.domain == "set")
        )


class Operators(NamedTuple):
    """What a step of a derivation may write beyond an answer: ∂/∂x (…), ∇(…), f(v) for a given f.

    `apply` makes a tree of an operator (`partial`, `gradient`, `hessian`), what it is applied to,
    and what is differentiated by; it raises AnswerError. `functions` are defined by the exercise,
    each with the names of its arguments. ∂/∂x reaches to the next factor, or where `is_wide` to
    the next + or −.
    """

    apply: Callable[[str, Expression, Expression], Expression]
    functions: Mapping[str, tuple[str, ...]]
    wrt: str = ""  # what ∇ without a subscript differentiates by
    is_wide: bool = False


class Scope(NamedTuple):
    """Everything an answer may name.

    `names` maps each accepted spelling (`λ`, `lambda`) to the declared name; `definitions` are
    abbreviations, which mean the tree they stand for. Without `operators` nothing is
    differentiated: an answer must be worked out.
    """

    variables: dict[str, Declaration]
    dimensions: frozenset[str]
    index_base: int
    names: dict[str, str]
    nodes: dict[str, Expression]
    words: dict[str, tuple[str, str]]  # every known word: the kind and value of its token
    abstract: frozenset[str]
    definitions: dict[str, Expression]
    operators: Operators | None = None


NAME = re.compile(r"[^\W\d_]\w*\Z")
_DIMENSION = r"(?:\d+|[A-Za-z]\w*)"
_SHAPE = re.compile(
    rf"(?:[Ss]calar|({_DIMENSION})\s*(?:(?:[x×*]|by)\s*({_DIMENSION}))?)(?=\s|$|,)", re.ASCII
)
_UNSPACED = re.compile(r"\A(\d+|[A-Za-z])x(\d+|[A-Za-z])(?!\w)", re.ASCII)  # nxm, 3x2
_NO_SHAPE = frozenset(
    (
        "vector matrix column row square real complex positive nonnegative nonzero integer "
        "symmetric invertible orthogonal diagonal full in"
    ).split()
)
_REAL = re.compile(
    rf"R(?:\^\{{?\s*({_DIMENSION})(?:\s*(?:[x×]|\\times)\s*({_DIMENSION}))?\s*\}}?)?\Z"
)
_SET = re.compile(r"in\s*([({\[])([^)}\]]*)[)}\]]")
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:[./]\d{1,18})?\Z")


def declaration(name: str, text: str) -> Declaration:
    """What `name: text` declares; raises DeclarationError naming what would work.

    >>> declaration("A", "n x n symmetric").shape, declaration("b", "scalar positive").domain
    (('n', 'n'), 'positive')
    """
    if not NAME.match(name):
        raise DeclarationError(
            f"`{name}` cannot be a name", hint="a name is a letter followed by letters and digits"
        )
    words = " ".join(text.replace("∈", " in ").replace("ℝ", "R").replace("→", "->").split())
    if "->" in words:
        return _abstract(name, words)
    words = _UNSPACED.sub(r"\1 x \2", words)
    shape, rest = _shape_and_rest(name, words)
    rest, domain, values = _domain(name, rest)
    structure = ""
    if rest.strip():
        structure, domain, rest = _assumptions(domain, rest)
    if rest.strip():
        raise DeclarationError(
            f"`{name}: {text}`: `{rest}` is not an assumption",
            hint="assumptions are " + ", ".join((*STRUCTURES, *DOMAINS, "in (0, 1)", "in {0, 1}")),
        )
    _check_structure(name, text, shape, structure)
    return Declaration(name, shape, text, structure, domain, values)


def _assumptions(domain: str, rest: str) -> tuple[str, str, str]:
    """The structure and the domain that words name, and what is left of them."""
    structure = ""
    for word in STRUCTURES:
        if re.search(rf"(?<!\w){word}(?!\w)", rest):
            structure = structure or word
            rest = rest.replace(word, " ")
    rest = rest.replace("one-hot", " ")
    for word in DOMAINS:
        if re.search(rf"(?<!\w){word}(?!\w)", rest):
            domain, rest = word, re.sub(rf"(?<!\w){word}(?!\w)", " ", rest)
    rest = re.sub(r"\b(?:and|real|vector|matrix|column|row)\b|,", " ", rest).strip()
    return structure, domain, rest


def _shape_and_rest(name: str, words: str) -> tuple[Shape, str]:
    head, _, tail = words.partition(" ")
    real = _REAL.match(head)
    if head.startswith("R") and real and (real[1] or head == "R"):
        return _shape(real[1], real[2]), tail
    match = _SHAPE.match(words)
    if not match or head.rstrip(",").lower() in _NO_SHAPE:
        raise DeclarationError(
            f"`{name}: {words}` does not begin with a shape",
            hint="a shape is `scalar`, `n`, `1 x n`, `n x m` or `3 x 2`",
        )
    return _shape(match[1], match[2]), words[match.end() :]


def _shape(rows: str | None, columns: str | None) -> Shape:
    def dimension(word: str | None) -> Dimension:
        if word is None or not word.isdigit():
            return word or 1
        if not 1 <= int(word) <= MAX_SIZE:
            raise DeclarationError(f"a dimension of {word}", hint=f"from 1 to {MAX_SIZE}")
        return int(word)

    return (dimension(rows), dimension(columns))


def _domain(name: str, rest: str) -> tuple[str, str, tuple[Fraction, ...]]:
    match = _SET.search(rest)
    if not match:
        return rest, "", ()
    numbers = [part.strip() for part in match[2].split(",")]
    if not all(_NUMBER.match(number) for number in numbers):
        raise DeclarationError(f"`{name}: … {match[0]}` holds something that is not a number")
    values = tuple(Fraction(number) for number in numbers)
    rest = rest[: match.start()] + rest[match.end() :]
    if match[1] == "{":
        return rest, "set", values
    if len(values) != 2 or values[0] >= values[1]:
        raise DeclarationError(
            f"`{name}: … {match[0]}` is not an interval", hint="write `in (0, 1)` or `in {0, 1}`"
        )
    return rest, "interval", values


def _check_structure(name: str, text: str, shape: Shape, structure: str) -> None:
    square = structure in (
        "positive definite", "symmetric", "invertible", "orthogonal", "diagonal",
    )  # fmt: skip
    if square and shape[0] != shape[1]:
        raise DeclarationError(f"`{name}: {text}`: only a square matrix can be {structure}")
    if structure == "one-hot" and 1 not in shape:
        raise DeclarationError(f"`{name}: {text}`: only a vector can be one-hot")


def _abstract(name: str, words: str) -> Declaration:
    source, _, target = (part.strip() for part in words.partition("->"))
    shapes = []
    for space in [part for part in source.split(",") if part.strip()] + [target]:
        match = _REAL.match(space.strip())
        if not match:
            raise DeclarationError(
                f"`{name}: {words}` is not a function", hint="write `R^n -> R`, `R^m -> R^k`"
            )
        shapes.append(_shape(match[1], match[2]))
    return Declaration(name, shapes[-1], words, arguments=tuple(shapes[:-1]))


def spellings(name: str) -> list[str]:
    """The ways to write a declared name: `lambda_1` is also `λ_1`, `λ` is also `lambda`."""
    head, underscore, tail = name.partition("_")
    found = [name]
    if head in GREEK_NAMES:
        found += [letter + underscore + tail for letter, latin in GREEK.items() if latin == head]
    if head in GREEK:
        found.append(GREEK[head] + underscore + tail)
    return found


_CALLS = {spelling: ("call", spelling) for spelling in SPELLINGS}


def scope(
    variables: Mapping[str, str],
    *,
    index_base: int = 1,
    definitions: Mapping[str, Expression] | None = None,
) -> Scope:
    """The scope of an exercise: declared variables, the dimensions in their shapes, definitions.

    Raises DeclarationError.
    """
    if index_base not in (0, 1):
        raise DeclarationError(f"index_base is {index_base}", hint="counting starts at 0 or 1")
    declared = {name: declaration(name, text) for name, text in variables.items()}
    dimensions = frozenset(
        dimension
        for one in declared.values()
        for shape in (one.shape, *one.arguments)
        for dimension in shape
        if isinstance(dimension, str)
    )
    names: dict[str, str] = {}
    for name in (*declared, *(definitions or ())):
        for spelling in spellings(name):
            names.setdefault(spelling, name)
        names[name] = name
    nodes: dict[str, Expression] = {
        name: Variable(name, one.shape) for name, one in declared.items() if not one.arguments
    }
    nodes.update(definitions or {})
    abstract = frozenset(name for name, one in declared.items() if one.arguments)
    words = dict(_CALLS)
    words.update((name, ("name", name)) for name in dimensions)
    for spelling, name in names.items():
        words[spelling] = ("abstract" if name in abstract else "name", name)
    return Scope(
        declared, dimensions, index_base, names, nodes, words, abstract, dict(definitions or {})
    )


__all__ = ["SCALAR", "Declaration", "Operators", "Scope", "declaration", "scope", "spellings"]
