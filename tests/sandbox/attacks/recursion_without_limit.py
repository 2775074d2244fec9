# tries: a stack without end
# must: RecursionError | memory | crashed | too slow
import sys
sys.setrecursionlimit(10**6)
def grad(A, x, b):
    return grad(A, x, b)
