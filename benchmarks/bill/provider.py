"""The provider: takes orders in Kie.ai's format, writes its bill before it answers, and misbehaves by plan.

``python -m benchmarks.bill.provider --book FILE --port N --seed N``: a process of its own, that may be killed at any
moment and started again over the same book.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.bill import files, wire
from benchmarks.bill.book import Book, Line
from benchmarks.bill.courier import Courier
from benchmarks.bill.plan import Plan, draw, number_of
from benchmarks.bill.wire import FAMILIES, RECORDS, Ordered, ordered, record, reply

KEY = "bill-key-of-the-campaign"
WEBHOOK_KEY = "bill-webhook-key"
#: longer than the hub waits for an answer, or for the next byte of one, seconds
SLOW = 36.0
_PAGE = b"<!doctype html><html><body><h1>502 Bad gateway</h1></body></html>"
_NO_RECORD = reply(422, "recordInfo is null")


class Cut(Exception):
    """End this connection now, after these bytes."""

    def __init__(self, sent: bytes = b"") -> None:
        super().__init__("cut")
        self.sent = sent


class Provider:
    """What all connections share."""

    def __init__(self, book: Book, port: int, seed: int, *, quick: bool) -> None:
        self.book, self.seed, self.quick = book, seed, quick
        self.url = f"http://127.0.0.1:{port}"
        self.courier = Courier(book, WEBHOOK_KEY)

    def plan(self, number: int) -> Plan:
        return draw(self.seed, number, quick=self.quick)

    def accept(self, order: Ordered, plan: Plan) -> Line:
        """Bill an order; from here on it costs money."""
        task_id, now = uuid.uuid4().hex, time.time()
        hashes = {position: files.sha256(task_id, position, plan.kind) for position in range(order.files)}
        done = now + plan.seconds
        failed = plan.has("generation fails")
        line = Line(
            task_id, plan.number, order.model, order.credits, now, done, order.callback, refunded=failed, files=hashes
        )
        self.book.accept(line, order.prompt, _calls(plan, now, done))
        return line

    def links(self, line: Line, plan: Plan) -> list[str]:
        ending = "mp4" if plan.kind == "video" else "png"
        return [f"{self.url}/files/{line.task_id}/{position}.{ending}" for position in sorted(line.files)]


def _calls(plan: Plan, now: float, done: float) -> list[tuple[float, str]]:
    match plan.fault("callback"):
        case "callback twice":
            return [(done, "true"), (done + 0.2, "true"), (done + 3, "true")]
        case "callback late":
            return [(done + 20, "true")]
        case "callback forged":
            forged = [(now + 0.3, "unsigned"), (now + 0.6, "wrongly signed"), (done + 0.1, "invented address")]
            return [*forged, (done + 0.5, "true")]
        case "callback missing":
            return []
    return [(done, "true")]


class Connection(BaseHTTPRequestHandler):
    """One connection; ``provider`` is set on a subclass."""

    provider: Provider
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    skewed = False

    def do_POST(self) -> None:
        with self._cutting():
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            path = urlsplit(self.path).path
            if path in FAMILIES:
                self._order(ordered(path, body))
            elif path == "/api/v1/common/download-url":
                self._fresh_link(str(body.get("url")))
            else:
                self._answer(reply(404, "not found"), status=404)

    def do_GET(self) -> None:
        with self._cutting():
            parts = urlsplit(self.path)
            if parts.path in RECORDS:
                self._record(RECORDS[parts.path], parse_qs(parts.query)["taskId"][0])
            elif parts.path == "/api/v1/chat/credit":
                self._answer(reply(200, "success", 1_000_000 - self.provider.book.spent()))
            elif parts.path.startswith("/files/"):
                _, _, task_id, name = parts.path.split("/")
                self._file(task_id, int(name.split(".")[0]), fresh="fresh=" in parts.query)
            else:
                self._answer(reply(404, "not found"), status=404)

    # -- orders ------------------------------------------------------------------------------------------------------

    def _order(self, order: Ordered) -> None:
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self._answer(reply(401, "You do not have access permissions"))
            return
        number = number_of(order.prompt)
        assert number is not None, order.prompt
        plan = self.provider.plan(number)
        first = self.provider.book.nth(f"order {number}") == 1
        fault = plan.fault("order") if first else ""
        self.skewed = plan.has("clock skew")
        time.sleep(plan.thinks / 2)
        if not self._refused(fault):
            line = self.provider.accept(order, plan)
            time.sleep(plan.thinks / 2)
            if plan.has("callback early") and line.callback:
                self.provider.courier.post(line)
            self._accepted(line, fault)

    def _refused(self, fault: str) -> bool:
        """Whether the order was turned away, unbilled."""
        match fault:
            case "order cut before":
                raise Cut
            case "order 500":
                self._answer(reply(500, "Server exception, please try again later"))
            case "order HTML 503":
                self._answer(_PAGE, status=503, mime="text/html")
            case "order 429":
                self._answer(reply(429, "Your call frequency is too high"))
            case "order 429 Retry-After":
                self._answer(reply(429, "Too many requests"), status=429, headers={"Retry-After": "12"})
            case "order queue full":
                self._answer(reply(550, "The queue is full"))
            case "order maintenance":
                self._answer(reply(455, "The service is being maintained"))
            case _:
                return False
        return True

    def _accepted(self, line: Line, fault: str) -> None:
        """Answer an order that is on the bill."""
        told = reply(200, "success", {"taskId": line.task_id})
        match fault:
            case "order cut during":
                raise Cut(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n" + told[:20]
                )
            case "order cut after":
                raise Cut
            case "order 500 billed":
                self._answer(reply(500, "Server exception, please try again later"))
            case "order HTML 502 billed":
                self._answer(_PAGE, status=502, mime="text/html")
            case "order slow":
                time.sleep(SLOW)
                self._answer(told)
            case _:
                self._answer(told)

    # -- records -----------------------------------------------------------------------------------------------------

    def _record(self, family: str, task_id: str) -> None:
        line = self.provider.book.line(task_id)
        if line is None:
            self._answer(_NO_RECORD)
            return
        plan = self.provider.plan(line.number)
        self.skewed = plan.has("clock skew")
        nth = self.provider.book.nth(f"record {task_id}")
        if self._withheld(plan.fault("record"), nth, time.time() - line.at):
            return
        done = time.time() >= line.done_at
        empty = plan.has("record empty") and done and self.provider.book.nth(f"done {task_id}") <= 2
        links = [] if empty or not done else self.provider.links(line, plan)
        self._answer(reply(200, "success", record(family, line, plan, links, done=done)))

    def _withheld(self, fault: str, nth: int, age: float) -> bool:
        """Whether something else was answered than the record."""
        match fault:
            case "record late" if age < 8:
                self._answer(_NO_RECORD)
            case "record null" if nth <= 2:
                self._answer(reply(200, "success"))
            case "record 500" if nth <= 2:
                self._answer(_PAGE, status=500, mime="text/html")
            case "record cut" if nth <= 2:
                raise Cut
            case "record 429" if nth == 1:
                self._answer(reply(429, "Too many requests"))
            case "record slow" if nth == 1:
                time.sleep(SLOW)
                self._answer(_NO_RECORD)
            case _:
                return False
        return True

    # -- results -----------------------------------------------------------------------------------------------------

    def _fresh_link(self, url: str) -> None:
        line = self.provider.book.line(urlsplit(url).path.split("/")[2])
        if line is None or self.provider.plan(line.number).has("result gone", "result 404"):
            self._answer(reply(422, "url is wrong"))
        else:
            self._answer(reply(200, "success", f"{url.partition('?')[0]}?fresh={uuid.uuid4().hex}"))

    def _file(self, task_id: str, position: int, *, fresh: bool) -> None:
        line = self.provider.book.line(task_id)
        if line is None or position not in line.files:
            self._answer(b"no such file", status=404, mime="text/plain")
            return
        plan = self.provider.plan(line.number)
        body = files.content(task_id, position, plan.kind)
        nth = self.provider.book.nth(f"file {task_id}/{position}")
        if not self._spoilt(plan.fault("result"), nth, body, fresh=fresh):
            mime = "video/mp4" if plan.kind == "video" else "image/png"
            self._answer(body, mime="text/html" if plan.has("result type wrong") else mime)

    def _spoilt(self, fault: str, nth: int, body: bytes, *, fresh: bool) -> bool:
        """Whether something else was sent than the file."""
        half = body[: len(body) // 2]
        match fault:
            case "result gone":
                self._answer(b"gone", status=404, mime="text/plain")
            case "result 404" if nth <= 3:
                self._answer(b"not found", status=404, mime="text/plain")
            case "result 503" if nth <= 2:
                self._answer(_PAGE, status=503, mime="text/html")
            case "result expired" if not fresh:
                self._answer(b"expired", status=403, mime="text/plain")
            case "result HTML" if nth <= 2:
                self._answer(_PAGE, mime="image/png")
            case "result truncated" if nth <= 2:
                raise Cut(_head(len(body)) + half)
            case "result length long" if nth <= 2:
                raise Cut(_head(len(body) * 2) + body)
            case "result length short" if nth <= 2:
                raise Cut(_head(len(half)) + body)
            case "result stalls" if nth == 1:
                self.wfile.write(_head(len(body)) + half)
                self.wfile.flush()
                time.sleep(SLOW)
                raise Cut
            case _:
                return False
        return True

    # -- the wire ----------------------------------------------------------------------------------------------------

    def _answer(
        self, body: bytes, *, status: int = 200, mime: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        told = {"Content-Type": mime, "Content-Length": str(len(body)), **(headers or {})}
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @contextlib.contextmanager
    def _cutting(self) -> Any:
        try:
            yield
        except Cut as cut:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.wfile.write(cut.sent)
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + (wire.SKEW if self.skewed else 0))

    def log_message(self, *ignored: object) -> None:
        """Thousands of lines that nobody reads."""


def _head(length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n".encode()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked was killed."""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--book", type=Path, required=True)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--quick", action="store_true")
    given = asked.parse_args()
    provider = Provider(Book(given.book), given.port, given.seed, quick=given.quick)
    provider.courier.start()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    Server(("127.0.0.1", given.port), type("Ours", (Connection,), {"provider": provider})).serve_forever()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
