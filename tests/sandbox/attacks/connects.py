# tries: a connection by TCP
# must: sandbox
import socket
def grad(A, x, b):
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    raise RuntimeError("IT WORKED")
