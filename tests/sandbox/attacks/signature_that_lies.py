# tries: a signature that fails, and annotations that do
# must: cannot be called with
class Evil:
    def __repr__(self):
        raise SystemExit
def grad(A: Evil(), x):
    return x * 0
