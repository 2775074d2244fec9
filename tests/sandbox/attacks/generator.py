# tries: something that is never finished
# must: not numbers
def grad(A, x, b):
    while True:
        yield 0.0
