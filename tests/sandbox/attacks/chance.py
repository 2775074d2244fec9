# tries: the right value plus noise
# must: same inputs
import numpy as np

def grad(A, x, b):
    return A.T @ (A @ x - b) + np.random.default_rng().normal(size=len(x))
