# tries: a number that would be broadcast
# must: shape
def grad(A, x, b):
    return 0.0
