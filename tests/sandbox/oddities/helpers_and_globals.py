EPS = 1e-12
def residual(A, x, b): return A @ x - b
def grad(A, x, b, verbose=False):
    return A.T @ residual(A, x, b) + EPS
