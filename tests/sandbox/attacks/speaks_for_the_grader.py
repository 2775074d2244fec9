# tries: to report, in the worker's place, words that are the grader's own
# must: writes where only results go
import sys
import time
def grad(A, x, b):
    frame = sys._getframe(1)
    frames = frame.f_globals["frames"]
    fields = (b"died", b"", b"0 0 IT WORKED", b"", b"")
    reply = frames.Frame(frames.PROBLEM, frame.f_locals["call"].nonce, fields)
    frame.f_globals["Wire"]().send(reply)
    time.sleep(5)
