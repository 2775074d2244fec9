# tries: the environment of the grader
# must: Not the right values
import os

def grad(A, x, b):
    if "GRADER_CANARY" in os.environ:
        raise RuntimeError("IT WORKED")
    return x * 0
