"""Time of `grader lint` on all sheets, from nothing, all proofs made.

Called as `python -m tests.benchmarks.lint [ROUNDS]`.

Each run is a process of its own with an empty cache.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "import numpy": ["-c", "import numpy"],
    "grader lint": ["-m", "grader", "lint"],
    "grader lint --mutate": ["-m", "grader", "lint", "--mutate"],
}
LARGEST = 2.0  # seconds for `grader lint`


def seconds(words: list[str]) -> float:
    """The time of one run from nothing."""
    with tempfile.TemporaryDirectory() as cache:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as whatever is installed
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=variables, capture_output=True, check=True
        )
        return time.perf_counter() - start


def main(rounds: int) -> int:
    """The median of some rounds each; 1 if lint takes too long."""
    times = {name: [seconds(words) for _ in range(rounds)] for name, words in COMMANDS.items()}
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:24} {median:6.2f} s  {median / medians['import numpy']:6.1f} × import numpy")
    return int(medians["grader lint"] > LARGEST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
