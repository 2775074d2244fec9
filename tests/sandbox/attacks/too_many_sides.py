# tries: an array that would be broadcast
# must: shape
def grad(A, x, b):
    return (A.T @ (A @ x - b))[None, :, None]
