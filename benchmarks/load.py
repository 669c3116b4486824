"""A lean HTTP client with many connections in one thread: it must cost less than what it measures."""

from __future__ import annotations

import json
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Measured:
    """What came of a load: ``times`` are seconds from the first byte sent to the last one read, one an answer."""

    seconds: float
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Seconds within which this share (0…1) of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def post(path: str, body: dict[str, Any], host: str) -> bytes:
    """The bytes of a POST with a JSON body on a connection that stays open."""
    written = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(written)}"
    return head.encode() + b"\r\n\r\n" + written


class _Line:
    """One connection: sends a request, reads its answer, sends the next."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.begun = 0.0
        self.read = b""

    def send(self, request: bytes) -> None:
        self.read, self.begun = b"", time.perf_counter()
        self.socket.sendall(request)

    def is_whole(self) -> bool:
        """Take in what has come; whether the answer is complete."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self.read += piece
        head, found, body = self.read.partition(b"\r\n\r\n")
        return bool(found) and len(body) >= _length(head)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"an answer without its length: {head[:200]!r}")


def drive(
    address: tuple[str, int], request: Callable[[int], bytes], *, clients: int, seconds: float, status: int
) -> Measured:
    """Keep ``clients`` connections busy for a while; every answer must have this status. ``request`` by number."""
    watch = selectors.DefaultSelector()
    number = 0
    for _ in range(clients):
        line = _Line(address)
        watch.register(line.socket, selectors.EVENT_READ, line)
        line.send(request(number))
        number += 1
    measured, begun, open_lines = Measured(0.0), time.perf_counter(), clients
    while open_lines:
        for key, _ in watch.select(30):
            line = key.data
            if not line.is_whole():
                continue
            now = time.perf_counter()
            measured.times.append(now - line.begun)
            assert line.read.startswith(b"HTTP/1.1 %d" % status), line.read[:500]
            if now - begun < seconds:
                line.send(request(number))
                number += 1
                continue
            watch.unregister(line.socket)
            line.socket.close()
            open_lines -= 1
    measured.seconds = time.perf_counter() - begun
    return measured
