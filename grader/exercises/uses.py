"""The parts of a sheet → the same with each use (`uses: {lin.h: h}`) tied to the part it names.

A part may use parts that stand before it, so no part can use itself by a detour.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.documents.tree import Complaint
from grader.errors import AnswerError, DeclarationError
from grader.exercises.asked import answered, asked_shape, veiled
from grader.exercises.fields import nearest
from grader.exercises.model import Formula, Part, Use
from grader.language.declarations import Scope, declaration, scope
from grader.language.shapes import meaning
from grader.language.substitution import variables_in
from grader.language.text import text
from grader.language.tree import described


def linked(parts: Iterable[Part], complaints: list[Complaint]) -> tuple[Part, ...]:
    """The parts with their uses tied; what cannot be used is complained of and left out."""
    parts = tuple(parts)
    ids = tuple(part.id for part in parts)
    done: dict[str, Part] = {}
    for part in parts:
        done[part.id] = tied(part, done, ids, complaints)
    return tuple(done.values())


def tied(
    part: Part, before: dict[str, Part], ids: tuple[str, ...], complaints: list[Complaint]
) -> Part:
    """A part with its uses tied to the questions of the parts before it."""
    if not isinstance(part.question, Formula) or not part.question.uses:
        return part
    uses = []
    for use in part.question.uses:
        found = before.get(use.part)
        problem, hint = _problem(part, use, found, ids)
        if problem:
            complaints.append(Complaint(use.at.line, use.at.column, f"uses: {problem}", hint))
        elif found is not None and isinstance(found.question, Formula):
            uses.append(use._replace(question=found.question))
    return part._replace(question=part.question._replace(uses=tuple(uses)))


def _problem(part: Part, use: Use, found: Part | None, ids: tuple[str, ...]) -> tuple[str, str]:
    if use.part == part.id:
        return f"`{use.part}` uses itself", "a part may use parts before it"
    if found is None and use.part in ids:
        return f"`{use.part}` stands after `{part.id}`", "a part may use parts before it"
    if found is None:
        before = ids[: ids.index(part.id)]
        return f"there is no part `{use.part}` before this one", nearest(use.part, before)
    if not isinstance(found.question, Formula):
        return f"`{use.part}` does not ask for a formula", "only a formula can be used"
    if found.question.tasks:
        return f"`{use.part}` asks for several formulas", "use a part that asks for one"
    if found.question.entry:
        why = "its answer holds for a free index"
        return f"`{use.part}` asks for one entry", f"{why}; use a part that asks for all entries"
    return "", ""


def with_uses(
    question: Formula, within: Scope, index_base: int
) -> tuple[Scope, tuple[Complaint, ...]]:
    """The scope with the right answers that are used, by name; or why they cannot be used here."""
    definitions = dict(within.definitions)
    complaints = []
    for use in question.uses:
        problem, hint = _misfit(use, within)
        tree = None
        if not problem and use.question is not None:
            try:
                tree = meaning(text(answered(use.question, index_base), index_base), within).tree
            except (AnswerError, DeclarationError) as error:
                problem, hint = f"`{use.part}` cannot be read here: {error.message}", error.hint
        if problem:
            complaints.append(Complaint(use.at.line, use.at.column, f"uses: {problem}", hint))
        elif tree is not None:
            definitions[use.name] = tree
    found = scope(question.variables, index_base=index_base, definitions=definitions)
    return found, tuple(complaints)


def unused(question: Formula, index_base: int) -> tuple[Complaint, ...]:
    """A complaint for each use on which neither reference nor function depends."""
    if not question.uses:
        return ()
    within = veiled(question, index_base)
    found: set[str] = set()
    for written in filter(None, (question.reference, question.function)):
        shape = asked_shape(question, within) if written == question.reference else None
        found |= variables_in(meaning(written, within, shape=shape).tree)
    return tuple(
        Complaint(
            use.at.line, use.at.column, f"uses: `{use.name}` does not occur in the reference",
            f"write the reference in terms of `{use.name}`, which is the answer to `{use.part}`",
        )
        for use in question.uses
        if use.name not in found
    )  # fmt: skip


def _misfit(use: Use, within: Scope) -> tuple[str, str]:
    """What is wrong with the names of the used part here."""
    assert use.question is not None
    for name, declared in use.question.variables.items():
        theirs = declaration(name, declared)
        ours = within.variables.get(name)
        if ours is not None and (ours.arguments or theirs.arguments):
            if (ours.shape, ours.arguments) != (theirs.shape, theirs.arguments):
                return f"`{name}` is `{theirs.text}` in `{use.part}`, here `{ours.text}`", ""
        elif name not in within.nodes:
            return f"`{use.part}` is about `{name}`, which is no name here", "declare or define it"
        elif within.nodes[name].shape != theirs.shape:
            here = described(within.nodes[name].shape)
            return f"`{name}` is {described(theirs.shape)} in `{use.part}`, here {here}", ""
    return "", ""
