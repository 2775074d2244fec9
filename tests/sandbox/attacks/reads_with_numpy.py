# tries: a file, through NumPy
# must: sandbox | not found | No such file
import numpy as np

def grad(A, x, b):
    np.fromfile("/etc/hostname", dtype="u1")
    raise RuntimeError("IT WORKED")
