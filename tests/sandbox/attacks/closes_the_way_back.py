# tries: no reply at all
# must: exit code | ended | signal | BrokenPipe | crashed
import os

def grad(A, x, b):
    os.closerange(0, 64)
    return x * 0
