import numpy as np

try:
    data = np.load("data.npy")
except OSError:
    data = None
def grad(A, x, b):
    return A.T @ (A @ x - b)
