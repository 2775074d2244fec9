"""Names as written → what they stand for, or the error that lists the names there are."""

from __future__ import annotations

import re

from grader.errors import AnswerError, Span
from grader.language.algebra import UNKNOWN, Source
from grader.language.declarations import Scope
from grader.language.functions import MAX_SIZE, REFUSED, SPELLINGS
from grader.language.indices import Indices
from grader.language.tokens.words import BOLD_ONE
from grader.language.tree import (
    ONE,
    SCALAR,
    Constant,
    Dimension,
    Expression,
    Filled,
    Function,
    Identity,
    Number,
    Size,
)
from grader.language.written import Literal, Subscript, Word

EULER = Function("exp", ONE, SCALAR)
PI = Constant("pi")


def named(node: Word, scope: Scope, indices: Indices, source: Source) -> Expression:
    """A variable, an index, a dimension, π, e or I."""
    name = node.name
    known = scope.nodes.get(name)
    if known is not None:
        return known
    index = indices.ranges.as_number(name)
    if index is not None:
        return index
    if name in scope.dimensions:
        return Size(name)
    if name in ("pi", "π"):
        return PI
    if name in ("e", "E"):
        return EULER
    if name == "I":
        return Identity((UNKNOWN, UNKNOWN))
    if name == BOLD_ONE:
        return indices.open_ones()
    raise unknown(node, scope, source)


def unknown(node: Word, scope: Scope, source: Source) -> AnswerError:
    """What is wrong with a name, and which names there are."""
    name, place = node.name, node.place
    if name in scope.variables:
        message = f"`{name}` is a function ({scope.variables[name].text}) and needs its argument"
        return AnswerError(message, span=Span(*place), hint=f"write {name}(x)")
    if name in REFUSED or name == "J":
        message = f"`{name}` asks for the derivative instead of giving it"
        return AnswerError(message, span=Span(*place), hint="work the answer out")
    names = [*scope.variables, *scope.definitions, *sorted(scope.dimensions)]
    return AnswerError(
        f"`{_shown(source.at(place))}` is not a name of this exercise",
        span=Span(*place),
        hint=f"{_suggestion(name, names, scope)}the names are {', '.join(names) or 'none'}",
    )


def _shown(text: str) -> str:
    """A name without the brackets around it, but with those of its LaTeX."""
    return text if text.startswith("\\") else text.strip("(){}[] ")


def _suggestion(name: str, names: list[str], scope: Scope) -> str:
    """What may have been meant by a name that is not known."""
    import difflib  # 3 ms that only an error has to pay

    if name == "t":
        return "to transpose write A^T; "
    if name[-1] in "Tt" and name[:-1] in scope.nodes:
        return f"did you mean `{name[:-1]}.T`? "
    close = difflib.get_close_matches(name, [*names, *SPELLINGS], 1, 0.6)
    close += [known for known in names if known.lower() == name.lower()]
    if not close:
        return ""
    is_function = close[0] not in scope.nodes and close[0] not in scope.dimensions
    return (
        f"is the function `{close[0]}` meant? " if is_function else (f"did you mean `{close[0]}`? ")
    )


def sized(node: Subscript, scope: Scope) -> Expression:
    """I_n, 1_n, 0_{n×m}."""
    sizes = [
        _dimension(word, node, scope)
        for word in re.split(r"\s*(?:[,x×]|\\times)\s*", node.subscript.strip())
    ]
    if isinstance(node.of, Literal) and len(sizes) <= 2:
        value = int(node.of.value)
        shape = (sizes[0], sizes[1] if len(sizes) == 2 else 1)
        return Number(value) if shape == SCALAR else Filled(value, shape)
    if len(set(sizes)) > 1 or isinstance(node.of, Literal):
        raise AnswerError(
            "an identity matrix is square", span=Span(*node.place), hint="write I_n or eye(n)"
        )
    return ONE if sizes[0] == 1 else Identity((sizes[0], sizes[0]))


def _dimension(word: str, node: Subscript, scope: Scope) -> Dimension:
    if word.isdecimal() and 0 < int(word[:3]) <= MAX_SIZE:
        return int(word)
    if word in scope.dimensions:
        return word
    raise AnswerError(
        f"`{word}` is not a dimension of this exercise",
        span=Span(*node.place),
        hint="write eye(n), ones(n)",
    )
