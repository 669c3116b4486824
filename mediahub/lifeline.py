"""Ties every process of MediaHub to its supervisor: when that dies, by whatever signal, all of them end.

The supervisor keeps the writing end of a pipe and hands the reading end to its children, which pass it on when they
fork. Nobody writes: it becomes readable only when the last writer, the supervisor, is gone. Beside that each process
watches its own parent, so the forks of a worker that was killed do not work on as orphans. No pid is kept in a file, so
none can be stale.
"""

from __future__ import annotations

import os
import select
import signal
import stat
import threading

from mediahub import processes

#: ``<descriptor>:<inode>:<pid>``: the pipe's reading end, its inode (to tell it from another file), the supervisor.
VARIABLE = "MEDIAHUB_LIFELINE"

#: Seconds between looks at the parent.
_LOOK_EVERY = 0.5

_armed_in: int | None = None
_parent = 0


def create() -> tuple[int, int, str]:
    """A new pipe: reading end (to hand on), writing end (to keep open and to oneself), and the variable's value."""
    reading, writing = os.pipe()
    return reading, writing, f"{reading}:{os.fstat(reading).st_ino}:{os.getpid()}"


def arm() -> None:
    """End this process as soon as the supervisor is gone. Does nothing without a supervisor, or when already armed."""
    global _armed_in, _parent
    written = os.environ.get(VARIABLE, "")
    if _armed_in == os.getpid() or not written:
        return
    number, inode, supervisor = (int(part) for part in written.split(":"))
    if _armed_in is None:
        os.register_at_fork(before=_remember_parent, after_in_child=arm)
        _parent = supervisor if _is_pipe(number, inode) else os.getppid()
    _armed_in = os.getpid()
    watched = [number] if _is_pipe(number, inode) else []
    threading.Thread(target=_watch, args=(watched, _parent), name="lifeline", daemon=True).start()


def _remember_parent() -> None:
    global _parent
    _parent = os.getpid()


def _is_pipe(number: int, inode: int) -> bool:
    """Whether the descriptor is the inherited pipe; in a spawned, not forked, process it is closed or another file."""
    try:
        status = os.fstat(number)
    except OSError:
        return False
    return stat.S_ISFIFO(status.st_mode) and status.st_ino == inode


def _watch(pipe: list[int], parent: int) -> None:
    while os.getppid() == parent:
        if select.select(pipe, [], [], _LOOK_EVERY)[0]:
            break
    for pid in processes.descendants(os.getpid()):
        processes.send(pid, signal.SIGKILL)
    os._exit(1)
