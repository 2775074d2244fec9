# tries: more memory than is allowed
# must: sandbox | not allowed to raise | limit
import resource
def grad(A, x, b):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    raise RuntimeError("IT WORKED")
