r"""The text of a derivation → its expressions, one per step, with the reasons beside them.

A line is an expression, `lhs = rhs`, a chain `a = b = c`, or begins with `=` and goes on from the
line before. A reason stands behind `#`, ` -- `, ` | `, or begins with a word such as `because`.
LaTeX is read as well: `\begin{align}`, `&=`, and `\\` between the steps. Lines of prose are not
steps.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final, NamedTuple

MOST_STEPS: Final = 60
LONGEST: Final = 20_000  # characters of a derivation


class Piece(NamedTuple):
    """One expression; `joins` tells that it is said to be equal to the one before it."""

    text: str
    line: int  # counted from 1
    joins: bool
    reason: str = ""


class TooLong(NamedTuple):
    """A derivation that is not read, and why."""

    message: str
    hint: str


_WRAPPING = re.compile(
    r"\\(?:begin|end)\s*\{(?:align|aligned|split|equation|gather|gathered|eqnarray|multline)\*?\}"
    r"(?:\[[a-z]\])?|\$\$?|\\(?:notag|nonumber)\b|\\tag\*?\s*(?:\{[^{}]*\}|\w+)|\\label\{[^{}]*\}"
)
_DISPLAY = re.compile(r"(?<!\\)\\[\[\]]")
_INNER = re.compile(r"\\(begin|end)\s*\{(?:[a-zA-Z]*matrix\*?|array|cases)\}")
_BREAK = re.compile(r"\\\\(?:\s*\[[^\]\n]*\])?")
_WORD_BEFORE = re.compile(
    r"\s*(?:(?:therefore|hence|thus|so|then|finally|it follows(?: that)?|we (?:get|have|obtain)|"
    r"and|that is|i\.e\.)\b[,:]?\s*|∴|\\(?:therefore|quad|qquad|displaystyle)\b\s*|•\s*)",
    re.IGNORECASE,
)
_SAYS_WHY = re.compile(
    r"[\s,(\[]\(?(?:because|since|using|due to|as in|by (?:the|def\w*|\w*\s*rule|linearity|line|"
    r"exercise|symmetry|product|chain)|where|with the|from (?:the|line)|product rule|chain rule|"
    r"sum rule|linearity|for all|for every|for each|∀|\\forall)(?!\w).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"\A\s*\d{1,2}\)\s*")
_COUNTED = re.compile(r"\A\s*(\d{1,2})\.\s+")
_SENTENCE = re.compile(r"\s*(?:[A-Z][a-z]+ [a-z]{2,}\b.*|.*[a-z]{2,}.*:\s*)\Z", re.DOTALL)
_REMARK = re.compile(
    r"\s*(?:where|since|because|note|recall|here|for all|for every)\b", re.IGNORECASE
)
_ARROW = re.compile(r"⟹|⇒|=+>|\\(?:implies|Rightarrow|Longrightarrow)(?![A-Za-z])")
_LATEX_WORDS = re.compile(r"\\(?:q?quad|,|;|\s)*\\?(?:text|mbox|textit|intertext)\s*\{([^{}]*)\}")
_PUNCTUATION = re.compile(r"[\s,;.]+\Z")
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_EQUALS = re.compile(r":=|≡|==|\\equiv\b|\\(?:stackrel|overset)\s*\{[^{}]*\}\s*\{=\}")


def pieces(text: str, words: Container[str]) -> tuple[Piece, ...] | TooLong:
    """The expressions of a derivation in order; `words` are those that mean something in it."""
    rows = _rows(text)
    if len(rows) > MOST_STEPS:
        return TooLong(
            f"the derivation has {len(rows):,} steps", f"at most {MOST_STEPS} steps are read"
        )
    if len(text) > LONGEST:
        return TooLong(
            f"the derivation has {len(text):,} characters", f"at most {LONGEST:,} are read"
        )
    found: list[Piece] = []
    for number, row in rows:
        for part in _implied(row):
            found += _of_row(part, number, words, is_first=not found)
    if len(found) > MOST_STEPS:
        return TooLong(
            f"the derivation has {len(found):,} steps", f"at most {MOST_STEPS} steps are read"
        )
    return tuple(found)


# ----- rows --------------------------------------------------------------------------------------


def _rows(text: str) -> list[tuple[int, str]]:
    """The rows of a text with their numbers; in LaTeX they end with a double backslash."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > 50 * MOST_STEPS:  # nobody needs to look closer
        return [(at, row) for at, row in enumerate(text.split("\n"), 1) if row.strip()]
    is_latex = bool(_outside(text[:LONGEST], _BREAK))
    rows: list[tuple[int, str]] = []
    if is_latex:
        start, ends = 0, [*_outside(text[:LONGEST], _BREAK), (len(text), len(text))]
        for end, behind in ends:
            skipped = len(text[start:end]) - len(text[start:end].lstrip())
            rows.append((text.count("\n", 0, start + skipped) + 1, text[start:end]))
            start = behind
        rows = [(at, " ".join(row.split("\n"))) for at, row in rows]
    else:
        for number, row in enumerate(text.split("\n"), 1):
            if rows and _is_open(rows[-1][1]):
                rows[-1] = (rows[-1][0], f"{rows[-1][1]} {row}")
            else:
                rows.append((number, row))
    counted = [_COUNTED.match(row) for _, row in rows if row.strip()]
    if len(counted) > 1 and [match and int(match[1]) for match in counted] == [
        *range(1, len(counted) + 1)
    ]:
        rows = [(number, _COUNTED.sub("", row)) for number, row in rows]
    cleaned = [(number, _DISPLAY.sub(" ", _WRAPPING.sub(" ", row))) for number, row in rows]
    return [(number, row) for number, row in cleaned if row.replace("&", " ").strip()]


