# tries: an asarray that gives what it likes
# must: wrong
import numpy as np

keep = np.asarray
np.asarray = lambda *a, **k: keep(a[0], dtype=float) * 0
def grad(A, x, b):
    return A.T @ (A @ x - b)
