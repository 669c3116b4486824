"""Visitors who drip, stand still or come in crowds, with real sockets: at our worker, and at a whole hub."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config

from mediahub import env, web_worker
from mediahub.env import BASE_DIR
from mediahub.web_worker import visitor_of
from tests.conftest import plain_environment
from tests.mediahub.hub import Hub, eventually

pytestmark = pytest.mark.slow

_SERVER = """
import hashlib, sys, time
from gunicorn.app.base import BaseApplication
from mediahub import web_worker

for name, value in {constants!r}.items():
    setattr(web_worker, name, value)
if {counted!r}:
    web_worker.Worker._speaks_for_many = lambda self, visitor: False

def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(60)
    try:
        body = environ["wsgi.input"].read()
    except OSError as problem:
        start_response("408 Request Timeout", [("Content-Length", "0")])
        return [b""]
    answer = hashlib.sha256(body).hexdigest().encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]

class Server(BaseApplication):
    def load_config(self):
        for name, value in dict(bind="fd://{fd}", worker_class="mediahub.web_worker.Worker", threads=4, workers=1,
                keepalive=15, control_socket_disable=True, graceful_timeout=1).items():
            self.cfg.set(name, value)
    def load(self):
        return application

Server().run()
"""

Serve = Callable[..., int]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start gunicorn with 4 threads and our worker; the port. ``counted``: this machine counts as one visitor."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*, counted: bool = False, **constants: float) -> int:
        with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
            script = _SERVER.format(constants=constants, counted=counted, fd=listener.fileno())
            environment = plain_environment(tmp_path, PYTHONPATH=str(BASE_DIR))
            running.append(
                subprocess.Popen([sys.executable, "-c", script], pass_fds=(listener.fileno(),), env=environment)
            )
            return int(listener.getsockname()[1])

    yield start
    for process in running:
        process.terminate()
        process.wait()


def opened(port: int, sent: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    made.sendall(sent)
    return made


@contextlib.contextmanager
def many(port: int, number: int, sent: bytes) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(contextlib.closing(opened(port, sent))) for _ in range(number)]


def ask(port: int, method: str = "GET", path: str = "/", body: Any = None, **headers: str) -> tuple[int, bytes]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        asking.request(method, path, body, headers)
        answer = asking.getresponse()
        return answer.status, answer.read()
    finally:
        asking.close()


def whole(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while block := connection.recv(65536):
            received += block
    return received


HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Drip: "
BODY = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\nx"
EMPTY = hashlib.sha256(b"").hexdigest().encode()


@pytest.mark.parametrize(
    "sent", [b"", HALF, BODY % 1000, BODY % 10_000_000], ids=["nothing", "headers", "small body", "large body"]
)
def test_dripping_visitors_hold_no_thread_that_others_need(serve: Serve, sent: bytes) -> None:
    port = serve()
    with many(port, 60, sent) as dripping:
        for _ in range(3):
            assert ask(port) == (200, EMPTY)
            for each in dripping:
                each.sendall(b"x" if sent else b"")


def test_headers_have_their_time_and_then_a_refusal(serve: Serve) -> None:
    port = serve(HEADERS_TIME=0.3)
    with opened(port, HALF) as dripping, opened(port) as silent:
        assert whole(dripping).startswith(b"HTTP/1.1 408 ")
        assert whole(silent) == b""


def test_a_small_body_has_its_time_too(serve: Serve) -> None:
    port = serve(SMALL_BODY_TIME=0.3)
    with opened(port, BODY % 1000) as dripping:
        assert whole(dripping).startswith(b"HTTP/1.1 408 ")


def test_a_large_body_below_the_least_rate_is_cut_off(serve: Serve) -> None:
    port = serve(BODY_TIME=0.3)
    with opened(port, BODY % 10_000_000) as dripping:
        assert whole(dripping).startswith(b"HTTP/1.1 408 ")


def test_endless_headers_are_refused(serve: Serve) -> None:
    port = serve()
    with opened(port) as endless:
        with contextlib.suppress(OSError):
            endless.sendall(HALF + b"x" * 500_000)
        assert whole(endless).startswith((b"HTTP/1.1 431 ", b""))
    assert ask(port)[0] == 200


def test_headers_in_single_bytes_are_a_request_all_the_same(serve: Serve) -> None:
    port = serve()
    with opened(port) as dripping:
        for at in range(len(request := b"\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")):
            dripping.sendall(request[at : at + 1])
        assert whole(dripping).endswith(EMPTY)


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 3_000_000])
def test_bodies_of_every_size_arrive_whole(serve: Serve, size: int) -> None:
    port, body = serve(), b"abcdefg" * (size // 7 + 1)
    body = body[:size]
    digest = hashlib.sha256(body).hexdigest().encode()

    assert ask(port, "POST", body=body) == (200, digest)
    chunks = iter([body[:10], body[10:]] if size > 10 else [body or b"x"])
    chunked = digest if size else hashlib.sha256(b"x").hexdigest().encode()
    assert ask(port, "POST", body=chunks) == (200, chunked)


def test_one_who_waits_to_be_told_to_continue_is_told(serve: Serve) -> None:
    with opened(serve()) as waiting:
        waiting.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert waiting.recv(100).startswith(b"HTTP/1.1 100 ")
        waiting.sendall(b"abc")
        waiting.shutdown(socket.SHUT_WR)
        assert whole(waiting).endswith(hashlib.sha256(b"abc").hexdigest().encode())


def test_several_requests_in_one_go_and_half_of_a_further_one(serve: Serve) -> None:
    port = serve()
    one = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    with opened(port, one * 3 + one[:10]) as connection:
        answers = b""
        while answers.count(EMPTY) < 3:
            answers += connection.recv(65536)
        connection.sendall(one[10:-2] + b"Connection: close\r\n\r\n")
        assert whole(connection).endswith(EMPTY)


def test_a_kept_connection_answers_again_and_again(serve: Serve) -> None:
    asking = http.client.HTTPConnection("127.0.0.1", serve(), timeout=60)
    for _ in range(5):
        asking.request("POST", "/", b"x" * 100_000)
        assert asking.getresponse().read() == hashlib.sha256(b"x" * 100_000).hexdigest().encode()
    asking.close()


def test_those_who_do_not_close_after_their_answer_hold_up_nobody(serve: Serve) -> None:
    port = serve(LINGER=60.0)
    with many(port, 30, b"GET / HTTP/1.0\r\n\r\n"):
        assert ask(port) == (200, EMPTY)


def test_an_address_has_only_so_many_connections(serve: Serve) -> None:
    port = serve(counted=True, MOST_OPEN=5)
    assert eventually(lambda: ask(port)[0] == 200, within=10)
    with many(port, 5, HALF), opened(port) as one_too_many:
        assert whole(one_too_many) == b""


def test_an_address_has_only_half_of_the_threads(serve: Serve) -> None:
    """Two of four threads work for it; its third request waits for one of them and is refused in the end."""
    port = serve(counted=True, MOST_WAIT=0.3)
    with many(port, 2, b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"), opened(port) as third:
        third.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert whole(third).startswith(b"HTTP/1.1 503 ")


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such limit")
def test_a_reader_who_stands_still_has_a_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, opened(listener.getsockname()[1]):
        accepted = listener.accept()[0]
        web_worker._limit_standstill(accepted)
        limit = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        accepted.close()

    assert limit == 120_000


def test_what_counts_as_one_visitor() -> None:
    assert visitor_of(("192.0.2.7", 5)) == visitor_of(("::ffff:192.0.2.7", 5, 0, 0)) == "192.0.2.7"
    assert visitor_of(("2001:db8:1:2:3::4", 5, 0, 0)) == visitor_of(("2001:db8:1:2::9", 5, 0, 0)) == "2001:db8:1:2::/64"
    assert visitor_of(("2001:db8:1:3::9", 5, 0, 0)) == "2001:db8:1:3::/64"
    assert visitor_of("") == ""


@pytest.mark.parametrize(
    ("visitor", "many_behind"),
    [("127.0.0.1", True), ("::1", True), ("10.0.0.2", True), ("192.0.2.7", False), ("2001:db8::/64", False)],
)
def test_proxies_and_this_machine_speak_for_many(
    monkeypatch: pytest.MonkeyPatch, visitor: str, many_behind: bool
) -> None:
    environment = env.read({"MEDIAHUB_TRUSTED_PROXIES": "10.0.0.2"})
    monkeypatch.setattr(web_worker.env, "load", lambda: environment)
    worker = web_worker.Worker(0, 0, [], None, 10, Config(), None)

    assert worker._speaks_for_many(visitor) is many_behind


def test_a_hub_shows_its_pages_while_120_visitors_drip(tmp_path: Path) -> None:
    with Hub(tmp_path) as hub:
        upload = b"POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: image/png\r\n" % hub.port
        upload += b"Content-Length: 9000000\r\n\r\n\x89PNG"
        with many(hub.port, 60, HALF) as dripping, many(hub.port, 60, upload):
            for each in dripping:
                each.sendall(b"x")
            assert hub.get("/queue")[0] == 200
            assert hub.get("/readyz")[0] == 200
        assert "Traceback" not in (tmp_path / "logs" / "web.log").read_text()
