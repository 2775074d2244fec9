"""`grader compare ANSWER REFERENCE -d 'A: n x m'`: two formulas, no exercise."""

from __future__ import annotations

from fractions import Fraction

import click

from grader.cli.check import shown_mark
from grader.cli.options import MINUS_IS_AN_ANSWER, seed_option, typed_answer
from grader.errors import AnswerError, UsageError, pointed
from grader.exercises.model import Exercise, Formula, Layout, Part, Task
from grader.grading import formula


@click.command(context_settings=MINUS_IS_AN_ANSWER)
@click.argument("answer")
@click.argument("reference")
@click.option(
    "-d", "--declare", "declared", multiple=True, metavar="'NAME: SHAPE'",
    help="A variable, as `A: n x m`, `x: n`, `b: scalar positive`; once for each.",
)  # fmt: skip
@click.option(
    "--index-base", type=click.Choice(["0", "1"]), default="1", show_default=True,
    help="Where the indices of entries begin.",
)  # fmt: skip
@seed_option(0, "Draw the points from this seed.")
def command(
    answer: str, reference: str, declared: tuple[str, ...], index_base: str, seed: int
) -> int:
    """Compare ANSWER with REFERENCE over the declared variables.

    Exit code: 0 equal, 1 not, 3 undecided.
    """
    variables: dict[str, str] = {}
    for name, shape in map(_declaration, declared):
        if name in variables:
            raise UsageError(f"`{name}` is declared twice", hint="declare each name once")
        variables[name] = shape
    question = Formula(variables, {}, "", (), Task.EXPRESSION, "", reference, Layout.DEFAULT, {})
    try:
        formula.key(question, int(index_base), seed)
    except AnswerError as problem:
        place = pointed(reference, problem.span).replace("\n", "\n    ")
        raise UsageError(f"the reference: {problem}\n    {place}") from None
    part = Part("answer", "", "", Fraction(0), "", None, question)
    exercise = Exercise("compare", "", "", int(index_base), (part,))
    return shown_mark(exercise, part, typed_answer(answer), seed)


def _declaration(text: str) -> tuple[str, str]:
    name, colon, shape = text.partition(":")
    if not colon:
        raise UsageError(f"`-d '{text}'` declares nothing", hint="write -d 'A: n x m'")
    return name.strip(), shape.strip()
