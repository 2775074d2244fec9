from dataclasses import dataclass
import logging, functools, itertools, collections, math, time
logging.basicConfig(level=logging.INFO)
@dataclass
class Problem:
    A: object
    b: object
    def grad(self, x): return self.A.T @ (self.A @ x - self.b)
def grad(A, x, b):
    logging.info("called")
    return Problem(A, b).grad(x)
