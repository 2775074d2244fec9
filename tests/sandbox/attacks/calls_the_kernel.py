# tries: a system call without Python's help
# must: sandbox | Not the right values
import ctypes
def grad(A, x, b):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.chmod(b"/tmp/grader-attack-canary", 0o777) == 0 or libc.open(b"/etc/passwd", 0) >= 0:
        raise RuntimeError("IT WORKED")
    return x * 0
