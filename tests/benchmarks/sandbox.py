"""What a student's function costs: `python tests/benchmarks/sandbox.py`.

Milliseconds from nothing to the first verdict and for each further one; functions a second with
one process and with two; memory of the grader and of the zygote over a thousand functions.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from pathlib import Path

from grader.comparison.functions.judging import Prepared, judged, prepared
from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.comparison.key import prepared as prepared_key
from grader.evaluation.sandbox.sandbox import Job, Sandbox
from grader.evaluation.sandbox.values import encoded
from grader.language.declarations import scope

TEXT = b"import numpy as np\ndef grad(A, x, b):\n    return A.T @ (A @ x - b)\n"
CODE = HandedInCode("answer.py", (("answer.py", TEXT),))
JOB = Job("grad", ("A", "x", "b"), CODE.texts)
MANY = 1000


def asked() -> Prepared:
    """∇ ½‖Ax − b‖² as a function."""
    key = prepared_key("A.T*(A*x - b)", scope({"A": "m x n", "x": "n", "b": "m"}), seed=5)
    return prepared(Asked("grad", ("A", "x", "b")), key)


def timed(work, times: int) -> list[float]:
    """Milliseconds of each of so many calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def told(name: str, found: list[float]) -> None:
    """A line with the median and the range."""
    median = statistics.median(found)
    print(f"{name:<44} {median:8.2f} ms  [{min(found):.2f} to {max(found):.2f}]")


def calls(sandbox: Sandbox) -> None:
    """A fresh, locked worker; one more call in it."""
    arguments = [encoded(b"a", (3, 2), [1.0] * 6), encoded(b"a", (2,), [1.0] * 2),
                 encoded(b"a", (3,), [1.0] * 3)]  # fmt: skip

    def once() -> None:
        with sandbox.worker(JOB) as worker:
            worker.call(arguments)

    told("fresh worker, locked, one call, killed", timed(once, 100))
    with sandbox.worker(JOB) as worker:
        told("one more call", timed(lambda: worker.call(arguments), 200))


def many(count: int) -> float:
    """Seconds for so many functions, each in fresh workers, after one to warm up."""
    sandbox, known = Sandbox(), asked()
    judged(CODE, known, sandbox)
    start = time.perf_counter()
    for _ in range(count):
        judged(CODE, known, sandbox)
    seconds = time.perf_counter() - start
    sandbox.stop()
    return seconds


def kilobytes(pid: int) -> int:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def main() -> None:
    """Print all figures."""
    start = time.perf_counter()
    known, sandbox = asked(), Sandbox()
    judged(CODE, known, sandbox)
    print(f"{'nothing to first verdict, zygote included':<44} "
          f"{(time.perf_counter() - start) * 1000:8.2f} ms")  # fmt: skip
    told(
        "each further function, in a fresh worker", timed(lambda: judged(CODE, known, sandbox), 100)
    )
    calls(sandbox)
    print(f"{'functions a second, one process':<44} {200 / many(200):8.1f}")
    with multiprocessing.Pool(2) as pool:
        slowest = max(pool.map(many, [200, 200]))
    print(f"{'functions a second, two processes':<44} {400 / slowest:8.1f}")
    zygote = sandbox._source.process.pid  # type: ignore[union-attr]
    before = kilobytes(os.getpid()), kilobytes(zygote)
    for _ in range(MANY):
        judged(CODE, known, sandbox)
    after = kilobytes(os.getpid()), kilobytes(zygote)
    for name, old, new in zip(("grader", "zygote"), before, after, strict=True):
        print(f"{f'{name}: memory over {MANY} functions':<44} {old:8} to {new} kB")
    sandbox.stop()


if __name__ == "__main__":
    main()
