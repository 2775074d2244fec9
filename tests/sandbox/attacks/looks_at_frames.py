# tries: the key among the variables of its callers
# must: Not the right values
import sys
def grad(A, x, b):
    frame = sys._getframe()
    while frame is not None:
        if {"case", "reference", "tolerance", "value"} & set(frame.f_locals):
            raise RuntimeError("IT WORKED")
        frame = frame.f_back
    return x * 0