def _outside(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where a pattern stands outside of brackets and matrix environments."""
    found: list[tuple[int, int]] = []
    at, depth, inner = 0, 0, 0
    while at < len(text):
        match = pattern.match(text, at)
        if match and not depth and not inner:
            found.append(match.span())
            at = match.end()
            continue
        environment = _INNER.match(text, at)
        if environment:
            inner = max(0, inner + (1 if environment[1] == "begin" else -1))
            at = environment.end()
            continue
        if text[at] == "\\":
            at += 2
            continue
        depth = max(0, depth + (text[at] in "([{") - (text[at] in ")]}"))
        at += 1
    return found


def _is_open(row: str) -> bool:
    """Whether a bracket of the row is closed on a later one, or an operator waits for more."""
    depth = sum((c in "([{") - (c in ")]}") for c in _without_reason(row))
    return depth > 0 or row.count("\\begin{") > row.count("\\end{")


def _without_reason(row: str) -> str:
    return row.partition("#")[0]


def _implied(row: str) -> Iterator[str]:
    """The statements of a row: what stands before and behind each arrow that implies."""
    start = 0
    for at, behind in _outside(row, _ARROW):
        yield row[start:at]
        start = behind
    yield row[start:]


# ----- one row -----------------------------------------------------------------------------------


def _of_row(row: str, number: int, words: Container[str], *, is_first: bool) -> Iterator[Piece]:
    row = _NUMBERED.sub("", _without_alignment(row))
    if _REMARK.match(row) or (_SENTENCE.match(row) and "=" not in row):
        return
    row, reason = _reason(row, words)
    while opening := _WORD_BEFORE.match(row):
        row = row[opening.end() :]
    row = _PUNCTUATION.sub("", row).strip()
    if not row or _is_prose(row, words):
        return
    row = _EQUALS.sub("=", row)
    sides, start = [], 0
    for at, behind in _outside(row, re.compile("[=＝]")):
        sides.append(row[start:at].strip())
        start = behind
    sides.append(row[start:].strip())
    goes_on = not sides[0] and len(sides) > 1
    if goes_on:
        sides = sides[1:]
    is_equation = len(sides) > 1
    for place, side in enumerate(sides):
        joins = place > 0 or goes_on or (not is_equation and not is_first)
        yield Piece(side, number, joins, reason if place == len(sides) - 1 else "")


def _without_alignment(row: str) -> str:
    """The row without the & of an alignment."""
    start, kept = 0, []
    for at, behind in _outside(row, re.compile("&+")):
        kept.append(row[start:at])
        start = behind
    kept.append(row[start:])
    return " ".join(kept)


def _reason(row: str, words: Container[str]) -> tuple[str, str]:
    """The step of a row, and the reason that stands behind it."""
    for sign in ("#", "//"):
        step, found, reason = row.partition(sign)
        if found:
            return step, reason.strip()
    for match in _LATEX_WORDS.finditer(row):
        if " " in match[1].strip() or not row[match.end() :].strip():
            return row[: match.start()], match[1].strip(" ()")
    for match in re.finditer(r"(?:\s|\A)(?:--+|—)(?:\s|\Z)", row):
        if _is_prose(row[match.end() :], words, fewest=1):
            return row[: match.start()], row[match.end() :].strip()
    for match in re.finditer(r"\s\|(?:\s|\Z)", row):
        before, behind = row[: match.start()], row[match.end() :]
        if before.count("|") % 2 == 0 and behind.count("|") % 2 == 0:
            is_sum = before.rstrip()[-1:] in "+-*/=(" if before.strip() else False
            if not is_sum:
                return before, behind.strip()
    why = _SAYS_WHY.search(row)
    if why and why.start() > 0:
        return row[: why.start()], row[why.start() :].strip(" ,()[]")
    return row, ""


def _is_prose(row: str, words: Container[str], fewest: int = 3) -> bool:
    """Whether a row is a sentence: several words that mean nothing in the exercise."""
    if "=" in row:
        return False
    plain = _LETTERS.findall(re.sub(r"\\[A-Za-z]+", " ", row))
    return len(plain) >= fewest and not any(word in words for word in plain)
