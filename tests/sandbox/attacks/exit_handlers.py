# tries: work after the end of the process
# must: KeyboardInterrupt
import atexit
atexit.register(print, "PASSED")
def grad(A, x, b):
    raise KeyboardInterrupt
