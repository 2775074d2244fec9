# tries: a signal to the parent (number 0: none)
# must: sandbox
import os

def grad(A, x, b):
    os.kill(os.getppid(), 0)
    raise RuntimeError("IT WORKED")
