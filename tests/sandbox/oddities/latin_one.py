# -*- coding: latin-1 -*-
# by Jürgen
def grad(A, x, b):
    return A.T @ (A @ x - b)
