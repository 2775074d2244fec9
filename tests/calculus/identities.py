"""Derivatives that are known: (function, by what, task, formula), with their sources.

MC 81 is equation 81 of the *Matrix Cookbook* (2012).
"""

from __future__ import annotations

VARIABLES = {
    "A": "n x n", "B": "n x n", "C": "n x n", "P": "n x n positive definite",
    "X": "n x m", "Y": "n x m", "W": "m x n", "N": "m x m",
    "x": "n", "y": "n", "a": "n", "b": "n", "c": "n", "g": "n positive",
    "u": "m", "v": "m", "r": "1 x n", "q": "1 x m",
    "s": "scalar", "t": "scalar", "z": "scalar", "p": "scalar positive", "lam": "scalar positive",
    "k": "3", "M": "2 x 2",
}  # fmt: skip

GRADIENTS: dict[str, list[tuple[str, str, str]]] = {
    "numbers": [
        ("s^3", "s", "3*s^2"),
        ("1/s", "s", "-1/s^2"),
        ("sqrt(p)", "p", "1/(2*sqrt(p))"),
        ("p^t", "p", "t*p^(t-1)"),
        ("p^t", "t", "p^t*log(p)"),
        ("exp(s*t)", "s", "t*exp(s*t)"),
        ("log(1 + s^2)", "s", "2*s/(1 + s^2)"),
        ("sin(s)*cos(s)", "s", "cos(s)^2 - sin(s)^2"),
        ("tan(s)", "s", "1 + tan(s)^2"),
        ("sec(s)", "s", "sec(s)*tan(s)"),
        ("csc(s)", "s", "-csc(s)*cot(s)"),
        ("cot(s)", "s", "-1 - cot(s)^2"),
        ("asin(s/4)", "s", "1/(4*sqrt(1 - s^2/16))"),
        ("acos(s/4)", "s", "-1/(4*sqrt(1 - s^2/16))"),
        ("atan(s)", "s", "1/(1 + s^2)"),
        ("sinh(s)", "s", "cosh(s)"),
        ("cosh(s)", "s", "sinh(s)"),
        ("tanh(s)", "s", "1 - tanh(s)^2"),
        ("sigmoid(s)", "s", "sigmoid(s)*(1 - sigmoid(s))"),
        ("1/(1 + exp(-s))", "s", "sigmoid(s)*(1 - sigmoid(s))"),
        ("softplus(s)", "s", "sigmoid(s)"),
        ("log(1 + exp(s))", "s", "sigmoid(s)"),
        ("log(1 + exp(-s))", "s", "-sigmoid(-s)"),
        ("log(sigmoid(s))", "s", "1 - sigmoid(s)"),
        ("log(1 - sigmoid(s))", "s", "-sigmoid(s)"),
        ("relu(s)", "s", "(1 + sign(s))/2"),
        ("abs(s)", "s", "sign(s)"),
        ("max(s, t)", "s", "(1 + sign(s - t))/2"),
        ("min(s, t)", "s", "(1 + sign(t - s))/2"),
        ("max(s, t, z)", "z", "(1 + sign(z - max(s, t)))/2"),
        ("exp(-s^2/(2*p^2))", "s", "-s/p^2*exp(-s^2/(2*p^2))"),
        ("s^2*exp(s)", "s", "(s^2 + 2*s)*exp(s)"),
        ("log(s^2 + t^2)/2", "t", "t/(s^2 + t^2)"),
        ("s/(s + t)", "s", "t/(s + t)^2"),
        ("s/(s + t)", "t", "-s/(s + t)^2"),
        ("log(p, 2)", "p", "1/(p*log(2))"),
        ("root(p, 3)", "p", "p^(-2/3)/3"),
        ("pi*s^2", "s", "2*pi*s"),
        ("e^(2*s)", "s", "2*e^(2*s)"),
        ("sign(s)*s^2", "s", "2*s*sign(s)"),
    ],
    "first order in a vector": [
        ("a.T*x", "x", "a"),  # MC 69
        ("x.T*a", "x", "a"),  # MC 69
        ("inner(a, x)", "x", "a"),
        ("r*a", "r", "a.T"),
        ("a.T*A*x", "x", "A.T*a"),
        ("sum(x)", "x", "ones(n)"),
        ("mean(x)", "x", "ones(n)/n"),
        ("sum(A*x)", "x", "A.T*ones(n)"),
        ("x[2]", "x", "unit(2, n)"),
        ("s*a.T*x", "s", "a.T*x"),
        ("log(a.T*x)", "x", "a/(a.T*x)"),
        ("sum(s + x)", "s", "n"),
    ],
    "quadratic in a vector": [
        ("x.T*x", "x", "2*x"),
        ("norm(x)^2", "x", "2*x"),  # MC 131
        ("1/2*norm(x)^2", "x", "x"),
        ("x.T*A*x", "x", "(A + A.T)*x"),  # MC 81
        ("r*A*r.T", "r", "r*(A + A.T)"),
        ("x.T*P*x/2 - b.T*x", "x", "(P + P.T)*x/2 - b"),
        ("norm(A*x - b)^2/2", "x", "A.T*(A*x - b)"),
        ("norm(X.T*x - u)^2", "x", "2*X*(X.T*x - u)"),
        ("(A*x - b).T*P*(A*x - b)", "x", "A.T*(P + P.T)*(A*x - b)"),  # MC 84
        ("(B*x + b).T*C*(A*x + a)", "x", "B.T*C*(A*x + a) + A.T*C.T*(B*x + b)"),  # MC 78
        ("x.T*X*u", "x", "X*u"),
        ("(x - A*y).T*P*(x - A*y)", "y", "-A.T*(P + P.T)*(x - A*y)"),  # MC 84
        ("(a.T*x)^2", "x", "2*(a.T*x)*a"),
        ("(a.T*x)*(b.T*x)", "x", "(b.T*x)*a + (a.T*x)*b"),
        ("exp(-norm(x - a)^2/2)", "x", "-exp(-norm(x - a)^2/2)*(x - a)"),
        ("exp(a.T*x)", "x", "exp(a.T*x)*a"),
        ("norm(x - a)", "x", "(x - a)/norm(x - a)"),  # MC 129
        ("norm(x)^4", "x", "4*norm(x)^2*x"),
        ("norm(x)^3", "x", "3*norm(x)*x"),
        ("sqrt(1 + norm(x)^2)", "x", "x/sqrt(1 + norm(x)^2)"),
        ("1/norm(x)", "x", "-x/norm(x)^3"),
        ("x.T*A*x/(x.T*x)", "x", "(A + A.T)*x/(x.T*x) - 2*(x.T*A*x)*x/(x.T*x)^2"),
        ("norm(r - y.T)^2", "r", "2*(r - y.T)"),
    ],
    "functions entry by entry": [
        ("sum(x.^3)", "x", "3*x.^2"),
        ("sum(exp(x))", "x", "exp(x)"),
        ("sum(log(g))", "g", "1./g"),
        ("sum(a.*log(g))", "g", "a./g"),
        ("sum(g.*log(g))", "g", "1 + log(g)"),
        ("sum(sigmoid(A*x))", "x", "A.T*(sigmoid(A*x).*(1 - sigmoid(A*x)))"),
        ("norm(tanh(x))^2", "x", "2*tanh(x).*(1 - tanh(x)^2)"),
        ("sum(relu(X.T*x))", "x", "X*(1 + sign(X.T*x))/2"),
        ("sum(abs(x - a))", "x", "sign(x - a)"),
        ("norm(x, 1)", "x", "sign(x)"),
        ("a.T*sin(A*x)", "x", "A.T*(a.*cos(A*x))"),
        ("sum(a./g)", "g", "-a./g.^2"),
        ("sum(max(x, 0))", "x", "(1 + sign(x))/2"),
        ("sum(max(x, a))", "x", "(1 + sign(x - a))/2"),
        ("sum(g.^t)", "g", "t*g.^(t-1)"),
        ("sum(g.^t)", "t", "sum(g.^t.*log(g))"),
        ("sum(2.^x)", "x", "log(2)*2.^x"),
        ("logsumexp(x)", "x", "softmax(x)"),
        ("logsumexp(A*x + b)", "x", "A.T*softmax(A*x + b)"),
        ("log(sum(exp(x)))", "x", "exp(x)/sum(exp(x))"),
        ("a.T*softmax(x)", "x", "softmax(x).*(a - a.T*softmax(x))"),
        ("logsumexp(X)", "X", "exp(X)/sum(exp(X))"),
        ("x.T*diag(a)*x", "x", "2*a.*x"),
        ("a.T*diag(x)*b", "x", "a.*b"),
        ("trace(diag(x)*A)", "x", "diag(A)"),
        ("a.T*diag(A)", "A", "diag(a)"),
        ("norm(x.*y)^2", "x", "2*x.*y.^2"),
        ("det(diag(g))", "g", "det(diag(g))./g"),
    ],
    "traces": [
        ("trace(A)", "A", "eye(n)"),  # MC 99
        ("trace(A*B)", "A", "B.T"),  # MC 100
        ("trace(X*W)", "X", "W.T"),  # MC 100
        ("trace(B*A*C)", "A", "B.T*C.T"),  # MC 101
        ("trace(B*A.T*C)", "A", "C*B"),  # MC 102
        ("trace(X.T*Y)", "X", "Y"),  # MC 103
        ("trace(Y*X.T)", "X", "Y"),  # MC 104
        ("trace(kron(A, B))", "B", "trace(A)*eye(n)"),  # MC 105
        ("trace(kron(A, B))", "A", "trace(B)*eye(n)"),
        ("trace(A^2)", "A", "2*A.T"),  # MC 106
        ("trace(A^2*B)", "A", "(A*B + B*A).T"),  # MC 107
        ("trace(X.T*B*X)", "X", "B*X + B.T*X"),  # MC 108
        ("trace(B*X*X.T)", "X", "(B + B.T)*X"),  # MC 109
        ("trace(X*X.T*B)", "X", "(B + B.T)*X"),  # MC 110
        ("trace(X*N*X.T)", "X", "X*N.T + X*N"),  # MC 111
        ("trace(A*B*A.T*C)", "A", "C*A*B + C.T*A*B.T"),  # MC 118
        ("trace(B*A*C*A)", "A", "B.T*A.T*C.T + C.T*A.T*B.T"),  # MC 114
        ("trace(X.T*X)", "X", "2*X"),  # MC 115
        ("trace(N.T*X.T*C*X*N)", "X", "C.T*X*N*N.T + C*X*N*N.T"),  # MC 116
        ("trace(A.T*B*A*C)", "A", "B*A*C + B.T*A*C.T"),  # MC 117
        ("trace((B*X*N + Y)*(B*X*N + Y).T)", "X", "2*B.T*(B*X*N + Y)*N.T"),  # MC 119
        ("trace(kron(A, A))", "A", "2*trace(A)*eye(n)"),  # MC 120
        ("trace(A^3)", "A", "3*(A.T)^2"),  # MC 121
        ("trace(A^5)", "A", "5*(A.T)^4"),  # MC 121
        ("trace(B*A^3)", "A", "(A^2*B + A*B*A + B*A^2).T"),  # MC 122
        ("trace(B.T*X*X.T*C*X*X.T*B)", "X",
         "(C*X*X.T*B*B.T + C.T*X*X.T*B*B.T + B*B.T*X*X.T*C + B*B.T*X*X.T*C.T)*X"),  # like MC 123
        ("trace(B*inv(A)*C)", "A", "-(inv(A)*C*B*inv(A)).T"),  # MC 124, 63
        ("trace(inv(X.T*P*X)*N)", "X",
         "-P*X*inv(X.T*P*X)*(N + N.T)*inv(X.T*P*X)"),  # MC 125, P symmetric
        ("inner(X, Y)", "X", "Y"),
        ("trace(A)^2", "A", "2*trace(A)*eye(n)"),
        ("trace(A.*B)", "A", "diag(diag(B))"),
        ("trace(A.T)", "A", "eye(n)"),
        ("trace(exp(A))", "A", "eye(n).*exp(A)"),
    ],
    "bilinear and quadratic in a matrix": [
        ("a.T*X*u", "X", "a*u.T"),  # MC 70
        ("u.T*X.T*a", "X", "a*u.T"),  # MC 71
        ("x.T*A*x", "A", "x*x.T"),  # MC 72
        ("u.T*X.T*X*v", "X", "X*(u*v.T + v*u.T)"),  # MC 77
        ("u.T*X.T*C*X*v", "X", "C.T*X*u*v.T + C*X*v*u.T"),  # MC 82
        ("(X*u + a).T*C*(X*u + a)", "X", "(C + C.T)*(X*u + a)*u.T"),  # MC 83
        ("norm(X)^2", "X", "2*X"),  # MC 132
        ("norm(X)", "X", "X/norm(X)"),
        ("norm(X*u - a)^2", "X", "2*(X*u - a)*u.T"),
        ("norm(X*W - A)^2", "X", "2*(X*W - A)*W.T"),
        ("norm(X*W - A)^2", "W", "2*X.T*(X*W - A)"),
        ("sum(X)", "X", "ones(n, m)"),
        ("sum(X.*Y)", "X", "Y"),
        ("sum(X.^2)", "X", "2*X"),
        ("sum(exp(X))", "X", "exp(X)"),
        ("mean(X)", "X", "ones(n, m)/(n*m)"),
        ("a.T*A^2*b", "A", "a*b.T*A.T + A.T*a*b.T"),
        ("sum(kron(A, B))", "A", "sum(B)*ones(n, n)"),
        ("vec(X).T*vec(Y)", "X", "Y"),
        ("norm(vec(X))^2", "X", "2*X"),
        ("X[1,2]", "X", "unit(1, n)*unit(2, m).T"),
        ("sum(X[2,:])", "X", "unit(2, n)*ones(1, m)"),
        ("a.T*X[:,1]", "X", "a*unit(1, m).T"),
        ("sum(sigmoid(X*u))", "X", "(sigmoid(X*u).*(1 - sigmoid(X*u)))*u.T"),
    ],
    "determinants and inverses": [
        ("det(A)", "A", "det(A)*inv(A).T"),  # MC 49
        ("det(B*A*C)", "A", "det(B*A*C)*inv(A).T"),  # MC 51
        ("det(X.T*P*X)", "X", "det(X.T*P*X)*(P*X + P.T*X)*inv(X.T*P*X)"),  # MC 52, P symmetric
        ("log(det(A))", "A", "inv(A).T"),  # MC 57
        ("log(det(P))", "P", "inv(P).T"),
        ("log(det(X.T*X))", "X", "2*X*inv(X.T*X)"),  # MC 55
        ("det(A^2)", "A", "2*det(A^2)*inv(A).T"),  # MC 58
        ("det(inv(A))", "A", "-det(inv(A))*inv(A).T"),  # MC 62
        ("a.T*inv(A)*b", "A", "-inv(A).T*a*b.T*inv(A).T"),  # MC 61
        ("trace(inv(A))", "A", "-(inv(A)*inv(A)).T"),
        ("det(s*A)", "s", "n*det(s*A)/s"),
        ("det([[s, t], [z, p]])", "s", "p"),
        ("det([[s, t], [z, p]])", "t", "-z"),
        ("x.T*inv(P)*x", "x", "(inv(P) + inv(P).T)*x"),
        ("log(det(P)) + a.T*inv(P)*a", "P", "inv(P).T - inv(P).T*a*a.T*inv(P).T"),
    ],
    "losses": [
        ("norm(X.T*x - u)^2 + lam*norm(x)^2", "x", "2*X*(X.T*x - u) + 2*lam*x"),
        ("norm(X.T*x - u)^2/(2*m)", "x", "X*(X.T*x - u)/m"),
        ("1/(2*m)*norm(x.T*X + s - q)^2", "x", "1/m*X*(x.T*X + s - q).T"),
        ("1/(2*m)*norm(x.T*X + s - q)^2", "s", "1/m*sum(x.T*X + s - q)"),
        ("log(1 + exp(-x.T*a))", "x", "-a/(1 + exp(x.T*a))"),
        ("-(s*log(sigmoid(x.T*a)) + (1 - s)*log(1 - sigmoid(x.T*a)))", "x",
         "(sigmoid(x.T*a) - s)*a"),
        ("-1/m*sum(q.*log(sigmoid(x.T*X + s)) + (1 - q).*log(1 - sigmoid(x.T*X + s)))", "x",
         "X*(sigmoid(X.T*x + s) - q.T)/m"),
        ("-1/m*sum(q.*log(sigmoid(x.T*X + s)) + (1 - q).*log(1 - sigmoid(x.T*X + s)))", "s",
         "sum(sigmoid(x.T*X + s) - q)/m"),
        ("-sum(a.*log(softmax(x)))", "x", "sum(a)*softmax(x) - a"),
        ("logsumexp(x) - a.T*x", "x", "softmax(x) - a"),
        ("-sum(a.*log(softmax(A*x)))", "A", "(sum(a)*softmax(A*x) - a)*x.T"),
        ("sum(log(1 + exp(-v.*(X.T*x))))", "x", "-X*(v.*sigmoid(-v.*(X.T*x)))"),
        ("sum(max(0, 1 - v.*(X.T*x)))", "x", "-X*(v.*(1 + sign(1 - v.*(X.T*x))))/2"),
        ("norm(sigmoid(X.T*x) - u)^2/2", "x",
         "X*((sigmoid(X.T*x) - u).*sigmoid(X.T*x).*(1 - sigmoid(X.T*x)))"),
        ("u.T*relu(W*x)", "x", "W.T*(u.*(1 + sign(W*x)))/2"),
        ("u.T*tanh(W*x)", "W", "(u.*(1 - tanh(W*x)^2))*x.T"),
        ("norm(X*W - A)^2 + lam*norm(X)^2", "X", "2*(X*W - A)*W.T + 2*lam*X"),
        ("sum(sqrt(p + (x - a).^2))", "x", "(x - a)./sqrt(p + (x - a).^2)"),
        ("n*log(p) + norm(x - a)^2/(2*p^2)", "p", "n/p - norm(x - a)^2/p^3"),
        ("sum(softplus(X.T*x)) - q*X.T*x", "x", "X*(sigmoid(X.T*x) - q.T)"),
        ("sum(exp(X.T*x) - u.*(X.T*x))", "x", "X*(exp(X.T*x) - u)"),
    ],
    "indices": [
        ("Sum(x[i]^2, (i, 1, n))", "x", "2*x"),
        ("Sum(a[i]*x[i], (i, 1, n))", "x", "a"),
        ("Sum(Sum(x[i]*A[i,j]*x[j], (j, 1, n)), (i, 1, n))", "x", "(A + A.T)*x"),
        ("Sum((x.T*X[:,i] - u[i])^2, (i, 1, m))", "x", "2*X*(X.T*x - u)"),
        ("Sum(exp(x[i]), (i, 1, n))", "x", "exp(x)"),
        ("Sum(delta(i, 2)*x[i], (i, 1, n))", "x", "unit(2, n)"),
        ("Sum(i*x[i]^2, (i, 1, n))", "x", "Sum(2*i*x[i]*unit(i, n), (i, 1, n))"),
        ("Sum(x[i]*x[i+1], (i, 1, n-1))", "x",
         "Sum(x[i]*unit(i+1, n) + x[i+1]*unit(i, n), (i, 1, n-1))"),
        ("Sum(x[i]^2, (i, 1, n))^2", "x", "4*(x.T*x)*x"),
        ("Sum(A[i,i], (i, 1, n))", "A", "eye(n)"),
        ("k[1]*k[2] + k[3]^2", "k", "[k[2], k[1], 2*k[3]]"),
        ("M[1,1]*M[2,2] - M[1,2]*M[2,1]", "M", "[[M[2,2], -M[2,1]], [-M[1,2], M[1,1]]]"),
    ],
}  # fmt: skip

