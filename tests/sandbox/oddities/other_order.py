def grad(b, x, A):
    return A.T @ (A @ x - b)
