class Gradient:
    def __call__(self, A, x, b):
        return A.T.dot(A.dot(x) - b)
grad = Gradient()
