r"""LaTeX commands → tokens: \frac, \cdot, \mathbf{x}, \begin{pmatrix}, \sigma."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import GREEK, SPELLINGS
from grader.language.tokens.words import Token, bold_number, nearest, read_word

# command: the kind of token that it is
_KINDS: dict[str, str] = {
    **dict.fromkeys("cdot times ast star bullet".split(), "*"),
    **dict.fromkeys("odot circ".split(), ".*"),
    "oslash": "./",
    "otimes": "kron",
    **dict.fromkeys("frac tfrac dfrac cfrac nicefrac sfrac".split(), "frac"),
    **dict.fromkeys("top intercal".split(), "T"),
    "dagger": "dagger",
    **dict.fromkeys("lVert rVert Vert |".split(), "||"),
    **dict.fromkeys("lvert rvert vert mid".split(), "|"),
    "langle": "<",
    "rangle": ">",
    "{": "{",
    "}": "}",
    "\\": "\\\\",
    "nabla": "∇",
    "partial": "∂",
    "prime": "'",
    "div": "/",
    "lbrace": "{",
    "rbrace": "}",
    "lparen": "(",
    "rparen": ")",
    "lbrack": "[",
    "rbrack": "]",
}
_INVISIBLE = frozenset(
    (
        "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle , ; ! : "
        "quad qquad limits nolimits displaystyle textstyle thinspace medspace > space [ ] ( ) "
        "bf it rm sf tt cal boxed"
    ).split()
) | {" ", "\n", "\t", "\r"}
_FONTS = frozenset(
    (
        "mathbf mathrm mathit mathsf mathtt mathcal mathbb boldsymbol bm text textbf textrm textit "
        "operatorname pmb mathnormal vec underline"
    ).split()
)
_ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
            "widetilde": "tilde"}  # fmt: skip
_BRACED = re.compile(r"\*?\s*\{\s*(\\?[A-Za-z0-9_\u0370-\u03ff]+)\s*\}")
_BARE_ONE = re.compile(r"\s*(1)(?!\s*[.\d])")
_ENVIRONMENT = re.compile(r"\{(?:(p|b|B|v|V|small)?matrix\*?|array)\}(?:\s*\{[lcr| ]*\})?")
_ARGUMENT = re.compile(r"\s*(?:(\d)|([A-Za-z])(?!\s*_))")
_WORD = re.compile(r"[A-Za-z]\w*")


def command(text: str, name: str, start: int, end: int, scope: Scope, found: list[Token]) -> int:
    r"""Tokens for \name; returns where reading goes on."""
    kind = _KINDS.get(name)
    if (
        found
        and (name in scope.words or name in "([ ")
        and _divides(text, name, start, scope, found)
    ):
        found.append(("left", "\\", start, start + 1))
        return start + 1
    if kind is not None:
        found.append((kind, name, start, end))
        return _bare_arguments(text, end, scope, found) if kind == "frac" else end
    if name in _INVISIBLE:
        side = text[end : end + 1] if name in ("left", "right") else ""
        if side in ("[", "]") and side:  # \\left[ a + b \\right] is a bracket as any other
            found.append(("(" if side == "[" else ")", side, end, end + 1))
            return end + 1
        return end + (side == ".")
    if name in _FONTS:
        return _in_font(text, start, end, scope, found)
    if name in _ACCENTS:
        return _accented(text, name, start, end, scope, found)
    if name in ("begin", "end"):
        return _environment(text, name, start, end, found)
    known = scope.words.get(name)
    if known is not None:
        found.append((*known, start, end))
        return end
    if name in SPELLINGS or name in GREEK.values():
        read_word(text, name, start, end, scope, found)
        return end
    raise AnswerError(
        f"the command `\\{name}` is not known",
        span=Span(start, end),
        hint=nearest(name, [*_KINDS, *SPELLINGS, *GREEK.values()]).replace("`", "`\\", 1),
    )


# ----- A\\b --------------------------------------------------------------------------------------

_ENDS_OPERAND = frozenset(("name", "number", ")", "]", "}", "'", "T", "attr", "sub", "endmatrix"))
_LATEX = re.compile(r"\\(?:([A-Za-z]{2,})|[,;:!{}|>\\])|(?:^|[-+*/=(,\[])\s*\\[A-Za-z]")
_OPERAND = re.compile(r"\s*[A-Za-z0-9(\[]")


@lru_cache(maxsize=16)
def _words_of_latex(text: str) -> frozenset[str]:
    """The commands of a text, "" for one without a name."""
    return frozenset(_LATEX.findall(text))


def _divides(text: str, name: str, start: int, scope: Scope, found: list[Token]) -> bool:
    r"""Whether this backslash is that of A\b, b divided by A from the left, and not of LaTeX."""
    is_behind = found[-1][0] in _ENDS_OPERAND
    is_space = name == " "
    if name in SPELLINGS or name in GREEK.values() or (is_space and not is_behind):
        return False
    is_division = is_behind and _words_of_latex(text) <= scope.words.keys()
    if is_space:
        is_division &= _OPERAND.match(text, start + 2) is not None
        if not is_division or text[start - 1].isspace():
            return is_division
    elif name not in "([" or is_division or found[-1][0] == "=":
        return is_division
    raise AnswerError(
        f"`\\{name.strip()}` has two readings" if is_space else f"`\\{name}` does not fit here",
        span=Span(start, start + 2),
        hint="A bracket is `(` or `\\left(`; to divide by A from the left write inv(A)*b",
    )


def _bare_arguments(text: str, end: int, scope: Scope, found: list[Token]) -> int:
    r"""\frac12 and \frac x2 have arguments of one digit or letter."""
    for _ in range(2):
        argument = _ARGUMENT.match(text, end)
        if argument is None:
            break
        digit, letter = argument.groups()
        start = argument.start(1 if digit else 2)
        if digit:
            found.append(("number", int(digit), start, argument.end()))
        elif letter in scope.words and _WORD.findall(text, start)[0] not in scope.words:
            found.append((*scope.words[letter], start, argument.end()))
        else:
            break
        end = argument.end()
    return end


def _in_font(text: str, start: int, end: int, scope: Scope, found: list[Token]) -> int:
    r"""\mathbf{x}, \operatorname{tr}: the word that is set in another font."""
    braced = _BRACED.match(text, end) or _BARE_ONE.match(text, end)
    if braced is None:
        return end
    word, end = braced[1], braced.end()
    known = scope.words.get(word)
    if known is not None:
        found.append((*known, start, end))
    elif word.startswith("\\"):
        command(text, word[1:], braced.start(1), braced.end(1), scope, found)
    elif not word[0].isdecimal():
        count = len(found)
        read_word(text, word, braced.start(1), braced.end(1), scope, found)
        if len(found) == count + 1:  # so that \mathbf{W}_{out} is one name
            found[-1] = (found[-1][0], found[-1][1], start, end)
    else:
        bold_number(text, word, start, end, found)
    return end


def _accented(
    text: str, accent: str, start: int, end: int, scope: Scope, found: list[Token]
) -> int:
    r"""\hat{y} is a declared y_hat, yhat or hat_y."""
    braced = _BRACED.match(text, end) or re.compile(r"\s*(\w)").match(text, end)
    word, sign = (braced[1].lstrip("\\") if braced else ""), _ACCENTS[accent]
    if braced is not None and sign == "bar" and word == "1":  # the column of ones on sheet 000
        bold_number(text, word, start, braced.end(), found)
        return braced.end()
    if braced is not None and word == "e" and word not in scope.names:  # \hat{e}_1
        found.append(("name", word, start, braced.end()))
        return braced.end()
    for name in (f"{word}_{sign}", word + sign, f"{sign}_{word}"):
        if braced is not None and name in scope.names:
            found.append((*scope.words[name], start, braced.end()))
            return braced.end()
    end = braced.end() if braced else end
    raise AnswerError(
        f"`{text[start:end]}` is not a name of this exercise",
        span=Span(start, end),
        hint=f"the names are {', '.join(scope.variables)}",
    )


def _environment(text: str, name: str, start: int, end: int, found: list[Token]) -> int:
    environment = _ENVIRONMENT.match(text, end)
    if environment is None:
        raise AnswerError(
            f"\\{name} of something that is not a matrix",
            span=Span(start, end),
            hint=r"\begin{pmatrix} a \\ b \end{pmatrix} is read",
        )
    found.append((name + "matrix", name, start, environment.end()))
    return environment.end()
