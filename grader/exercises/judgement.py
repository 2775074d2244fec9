"""One answer + question + key → Verdict, by whichever way the question asks for.

Equality is the usual way. A direction may be a multiple; a minimiser is put into the gradient and
the Hessian; a wrong Taylor polynomial is compared with the usual slips. What needs the calculus is
imported late: it would cost the check of a plain formula as much again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.comparison.key import Key, prepared
from grader.comparison.ladder import judged, verdict
from grader.comparison.verdict import Outcome, Verdict
from grader.exercises.asked import asked_point, asked_shape, scope_of, shown_point
from grader.exercises.model import Formula, Task
from grader.language.shapes import Meaning, meaning
from grader.language.tree import ZERO, Expression, Filled, Variable

if TYPE_CHECKING:
    from grader.comparison.expansions import Rival
    from grader.comparison.minimisers import Problem


def key_of(question: Formula, index_base: int, seed: int) -> Key:
    """The reference made ready; zero stands for it where a minimiser has none."""
    within = scope_of(question, index_base)
    shape = asked_shape(question, within)
    if not question.reference.strip() and shape is not None:
        zero: Expression = ZERO if shape == (1, 1) else Filled(0, shape)
        return Key(Meaning(zero), within, seed)
    return prepared(question.reference, within, seed=seed, shape=shape)


def judgement(question: Formula, answer: str, key: Key) -> Verdict:
    """The verdict on an answer; raises AnswerError where it cannot be read."""
    if question.task is Task.MINIMISER:
        return _minimiser(question, answer, key)
    if question.up_to:
        from grader.comparison.directions import direction_verdict

        return direction_verdict(
            answer, key, positive=question.up_to != "factor",
            descent=question.task is Task.DESCENT,
        )  # fmt: skip
    found = verdict(answer, key)
    is_zero = found.mistake is not None and found.mistake.name == "zero"
    is_explained = bool(question.at) and key.names_mistakes and not is_zero
    if found.outcome is Outcome.DIFFERENT and is_explained:
        return _with_slip(question, found, key)
    return found


def _minimiser(question: Formula, answer: str, key: Key) -> Verdict:
    from grader.comparison.minimisers import minimiser_judged, problem

    if "problem" not in key.memory:
        function = meaning(question.function, key.scope).tree
        key.memory["problem"] = problem(function, question.wrt, key.scope, key.seed)
    of: Problem = key.memory["problem"]
    known = meaning(answer, key.scope, shape=key.shape)
    return minimiser_judged(known, of, key if question.reference.strip() else None)


# ----- slips -------------------------------------------------------------------------------------


def _with_slip(question: Formula, found: Verdict, key: Key) -> Verdict:
    """A wrong answer with the slip that explains it, where there is one."""
    from grader.comparison.expansions import agrees_up_to, not_evaluated, recognised, too_high

    if found.tree.shape != key.shape:
        return found
    if "rivals" not in key.memory:
        key.memory["rivals"] = _rivals(question, key)
    known: tuple[Rival, ...] = key.memory["rivals"]
    wrong = recognised(found.tree, known)
    if wrong is None and question.task is Task.TAYLOR:
        point = asked_point(question, key.scope)
        if agrees_up_to(found.tree, _variables(question, key), question.order, point, key):
            wrong = too_high(question.order)
    if wrong is None and question.task is not Task.TAYLOR and _agrees_there(question, found, key):
        wrong = not_evaluated(shown_point(question))
    return found if wrong is None else found._replace(mistake=wrong)


def _agrees_there(question: Formula, found: Verdict, key: Key) -> bool:
    """Whether a derivative that was left as a function is right at the point."""
    from grader.language.substitution import substituted, variables_in

    if not variables_in(found.tree) & set(asked_point(question, key.scope)):
        return False
    there = substituted(found.tree, asked_point(question, key.scope))
    return judged(Meaning(there), there, key).outcome is Outcome.EQUAL


def _rivals(question: Formula, key: Key) -> tuple[Rival, ...]:
    from grader.comparison.expansions import rivals, taylor_slips

    if question.task is not Task.TAYLOR:
        return ()
    slips = taylor_slips(
        meaning(question.function, key.scope).tree,
        _variables(question, key),
        question.order,
        asked_point(question, key.scope),
        shown_point(question),
    )
    return rivals(slips, key)


def _variables(question: Formula, key: Key) -> tuple[Variable, ...]:
    return tuple(Variable(name, key.scope.variables[name].shape) for name in question.wrt)
