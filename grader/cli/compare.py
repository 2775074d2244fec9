"""`grader compare ANSWER REFERENCE -d 'A: n x m'`: two formulas, no exercise."""

from __future__ import annotations

from fractions import Fraction

import click

from grader.cli.checking import shown_mark
from grader.cli.options import (
    AnswerCommand,
    declare_option,
    index_base_option,
    seed_option,
    show_work_option,
)
from grader.cli.typed import declarations, typed, typed_answer
from grader.errors import AnswerError, UsageError, pointed
from grader.exercises.model import Exercise, Formula, Layout, Part, Task
from grader.grading import formula
from grader.grading.marking import Marker


@click.command(cls=AnswerCommand)
@click.argument("answer")
@click.argument("reference")
@declare_option
@index_base_option
@seed_option(0, "Draw the points from this seed.")
@show_work_option
def command(
    answer: str,
    reference: str,
    declared: tuple[str, ...],
    index_base: str,
    seed: int,
    show_work: bool,
) -> int:
    """Compare ANSWER with REFERENCE over the declared variables.

    Exit code: 0 equal, 1 not, 3 undecided.
    """
    variables, reference = declarations(declared), typed(reference, "the reference")
    question = Formula(variables, {}, "", (), Task.EXPRESSION, "", reference, Layout.DEFAULT, {})
    try:
        formula.key(question, int(index_base), seed)
    except AnswerError as problem:
        place = pointed(reference, problem.span).replace("\n", "\n    ")
        raise UsageError(f"{problem}\n    {place}") from None
    part = Part("answer", "", "", Fraction(0), "", None, question)
    exercise = Exercise("compare", "", "", int(index_base), (part,))
    marker = Marker(seed, shows_work=show_work)
    return shown_mark(exercise, part, typed_answer(answer), marker)
