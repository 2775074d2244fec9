# tries: the memory of the parent
# must: sandbox
import os

def grad(A, x, b):
    open(f"/proc/{os.getppid()}/mem", "rb")
    raise RuntimeError("IT WORKED")
