# tries: another program in its place
# must: sandbox
import os

def grad(A, x, b):
    os.execv("/bin/true", ["true"])
