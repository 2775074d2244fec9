def grad(M, v, y):
    return M.T @ (M @ v - y)
