"""Signs → tokens: the operators of the keyboard, and every character beyond ASCII."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from grader.errors import AnswerError, Span
from grader.language.declarations import Scope
from grader.language.functions import MAX_DIGITS
from grader.language.tokens.words import Token, bold_number, join_subscript, read_word

_SAME = ("+", "-", "*", "/", "^", "(", ")", "[", "]", "{", "}", ",", "|", "=", "<", ">", ":", ";",
         "'", "||", ".*", "./", ".^", "&", "@")  # fmt: skip

# operator as typed: the kind of token that it is
OPERATORS: dict[str, str] = {
    "**": "^",
    ".**": ".^",
    ".'": "'",
    **{operator: operator for operator in _SAME},
}

_SYMBOLS: dict[str, str] = {
    **dict.fromkeys("−–—‐‑‒―﹣－", "-"),
    **dict.fromkeys("·⋅∙•×∗⋆✕✖", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("⊙∘◦", ".*"),
    "⊘": "./",
    "⊗": "kron",
    **dict.fromkeys("‖∥║", "||"),
    "∣": "|",
    **dict.fromkeys("⟨〈", "<"),
    **dict.fromkeys("⟩〉", ">"),
    **dict.fromkeys("′’ʹ´‘", "'"),
    "†": "dagger",
    "∇": "∇",
    "∂": "∂",
}
_SUPERSCRIPTS = dict(zip(
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ᵀ⊤⊺ᵗᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵘᵛʷˣʸᶻ",
    "0123456789-+()TTTTabcdefghijklmnoprsuvwxyz", strict=True,
))  # fmt: skip
_SUBSCRIPTS = dict(zip(
    "₀₁₂₃₄₅₆₇₈₉₊₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
    "0123456789+-=aehijklmnoprstuvxβγρφχ", strict=True,
))  # fmt: skip
# What a letter may be changed by and still be itself: "<super>" and "<circle>" are not among them.
_SHOWN_ALIKE = frozenset(("<font>", "<wide>", "<narrow>", "<small>", "<compat>"))
_SPACES = frozenset(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff\u00ad"
)
_FRACTIONS = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒")


def symbol(text: str, start: int, scope: Scope, found: list[Token]) -> int:
    """Tokens for a character beyond ASCII; returns where reading goes on."""
    character = text[start]
    end = start + 1
    kind = _SYMBOLS.get(character)
    if kind is not None:
        found.append((kind, character, start, end))
    elif character in _SPACES:
        pass
    elif character == "⊤" and found and found[-1][0] in ("^", "{", "-"):
        found.append(("T", character, start, end))
    elif character in _SUPERSCRIPTS:
        return _superscript(text, start, scope, found)
    elif character in _SUBSCRIPTS:
        while end < len(text) and text[end] in _SUBSCRIPTS:
            end += 1
        sub = "".join([_SUBSCRIPTS[one] for one in text[start:end]])
        join_subscript(sub, start, end, scope, found)
    elif character in _FRACTIONS:
        value = Fraction(unicodedata.numeric(character)).limit_denominator(10)
        found.append(("number", value, start, end))
    elif character in "√∑":
        found.append(("call", character, start, end))
    elif character == "″":
        found += [("'", character, start, end)] * 2
    else:
        return _read_compatible(text, start, scope, found)
    return end


def _superscript(text: str, start: int, scope: Scope, found: list[Token]) -> int:
    """x², eˣ, Aᵀ, A⁻¹, A⁻ᵀ: a run of raised characters is an exponent; ᵗ may be a declared t."""
    end = start
    while end < len(text) and text[end] in _SUPERSCRIPTS:
        end += 1
    raised = "".join([_SUPERSCRIPTS[one] for one in text[start:end]])
    if "ᵗ" in text[start:end] and "t" in scope.names:
        raised = raised.replace("T", "t")
    if raised[0] == "T" and len(raised) > 1:  # Aᵀ⁻¹
        found.append(("'", "ᵀ", start, start + 1))
        return _superscript(text, start + 1, scope, found)
    if raised.endswith("T") and raised.count("T") == 1:
        if raised[:-1] in ("-", "-1"):
            found += [("^", "^", start, end), ("-", "-", start, end), ("number", 1, start, end)]
        elif raised[:-1]:
            _superscript(text[: end - 1], start, scope, found)
        found.append(("'", "ᵀ", start, end))
        return end
    words = re.findall(r"\d+|[a-z]|[-+()]", raised)
    if "".join(words) != raised:
        raise AnswerError(f"`{text[start:end]}` is not an exponent", span=Span(start, end))
    found += [("^", "^", start, end), ("(", "(", start, end)]
    for word in words:
        kind = "number" if word.isdecimal() else "name" if word.isalpha() else word
        found.append((kind, int(word) if word.isdecimal() else word, start, end))
    found.append((")", ")", start, end))
    return end


def _read_compatible(text: str, start: int, scope: Scope, found: list[Token]) -> int:
    """Full-width, bold and script letters read as the plain ones they show."""
    character, end = text[start], start + 1
    plain = unicodedata.normalize("NFKC", character)
    changed = unicodedata.decomposition(character).partition(" ")[0]
    if changed.startswith("<") and changed not in _SHOWN_ALIKE:
        _refuse(character, start)
    if plain in scope.words and (plain == character or len(plain) == 1):
        found.append((*scope.words[plain], start, end))
    elif plain == character or len(plain) != 1 or not plain.isprintable():
        _refuse(character, start)
    elif plain.isalpha():
        read_word("", plain, start, end, scope, found)
    elif plain in OPERATORS:
        found.append((OPERATORS[plain], plain, start, end))
    elif not (plain.isascii() and plain.isdecimal()):
        _refuse(character, start)
    elif unicodedata.name(character, "").startswith("MATHEMATICAL"):  # 𝟏 or 𝟙
        bold_number(text, plain, start, end, found)
    else:
        return _read_digits(text, start, found)
    return end


def _read_digits(text: str, start: int, found: list[Token]) -> int:
    """１２: a run of full-width digits."""
    digits, end = "", start
    while end < len(text) and len(digits) < MAX_DIGITS:
        plain = unicodedata.normalize("NFKC", text[end])
        if not (plain.isascii() and plain.isdecimal()):
            break
        digits, end = digits + plain, end + 1
    found.append(("number", int(digits), start, end))
    return end


def _refuse(character: str, start: int) -> None:
    name = unicodedata.name(character, "unnamed").lower()
    shown = f"`{character}`" if character.isprintable() else "an invisible character"
    if unicodedata.combining(character):
        shown = f"`◌{character}`"
    raise AnswerError(
        f"{shown} (U+{ord(character):04X}, {name}) means nothing here",
        span=Span(start, start + 1),
        hint="type the mathematics with the letters and signs of the keyboard",
    )
