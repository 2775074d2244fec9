import numpy as np

import warnings
def grad(A, x, b):
    try:
        np.linalg.cholesky(A)
    except np.linalg.LinAlgError as problem:
        warnings.warn(str(problem))
    return A.T @ (A @ x - b)
