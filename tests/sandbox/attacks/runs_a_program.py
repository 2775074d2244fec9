# tries: a program
# must: sandbox
import subprocess
def grad(A, x, b):
    subprocess.run(["true"])
    raise RuntimeError("IT WORKED")
