def grad(*args, **kwargs):
    A, x, b = args
    return A.T @ (A @ x - b)
