"""The process behind the judge: requests in, judgements out; SymPy is imported once.

`python -m grader.evaluation.symbolic` reads frames from its input and writes frames to its
output: first `{"ready": …}`, then for every request what is known so far, perhaps several times,
and the judgement with `"final"`; or `{"failure": …}` before it gives up. The judge kills it when
it takes too long; if the judge is gone, the end of the input, or its own alarm, ends it.
"""

from __future__ import annotations

import faulthandler
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, cast

import sympy as sp
from sympy import ImmutableDenseMatrix as Matrix

from grader.evaluation.components import Place, components
from grader.evaluation.disagreement import disagreement
from grader.evaluation.entries import Entries, InexpressibleError, entries, names
from grader.evaluation.normal_forms import fraction, shortest, sign_form
from grader.evaluation.simplification import is_zero
from grader.evaluation.wire import Judgement, Message, WireError, decoded, frame, receive
from grader.language.declarations import Declaration
from grader.language.tree import Dimension, Expression, size

if sys.platform != "win32":
    import resource

MAX_MEMORY = 1 << 30  # bytes of address space; SymPy itself takes an eighth
MAX_TEXT = 2000  # characters of a difference
GRACE = 1.0  # seconds after which the alarm goes off if the judge has not killed us

Progress = Callable[[Judgement], None]  # takes what is known so far


@dataclass(frozen=True, slots=True)
class Request:
    """Two trees over the same names, and the sizes at which to take their difference."""

    answer: Expression
    reference: Expression
    declarations: dict[str, Declaration]
    free: tuple[tuple[str, Dimension], ...]
    sizes: tuple[dict[str, int], ...]
    index_base: int


def request(message: Message) -> Request:
    """What a message asks; raises WireError."""
    try:
        declared = cast("tuple[Declaration, ...]", decoded(message["declarations"]))
        return Request(
            cast(Expression, decoded(message["answer"])),
            cast(Expression, decoded(message["reference"])),
            {declaration.name: declaration for declaration in declared},
            cast("tuple[tuple[str, Dimension], ...]", decoded(message["free"])),
            tuple(dict(each) for each in cast("Sequence[Mapping[str, int]]", message["sizes"])),
            cast(int, message["index_base"]),
        )
    except KeyError as error:
        raise WireError(f"the request has no {error}") from error


# ----- the judgement -----------------------------------------------------------------------


def judgement(asked: Request, progress: Progress = lambda so_far: None) -> Judgement:
    """Whether the difference is 0 at all the sizes, and for all values of the free indices."""
    done: list[str] = []
    for sizes in asked.sizes:
        where = ", ".join(f"{name} = {count}" for name, count in sorted(sizes.items()))
        try:
            found = _at_sizes(asked, sizes, progress, where, done)
        except InexpressibleError as error:
            return Judgement("unknown", "", f"not to be written out in components: {error}")
        except RecursionError:
            return Judgement("unknown", "", "nested too deeply for SymPy")
        if found.outcome != "zero":
            return found
        done.append(where)
    return Judgement("zero", "0", "every entry of the difference simplifies to 0" + _for(done))


def _at_sizes(
    asked: Request, sizes: dict[str, int], progress: Progress, where: str, done: Sequence[str]
) -> Judgement:
    wanted = [*names(asked.answer), *names(asked.reference)]
    table = entries(asked.declarations, sizes, wanted, index_base=asked.index_base)
    for indices in _index_values(asked.free, sizes):
        chosen = [f"{name} = {k + asked.index_base}" for name, k in indices.items()]
        mine, yours = (Place(table.matrices, sizes, dict(indices)) for _ in range(2))
        answer = components(asked.answer, mine)
        reference = components(asked.reference, yours)
        if answer.shape != reference.shape:
            return Judgement("unknown", "", f"the shapes differ{_for([where])}")
        here = _for([", ".join(filter(None, [where, *chosen]))])
        so_far = f"shown to be 0{_for(done)}, but not{here}" if done else ""
        domain, agree = _common_domain(mine, yours, table)
        found = _difference(answer, reference, domain, here, so_far, progress)
        if found.outcome != "zero":
            return found
        if not agree:
            return Judgement("unknown", "0", _on_common_domain(mine, yours))
    return Judgement("zero", "0", "")


