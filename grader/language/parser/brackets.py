"""Everything that stands between brackets: sums, lists, matrices, bars, indices, fractions."""

from __future__ import annotations

from grader.errors import AnswerError
from grader.language.parser.cursor import CLOSING, Cursor
from grader.language.tokens import Token
from grader.language.written import (
    Call,
    Factor,
    Item,
    Listing,
    Literal,
    ProductOf,
    Subscript,
    Text,
    Written,
)

NOTHING = "there is nothing between the brackets"


def bracket(parser: Cursor) -> Written:
    """( sum ), { sum } or a list of components ( a, b )."""
    opened = parser.advance()
    closing = CLOSING[opened[0]]
    if parser.kind == closing:
        parser.refuse(NOTHING, (opened[2], parser.found[parser.at][3]))
    tree = parser.nested()
    if parser.kind == "," or parser.kind == ";":
        parser.advance()
        items = (tree, *parser.listed())
        return Listing(items, (opened[2], parser.close(opened, closing)))
    tree.place = (opened[2], parser.close(opened, closing))
    return tree


def listing(parser: Cursor) -> Written:
    """[a, b, c] a column; [a, b; c, d] a matrix, row by row."""
    opened = parser.advance()
    if parser.kind == "]":
        parser.refuse(NOTHING, (opened[2], parser.found[parser.at][3]))
    is_environment = parser.kind == "beginmatrix"
    rows = [[parser.nested()]]
    while parser.kind == "," or parser.kind == ";":
        if parser.advance()[0] == ";":
            rows.append([])
        rows[-1].append(parser.nested())
    place = (opened[2], parser.close(opened, "]"))
    if is_environment and len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    if len(rows) == 1 or all(len(row) == 1 for row in rows):
        return Listing(tuple([item for row in rows for item in row]), place)
    return Listing(tuple([Listing(tuple(row), place) for row in rows]), place)


def environment(parser: Cursor) -> Written:
    r"""\begin{pmatrix} a & b \\ c & d \end{pmatrix}."""
    opened = parser.advance()
    rows: list[list[Written]] = [[]]
    while parser.kind not in ("endmatrix", "end"):
        rows[-1].append(parser.nested())
        if parser.kind == "\\\\":
            parser.advance()
            if parser.kind != "endmatrix":
                rows.append([])
        elif parser.kind == "&":
            parser.advance()
        elif parser.kind != "endmatrix":
            parser.unexpected("& or \\\\")
    place = (opened[2], parser.close(opened, "endmatrix"))
    if not rows[0]:
        parser.refuse("there is nothing in this matrix", place)
    if all(len(row) == 1 for row in rows):
        return Listing(tuple([row[0] for row in rows]), place)
    return Listing(tuple([Listing(tuple(row), place) for row in rows]), place)


# ----- bars --------------------------------------------------------------------------------------


def barred(parser: Cursor) -> Written:
    """|x|, ||x||, ||x||_2; ||x| - |y|| is the absolute value of a difference."""
    start = parser.at
    is_two_bars = parser.kind == "||" and parser.text[parser.found[start][2]] == "|"
    if parser.is_retry or not is_two_bars:
        return _with_subscript(parser, *_between_bars(parser))
    depth, bars, found = parser.depth, parser.bars, list(parser.found)
    try:
        opened, tree = _between_bars(parser)
    except AnswerError as error:
        _, value, begin, end = found[start]
        found[start : start + 1] = [("|", value, begin, end - 1), ("|", value, end - 1, end)]
        parser.found[:] = found
        parser.at, parser.kind, parser.depth, parser.bars = start, "|", depth, bars
        parser.is_retry = True  # once is enough: each further try would double the work
        try:
            opened, tree = _between_bars(parser)
        except AnswerError:
            raise error from None
    return _with_subscript(parser, opened, tree)


def _between_bars(parser: Cursor) -> tuple[Token, Written]:
    """The opening bar, and what stands between it and the closing one."""
    opened = parser.advance()
    bars, parser.bars = parser.bars, opened[0]
    tree = parser.sum()
    parser.bars = bars
    _split_bars(parser, opened[0])
    parser.close(opened, opened[0])
    return opened, tree


