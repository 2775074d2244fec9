"""Many tasks in several processes: all results, in order, whatever becomes of a process."""

from __future__ import annotations

import os

import pytest

from grader.grading.classroom import worked


def square(number):
    return number * number


def fatal(number):
    if number in (3, 4, 17):
        os._exit(1)
    return number


def own(_number):
    return os.getpid()


def meeting(folder):
    """Two tasks at once, or for ever."""
    (folder / str(os.getpid())).touch()
    while len(list(folder.iterdir())) < 2:
        pass
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 23])
def test_results_come_in_the_order_of_the_tasks(jobs, count):
    tasks = range(count)
    assert list(worked(tasks, square, str, jobs=jobs)) == [n * n for n in tasks]


def test_a_process_that_dies_costs_the_task_it_was_at():
    found = list(worked(range(20), fatal, lambda number: f"{number} died", jobs=2))
    assert found == [f"{n} died" if n in (3, 4, 17) else n for n in range(20)]


def test_the_work_is_shared(tmp_path):
    assert len(set(worked([tmp_path] * 2, meeting, str, jobs=2))) == 2


def test_whoever_stops_listening_leaves_no_process_behind():
    results = worked(range(1000), own, str, jobs=2)
    number = next(results)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
