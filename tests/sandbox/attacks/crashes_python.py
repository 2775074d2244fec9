# tries: a null pointer, through native code
# must: native code | crashed
import ctypes
def grad(A, x, b):
    return ctypes.string_at(0)