def _with_subscript(parser: Cursor, opened: Token, tree: Written) -> Written:
    """The absolute value or the norm, with the subscript that tells which norm."""
    if opened[0] == "|":
        place = (opened[2], parser.behind())
        if parser.kind == "sub" and str(parser.found[parser.at][1]) in ("1", "2", "F"):
            end = parser.advance()[3]
            shown = parser.text[place[0] : end]
            hint = "write ‖x‖_2 for a norm, abs(x)[2] for an entry"
            parser.refuse(f"`{shown}` has two readings", (place[0], end), hint)
        return Call("abs", (tree,), "|…|", place)
    return norm(parser, tree, "‖…‖", opened[2])


def norm(parser: Cursor, tree: Written, spelled: str, begin: int) -> Call:
    r"""‖x‖_2, ‖A‖_F, ‖x‖_2^2 and \norm{x}_2^2, from behind what closes it."""
    if parser.kind == "^":
        _subscript_first(parser)
    if parser.kind != "sub":
        return Call("norm", (tree,), spelled, (begin, parser.behind()))
    _, value, start, end = parser.advance()
    kind, sub = str(value), (start, end)
    if kind in ("F", "fro", "Fro"):
        return Call("norm", (tree, Text("fro", sub)), spelled, (begin, end))
    if not kind.isdecimal():
        parser.refuse(f"a norm has no subscript `{kind}`", sub, "‖x‖_2, ‖x‖_1, ‖A‖_F")
    return Call("norm", (tree, Literal(int(kind[:9]), sub)), spelled, (begin, end))


def _subscript_first(parser: Cursor) -> None:
    """‖x‖^2_2, ‖x‖^{2}_{2} and ‖x‖²₂ as ‖x‖_2^2."""
    found, at = parser.found, parser.at
    kinds = [token[0] for token in found[at + 1 : at + 5]]
    for exponent in (["number"], ["{", "number", "}"], ["(", "number", ")"]):
        count = len(exponent)
        if kinds[: count + 1] == [*exponent, "sub"]:
            found.insert(at, found.pop(at + 1 + count))
            parser.kind = "sub"


def _split_bars(parser: Cursor, opened: str) -> None:
    """Of |x||y| one bar closes and the other opens; ‖x| | closes as ‖x‖ does."""
    found, at = parser.found, parser.at
    if opened == "|" and parser.kind == "||":
        _, value, start, end = found[at]
        found[at : at + 1] = [("|", value, start, end - 1), ("|", value, end - 1, end)]
    elif opened == "||" and parser.kind == "|" and parser.next_kind() == "|":
        del found[at]
        found[at] = ("||", *found[at][1:])
    parser.kind = found[at][0]


def angle(parser: Cursor) -> Written:
    """<a, b>."""
    opened = parser.advance()
    items = parser.listed()
    place = (opened[2], parser.close(opened, ">"))
    if len(items) != 2:
        hint = "a list of components is [a, b, c]"
        parser.refuse("an inner product has two arguments: <a, b>", place, hint)
    return Call("inner", items, "⟨…⟩", place)


# ----- indices and fractions ---------------------------------------------------------------------


def indexed(parser: Cursor, tree: Written) -> Written:
    """tree[i, j], tree[i, :] or tree_i."""
    start = tree.place[0]
    if parser.kind == "sub":
        _, sub, _, end = parser.advance()
        return Subscript(tree, str(sub), (start, end))
    opened = parser.advance()
    parser.enter(opened)
    indices = [_index(parser)]
    while parser.kind == ",":
        parser.advance()
        indices.append(_index(parser))
    end = parser.close(opened, "]")
    if parser.kind == "[" and len(indices) == 1:  # A[1][2] is A[1, 2]
        inner = parser.advance()
        indices.append(_index(parser))
        end = parser.close(inner, "]")
    parser.depth -= 1
    return Item(tree, tuple(indices), (start, end))


def _index(parser: Cursor) -> Written | None:
    """One index; None is a colon."""
    if parser.kind == ":":
        parser.advance()
        return None
    if parser.kind == "[":  # A[[1]] is no index
        parser.unexpected("an index")
    return parser.nested()


def fraction(parser: Cursor) -> Written:
    r"""\frac{a}{b}."""
    start = parser.advance()[2]
    above, below = _side(parser), _side(parser)
    place = (start, below.place[1])
    return ProductOf((Factor("", above, ()), Factor("/", below, ())), place)


def _side(parser: Cursor) -> Written:
    return bracket(parser) if parser.kind == "{" else parser.atom()
