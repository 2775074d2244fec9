def grad(A, x, b):
    return A.T @ (A @ x - b)
