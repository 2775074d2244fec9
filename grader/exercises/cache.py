"""An exercise file → its document and its lint result, remembered between runs.

One small JSON file an exercise, beside the user's other caches. It holds the very text that it
was made from and is believed only where that text, the grader and its sources are the same, so
it can be deleted, copied or spoilt at any time: what cannot be believed is made again.
"""

# os.path throughout: to import pathlib would cost a cold start a tenth of its time.
from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from grader.documents.tree import Node, from_plain, to_plain
from grader.files import FileError, make_folder, read_text, write_whole
from grader.version import VERSION

# 1: first published. Raise it when a field changes its meaning.
FORMAT: Final = 1

LONGEST: Final = 16_000_000  # bytes of a cache file; an exercise file has at most a tenth of it


class Remembered(NamedTuple):
    """What is known of an exercise's text: its document, what lint complained of, and the keys.

    `references` are those that the author left out and lint derived, by the id of their part.
    """

    document: Node
    complaints: tuple[str, ...]
    references: Mapping[str, str] = {}


def folder() -> str:
    """Where this user's programs keep what they can make again; empty if there is no such place."""
    if os.environ.get("XDG_CACHE_HOME"):
        caches = os.environ["XDG_CACHE_HOME"]
    elif sys.platform == "win32":
        caches = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        caches = os.path.expanduser("~/Library/Caches")
    else:
        caches = os.path.expanduser("~/.cache")
    return os.path.join(caches, "gradient-grader") if os.path.isabs(caches) else ""


def recall(path: str, text: str) -> Remembered | None:
    """What is remembered of the exercise with this text; None if nothing that can be believed."""
    file = _file(path)
    if not file:
        return None
    try:
        kept = json.loads(read_text(file, LONGEST))
        if not isinstance(kept, dict) or kept.get("stamp") != stamp() or kept["text"] != text:
            return None
        references = {str(part): str(key) for part, key in kept["references"].items()}
        complaints = tuple(map(str, kept["complaints"]))
        return Remembered(from_plain(kept["document"]), complaints, references)
    except (FileError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def remember(path: str, text: str, known: Remembered) -> None:
    """Keep what is known; a cache that cannot be written is no cache, and no problem."""
    file = _file(path)
    if not file:
        return
    kept: dict[str, Any] = {
        "stamp": stamp(),
        "text": text,
        "complaints": known.complaints,
        "references": dict(known.references),
        "document": to_plain(known.document),
    }
    try:
        make_folder(os.path.dirname(file))
        write_whole(file, json.dumps(kept))
    except FileError:
        return


@lru_cache
def stamp() -> str:
    """The grader that made a cache: format, version, and the newest of its source files.

    The last of these matters to whoever runs the grader from a checkout that changes.
    """
    newest = max(_changes(os.path.dirname(os.path.dirname(__file__))), default=0)
    return f"{FORMAT} {VERSION} {newest}"


def _changes(directory: str) -> Iterator[int]:
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    yield entry.stat().st_mtime_ns
                elif "." not in entry.name and entry.name != "__pycache__":
                    yield from _changes(entry.path)
    except OSError:  # not a folder: the grader runs from a zip file
        return


def _file(path: str) -> str:
    """The cache file of an exercise file: by its place, so that an edit replaces the old one."""
    place = zlib.crc32(os.path.abspath(path).encode("utf-8", "surrogateescape"))
    stem = os.path.splitext(os.path.basename(path))[0]
    return os.path.join(folder(), f"{stem[:60]}-{place:08x}.json") if folder() else ""
