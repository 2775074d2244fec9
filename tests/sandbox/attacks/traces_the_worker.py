# tries: local variables of the worker, changed by a tracer
# must: wrong
import sys
def spy(frame, event, argument):
    for name in list(frame.f_locals):
        if name in ("reply", "numbers", "returned"):
            frame.f_locals[name] = 0
    return spy
sys.settrace(spy)
def grad(A, x, b):
    frame = sys._getframe(1)
    while frame is not None:
        frame.f_trace = spy
        frame = frame.f_back
    return x * 0
