grad = lambda A, x, b: A.T @ (A @ x - b)
