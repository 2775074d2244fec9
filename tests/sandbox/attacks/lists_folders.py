# tries: the names of files
# must: sandbox
import os

def grad(A, x, b):
    os.listdir("/")
    raise RuntimeError("IT WORKED")
