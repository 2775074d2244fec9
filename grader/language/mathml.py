"""Tree → presentation MathML, the element <math>…</math>, which browsers set by themselves."""

from __future__ import annotations

from typing import Final, assert_never

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

NAMESPACE: Final = "http://www.w3.org/1998/Math/MathML"


def mathml(tree: Expression, index_base: int = 1) -> str:
    """The tree as a MathML element, counting from `index_base`."""
    root = formula(tree, index_base)
    texts: dict[int, str] = {}
    for mark in inside_out(root):
        texts[id(mark)] = spelled(mark, [texts[id(part)] for part in parts(mark)])
    return f'<math xmlns="{NAMESPACE}">{texts[id(root)]}</math>'


def spelled(mark: Mark, inside: list[str]) -> str:
    """A mark in the elements of MathML; `inside` are its parts, spelled."""
    joined = "".join(inside)
    match mark:
        case Letter(character=characters) | Word(characters=characters):
            return f"<mi>{escaped(characters)}</mi>"
        case Operator(name=name):
            return f"<mi>{escaped(name)}</mi>"
        case Numeral(digits=digits):
            return f"<mn>{digits}</mn>"
        case Sign(character=character):
            return SIGNS.get(character) or f"<mo>{escaped(character)}</mo>"
        case Row():
            return f"<mrow>{joined}</mrow>"
        case Fraction():
            return f"<mfrac>{joined}</mfrac>"
        case Script():
            element = "msubsup" if mark.lower and mark.upper else "msub" if mark.lower else "msup"
            return f"<{element}>{joined}</{element}>"
        case Root():
            return f"<msqrt>{joined}</msqrt>"
        case Fence(side=side):
            return fenced(side, joined)
        case Limits():
            lower, upper, of = inside
            return f"<mrow><munderover><mo>∑</mo>{lower}{upper}</munderover>{of}</mrow>"
        case Grid(rows=rows):
            return fenced("(", table(inside, len(rows[0])))
        case _:
            assert_never(mark)


SPACE: Final = '<mspace width="0.167em"/>'
INVISIBLE_TIMES: Final = "<mo>&#x2062;</mo>"
SIGNS: Final = {
    "\u2061": "<mo>&#x2061;</mo>",
    "\u2062": INVISIBLE_TIMES,
    "\u2009": INVISIBLE_TIMES + SPACE,
    "\u200a": INVISIBLE_TIMES + SPACE,
    # As operators these would have space around them.
    "⊤": '<mo lspace="0" rspace="0">⊤</mo>',
    ":": '<mo lspace="0" rspace="0">:</mo>',
    "/": '<mo lspace="0" rspace="0">/</mo>',
}
FENCES: Final = {"(": ("(", ")"), "|": ("|", "|"), "‖": ("‖", "‖")}
TALL: Final = ("<mfrac>", "<mtable>", "<munderover>", "<msqrt>")


def fenced(side: str, inside: str) -> str:
    """Between brackets, as tall as what is inside."""
    left, right = FENCES[side]
    stretchy = "true" if any(element in inside for element in TALL) else "false"
    opening = f'<mo form="prefix" stretchy="{stretchy}">{left}</mo>'
    closing = f'<mo form="postfix" stretchy="{stretchy}">{right}</mo>'
    return f"<mrow>{opening}{inside}{closing}</mrow>"


def table(entries: list[str], width: int) -> str:
    """Entries row by row."""
    cells = [f"<mtd>{entry}</mtd>" for entry in entries]
    rows = ["".join(cells[at : at + width]) for at in range(0, len(cells), width)]
    return f"<mtable>{''.join([f'<mtr>{row}</mtr>' for row in rows])}</mtable>"


ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(characters: str) -> str:
    """Characters that XML gives a meaning, as themselves; control characters left out."""
    return "".join([ESCAPES.get(one, one) for one in characters if one.isprintable()])
