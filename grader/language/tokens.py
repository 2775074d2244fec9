r"""Text → tokens, each with its place.

A token is `(kind, value, start, end)`. Kinds are operators as themselves (`+`, `.*`, `||`) and

    number  value: int or Fraction          name    value: the declared or plain name
    call    value: a function's name        sub     value: the text of a subscript
    attr    value: the name behind a dot    text    value: a quoted word
    T       a transpose in an exponent      frac, begin, \\, &, end: from LaTeX

Runs of declared names (`xAy`), subscripts (`A_12`), Greek letters, superscripts and LaTeX
commands are told apart here, because a name can only be read by somebody who knows the names.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TypeAlias

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import (
    GREEK,
    MAX_DIGITS,
    MAX_LENGTH,
    MODULES,
    REFUSED,
    SPELLINGS,
)

Token: TypeAlias = tuple[str, "str | int | Fraction", int, int]

_TOKEN = re.compile(
    r"""
    [ \t\r\n$]*+(?:
      (\d++(?:\.\d++|\.(?![*/^A-Za-z.]))?+|\.\d++)([eE][+-]?\d++(?![A-Za-z0-9_]))?+ # 1 number 2 e-8
    | ([A-Za-z\u0370-\u03ff][A-Za-z0-9\u0370-\u03ff]*+(?:_[A-Za-z0-9\u0370-\u03ff]++)*+) # 3 name
    | (\*\*|\.\*\*|\.\*|\./|\.\^|\|\||[-+*/@^()\[\]{},|=<>:&;]|'(?!(?:fro|F|nuc|inf)'))  # 4
    | \.([A-Za-z]\w*+)                                                            # 5 attribute
    | _[ ]*(?:\{([^{}]*)\}|([A-Za-z0-9]++))                                       # 6, 7 subscript
    | \\([A-Za-z]++|.)                                                            # 8 command
    | (\.?[ \t\r\n$]*\Z)                                                          # 9 end
    | ([^\x00-\x7f])                                                              # 10 symbol
    | ["'](fro|F|nuc|inf)["']                                                     # 11 quoted
    )
    """,
    re.VERBOSE | re.DOTALL,
)

_SAME = frozenset("+-*/^()[]{},|=<>:;'") | {"||", ".*", "./", ".^", "&", "@"}
_OPERATORS = {"**": "^", ".**": ".^"} | {operator: operator for operator in _SAME}

# ----- single characters beyond ASCII: token kinds they stand for --------------------------------

_SYMBOLS: dict[str, str] = {
    **dict.fromkeys("−–—‐‑‒―﹣－", "-"),
    **dict.fromkeys("·⋅∙•×∗⋆✕✖", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("⊙∘◦", ".*"),
    "⊗": "kron",
    **dict.fromkeys("‖∥∣║", "||"),
    "⟨": "<",
    "〈": "<",
    "⟩": ">",
    "〉": ">",
    **dict.fromkeys("′’ʹ´‘", "'"),
    "∇": "∇",
    "∂": "∂",
}
_SYMBOLS["∣"] = "|"
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵐⁱᵏᵀ⊤ᵗ⁽⁾", "0123456789-+nmikTTT()", strict=True))
_SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₘₙₗₚₜₓ", "0123456789ijkmnlptx", strict=True)
)
_SPACES = frozenset("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
                    "\u202f\u205f\u3000\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff\u00ad")  # fmt: skip
_FRACTION_CHARACTERS = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒")

# ----- LaTeX commands ----------------------------------------------------------------------------

_COMMANDS: dict[str, str] = {
    **dict.fromkeys("cdot times ast star".split(), "*"),
    **dict.fromkeys("odot circ".split(), ".*"),
    "otimes": "kron",
    **dict.fromkeys("frac tfrac dfrac cfrac".split(), "frac"),
    **dict.fromkeys("top intercal".split(), "T"),
    **dict.fromkeys("lVert rVert Vert |".split(), "||"),
    **dict.fromkeys("lvert rvert vert mid".split(), "|"),
    "langle": "<",
    "rangle": ">",
    "{": "{",
    "}": "}",
    "[": "",
    "]": "",
    "(": "",
    ")": "",
    "\\": "\\\\",
    "nabla": "∇",
    "partial": "∂",
    "prime": "'",
    "div": "/",
    "lbrace": "{",
    "rbrace": "}",
    "lbrack": "[",
    "rbrack": "]",
}
_INVISIBLE = frozenset(
    (
        "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle , ; ! : "
        "quad qquad limits nolimits displaystyle textstyle thinspace medspace > space"
    ).split()
) | {" ", "\n", "\t"}
_FONTS = frozenset(
    (
        "mathbf mathrm mathit mathsf mathtt boldsymbol bm text textbf textrm textit operatorname "
        "pmb mathnormal vec"
    ).split()
)
_BRACED = re.compile(r"\*?\s*\{\s*([A-Za-z0-9_\u0370-\u03ff]+)\s*\}")
_ENVIRONMENT = re.compile(r"\{(p|b|B|v|V|small)?matrix\*?\}")
_DIGIT = re.compile(r"\s*(\d)")
_PLAIN_SUBSCRIPT = re.compile(r"\d+|[a-zA-Z]{1,2}")


def tokens(text: str, scope: Scope) -> list[Token]:
    """The tokens of `text`, an `end` last; raises AnswerError with the place."""
    if len(text) > MAX_LENGTH:
        raise AnswerError(
            f"the answer has {len(text):,} characters", hint=f"at most {MAX_LENGTH:,} are read"
        )
    found: list[Token] = []
    names, words = scope.names, scope.words
    has_e = "e" in names or "E" in names
    match_at = _TOKEN.match
    position = 0
    while True:
        match = match_at(text, position)
        if match is None:
            _unreadable(text, position)
        kind = match.lastindex
        start, end = match.span(kind)
        if kind == 4:
            operator = match[4]
            found.append((_OPERATORS[operator], operator, start, end))
        elif kind == 3:
            word = match[3]
            known = words.get(word)
            if known is not None:
                found.append((*known, start, end))
            else:
                end = _name(text, word, start, end, scope, found)
        elif kind == 1:
            digits = match[1]
            found.append(("number", int(digits) if digits.isdigit() and end - start < 19
                          else _number(digits, "", start, end), start, end))  # fmt: skip
        elif kind == 9:
            found.append(("end", "", start, end))
            return found
        elif kind == 2:
            start = match.start(1)
            if has_e:  # a declared e: 2e-3 is 2·e − 3
                found.append(("number", _number(match[1], "", start, end), start, match.end(1)))
                end = match.end(1)
            else:
                found.append(("number", _number(match[1], match[2], start, end), start, end))
        elif kind == 5:
            found.append(("attr", match[5], start - 1, end))
        elif kind == 8:
            end = _command(text, match[8], start - 1, end, scope, found)
        elif kind == 10:
            end = _symbol(text, start, scope, found)
        elif kind == 11:
            end = match.end()
            found.append(("text", match[11], start - 1, end))
        else:
            start = start - 1 - (kind == 6)
            end = match.end()
            _join_subscript(match[kind or 0].strip(), start, end, scope, found)
        position = end


def _number(digits: str, exponent: str, start: int, end: int) -> int | Fraction:
    """The exact rational that a literal spells; digits and exponent bounded."""
    if len(digits) > MAX_DIGITS or (exponent and abs(int(exponent[1:7])) > 400):
        raise AnswerError(
            "this number is too long", span=Span(start, end),
            hint=f"a literal has at most {MAX_DIGITS} digits, its exponent is at most 400",
        )  # fmt: skip
    value = Fraction(digits.rstrip(".") if digits.endswith(".") else digits)
    if exponent:
        value *= Fraction(10) ** int(exponent[1:])
    return value.numerator if value.denominator == 1 else value


# J_f, grad_g, H_f, D_f: derivatives of an abstract function
_DERIVATIVES = {
    "J": "J", "Jac": "J", "grad": "grad", "Grad": "grad", "nabla": "grad", "H": "H", "D": "J",
    "Hess": "H", "d": "J",
}  # fmt: skip


# ----- names -------------------------------------------------------------------------------------


def _name(
    text: str, word: str, start: int, end: int, scope: Scope, found: list[Token]
) -> int:
    """Tokens for a word that is not a declared name; returns where reading goes on."""
    if word in SPELLINGS:
        found.append(("call", word, start, end))
        return end
    if word[0] == "T" and "T" not in scope.names and "T" not in scope.dimensions and (word == "T" or _is_exponent(found)):
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
    pieces = _split(word, scope)
    if pieces is None and word in REFUSED:
        found.append(("refused", word, start, end))
    elif pieces is None:
        if _starts_greek(word, start, end, scope, found):
            return end
        found.append(("name", GREEK.get(word, word), start, end))
    else:
        for piece in pieces:
            _piece(piece, start, scope, found)
            start += len(piece)
    return end


def _is_exponent(found: list[Token]) -> bool:
    """Whether the next token begins an exponent: x^TAx, A^-Tx."""
    last = found[-1][0] if found else ""
    return last == "^" or (last == "-" and len(found) > 1 and found[-2][0] == "^")


def _dotted(text: str, start: int, end: int, found: list[Token]) -> int:
    """np.linalg.inv: the last name counts."""
    while text[end : end + 1] == ".":
        match = re.compile(r"\.([A-Za-z]\w*)").match(text, end)
        if match is None:
            break
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
            raise AnswerError(
                f"`{text[start:end]}` is not a function that can be used here",
                span=Span(start, end), hint=_nearest(word, SPELLINGS),
            )  # fmt: skip
        return end
    raise AnswerError(f"`{text[start:end]}` is not a name here", span=Span(start, end))


def _with_subscript(word: str, start: int, end: int, scope: Scope, found: list[Token]) -> bool:
    """x_1, A_ij, sum_k, log_2: a known head with a subscript; False where it is not one."""
    head, _, tail = word.partition("_")
    if head in _DERIVATIVES and scope.names.get(tail) in scope.abstract:
        found.append(("derivative", _DERIVATIVES[head], start, start + len(head)))
        found.append(("abstract", scope.names[tail], start + len(head) + 1, end))
        return True
    if head in scope.names:
        if head + tail in scope.names:  # h_1 for a declared h1
            found.append(("name", scope.names[head + tail], start, end))
            return True
        if not _PLAIN_SUBSCRIPT.fullmatch(tail):
            return False
        found.append(("name", scope.names[head], start, start + len(head)))
    elif head in SPELLINGS or GREEK.get(head) in SPELLINGS:
        found.append(("call", GREEK.get(head, head), start, start + len(head)))
    elif head in ("e", "I"):
        found.append(("name", head, start, start + 1))
    elif head in REFUSED:
        found.append(("refused", word, start, end))
        return True
    else:
        return False
    found.append(("sub", tail, start + len(head), end))
    return True


def _split(word: str, scope: Scope) -> list[str] | None:
    """The one way to read `word` as a run of declared names, or None; two ways are refused."""
    if len(word) > 40:
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
    if ways[0][0] == 0:
        return None
    pieces, position = [], 0
    while position < len(word):
        pieces.append(ways[position][1])
        position += len(pieces[-1])
    if ways[0][0] > 1:
        # Several splits, as `aab` with a, b and ab declared: not guessed.
        return None
    return pieces


def _is_entry(piece: str, known: set[str]) -> bool:
    head, underscore, tail = piece.partition("_")
    return bool(underscore) and head in known and bool(_PLAIN_SUBSCRIPT.fullmatch(tail))


def _piece(piece: str, start: int, scope: Scope, found: list[Token]) -> None:
    end = start + len(piece)
    if piece in scope.names:
        found.append(("name", scope.names[piece], start, end))
    elif piece in scope.dimensions or piece in ("I", "pi"):
        found.append(("name", piece, start, end))
    else:
        _with_subscript(piece, start, end, scope, found)


def _starts_greek(word: str, start: int, end: int, scope: Scope, found: list[Token]) -> bool:
    """σz, πr: a Greek letter stands for itself; the rest is read on its own."""
    for i, character in enumerate(word):
        if (character in GREEK) == (word[0] in GREEK) and i > 0 and character not in GREEK:
            continue
        if i == 0:
            continue
        head, rest = word[:i], word[i:]
        if head not in GREEK and not any(c in GREEK for c in rest):
            return False
        for part, at in ((head, start), (rest, start + i)):
            if part in scope.names:
                found.append(("name", scope.names[part], at, at + len(part)))
            else:
                _name("", part, at, at + len(part), scope, found)
        return True
    return False


def _nearest(word: str, names: object) -> str:
    """A hint that names the nearest known name, or nothing."""
    import difflib  # 3 ms that only an error has to pay

    close = difflib.get_close_matches(word, [str(n) for n in names], 1)  # type: ignore[attr-defined]
    return f"did you mean `{close[0]}`?" if close else ""


# ----- LaTeX and symbols -------------------------------------------------------------------------


def _command(
    text: str, command: str, start: int, end: int, scope: Scope, found: list[Token]
) -> int:
    r"""Tokens for \command; returns where reading goes on."""
    kind = _COMMANDS.get(command)
    if kind is not None:
        if kind:
            found.append((kind, command, start, end))
        if kind == "frac":  # \frac12 has two arguments of one digit
            for digit in (_DIGIT.match(text, end), _DIGIT.match(text, end + 1)):
                if digit is not None and digit.start() == end:
                    found.append(("number", int(digit[1]), digit.start(1), digit.end()))
                    end = digit.end()
        return end
    if command in _INVISIBLE:
        if command in ("left", "right") and text[end : end + 1] == ".":
            return end + 1
        return end
    if command in _FONTS:
        braced = _BRACED.match(text, end)
        if braced is None:
            return end
        word = braced[1]
        if word in scope.names:
            found.append(("name", scope.names[word], start, braced.end()))
        elif word[0].isdigit():
            raise AnswerError(
                f"`{text[start : braced.end()]}` has two readings", span=Span(start, braced.end()),
                hint=f"write `{word}` for the number, `ones(n)` for a vector of ones",
            )  # fmt: skip
        else:
            _name("", word, braced.start(1), braced.end(1), scope, found)
        return braced.end()
    if command in ("begin", "end"):
        environment = _ENVIRONMENT.match(text, end)
        if environment is None:
            raise AnswerError(
                f"\\{command} of something that is not a matrix", span=Span(start, end),
                hint=r"\begin{pmatrix} a \\ b \end{pmatrix} is read",
            )  # fmt: skip
        found.append((command + "matrix", command, start, environment.end()))
        return environment.end()
    if command in scope.names:
        found.append(("name", scope.names[command], start, end))
        return end
    if command in SPELLINGS or command in GREEK.values() or command == "pi":
        _name("", command, start, end, scope, found)
        return end
    if command[0].isalpha():  # \lambda_1 was cut before the underscore; \Ax is unknown
        raise AnswerError(
            f"the command `\\{command}` is not known", span=Span(start, end),
            hint=_nearest(command, [*_COMMANDS, *SPELLINGS]),
        )  # fmt: skip
    raise AnswerError(f"`\\{command}` means nothing here", span=Span(start, end))


def _symbol(text: str, start: int, scope: Scope, found: list[Token]) -> int:
    """Tokens for a character beyond ASCII; returns where reading goes on."""
    character = text[start]
    end = start + 1
    kind = _SYMBOLS.get(character)
    if kind is not None:
        found.append((kind, character, start, end))
    elif character in _SPACES:
        pass
    elif character in _SUPERSCRIPTS:
        return _superscript(text, start, found)
    elif character in _SUBSCRIPTS:
        while end < len(text) and text[end] in _SUBSCRIPTS:
            end += 1
        sub = "".join(_SUBSCRIPTS[c] for c in text[start:end])
        _join_subscript(sub, start, end, scope, found)
    elif character in _FRACTION_CHARACTERS:
        value = Fraction(unicodedata.numeric(character)).limit_denominator(10)
        found.append(("number", value, start, end))
    elif character in "√∑":
        found.append(("call", {"√": "sqrt", "∑": "sum"}[character], start, end))
        if character == "∑" and start + 1 < len(text) and text[end] in _SUBSCRIPTS:
            return end
    elif character == "″":
        found += [("'", character, start, end)] * 2
    else:
        _compatible(character, start, end, scope, found)
    return end


def _superscript(text: str, start: int, found: list[Token]) -> int:
    """x², Aᵀ, A⁻¹, A⁻ᵀ: a run of raised characters is an exponent."""
    end = start
    while end < len(text) and text[end] in _SUPERSCRIPTS:
        end += 1
    raised = "".join(_SUPERSCRIPTS[c] for c in text[start:end])
    if raised.endswith("T"):
        if raised[:-1] in ("-", "-1"):
            found += [("^", "^", start, end), ("-", "-", start, end), ("number", 1, start, end)]
        elif raised[:-1]:
            raise AnswerError(
                f"`{text[start:end]}` is not an exponent", span=Span(start, end)
            )
        found.append(("'", "ᵀ", start, end))
        return end
    found += [("^", "^", start, end), ("(", "(", start, end)]
    position = 0
    for match in re.finditer(r"\d+|[a-z]|[-+()]", raised):
        word = match[0]
        kind = "number" if word.isdigit() else "name" if word.isalpha() else word
        found.append((kind, int(word) if word.isdigit() else word, start, end))
        position = match.end()
    if position != len(raised):
        raise AnswerError(f"`{text[start:end]}` is not an exponent", span=Span(start, end))
    found.append((")", ")", start, end))
    return end


def _join_subscript(sub: str, start: int, end: int, scope: Scope, found: list[Token]) -> None:
    """x₁ is the declared x_1 or x1 if there is one, else an entry of x; J_{f} the Jacobian of f."""
    if scope.abstract and found and scope.names.get(sub) in scope.abstract:
        head = found[-1]
        if head[0] in ("name", "refused") and str(head[1]) in _DERIVATIVES:
            found[-1] = ("derivative", _DERIVATIVES[str(head[1])], head[2], head[3])
            found.append(("abstract", scope.names[sub], start, end))
            return
    if found and found[-1][0] == "name" and found[-1][3] == start:
        head = str(found[-1][1])
        for name in (f"{head}_{sub}", head + sub):
            if name in scope.names:
                found[-1] = ("name", scope.names[name], found[-1][2], end)
                return
    found.append(("sub", sub, start, end))


def _compatible(character: str, start: int, end: int, scope: Scope, found: list[Token]) -> None:
    """Full-width, bold and script letters read as the plain ones they show."""
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and len(plain) == 1 and plain.isprintable():
        if plain in scope.names:
            found.append(("name", scope.names[plain], start, end))
            return
        if plain.isalpha():
            _name("", plain, start, end, scope, found)
            return
        match = _TOKEN.match(plain)
        if match is not None and match.lastindex == 4:
            found.append((_OPERATORS[plain], plain, start, end))
            return
        if plain.isdigit():
            found.append(("number", int(plain), start, end))
            return
    if character in scope.names:
        found.append(("name", character, start, end))
        return
    name = unicodedata.name(character, "unnamed").lower()
    shown = f"`{character}`" if character.isprintable() else "an invisible character"
    raise AnswerError(
        f"{shown} (U+{ord(character):04X}, {name}) means nothing here", span=Span(start, end),
        hint="type the mathematics with the letters and signs of the keyboard",
    )  # fmt: skip


def _unreadable(text: str, position: int) -> None:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    character = text[position]
    shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    hints = {'"': "quotes are not needed", "_": "a subscript needs something: x_1, A_{1,2}",
             "!": "a factorial is not part of the language", "$": "leave the dollar signs out",
             "%": "write a percentage as a quotient", ".": "a dot stands in numbers and in A.T"}  # fmt: skip
    raise AnswerError(
        f"{shown} means nothing here", span=Span(position, position + 1),
        hint=hints.get(character, ""),
    )  # fmt: skip
