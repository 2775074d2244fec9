"""What a student's code tries → a message that names it, in place of a bare refusal.

No boundary: code that wants to can get around it, and meets the locks of the kernel. It makes an
honest mistake readable, makes it read the same on every system, and stops accidents where the
system has no locks.
"""

from __future__ import annotations

import opcode
import sys
import types
from collections.abc import Iterator
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec
from typing import Any

# Audit events of Python and what they are called; an event's own prefix stands for its family.
ACTIONS = {
    "open": "opening files",
    "os": "",
    "shutil": "changing files",
    "glob": "listing folders",
    "pathlib": "listing folders",
    "tempfile": "making files",
    "socket": "using the network",
    "urllib": "using the network",
    "http": "using the network",
    "ftplib": "using the network",
    "smtplib": "using the network",
    "subprocess": "starting processes",
    "pty": "starting processes",
    "ctypes": "calling native code",
    "mmap": "mapping memory",
    "fcntl": "changing files",
    "resource": "changing limits",
    "sqlite3": "opening files",
    "webbrowser": "starting processes",
    "winreg": "reading the registry",
    "msvcrt": "changing files",
    "syslog": "writing to the system's log",
    "_thread": "starting threads",
}
OF_OS = {
    **dict.fromkeys(("system", "exec", "fork", "forkpty", "posix_spawn", "spawn", "startfile"),
                    "starting processes"),
    **dict.fromkeys(("kill", "killpg"), "sending signals"),
    **dict.fromkeys(("listdir", "scandir", "walk", "fwalk", "listdrives"), "listing folders"),
    **dict.fromkeys(("putenv", "unsetenv"), ""),
    **dict.fromkeys(("remove", "rename", "mkdir", "rmdir", "link", "symlink", "truncate", "chmod",
                     "chown", "utime", "chdir", "chflags", "setxattr", "removexattr", "lockf"),
                    "changing files"),
}  # fmt: skip
# Asked of objects that exist, by NumPy and others: nothing is opened.
HARMLESS = frozenset((
    "ctypes.addressof", "ctypes.cdata", "ctypes.cdata/buffer", "ctypes.PyObj_FromPtr",
    "ctypes.get_errno", "ctypes.set_errno", "ctypes.string_at", "ctypes.wstring_at",
    "socket.gethostname",
))  # fmt: skip


# Libraries that draw or show; none of them is there.
DRAWING = frozenset((
    "matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "IPython", "ipywidgets", "bokeh",
))  # fmt: skip


# Libraries that only reach outside, with much that they bring along: a tenth of what is forked.
REFUSED = {"numpy.f2py": "starting processes", "urllib.request": "using the network"}


class ForbiddenError(PermissionError):
    """Something that the sandbox does not allow; reads as `PermissionError` to the student."""


def action(event: str) -> str:
    """What an audit event is called if it is not allowed; empty if it is.

    >>> action("socket.connect"), action("os.fork"), action("import")
    ('using the network', 'starting processes', '')
    """
    family, _, rest = event.partition(".")
    if family not in ACTIONS or event in HARMLESS:
        return ""
    return OF_OS.get(rest, "") if family == "os" else ACTIONS[family]


def watch() -> None:
    """From now on, for good, refuse such actions in this process."""

    known: dict[str, str] = {}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in known:
            known[event] = action(event)
        if known[event]:
            about = arguments[0] if arguments and type(arguments[0]) in (str, int) else ""
            raise ForbiddenError(f"{known[event]}: {str(about)[:200]!r}" if about else known[event])

    sys.addaudithook(hook)


class Nothing(types.ModuleType):
    """Stands for a library that only draws: whatever is asked of it does nothing.

    A gradient is right or wrong without the picture that is drawn below it. As a number it is 0;
    where it is unpacked, it has as many parts as there are names (`fig, (a, b, c) = …`).
    """

    def __init__(self, name: str = "nothing") -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *arguments: Any, **named: Any) -> Nothing:
        """Draw nothing."""
        return self

    def __iter__(self) -> Iterator[Nothing]:
        return iter([self] * _unpacked(sys._getframe(1)))

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def __setitem__(self, place: Any, value: Any) -> None:
        pass

    def __contains__(self, value: Any) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 0.0

    __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __call__
    __truediv__ = __rtruediv__ = __neg__ = __lt__ = __gt__ = __le__ = __ge__ = __call__


def _unpacked(frame: types.FrameType) -> int:
    """How many names an unpacking that goes on in a frame has on its left; 0 where none does."""
    code, place = frame.f_code.co_code, frame.f_lasti
    return code[place + 1] if code[place] == opcode.opmap["UNPACK_SEQUENCE"] else 0


class Drawing:
    """The loader of such a library."""

    @staticmethod
    def create_module(spec: ModuleSpec) -> Nothing:
        """A module that does nothing."""
        return Nothing(spec.name)

    @staticmethod
    def exec_module(module: types.ModuleType) -> None:
        """There is nothing to be run."""


class Refusing(types.ModuleType):
    """Stands for a large library that is of no use here: whatever is called in it refuses."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        module, what = self.__name__, REFUSED[self.__name__]

        def refuse(*_: object, **__: object) -> None:
            problem = ForbiddenError(f"{what}: '{module}.{name}'")
            if module != "urllib.request":
                raise problem
            from urllib.error import URLError  # what is expected of it, and may be caught

            raise URLError(problem)

        return refuse


class Refused:
    """The finder and the loader of such libraries."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module, if it is one of them."""
        return ModuleSpec(name, cls) if name in REFUSED else None  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> Refusing:
        """A module that refuses."""
        return Refusing(spec.name)

    @staticmethod
    def exec_module(module: types.ModuleType) -> None:
        """There is nothing to be run."""


class OnlyWhatIsHere:
    """The last finder of modules: it finds none but those that draw, and the search ends."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Refuse the module in a way that names it."""
        if name.partition(".")[0] in DRAWING:
            return ModuleSpec(name, Drawing, is_package=True)  # type: ignore[arg-type]
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def only_loaded_modules() -> None:
    """From now on, only modules that are loaded or built in can be imported.

    Once in the zygote: to let go of all that in each fork would copy a thousand pages.
    """
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, OnlyWhatIsHere]
    sys.path[:] = []
    sys.path_hooks[:] = []
    sys.path_importer_cache.clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "grader"]:
        del sys.modules[name]
