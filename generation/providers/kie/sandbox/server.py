"""The sandbox as a server on loopback: Kie's API host and upload host on one port, and the files of both.

``Sandbox`` runs it in threads of this process, as a context manager for tests or with ``serve_forever`` for a command.
"""

from __future__ import annotations

import hashlib
import re
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from .desk import Desk, Options
from .doors import listed_orders
from .faults import named
from .loopback import is_loopback
from .replies import Manner, Refusal, Reply, refused
from .routes import reply_to
from .wire import MOST_JSON, MOST_STREAM, Request, pieces

#: Bytes of a body that stay in memory; more goes to a temporary file.
_IN_MEMORY = 1 << 20
_PIECE = 256 * 1024
#: Into how many pieces a dripping answer is cut.
_DRIPS = 40
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True
    desk: Desk

    def __init__(self, address: tuple[str, int]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Connection)

    def server_bind(self) -> None:
        """Bind without asking the name service for this machine's name, which may take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is shown."""
        with suppress(ConnectionError, TimeoutError):
            raise  # socketserver calls this inside its except block

    def cut_all(self) -> None:
        """Close what is still open, as the end of a process would."""
        with self._open_lock:
            for request in self._open:
                with suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)


class _Connection(BaseHTTPRequestHandler):
    """One connection: reads requests, sends replies in the manner they ask for."""

    protocol_version = "HTTP/1.1"
    server_version = "Kie-Sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 75
    server: _Server

    def _answer(self) -> None:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            try:
                self._read_into(body)
            except Refusal as refusal:
                self.close_connection = True
                self._send(refused(refusal))
                return
            self._send(reply_to(self.server.desk, Request(self.command, self.path, self.headers, body)))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _answer

    def _read_into(self, body: IO[bytes]) -> None:
        most = MOST_STREAM if self.path.startswith("/api/file-stream-upload") else MOST_JSON
        for piece in pieces(self.headers, self.rfile):
            body.write(piece)
            if body.tell() > most:
                raise Refusal(400, "The request body is too large", status=413)

    def _send(self, reply: Reply) -> None:
        if reply.manner in (Manner.CUT, Manner.SILENT):
            if reply.manner is Manner.SILENT:
                self.server.desk.stopping.wait(reply.seconds)
            self.close_connection = True
            return
        if reply.file:
            self._send_file(reply, reply.file)
            return
        self._send_head(reply, reply.status, len(reply.body))
        self._send_body(reply, iter([reply.body]), len(reply.body))

    def _send_file(self, reply: Reply, path: Path) -> None:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            tag = hashlib.sha256(f"{path} {size}".encode()).hexdigest()[:32]
            extra = {"ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
            if self.headers.get("If-None-Match") == extra["ETag"]:
                self._send_head(reply, 304, 0, extra)
                return
            span = _span(self.headers.get("Range"), size)
            if span is None:
                self._send_head(reply, 416, 0, {"Content-Range": f"bytes */{size}"})
                return
            start, end = span
            if end - start < size:
                extra["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
            self._send_head(reply, 206 if end - start < size else 200, end - start, extra)
            self._send_body(reply, _read(file, start, end), end - start)

    def _send_head(self, reply: Reply, status: int, length: int, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**reply.headers, **(extra or {})}.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(length))
        if reply.manner is not Manner.PLAIN:
            self.close_connection = True
        self.end_headers()

    def _send_body(self, reply: Reply, body: Iterator[bytes], length: int) -> None:
        if self.command == "HEAD":
            return
        if reply.manner in (Manner.SHORT, Manner.RESET):
            self.wfile.write(b"".join(body)[: length // 2])
            if reply.manner is Manner.RESET:
                self._reset()
            return
        if reply.manner is Manner.DRIP:
            self._drip(b"".join(body), reply.seconds)
            return
        for piece in body:
            self.wfile.write(piece)

    def _drip(self, body: bytes, seconds: float) -> None:
        step = max(1, -(-len(body) // _DRIPS))
        for at in range(0, len(body), step):
            if self.server.desk.stopping.wait(seconds * step / len(body)):
                return
            self.wfile.write(body[at : at + step])

    def _reset(self) -> None:
        """Close with a TCP reset, which the client sees as a broken connection at once."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Orders are logged where they are decided; requests as such are not."""


def _span(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and one past the last that a Range header asks for: all without one, None when it cannot be met."""
    found = _RANGE.fullmatch(header or "")
    if not found or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if int(first) < end else None


def _read(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end:
        piece = file.read(min(_PIECE, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece


class NotLoopback(ValueError):
    """The sandbox was to listen for other machines; the message says why it does not."""


class Sandbox:
    """A running sandbox.

    ``with Sandbox(speed=50) as sandbox:`` starts it on a free port, with its files in a temporary folder; ``url`` is
    the address for both of Kie's hosts, ``key`` the API key. Raises NotLoopback, or OSError when the port is taken.
    """

    def __init__(self, options: Options | None = None, *, host: str = "127.0.0.1", port: int = 0, **more: Any) -> None:
        """``more``: fields of Options, in place of ``options``; ``data`` may be left out."""
        if not is_loopback(host):
            raise NotLoopback(f"The sandbox listens on this machine only, so it does not start on {host}.")
        self._stack = ExitStack()
        if options is None and "data" not in more:
            more["data"] = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="sandbox-")))
        self.options = options or Options(**more)
        self._server = _Server((host, port))
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_port}"
        self.desk = self._server.desk = Desk(self.options, lambda: self.url)
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    @property
    def key(self) -> str:
        return self.options.key

    @property
    def credits(self) -> float:
        return self.desk.store.credits()

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every create call so far, as ``GET /sandbox/orders`` lists them."""
        return listed_orders(self.desk)

    def fault(self, name: str, *, times: int = 1, path: str = "", value: float | None = None) -> None:
        """Queue a fault for the next ``times`` matching calls. Raises UnknownFault."""
        self.desk.queue.add(named(name, value), times=times, path=path)

    def clear_faults(self) -> None:
        self.desk.queue.clear()

    def serve_forever(self) -> None:
        """Serve in this thread until ``stop`` is called from another, or an exception ends it."""
        self.desk.courier.start()
        self._serve()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> Sandbox:
        self.desk.courier.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """End it: open connections are cut, tasks stay in the data folder."""
        self.desk.stopping.set()
        self._server.shutdown()
        self._server.cut_all()
        self._server.server_close()
        self.desk.close()
        self._stack.close()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
