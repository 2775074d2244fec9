# tries: a frame that answers the question, from the frame of the worker
# must: wrong
import os

import struct, sys
def grad(A, x, b):
    frame = sys._getframe(1)
    while frame is not None and "call" not in frame.f_locals:
        frame = frame.f_back
    nonce = frame.f_locals["call"].nonce
    fields = [struct.pack("<I", len(x)), bytes(8 * len(x)), b"ndarray", bytes(3)]
    body = b"".join(struct.pack("<I", len(each)) + each for each in fields)
    raw = struct.pack("<4s16sBBHI", b"ggr1", nonce, 5, 0, 4, len(body)) + body
    os.write(4, raw)
    os._exit(0)
