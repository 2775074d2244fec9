# tries: five seconds of computing
# must: too slow | 1s
import time
def grad(A, x, b):
    end = time.process_time() + 5
    while time.process_time() < end:
        pass
    return x * 0
