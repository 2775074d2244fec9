# tries: a file
# must: sandbox
def grad(A, x, b):
    open("/etc/hostname").read()
    raise RuntimeError("IT WORKED")
