"""What the symbolic judge and its process say to each other: trees as JSON, messages as frames.

A tree travels as nested lists `["Kind", field, …]`, a tuple as `["()", item, …]`, a fraction as
`["Fraction", "numerator", "denominator"]`; whoever reads it builds these kinds and nothing else
(no pickle). A message is a JSON object, framed by its length in four bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import IO, Literal, NamedTuple, TypeAlias

from grader.language.declarations import Declaration
from grader.language.tree import KINDS, At, Bound

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Message: TypeAlias = dict[str, Json]

KNOWN: dict[str, type] = {kind.__name__: kind for kind in (*KINDS, At, Bound, Declaration)}

# An answer is far smaller; what is not, is garbage. Twice the depth that the parser lets
# through, and still well inside Python's own limit on recursion.
MAX_BYTES = 4_000_000
MAX_DEPTH = 240


class WireError(ValueError):
    """What came, or was to be sent, is not a message."""


class Judgement(NamedTuple):
    """What the symbolic judge says of `answer − reference`.

    Only "zero" proves anything. "nonzero" says that the difference was not 0 at a point where
    both sides are defined, to the precision of the display: a hint, never a refutation.
    """

    outcome: Literal["zero", "nonzero", "unknown"]
    difference: str  # yours − reference in components, simplified as far as it went; or ""
    reason: str  # a sentence for the reader


# ----- trees -------------------------------------------------------------------------------


def encoded(value: object, depth: int = 0) -> Json:
    """A tree, a declaration, or tuples of them, as what JSON can hold; raises WireError."""
    if value is None or isinstance(value, str):
        return value
    if depth > MAX_DEPTH:
        raise WireError(f"nested deeper than {MAX_DEPTH}")
    kind = type(value).__name__
    if isinstance(value, Fraction):
        return ["Fraction", str(value.numerator), str(value.denominator)]
    if KNOWN.get(kind) is type(value):
        names: tuple[str, ...] = value.__match_args__  # type: ignore[attr-defined]  # all have
        return [kind, *(encoded(getattr(value, name), depth + 1) for name in names)]
    if isinstance(value, tuple):
        return ["()", *(encoded(item, depth + 1) for item in value)]
    if isinstance(value, int):
        return int(value)
    raise WireError(f"no way to send a {kind}")


def decoded(value: Json) -> object:
    """The inverse of `encoded`; raises WireError."""
    if value is None or isinstance(value, (str, int)):
        return value
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        raise WireError("neither a name, nor a number, nor a list that begins with its kind")
    kind, fields = value[0], [decoded(item) for item in value[1:]]
    try:
        if kind == "()":
            return tuple(fields)
        if kind == "Fraction":
            numerator, denominator = fields
            return Fraction(int(str(numerator)), int(str(denominator)))
        return KNOWN[kind](*fields)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise WireError(f"`{kind[:40]}` with {len(fields)} fields is nothing known") from error


# ----- frames ------------------------------------------------------------------------------


def frame(message: Message) -> bytes:
    """A message as it goes over the pipe; raises WireError if it is too long."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    if len(body) > MAX_BYTES:
        raise WireError(f"a message of {len(body)} bytes; the bound is {MAX_BYTES}")
    return len(body).to_bytes(4, "big") + body


def receive(stream: IO[bytes]) -> Message | None:
    """The next message, None at the end of the stream; raises WireError for anything else."""
    head = stream.read(4)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > MAX_BYTES:
        raise WireError("no frame begins here")
    body = stream.read(length)
    if len(body) < length:
        raise WireError("the frame ends too early")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WireError("the frame holds no JSON") from error
    if not isinstance(message, dict):
        raise WireError("the frame holds no message")
    return message
