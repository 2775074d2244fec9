"""Source texts + a name → the student's function, or a Problem in plain words.

The texts are bytes, and Python itself decides how they are to be read (UTF-8, or what a `coding`
line says). The cells of a notebook are texts of their own, so that lines are counted per cell.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
from typing import Any, NamedTuple

# What a worker can report: stable words, with fields that depend on the word.
WORDS = SYNTAX, ENCODING, RAISED, MODULE, FORBIDDEN, EXIT, MEMORY, MISSING, SIGNATURE, RETURNED = (
    "syntax", "encoding", "raised", "module", "forbidden", "exit", "memory", "missing",
    "signature", "returned",
)  # fmt: skip
LONGEST = 2000  # characters of one field
FRAMES = 6  # lines of a traceback
MOST_RESTARTS = 30  # statements of a file that may fail, each by itself
NAMED, CROSSED = "named", "crossed"  # called by names; by places, though names stand elsewhere


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

    def load(self, setup: bytes) -> Problem | None:
        """Run all texts in one namespace; the first problem, if any.

        A cell or a statement that fails does not end the others: data that are not here, a call
        of `input`, a plot below the function say nothing of the function.
        """
        module = types.ModuleType("answer")
        module.__file__ = "/answer.py"
        self.namespace = module.__dict__
        sys.modules["answer"] = module  # dataclasses and pickle look there
        first = None
        given = [("the code that is given", setup)] if setup else []
        for name, text in [*given, *self.texts]:
            problem = self._run(name, text)
            first = first or problem
        return first

    def _run(self, name: str, text: bytes) -> Problem | None:
        first, line = None, 0
        for _ in range(MOST_RESTARTS):
            try:
                rest = _after(text, line) if line else text
                code = compile(rest, name, "exec", dont_inherit=True)
                exec(code, self.namespace)
                break
            except BaseException as problem:
                first = first or self.problem(problem)
                before, line = line, _line_of(problem, name)
                if line <= before:  # it cannot be compiled, or lies about its lines
                    break
        return first

    def function(self, name: str, wanted: list[str]) -> tuple[Any, str, Problem | None]:
        """The function and how it takes the parameters that are wanted, or a Problem."""
        found = self.namespace.get(name)
        if not callable(found):
            names = [
                str(key)[:80]
                for key, value in self.namespace.items()
                if type(value) is types.FunctionType and value.__module__ == "answer"
            ]
            what = type(found).__name__ if name in self.namespace else ""
            return None, "", Problem(MISSING, what, "\n".join(names[:40]))
        if _is_as_asked(found, wanted):
            return found, "", None
        try:
            signature = inspect.signature(found)
        except Exception:  # not written in Python, or it lies: calling it will tell
            return found, "", None
        way = _way(signature, wanted)
        if way is None:
            try:
                written = f"{name}{signature}"[:300]
            except BaseException:  # what an annotation shows of itself
                written = name
            return None, "", Problem(SIGNATURE, "", written)
        return found, way, None

    def problem(self, raised: BaseException) -> Problem:
        """What an exception tells the student; whatever its own methods do is caught."""
        try:
            return self._told(raised)
        except BaseException:
            return Problem(RAISED, "an exception that cannot be shown")

    def _told(self, raised: BaseException) -> Problem:
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
        elif what == "RuntimeError" and message == "can't start new thread":
            word, message = FORBIDDEN, "starting threads"
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


def _is_as_asked(function: Any, wanted: list[str]) -> bool:
    """Whether a plain function has these very parameters: then nothing else need be asked."""
    if type(function) is not types.FunctionType or function.__dict__:  # of a decorator
        return False
    code = function.__code__
    names = list(code.co_varnames[: code.co_argcount])
    return names == wanted and not code.co_kwonlyargcount


def _way(signature: inspect.Signature, wanted: list[str]) -> str | None:
    """How a function takes what is wanted: by places (empty), or CROSSED, NAMED; None: not at all.

    By their names where all are there and stand elsewhere, or can be given in no other way.
    """
    parameters = signature.parameters.values()
    of_place = [each.name for each in parameters if each.kind in (0, 1)][: len(wanted)]
    of_name = {each.name for each in parameters if each.kind in (1, 3)}
    by_place = _binds(signature, *wanted)
    by_name = _binds(signature, **dict.fromkeys(wanted))
    if by_name and (not by_place or (of_name >= set(wanted) and of_place != wanted)):
        return NAMED if by_place else f"{NAMED} only"
    if not by_place:
        return None
    is_crossed = any(a != b and b in of_place for a, b in zip(of_place, wanted, strict=False))
    return f"{CROSSED} {', '.join(of_place)}"[:300] if is_crossed else ""


def _binds(signature: inspect.Signature, *places: Any, **names: Any) -> bool:
    try:
        signature.bind(*places, **names)
    except TypeError:
        return False
    return True


def _line_of(raised: BaseException, name: str) -> int:
    """The line of the statement of a text, outside any function, that did not come to its end."""
    trace = raised.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == name and code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _after(text: bytes, line: int) -> ast.Module:
    """The statements of a text that stand after the one at a line."""
    body = ast.parse(text).body
    future = [each for each in body if isinstance(each, ast.ImportFrom)
              and each.module == "__future__"]  # fmt: skip
    rest = [each for each in body if _first_line(each) > line and each not in future]
    return ast.Module([*future, *rest], [])


def _first_line(statement: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])
