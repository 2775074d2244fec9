# tries: an object that compares equal to everything
# must: Not the right values
import numpy as np

class Yes(np.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0 * np.asarray(self)
    def __abs__(self): return 0.0
    def __le__(self, other): return True
def grad(A, x, b):
    return np.zeros_like(x).view(Yes)
