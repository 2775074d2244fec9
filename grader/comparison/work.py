"""Wrong answer + key → the difference `yours − reference` in components, simplified by SymPy.

Only on demand: SymPy takes its time, in a process of its own that is stopped after some seconds.
"""

from __future__ import annotations

from typing import Final

from grader.comparison.key import Key
from grader.evaluation.judge import difference_is_zero
from grader.language.shapes import meaning
from grader.language.substitution import renamed

SECONDS: Final = 5.0


def work(answer: str, key: Key, *, seconds: float = SECONDS) -> str:
    """The difference as a line of text, or why there is none; raises AnswerError."""
    known = meaning(answer, key.scope, shape=key.shape)
    if known.tree.shape != key.shape:
        return ""
    ours, theirs = known.free, key.meaning.free
    names = {mine: yours for (mine, _), (yours, _) in zip(ours, theirs, strict=False)}
    smallest = dict([*key.meaning.smallest, *known.smallest])
    sizes = {name: max(2, smallest.get(name, 1)) for name in sorted(key.scope.dimensions)}
    found = difference_is_zero(
        renamed(known.tree, names) if names else known.tree,
        key.meaning.tree,
        key.scope.variables,
        [key.draws.workable(sizes)],
        free=theirs,
        seconds=seconds,
        index_base=key.scope.index_base,
    )
    if not found.difference:
        return f"no difference can be shown: {found.reason}" if found.reason else ""
    at = ", ".join(f"{name} = {count}" for name, count in sizes.items())
    return f"yours − reference = {found.difference}" + (f" for {at}" if at else "")
