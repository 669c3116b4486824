"""Ports on this machine."""

from __future__ import annotations

import contextlib
import socket
import time
from pathlib import Path


class PortInUse(Exception):
    """Another program listens there."""


def listen(host: str, port: int, *, wait: float = 0.0) -> socket.socket:
    """A listening socket that children may inherit. Waits up to ``wait`` seconds for the port. Raises ``PortInUse``."""
    deadline = time.monotonic() + wait
    while True:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as problem:
            listener.close()
            if time.monotonic() >= deadline:
                raise PortInUse(f"{host}:{port}: {problem.strerror}") from problem
            time.sleep(0.1)
            continue
        listener.listen(512)
        return listener


def is_free(port: int, host: str = "127.0.0.1", *, wait: float = 0.0) -> bool:
    """Whether a program could listen there within ``wait`` seconds."""
    try:
        listen(host, port, wait=wait).close()
    except PortInUse:
        return False
    return True


def remembered(path: Path, *, wait: float = 2.0) -> int:
    """A free loopback port that stays the same from start to start as long as it is free; kept in the file ``path``."""
    with contextlib.suppress(OSError, ValueError):
        port = int(path.read_text(encoding="ascii"))
        if 1024 <= port <= 65535 and is_free(port, wait=wait):
            return port
    with listen("127.0.0.1", 0) as listener:
        port = int(listener.getsockname()[1])
    path.write_text(f"{port}\n", encoding="ascii")
    return port
