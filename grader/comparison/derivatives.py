"""Texts → the derivative of a function; a reference → is it the derivative?

Proved twice, by ways that do not know each other: tangents over residues (proofs.py) against the
formula's residues, and the calculus on trees, whose formula the ladder compares with the given
one. The first is the proof, the second gives the counterexample and the right formula when a key
is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.calculus.derivative import Derivation, Task, derivative
from grader.calculus.derive import symmetric_names
from grader.calculus.errors import CalculusError
from grader.comparison.key import Key
from grader.comparison.ladder import judged
from grader.comparison.proofs import Asked, occurring, proved
from grader.comparison.verdict import Evidence, Kind, Outcome, Verdict
from grader.errors import UsageError
from grader.language.declarations import Scope, scope
from grader.language.shapes import Meaning, meaning
from grader.language.text import text
from grader.language.tree import SCALAR, Expression, Shape, Variable, described, times

_JUDGE_SECONDS = 1.5  # for what neither tangents nor residues show
TASKS: tuple[Task, ...] = ("gradient", "jacobian", "hessian")


# ----- by calculus on the tree -------------------------------------------------------------------


def derived(function: Expression, wrt: Sequence[str], task: Task, within: Scope) -> Derivation:
    """The derivative as a formula, with the steps to it; raises CalculusError."""
    variables = tuple(Variable(name, within.variables[name].shape) for name in wrt)
    by = variables[0] if len(variables) == 1 else variables
    return derivative(function, by, task, symmetric=symmetric_names(within))


def derive(
    function: str,
    wrt: str | Sequence[str],
    variables: Mapping[str, str],
    task: str = "gradient",
    *,
    index_base: int = 1,
) -> str:
    """The gradient, Jacobian or Hessian of a function as a formula in matrix form.

    `wrt` is a name or a list of names of scalars. A gradient has the shape of its variable, a
    Jacobian is outputs × inputs. Raises AnswerError where the function cannot be read,
    UsageError where there is nothing to derive.

    >>> derive("norm(A*x - b)^2/2", "x", {"A": "m x n", "x": "n", "b": "m"})
    'A.T*(A*x - b)'
    """
    within = scope(variables, index_base=index_base)
    names = _names(wrt, within)
    tree = meaning(function, within).tree
    return text(derived(tree, names, task_named(task), within).result, index_base)


def _names(wrt: str | Sequence[str], within: Scope) -> tuple[str, ...]:
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    found = tuple(within.names.get(name, name) for name in names)
    for name in found:
        if name not in within.variables or name in within.abstract:
            raise UsageError(
                f"`{name}` is not a variable", hint="the names are " + ", ".join(within.variables)
            )
    if len(found) > 1 and any(within.variables[name].shape != SCALAR for name in found):
        raise UsageError("a list of variables must be of scalars")
    if not found:
        raise UsageError("the derivative by what?", hint="name a variable")
    return found


def task_named(task: str) -> Task:
    """The task with this name; raises UsageError."""
    for known in TASKS:
        if task == known:
            return known
    raise UsageError(f"there is no task `{task}`", hint="gradient, jacobian or hessian")


# ----- a key against its function ----------------------------------------------------------------


def check_key(
    function: str,
    wrt: str | Sequence[str],
    reference: str,
    variables: Mapping[str, str],
    task: str = "gradient",
    *,
    index_base: int = 1,
    seed: int = 0,
) -> Verdict:
    """Whether a reference is the gradient, Jacobian or Hessian of a function.

    Raises AnswerError where a text cannot be read, UsageError where `wrt` or `task` is none.

    >>> str(check_key("x.T*A*x", "x", "2*A*x", {"A": "n x n", "x": "n"}).outcome)
    'different'
    """
    within = scope(variables, index_base=index_base)
    names = _names(wrt, within)
    tree = meaning(function, within).tree
    kind = task_named(task)
    shape = derivative_shape(tree, names, kind, within)
    known = meaning(reference, within, shape=shape)
    if known.tree.shape != shape:
        summary = (
            f"the reference is {described(known.tree.shape)}, the {task} is {described(shape)}"
        )
        evidence = Evidence(Kind.REFUTED, summary)
        return Verdict(Outcome.DIFFERENT, (evidence,), known.tree, index_base)
    return checked(Asked(tree, names, kind), known, within, seed)


def derivative_shape(
    function: Expression, wrt: tuple[str, ...], task: Task, within: Scope
) -> Shape:
    """The shape of a derivative; raises UsageError for a gradient of what is no scalar."""
    if task != "jacobian" and function.shape != SCALAR:
        raise UsageError(f"the function is {described(function.shape)}: only a scalar has a {task}",
                         hint="ask for its Jacobian")  # fmt: skip
    shape = within.variables[wrt[0]].shape if len(wrt) == 1 else (len(wrt), 1)
    if task == "gradient":
        return shape
    inputs = times(*shape)
    return (inputs if task == "hessian" else times(*function.shape), inputs)


def checked(asked: Asked, reference: Meaning, within: Scope, seed: int = 0) -> Verdict:
    """The verdict on a key of the right shape: tangents first, then the derived formula."""
    base = within.index_base
    within = occurring(within, asked, reference)
    proof = proved(asked, reference, within, seed)
    if proof.holds:
        assert proof.evidence is not None
        return Verdict(Outcome.EQUAL, (proof.evidence,), reference.tree, base)
    try:
        formula = derived(asked.function, asked.wrt, asked.task, within).result
    except CalculusError:
        evidence = Evidence(Kind.UNDECIDED, "the derivative could not be found as a formula")
        return Verdict(Outcome.UNDECIDED, (evidence,), reference.tree, base)
    if formula == reference.tree and (proof.holds is None or not proof.is_formal):
        evidence = Evidence(
            Kind.EXACT, f"the {asked.task} that calculus gives: the same expression"
        )
        return Verdict(Outcome.EQUAL, (evidence,), reference.tree, base)
    key = Key(Meaning(formula), within, seed)  # the derived formula as the key
    key.judge_seconds = _JUDGE_SECONDS
    verdict = judged(reference, reference.tree, key)
    right = Evidence(Kind.EXACT, f"the {asked.task} is {text(formula, base)}")
    if verdict.outcome is Outcome.DIFFERENT:
        return Verdict(
            verdict.outcome, (right, *verdict.evidence), reference.tree, base,
            verdict.counterexample, verdict.mistake,
        )  # fmt: skip
    if proof.holds is False and proof.is_formal and verdict.outcome is Outcome.EQUAL:
        evidence = Evidence(Kind.UNDECIDED, "tangents and calculus disagree about this key")
        return Verdict(Outcome.UNDECIDED, (evidence,), reference.tree, base)
    return verdict
