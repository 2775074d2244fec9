"""The same verdict for a hundred seeds on the corpus.

Called as `python -m tests.benchmarks.seeds [CASES [SEEDS [FIRST]]]`.

Without a number of cases, or with 0, every case of the corpus is taken; the seeds begin with
FIRST, so that several processes can share them. Prints each pair whose outcome
depends on the seed, or is not the one that the corpus says.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from grader.comparison.key import Key, prepared
from grader.comparison.ladder import verdict
from grader.errors import AnswerError
from grader.language.declarations import Scope, scope

CORPUS = Path(__file__).parents[1] / "corpus"
EXPECTED = {"right": "equal", "wrong": "different", "unreadable": "unreadable"}


class Case(NamedTuple):
    """One answer of the corpus."""

    id: str
    answer: str
    reference: str
    within: Scope
    expected: str
    file: str = ""


def cases() -> Iterator[Case]:
    """All answers of the corpus."""
    for path in sorted(CORPUS.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            within = scope(
                {name: str(text) for name, text in entry["variables"].items()},
                index_base=entry.get("index_base", 1),
            )
            for kind, expected in EXPECTED.items():
                for answer in entry.get(kind, ()):
                    yield Case(
                        entry["id"],
                        str(answer),
                        str(entry["reference"]),
                        within,
                        expected,
                        path.stem,
                    )


def outcome(case: Case, key: Key) -> str:
    """The verdict on a case."""
    try:
        return verdict(case.answer, key).outcome
    except AnswerError:
        return "unreadable"


def main(count: int, seeds: int, first: int) -> int:
    """One pass a seed; 1 if an outcome depends on the seed."""
    chosen = list(cases())
    if count:
        chosen = random.Random(1).sample(chosen, min(count, len(chosen)))
    found: list[set[str]] = [set() for _ in chosen]
    start = time.perf_counter()
    for seed in range(first, first + seeds):
        keys: dict[str, Key] = {}
        for case, outcomes in zip(chosen, found, strict=True):
            if case.id not in keys:
                keys[case.id] = prepared(case.reference, case.within, seed=seed)
            outcomes.add(outcome(case, keys[case.id]))
    unsteady = [pair for pair in zip(chosen, found, strict=True) if len(pair[1]) > 1]
    for case, outcomes in zip(chosen, found, strict=True):
        if outcomes != {case.expected}:
            got = " or ".join(sorted(outcomes))
            print(f"{case.id}: `{case.answer}` is {got}, not {case.expected}")
    took = time.perf_counter() - start
    print(f"{len(chosen)} answers, {seeds} seeds, {took:.0f} s: {len(unsteady)} depend on the seed")
    return int(bool(unsteady))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(numbers + [0, 100, 0][len(numbers) :])))
