"""gradient-grader: an automated grader for matrix-calculus homework.

The way of an answer, from the file of a student to the marks; a floor knows only those below it.

    cli           the front door: a file per command; arguments in, text and exit code out
    reports       a marked student → the record; the record → page, table, lines on a terminal
    grading       exercise + submission → marks; a class in several processes
    exercises     what the author wrote: a file per sheet → its parts, and are their keys right?
    submissions   what the students wrote: a file per student → the text of each answer
    comparison    answer + key → verdict, with the evidence: the ladder, its cheapest rung first
    calculus      a tree → its differential, gradient, Jacobian, Hessian, in matrix form
    evaluation    a tree → its value: one evaluator over residues, fractions, floats, intervals;
                  and SymPy, in a process of its own that is stopped when it takes too long;
                  `sandbox`: students' functions, in a locked process that returns numbers alone
    language      text → tokens → tree as written → tree as meant, with shapes; and back to text
    documents     YAML → texts with their places, before anybody asks what they mean
    files         paths → text, and back; bounded, and whole or not at all
    errors        everything a person can get wrong, and where

A tour: `comparison.verdict` (what is found out), `language.tree` (what an answer is),
`comparison.ladder` (how it is decided), `evaluation.modular` (why that is a proof),
`grading.student`, `cli.grade`. The layers are checked: see `pyproject.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.errors import AnswerError, ShapeError

if TYPE_CHECKING:
    from grader.comparison.derivatives import check_key, derive
    from grader.comparison.ladder import compare

__all__ = ["AnswerError", "ShapeError", "check_key", "compare", "derive"]


def __getattr__(name: str) -> Any:
    """What compares is imported when it is asked for, the calculus apart: each costs a start."""
    if name == "compare":
        from grader.comparison import ladder

        return ladder.compare
    if name in ("check_key", "derive"):
        from grader.comparison import derivatives

        return getattr(derivatives, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
