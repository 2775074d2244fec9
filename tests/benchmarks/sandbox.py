"""What a student's function costs: `python tests/benchmarks/sandbox.py`.

Milliseconds from nothing to the first verdict and for each further one; of a processor's time, for
each function, how much the grader, the zygote and the worker take, beside a fork of nothing on the
same machine at the same time; functions a second with one process and with two; memory of the
grader and of the zygote over a thousand functions.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from grader.comparison.functions.judging import Prepared, judged, prepared
from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.comparison.key import prepared as prepared_key
from grader.evaluation.sandbox.processes import Ended, Process, Zygote
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


class Used(NamedTuple):
    """Milliseconds of a processor's time."""

    grader: float
    zygote: float
    worker: float


def used(sandbox: Sandbox, known: Prepared, count: int) -> Used:
    """What each of so many functions takes of the three, however busy the machine is."""
    source = sandbox._source
    assert isinstance(source, Zygote)
    pids, workers, end = (os.getpid(), source.process.pid), 0.0, source.end

    def counted(process: Process) -> Ended:
        nonlocal workers
        ended = end(process)
        workers += ended.seconds * 1000
        return ended

    source.end = counted  # type: ignore[method-assign]
    before = [running(pid) for pid in pids]
    for _ in range(count):
        judged(CODE, known, sandbox)
    after = [running(pid) for pid in pids]
    source.end = end  # type: ignore[method-assign]
    return Used(*((new - old) / count for new, old in zip(after, before, strict=True)),
                workers / count)  # fmt: skip


def running(pid: int) -> float:
    """Milliseconds that a process has computed."""
    return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[0]) / 1e6


def reference(count: int) -> float:
    """Milliseconds of a processor's time for a fork of this process that ends at once."""
    before = os.times()
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    after = os.times()
    return sum(new - old for new, old in zip(after[:4], before[:4], strict=True)) * 1000 / count


def importing() -> float:
    """Milliseconds of a processor's time for `python -c 'import numpy'`."""
    before = os.times()
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    after = os.times()
    return sum(after[2:4]) * 1000 - sum(before[2:4]) * 1000


def shares(sandbox: Sandbox, known: Prepared) -> None:
    """Processor time of the three, in rounds: the machine may run fast or slowly."""
    rounds = [(used(sandbox, known, 50), reference(200), importing()) for _ in range(5)]
    for name, place in (("grader", 0), ("zygote", 1), ("worker", 2)):
        told(f"processor time of the {name}", [round_[0][place] for round_ in rounds])
    told("processor time in all", [sum(round_[0]) for round_ in rounds])
    told("… beside a fork and exit of this process", [round_[1] for round_ in rounds])
    told("… and `import numpy` in a new one", [round_[2] for round_ in rounds])


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
    sandbox = Sandbox()
    sandbox.begin()
    known = asked()
    judged(CODE, known, sandbox)
    print(f"{'nothing to first verdict, zygote included':<44} "
          f"{(time.perf_counter() - start) * 1000:8.2f} ms")  # fmt: skip
    told(
        "each further function, in a fresh worker", timed(lambda: judged(CODE, known, sandbox), 100)
    )
    calls(sandbox)
    shares(sandbox, known)
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
