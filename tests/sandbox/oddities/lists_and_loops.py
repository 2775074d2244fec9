def grad(A, x, b):
    m, n = A.shape
    r = [sum(A[i][k] * x[k] for k in range(n)) - b[i] for i in range(m)]
    return [sum(A[i][j] * r[i] for i in range(m)) for j in range(n)]
