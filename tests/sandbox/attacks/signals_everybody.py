# tries: a signal to all (number 0: none)
# must: sandbox
import os

def grad(A, x, b):
    os.kill(-1, 0)
    raise RuntimeError("IT WORKED")