JACOBIANS: dict[str, list[tuple[str, str, str]]] = {
    "linear": [
        ("x", "x", "eye(n)"),
        ("A*x", "x", "A"),
        ("X.T*x + u", "x", "X.T"),
        ("r*A", "r", "A.T"),
        ("x.T*X + s", "x", "X.T"),
        ("x.T*X + s", "s", "ones(m)"),
        ("a.T*x", "x", "a.T"),
        ("r*a", "r", "a.T"),
        ("A*B*x", "x", "A*B"),
        ("s*x", "x", "s*eye(n)"),
        ("s*x", "s", "x"),
        ("s*r", "s", "r.T"),
        ("x/p", "x", "eye(n)/p"),
        ("(x.T*A).T", "x", "A.T"),
        ("r.T", "r", "eye(n)"),
        ("[x[1], x[2]]", "x", "[1, 0]*unit(1, n).T + [0, 1]*unit(2, n).T"),
        ("a", "x", "zeros(n, n)"),
        ("a", "s", "zeros(n)"),
    ],
    "entry by entry": [
        ("sigmoid(A*x)", "x", "diag(sigmoid(A*x).*(1 - sigmoid(A*x)))*A"),
        ("tanh(x)", "x", "diag(1 - tanh(x)^2)"),
        ("exp(X.T*x)", "x", "diag(exp(X.T*x))*X.T"),
        ("x.*y", "x", "diag(y)"),
        ("x.*x", "x", "2*diag(x)"),
        ("a./g", "g", "-diag(a./g.^2)"),
        ("diag(x)*a", "x", "diag(a)"),
        ("relu(W*x)", "x", "diag((1 + sign(W*x))/2)*W"),
        ("max(x, 0)", "x", "diag((1 + sign(x))/2)"),
        ("sigmoid(r*A)", "r", "diag(sigmoid(r*A).*(1 - sigmoid(r*A)))*A.T"),
        ("softmax(x)", "x", "diag(softmax(x)) - softmax(x)*softmax(x).T"),
        ("log(softmax(x))", "x", "eye(n) - ones(n)*softmax(x).T"),
        ("x/norm(x)", "x", "(eye(n) - x*x.T/norm(x)^2)/norm(x)"),  # MC 130
        ("(a.T*x)*x", "x", "(a.T*x)*eye(n) + x*a.T"),
        ("norm(x)^2*x", "x", "norm(x)^2*eye(n) + 2*x*x.T"),
        ("inv(A)*x", "x", "inv(A)"),
        ("[s*x[1], x[2]^2]", "x", "[s, 0]*unit(1, n).T + [0, 2*x[2]]*unit(2, n).T"),
    ],
    "matrices": [
        ("A*X*N", "X", "kron(N.T, A)"),
        ("A*X", "X", "kron(eye(m), A)"),
        ("X*u", "X", "kron(u.T, eye(n))"),
        ("vec(X)", "X", "kron(eye(m), eye(n))"),
        ("x*u.T", "x", "kron(u, eye(n))"),
        ("x*x.T", "x", "kron(x, eye(n)) + kron(eye(n), x)"),
        ("X.*Y", "X", "diag(vec(Y))"),
        ("A^2", "A", "kron(A.T, eye(n)) + kron(eye(n), A)"),
        ("inv(A)", "A", "-kron(inv(A).T, inv(A))"),  # MC 59
        ("trace(A)*x", "A", "x*vec(eye(n)).T"),
        ("kron(x, a)", "x", "kron(eye(n), a)"),
        ("kron(a, x)", "x", "kron(a, eye(n))"),
        ("s*A", "s", "vec(A)"),
        ("X*W", "W", "kron(eye(n), X)"),
        ("sin(X)", "X", "diag(vec(cos(X)))"),
    ],
}  # fmt: skip

