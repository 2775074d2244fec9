"""Declarations + seed → random values of all variables in all fields, drawn when asked for."""

from __future__ import annotations

from collections.abc import Mapping

from grader.evaluation.evaluator import Value
from grader.evaluation.fields import Field
from grader.evaluation.forks import Path
from grader.evaluation.sampling import Generator, Matrix
from grader.language.declarations import Declaration


class Redraw(Exception):
    """The point is of no use (a radicand that is no square); another one may be."""


class Draw:
    """One random point: values of all variables in all fields, and the signs met on the way."""

    __slots__ = (
        "applied", "fixed", "flips", "known", "logs", "path", "powers", "seed", "signs", "sizes",
        "variables",
    )  # fmt: skip

    def __init__(
        self,
        variables: Mapping[str, Declaration],
        sizes: dict[str, int],
        seed: int,
        fixed: Mapping[str, Value] | None = None,
        flips: int = 0,
    ) -> None:
        self.variables = variables
        self.sizes = sizes
        self.seed = seed
        self.fixed = fixed or {}
        self.flips = flips  # bit k: the k-th orthogonal matrix has determinant −1
        self.known: dict[tuple[int, str], Value] = {}
        self.applied: dict[tuple[object, ...], Value] = {}  # abstract functions to arguments
        self.signs: dict[int, int] = {}
        # Where values are fixed: the exponents of powers of e, the logs of anything else.
        self.powers: dict[tuple[int, int], int] = {}
        self.logs: dict[tuple[int, int], int] = {}
        self.path: Path | None = None  # decides on signs and roots, if there is one

    def numbers(self, field: Field, name: str, count: int) -> list[int]:
        """Random residues that belong to a name."""
        label = name.encode()
        mixed = (self.seed << 8 | field.index) << 8 * len(label) | int.from_bytes(label)
        generator = Generator(mixed)
        return [generator.below(field.prime) for _ in range(count)]

    def free(self, field: Field, name: str, rows: int, columns: int) -> Matrix:
        """A matrix of independent residues."""
        numbers = self.numbers(field, name, rows * columns)
        return [list(numbers[i * columns : (i + 1) * columns]) for i in range(rows)]

    def unit(self, field: Field) -> int:
        """A residue that stands for the transcendental base of exponents or angles: not zero.

        With g fixed, exp(1) would be a known small number (4, in a field where 4 is g).
        """
        key = (field.index, "unit")
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.numbers(field, "unit", 1)[0] or 1
        return int(found)
