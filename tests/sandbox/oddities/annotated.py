from __future__ import annotations
import numpy as np
from typing import Any
import numpy.typing as npt
def grad(A: npt.NDArray[Any], x: "np.ndarray", b: np.ndarray) -> np.ndarray:
    result: npt.NDArray[np.float64] = A.T @ (A @ x - b)
    return result
