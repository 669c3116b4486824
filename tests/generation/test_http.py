"""The client: one origin, one sending of an order, and no key where it does not belong."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generation.providers import http
from generation.providers.errors import AccountProblem, Unavailable, Unclear
from generation.providers.http import Client
from tests.generation.loopback import Loopback, answer, closed_port, cut, drip

KEY = "sk-do-not-tell"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def client(server: Loopback, **more: Any) -> Client:
    return Client("Somebody", server.url, headers={"Authorization": f"Bearer {KEY}"}, secrets=(KEY,), **more)


def test_a_reply_holds_status_headers_text_and_json(server: Loopback) -> None:
    server.will(answer(202, {"a": 1}, X_More="yes"))
    reply = client(server).ask("/api/a", {"taskId": "x y"})
    assert (reply.status, reply.headers["x-more"], reply.json) == (202, "yes", {"a": 1})
    assert (server.seen[0].path, server.seen[0].query) == ("/api/a", {"taskId": "x y"})


def test_an_order_is_json_with_the_key_and_an_ordinary_user_agent(server: Loopback) -> None:
    client(server).order("/api/a", {"prompt": "a boat"})
    seen = server.seen[0]
    assert (seen.method, seen.json, seen.headers["content-type"]) == ("POST", {"prompt": "a boat"}, "application/json")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["user-agent"] == "MediaHub/1.0 (+self-hosted)"


def test_questions_share_a_connection(server: Loopback) -> None:
    shared = client(server)
    for _ in range(5):
        shared.ask("/api/a")
    assert server.connections == 1


def test_every_order_has_a_connection_of_its_own(server: Loopback) -> None:
    shared = client(server)
    shared.ask("/api/a")
    shared.order("/api/a")
    shared.order("/api/a")
    assert server.connections == 3


def test_a_kept_connection_that_the_server_closed_is_opened_again(server: Loopback) -> None:
    def goodbye(request: Any) -> None:
        answer(200, "{}")(request)
        request.close_connection = True

    shared = client(server.will(goodbye, answer(200, "{}")))
    shared.ask("/api/a")
    time.sleep(0.1)
    assert shared.ask("/api/a").status == 200


def test_threads_may_share_a_client(server: Loopback) -> None:
    shared, statuses = client(server), []
    threads = [threading.Thread(target=lambda: statuses.append(shared.ask("/a").status)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 16


def test_a_forked_process_opens_its_own_connections(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = client(server)
    shared.ask("/a")
    monkeypatch.setattr(os, "getpid", lambda: -1)
    shared.ask("/a")
    assert server.connections == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_reply_like_any_other(server: Loopback, status: int) -> None:
    with Loopback() as elsewhere:
        reply = client(server.will(answer(status, "", Location=elsewhere.url))).order("/api/a", {})
    assert (reply.status, elsewhere.seen) == (status, [])


def test_cookies_are_not_kept(server: Loopback) -> None:
    shared = client(server.will(answer(200, "{}", Set_Cookie="a=b; Path=/")))
    shared.ask("/a")
    shared.ask("/a")
    assert "cookie" not in server.seen[1].headers


def test_a_proxy_of_the_environment_is_not_asked(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    assert client(server).ask("/a").status == 200


@pytest.mark.parametrize("head", [False, True], ids=["body", "headers"])
def test_a_dripping_answer_ends_at_the_limit(server: Loopback, head: bool) -> None:
    begun = time.monotonic()
    with pytest.raises(Unclear):
        client(server.will(drip(100, 0.05, head)), call_limit=0.4).order("/a")
    assert time.monotonic() - begun < 2


def test_an_answer_beyond_four_mebibytes_is_not_read(server: Loopback) -> None:
    huge = answer(200, b"x" * (5 << 20))
    with pytest.raises(Unavailable):
        client(server.will(huge)).ask("/a")
    with pytest.raises(Unclear):
        client(server.will(huge)).order("/a")


def test_an_upload_is_a_form_and_may_be_repeated(server: Loopback, tmp_path: Path) -> None:
    shared = client(server.will(cut, answer(200, "{}")))
    (tmp_path / "a.png").write_bytes(b"\x00" * 3_000_000)
    form = {"file": ("a.png", tmp_path / "a.png", "image/png"), "uploadPath": "a/b"}
    with pytest.raises(Unavailable):
        shared.upload("/up", form)
    assert shared.upload("/up", form).status == 200
    assert server.seen[1].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert server.seen[1].headers["content-length"] == str(len(server.seen[1].body))


def test_a_key_that_comes_back_is_struck_out(server: Loopback) -> None:
    reply = client(server.will(answer(401, {"msg": f"no {KEY}"}, X_Echo=f"Bearer {KEY}"))).ask("/a")
    assert KEY not in repr(reply)


def test_a_key_is_not_part_of_the_clients_description(server: Loopback) -> None:
    assert KEY not in repr(client(server))


def test_a_key_that_cannot_be_sent_is_told_before_anything_is(server: Loopback) -> None:
    wrong = Client("Somebody", server.url, headers={"Authorization": "Bearer sk-…\n"})
    with pytest.raises(AccountProblem):
        wrong.order("/a")
    assert server.seen == []


@pytest.mark.parametrize("base_url", ["http://", "nonsense", "http://[::1", "http://a..b", "ftp://example.org"])
def test_an_address_that_is_none_sends_nothing(base_url: str) -> None:
    with pytest.raises(Unavailable):
        Client("Somebody", base_url).order("/a")


def test_a_name_that_nobody_knows_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_TIMEOUT", (1.0, 1.0))
    with pytest.raises(Unavailable):
        Client("Somebody", "http://nowhere.invalid").order("/a")


def test_a_server_that_does_not_take_the_connection_got_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(http, "_TIMEOUT", (0.3, 0.3))
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
        with pytest.raises(Unavailable):
            Client("Somebody", f"http://127.0.0.1:{port}").order("/a")
        for sock in waiting:
            sock.close()


ESCAPED = "".join(f"\\u{ord(sign):04x}" for sign in KEY)
ECHOES = {
    "escaped": f'{{"msg": "no {ESCAPED}"}}',
    "escaped twice": '{"data": "{\\"msg\\": \\"' + ESCAPED.replace("\\", "\\\\") + '\\"}"}',
    "a field's name": f'{{"a": [{{"{ESCAPED}": 1}}]}}',
    "another case": f'{{"msg": "BEARER {KEY.upper()}"}}',
    "base64": json.dumps({"msg": base64.b64encode(KEY.encode()).decode()}),
    "base64 of a longer text": json.dumps({"msg": base64.b64encode(f"me:{KEY}!".encode()).decode()}),
    "percent signs": json.dumps({"msg": "".join(f"%{ord(sign):02X}" for sign in KEY)}),
    "no JSON": f"<p>{ESCAPED}</p>",
}


@pytest.mark.parametrize("body", ECHOES.values(), ids=ECHOES)
def test_a_key_is_struck_out_however_it_is_spelt(server: Loopback, body: str) -> None:
    reply = client(server.will(answer(401, body))).ask("/a")
    said = f"{reply.short()} {reply.json!r} {reply.text}".lower()
    assert "[key]" in said
    for spelling in ("do-not", "zg8tbm90", "rg8tbm90", "kby1ub3", ESCAPED[-12:], "%6e%6f%74"):
        assert spelling not in said


def test_half_a_character_and_nul_do_not_come_in(server: Loopback) -> None:
    reply = client(server.will(answer(200, '{"msg": "a\\ud800b\\u0000"}'))).ask("/a")
    assert reply.json == {"msg": "a?b?"}
    assert reply.short() == 'HTTP 200: {"msg": "a?b?"}'


def test_a_reply_that_is_nested_too_deeply_is_no_json(server: Loopback) -> None:
    assert client(server.will(answer(200, "[" * 900 + "]" * 900))).ask("/a").json is None
