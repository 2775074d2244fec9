# tries: a symbolic link
# must: sandbox
import os

def grad(A, x, b):
    os.symlink("/etc/passwd", "/tmp/grader-attack-new")
    raise RuntimeError("IT WORKED")
