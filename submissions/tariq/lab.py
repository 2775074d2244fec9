import numpy as np

measurements = np.loadtxt("measurements.csv")  # not handed in: nothing below needs it


def ridge_gradient(X, y, w, lam):
    return 2 * X.T @ residual(X, y, w) + lam * w


def ridge_solution(X, y, lam):
    return np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y)
