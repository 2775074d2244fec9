# tries: the right value plus an imaginary part
# must: real numbers
def grad(A, x, b):
    return A.T @ (A @ x - b) + 1j
