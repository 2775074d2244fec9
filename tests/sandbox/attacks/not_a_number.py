# tries: nan in each entry, as comparisons with it are all false
# must: Not the right values
def grad(A, x, b):
    return x * float("nan")
