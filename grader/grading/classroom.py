"""Many tasks → their results, in several processes, in the order of the tasks.

Work goes out a few tasks at a time and only results come back, so that memory does not grow with
the class. A process that dies costs the one task it was at: the task is named, the rest goes on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AT_ONCE = 2  # tasks that a process holds: while it is at one, the next is already there
PATIENCE = 2.0  # seconds for a process to end by itself


class Worker(Generic[Task, Result]):
    """A process, the wire to it, and the numbers of the tasks that it has not answered yet."""

    def __init__(self, work: Callable[[Task], Result]) -> None:
        self.wire, theirs = multiprocessing.Pipe()
        self.waiting: deque[int] = deque()
        self.process = multiprocessing.Process(target=_serve, args=(work, theirs))
        self.process.start()
        theirs.close()  # or its end would never be seen

    def stop(self) -> None:
        """End the process: by itself if it has nothing to do, or else by force."""
        if not self.waiting:
            with contextlib.suppress(OSError):
                self.wire.send(())
            self.process.join(PATIENCE)
        self.wire.close()
        self.process.kill()
        self.process.join()


def worked(
    tasks: Sequence[Task],
    work: Callable[[Task], Result],
    died: Callable[[Task], Result],
    *,
    jobs: int,
) -> Iterator[Result]:
    """`work(task)` for each task in order; `died(task)` for one that ended its process.

    With one job everything happens here. With more, `work` must be picklable.
    """
    if jobs <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    done: dict[int, Result] = {}
    pending = deque(range(len(tasks)))
    workers: list[Worker[Task, Result]] = []
    try:
        for number in range(len(tasks)):
            while number not in done:
                while len(workers) < min(jobs, len(pending)):
                    workers.append(Worker(work))
                for most in range(1, AT_ONCE + 1):  # nobody gets a second task before all have one
                    for worker in workers:
                        _send(worker, tasks, pending, most)
                _collect(workers, tasks, pending, done, died)
            yield done.pop(number)
    finally:
        for worker in workers:
            worker.stop()


def _send(
    worker: Worker[Task, Result], tasks: Sequence[Task], pending: deque[int], most: int
) -> None:
    while pending and len(worker.waiting) < most:
        worker.waiting.append(pending.popleft())
        with contextlib.suppress(OSError):  # it died: `_collect` will see that, too
            worker.wire.send((tasks[worker.waiting[-1]],))


def _collect(
    workers: list[Worker[Task, Result]],
    tasks: Sequence[Task],
    pending: deque[int],
    done: dict[int, Result],
    died: Callable[[Task], Result],
) -> None:
    """Wait for results; what a dead process had not begun is pending again."""
    ready = wait([worker.wire for worker in workers])
    for worker in [one for one in workers if one.wire in ready]:
        try:
            result = worker.wire.recv()
            done[worker.waiting.popleft()] = result
        except (EOFError, OSError):
            if worker.waiting:
                number = worker.waiting.popleft()
                done[number] = died(tasks[number])
            pending.extendleft(reversed(worker.waiting))
            workers.remove(worker)
            worker.stop()


def _serve(work: Callable[[Any], Any], wire: Connection[Any, Any]) -> None:
    # An interrupt from the keyboard goes to every process; only the first one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):  # nobody is at the other end any more
        while task := wire.recv():  # a task in a tuple, or an empty one at the end
            wire.send(work(*task))
