import numpy as np

def grad(A, x, b):
    n, one = x.shape
    assert one == 1 and b.shape[1] == 1
    return np.dot(A.T, np.dot(A, x) - b)
