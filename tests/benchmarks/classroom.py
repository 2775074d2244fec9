"""A class of many students × 25 answers, all texts different: marking against bare comparisons.

Medians of three rounds, in which the ways to mark it take turns.

python tests/benchmarks/classroom.py [students]
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from grader.comparison.ladder import verdict
from grader.errors import AnswerError
from grader.exercises.library import load_library
from grader.exercises.model import Exercise
from grader.grading import formula
from grader.submissions import read_submission

ROOT = Path(__file__).parents[2]
ANSWERS = 25
ROUNDS = 3


class Run(NamedTuple):
    """What a run of the program cost."""

    wall: float
    cpu: float
    megabytes: float  # the most that its first process held


# A part that is more than one formula whose multiple is wrong.
NOT_PLAIN = re.compile(
    r"(?m)^    (kind: [dm]|uses|choose|form|tasks|up_to|answer_by|entry|task: (taylor|minim|desc))"
)


def main(students: int) -> None:
    """Make a class, mark it with one and with two processes, and print ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        _exercise(folder)
        _class(folder, "few", students // 10)
        _class(folder, "all", students)
        bares, ones, twos = [_bare(folder, students)], [], []
        few = _graded(folder, "few", 1)
        for _ in range(ROUNDS):  # by turns: the clock of a machine changes with its load
            ones.append(_graded(folder, "all", 1))
            twos.append(_graded(folder, "all", 2))
            bares.append(_bare(folder, students))
    bare = median(bares)
    one, two = (Run(*map(median, zip(*runs, strict=True))) for runs in (ones, twos))
    each = 1000 / students
    print(f"{students} students × {ANSWERS} answers, ms per student, CPU:")
    print(f"  bare comparisons    {bare * each:8.2f}")
    print(f"  grade --jobs 1      {one.cpu * each:8.2f}   {one.cpu / bare:.2f} × bare")
    print(f"  grade --jobs 2      {two.cpu * each:8.2f}   {two.cpu / bare:.2f} × bare")
    print(f"two processes are     {one.wall / two.wall:.2f} × as fast ({two.wall:.1f} s)")
    print(f"memory, MB            {few.megabytes:.1f} for a tenth, {one.megabytes:.1f} for all")


def _exercise(folder: Path) -> None:
    """A sheet of the parts of the four sheets, each id made its own."""
    parts: list[str] = []
    for file in sorted((ROOT / "exercises").glob("*.yaml")):
        body = file.read_text(encoding="utf-8").split("parts:\n", 1)[1]
        for part in re.split(r"(?m)^(?=  - id:)", body)[1:]:
            is_plain = not NOT_PLAIN.search(part) and re.search(r"(?m)^    reference: ", part)
            if is_plain and "index_base: 0" not in file.read_text(encoding="utf-8"):
                parts.append(re.sub(r"id: .*", f"id: p{len(parts)}", part, count=1))
    (folder / "exercises").mkdir()
    text = "sheet: all\ntitle: All\nparts:\n" + "".join(parts[:ANSWERS])
    (folder / "exercises" / "all.yaml").write_text(text, encoding="utf-8")


def _class(folder: Path, name: str, students: int) -> None:
    """Submissions: two thirds of the answers right, a third wrong by a factor."""
    sheet = _sheet(folder)
    (folder / name).mkdir()
    for student in range(students):
        lines = [f"student: S{student}", "sheet: all", "answers:"]
        for number, part in enumerate(sheet.parts):
            factor = student + 2 if (student + number) % 3 == 0 else 1
            scaled = f"{factor}*({part.question.reference})*({student + 3}/{student + 3})"
            lines.append(f"  {part.id}: >-\n    {scaled}")
        (folder / name / f"s{student}.yaml").write_text("\n".join(lines), encoding="utf-8")


def _sheet(folder: Path) -> Exercise:
    library = load_library(str(folder / "exercises"))
    assert library.complaints == (), library.complaints
    return library.sheets["all"]


def _bare(folder: Path, students: int) -> float:
    """CPU seconds of the comparisons alone, every key made ready before."""
    sheet = _sheet(folder)
    keys = {part.id: formula.key(part.question, 1, 0) for part in sheet.parts}
    papers = [
        read_submission(str(folder / "all" / f"s{student}.yaml")).answers.values()
        for student in range(students)
    ]
    start = time.process_time()
    for answers in papers:
        for answer in answers:
            try:
                verdict(answer.text, keys[answer.part])
            except AnswerError as problem:
                raise SystemExit(f"{answer.text}: {problem}") from None
    return time.process_time() - start


def _graded(folder: Path, which: str, jobs: int) -> Run:
    command = [sys.executable, "-m", "grader", "grade", which, "--jobs", str(jobs), "--seed", "0"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    measured = [sys.executable, "-c", MEASURED, *command[1:]]
    found = subprocess.run(
        measured, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, int(found.stderr.split()[-1]) / 1024)


# The program, which tells the most memory that it held at its end.
MEASURED = """
import resource, sys
from grader.cli import run
code = run(sys.argv[3:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