def _difference(
    answer: Matrix, reference: Matrix, table: Entries, here: str, so_far: str, progress: Progress
) -> Judgement:
    """What is found for one pair of matrices."""
    gaps = list(zip(answer, reference, strict=True))
    if any(e.has(sp.nan, sp.zoo, sp.oo, -sp.oo) for gap in gaps for e in gap):
        return Judgement("unknown", "", f"a division by 0{here}")
    raw = [mine - yours for mine, yours in gaps]
    progress(Judgement("unknown", _text(raw, answer.shape), so_far))
    differ = [mine != yours and disagreement(mine, yours, table) for mine, yours in gaps]
    if any(differ):
        found = Judgement("nonzero", _text(raw, answer.shape), f"the difference is not 0{here}")
        progress(found)
        return found._replace(difference=_text([shortest(e) for e in raw], answer.shape))
    if None in differ:
        return Judgement("unknown", "", f"no point found where both sides are defined{here}")
    left = [sp.Integer(0) if is_zero(e, table) else e for e in raw]
    if any(e != 0 for e in left):
        why = f"the difference simplifies neither to 0 nor to what is not 0{here}"
        return Judgement("unknown", _text([shortest(e) for e in left], answer.shape), why)
    return Judgement("zero", "0", "")


def _common_domain(mine: Place, yours: Place, table: Entries) -> tuple[Entries, bool]:
    """The entries where both sides are real, and whether each side is real wherever the other is.

    Where both need x ≥ 0 of a symbol x, it is replaced by a positive one.
    """
    known = mine.never_negative | yours.never_negative
    left, right = (
        {
            sign_form(fraction(condition).xreplace(table.chart))
            for condition in place.conditions
            if not any(fraction(condition - square) == 0 for square in known)
        }
        - {sp.Integer(1)}
        for place in (mine, yours)
    )
    chart = dict(table.chart)
    for condition in left & right:
        symbol = -condition if condition.could_extract_minus_sign() else condition
        if symbol.is_Symbol and symbol not in chart and not symbol.is_integer:
            positive = sp.Symbol(f"{symbol}.p", positive=True)
            chart[symbol] = positive if symbol == condition else -positive
    agree = left == right and sp.Integer(-1) not in left
    return Entries(table.matrices, chart, table.choices, tuple(left & right)), agree


def _on_common_domain(mine: Place, yours: Place) -> str:
    needs = sorted(f"{e} ≥ 0".replace("**", "^") for e in mine.conditions ^ yours.conditions)
    return (
        "the difference simplifies to 0 where both sides are defined, but they need not be "
        f"defined at the same points: one of them asks for {', '.join(needs)[:200]}"
    )


def _index_values(
    free: Sequence[tuple[str, Dimension]], sizes: dict[str, int]
) -> Iterator[dict[str, int]]:
    ranges = [range(size(dimension, sizes)) for _, dimension in free]
    for values in itertools.product(*ranges):
        yield {name: value for (name, _), value in zip(free, values, strict=True)}


# ----- text --------------------------------------------------------------------------------


def _for(places: Sequence[str]) -> str:
    """` for n = 2 and for n = 3`; nothing where there are no dimensions."""
    return " for " + " and for ".join(places) if any(places) else ""


def _text(differences: Sequence[sp.Expr], shape: tuple[int, int]) -> str:
    """A scalar, a column `[a, b]` or a matrix `[[a, b], [c, d]]`, cut to a bound."""
    try:
        written = [str(e).replace("**", "^") for e in differences]
    except ValueError:  # a number of thousands of digits
        return "…"
    if shape == (1, 1):
        text = written[0]
    elif shape[1] == 1:
        text = f"[{', '.join(written)}]"
    else:
        rows = [written[k : k + shape[1]] for k in range(0, len(written), shape[1])]
        text = f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


# ----- the process -------------------------------------------------------------------------


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answers requests until there are no more."""

    def send(message: Message) -> None:
        replies.write(frame(message))
        replies.flush()

    send({"ready": True})
    while (message := receive(requests)) is not None:
        # In C, so that it goes off in the middle of a huge multiplication as well.
        faulthandler.dump_traceback_later(cast(float, message["seconds"]) + GRACE, exit=True)
        try:
            found = judgement(request(message), lambda so_far: send({**so_far._asdict()}))
        except BaseException as error:  # told to the judge, who then ends this process
            why = "out of memory" if isinstance(error, MemoryError) else type(error).__name__
            send({"failure": why})
            raise
        faulthandler.cancel_dump_traceback_later()
        send({**found._asdict(), "final": True})


def main() -> None:
    """Keeps the output for frames alone, bounds the memory, and serves."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