HESSIANS: list[tuple[str, str, str]] = [
    ("s^3", "s", "6*s"),
    ("sigmoid(s)", "s", "sigmoid(s)*(1 - sigmoid(s))*(1 - 2*sigmoid(s))"),
    ("a.T*x", "x", "zeros(n, n)"),
    ("norm(x)^2", "x", "2*eye(n)"),
    ("x.T*A*x", "x", "A + A.T"),  # MC 98
    ("norm(X.T*x - u)^2", "x", "2*X*X.T"),
    ("norm(A*x - b)^2/2", "x", "A.T*A"),
    ("norm(X.T*x - u)^2 + lam*norm(x)^2", "x", "2*X*X.T + 2*lam*eye(n)"),
    ("exp(a.T*x)", "x", "exp(a.T*x)*a*a.T"),
    ("norm(x)", "x", "eye(n)/norm(x) - x*x.T/norm(x)^3"),
    ("logsumexp(x)", "x", "diag(softmax(x)) - softmax(x)*softmax(x).T"),
    ("sum(log(g))", "g", "-diag(1./g.^2)"),
    ("sum(softplus(X.T*x)) - q*X.T*x", "x",
     "X*diag(sigmoid(X.T*x).*(1 - sigmoid(X.T*x)))*X.T"),
    ("-1/m*sum(q.*log(sigmoid(x.T*X + s)) + (1 - q).*log(1 - sigmoid(x.T*X + s)))", "x",
     "X*diag(sigmoid(X.T*x + s).*(1 - sigmoid(X.T*x + s)))*X.T/m"),
    ("r*A*r.T", "r", "A + A.T"),
    ("norm(X)^2", "X", "2*kron(eye(m), eye(n))"),
    ("trace(X.T*B*X)", "X", "kron(eye(m), B + B.T)"),
    ("trace(A*B*A.T*C)", "A", "kron(B.T, C) + kron(B, C.T)"),
    ("(a.T*x)^3", "x", "6*(a.T*x)*a*a.T"),
    ("Sum(x[i]^4, (i, 1, n))", "x", "12*diag(x.^2)"),
    ("k[1]*k[2] + k[3]^2", "k", "[[0, 1, 0], [1, 0, 0], [0, 0, 2]]"),
]  # fmt: skip

CASES: list[tuple[str, str, str, str]] = [
    *((f, wrt, "gradient", key) for cases in GRADIENTS.values() for f, wrt, key in cases),
    *((f, wrt, "jacobian", key) for cases in JACOBIANS.values() for f, wrt, key in cases),
    *((f, wrt, "hessian", key) for f, wrt, key in HESSIANS),
]
