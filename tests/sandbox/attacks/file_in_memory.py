# tries: a file that has no name
# must: sandbox | PermissionError | AttributeError
import os

def grad(A, x, b):
    os.memfd_create("key")
    raise RuntimeError("IT WORKED")
