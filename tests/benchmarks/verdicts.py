"""Time of a warm verdict, against CPython's own parser on the same text.

`python -m tests.benchmarks.verdicts`

Every answer text is new (spaces are put between its tokens in a different way each time), the
reference is prepared once. Prints medians in µs and ratios; the ratios are what to compare.
"""

from __future__ import annotations

import ast
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator

from grader.comparison.key import prepared
from grader.comparison.ladder import verdict
from grader.language.declarations import scope
from grader.language.parser import parsed

LEAST_SQUARES = {"A": "m x n", "x": "n", "b": "m"}
THREE = {"x": "scalar", "y": "scalar", "z": "scalar"}
LOGISTIC = {"X": "n x m", "w": "n", "y": "1 x m", "b": "scalar"}
LOGISTIC_KEY = "(1/m)*X*(sigmoid(w.T*X + b) - y).T"

CASES = (
    ("A.T*A*x - A.T*b", "A.T*(A*x - b)", LEAST_SQUARES),
    ("x - 2*x*y**3*z/(1+exp(-x**2*y**3*z))", "x - 2*x*y^3*z/(1 + exp(-x^2*y^3*z))", THREE),
    ("z - 3*x**2*y**2*z/(1+exp(-x**2*y**3*z))", "z - 3*y^2*x^2*z/(1 + exp(-x^2*y^3*z))", THREE),
    ("y - x**2*y**3/(1+exp(-x**2*y**3*z))", "y - x^2*y^3/(1 + exp(-x^2*y^3*z))", THREE),
    ("(1/m)*X*(sigmoid(w.T*X+b)-y).T", LOGISTIC_KEY, LOGISTIC),
    ("X*(1/(1+exp(-X.T*w-b))-y.T)/m", LOGISTIC_KEY, LOGISTIC),
    ("X*(sigmoid(X.T*w+b)-y.T)/m", LOGISTIC_KEY, LOGISTIC),
)
WRONG = (
    ("A.T*A*x + A.T*b", "A.T*(A*x - b)", LEAST_SQUARES),
    ("x - 2*x*y**3*z/(1+exp(x**2*y**3*z))", "x - 2*x*y^3*z/(1 + exp(-x^2*y^3*z))", THREE),
    ("X*(sigmoid(X.T*w+b)-y.T)", LOGISTIC_KEY, LOGISTIC),
)
ROUNDS = 300


def variants(text: str, count: int, rng: random.Random) -> Iterator[str]:
    """The same answer in so many different texts: blanks around its operators."""
    for _ in range(count):
        yield "".join(
            f"{' ' * rng.randrange(2)}{c}{' ' * rng.randrange(2)}" if c in "+-/(),[]" else c
            for c in text
        ).strip()


def medians(functions: list[Callable[[str], object]], texts: list[str]) -> list[float]:
    """The median time of a call of each, in µs, one text after the other: the clock may change."""
    times: list[list[float]] = [[] for _ in functions]
    for text in texts:
        for function, taken in zip(functions, times, strict=True):
            start = time.perf_counter()
            function(text)
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) * 1e6 for taken in times]


def main() -> None:
    """Prints one line a case."""
    rng = random.Random(1)
    print(f"{'answer':42} {'ast':>7} {'parse':>7} {'verdict':>8}  parse/ast verdict/ast")
    for text, reference, variables in (*CASES, *WRONG):
        within = scope(variables)
        key = prepared(reference, within)
        outcome = verdict(text, key).outcome
        texts = list(variants(text, ROUNDS, rng))
        by_python, reading, judging = medians(
            [
                ast.parse,
                lambda one, within=within: parsed(one, within),
                lambda one, key=key: verdict(one, key),
            ],
            texts,
        )
        mark = "=" if outcome == "equal" else "≠"
        print(
            f"{mark} {text:40} {by_python:7.1f} {reading:7.1f} {judging:8.1f}"
            f"  {reading / by_python:9.2f} {judging / by_python:11.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
