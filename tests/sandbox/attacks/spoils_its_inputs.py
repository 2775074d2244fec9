# tries: inputs that others will see
# must: wrong
def grad(A, x, b):
    A[:] = 0; x[:] = 0; b[:] = 0
    return x
