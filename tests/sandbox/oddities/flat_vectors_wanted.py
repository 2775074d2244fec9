import numpy as np

def grad(A, x, b):
    (n,) = x.shape
    return np.einsum("ij,i->j", A, np.einsum("ij,j->i", A, x) - b)
