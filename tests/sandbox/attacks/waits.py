# tries: three seconds of nothing, deaf to signals
# must: too slow | 1s
import signal, time
def grad(A, x, b):
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    end = time.time() + 3
    while time.time() < end:
        try: time.sleep(3)
        except BaseException: pass
    return x * 0
