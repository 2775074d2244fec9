# tries: a factor of 1.0001
# must: 
def grad(A, x, b):
    return 1.0001 * (A.T @ (A @ x - b))
