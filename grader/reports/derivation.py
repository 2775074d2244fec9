"""A derivative with the steps to it → lines: the formula, or step after step and the formula."""

from __future__ import annotations

from collections.abc import Callable

from grader.calculus.derivative import Derivation
from grader.language.latex import latex
from grader.language.text import text
from grader.language.tree import Expression


def derivation_lines(
    found: Derivation, index_base: int, *, as_latex: bool = False, with_steps: bool = False
) -> list[str]:
    """The derivative; before it, if wanted, each rule with its formula and what it did."""
    write: Callable[[Expression, int], str] = latex if as_latex else text
    lines = []
    for number, step in enumerate(found.steps if with_steps else (), 1):
        lines += [
            f"{number:>2}  {step.rule}: {step.formula}",
            f"      {write(step.before, index_base)}",
            f"    → {write(step.after, index_base)}",
            "",
        ]
    return [*lines, write(found.result, index_base)]
