# tries: to answer for a function before there is one
# must: writes where only results go
import sys
import time
frame = sys._getframe()
while "wire" not in frame.f_locals:
    frame = frame.f_back
frames, job = frame.f_globals["frames"], frame.f_locals["job"]
for _ in range(2):
    fields = (b"", b"", b"", b"", b"", b"")
    frame.f_locals["wire"].send(frames.Frame(frames.LOADED, job.nonce, fields))
time.sleep(5)
