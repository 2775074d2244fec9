# tries: a page
# must: sandbox | URLError
import urllib.request
def grad(A, x, b):
    urllib.request.urlopen("http://127.0.0.1:9/", timeout=1)
    raise RuntimeError("IT WORKED")
