"""Function + variables + formula → is the formula the derivative, and what is the derivative?

Proved twice, by ways that do not know each other: tangents over residues (exact derivatives of
numbers) against the formula's residues, and the calculus on trees, whose formula the ladder
compares with the given one. The first is the proof, the second gives the counterexample and the
right formula when a key is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log2
from typing import Any, NamedTuple

from grader.calculus.derivative import Derivation, Task, derivative
from grader.calculus.errors import CalculusError
from grader.comparison.exact import Draws
from grader.comparison.ladder import Key, judged
from grader.comparison.verdict import Evidence, Kind, Outcome, Verdict
from grader.errors import UsageError
from grader.evaluation.evaluator import Inexpressible, Pole, Value, value
from grader.evaluation.fields import SMALL, TOP, Field
from grader.evaluation.modular import Draw, Redraw, Residues
from grader.evaluation.survey import survey
from grader.evaluation.tangents import Tangents
from grader.language.declarations import Scope, scope
from grader.language.shapes import Meaning, meaning
from grader.language.text import text
from grader.language.tree import SCALAR, Expression, Shape, Variable, described, size, times

Rows = list[list[Any]]
TASKS = ("gradient", "jacobian", "hessian")
_MANY = 48  # draws where signs or roots occur


class Asked(NamedTuple):
    """A derivative that is asked for: of what, by what, laid out how.

    `entry` are the free indices of the one entry that is asked for; `laid_out` turns the rows of
    the usual layout into those of another.
    """

    function: Expression
    wrt: tuple[str, ...]
    task: Task
    entry: tuple[str, ...] = ()
    laid_out: Callable[[Rows], Rows] = lambda rows: rows


class Proof(NamedTuple):
    """What the tangents say: True proved, False refuted in the field, None not expressible."""

    holds: bool | None
    evidence: Evidence | None = None


# ----- by tangents -------------------------------------------------------------------------------


def proved(asked: Asked, reference: Meaning, within: Scope, seed: int = 0) -> Proof:
    """Whether the reference is the derivative, by tangents over residues."""
    draws = Draws(reference.tree, within, seed, reference.free)
    ours = survey(asked.function)
    plan = draws.plan(ours, dict(reference.smallest))
    is_many = not plan.features.isdisjoint(("sign", "root"))
    field = SMALL if is_many else TOP
    wanted = _MANY if is_many else plan.wanted
    agreed = 0
    try:
        for choice in plan.choices:
            found = 0
            for number in range(8 * wanted):
                pair = draws.at(choice, number, field)
                if pair is None:
                    continue
                try:
                    expected = _expected(asked, within, pair[0], field)
                except (Pole, Redraw):
                    continue
                if not _same(expected, pair[1], asked, choice, reference, field.prime):
                    return Proof(False)
                found += 1
                if found == wanted:
                    break
            agreed += found
            if found < wanted and choice == plan.sizes:
                return Proof(None)
    except Inexpressible:
        return Proof(None)
    bits = plan.bits if field is TOP else 58
    degree = log2(3 * ours.weight + draws.survey.weight)
    power = int((bits - degree) * (1 if wanted == 1 else 2))
    named = ", ".join(plan.sizes)
    where = f"for all {named}" if named and plan.for_all else "everywhere"
    if named and not plan.for_all:
        where = "at " + ", ".join(f"{name} = {count}" for name, count in plan.sizes.items())
    summary = (
        f"the derivative {where}: proved by exact tangents in a finite field "
        f"(chance of error below 2^-{power}, {agreed} draw{'s' * (agreed > 1)})"
    )
    dimensions = (tuple(plan.sizes.items()),)
    return Proof(
        True, Evidence(Kind.EXACT, summary, dimensions, plan.for_all, log2_error=-float(power))
    )


def _same(
    expected: Rows,
    found: Value,
    asked: Asked,
    sizes: dict[str, int],
    reference: Meaning,
    prime: int,
) -> bool:
    """The rows that tangents give against the residues of the reference."""
    if not asked.entry:
        rows = found if isinstance(found, list) else [[found]]
        return [[entry % prime for entry in row] for row in asked.laid_out(expected)] == rows
    ranges = dict(reference.free)
    flat = column(expected)
    if len(asked.entry) == 1:
        right = flat
    else:  # the indices of the values run in alphabetical order
        order = sorted(asked.entry)
        counts = {name: size(ranges[name], sizes) for name in asked.entry}
        right = []
        for i in range(counts[order[0]]):
            for j in range(counts[order[1]]):
                places = {order[0]: i, order[1]: j}
                right.append(expected[places[asked.entry[0]]][places[asked.entry[1]]])
    return [entry % prime for entry in right] == found


def _expected(asked: Asked, within: Scope, draw: Draw, field: Field) -> Rows:
    """The derivative at a draw, in the usual layout of its task."""
    inputs = []
    for name in asked.wrt:
        rows, columns = (size(side, draw.sizes) for side in within.variables[name].shape)
        inputs += [(name, (i, j)) for j in range(columns) for i in range(rows)]

    def point() -> Residues:
        return Residues(field, draw)

    if asked.task == "hessian":
        table = []
        for name, place in inputs:
            line = []
            for other, where in inputs:
                moving = Tangents(Tangents(point(), name, place), other, where)
                line.append(value(asked.function, moving).slope.slope)
            table.append(line)
        return table
    slopes = [
        [number.slope for number in column(value(asked.function, Tangents(point(), *one)))]
        for one in inputs
    ]
    if asked.task == "jacobian":
        return transposed_rows(slopes)
    numbers = [slope[0] for slope in slopes]
    height = len(numbers)
    if len(asked.wrt) == 1:
        height = size(within.variables[asked.wrt[0]].shape[0], draw.sizes)
    return transposed_rows([numbers[i : i + height] for i in range(0, len(numbers), height)])


def column(of: Value) -> list[Any]:
    """All entries, column by column."""
    rows = of if isinstance(of, list) else [[of]]
    return [entry for one in zip(*rows, strict=True) for entry in one]


def transposed_rows(rows: Rows) -> Rows:
    """Rows as columns."""
    return [list(one) for one in zip(*rows, strict=True)]


# ----- by calculus on the tree -------------------------------------------------------------------


def derived(function: Expression, wrt: Sequence[str], task: Task, within: Scope) -> Derivation:
    """The derivative as a formula, with the steps to it; raises CalculusError."""
    variables = tuple(Variable(name, within.variables[name].shape) for name in wrt)
    symmetric = frozenset(
        name
        for name, declared in within.variables.items()
        if declared.structure in ("symmetric", "positive definite", "diagonal")
    )
    by = variables[0] if len(variables) == 1 else variables
    return derivative(function, by, task, symmetric=symmetric)


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
    return text(derived(tree, names, _task(task), within).result, index_base)


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


def _task(task: str) -> Task:
    if task not in TASKS:
        raise UsageError(f"there is no task `{task}`", hint="gradient, jacobian or hessian")
    return task


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
    kind = _task(task)
    shape = derivative_shape(tree, names, kind, within)
    known = meaning(reference, within, shape=shape)
    if known.tree.shape != shape:
        summary = f"the reference is {described(known.tree.shape)}, the {task} is {described(shape)}"
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
    proof = proved(asked, reference, within, seed)
    if proof.holds:
        assert proof.evidence is not None
        return Verdict(Outcome.EQUAL, (proof.evidence,), reference.tree, base)
    try:
        formula = derived(asked.function, asked.wrt, asked.task, within).result
    except CalculusError:
        evidence = Evidence(Kind.UNDECIDED, "the derivative could not be found as a formula")
        return Verdict(Outcome.UNDECIDED, (evidence,), reference.tree, base)
    key = Key(Meaning(formula), within, seed)  # the derived formula as the key
    verdict = judged(reference, reference.tree, key)
    right = Evidence(Kind.EXACT, f"the {asked.task} is {text(formula, base)}")
    if verdict.outcome is Outcome.DIFFERENT:
        return Verdict(
            verdict.outcome, (right, *verdict.evidence), reference.tree, base,
            verdict.counterexample, verdict.mistake,
        )  # fmt: skip
    if proof.holds is False and verdict.outcome is Outcome.EQUAL:
        evidence = Evidence(Kind.UNDECIDED, "tangents and calculus disagree about this key")
        return Verdict(Outcome.UNDECIDED, (evidence,), reference.tree, base)
    return verdict
