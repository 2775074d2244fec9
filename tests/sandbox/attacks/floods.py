# tries: 64 MB of prints
# must: prints without end | too slow
import os

def grad(A, x, b):
    for _ in range(64):
        os.write(1, b"x" * (1 << 20))
    return x * 0
