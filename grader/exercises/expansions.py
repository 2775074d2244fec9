"""A question at a point (a Taylor polynomial, a derivative there), a direction, a minimiser →
its formula, and what its key rests on.

Each derivative that is used is proved by tangents; what is made of it is compared by the ladder.
"""

from __future__ import annotations

from typing import assert_never

from grader.calculus.construction import negated
from grader.calculus.derive import symmetric_names
from grader.calculus.errors import CalculusError
from grader.calculus.taylor import Expansion, simplified, solution
from grader.comparison.derivatives import derived, task_named
from grader.comparison.directions import direction_judged
from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.minimisers import minimiser_judged, problem
from grader.comparison.proofs import Asked, proved
from grader.comparison.verdict import Outcome, Verdict
from grader.evaluation.evaluator import EvaluationError, value
from grader.evaluation.real import Floats
from grader.evaluation.sampling import Generator, decimal, point
from grader.exercises.asked import asked_point, shown_point
from grader.exercises.findings import Finding, refused
from grader.exercises.model import Formula, Task
from grader.language.declarations import Scope
from grader.language.shapes import Meaning
from grader.language.substitution import substituted, variables_in
from grader.language.text import text
from grader.language.tree import SCALAR, Expression, Variable

SEED = 20
POINTS = 40  # at which a value is looked for
HIGHEST_OF_VECTORS = 2
BY_NUMBERS = "give its entries names of their own, as in `wrt: [x_1, x_2]`: then up to order 8"
INSIDE = "take a point inside the domain"
SPECIAL = (Task.DESCENT, Task.TAYLOR, Task.MINIMISER)


def is_special(question: Formula) -> bool:
    """Whether a question is one of those below."""
    return question.task in SPECIAL or bool(question.at) or bool(question.up_to)


def special_formula(question: Formula, within: Scope, function: Expression) -> Expression:
    """The key of such a question; raises CalculusError where there is none."""
    match question.task:
        case Task.TAYLOR:
            return expansion(question, within, function).polynomial(asked_point(question, within))
        case Task.MINIMISER:
            return _solved(question, within, function)
        case Task.DESCENT:
            found = negated(derived(function, question.wrt, "gradient", within).result)
        case Task.GRADIENT | Task.JACOBIAN | Task.HESSIAN:
            found = derived(function, question.wrt, task_named(question.task), within).result
        case Task.EXPRESSION:
            found = function
        case _:
            assert_never(question.task)
    where = asked_point(question, within)
    return simplified(substituted(found, where)) if where else found


def expansion(question: Formula, within: Scope, function: Expression) -> Expansion:
    """The derivatives of the function up to the order that is asked for."""
    if function.shape != SCALAR:
        raise CalculusError("only a number has a Taylor polynomial here")
    wrt = tuple(Variable(name, within.variables[name].shape) for name in question.wrt)
    return Expansion(function, wrt, question.order, symmetric_names(within))


def _solved(question: Formula, within: Scope, function: Expression) -> Expression:
    """The minimiser where the Hessian does not depend on the variable."""
    of = problem(function, question.wrt, within)
    if len(question.wrt) > 1 or of.shape[1] != 1 or variables_in(of.hessian) & set(question.wrt):
        raise CalculusError("the gradient is not linear in one column")
    return solution(of.gradient, of.hessian, Variable(question.wrt[0], of.shape))


def special_finding(
    question: Formula,
    within: Scope,
    function: Expression,
    reference: Meaning,
    formula: Expression | CalculusError,
) -> Finding:
    """Whether the reference is what such a question asks; `formula` is what calculus gives."""
    if question.task is Task.MINIMISER:
        return _of_minimiser(question, within, function, reference)
    undefined, hint = undefined_at(question, within, function)
    if undefined:
        return Finding("no value", undefined, hint, point_key(question))
    name = _name(question)
    if isinstance(formula, CalculusError):
        told = f"nothing can be derived to check the reference by: {formula.message}"
        return Finding(f"not checked: {told}")
    proofs = _proofs(question, within, function)
    key = Key(Meaning(formula, reference.free), within, SEED)
    if question.up_to:
        verdict = direction_judged(reference, key, positive=question.up_to != "factor")
    else:
        verdict = judged(reference, reference.tree, key)
    shown = text(formula, within.index_base)
    if verdict.outcome is not Outcome.EQUAL:
        return refused(name, verdict, shown)
    return Finding(f"{_capped(name, verdict)}; {proofs}")


