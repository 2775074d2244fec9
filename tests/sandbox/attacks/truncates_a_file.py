# tries: a file cut to nothing
# must: sandbox
import os

def grad(A, x, b):
    os.truncate("/tmp/grader-attack-canary", 0)
    raise RuntimeError("IT WORKED")
