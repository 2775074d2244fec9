# tries: environments through /proc
# must: sandbox
import os

def grad(A, x, b):
    for each in (os.getppid(), os.getpid(), "self"):
        if b"GRADER_CANARY" in open(f"/proc/{each}/environ", "rb").read():
            raise RuntimeError("IT WORKED")
    return x * 0
