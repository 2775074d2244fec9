# tries: a new file in its own folder
# must: sandbox
def grad(A, x, b):
    with open("debug.log", "w") as file:
        file.write("x")
    raise RuntimeError("IT WORKED")
