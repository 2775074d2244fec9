# tries: a result of 800 MB, all of it the same entry
# must: shape | too much
import numpy as np

def grad(A, x, b):
    return np.broadcast_to(0.0, (10**8,))
