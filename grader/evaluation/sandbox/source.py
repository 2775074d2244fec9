"""Source texts + a name → the student's function, or a Problem in plain words.

The texts are bytes, and Python itself decides how they are to be read (UTF-8, or what a `coding`
line says). The cells of a notebook are texts of their own, so that lines are counted per cell.
"""

from __future__ import annotations

import inspect
import sys
import types
from typing import Any, NamedTuple

# What a worker can report: stable words, with fields that depend on the word.
SYNTAX, ENCODING, RAISED, MODULE, FORBIDDEN, EXIT, MEMORY, MISSING, SIGNATURE, RETURNED = (
    "syntax", "encoding", "raised", "module", "forbidden", "exit", "memory", "missing",
    "signature", "returned",
)  # fmt: skip
LONGEST = 2000  # characters of one field
FRAMES = 6  # lines of a traceback


class Problem(NamedTuple):
    """What went wrong in the student's code: a stable word, and texts."""

    word: str
    what: str = ""  # the type of an exception, the name of a module …
    message: str = ""
    place: str = ""  # `line 3 of answer.py`
    lines: str = ""  # the student's own lines on the way there, the last one last


class Texts:
    """The student's texts by the name of their file or cell."""

    def __init__(self, texts: list[tuple[str, bytes]]) -> None:
        self.texts = texts
        self.namespace: dict[str, Any] = {}

    def load(self, setup: bytes, *, cells: bool) -> Problem | None:
        """Run all texts in one namespace; of a notebook, a cell that fails does not end it."""
        module = types.ModuleType("answer")
        module.__file__ = "/answer.py"
        self.namespace = module.__dict__
        sys.modules["answer"] = module  # dataclasses and pickle look there
        first = None
        given = [("the code that is given", setup)] if setup else []
        for name, text in [*given, *self.texts]:
            problem = self._run(name, text)
            first = first or problem
            if problem and not cells:
                return problem
        return first

    def _run(self, name: str, text: bytes) -> Problem | None:
        try:
            code = compile(text, name, "exec", dont_inherit=True)
            exec(code, self.namespace)
        except BaseException as problem:
            return self.problem(problem)
        return None

    def function(self, name: str, count: int) -> tuple[Any, list[str], Problem | None]:
        """The function, the names of its parameters if they can be known, or a Problem."""
        found = self.namespace.get(name)
        if not callable(found):
            names = [
                str(key)[:80]
                for key, value in self.namespace.items()
                if type(value) is types.FunctionType and value.__module__ == "answer"
            ]
            what = type(found).__name__ if name in self.namespace else ""
            return None, [], Problem(MISSING, what, "\n".join(names[:40]))
        try:
            signature = inspect.signature(found)
        except (ValueError, TypeError):  # not written in Python: calling it will tell
            return found, [], None
        try:
            signature.bind(*[0] * count)
        except TypeError:
            return None, [], Problem(SIGNATURE, "", f"{name}{signature}"[:300])
        return found, list(signature.parameters)[:count], None

    def problem(self, raised: BaseException) -> Problem:
        """What an exception tells the student; whatever its own methods do is caught."""
        what = type(raised).__name__[:100]
        if isinstance(raised, SyntaxError):
            return self._syntax(raised)
        try:
            message = str(raised)[:LONGEST]
        except BaseException:
            message = ""
        place, lines = self._places(raised)
        word = RAISED
        if isinstance(raised, ModuleNotFoundError):
            word, message = MODULE, str(raised.name)[:100]
        elif isinstance(raised, MemoryError):
            word = MEMORY
        elif isinstance(raised, PermissionError):
            word = FORBIDDEN
        elif isinstance(raised, SystemExit):
            word = EXIT
        elif isinstance(raised, UnicodeDecodeError) and not place:
            word = ENCODING
        return Problem(word, what, message, place, lines)

    def _syntax(self, raised: SyntaxError) -> Problem:
        line = raised.lineno or 0
        place = f"line {line} of {raised.filename}" if line else ""
        text = (raised.text or "").rstrip("\n")[:200] or self._line(str(raised.filename), line)
        caret = ""
        if raised.offset and raised.offset > 0 and raised.text:
            indent = len(text) - len(text.lstrip())
            text = text.lstrip()
            caret = "\n" + " " * max(0, min(raised.offset - 1 - indent, 199)) + "^"
        word = ENCODING if "codec" in str(raised.msg) or "encoding" in str(raised.msg) else SYNTAX
        return Problem(word, "SyntaxError", str(raised.msg)[:300], place, f"{text}{caret}")

    def _places(self, raised: BaseException) -> tuple[str, str]:
        """Where it was raised, and the student's own lines on the way; no other lines."""
        known = {name for name, _ in self.texts}
        found = []
        trace = raised.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename in known:
                found.append((code.co_filename, trace.tb_lineno, code.co_name))
            trace = trace.tb_next
        if not found:
            return "", ""
        name, line, _ = found[-1]
        shown = found if len(found) <= FRAMES else [*found[:2], *found[2 - FRAMES :]]
        lines = [
            f"{name}:{line} {'' if where == '<module>' else f'in {where}: '}"
            f"{self._line(name, line).strip()}"
            for name, line, where in shown
        ]
        return f"line {line} of {name}", "\n".join(lines)[:LONGEST]

    def _line(self, name: str, line: int) -> str:
        text = next((text for known, text in self.texts if known == name), b"")
        lines = text.decode("utf-8", "replace").splitlines()
        return lines[line - 1][:200] if 0 < line <= len(lines) else ""
