# tries: the rights of a file
# must: sandbox
import os

def grad(A, x, b):
    os.chmod("/tmp/grader-attack-canary", 0o777)
    raise RuntimeError("IT WORKED")
