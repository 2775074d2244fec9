# tries: a type that raises when it is looked at
# must: wrong
class Meta(type):
    def __getattribute__(cls, name): raise RuntimeError("no")
class Odd(metaclass=Meta):
    pass
def grad(A, x, b):
    return Odd()
