# tries: fifty threads
# must: starting threads
import threading, time
def grad(A, x, b):
    for _ in range(50):
        threading.Thread(target=time.sleep, args=(0.5,), daemon=True).start()
    return x * 0
