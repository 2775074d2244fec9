"""What became of slips and rewritings → a table, and what would be judged wrongly."""

from __future__ import annotations

from collections.abc import Sequence

from grader.exercises.mutation import Mutation, Odd

HEADS = ("slips", "rejected", "accepted", "no slip", "rewritings", "accepted", "refused")


def mutation_lines(found: Sequence[Mutation]) -> list[str]:
    """A row for each key, below it what would be judged wrongly; then the totals."""
    width = max([len(each.part) for each in found] + [len("total")])
    lines = [f"  {'':{width}}" + "".join(f"  {head:>{len(head)}}" for head in HEADS)]
    for each in found:
        is_odd = bool(each.passed or each.refused)
        lines.append(f"{'✗' if is_odd else '✓'} {each.part:{width}}" + _cells(_counts(each)))
        lines += _listed("accepted slip", each.passed)
        lines += _listed("refused rewriting", each.refused)
    totals = [sum(column) for column in zip(*map(_counts, found), strict=True)]
    return [*lines, f"  {'total':{width}}" + _cells(totals)] if found else lines


def _counts(each: Mutation) -> list[int]:
    accepted, refused = len(each.passed), len(each.refused)
    rejected = each.slips - each.equal - accepted
    return [
        each.slips, rejected, accepted, each.equal,
        each.rewritings, each.rewritings - refused, refused,
    ]  # fmt: skip


def _cells(counts: Sequence[int]) -> str:
    return "".join(f"  {count:>{len(head)}}" for head, count in zip(HEADS, counts, strict=True))


def _listed(what: str, odd: Sequence[Odd]) -> list[str]:
    return [f"      {what} ({name}; {outcome}): {answer}" for name, answer, outcome in odd]
