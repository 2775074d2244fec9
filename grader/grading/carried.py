"""A wrong answer to a part that builds on others → right, given the student's own answers to them.

An earlier answer is carried if it is wrong, can be read where it is used, has the right shape,
and leaves something to do: a constant, an answer without most of the variables, or one with
which the later part comes to nothing, to a name or to the earlier answer itself, is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from grader.calculus.errors import CalculusError
from grader.comparison.draws import Draws
from grader.comparison.exact import agreement
from grader.comparison.key import Key, prepared
from grader.comparison.verdict import Outcome
from grader.errors import AnswerError, DeclarationError
from grader.exercises.asked import answered, asked_shape, definitions_of, scope_with, veiled
from grader.exercises.forms import asked_form
from grader.exercises.judgement import judgement
from grader.exercises.model import Formula, Use
from grader.grading.credit import share_of
from grader.grading.result import Basis, Carried, GradedPart, Status
from grader.language.algebra import transposed
from grader.language.declarations import Scope, scope
from grader.language.shapes import meaning
from grader.language.substitution import functions_in, substituted, variables_in
from grader.language.text import text
from grader.language.tree import Expression, Variable

MOST_CARRIED: Final = 4  # earlier answers of which every choice is tried
_FRESH: Final = "fresh"  # a name for a second copy of a variable


def carried(
    question: Formula, index_base: int, found: GradedPart, earlier: Mapping[str, GradedPart],
    seed: int,
) -> GradedPart:  # fmt: skip
    """The graded part, with the `carried` share if it is right given wrong earlier answers."""
    share = share_of(question, "carried")
    is_wrong = found.verdict is not None and found.verdict.outcome is Outcome.DIFFERENT
    if not is_wrong or found.points * share <= found.earned:
        return found
    for chosen in _choices(question, index_base, earlier):
        kept = _right_given(question, index_base, found.answer, chosen, seed)
        if kept is not None:
            parts = " and ".join(f"`{part}`" for part in kept.parts)
            earns = "all" if share == 1 else str(share)
            return found._replace(
                status=Status.PARTLY,
                earned=found.points * share,
                reason=f"Not the right answer, but right given your answer to {parts}."
                f" This earns {earns} of the points.",
                carried=kept,
            )
    return found


def veiled_reading(question: Formula, index_base: int, found: GradedPart) -> GradedPart:
    """The graded part, whose reading shows a name that is used and not what it stands for."""
    if not question.uses or not found.reading:
        return found
    within = veiled(question, index_base)
    shape = asked_shape(question, within)
    tree = meaning(found.answer, within, shape=shape).tree
    return found._replace(reading=text(tree, index_base))


def _choices(
    question: Formula, index_base: int, earlier: Mapping[str, GradedPart]
) -> Iterator[dict[str, str]]:
    """What the student may have gone on with, by name: as many own answers as possible first."""
    own = {}
    for use in question.uses[:MOST_CARRIED]:
        answer = earlier.get(use.part)
        if answer is not None and answer.status not in (Status.RIGHT, Status.MISSING):
            written = _carriable(use, answer, index_base)
            if written:
                own[use.name] = written
    for count in range(len(own), 0, -1):
        for chosen in combinations(own, count):
            yield {name: own[name] for name in chosen}


def _carriable(use: Use, found: GradedPart, index_base: int) -> str:
    """A wrong earlier answer, written in the variables of its part; empty if it leads nowhere."""
    if use.question is None or found.verdict is None:
        return ""
    try:
        right = answered(use.question, index_base)
        tree = answered(use.question, index_base, found.answer)
    except (AnswerError, DeclarationError):
        return ""
    names = scope(use.question.variables, index_base=index_base)
    if tree.shape != right.shape or not _is_as_rich(tree, right, names):
        return ""
    return text(tree, index_base)


def _right_given(
    question: Formula, index_base: int, answer: str, chosen: Mapping[str, str], seed: int
) -> Carried | None:
    """What shows that the answer is right with these earlier answers; None if it is not."""
    right = definitions_of(question, index_base)
    definitions = {**right, **chosen}
    try:
        within = scope_with(question, definitions, index_base)
        known = scope_with(question, right, index_base)
        if any(within.nodes[name].shape != known.nodes[name].shape for name in chosen):
            return None
        shape = asked_shape(question, known)
        reference = _reference(question, within, index_base)
        key = prepared(reference, within, seed=seed, shape=shape)
        if key.shape != prepared(question.reference, known, seed=seed, shape=shape).shape:
            return None
        if _is_trivial(key, meaning(question.reference, known, shape=shape).tree, chosen):
            return None
        found = judgement(question, answer, key)
    except (AnswerError, DeclarationError, CalculusError):
        return None
    if found.outcome is not Outcome.EQUAL:
        return None
    written = text(key.meaning.tree, index_base)
    basis = Basis(
        written, question.variables, definitions, index_base, question.entry, seed,
        question.up_to, asked_form(question),
    )  # fmt: skip
    return Carried(tuple(use.part for use in question.uses if use.name in chosen), found, basis)


def _reference(question: Formula, within: Scope, index_base: int) -> str:
    """The key in terms of what is used; of a function in these terms it is derived anew."""
    outside = veiled(question, index_base)
    shape = asked_shape(question, outside)
    tree = meaning(question.reference, outside, shape=shape).tree
    if not question.function or variables_in(tree) & {use.name for use in question.uses}:
        return question.reference
    # Imported late: the calculus costs as much again, and few parts are derived here.
    from grader.exercises.evidence import derived_formula

    function = meaning(question.function, within).tree
    return text(derived_formula(question, within, function), index_base)


# ----- answers that leave nothing to do -----------------------------------------------------------


def _is_trivial(key: Key, right: Expression, chosen: Mapping[str, str]) -> bool:
    """Whether the later part comes to something simpler than it was."""
    tree, names = key.meaning.tree, key.scope
    plain = names._replace(nodes={name: names.nodes[name] for name in names.variables
                                  if name in names.nodes})  # fmt: skip
    if not _is_as_rich(tree, right, plain):
        return True
    simple = [*plain.nodes.values(), *(names.nodes[name] for name in chosen)]
    return any(
        _is_same(tree, other, names) and not _is_same(right, other, names)
        for one in simple
        for other in (one, transposed(one))
    )


def _is_as_rich(tree: Expression, right: Expression, names: Scope) -> bool:
    """Whether a tree depends on at least half of what the right one depends on, and on something.

    A forgotten term may take a variable with it; but what depends on hardly any is no attempt,
    nor is one of them alone.
    """
    needed = {name for name in variables_in(right) if _depends(right, name, names)}
    needed |= functions_in(right)
    kept = {name for name in needed if _depends(tree, name, names)}
    if len(kept) < len(needed) and any(
        _is_same(tree, other, names)
        for name in kept & names.nodes.keys()
        for other in (names.nodes[name], transposed(names.nodes[name]))
    ):
        return False
    return bool(kept) and 2 * len(kept) >= len(needed)


def _depends(tree: Expression, name: str, names: Scope) -> bool:
    """Whether the value changes with a variable, and not only the text."""
    declared = names.variables.get(name)
    if declared is None or name not in variables_in(tree):
        return name in functions_in(tree)
    fresh = declared._replace(name=_FRESH)
    other = substituted(tree, {name: Variable(_FRESH, declared.shape)})
    return not _is_same(other, tree, names._replace(variables={**names.variables, _FRESH: fresh}))


def _is_same(tree: Expression, other: Expression, names: Scope) -> bool:
    if tree.shape != other.shape:
        return False
    return agreement(tree, Draws(other, names, 0, ()), {}).agrees is True
