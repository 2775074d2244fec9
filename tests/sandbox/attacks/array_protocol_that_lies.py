# tries: __array__ that gives another array each time
# must: same inputs
import numpy as np

class Liar:
    count = 0
    def __array__(self, *args, **kwargs):
        Liar.count += 1
        return np.full(2, float(Liar.count))
def grad(A, x, b):
    return Liar()
