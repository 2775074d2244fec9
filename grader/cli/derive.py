"""`grader derive FUNCTION --wrt x -d 'A: n x n'`: a gradient, Jacobian or Hessian as a formula."""

from __future__ import annotations

import re

import click

from grader.calculus.derive import derived, input_named
from grader.cli.options import (
    AnswerCommand,
    declare_option,
    index_base_option,
)
from grader.cli.terminal import RIGHT, say
from grader.cli.typed import declarations, typed_answer
from grader.comparison.derivatives import task_named
from grader.errors import AnswerError, UsageError, pointed
from grader.language.declarations import Scope, scope
from grader.language.shapes import meaning
from grader.reports.derivation import derivation_lines


@click.command(cls=AnswerCommand)
@click.argument("function")
@click.option(
    "--wrt", required=True, multiple=True, metavar="NAME",
    help="By what: a name, an entry as `z[i]`, or scalars as `x, y`.",
)  # fmt: skip
@declare_option
@click.option(
    "--task", type=click.Choice(["gradient", "jacobian", "hessian"]), default="gradient",
    show_default=True, help="Which derivative.",
)  # fmt: skip
@click.option("--steps", is_flag=True, help="Show each step with its rule.")
@click.option("--latex", "as_latex", is_flag=True, help="Write formulas as LaTeX.")
@index_base_option
def command(
    function: str,
    wrt: tuple[str, ...],
    declared: tuple[str, ...],
    task: str,
    steps: bool,
    as_latex: bool,
    index_base: str,
) -> int:
    """Derive FUNCTION and print the derivative in matrix form.

    A gradient has the shape of its variable, a Jacobian is outputs × inputs.
    """
    names = scope(declarations(declared), index_base=int(index_base))
    inputs = _inputs(wrt, names)
    text = typed_answer(function)
    _check("the function", text, names)
    found = derived(text, inputs[0] if len(inputs) == 1 else inputs, names, task_named(task))
    for line in derivation_lines(found, int(index_base), as_latex=as_latex, with_steps=steps):
        say(line)
    return RIGHT


def _inputs(wrt: tuple[str, ...], names: Scope) -> tuple[str, ...]:
    """What to differentiate by: `--wrt x --wrt y` or `--wrt 'x, y'`."""
    inputs = tuple(
        part.strip() for text in wrt for part in re.split(r",(?![^\[]*\])", text) if part.strip()
    )
    if not inputs:
        raise UsageError("the derivative by what?", hint="write --wrt x")
    for text in inputs:
        _check("--wrt", text, names)
        input_named(text, names)
    return inputs


def _check(what: str, text: str, names: Scope) -> None:
    """That a text can be read; a UsageError shows where it cannot."""
    try:
        meaning(text, names)
    except AnswerError as problem:
        place = pointed(text, problem.span).replace("\n", "\n    ")
        raise UsageError(f"{what}: {problem}\n    {place}") from None
