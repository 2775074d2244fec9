# tries: an os.write that sends something else
# must: writes where only results go
import os

keep = os.write
os.write = lambda descriptor, data: keep(descriptor, bytes(len(data)))
def grad(A, x, b):
    return x * 0
