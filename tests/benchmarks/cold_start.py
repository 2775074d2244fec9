"""How long each command takes from nothing, against `python -c 'import numpy'`; both in turn.

python tests/benchmarks/cold_start.py [rounds]
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
PYTHON = sys.executable
GRADER = [PYTHON, "-m", "grader"]
COMMANDS = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "import numpy": [PYTHON, "-c", "import numpy"],
    "import sympy": [PYTHON, "-c", "import sympy"],
    "import click": [PYTHON, "-c", "import click"],
    "grader check": [*GRADER, "check", "optml-01/3c", "(A+A.T)*x"],
    "grader check, bare id": [*GRADER, "check", "3c", "(A+A.T)*x"],
    "grader check, wrong": [*GRADER, "check", "optml-01/3c", "2*A*x"],
    "grader compare": [*GRADER, "compare", "2*x", "x + x", "-d", "x: n"],
    "grader show": [*GRADER, "show", "optml-01/3c"],
    "grader --version": [*GRADER, "--version"],
    "grader lint": [*GRADER, "lint"],
    "grader grade": [*GRADER, "grade", "--out", "{out}"],
}


def main(rounds: int) -> None:
    """Time all commands in turn, so that whatever else the machine does falls on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": f"{folder}/cache"}
        for number in range(rounds + 1):
            for name, command in COMMANDS.items():
                words = [word.format(out=f"{folder}/out") for word in command]
                start = time.perf_counter()
                subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, check=False)
                if number:  # the first round fills the caches
                    seconds[name].append(time.perf_counter() - start)
    numpy = statistics.median(seconds["import numpy"])
    print(f"{'command':24} {'median ms':>10} {'of import numpy':>16}")
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"{name:24} {1000 * median:10.1f} {median / numpy:16.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
