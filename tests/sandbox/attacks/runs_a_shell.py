# tries: a shell
# must: sandbox | Not the right values
import os

def grad(A, x, b):
    if os.system("true") == 0:
        raise RuntimeError("IT WORKED")
    return x * 0
