"""The one fetch for results: whom it may reach, what it takes, and what it says when it fails."""

from __future__ import annotations

import hashlib
import io
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generation.providers import downloads
from generation.providers.errors import RateLimited, Rejected, Unavailable
from generation.providers.http import Gone, Received, download
from tests.generation.loopback import Loopback, answer, broken_chunks, closed_port, cut, drip, half
from tests.generation.test_addresses import PRIVATE

CONTENT = b"\x89PNG" + bytes(range(256)) * 9000


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def fetch(server: Loopback, **more: Any) -> tuple[Received, bytes]:
    target = io.BytesIO()
    bounds = {"cap_bytes": 10_000_000, "origins": (server.url,), **more}
    return download(f"{server.url}/x/1.png", target, **bounds), target.getvalue()


def test_a_file_arrives_whole_with_its_hash(server: Loopback) -> None:
    received, content = fetch(server.will(answer(200, CONTENT, Content_Type="image/png")))
    assert content == CONTENT
    assert received == Received(len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "image/png")


def test_a_path_is_written_anew(server: Loopback, tmp_path: Path) -> None:
    target = tmp_path / "1.png"
    target.write_bytes(b"longer than what comes" * 1000)
    download(f"{server.will(answer(200, b'new')).url}/1.png", target, cap_bytes=100, origins=(server.url,))
    assert target.read_bytes() == b"new"


def test_no_key_and_no_compression_is_asked_for(server: Loopback) -> None:
    fetch(server)
    headers = server.seen[0].headers
    assert "authorization" not in headers
    assert (headers["accept-encoding"], headers["user-agent"].split("/")[0]) == ("identity", "MediaHub")


def test_progress_is_told(server: Loopback) -> None:
    told: list[tuple[int, int | None]] = []
    fetch(server.will(answer(200, CONTENT)), on_progress=lambda size, expected: told.append((size, expected)))
    assert told[-1] == (len(CONTENT), len(CONTENT))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_dead_link_is_gone(server: Loopback, status: int) -> None:
    with pytest.raises(Gone):
        fetch(server.will(answer(status, "<html>")))


@pytest.mark.parametrize("status", [500, 502, 503, 400, 418, 204, 206])
def test_another_status_may_work_later(server: Loopback, status: int) -> None:
    with pytest.raises(Unavailable) as caught:
        fetch(server.will(answer(status, "")))
    assert not isinstance(caught.value, Gone)


def test_a_server_that_wants_a_pause_gets_one(server: Loopback) -> None:
    with pytest.raises(RateLimited):
        fetch(server.will(answer(429, "")))


@pytest.mark.parametrize("fault", [cut, half, broken_chunks], ids=["cut", "half", "chunks"])
def test_a_file_that_is_cut_off_may_work_later(server: Loopback, fault: Any) -> None:
    with pytest.raises(Unavailable):
        fetch(server.will(fault))


def test_a_closed_door_may_open_later() -> None:
    port = closed_port()
    with pytest.raises(Unavailable):
        download(f"http://127.0.0.1:{port}/x", io.BytesIO(), cap_bytes=10, origins=(f"http://127.0.0.1:{port}",))


def test_a_file_that_says_it_is_too_large_is_not_begun(server: Loopback) -> None:
    target = io.BytesIO()
    with pytest.raises(Rejected) as caught:
        download(f"{server.will(answer(200, CONTENT)).url}/x", target, cap_bytes=1000, origins=(server.url,))
    assert (caught.value.code, target.getvalue()) == ("too_large", b"")


def test_a_file_that_does_not_say_how_large_it_is_is_stopped(server: Loopback) -> None:
    def endless(request: Any) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + CONTENT)
        request.close_connection = True

    with pytest.raises(Rejected) as caught:
        fetch(server.will(endless), cap_bytes=1000)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("head", [False, True], ids=["body", "headers"])
def test_a_dripping_server_is_given_up_at_the_deadline(server: Loopback, head: bool) -> None:
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        fetch(server.will(drip(100, 0.05, head)), deadline=0.4)
    assert time.monotonic() - begun < 2


def test_a_file_that_comes_too_slowly_is_given_up(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_SLOW_START", 0.2)
    with pytest.raises(Unavailable, match="too slowly"):
        fetch(server.will(drip(100, 0.05)), min_rate=10_000)


def test_a_target_that_cannot_be_written_is_no_fault_of_the_network(server: Loopback, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        download(f"{server.url}/x", tmp_path / "absent" / "x", cap_bytes=10, origins=(server.url,))


# -- whom it may reach -------------------------------------------------------------------------------------------------


def test_loopback_is_refused_unless_vouched_for(server: Loopback) -> None:
    with pytest.raises(Rejected) as caught:
        fetch(server, origins=())
    assert (caught.value.code, server.seen) == ("blocked_address", [])


@pytest.mark.parametrize("url", PRIVATE)
def test_no_spelling_of_a_private_address_is_reached(url: str) -> None:
    with pytest.raises(Rejected) as caught:
        download(url, io.BytesIO(), cap_bytes=10)
    assert caught.value.code == "blocked_address"


@pytest.mark.parametrize("url", ["http://8.8.8.8:22/x", "https://8.8.8.8:8443/x"])
def test_an_unusual_port_of_a_stranger_is_refused(url: str) -> None:
    with pytest.raises(Rejected):
        download(url, io.BytesIO(), cap_bytes=10)


def test_a_name_is_judged_by_the_address_that_is_used(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that was public a moment ago and is private now."""
    answers = iter(["8.8.8.8", "127.0.0.1", "127.0.0.1"])

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert socket.getaddrinfo("turncoat.example", 80)[0][4][0] == "8.8.8.8"
    with pytest.raises(Rejected):
        download("http://turncoat.example/x", io.BytesIO(), cap_bytes=10)


def test_a_redirect_within_the_vouched_origin_is_followed(server: Loopback) -> None:
    _, content = fetch(server.will(answer(302, "", Location="/y/2.png"), answer(200, b"film")))
    assert (content, server.seen[1].path) == (b"film", "/y/2.png")


def test_a_redirect_to_another_port_of_this_machine_is_refused(server: Loopback) -> None:
    with Loopback() as elsewhere, pytest.raises(Rejected):
        fetch(server.will(answer(302, "", Location=f"{elsewhere.url}/secret")))
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]/", "gopher://a/"]
)
def test_a_redirect_is_judged_anew(server: Loopback, location: str) -> None:
    with pytest.raises(Rejected):
        fetch(server.will(answer(301, "", Location=location)))


def test_redirects_end(server: Loopback) -> None:
    with pytest.raises(Unavailable):
        fetch(server.will(answer(302, "", Location="/again")))
    assert len(server.seen) == 4
