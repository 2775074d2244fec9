"""What a part leaves to be chosen (`choose:`) → its variants, and the one of each student.

    choose: {p: [(1,1), (2,1), (0,3)], k: 1..5}

`{p}` then stands for the value of p, in the prompt and in everything that is asked. A variant is
a number from 0: its digits, to the bases of how many values there are, say which.
"""

# hmac is imported late: a part without choices should not pay for it.
from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from grader.documents.tree import Listing, Node, Table, Text, verbatim
from grader.exercises.fields import Fields
from grader.exercises.model import Choice, Part
from grader.language.declarations import NAME

RANGE: Final = re.compile(r"([+-]?\d{1,9})\s*\.\.\s*([+-]?\d{1,9})\Z")
MOST: Final = 1_000  # values that are listed
KEPT: Final = ("id", "kind", "choose", "points")  # what no choice can change
PROSE: Final = ("title", "prompt", "source", "erratum", "rubric")

Values = Mapping[str, str]


def choices(fields: Fields) -> tuple[Choice, ...]:
    """What is to be chosen; whatever does not fit is complained of."""
    node = fields.node("choose")
    if node is None:
        return ()
    if not isinstance(node, Table) or not node.entries:
        hint = "write `choose: {p: [(1,1), (2,1)], k: 1..5}`"
        fields.complain(node, "`choose` is not a table of names", hint)
        return ()
    found: dict[str, Choice] = {}
    for key, value in node.entries:
        if not NAME.match(key.value):
            fields.complain(key, f"choose: `{key.value}` cannot be a name", "letters and digits")
        elif key.value in found:
            fields.complain(key, f"choose: `{key.value}` stands here a second time")
        else:
            choice = _choice(fields, key.value, value)
            if choice is not None:
                found[key.value] = choice
    return tuple(found.values())


def _choice(fields: Fields, name: str, node: Node) -> Choice | None:
    match = RANGE.match(node.value.strip()) if isinstance(node, Text) else None
    if match is not None:
        low, high = int(match[1]), int(match[2])
        if low < high:
            return Choice(name, low=low, size=high - low + 1)
        fields.complain(node, f"choose: `{name}` has fewer than two values", "write 1..5")
        return None
    if not isinstance(node, Listing):
        hint = "write a list as [1, 2, 5], or a range as 1..5"
        fields.complain(node, f"choose: `{name}` is neither a list nor a range", hint)
        return None
    texts = _pieces(node.source) if node.source else _items(fields, node)
    if len(texts) < 2 or not all(texts) or len(set(texts)) < len(texts):
        fields.complain(
            node, f"choose: `{name}` needs two values or more, none of them empty or twice"
        )
        return None
    if len(texts) > MOST:
        fields.complain(node, f"choose: `{name}` has more than {MOST:,} values", "write a range")
        return None
    return Choice(name, tuple(texts), size=len(texts))


def _items(fields: Fields, node: Listing) -> list[str]:
    found = [fields.as_text(item) for item in node.items]
    return [text.value.strip() for text in found if text is not None]


def _pieces(source: str) -> list[str]:
    """The values of `[(1,1), [2, 1]]`: commas inside brackets do not separate them.

    >>> _pieces("[(1,1), [[1,2],[0,1]], '3']")
    ['(1,1)', '[[1,2],[0,1]]', '3']
    """
    pieces, depth, begin = [], 0, 1
    for at, character in enumerate(source):
        depth += (character in "([{") - (character in ")]}")
        if (character == "," and depth == 1) or at == len(source) - 1:
            pieces.append(source[begin:at].strip().strip("'\""))
            begin = at + 1
    return pieces[:-1] if len(pieces) > 1 and not pieces[-1] else pieces


# ----- variants -----------------------------------------------------------------------------------


def variant_count(part: Part) -> int:
    """How many variants there are; 1 where nothing is chosen."""
    count = 1
    for choice in part.choose:
        count *= choice.size
    return count


