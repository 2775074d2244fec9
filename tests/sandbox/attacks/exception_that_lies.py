# tries: an exception whose text raises, loops and paints
# must: stops with
class Trap(Exception):
    def __str__(self): raise Trap()
    __repr__ = __str__
def grad(A, x, b):
    raise Trap()
