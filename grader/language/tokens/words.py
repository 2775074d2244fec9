"""Words that are not declared names → tokens: functions, runs of names, names with subscripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import GREEK, MODULES, REFUSED, SPELLINGS

Token: TypeAlias = tuple[str, str | int | Fraction, int, int]

BOLD_ONE = "𝟏"  # the name of a vector of ones whose size follows from the context
LONGEST_RUN = 40  # letters of a run of declared names

# J_f, grad_g, H_f, D_f: what stands before the name of an abstract function
_DERIVATIVES = {
    "J": "J", "Jac": "J", "D": "J", "d": "J", "grad": "grad", "Grad": "grad", "nabla": "grad",
    "H": "H", "Hess": "H",
}  # fmt: skip
_PLAIN_SUBSCRIPT = re.compile(r"\d+|[a-z]{1,2}|\d[a-z]|[a-z]\d")
_LATEX_IN_SUBSCRIPT = re.compile(r"\\[A-Za-z]+\s*\{([^{}]*)\}|[{}]|\\[,;!: ]")
_COMMAND_IN_SUBSCRIPT = re.compile(r"\\([A-Za-z]+)")


def read_word(text: str, word: str, start: int, end: int, scope: Scope, found: list[Token]) -> int:
    """Tokens for a word that is not a declared name; returns where reading goes on."""
    if word in SPELLINGS:
        found.append(("call", word, start, end))
        return end
    if word[0] == "T" and _is_transpose(word, scope, found):
        found.append(("T", "T", start, start + 1))
        return start + 1
    if word in MODULES and text[end : end + 1] == ".":
        return _dotted(text, start, end, found)
    letters = GREEK.get(word)
    if letters is not None and letters in SPELLINGS:
        found.append(("call", letters, start, end))
        return end
    if "_" in word and _with_subscript(word, start, end, scope, found):
        return end
    if word[0] == "d" and _is_differential(text, word, end, scope, found):
        found.append(("∂", "d", start, start + 1))
        return start + 1
    numbered = _numbered(word, scope) if word[-1].isdigit() else None
    if numbered is not None:
        found.append((*scope.words[numbered], start, end))
        return end
    pieces = _run(word, scope)
    if pieces is not None:
        for piece in pieces:
            _piece(piece, start, scope, found)
            start += len(piece)
    elif word in REFUSED:
        found.append(("refused", word, start, end))
    elif word[0] in "JD" and scope.names.get(word[1:]) in scope.abstract:  # Jf(x)
        found.append(("derivative", "J", start, start + 1))
        found.append(("abstract", scope.names[word[1:]], start + 1, end))
    elif _times_function(text, word, start, end, scope, found):
        pass
    elif not _starts_greek(word, start, end, scope, found):
        found.append(("name", GREEK.get(word, word), start, end))
    return end


def _numbered(word: str, scope: Scope) -> str | None:
    """The declared x_1 that x1 is."""
    head = word.rstrip("0123456789")
    return scope.names.get(f"{head}_{word[len(head) :]}")


_OVER_DIFFERENTIAL = re.compile(
    r"\s*(?:\([^()=]*\)\s*)?(?:/|\}\s*\{)\s*(?:\\mathrm\{d\}\s*)?d([A-Za-z\u0370-\u03ff]\w*)"
)


def _is_differential(text: str, word: str, end: int, scope: Scope, found: list[Token]) -> bool:
    """Whether this is the dy or the dx of dy/dx; with a declared d it may be a product."""
    head = word[1:].partition("_")[0]
    name = scope.names.get(word[1:]) or scope.names.get(head)
    if name is None:
        return False
    if found and found[-1][0] in ("/", "{") and ("∂", "d") in [token[:2] for token in found[-12:]]:
        return True
    over = _OVER_DIFFERENTIAL.match(text, end)
    if over is None or scope.names.get(over[1].partition("_")[0]) is None:
        return False
    is_product = "d" in scope.names or "d" in scope.dimensions
    return name in scope.abstract or not is_product


def _is_transpose(word: str, scope: Scope, found: list[Token]) -> bool:
    """Whether a word begins with a T that transposes: A^T, x^TAx, A^-Tx."""
    if "T" in scope.names or "T" in scope.dimensions:
        return False
    last = found[-1][0] if found else ""
    return word == "T" or last == "^" or (last == "-" and len(found) > 1 and found[-2][0] == "^")


_DOTTED = re.compile(r"\.([A-Za-z]\w*)")


def _dotted(text: str, start: int, end: int, found: list[Token]) -> int:
    """np.linalg.inv: the last name counts."""
    while (match := _DOTTED.match(text, end)) is not None:
        word, end = match[1], match.end()
        if word in MODULES:
            continue
        if word in SPELLINGS:
            found.append(("call", word, start, end))
        elif word in ("pi", "e", "E", "I"):
            found.append(("name", word, start, end))
        elif word in REFUSED:
            found.append(("refused", word, start, end))
        else:
            break
        return end
    raise AnswerError(
        f"`{text[start:end]}` is not a function that can be used here",
        span=Span(start, end),
        hint=nearest(text[start:end].rpartition(".")[2], SPELLINGS),
    )


def _with_subscript(word: str, start: int, end: int, scope: Scope, found: list[Token]) -> bool:
    """x_1, A_ij, sum_k, log_2: a known head with a subscript; False where it is not one."""
    head, _, tail = word.partition("_")
    if head in _DERIVATIVES and scope.names.get(tail) in scope.abstract:
        found.append(("derivative", _DERIVATIVES[head], start, start + len(head)))
        found.append(("abstract", scope.names[tail], start + len(head) + 1, end))
        return True
    joined = scope.names.get(head + tail)  # h_1 for a declared h1
    if head in scope.names:
        if joined is not None:
            found.append((*scope.words[joined], start, end))
            return True
        if not _PLAIN_SUBSCRIPT.fullmatch(tail):
            return False
        found.append((*scope.words[head], start, start + len(head)))
    elif head in SPELLINGS or GREEK.get(head) in SPELLINGS:
        spelled = head if head in SPELLINGS else GREEK[head]
        found.append(("call", spelled, start, start + len(head)))
    elif head in ("e", "I"):
        found.append(("name", head, start, start + 1))
    elif joined is not None and head.isalpha():
        found.append((*scope.words[joined], start, end))
        return True
    elif head in ("grad", "Grad", "nabla") and scope.abstract and tail in scope.names:  # grad_y z
        found.append(("∇", word, start, start + len(head)))
    elif head in REFUSED:
        found.append(("refused", word, start, end))
        return True
    else:
        return False
    found.append(("sub", tail, start + len(head), end))
    return True


# ----- runs of names -----------------------------------------------------------------------------


def _run(word: str, scope: Scope) -> list[str] | None:
    """The one way to read `word` as a run of declared names; None where there is none, or two."""
    if len(word) > LONGEST_RUN:
        return None
    known = scope.names.keys() | scope.dimensions | {"I", "pi"}
    # ways[i]: how many ways there are to read word[i:], and the first piece of one of them
    ways: list[tuple[int, str]] = [(0, "")] * len(word) + [(1, "")]
    for start in range(len(word) - 1, -1, -1):
        count, first = 0, ""
        for end in range(start + 1, len(word) + 1):
            piece = word[start:end]
            if ways[end][0] and (piece in known or _is_entry(piece, known)):
                count += ways[end][0]
                first = piece
        ways[start] = (count, first)
    if ways[0][0] != 1:
        return None
    pieces, position = [], 0
    while position < len(word):
        pieces.append(ways[position][1])
        position += len(pieces[-1])
    return pieces


def _times_function(
    text: str, word: str, start: int, end: int, scope: Scope, found: list[Token]
) -> bool:
    """Bexp(t), Be^t: declared names in front of a function that is applied, or of e in a power."""
    behind = text[end : end + 1]
    ways = []
    for i in range(1, len(word)):
        head, tail = word[:i], word[i:]
        is_applied = behind == "(" and tail in SPELLINGS and tail not in scope.names
        if is_applied or (behind == "^" and tail == "e" and "e" not in scope.names):
            pieces = [head] if head in scope.names else _run(head, scope)
            if pieces is not None:
                ways.append((pieces, "call" if is_applied else "name", tail))
    if len(ways) != 1:
        return False
    pieces, kind, tail = ways[0]
    for piece in pieces:
        _piece(piece, start, scope, found)
        start += len(piece)
    found.append((kind, tail, start, end))
    return True


def _is_entry(piece: str, known: set[str]) -> bool:
    head, underscore, tail = piece.partition("_")
    return bool(underscore) and head in known and bool(_PLAIN_SUBSCRIPT.fullmatch(tail))


def _piece(piece: str, start: int, scope: Scope, found: list[Token]) -> None:
    end = start + len(piece)
    if piece in scope.names:
        found.append((*scope.words[piece], start, end))
    elif piece in scope.dimensions or piece in ("I", "pi"):
        found.append(("name", piece, start, end))
    else:
        _with_subscript(piece, start, end, scope, found)


def _starts_greek(word: str, start: int, end: int, scope: Scope, found: list[Token]) -> bool:
    """σz, πr, αβ: a Greek letter is a name of its own; False where there is none beside others."""
    for i in range(1, len(word)):
        if not word[i].isalpha() or (word[i] not in GREEK and word[i - 1] not in GREEK):
            continue
        for part, at in ((word[:i], start), (word[i:], start + i)):
            known = scope.words.get(part)
            if known is not None:
                found.append((*known, at, at + len(part)))
            else:
                read_word("", part, at, at + len(part), scope, found)
        return True
    return False


# ----- subscripts that stand apart ---------------------------------------------------------------


def join_subscript(sub: str, start: int, end: int, scope: Scope, found: list[Token]) -> None:
    """x₁ is the declared x_1 or x1 if there is one, else an entry of x; J_{f} the Jacobian of f."""
    if "\\" in sub or "{" in sub:  # W_{\text{out}}
        sub = _COMMAND_IN_SUBSCRIPT.sub(r"\1", _LATEX_IN_SUBSCRIPT.sub(r"\1", sub)).strip()
    if found and scope.abstract:
        kind, head, at, behind = found[-1]
        name = scope.names.get(sub) or scope.names.get(sub.replace("_", ""))
        if name in scope.abstract and kind in ("name", "refused") and str(head) in _DERIVATIVES:
            found[-1] = ("derivative", _DERIVATIVES[str(head)], at, behind)
            found.append(("abstract", name, start, end))
            return
    if found and found[-1][0] in ("name", "abstract") and found[-1][3] == start:
        head = str(found[-1][1])
        for name in (f"{head}_{sub}", head + sub):
            known = scope.words.get(name) if name in scope.names else None
            if known is not None:
                found[-1] = (*known, found[-1][2], end)
                return
    found.append(("sub", sub, start, end))


_SUBSCRIPT_FOLLOWS = re.compile(r"\s*[_₀-₉ₐ-ₜᵢⱼ]")

_NOT_BOLD = re.compile(r"\\(?:math(?!bf|bb)|text(?!bf)|operatorname)")


def bold_number(text: str, digits: str, start: int, end: int, found: list[Token]) -> None:
    r"""Bold digits are numbers, but \mathbf{1} without its size behind it is a vector of ones."""
    shown = text[start:end]
    is_one = digits == "1" and _NOT_BOLD.match(shown) is None
    if is_one and not _SUBSCRIPT_FOLLOWS.match(text, end):
        if shown == "𝟙" or shown.startswith("\\mathbb"):
            raise AnswerError(
                f"`{shown}` has two readings",
                span=Span(start, end),
                hint="write `ones(n)` for a vector of ones, `eye(n)` for the identity matrix",
            )
        found.append(("name", BOLD_ONE, start, end))
        return
    if not digits.isdecimal() or len(digits) > 9:
        raise AnswerError(f"`{shown}` is not a name", span=Span(start, end))
    found.append(("number", int(digits), start, end))


def nearest(word: str, names: Iterable[str]) -> str:
    """A hint that names the nearest known name, or nothing."""
    import difflib  # 3 ms that only an error has to pay

    close = difflib.get_close_matches(word, list(names), 1)
    return f"is `{close[0]}` meant?" if close else ""
