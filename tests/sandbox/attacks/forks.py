# tries: a second process
# must: sandbox
import os

def grad(A, x, b):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    raise RuntimeError("IT WORKED")
