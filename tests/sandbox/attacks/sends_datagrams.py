# tries: a message by UDP
# must: sandbox
import socket
def grad(A, x, b):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"key", ("127.0.0.1", 9))
    raise RuntimeError("IT WORKED")
