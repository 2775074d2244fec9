"""What a student typed → characters that can be seen and cannot mislead."""

from __future__ import annotations

LONGEST = 4000  # characters of one text that are shown


def visible(text: str, *, keep: str = "") -> str:
    r"""The text with control characters, right-to-left marks and the like as escapes.

    >>> visible("x\u202e+1\x00")
    'x\\u202e+1\\x00'
    """
    if text.isprintable():
        shown = text
    else:
        shown = "".join(c if c.isprintable() or c in keep else _escape(c) for c in text)
    if len(shown) > LONGEST:
        shown = f"{shown[:LONGEST]}… ({len(text):,} characters)"
    return shown


def one_line(text: str) -> str:
    """The same on one line, runs of white space made one space."""
    return visible(" ".join(text.split()))


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
