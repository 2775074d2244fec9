"""A folder of exercises → sheets fit for marking, remembered between runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import ExerciseError, UsageError
from grader.exercises import cache, keys
from grader.exercises.library import (
    clashes,
    exercise_files,
    find_part,
    lint_file,
    load_exercise,
    load_library,
)

SHEET = """\
sheet: {sheet}
title: T
parts:
  - {{id: {id}, title: Square, prompt: p, task: gradient, wrt: x, function: x^2, reference: {key},
     variables: {{x: scalar}}}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of exercises with a cache of its own; `s.yaml` is a sheet with the part `1`."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "exercises").mkdir()
    write(tmp_path / "exercises" / "s.yaml")
    return tmp_path / "exercises"


def write(path, sheet="s", id="1", key="2*x"):  # noqa: A002
    path.write_text(SHEET.format(sheet=sheet, id=id, key=key))


@pytest.fixture
def linted(monkeypatch):
    """The files that are linted, in turn."""
    files = []
    lint = keys.lint

    def noted(document, file):
        files.append(Path(file).name)
        return lint(document, file)

    monkeypatch.setattr(keys, "lint", noted)
    return files


def kept(folder):
    (file,) = (folder.parent / "cache" / "gradient-grader").iterdir()
    return file


def test_a_file_is_linted_once_and_then_remembered(folder, linted):
    path = str(folder / "s.yaml")
    first = load_exercise(path)
    assert load_exercise(path) == first
    assert linted == ["s.yaml"]


def test_a_remembered_exercise_needs_neither_yaml_nor_lint(folder):
    path = str(folder / "s.yaml")
    load_exercise(path)
    heavy = {"yaml", "mpmath", "grader.exercises.keys", "grader.documents.reading"}
    code = (
        "import sys; from grader.exercises.library import load_exercise;"
        f"load_exercise({path!r}); print({heavy} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.stdout == "set()\n"


def test_a_changed_file_is_linted_again(folder, linted):
    path = folder / "s.yaml"
    load_exercise(str(path))
    write(path, key="3*x")
    for _ in range(2):  # found, then remembered
        with pytest.raises(ExerciseError, match="cannot be used") as caught:
            load_exercise(str(path))
        assert "the reference is not the gradient" in caught.value.complaints[0]
    assert linted == ["s.yaml", "s.yaml"]


def test_another_grader_lints_again(folder, linted, monkeypatch):
    load_exercise(str(folder / "s.yaml"))
    monkeypatch.setattr(cache, "stamp", lambda: "another")
    load_exercise(str(folder / "s.yaml"))
    assert len(linted) == 2


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda text: "",
        lambda text: text[:-20],
        lambda text: "[1]",
        lambda text: json.dumps({**json.loads(text), "document": ["table", 1]}),
        lambda text: json.dumps({**json.loads(text), "document": ["text"]}),
        lambda text: json.dumps({**json.loads(text), "complaints": 3}),
        lambda text: json.dumps({**json.loads(text), "text": "another"}),
        lambda text: "[" * 100_000,
        lambda text: "\ud800",
    ],
)
def test_a_spoilt_cache_is_made_again(folder, linted, spoilt):
    path = str(folder / "s.yaml")
    first = load_exercise(path)
    kept(folder).write_text(spoilt(kept(folder).read_text()), errors="surrogatepass")
    assert load_exercise(path) == first
    assert load_exercise(path) == first
    assert len(linted) == 2


def test_a_cache_that_cannot_be_written_is_none(folder, linted, monkeypatch):
    (folder.parent / "cache").write_text("in the way")
    load_exercise(str(folder / "s.yaml"))
    load_exercise(str(folder / "s.yaml"))
    assert len(linted) == 2


@pytest.mark.parametrize(
    ("platform", "variables", "place"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/gradient-grader"),
        ("linux", {"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/gradient-grader"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, ""),
        ("darwin", {"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/Library/Caches/gradient-grader"),
        ("win32", {"XDG_CACHE_HOME": "", "LOCALAPPDATA": "/l"}, "/l/gradient-grader"),
        ("win32", {"XDG_CACHE_HOME": "", "LOCALAPPDATA": ""}, ""),
    ],
)
def test_the_cache_lies_where_the_platform_keeps_caches(monkeypatch, platform, variables, place):
    monkeypatch.setattr(cache.sys, "platform", platform)
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert cache.folder() == place


def test_a_bad_file_costs_only_its_own_sheet(folder):
    (folder / "bad.yaml").write_text("sheet: [")
    (folder / "latin.yml").write_bytes(b"\xe9")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "note.txt").write_text("no exercise")
    library = load_library(str(folder))
    assert list(library.sheets) == ["s"]
    places = [
        complaint.split(": ")[0].removeprefix(f"{folder}/") for complaint in library.complaints
    ]
    assert places == ["bad.yaml:2:1", "latin.yml:1:1", "loop.yaml:1:1"]


def test_two_files_with_one_sheet_clash(folder):
    write(folder / "t.yaml")
    library = load_library(str(folder))
    assert library.sheets["s"].file.endswith("s.yaml")
    assert library.complaints == (
        f"{folder}/t.yaml:1:1: the sheet `s` is also in {folder}/s.yaml (keep one)",
    )
    assert clashes([library.sheets["s"]]) == ()


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_a_folder_without_exercises_is_told(tmp_path, make):
    make(tmp_path / "none")
    with pytest.raises(ExerciseError, match="--exercises DIR says where they are"):
        exercise_files(str(tmp_path / "none"))


@pytest.mark.parametrize("name", ["s/1", "1", "odd/2", "2"])
def test_a_part_is_found_with_or_without_its_sheet(folder, name):
    write(folder / "other.yaml", sheet="odd", id="2")
    exercise, part = find_part(str(folder), name)
    assert f"{exercise.sheet}/{part.id}".endswith(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("3", "no part `3` (there is `1`)"),
        ("s/3", "no part `s/3` (there is `1`)"),
        ("q/1", "no sheet `q` (there is `s`, `t`)"),
        ("1", "several sheets have a part `1` (write `s/1` or `t/1`)"),
        ("../s/1", "no sheet `../s` (there is `s`, `t`)"),
        ("s\0/1", "no sheet `s\0` (did you mean `s`?)"),
    ],
)
def test_a_part_that_is_not_there_is_told(folder, name, message):
    write(folder / "t.yaml", sheet="t")
    with pytest.raises(UsageError) as caught:
        find_part(str(folder), name)
    assert str(caught.value) == message


def test_a_part_may_be_in_a_file_that_cannot_be_used(folder):
    (folder / "bad.yaml").write_text("sheet: [")
    with pytest.raises(ExerciseError) as caught:
        find_part(str(folder), "bad/1")
    assert "bad.yaml:2:1" in caught.value.complaints[0]


def test_lint_never_trusts_the_cache(folder, linted):
    for _ in range(2):
        assert lint_file(str(folder / "s.yaml")).complaints == ()
    assert len(linted) == 2