def values_of(choose: tuple[Choice, ...], number: int) -> dict[str, str]:
    """The values of a variant by name."""
    found = {}
    for choice in choose:
        number, digit = divmod(number, choice.size)
        found[choice.name] = choice.values[digit] if choice.values else str(choice.low + digit)
    return found


def shown(values: Values) -> str:
    """A variant for a reader.

    >>> shown({"p": "(1,1)", "k": "3"})
    'p = (1,1), k = 3'
    """
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def drawn(sheet: str, part: Part, student: str, secret: bytes) -> int:
    """The variant of a student: HMAC-SHA256 of sheet/part/student with the course's secret.

    Spaces and capitals in the student's name do not matter.
    """
    import hmac

    name = " ".join(unicodedata.normalize("NFKC", student).casefold().split())
    message = f"{sheet}/{part.id}/{name}".encode()
    return int.from_bytes(hmac.digest(secret, message, "sha256"), "big") % variant_count(part)


# ----- filling in ---------------------------------------------------------------------------------


def filled(table: Table, values: Values) -> Table:
    """The table of a part with these values in place of `{name}`."""
    entries = []
    for key, value in table.entries:
        if key.value not in KEPT:
            value = _filled(value, values, is_prose=key.value in PROSE)
        entries.append((key, value))
    return table._replace(entries=tuple(entries))


def _filled(node: Node, values: Values, *, is_prose: bool) -> Node:
    if isinstance(node, Text):
        return _in_text(node, values, is_prose=is_prose)
    if not isinstance(node, Table | Listing):
        return node
    whole = verbatim(node)
    if isinstance(whole, Text) and _placeholder(values).fullmatch(whole.value.strip()):
        return _listed(_in_text(whole, values, is_prose=is_prose))  # `at: {p}` is no table
    source = _in_text(Text(node.source, 1, 1), values, is_prose=is_prose).value
    if isinstance(node, Listing):
        items = tuple(_filled(item, values, is_prose=is_prose) for item in node.items)
        return node._replace(items=items, source=source)
    entries = tuple(
        (_in_text(key, values, is_prose=True), _filled(value, values, is_prose=is_prose))
        for key, value in node.entries
    )
    return node._replace(entries=entries, source=source)


def _listed(text: Text) -> Node:
    """A value in brackets as the list that it is: a point of a picture is read as one."""
    if text.value[:1] not in ("(", "["):
        return text
    items = tuple(_listed(text._replace(value=piece)) for piece in _pieces(text.value))
    return Listing(items, text.value, text.line, text.column)


def _placeholder(values: Values) -> re.Pattern[str]:
    return re.compile(r"\{\s*(" + "|".join(map(re.escape, values)) + r")\s*\}")


def _in_text(text: Text, values: Values, *, is_prose: bool) -> Text:
    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        if not is_prose:
            return _grouped(value)
        return _typeset(value) if text.value[: match.start()].count("$") % 2 else value

    value = _placeholder(values).sub(put, text.value)
    return text if value == text.value else text._replace(value=value, lead=-1)


def _grouped(value: str) -> str:
    """A value that stays together in a formula.

    >>> _grouped("3"), _grouped("-3"), _grouped("(1,1)"), _grouped("(1)+(2)")
    ('3', '(-3)', '(1,1)', '((1)+(2))')
    """
    if re.fullmatch(r"[\w.]+", value):
        return value
    depth = 0
    for at, character in enumerate(value):
        depth += (character in "([") - (character in ")]")
        if depth == 0 and at < len(value) - 1:
            return f"({value})"
    return value if value[:1] in ("(", "[") else f"({value})"


def _typeset(value: str) -> str:
    r"""A value inside $…$: a list of rows as a matrix.

    >>> _typeset("[[1, 2], [0, 1]]")
    '\\begin{pmatrix} 1 & 2 \\\\ 0 & 1 \\end{pmatrix}'
    """
    if not value.startswith("[["):
        return value
    rows = [" & ".join(_pieces(row)) for row in _pieces(value)]
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
