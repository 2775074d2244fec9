# tries: None
# must: returns nothing
def grad(A, x, b):
    A.T @ (A @ x - b)
