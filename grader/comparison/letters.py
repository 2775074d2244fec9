"""The free indices of an answer and of its key → which of them are the same, or what is wrong.

An answer may call its indices as it likes, if their ranges tell which is which. One that uses the
letters of the question means what they mean there: a_ji is not a_ij.
"""

from __future__ import annotations

from typing import TypeAlias

from grader.comparison.verdict import Mistake
from grader.errors import AnswerError, Span
from grader.language.nodes import Node
from grader.language.tree import At, Dimension, Expression

Free: TypeAlias = tuple[tuple[str, Dimension], ...]


def paired(ours: Free, theirs: Free) -> dict[str, str] | None:
    """Each index of the answer with that of the key; None where there is no telling.

    >>> paired((("p", "m"), ("q", "n")), (("i", "m"), ("j", "n")))
    {'p': 'i', 'q': 'j'}
    >>> paired((("a", "n"), ("b", "m")), (("i", "m"), ("j", "n"))) == {"a": "j", "b": "i"}
    True
    >>> paired((("i", "n"), ("j", "m")), (("i", "m"), ("j", "n"))) is None
    True
    """
    if len(ours) != len(theirs):
        return None
    known = dict(theirs)
    names = {name: name for name, dimension in ours if known.get(name) == dimension}
    if any(name in known and name not in names for name, _ in ours):
        return None
    mine = [pair for pair in ours if pair[0] not in names]
    yours = [pair for pair in theirs if pair[0] not in names]
    if [dimension for _, dimension in mine] != [dimension for _, dimension in yours]:
        mine.sort(key=_by_range)
        yours.sort(key=_by_range)
        dimensions = [dimension for _, dimension in mine]
        are_equal = dimensions == [dimension for _, dimension in yours]
        if not are_equal or len(set(dimensions)) < len(dimensions):
            return None
    return names | {own: asked for (own, _), (asked, _) in zip(mine, yours, strict=True)}


def _by_range(pair: tuple[str, Dimension]) -> str:
    return str(pair[1])


def swapped(ours: Free, theirs: Free) -> dict[str, str] | None:
    """The two indices of the answer with each other's names, if their ranges are exchanged."""
    if len(ours) != 2 or {name for name, _ in ours} != {name for name, _ in theirs}:
        return None
    (one, along), (other, across) = ours
    return {one: other, other: one} if dict(theirs) == {one: across, other: along} else None


def letters_mistake(ours: Free, theirs: Free, *, are_swapped: bool) -> Mistake:
    """What to say of an answer whose free indices are not those of the question."""
    told = f"Your answer is for {_listed(ours)}, asked for is {_listed(theirs)}"
    if are_swapped:
        return Mistake("indices", f"The indices are swapped. {told}.")
    extra = len(ours) > len(theirs)
    hint = ": sum over an index, or name the entry as the question does" if extra else ""
    return Mistake("indices", f"{told}{hint}.")


def check_letters(tree: Expression, ours: Free, theirs: Free, answer: str) -> None:
    """Refuses what is no answer of another kind but perhaps the right one, written too shortly."""
    place = Span(0, len(answer))
    if not theirs:
        raise AnswerError(
            f"this has the free index `{ours[0][0]}`, asked for is the whole", span=place,
            hint="sum over the index, or write the whole with vectors",
        )  # fmt: skip
    twice = _unsummed(tree, ours, theirs) if len(ours) > len(theirs) else ""
    if twice:
        raise AnswerError(
            f"the index `{twice}` stands here twice and is not summed over", span=place,
            hint=f"write `sum_{twice} …` if a sum over {twice} is meant",
        )  # fmt: skip


def _unsummed(tree: Expression, ours: Free, theirs: Free) -> str:
    """An index that nobody asked for and that stands there twice: perhaps Σ was meant."""
    asked = {name for name, _ in theirs}
    count = dict.fromkeys((name for name, _ in ours if name not in asked), 0)
    pending: list[object] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, At):
            count[part.name] = count.get(part.name, 0) + 1
        elif type(part) is tuple:
            pending += part
        elif isinstance(part, Node):
            pending += [getattr(part, field) for field in part.__match_args__]
    return next((name for name in count if name not in asked and count[name] > 1), "")


def _listed(free: Free) -> str:
    return " and ".join(f"{name} = 1 … {dimension}" for name, dimension in free) or "no index"
