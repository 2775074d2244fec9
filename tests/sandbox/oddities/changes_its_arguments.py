def grad(A, x, b):
    b *= -1
    b += A @ x
    A = A.T
    return A @ b
