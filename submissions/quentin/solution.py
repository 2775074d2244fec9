def minimiser(X, y):
    return inv(X.T @ X) @ X.T @ y
