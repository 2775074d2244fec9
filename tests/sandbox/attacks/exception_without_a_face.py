# tries: an exception whose every attribute fails
# must: cannot be shown | ended its process
class Faceless(type):
    __name__ = property(lambda kind: 1 / 0)
class Problem(SyntaxError, metaclass=Faceless):
    __str__ = __repr__ = lambda self: 1 / 0
def grad(A, x, b):
    problem = Problem()
    problem.lineno, problem.offset, problem.text, problem.filename = [], {}, 5, None
    raise problem
