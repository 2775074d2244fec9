from fractions import Fraction
def grad(A, x, b):
    A = [[Fraction(float(e)) for e in row] for row in A]
    x = [Fraction(float(e)) for e in x]
    r = [sum(p * q for p, q in zip(row, x)) - Fraction(float(e)) for row, e in zip(A, b)]
    return [sum(A[i][j] * r[i] for i in range(len(A))) for j in range(len(x))]
