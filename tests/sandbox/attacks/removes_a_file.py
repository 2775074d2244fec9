# tries: to remove a file
# must: sandbox
import os

def grad(A, x, b):
    os.remove("/tmp/grader-attack-canary")
    raise RuntimeError("IT WORKED")
