# tries: a frame that announces more than there is
# must: writes where only results go
import os

import struct
def grad(A, x, b):
    for descriptor in range(3, 8):
        try: os.write(descriptor, struct.pack("<4s16sBBHI", b"ggr1", bytes(16), 5, 0, 1, 0xFFFFFFFF))
        except OSError: pass
    return x * 0
