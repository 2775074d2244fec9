"""Calls that are sent together come back as if each had been asked alone; each fork is fresh."""

from __future__ import annotations

import pytest

from grader.evaluation.sandbox.frames import content
from grader.evaluation.sandbox.processes import Options
from grader.evaluation.sandbox.sandbox import Job, Sandbox, Value
from grader.evaluation.sandbox.values import encoded

WAYS = [Options(), Options(is_fresh=True), Options(is_fresh=True, has_threads=True)]


@pytest.fixture(scope="module", params=WAYS, ids=["usual", "fresh", "threads"])
def somewhere(request):
    """A sandbox of each make."""
    sandbox = Sandbox(options=request.param)
    yield sandbox
    sandbox.stop()


def job(body, head=""):
    return Job("f", ("x",), (("f.py", f"{head}\ndef f(x):\n    {body}\n".encode()),))


def vectors(*lengths):
    return [content([encoded(b"a", (n,), [float(n)] * n)]) for n in lengths]


def told(reply):
    """The sum and the number of the entries, or the word for what went wrong."""
    return (sum(reply.numbers), len(reply.numbers)) if isinstance(reply, Value) else reply.word


def test_together_they_come_back_in_their_order(somewhere):
    with somewhere.worker(job("return x + 1")) as worker:
        together = [told(reply) for reply in worker.calls(vectors(1, 5, 2, 0, 3))]
        alone = [told(next(worker.calls(vectors(n)))) for n in (1, 5, 2, 0, 3)]
    assert together == alone == [(2, 1), (30, 5), (6, 2), (0, 0), (12, 3)]


def test_more_than_the_pipes_hold_goes_both_ways_at_once(somewhere):
    lengths = [30_000] * 12  # 240 kB each, and a pipe holds 64
    with somewhere.worker(job("return x * 2")) as worker:
        replies = [told(reply) for reply in worker.calls(vectors(*lengths))]
    assert replies == [(2 * n * n, n) for n in lengths]


def test_a_call_that_raises_does_not_end_the_others(somewhere):
    with somewhere.worker(job("return x if len(x) < 3 else x[1, 2]")) as worker:
        assert [told(reply) for reply in worker.calls(vectors(1, 4, 2))] == [
            (1, 1), "raised", (4, 2),
        ]  # fmt: skip


def test_replies_before_the_end_of_a_process_count(somewhere):
    ends = job("print('x' * 100_000); return x if len(x) < 3 else os._exit(7)", "import os")
    with somewhere.worker(ends) as worker:
        replies = list(worker.calls(vectors(1, 2, 3, 1)))
    assert [told(reply) for reply in replies] == [(1, 1), (4, 2), "died"]
    assert worker.problem == replies[-1]
    assert [told(reply) for reply in worker.calls(vectors(1))] == ["died"]


def test_replies_before_a_flood_count(strongest):
    flood = job("print('x' * (len(x) // 3 << 25)); return x")
    with strongest.worker(flood) as worker:
        assert [told(reply) for reply in worker.calls(vectors(1, 2, 3, 1))] == [
            (1, 1), (4, 2), "flood",
        ]  # fmt: skip


def test_what_reads_the_other_questions_gets_no_other_answer(strongest):
    reads = job("os.read(3, 65536) if len(x) == 2 else 0; return x", "import os")
    with strongest.worker(reads) as worker:
        (first,) = worker.calls(vectors(1))
        second, *_ = worker.calls([*vectors(2, 30_000)])
    assert (told(first), told(second)) == ((1, 1), (4, 2))


@pytest.mark.parametrize("draw", ["random.random()", "random.getrandbits(50)"])
def test_chance_differs_from_worker_to_worker(strongest, draw):
    found = []
    for _ in range(3):
        with strongest.worker(job(f"return [{draw}]", "import random")) as worker:
            found += [reply.numbers for reply in worker.calls(vectors(1, 1))]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("head", "body", "word"),
    [
        ("from urllib.request import urlopen", "return urlopen('http://127.0.0.1')", "raised"),
        ("import urllib.request as r", "return r.urlretrieve('http://127.0.0.1')", "raised"),
        ("import numpy as np", "return np.f2py.compile('end')", "forbidden"),
        ("from numpy import *\nimport numpy.f2py", "return f2py.run_main([])", "forbidden"),
        ("import threading, logging, queue", "threading.current_thread(); return x", (1, 1)),
    ],
)
def test_large_libraries_of_no_use_refuse_by_name(strongest, head, body, word):
    with strongest.worker(job(body, head)) as worker:
        reply = next(worker.calls(vectors(1)))
    assert told(reply) == word
    if word != (1, 1):
        action = "starting processes" if "f2py" in head + body else "using the network"
        assert action in reply.message


def test_a_page_that_cannot_be_had_may_be_done_without(strongest):
    head = (
        "import urllib.request, urllib.error\n"
        "try:\n    data = urllib.request.urlopen('http://127.0.0.1').read()\n"
        "except urllib.error.URLError:\n    data = None"
    )
    with strongest.worker(job("return x if data is None else 0", head)) as worker:
        assert told(next(worker.calls(vectors(2)))) == (4, 2)
        assert worker.loaded.left_out is None
