# tries: a signal to itself
# must: signal | sandbox
import os

import signal
def grad(A, x, b):
    signal.raise_signal(signal.SIGKILL)
    os.abort()
