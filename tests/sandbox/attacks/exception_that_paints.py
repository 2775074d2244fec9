# tries: control characters in a message
# must: stops with
def grad(A, x, b):
    raise ValueError("\x1b[2J\u202e`| <script>" + "A" * 100000)
