from numpy import *
def grad(A, x, b):
    return dot(A.T, dot(A, x) - b)
