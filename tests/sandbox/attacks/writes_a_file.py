# tries: a new file
# must: sandbox
def grad(A, x, b):
    with open("/tmp/grader-attack-new", "w") as file:
        file.write("IT WORKED")
    raise RuntimeError("IT WORKED")
