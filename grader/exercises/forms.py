"""Required form + right answer → why the answer is not in the form, as a phrase; empty if it is."""

from __future__ import annotations

from grader.comparison.forms import Offence, canonical, names_in, offence
from grader.exercises.model import Formula
from grader.language.declarations import Scope
from grader.language.text import text
from grader.language.tree import Expression

_ASKED = {
    "expanded": "expanded",
    "factored": "factored",
    "no_inverse": "without an inverse",
    "simplified_dimensions": "without anything superfluous",
}


def asked_form(question: Formula) -> str:
    """What is asked of the form, as a phrase; empty if nothing."""
    form = question.form
    phrases = [_ASKED[word] for word in form.words]
    if form.uses:
        phrases.append(f"in terms of {_listed(form.uses)}")
    if form.without:
        phrases.append(f"without {_listed(form.without)}")
    return ", ".join(phrases)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def missing_form(question: Formula, answer: str, tree: Expression, within: Scope) -> str:
    """Why a right answer is not in the form that is asked for; empty if it is."""
    form = question.form
    if not (form.words or form.uses or form.without):
        return ""
    wanted = f"not in the form that is asked for ({asked_form(question)})"
    if form.uses or form.without:
        names = names_in(answer, within)
        for name in form.uses:
            if canonical(name, within) not in names:
                return f"{wanted}: `{name}` does not occur."
        for name in form.without:
            if canonical(name, within) in names:
                return f"{wanted}: `{name}` occurs."
    against = offence(tree, form.words)
    return f"{wanted}: {_of(against, within)}." if against else ""


def _of(against: Offence, within: Scope) -> str:
    if against.piece is None:
        return against.why
    return f"`{text(against.piece, within.index_base)}` {against.why}"
