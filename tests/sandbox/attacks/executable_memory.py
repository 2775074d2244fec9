# tries: memory that can be executed
# must: sandbox | PermissionError
import mmap
def grad(A, x, b):
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    raise RuntimeError("IT WORKED")
