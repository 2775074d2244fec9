# tries: two gigabytes
# must: memory | 2g
import numpy as np

def grad(A, x, b):
    kept = [np.zeros(1 << 24) for _ in range(16)]
    return x * 0
