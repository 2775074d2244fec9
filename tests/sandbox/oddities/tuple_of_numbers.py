def grad(A, x, b):
    return tuple(float(each) for each in A.T @ (A @ x - b))
