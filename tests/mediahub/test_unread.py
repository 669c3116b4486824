"""A request is taken off the line whole, whatever becomes of it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest

from mediahub import unread, wsgi


def refusing(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """An application that looks at no body."""
    start_response("413 Content Too Large", [])
    return [b"too large"]


def ask(stream: Any, **environ: str) -> tuple[list[bytes], list[str]]:
    """What the application answers to a body, and the statuses that it has sent."""
    statuses: list[str] = []
    answer = unread.reading_to_the_end(refusing)(
        {"wsgi.input": stream, **environ}, lambda status, headers: statuses.append(status)
    )
    return list(answer), statuses


@pytest.mark.parametrize("told", [{"CONTENT_LENGTH": "200000"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_refused_body_is_read_to_its_end(told: dict[str, str]) -> None:
    body = io.BytesIO(b"x" * 200_000)
    assert ask(body, **told) == ([b"too large"], ["413 Content Too Large"])
    assert body.read() == b""


def test_a_request_without_a_body_is_not_waited_for() -> None:
    assert ask(None)[0] == [b"too large"]


class Gone(io.BytesIO):
    def read(self, *size: Any) -> bytes:
        raise ConnectionResetError


def test_one_who_has_gone_is_no_error() -> None:
    assert ask(Gone(), CONTENT_LENGTH="9")[0] == [b"too large"]


class Endless(io.BytesIO):
    def read(self, *size: Any) -> bytes:
        return b"x"


def test_one_who_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "_PATIENCE", 0.05)
    assert ask(Endless(), CONTENT_LENGTH="9")[0] == [b"too large"]


def test_the_web_server_loads_it_so() -> None:
    assert wsgi.application.__qualname__.startswith("reading_to_the_end")
