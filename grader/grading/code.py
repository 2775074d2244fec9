"""A file of Python or a notebook beside a submission → the texts of the code in it.

Nothing is run and nothing is parsed as Python here: that is for the student's process. A notebook
is JSON; its code cells are texts of their own, so that a line is named with its cell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any, Final

from grader.comparison.functions.verdict import Asked, HandedInCode
from grader.errors import GraderError
from grader.files import FileError, read_bytes

ENDINGS: Final = (".py", ".ipynb")
LONGEST: Final = 1_000_000  # bytes of code
LONGEST_NOTEBOOK: Final = 8_000_000  # bytes of a notebook, with its pictures
MOST_CELLS: Final = 1000
FILE: Final = re.compile(r"[^\n\r\0]{1,300}\.(?:py|ipynb)\Z", re.IGNORECASE)
# What no formula begins a line with: a function of whatever name, a lambda, an import.
CODE: Final = re.compile(
    r"^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|^(?:\w+[ \t]*=[ \t]*)?lambda\b[^:\n]*:"
    r"|^import[ \t]+\w|^from[ \t]+[\w.]+[ \t]+import\b",
    re.MULTILINE,
)
FENCED: Final = re.compile(r"\s*```[^\n]*\n(.*?)\n?[ \t]*```\s*\Z", re.DOTALL)
GIVEN: Final = ("setup", "imports")  # tags of cells that go with every part
MAGIC: Final = re.compile(r"^([ \t]*)(?:[%!][A-Za-z_!].*|\?.*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)
KEPT_MAGICS: Final = (
    "%%time",
    "%%timeit",
    "%%capture",
    "%%prun",
)  # the cell is Python all the same


NO_FORMULA: Final = "This part asks for a Python function, not for a formula."


class CodeError(GraderError):
    """A file of code that cannot be read, in the words of its message."""


def is_file_name(text: str) -> bool:
    """Whether an answer names a file of code instead of typing something.

    >>> is_file_name("homework 3.py"), is_file_name("A*x"), is_file_name("def f():\\n  x.py")
    (True, False, False)
    """
    return FILE.match(text.strip()) is not None


def is_code(text: str) -> bool:
    """Whether an answer is itself the code: `grad = 2*A*x` is not, it restates the question.

    >>> [is_code(text) for text in ("def f(x): return x", "f = 2*x", "f = lambda x: x")]
    [True, False, True]
    """
    return CODE.search(text) is not None


def asks_for(asked: Asked) -> str:
    """The hint for who gave a formula where a function is asked for."""
    return f"write the name of the file that defines `{asked.signature}`"


def typed_code(text: str) -> HandedInCode:
    """Code that stands in the place of an answer, the fence of Markdown around it apart."""
    fenced = FENCED.match(text)
    text = fenced[1] if fenced else text
    return HandedInCode("the answer", (("answer.py", text.encode("utf-8", "replace")),))


def given_code(text: str, part: str) -> HandedInCode | None:
    """The code that an answer typed on the spot is, or names; None if it is a formula.

    Raises CodeError for a file that cannot be read.
    """
    if is_file_name(text):
        return read_code(text.strip(), text.strip(), part)
    return typed_code(text) if is_code(text) else None


def beside(folder: str, name: str, part: str) -> HandedInCode:
    """The code in a file of a submission's folder; raises CodeError.

    The file lies in that folder or one inside it, by its own name and through no link: else a
    student could hand in what belongs to somebody else.
    """
    parts = name.strip().replace("\\", "/").split("/")
    if name.startswith("/") or ":" in parts[0] or ".." in parts or "" in parts or "\0" in name:
        raise CodeError(f"`{name}` does not lie in the folder of the submission")
    step = folder
    for each in parts:
        step = os.path.join(step, each)
        if os.path.islink(step):
            raise CodeError(f"`{name}` is a link", hint="hand in the file itself")
    return read_code(step, name, part)


def read_code(path: str, name: str, part: str) -> HandedInCode:
    """The code in a file; of a notebook the cells that have the part's id as a tag, or all."""
    is_notebook = name.lower().endswith(".ipynb")
    try:
        content = read_bytes(path, LONGEST_NOTEBOOK if is_notebook else LONGEST)
    except FileError as problem:
        raise CodeError(f"`{name}` {problem.message}", hint=problem.hint) from None
    if not is_notebook:
        if b"\0" in content:  # UTF-16 among others; Python would speak of null bytes
            raise CodeError(f"`{name}` is no text in UTF-8", hint="save the file as UTF-8")
        return HandedInCode(name, ((os.path.basename(name), content),))
    return HandedInCode(name, cells(content, name, part))


def cells(content: bytes, name: str, part: str) -> tuple[tuple[str, bytes], ...]:
    """The code cells of a notebook, numbered as they stand; raises CodeError."""
    import json  # late: an answer that is typed is not worth its 3 ms

    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise CodeError(f"`{name}` is not a notebook: no JSON") from None
    found = _listed(notebook)
    if found is None:
        raise CodeError(f"`{name}` is not a notebook: it has no `cells`")
    code = [
        (number, cell, _tags(cell))
        for number, cell in enumerate(found, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    if any(part in tags for _, _, tags in code):
        code = [each for each in code if part in each[2] or each[2] & set(GIVEN)]
    texts = tuple(
        (f"cell {number}", text.encode("utf-8", "replace"))
        for number, cell, _ in code
        if (text := _without_magic(_source(cell))).strip()
    )
    if len(texts) > MOST_CELLS or sum(len(text) for _, text in texts) > LONGEST:
        raise CodeError(f"`{name}` has more code than {LONGEST:,} bytes or {MOST_CELLS} cells")
    return texts


def _listed(notebook: Any) -> list[Any] | None:
    """The cells, in the format of today and in that of before 2015."""
    if not isinstance(notebook, dict):
        return None
    found = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if found is None and isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        found = sheets[0].get("cells")
    return found if isinstance(found, list) else None


def _tags(cell: dict[str, Any]) -> set[str]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _without_magic(source: str) -> str:
    """A cell without what only IPython knows; each line stays where it is."""
    first, _, rest = source.partition("\n")
    if first.startswith("%%"):
        source = f"\n{rest}" if first.split()[0] in KEPT_MAGICS else ""
    return MAGIC.sub(r"\1pass", source)


def defining(codes: Sequence[HandedInCode], asked: Asked) -> list[HandedInCode]:
    """Those that define a function by name, as far as that can be seen without running them."""
    pattern = _definition(asked.name)
    return [code for code in codes if any(pattern.search(text) for _, text in code.texts)]


def _definition(name: str) -> re.Pattern[bytes]:
    found = re.escape(name.encode())
    return re.compile(
        rb"^[ \t]*(?:async[ \t]+)?def[ \t]+%s[ \t]*\(|^%s[ \t]*=" % (found, found), re.M
    )
