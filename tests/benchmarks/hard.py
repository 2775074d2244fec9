"""How long each answer of our own hard set takes: `python -m tests.benchmarks.hard [FILES]`.

FILES are parts of names of files in tests/corpus; without any, all are taken. References are
prepared beforehand and have met one answer each (themselves), mpmath is imported. Prints the
answers that take more than 20 ms, the slowest first, with what decided them, and percentiles;
of those marked `wrong` as well, and how long CPython takes to parse a formula, by which the state
of the machine can be told (13 to 24 µs where it is quick).
"""

from __future__ import annotations

import ast
import gc
import sys
import time
import timeit
from collections import Counter

from grader.comparison.key import Key, prepared
from grader.comparison.ladder import verdict
from grader.errors import AnswerError
from tests.benchmarks.seeds import CORPUS, Case, cases

LIMIT = 20.0  # ms
FORMULA = "(1/m)*X*(sigmoid(X.T*w+b)-y.T)"
WITH_SYMPY = ("symbolic", "numeric", "undecided")


def timed(case: Case, key: Key) -> tuple[float, str]:
    """Milliseconds for one verdict, and the kind of its evidence."""
    start, computing = time.perf_counter(), time.process_time()
    try:
        kind = str(verdict(case.answer, key).evidence[-1].kind)
    except AnswerError:
        kind = "unreadable"
    took, computed = time.perf_counter() - start, time.process_time() - computing
    # SymPy computes in a process of its own; elsewhere a busy machine shall not count.
    return (took if kind in WITH_SYMPY else computed) * 1e3, kind


def _at(found: list[tuple[float, str, Case]], share: float) -> float:
    """The time that this share of the answers, the slowest first, do not exceed."""
    return found[int(len(found) * (1 - share))][0] if found else 0.0


def _parsing() -> float:
    """Microseconds for a formula of this length."""
    return min(timeit.repeat(lambda: ast.parse(FORMULA), number=100, repeat=5)) * 1e4


def main(files: list[str]) -> None:
    """Prints what is slow, and a line of figures."""
    wanted = {
        path.stem
        for path in CORPUS.glob("*.yaml")
        if not files or any(part in path.stem for part in files)
    }
    chosen = [case for case in cases() if case.file in wanted]
    keys = {
        (case.reference, case.id): prepared(case.reference, case.within) for case in chosen
    }  # an id may stand in two files
    for (reference, _), key in keys.items():
        verdict(reference, key)
    # A process pays for these once.
    import mpmath  # noqa: F401

    import grader.comparison.exponents
    import grader.comparison.integers
    import grader.comparison.restated
    import grader.comparison.surds
    import grader.evaluation.intervals
    import grader.evaluation.squares  # noqa: F401

    gc.collect()
    gc.disable()  # thousands of keys are kept here: a look at them all would count for one answer
    found = [(*timed(case, keys[case.reference, case.id]), case) for case in chosen]
    found.sort(key=lambda one: -one[0])
    slow = [one for one in found if one[0] > LIMIT]
    for took, kind, case in slow:
        print(f"{took:7.1f} ms  {kind:10} {case.id}: `{case.answer[:90]}`")
    wrong = [one for one in found if one[2].expected == "different"]
    for name, some in (("answers", found), ("wrong answers", wrong)):
        for share in (0.5, 0.9, 0.95, 0.99, 0.999):
            print(f"{share:.1%} of the {name} take at most {_at(some, share):.2f} ms")
    print(f"ast.parse takes {_parsing():.0f} µs")
    by_kind = ", ".join(f"{count} {kind}" for kind, count in Counter(k for _, k, _ in slow).items())
    print(f"{len(slow)} of {len(found)} answers take more than {LIMIT:.0f} ms: {by_kind or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1:])
