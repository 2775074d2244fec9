"""Two surveys → how to compare in the finite field: which dimensions, how many draws at each.

**All dimensions.** An expression without inverses is a sum of contractions of indices. Written as
polynomials in the entries, two different ones differ as soon as each dimension is larger than the
number of indices of that dimension in one term (explicit ones, as the 1 and 2 of x₁ + x₂,
besides): then every term has a monomial whose indices are all distinct, and that monomial gives
its contraction graph back (terms with the most indices first). What is divided by a scalar is
compared over the common denominator, whose indices count with those of the other side.

A sum over an index that nothing depends on multiplies by the dimension itself, as does a
dimension used as a number. Two expressions whose powers of it lie in a range of k + 1 exponents
are compared at k + 1 values, which is enough for polynomials of that degree.

The argument fails with an inverse or a determinant, with partial sums, signs, powers such as 2ⁿ,
relations between entries (orthogonal matrices), or where more indices than can be drawn are
needed: there the evidence names the dimensions that were tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product as combinations
from math import ceil, log2
from typing import NamedTuple

from grader.evaluation.residues import orthogonal_names
from grader.evaluation.survey import Survey
from grader.evaluation.tallies import LARGEST
from grader.language.declarations import Declaration, Scope

WANTED = 100  # the error is to be below 2 to minus this
MOST_CHOICES = 64
_MOST_FLIPS = 5
_MOST_STEPS = 4  # further values of a dimension, where no number of them is enough
_BITS = {"top": 145, "angle": 115, "leaf": 44}  # of the smallest prime in use
_NOT_FOR_ALL = frozenset(("inverse", "partial sum", "sign", "dimension exponent"))
_INFORMAL = frozenset(("sign", "root", "norm", "logarithm", "opaque"))


class Plan(NamedTuple):
    """How to compare with a key; made once for answers of one kind."""

    sizes: dict[str, int]
    choices: list[dict[str, int]]
    features: frozenset[str]
    is_formal: bool  # disagreement is difference as well
    degree: float  # log₂ of the degree of the difference
    bits: int
    wanted: int  # draws for each choice of dimensions
    flips: int  # orthogonal matrices, each of which comes with both signs of its determinant
    for_all: bool


def planned(
    ours: Survey,
    theirs: Survey,
    scope: Scope,
    smallest: Mapping[str, int],
    workable: Callable[[dict[str, int]], dict[str, int]],
) -> Plan:
    """The plan for trees with these surveys; `workable` enlarges sizes without any value."""
    features = ours.features | theirs.features
    declared = scope.variables.values()
    flips = len(orthogonal_names(scope.variables))
    degree = log2(ours.degree + theirs.degree)
    if flips:
        degree += log2(4 * LARGEST)  # Cayley's formula is of that degree in what is drawn
    bits = _BITS["top"]
    if "angle" in features:
        bits = _BITS["leaf" if "exponential" in features else "angle"]
    asked, is_enough = _sizes(ours, theirs, scope, smallest)
    sizes = workable(asked)
    choices = list(_choices(sizes, ours, theirs, features))
    return Plan(
        sizes=sizes,
        choices=choices[:MOST_CHOICES],
        features=features,
        is_formal=features.isdisjoint(_INFORMAL) and not any(map(_is_finite, declared)),
        degree=degree,
        bits=bits,
        wanted=_draws(bits, degree),
        flips=min(flips, _MOST_FLIPS),
        for_all=(
            is_enough
            and not flips
            and len(choices) <= MOST_CHOICES
            and features.isdisjoint(_NOT_FOR_ALL)
        ),
    )


def with_degree_doubled(plan: Plan, count: int) -> Plan:
    """The plan where the degree is doubled so often: once by each root (squares.py)."""
    if not count:
        return plan
    degree = plan.degree + count
    return plan._replace(degree=degree, wanted=_draws(plan.bits, degree))


def _draws(bits: int, degree: float) -> int:
    """How many draws make the bound small enough."""
    return max(1, ceil(WANTED / max(1.0, bits - degree)))


def small_bits(plan: Plan) -> float:
    """What a draw in the small fields tells, where signs make many draws necessary anyhow."""
    return (29 if "angle" in plan.features else 58) - plan.degree


def _is_finite(declared: Declaration) -> bool:
    return declared.domain in ("set", "integer") or declared.structure == "one-hot"


def _sizes(
    ours: Survey, theirs: Survey, scope: Scope, smallest: Mapping[str, int]
) -> tuple[dict[str, int], bool]:
    """The least dimensions for the argument above, and whether they are within bounds."""
    sizes = {}
    is_enough = True
    for name in sorted(scope.dimensions):
        count = max(
            ours.indices.get(name, 0) + theirs.under.get(name, 0),
            theirs.indices.get(name, 0) + ours.under.get(name, 0),
        )
        explicit = smallest.get(name, 0)
        is_enough = is_enough and count < LARGEST
        sizes[name] = max(2, min(count + 1, LARGEST) + explicit)
    return sizes, is_enough


def _choices(
    sizes: dict[str, int], ours: Survey, theirs: Survey, features: frozenset[str]
) -> Iterator[dict[str, int]]:
    """The dimensions to compare at: as many values of each as its powers need."""
    spans = []
    for name in sizes:
        low, high = ours.powers.get(name, (0, 0))
        lower, higher = theirs.powers.get(name, (0, 0))
        span = max(high, higher) - min(low, lower)
        if "dimension exponent" in features:
            span += 3  # a sum of a polynomial and of k exponentials has at most k more zeros
        elif not features.isdisjoint(("inverse", "partial sum")):
            span = min(max(span, 1), _MOST_STEPS)  # it is not for all anyhow
        spans.append(range(span + 1))
    for steps in combinations(*spans):
        yield {name: sizes[name] + step for name, step in zip(sizes, steps, strict=True)}
