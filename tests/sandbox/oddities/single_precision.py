import numpy as np

def grad(A, x, b):
    A, x, b = np.float32(A), np.float32(x), np.float32(b)
    return A.T @ (A @ x - b)
