# tries: a code object that is nonsense
# must: crashed | signal | RuntimeError | SystemError
def grad(A, x, b):
    code = (lambda: 0).__code__.replace(co_code=b"d\xff" * 4 + b"S\x00", co_consts=())
    return type(grad)(code, {})()
