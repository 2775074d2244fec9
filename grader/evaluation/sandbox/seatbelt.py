"""Nothing → this process behind the sandbox of macOS: no network, no process, no file written.

`sandbox_init` is old and has no successor that needs no signed program. Where it is gone, the
report says that the layer does not hold.
"""

from __future__ import annotations

import ctypes

PROFILE = b"""(version 1)
(allow default)
(deny network*)
(deny process-fork)
(deny process-exec*)
(deny file-write*)
(deny file-read-data (subpath "/Users") (subpath "/private/var") (subpath "/Volumes"))
(deny signal (target others))
"""


def lock() -> bool:
    """Restrict this process for good; whether that succeeded."""
    try:
        library = ctypes.CDLL("/usr/lib/system/libsystem_sandbox.dylib")
        message = ctypes.c_char_p()
        return bool(library.sandbox_init(PROFILE, ctypes.c_uint64(0), ctypes.byref(message)) == 0)
    except (OSError, AttributeError):
        return False
