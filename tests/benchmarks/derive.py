"""Time to derive each key of the sheets, and to prove it: `python -m tests.benchmarks.derive`.

Prints milliseconds of `derive` (function as text → formula as text) and of the proof by tangents.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from grader import check_key, derive
from grader.comparison.derivatives import TASKS
from grader.exercises.asked import scope_of
from grader.exercises.library import exercise_files, load_exercise
from grader.exercises.model import Formula
from grader.language.shapes import meaning
from grader.language.text import text

LARGEST = 5.0  # ms that a derivative may take
ROUNDS = 30


def median(work: Callable[[], object]) -> float:
    """The median time in ms."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e3


def main() -> int:
    """One line a key; 1 if one takes too long."""
    slowest = 0.0
    print(f"{'part':36} {'derive ms':>10} {'check ms':>10}")
    for path in exercise_files("exercises"):
        exercise = load_exercise(path)
        base = exercise.index_base
        for part in exercise.parts:
            question = part.question
            if not isinstance(question, Formula) or question.task.value not in TASKS:
                continue
            function = text(meaning(question.function, scope_of(question, base)).tree, base)
            wrt = question.wrt[0] if len(question.wrt) == 1 else question.wrt
            asked = (question.variables, question.task.value)

            def derived(asked=asked, function=function, wrt=wrt, base=base) -> str:
                return derive(function, wrt, *asked, index_base=base)

            key = derived()

            def checked(asked=asked, function=function, wrt=wrt, base=base, key=key) -> object:
                return check_key(function, wrt, key, *asked, index_base=base)

            milliseconds = median(derived)
            slowest = max(slowest, milliseconds)
            name = f"{exercise.sheet}/{part.id}"
            print(f"{name:36} {milliseconds:10.2f} {median(checked):10.2f}")
    print(f"the slowest takes {slowest:.2f} ms (at most {LARGEST:g})")
    return int(slowest > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
