# tries: a process that outlives the call
# must: sandbox
import os

import time
def grad(A, x, b):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(2)
            open("/tmp/grader-attack-new", "w").write("x")
        os._exit(0)
    raise RuntimeError("IT WORKED")