def _capped(name: str, verdict: Verdict) -> str:
    return f"the {name}: {verdict.evidence[-1].summary}"


def _name(question: Formula) -> str:
    if question.task is Task.TAYLOR:
        return f"Taylor polynomial of order {question.order}"
    if question.task is Task.DESCENT:
        return "direction of steepest descent"
    where = f" at {shown_point(question)}" if question.at else ""
    return f"{'function' if question.task is Task.EXPRESSION else question.task.value}{where}"


def point_key(question: Formula) -> str:
    """Where the text of the point stands: the first of it."""
    return next(key for key in question.places if key == "at" or key.startswith("at."))


def _proofs(question: Formula, within: Scope, function: Expression) -> str:
    """What the derivatives rest on that the formula was made of."""
    if question.task is Task.EXPRESSION:
        return "its function is given"
    if question.task is Task.TAYLOR:
        used = [(one.function, one.wrt, one.task, one.formula)
                for one in expansion(question, within, function).used]  # fmt: skip
    else:
        task = task_named("gradient" if question.task is Task.DESCENT else question.task)
        formula = derived(function, question.wrt, task, within).result
        used = [(function, question.wrt, task, formula)]
    proved_ones = sum(
        bool(proved(Asked(of, wrt, task), Meaning(formula), within, SEED).holds)
        for of, wrt, task, formula in used
    )
    if proved_ones == len(used):
        return "each derivative in it proved by exact tangents in a finite field"
    return f"of its {len(used)} derivatives {proved_ones} proved by tangents, the others derived"


def _is_beyond_vectors(question: Formula, within: Scope) -> bool:
    """Whether a Taylor polynomial of order 3 and more is asked of what is no list of numbers.

    Its terms have no form with matrices; those in numbers with names of their own are marked.
    """
    if question.task is not Task.TAYLOR or question.order <= HIGHEST_OF_VECTORS:
        return False
    return any(within.variables[name].shape != SCALAR for name in question.wrt)


def undefined_at(question: Formula, within: Scope, function: Expression) -> tuple[str, str]:
    """A sentence and a hint if the function or its derivatives have no value at the point."""
    if _is_beyond_vectors(question, within):
        told = "of a vector or matrix only orders 0, 1 and 2 are marked"
        return f"`order: {question.order}`: {told}", BY_NUMBERS
    where = asked_point(question, within)
    if not where:
        return "", ""
    trees = [substituted(function, where)]
    try:
        trees.append(special_formula(question, within, function))
    except CalculusError as problem:
        told = f"at {shown_point(question)} there is no derivative: {problem.message}"
        return told, INSIDE
    generator = Generator(SEED)
    sizes = dict.fromkeys(sorted(within.dimensions), 3)
    for attempt in range(POINTS):
        drawn = point(within.variables, sizes, decimal(generator, 1 + attempt % 3), generator)
        try:
            for tree in trees:
                value(tree, Floats(drawn, sizes))
        except (EvaluationError, ArithmeticError):
            continue
        return "", ""
    told = f"the function has no value at {shown_point(question)}, or no derivative there"
    return told, INSIDE


def _of_minimiser(
    question: Formula, within: Scope, function: Expression, reference: Meaning
) -> Finding:
    try:
        of = problem(function, question.wrt, within, SEED)
    except CalculusError as error:
        return Finding("not checked", f"the function has no gradient: {error.message}", "",
                       "function")  # fmt: skip
    verdict = minimiser_judged(reference, of, None)
    if verdict.outcome is Outcome.EQUAL:
        return Finding(verdict.evidence[-1].summary)
    if verdict.outcome is Outcome.DIFFERENT:
        wrong = verdict.mistake
        said = wrong.explanation if wrong else verdict.evidence[-1].summary
        said = said.replace("your answer", "the reference")
        return Finding("wrong", f"the reference is no minimiser: {said}")
    return Finding(f"not proved: {verdict.evidence[-1].summary}")
