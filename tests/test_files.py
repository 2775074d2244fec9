"""Reading never blocks and is bounded; writing is whole or not at all."""

from __future__ import annotations

import errno
import os
import socket
import sys

import pytest

from grader import files
from grader.files import FileError, make_folder, read_text, write_whole

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


@pytest.fixture
def odd(tmp_path):
    """Paths that are not what they should be, by name."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    (tmp_path / "latin-1").write_bytes(b"a: x\nb: \xe9\n")
    (tmp_path / "nul").write_bytes(b"a: x\nb: y\0\n")
    (tmp_path / "long").write_bytes(b"x" * 1001)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "message", "place"),
    [
        ("folder", "is a folder, not a file", (1, 1)),
        ("loop", "cannot be read: too many levels of symbolic links", (1, 1)),
        ("nowhere", "cannot be read: no such file or directory", (1, 1)),
        ("latin-1", "not UTF-8: the byte 0xe9", (2, 4)),
        ("nul", "a NUL byte: this is not a text file", (2, 5)),
        ("long", "longer than 1,000 bytes", (1, 1)),
        pytest.param("pipe", "is a pipe, not a file", (1, 1), marks=POSIX),
        ("a\0b", "cannot be read: embedded null byte", (1, 1)),
    ],
)
def test_an_odd_path_is_told_and_nothing_waits(odd, name, message, place):
    with pytest.raises(FileError) as caught:
        read_text(f"{odd}/{name}", 1000)
    told = caught.value.message.replace("null character in path", "null byte")  # Python 3.13
    assert (told, caught.value.place) == (message, place)


@POSIX
def test_a_socket_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
        with pytest.raises(FileError, match="is a socket, not a file"):
            read_text("socket", 1000)


@POSIX
def test_a_device_is_told():
    with pytest.raises(FileError, match="is a device, not a file"):
        read_text("/dev/zero", 1000)


def test_a_byte_order_mark_is_dropped(tmp_path):
    (tmp_path / "a").write_bytes("\ufeffx".encode())
    assert read_text(str(tmp_path / "a"), 1000) == "x"


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "report.md"
    write_whole(str(path), "old")
    write_whole(str(path), "new ᵀ \ud800")
    assert path.read_text(encoding="utf-8") == "new ᵀ \\ud800"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_a_name_without_folder_is_written_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_whole("report.md", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_what_a_killed_process_left_is_in_nobodys_way(tmp_path):
    (tmp_path / f".report.md.{os.getpid()}").write_text("half")
    write_whole(str(tmp_path / "report.md"), "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fdopen", "replace", "open"])
def test_a_disk_that_fails_leaves_the_old_file(tmp_path, monkeypatch, call, number):
    path = tmp_path / "report.md"
    path.write_text("old")

    def fails(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, call, fails)
    with pytest.raises(FileError, match="cannot be written: "):
        write_whole(str(path), "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.parametrize("path", ["folder", "missing/report.md", "report\0.md"])
def test_a_place_where_nothing_can_be_written_is_told(tmp_path, path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x").touch()
    with pytest.raises(FileError, match="cannot be written: "):
        write_whole(f"{tmp_path}/{path}", "new")


def test_a_folder_in_the_way_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="the folder cannot be made: "):
        make_folder(f"{tmp_path}/file/reports")
