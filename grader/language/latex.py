r"""Tree → LaTeX as a sheet would have it: `\frac{1}{m} X \left(h - y\right)^\top`."""

from __future__ import annotations

from typing import Final, assert_never

from grader.language.functions import GREEK
from grader.language.marks import (
    Fence,
    Fraction,
    Grid,
    Letter,
    Limits,
    Mark,
    Numeral,
    Operator,
    Root,
    Row,
    Script,
    Sign,
    Word,
    inside_out,
    parts,
)
from grader.language.notation import formula
from grader.language.tree import Expression


def latex(tree: Expression, index_base: int = 1) -> str:
    """The tree as LaTeX for math mode, counting from `index_base`."""
    root = formula(tree, index_base)
    texts: dict[int, str] = {}
    for mark in inside_out(root):
        texts[id(mark)] = spelled(mark, [texts[id(part)] for part in parts(mark)])
    return texts[id(root)]


def spelled(mark: Mark, inside: list[str]) -> str:
    """A mark in the commands of LaTeX; `inside` are its parts, spelled."""
    match mark:
        case Letter(character=character):
            return GREEK_COMMANDS.get(character) or escaped(character)
        case Word(characters=characters):
            return f"\\mathrm{{{escaped(characters)}}}"
        case Operator(name=name):
            return f"\\{name}" if name in COMMANDS else f"\\operatorname{{{escaped(name)}}}"
        case Numeral(digits=digits):
            return SIGNS.get(digits, digits)
        case Sign(character=character):
            return SIGNS.get(character, character)
        case Row(is_tight=is_tight):
            return side_by_side(inside, "" if is_tight else " ")
        case Fraction():
            return f"\\frac{{{inside[0]}}}{{{inside[1]}}}"
        case Script():
            signs = ["_"] * (mark.lower is not None) + ["^"] * (mark.upper is not None)
            scripts = zip(signs, inside[1:], strict=True)
            return inside[0] + "".join([placed(sign, script) for sign, script in scripts])
        case Root():
            return f"\\sqrt{{{inside[0]}}}"
        case Fence(side=side):
            left, right = FENCES[side]
            return side_by_side([left, inside[0], right], "")
        case Limits():
            return f"\\sum_{{{inside[0]}}}^{{{inside[1]}}} {inside[2]}"
        case Grid(rows=rows):
            return gridded(inside, len(rows[0]))
        case _:
            assert_never(mark)


COMMANDS: Final = frozenset((
    "exp", "log", "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan",
    "sinh", "cosh", "tanh", "max", "min", "det",
))  # fmt: skip
FENCES: Final = {
    "(": (r"\left(", r"\right)"),
    "|": (r"\left|", r"\right|"),
    "‖": (r"\left\lVert ", r" \right\rVert"),
}
SIGNS: Final = {
    "−": "-",
    "⋅": r"\cdot",
    "⊙": r"\odot",
    "⊘": r"\oslash",
    "⊗": r"\otimes",
    "×": r"\times",
    "⊤": r"\top",
    "′": "'",
    "𝟏": r"\mathbf{1}",
    "𝟎": r"\mathbf{0}",
    "\u2061": "",  # LaTeX spaces factors and functions by itself …
    "\u2062": "",
    "\u200a": "",
    "\u2009": r"\,",  # … but runs upright words together
}

GREEK_COMMANDS: Final = {letter: f"\\{name}" for letter, name in GREEK.items()}
ESCAPES: Final = {
    **{character: f"\\{character}" for character in "#$%&_{}"},
    "\\": r"\backslash ",
    "~": r"\sim ",
    "^": r"\wedge ",
}


def escaped(characters: str) -> str:
    """Characters that LaTeX gives a meaning, as themselves; control characters left out."""
    return "".join([ESCAPES.get(one, one) for one in characters if one.isprintable()])


def side_by_side(pieces: list[str], gap: str) -> str:
    r"""Pieces with a gap, none before a comma; one in any case between `\alpha` and `j`."""
    written = ""
    for piece in pieces:
        apart = gap if written and piece and piece != "," else ""
        if piece[:1].isalpha() and ends_in_command(written):
            apart = " "
        written += apart + piece
    return written


def ends_in_command(written: str) -> bool:
    r"""Whether a letter behind it would be taken for part of a command: `\alpha`."""
    stem = written.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return stem.endswith("\\") and stem != written


def placed(sign: str, script: str) -> str:
    r"""`_{ij}` and `^{2}`, but `^\top`, and primes as they are."""
    if not script.strip("'"):
        return script
    return sign + (script if script == r"\top" else f"{{{script}}}")


def gridded(entries: list[str], width: int) -> str:
    r"""Entries row by row, as a `pmatrix`."""
    rows = [" & ".join(entries[at : at + width]) for at in range(0, len(entries), width)]
    return " ".join([r"\begin{pmatrix}", r" \\ ".join(rows), r"\end{pmatrix}"])
