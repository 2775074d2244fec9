"""What a part of a tree adds to the counts of the whole: tallies, and how tallies are joined.

Counts of indices are one number, 8 bits a dimension: sums of counts are then sums of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from grader.language.tree import Dimension, Shape

Powers: TypeAlias = dict[str, tuple[int, int]]  # name → lowest and highest power

# Sizes that a symbolic dimension is taken to have in `weight`: an upper bound on what is drawn.
LARGEST = 12

# What an entry varies by. Where DIVIDED meets PLAIN, or FUNCTION meets FUNCTION, a product of
# entries may be the same at every index: x./x, exp(x).*exp(-x), sin(x).^2 + cos(x).^2.
PLAIN, FUNCTION, DIVIDED = 1, 2, 4


class Tally(NamedTuple):
    """What is known of a part; `loose`: some term of it may be the same along that side."""

    weight: int
    inner: int  # indices summed inside one term, packed; of a quotient those above the line
    under: int  # those below it
    powers: Powers | None
    loose_rows: bool
    loose_columns: bool
    varies: int


CONSTANT = Tally(1, 0, 0, None, True, True, 0)
VARIABLE = Tally(1, 0, 0, None, False, False, PLAIN)


# ----- dimensions --------------------------------------------------------------------------------

_BITS = 8
_slots: dict[str, int] = {}


def unit(dimension: Dimension) -> int:
    """One index over a dimension, packed."""
    if isinstance(dimension, int):
        return 0
    slot = _slots.get(dimension)
    if slot is None:
        if "*" in dimension:
            return sum(unit(name) for name in dimension.split("*") if not name.isdigit())
        slot = _slots[dimension] = len(_slots) * _BITS
    return 1 << slot


def unpacked(packed: int) -> dict[str, int]:
    """Counts by the name of the dimension."""
    counts = {}
    if packed:
        for name, slot in _slots.items():
            count = packed >> slot & 255
            if count:
                counts[name] = count
    return counts


def extent(dimension: Dimension) -> int:
    """The largest number that is drawn for a dimension."""
    if isinstance(dimension, int):
        return dimension
    product = 1
    for name in dimension.split("*"):
        product *= int(name) if name.isdigit() else LARGEST
    return product


def _largest(left: int, right: int) -> int:
    """Slot by slot the larger count."""
    if left == right or not right:
        return left
    largest = 0
    for slot in range(0, max(left, right).bit_length(), _BITS):
        largest |= max(left >> slot & 255, right >> slot & 255) << slot
    return largest


def _multiplied(packed: int, times: int) -> int:
    """Slot by slot the count times a number, at most 255."""
    found = 0
    for slot in range(0, packed.bit_length(), _BITS):
        found |= min(255, (packed >> slot & 255) * times) << slot
    return found


def _without(left: int, right: int) -> int:
    """Slot by slot the difference, at least 0."""
    found = 0
    for slot in range(0, left.bit_length(), _BITS):
        found |= max(0, (left >> slot & 255) - (right >> slot & 255)) << slot
    return found


# ----- powers of dimensions ----------------------------------------------------------------------


def either(parts: Iterable[Powers | None]) -> Powers | None:
    """Powers of a sum: the range that holds those of all terms."""
    found = list(parts)
    if not any(found):
        return None
    return {
        name: (
            min(part.get(name, (0, 0))[0] if part else 0 for part in found),
            max(part.get(name, (0, 0))[1] if part else 0 for part in found),
        )
        for name in {name for part in found if part for name in part}
    }


def both(left: Powers | None, right: Powers | None) -> Powers | None:
    """Powers of a product: the ranges added."""
    if not left:
        return right
    if not right:
        return left
    return {
        name: (
            left.get(name, (0, 0))[0] + right.get(name, (0, 0))[0],
            left.get(name, (0, 0))[1] + right.get(name, (0, 0))[1],
        )
        for name in left.keys() | right.keys()
    }


def summed_over(dimension: Dimension, powers: Powers | None) -> Powers | None:
    """Powers after a sum over an index on which nothing may depend."""
    names = [] if isinstance(dimension, int) else dimension.split("*")
    for name in names:
        if not name.isdigit():
            powers = both(powers, {name: (0, 1)})
    return powers


def inverted(powers: Powers | None) -> Powers | None:
    """1/(…): a power of a dimension turns round; of a sum such as 1 + m a wide range is kept."""
    if not powers:
        return None
    return {
        name: (-high, -low) if low == high else (-3 * max(abs(low), high), 3 * max(abs(low), high))
        for name, (low, high) in powers.items()
    }


# ----- joining -----------------------------------------------------------------------------------


def may_cancel(left: int, right: int) -> bool:
    """Whether a product of entries that vary so may be the same at every index."""
    return bool(
        left & right & FUNCTION
        or (left & DIVIDED and right & PLAIN)
        or (left & PLAIN and right & DIVIDED)
    )


def sum_of(parts: Sequence[Tally], under: int | None = None) -> Tally:
    """Of a sum; `under` are the counts of the common denominator, if the caller knows it."""
    weight = inner = varies = below = 0
    loose_rows = loose_columns = False
    powers = parts[0].powers
    alike = True
    for part in parts:
        weight += part.weight
        inner = _largest(inner, part.inner)
        below += part.under
        loose_rows |= part.loose_rows
        loose_columns |= part.loose_columns
        varies |= part.varies
        alike = alike and part.powers == powers
    if not alike:
        powers = either(part.powers for part in parts)
    if below:
        below = below if under is None else under
        inner = 0
        for part in parts:  # over the common denominator
            inner = _largest(inner, part.inner + _without(below, part.under))
    return Tally(weight, inner, below, powers, loose_rows, loose_columns, varies)


def scaled(parts: Sequence[Tally]) -> Tally:
    """Of a product of scalars and one matrix, the last: it alone depends on the indices."""
    weight = inner = under = 0
    powers: Powers | None = None
    for part in parts:
        weight += part.weight
        inner += part.inner
        under += part.under
        powers = both(powers, part.powers)
    last = parts[-1]
    return Tally(
        weight, inner, under, powers, last.loose_rows, last.loose_columns, last.varies
    )  # fmt: skip


def entrywise(parts: Sequence[Tally]) -> Tally:
    """Of a product entry by entry."""
    weight = inner = under = varies = 0
    powers: Powers | None = None
    loose_rows = loose_columns = True
    cancels = False
    for part in parts:
        weight += part.weight
        inner += part.inner
        under += part.under
        powers = both(powers, part.powers)
        loose_rows &= part.loose_rows
        loose_columns &= part.loose_columns
        cancels |= may_cancel(varies, part.varies)
        varies |= part.varies
    return Tally(
        weight, inner, under, powers, loose_rows or cancels, loose_columns or cancels, varies
    )


def reciprocal(part: Tally) -> Tally:
    """1/part."""
    varies = part.varies & FUNCTION | (DIVIDED if part.varies & PLAIN else 0)
    if part.varies & DIVIDED:
        varies |= PLAIN
    return Tally(
        part.weight, part.under, part.inner, inverted(part.powers),
        part.loose_rows, part.loose_columns, varies,
    )  # fmt: skip


def repeated(part: Tally, times: int) -> Tally:
    """The power of a part, entry by entry."""
    if times == 1:
        return part
    powers = part.powers
    if powers:
        powers = {name: (low * times, high * times) for name, (low, high) in powers.items()}
    cancels = may_cancel(part.varies, part.varies)
    return Tally(
        part.weight * times, _multiplied(part.inner, times), _multiplied(part.under, times), powers,
        part.loose_rows or cancels, part.loose_columns or cancels, part.varies,
    )  # fmt: skip


def applied(part: Tally) -> Tally:
    """A function of a part: powers of dimensions inside it count as a small range."""
    powers = part.powers
    if powers:
        powers = dict.fromkeys(powers, (-3, 3))
    return Tally(
        part.weight + 3, part.inner, part.under, powers,
        part.loose_rows, part.loose_columns, FUNCTION,
    )  # fmt: skip


def contracted(part: Tally, shape: Shape) -> Tally:
    """A sum over all entries."""
    inner, powers = part.inner, part.powers
    for dimension, loose in zip(shape, (part.loose_rows, part.loose_columns), strict=True):
        if dimension != 1:
            inner += unit(dimension)
            if loose:
                powers = summed_over(dimension, powers)
    weight = part.weight * extent(shape[0]) * extent(shape[1])
    return part._replace(weight=weight, inner=inner, powers=powers)
