"""Random values for the names of a scope, as their declarations want them."""

from __future__ import annotations

import numpy as np

from grader.language.declarations import Scope
from grader.language.tree import size
from tests.calculus.numpy_value import Array, Point


def point(names: Scope, seed: int) -> Point:
    """Values and dimensions that differ; free indices `i` and `j` somewhere in range."""
    rng = np.random.default_rng(seed)
    sizes = {"n": 3, "m": 2} if seed % 2 else {"n": 4, "m": 3}
    values: dict[str, Array] = {}
    for name, declared in names.variables.items():
        rows, columns = (size(one, sizes) for one in declared.shape)
        found = rng.normal(size=(rows, columns))
        if declared.is_positive:
            found = rng.uniform(0.5, 2, size=(rows, columns))
        if declared.structure == "positive definite":
            found = found @ found.T + np.eye(rows)
        if declared.structure == "symmetric":
            found = found + found.T
        values[name] = found
    return Point(values, sizes, {"i": int(rng.integers(3)), "j": int(rng.integers(3))})
