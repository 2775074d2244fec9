# tries: twenty processes
# must: sandbox
import os

import time
def grad(A, x, b):
    for _ in range(20):
        if os.fork() == 0:
            time.sleep(1)
            os._exit(0)
    raise RuntimeError("IT WORKED")
