"""A key that can be read → what it rests on, or why it is refused and what would be right.

Three ways, which do not know each other: tangents over residues prove, the calculus on the tree
gives the formula itself, differences in 50 digits decide where these two cannot, or disagree.
"""

from __future__ import annotations

from typing import Final

from grader.calculus.entries import entry_of
from grader.calculus.errors import CalculusError
from grader.calculus.taylor import simplified
from grader.comparison.derivatives import derived, task_named
from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.proofs import Asked, Rows, proved
from grader.comparison.verdict import Evidence, Kind, Outcome, Verdict
from grader.exercises.asked import asked_entry, asked_point
from grader.exercises.differences import POINTS, Differentiated, findings, has_values, laid_out
from grader.exercises.expansions import is_special, special_finding, special_formula
from grader.exercises.findings import Finding, refused
from grader.exercises.model import Formula, Layout, Task
from grader.language.algebra import transposed
from grader.language.declarations import Scope
from grader.language.shapes import Meaning
from grader.language.substitution import substituted
from grader.language.text import text
from grader.language.tree import At, Expression, Vectorization, times

SEED: Final = 20


def finding(question: Formula, function: Expression, key: Key) -> Finding:
    """Whether the key is what the question asks of the function."""
    within, reference = key.scope, key.meaning
    if is_special(question):
        try:
            formula: Expression | CalculusError = derived_formula(question, within, function)
        except CalculusError as problem:
            formula = problem
        return special_finding(question, within, function, reference, formula)
    if not has_values(function, reference, within, SEED):
        return _by_differences(question, within, function, reference, "")
    if question.task is Task.EXPRESSION:
        tree = _entry_of(function, asked_entry(question)) if question.entry else function
        right = Key(Meaning(tree, reference.free), within, SEED)
        verdict = judged(reference, reference.tree, right)
        if verdict.outcome is Outcome.EQUAL:
            return Finding(f"the function itself, {verdict.evidence[-1].summary}")
        return refused("function", verdict, "")
    return _of_derivative(question, function, key)


def derived_formula(question: Formula, within: Scope, function: Expression) -> Expression:
    """The formula that is asked for, in its layout; raises CalculusError."""
    if question.task is Task.EXPRESSION:
        return function
    if question.task in (Task.TAYLOR, Task.MINIMISER):
        return special_formula(question, within, function)
    if question.task is Task.DESCENT:
        tree = special_formula(question, within, function)
    else:
        tree = derived(function, question.wrt, task_named(question.task), within).result
    rows, columns = tree.shape
    match question.layout:
        case Layout.ROW | Layout.COLUMN:
            if columns != 1:
                tree = transposed(tree) if rows == 1 else _as_column(tree)
            tree = transposed(tree) if question.layout is Layout.ROW else tree
        case Layout.NUMERATOR if question.task in (Task.GRADIENT, Task.DESCENT):
            tree = transposed(tree)
        case Layout.DENOMINATOR if question.task is Task.JACOBIAN:
            tree = transposed(tree)
    if question.at:
        tree = simplified(substituted(tree, asked_point(question, within)))
    return _entry_of(tree, asked_entry(question)) if question.entry else tree


def _of_derivative(question: Formula, function: Expression, key: Key) -> Finding:
    within, reference = key.scope, key.meaning
    asked = Asked(
        function,
        question.wrt,
        task_named(question.task),
        asked_entry(question),
        lambda rows: _rows(rows, question),
    )
    proof = proved(asked, reference, within, SEED)
    verdict, formula = _second_opinion(question, function, key)
    opinion = verdict.outcome if verdict else Outcome.UNDECIDED
    if proof.holds and proof.evidence and opinion is not Outcome.DIFFERENT:
        second = "; so says calculus, too" if opinion is Outcome.EQUAL else ""
        return Finding(proof.evidence.summary + second)
    if verdict and opinion is Outcome.DIFFERENT and not proof.holds:
        return refused(question.task.value, verdict, formula)
    if verdict and opinion is Outcome.EQUAL and (proof.holds is None or not proof.is_formal):
        # Not by differences: those of a function with kinks may reach across one.
        return Finding(f"the {question.task.value} by calculus, {verdict.evidence[-1].summary}")
    return _by_differences(question, within, function, reference, formula)


def _second_opinion(
    question: Formula, function: Expression, key: Key
) -> tuple[Verdict | None, str]:
    """What the ladder says of the reference against the formula that calculus gives.

    That they are equal is found out with the key, which is prepared; how they differ is told of
    the reference, as if it were an answer.
    """
    within, reference = key.scope, key.meaning
    try:
        formula = derived_formula(question, within, function)
    except CalculusError:
        return None, ""
    shown = text(formula, within.index_base)
    if formula == reference.tree:
        same = Evidence(Kind.EXACT, "equal: the same expression")
        return Verdict(Outcome.EQUAL, (same,), formula, within.index_base), shown
    known = Meaning(formula, reference.free, (), reference.smallest)
    verdict = judged(known, formula, key)
    if verdict.outcome is not Outcome.EQUAL:
        right = Key(Meaning(formula, reference.free), within, SEED)
        verdict = judged(reference, reference.tree, right)
    return verdict, shown


def _by_differences(
    question: Formula, within: Scope, function: Expression, reference: Meaning, formula: str
) -> Finding:
    """What the differences of the function say, in 50 digits."""
    task, entry = question.task, asked_entry(question)
    of = Differentiated(function, question.wrt, task, question.layout, entry)
    found = findings(of, reference, within, SEED)
    if found.disagreement:
        problem = f"the reference is not the {task}: {found.disagreement}"
        return Finding("wrong", problem, f"the {task} is {formula}" if formula else "")
    if found.points < POINTS:
        problem = f"the function or the reference has a value at {found.points} points only"
        hint = "declare what is assumed, as in `x: n positive`"
        return Finding("hardly checked", problem, hint, "function")
    what = "the function" if task is Task.EXPRESSION else "differences of the function"
    told = f"agrees with {what} at {found.points} points, in 50 digits; not proved"
    return Finding(told)


def _rows(rows: Rows, question: Formula) -> Rows:
    return laid_out(rows, question.task, question.layout)


def _as_column(tree: Expression) -> Expression:
    return Vectorization(tree, (times(*tree.shape), 1))


def _entry_of(tree: Expression, entry: tuple[str, ...]) -> Expression:
    """The entry with these free indices; one index counts the entries of a row or column."""
    if len(entry) == 2:
        return entry_of(tree, At(entry[0]), At(entry[1]))
    rows, columns = tree.shape
    if len(entry) != 1 or 1 not in (rows, columns):
        raise CalculusError("an entry of a matrix has two indices")
    index = At(entry[0])
    return entry_of(tree, 0, index) if rows == 1 else entry_of(tree, index, 0)
