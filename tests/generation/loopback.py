"""A server on loopback that answers as it is told to, for tests of what speaks HTTP."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int = 200, body: Any = b"", **headers: str) -> Answer:
    """A plain answer; a body that is neither text nor bytes goes out as JSON."""
    content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(content)), **named}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(content)

    return give


def cut(request: BaseHTTPRequestHandler) -> None:
    """Read everything, answer nothing."""
    request.close_connection = True
    request.connection.shutdown(socket.SHUT_RDWR)


def half(request: BaseHTTPRequestHandler) -> None:
    """Announce a hundred bytes and send ten."""
    answer(200, b"0123456789", Content_Length="100")(request)
    request.close_connection = True


def two_lengths(request: BaseHTTPRequestHandler) -> None:
    """Two lengths that contradict each other."""
    request.send_response(200)
    request.send_header("Content-Length", "2")
    request.send_header("Content-Length", "3")
    request.end_headers()
    request.wfile.write(b"{}")


def broken_chunks(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"64\r\n{")
    cut(request)


def silence(seconds: float) -> Answer:
    def wait(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        request.close_connection = True

    return wait


def drip(times: int, pause: float, head: bool = False) -> Answer:
    """A byte now and then; with ``head`` not even the headers are whole."""

    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(
            b"HTTP/1.1 200 OK\r\nX-Slow: " if head else b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
        )
        for _ in range(times):
            request.wfile.write(b"x")
            time.sleep(pause)
        request.close_connection = True

    return trickle


@dataclass
class Loopback:
    """``with Loopback() as server``: ``server.answers`` are given in turn, the last one for ever."""

    answers: list[Answer] = field(default_factory=lambda: [answer()])
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        loopback = self

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                loopback.connections += 1
                super().setup()

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                loopback.seen.append(Seen(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body))
                loopback.next_answer()(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Request)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def will(self, *answers: Answer) -> Self:
        self.answers[:] = answers
        return self

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
