# tries: values that overflow a norm
# must: Not the right values
def grad(A, x, b):
    return x * 0 + 1e308
