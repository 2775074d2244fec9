# tries: True for everything
# must: real numbers
import numpy as np

def grad(A, x, b):
    return np.ones(len(x), dtype=bool)
