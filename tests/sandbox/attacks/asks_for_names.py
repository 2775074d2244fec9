# tries: a question to a name server
# must: sandbox
import socket
def grad(A, x, b):
    socket.getaddrinfo("example.invalid", 80)
    raise RuntimeError("IT WORKED")
