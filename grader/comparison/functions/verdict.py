"""Asked, FunctionVerdict: what is asked for, what is known of a student's. Plain data."""

from __future__ import annotations

from keyword import iskeyword
from typing import NamedTuple

from grader.comparison.verdict import Counterexample, Evidence, Mistake, Outcome


class Asked(NamedTuple):
    """The function that an exercise asks for: `grad_w(X, y, w, b)`, and what is given to it."""

    name: str
    parameters: tuple[str, ...]
    setup: str = ""
    modules: tuple[str, ...] = ()
    seconds: int = 4

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters as Python can have them: `lambda_` for `lambda`."""
        return tuple(f"{name}_" if iskeyword(name) else name for name in self.parameters)

    @property
    def signature(self) -> str:
        """As a student may write it."""
        return f"{self.name}({', '.join(self.names)})"


class HandedInCode(NamedTuple):
    """A file with code: its texts with their names (the cells of a notebook, or the one file)."""

    file: str
    texts: tuple[tuple[str, bytes], ...]


class FunctionVerdict(NamedTuple):
    """The outcome for a student's function with all that supports it.

    `is_runnable` is False where there is no function to be called (a syntax error, no such name,
    other parameters): then nothing is wrong with an answer, there is none.
    """

    outcome: Outcome
    evidence: tuple[Evidence, ...]
    reason: str
    is_runnable: bool = True
    hint: str = ""
    excerpt: str = ""
    counterexample: Counterexample | None = None
    mistake: Mistake | None = None
    notes: tuple[str, ...] = ()
    sandbox: str = ""  # the level in force, with its layers
