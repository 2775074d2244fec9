import numpy as np

def grad(A, x, b):
    A, x, b = np.matrix(A), np.matrix(x).reshape(-1, 1), np.matrix(b).reshape(-1, 1)
    return A.T * (A * x - b)
