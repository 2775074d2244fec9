# tries: the importers that were taken away
# must: sandbox | is not there
import os

import importlib.machinery, sys
def grad(A, x, b):
    sys.meta_path.append(importlib.machinery.PathFinder)
    sys.path_hooks.append(importlib.machinery.FileFinder.path_hook(
        (importlib.machinery.SourceFileLoader, [".py"])))
    sys.path.append(os.path.dirname(os.__file__))
    sys.meta_path.pop(0); sys.meta_path.pop(0); sys.meta_path.pop(0)
    import turtledemo
    raise RuntimeError("IT WORKED")
