import numpy as np

def grad(A, x, b):
    return np.array([*(column @ (A @ x - b) for column in A.T)])
